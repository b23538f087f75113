"""Importing lists of enterprises and of outcomes: all or nothing unless told otherwise, each row's faults named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from catalog.commands import Outcome
from catalog.errors import ImportRefused, InvalidContent
from catalog.ingest.columns import Need
from catalog.ingest.importing import ImportReport, save_rows
from catalog.ingest.lists import Header, ListRecords, find_headers, read_records
from catalog.ingest.parsing import RowIssue, Severity
from catalog.ingest.sheets import Sheet, parse_sheets, read_sheets
from catalog.taxonomy import load_taxonomy
from embeddings.segmentation import fold
from matcher.enterprises.columns import LIST_COLUMNS, ListKind
from matcher.enterprises.commands import record_outcome, save_enterprise
from matcher.enterprises.parsing import ListContent, ParsedListRow, parse_row
from matcher.enterprises.schemas import EnterpriseContent
from matcher.errors import OutcomeRefused

_TELLING = {"revenue_wan", "tier", "batch", "digital_level", "levels", "shown"}
"""Fields that only lists of enterprises have."""


def recognise_list(source: Path | bytes, *, name: str = "") -> ListKind | None:
    """Which list a file is by its headers alone, or None; `name` is that of an upload given as bytes.

    An outcome list also looks like a list of products: whoever asks must ask here first. Names and codes alone make no
    list of enterprises, for providers have them too. Raises ImportRefused when the file cannot be read as a table at all.
    """
    sheets = _sheets(source, name)
    for kind in (ListKind.OUTCOME, ListKind.ENTERPRISE):
        headers = find_headers(sheets, LIST_COLUMNS[kind], given=False)
        if headers and not headers[0].lacking and _tells(headers[0], kind):
            return kind
    return None


def _tells(header: Header, kind: ListKind) -> bool:
    fields = {bound.column.field for bound in header.columns if bound.column}
    return kind is ListKind.OUTCOME or bool(fields & _TELLING)


def import_list(
    session: Session,
    source: Path | bytes,
    kind: ListKind,
    *,
    name: str = "",
    partial: bool = False,
    now: datetime,
) -> ImportReport:
    """Save every row by natural key inside the caller's transaction; nothing commits.

    One row with an error writes nothing, unless `partial` leaves such rows out. Saving the same list again changes nothing.
    Raises ImportRefused when the file cannot be read as such a list.
    """
    header = _choose(find_headers(_sheets(source, name), LIST_COLUMNS[kind], given=True), kind)
    table = read_records(header, LIST_COLUMNS[kind])
    if not table.records:
        raise ImportRefused(f"“{header.sheet.name}”只有表头，没有数据行。")
    taxonomy = load_taxonomy()
    parsed = [parse_row(record, kind, taxonomy) for record in table.records]
    kept, duplicates, repeated = _drop_duplicates(parsed)
    savepoint = session.begin_nested()
    outcomes, refused = save_rows(session, kept, _saver(session, now), name_of=_name_of)
    issues = [*(issue for row in parsed for issue in row.issues), *repeated, *refused]
    written = partial or not any(issue.severity is Severity.ERROR for issue in issues)
    if written:
        savepoint.commit()
    else:
        savepoint.rollback()
        session.expire_all()
    return _report(kind, table, parsed, issues, duplicates, outcomes if written else {}, written=written)


def _report(
    kind: ListKind,
    table: ListRecords,
    parsed: Sequence[ParsedListRow],
    issues: Sequence[RowIssue],
    duplicates: int,
    outcomes: dict[int, Outcome],
    *,
    written: bool,
) -> ImportReport:
    counts = Counter(outcomes.values())
    return ImportReport(
        kind=kind,
        mapping=None,
        rows=len(table.records),
        created=counts[Outcome.CREATED],
        revised=counts[Outcome.REVISED],
        unchanged=counts[Outcome.UNCHANGED],
        failed=len({issue.row for issue in issues if issue.severity is Severity.ERROR}),
        duplicates=duplicates,
        skipped=table.skipped,
        issues=tuple(sorted(issues, key=lambda issue: (issue.row, issue.severity != Severity.ERROR))),
        missing=_count_missing(kind, parsed),
        absent=table.absent,
        kept_as_notes=(),
        ignored=table.ignored,
        repeated=table.repeated,
        new_providers=(),
        written=written,
    )


def _sheets(source: Path | bytes, name: str) -> tuple[Sheet, ...]:
    return parse_sheets(source, name) if isinstance(source, bytes) else read_sheets(source)


def _choose(headers: Sequence[Header], kind: ListKind) -> Header:
    if not headers:
        raise ImportRefused(f"没有找到{kind.label}的表头，请下载模板对照（duijie template --kind {kind}）。")
    if headers[0].lacking:
        raise ImportRefused(f"{kind.label}缺少必填列：{'、'.join(headers[0].lacking)}。请下载模板对照表头。")
    complete = [header for header in headers if not header.lacking]
    if len(complete) > 1:
        names = "、".join(header.sheet.name for header in complete)
        raise ImportRefused(f"文件里有几张同类的表（{names}），请拆成几个文件分别导入。")
    return complete[0]


def _saver(session: Session, now: datetime) -> Callable[[ListContent], Outcome]:
    def save(content: ListContent) -> Outcome:
        if isinstance(content, EnterpriseContent):
            return save_enterprise(session, content, now=now).outcome
        try:
            return record_outcome(session, content, now=now).outcome
        except OutcomeRefused as error:
            raise InvalidContent(error.message) from error

    return save


def _count_missing(kind: ListKind, parsed: Iterable[ParsedListRow]) -> dict[str, int]:
    counts = Counter(header for row in parsed if row.content is not None for header in row.missing)
    ordered = (column.header for column in LIST_COLUMNS[kind] if column.need is Need.WANTED)
    return {header: counts[header] for header in ordered if counts[header]}


def _name_of(content: ListContent) -> str:
    return content.name if isinstance(content, EnterpriseContent) else f"{content.enterprise}：{content.item}"


def _drop_duplicates(
    rows: Iterable[ParsedListRow],
) -> tuple[list[tuple[int, ListContent]], int, list[RowIssue]]:
    """A row that repeats an earlier one is dropped, one that contradicts it is an error."""
    kept: list[tuple[int, ListContent]] = []
    seen: dict[tuple[str, ...], tuple[int, ListContent]] = {}
    issues: list[RowIssue] = []
    duplicates = 0
    for row in rows:
        if row.content is None:
            continue
        keys = _natural_keys(row.content)
        earlier = next((seen[key] for key in keys if key in seen), None)
        if earlier is None:
            kept.append((row.number, row.content))
        else:
            duplicates += 1
            issues.append(_duplicate(row.number, row.content, *earlier))
        for key in keys:
            seen.setdefault(key, (row.number, row.content))
    return kept, duplicates, issues


def _natural_keys(content: ListContent) -> list[tuple[str, ...]]:
    if isinstance(content, EnterpriseContent):
        keys: list[tuple[str, ...]] = [("name", _key(content.name))]
        return [*keys, ("code", content.credit_code)] if content.credit_code else keys
    return [(_key(content.enterprise), _key(content.item), _key(content.provider or ""), content.topic)]


def _key(text: str) -> str:
    return "".join(fold(text).split())


def _duplicate(number: int, content: ListContent, earlier_row: int, earlier: ListContent) -> RowIssue:
    if content == earlier:
        message, severity = f"与第{earlier_row}行完全相同，只导入一次", Severity.WARNING
    else:
        message, severity = f"与第{earlier_row}行是同一项但内容不同，请只保留一行", Severity.ERROR
    return RowIssue(number, "", _name_of(content), message, severity)
