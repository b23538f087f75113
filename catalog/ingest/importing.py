"""Importing a table into the catalogue: all or nothing unless told otherwise, with a report that hides nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol, TypeVar

from sqlmodel import Session, select

from catalog.commands import Outcome, save_item, save_provider
from catalog.errors import InvalidContent
from catalog.ingest.columns import COLUMNS, Layout, Need
from catalog.ingest.parsing import Content, ParsedRow, RowIssue, Severity, parse_record
from catalog.ingest.records import Skipped, Table, read_table
from catalog.schemas import ProviderContent
from catalog.tables import Provider
from catalog.taxonomy import Taxonomy, load_taxonomy
from embeddings.segmentation import fold

T = TypeVar("T")


class TableKind(Protocol):
    """What the rows of a table are: a word for programs and one for people."""

    @property
    def value(self) -> str:
        """The word for programs."""

    @property
    def label(self) -> str:
        """The word shown to people."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did and what the file lacks. Counts are rows; `written` is False when nothing was."""

    kind: TableKind
    mapping: str | None
    rows: int
    created: int
    revised: int
    unchanged: int
    failed: int
    duplicates: int
    skipped: tuple[Skipped, ...]
    issues: tuple[RowIssue, ...]
    missing: Mapping[str, int]
    """Wanted column → rows that leave it empty, among rows without errors."""
    absent: tuple[str, ...]
    kept_as_notes: tuple[str, ...]
    ignored: tuple[str, ...]
    repeated: tuple[str, ...]
    new_providers: tuple[str, ...]
    """Providers that the catalogue did not know and that were created with their name only."""
    written: bool

    @property
    def errors(self) -> tuple[RowIssue, ...]:
        """What refused rows."""
        return tuple(issue for issue in self.issues if issue.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[RowIssue, ...]:
        """What was not understood or looks odd, without refusing a row."""
        return tuple(issue for issue in self.issues if issue.severity is Severity.WARNING)


def import_file(
    session: Session,
    path: Path,
    *,
    kind: Layout | str | None = None,
    mapping: str | None = None,
    partial: bool = False,
    actor: str,
    now: datetime,
) -> ImportReport:
    """Read a file and import it. Raises ImportRefused when the file cannot be read as a table at all."""
    table = read_table(path, kind=kind, mapping=mapping)
    return import_catalogue(session, table, partial=partial, actor=actor, now=now)


def import_catalogue(
    session: Session,
    table: Table,
    *,
    partial: bool = False,
    dry_run: bool = False,
    actor: str,
    now: datetime,
    progress: Callable[[int, int], None] | None = None,
) -> ImportReport:
    """Save every row of the table, by natural key, inside the caller's transaction; nothing commits.

    One row with an error writes nothing, unless `partial` leaves such rows out. `dry_run` reports what would happen and
    writes nothing. Saving the same table again changes nothing. `progress` is told rows done and rows in all.
    """
    taxonomy = load_taxonomy()
    parsed = [parse_record(record, table.layout, taxonomy) for record in table.records]
    names = _KnownProviders(session)
    kept, duplicates, issues = _drop_duplicates([row for row in parsed if row.content is not None], names)
    issues = [issue for row in parsed for issue in row.issues] + issues
    savepoint = session.begin_nested()

    def save(content: Content) -> Outcome:
        return _save(session, content, taxonomy, actor=actor, now=now)

    outcomes, refused = save_rows(session, kept, save, name_of=_name_of, progress=progress)
    issues += refused
    failed = {issue.row for issue in issues if issue.severity is Severity.ERROR}
    written = not dry_run and (partial or not failed)
    if written:
        savepoint.commit()
    else:
        savepoint.rollback()
        session.expire_all()
    told = outcomes if written or dry_run else {}
    counts = Counter(told.values())
    return ImportReport(
        kind=table.layout,
        mapping=table.mapping,
        rows=len(table.records),
        created=counts[Outcome.CREATED],
        revised=counts[Outcome.REVISED],
        unchanged=counts[Outcome.UNCHANGED],
        failed=len(failed),
        duplicates=duplicates,
        skipped=table.skipped,
        issues=tuple(sorted(issues, key=lambda issue: (issue.row, issue.severity != Severity.ERROR))),
        missing=_count_missing(table.layout, parsed),
        absent=table.absent,
        kept_as_notes=table.kept_as_notes,
        ignored=table.ignored,
        repeated=table.repeated,
        new_providers=names.unknown(content for number, content in kept if number in told),
        written=written,
    )


def save_rows(
    session: Session,
    rows: Sequence[tuple[int, T]],
    save: Callable[[T], Outcome],
    *,
    name_of: Callable[[T], str],
    progress: Callable[[int, int], None] | None = None,
) -> tuple[dict[int, Outcome], list[RowIssue]]:
    """Save numbered rows one by one; what came of each by row number, and those refused with InvalidContent."""
    outcomes: dict[int, Outcome] = {}
    refused: list[RowIssue] = []
    for done, (number, content) in enumerate(rows, start=1):
        if progress is not None:
            progress(done, len(rows))
        try:
            with session.begin_nested():
                outcomes[number] = save(content)
        except InvalidContent as error:
            refused.append(RowIssue(number, "", name_of(content), error.message))
    return outcomes, refused


def _save(session: Session, content: Content, taxonomy: Taxonomy, *, actor: str, now: datetime) -> Outcome:
    if isinstance(content, ProviderContent):
        return save_provider(session, content, now=now).outcome
    return save_item(session, content, taxonomy, actor=actor, now=now).outcome


def _name_of(content: Content) -> str:
    return content.name if isinstance(content, ProviderContent) else f"{content.provider}：{content.name}"


def _count_missing(layout: Layout, parsed: Iterable[ParsedRow]) -> dict[str, int]:
    counts = Counter(header for row in parsed if row.content is not None for header in row.missing)
    ordered = (column.header for column in COLUMNS[layout] if column.need is Need.WANTED)
    return {header: counts[header] for header in ordered if counts[header]}


class _KnownProviders:
    """The catalogue's providers by folded name, so that half- and full-width parentheses do not make two of one."""

    def __init__(self, session: Session) -> None:
        rows = session.exec(select(Provider.name, Provider.credit_code)).all()
        self._names = {_key(name): name for name, _ in rows}
        self._settled = dict(self._names)
        self._codes = {code for _, code in rows if code}

    def settle(self, name: str, credit_code: str | None) -> str:
        """The name as the catalogue writes it, or as the file wrote it first."""
        if credit_code is not None and credit_code in self._codes:
            return name
        return self._settled.setdefault(_key(name), name)

    def unknown(self, contents: Iterable[Content]) -> tuple[str, ...]:
        """Providers of items that the catalogue did not know before."""
        found = (
            content.provider
            for content in contents
            if not isinstance(content, ProviderContent)
            and _key(content.provider) not in self._names
            and content.credit_code not in self._codes
        )
        return tuple(dict.fromkeys(found))


def _key(text: str) -> str:
    return "".join(fold(text).split())


def _drop_duplicates(
    rows: Iterable[ParsedRow], names: _KnownProviders
) -> tuple[list[tuple[int, Content]], int, list[RowIssue]]:
    """Rows with names settled; a row that repeats an earlier one is dropped, one that contradicts it is an error."""
    kept: list[tuple[int, Content]] = []
    seen: dict[tuple[str, ...], tuple[int, Content]] = {}
    issues: list[RowIssue] = []
    duplicates = 0
    for row in rows:
        assert row.content is not None, "rows with errors were left out"
        content = _settled(row.content, names)
        keys = _natural_keys(content)
        earlier = next((seen[key] for key in keys if key in seen), None)
        if earlier is None:
            kept.append((row.number, content))
        else:
            duplicates += 1
            issues.append(_duplicate(row.number, content, *earlier))
        for key in keys:
            seen.setdefault(key, (row.number, content))
    return kept, duplicates, issues


def _settled(content: Content, names: _KnownProviders) -> Content:
    if isinstance(content, ProviderContent):
        return content.model_copy(update={"name": names.settle(content.name, content.credit_code)})
    return content.model_copy(update={"provider": names.settle(content.provider, content.credit_code)})


def _natural_keys(content: Content) -> list[tuple[str, ...]]:
    if isinstance(content, ProviderContent):
        keys: list[tuple[str, ...]] = [("name", _key(content.name))]
        return [*keys, ("code", content.credit_code)] if content.credit_code else keys
    return [(content.kind, _key(content.provider), _key(content.name))]


def _duplicate(number: int, content: Content, earlier_row: int, earlier: Content) -> RowIssue:
    if content == earlier:
        message, severity = f"与第{earlier_row}行完全相同，只导入一次", Severity.WARNING
    else:
        message, severity = f"与第{earlier_row}行是同一项但内容不同，请只保留一行", Severity.ERROR
    return RowIssue(number, "", _name_of(content), message, severity)
