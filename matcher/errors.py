"""The demand side's errors: one root, each with a stable code and a Chinese sentence for people."""


class MatcherError(Exception):
    """Root of everything the matcher refuses; `code` is stable, `message` is for people."""

    code = "matcher_error"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class ReportError(MatcherError):
    """A report that cannot be read: the message says what is wrong and what to do."""

    code = "report_unreadable"


class ReportTooLarge(ReportError):
    """A report beyond the size, page, row or expansion limits."""

    code = "report_too_large"


class UnsupportedReport(ReportError):
    """Not a docx, pdf, xlsx, txt or md file nor a picture, whatever its name says."""

    code = "report_unsupported"


class UnsafeReport(ReportError):
    """A report that carries external entities, external templates or a decompression bomb."""

    code = "report_unsafe"


class ReportNotFound(ReportError):
    """The path names no readable file: it is missing, a folder, or may not be read."""

    code = "report_not_found"


class EmptyReport(ReportError):
    """An empty file, or a report without a single character that could be read."""

    code = "report_empty"


class EncryptedReport(ReportError):
    """A report that opens only with a password."""

    code = "report_encrypted"


class DamagedReport(ReportError):
    """A file of the right type that is cut off or broken inside."""

    code = "report_damaged"


class OutcomeRefused(MatcherError):
    """A project of an enterprise or item that is not known, or older than what is recorded of it."""

    code = "outcome_refused"


class DemandKeyUnusable(MatcherError):
    """The key that makes enterprises unrecognisable in the pool of demands cannot be read or made."""

    code = "demand_key_unusable"


class UnusableProblem(MatcherError):
    """A bundle is asked for with numbers that are none: a negative price, a share above 1, an item named twice."""

    code = "bundle_unusable"


class InvalidAnswers(MatcherError):
    """Answers of a self-assessment that do not fit their question, or a scene or level that there is not."""

    code = "answers_invalid"


class CorrectionRefused(MatcherError):
    """A correction of needs that does not fit: no such need or topic, levels the wrong way round, a sentence not in the report."""

    code = "correction_refused"
