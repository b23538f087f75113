"""The supply side's errors: one root, each with a stable code and a Chinese sentence for people."""


class CatalogError(Exception):
    """Root of everything the catalogue refuses; `code` is stable, `message` is for people."""

    code = "catalog_error"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class ItemNotFound(CatalogError):
    """No supply item with this id."""

    code = "item_not_found"


class InvalidTransition(CatalogError):
    """The item's state forbids this step, e.g. withdrawing what is withdrawn."""

    code = "invalid_transition"


class InvalidContent(CatalogError):
    """A provider or item whose fields contradict the rules of the catalogue."""

    code = "invalid_content"


class TaxonomyDamaged(CatalogError):
    """A taxonomy data file that is missing or names an unknown code."""

    code = "taxonomy_damaged"


class UnknownTerm(CatalogError):
    """A topic, industry or region that the taxonomy does not know."""

    code = "unknown_term"


class ImportRefused(CatalogError):
    """A file that cannot be imported at all: unreadable, too large, or without the needed columns."""

    code = "import_refused"
