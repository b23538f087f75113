"""From one row of named cells to validated content, or to the list of what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import ValidationError

from catalog.ingest.cells import read_cell
from catalog.ingest.closed import MAIN_TOPIC
from catalog.ingest.columns import COLUMNS, Column, Layout, Need
from catalog.ingest.prices import read_price
from catalog.ingest.terms import NOTHING
from catalog.ingest.values import CellProblem, Remark, is_blank
from catalog.schemas import FinanceContent, ProductContent, ProviderContent, TopicUplift
from catalog.taxonomy import Taxonomy
from catalog.vocabulary import FinanceType, Kind, PriceModel

Content = ProviderContent | ProductContent | FinanceContent


class Severity(StrEnum):
    """An error refuses its row, a warning only says what was not understood."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class RowIssue:
    """What is wrong with one cell; `column` is the header as the file writes it, empty for the row as a whole."""

    row: int
    column: str
    value: str
    message: str
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class Record:
    """One row by canonical headers, with cells of other columns as `notes` and the file's own header of each."""

    number: int
    cells: Mapping[str, str]
    notes: Mapping[str, str]
    sources: Mapping[str, str]
    """Canonical header → header in the file."""
    lenient: bool = False
    """Whether a value that is not in a closed list only costs its field, not the row."""


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """The content when no error was found, what was found, and the wanted columns that are empty."""

    number: int
    content: Content | None
    issues: tuple[RowIssue, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadCells:
    """The values of a record's cells by field, what was found wrong, and the wanted columns that are empty."""

    values: dict[str, Any]
    issues: list[RowIssue]
    missing: tuple[str, ...]

    @property
    def refused(self) -> bool:
        """Whether an error was found."""
        return any(issue.severity is Severity.ERROR for issue in self.issues)


def read_cells(record: Record, columns: Sequence[Column], taxonomy: Taxonomy) -> ReadCells:
    """Read every cell of a record as its column asks; never raises for what the file says."""
    issues: list[RowIssue] = []
    values: dict[str, Any] = {}
    missing: list[str] = []
    for column in columns:
        text = record.cells.get(column.header, "")
        if is_blank(text):
            if column.need is Need.REQUIRED:
                issues.append(_issue(record, column, text, "必填，不能为空"))
            elif column.need is Need.WANTED:
                missing.append(column.header)
            continue
        try:
            value = read_cell(text, column, taxonomy)
        except CellProblem as problem:
            forgiven = record.lenient and column.need is not Need.REQUIRED
            severity = Severity.ERROR if problem.fatal and not forgiven else Severity.WARNING
            issues.append(_issue(record, column, text, problem.message, severity))
            if not forgiven or not problem.known:
                continue
            value = problem.known
        if isinstance(value, Remark):
            issues.append(_issue(record, column, text, value.message, Severity.WARNING))
            value = value.value
        values[column.field] = value
    return ReadCells(values, issues, tuple(missing))


def parse_record(record: Record, layout: Layout, taxonomy: Taxonomy) -> ParsedRow:
    """The content that a record states; never raises for what the file says."""
    cells = read_cells(record, COLUMNS[layout], taxonomy)
    issues = cells.issues
    content: Content | None = None
    if not cells.refused:
        try:
            content = _assemble(record, layout, cells.values, issues)
        except ValidationError as error:
            issues += [explain_invalid(record, COLUMNS[layout], detail) for detail in error.errors()]
    return ParsedRow(record.number, content, tuple(issues), cells.missing)


def _assemble(record: Record, layout: Layout, values: dict[str, Any], issues: list[RowIssue]) -> Content:
    if layout is Layout.PROVIDER:
        return ProviderContent(**values)
    values["notes"] = {name: text for name, text in record.notes.items() if text}
    return _product(record, values, issues) if layout is Layout.PRODUCT else _finance(record, values)


def _product(record: Record, values: dict[str, Any], issues: list[RowIssue]) -> ProductContent:
    free = values.get("free")
    text = values.pop("price", "")
    price = read_price(text, free=free)
    if text and price.model is PriceModel.UNSTATED and price.min_wan is None and price.max_wan is None:
        issues.append(_issue_at(record, "价格说明", text, "读不出金额和计价方式，只保留原文"))
    if free is False and read_price(text).model is PriceModel.FREE:
        issues.append(_issue_at(record, "是否免费", "否", "与价格说明里的“免费”不一致，按填写的“否”处理"))
    if free is None and text and price.min_wan == 0:
        values["free"] = True
    golive = values.pop("golive", NOTHING)
    values.update(
        kind=values.get("kind", Kind.PRODUCT),
        price=price,
        topics=_merge_topics(values.pop("topics", ()), values.pop("uplifts", ())),
        golive_min_days=golive.low,
        golive_max_days=golive.high,
    )
    return ProductContent(**values)


def _merge_topics(codes: tuple[str, ...], uplifts: tuple[TopicUplift, ...]) -> tuple[TopicUplift, ...]:
    """The topics in their order, main one first; a level that names a topic not listed adds it at the end."""
    main = codes[0] if codes else None
    by_code = {
        code: uplift.model_copy(update={"topic": code})
        for uplift in uplifts
        if (code := main if uplift.topic == MAIN_TOPIC else uplift.topic) is not None
    }
    ordered = dict.fromkeys([*codes, *by_code])
    return tuple(by_code.get(code, TopicUplift(topic=code)) for code in ordered)


def _finance(record: Record, values: dict[str, Any]) -> FinanceContent:
    for field, header, unit in (
        ("amount", "额度说明", "wan"),
        ("term", "期限说明", "months"),
        ("rate", "利率说明", "pct"),
    ):
        span = values.pop(field, NOTHING)
        values[f"{field}_text"] = record.cells.get(header, "")
        values[f"{field}_min_{unit}"] = span.low
        values[f"{field}_max_{unit}"] = span.high
    values.setdefault("finance_type", FinanceType.LOAN)
    return FinanceContent(**values)


def _issue(
    record: Record, column: Column, value: str, message: str, severity: Severity = Severity.ERROR
) -> RowIssue:
    header = record.sources.get(column.header, column.header)
    return RowIssue(record.number, header, value[:200], message, severity)


def _issue_at(record: Record, header: str, value: str, message: str) -> RowIssue:
    return RowIssue(record.number, record.sources.get(header, header), value[:200], message, Severity.WARNING)


_FIELD_ALIASES = {
    "golive_min_days": "golive", "golive_max_days": "golive", "amount_min_wan": "amount", "amount_max_wan": "amount",
    "amount_text": "amount", "term_min_months": "term", "term_max_months": "term", "term_text": "term",
    "rate_min_pct": "rate", "rate_max_pct": "rate", "rate_text": "rate",
}  # fmt: skip
_MESSAGES = {
    "string_too_long": "字数过多",
    "string_too_short": "不能为空",
    "greater_than_equal": "数值过小",
    "less_than_equal": "数值过大",
}


def explain_invalid(record: Record, columns: Sequence[Column], detail: Any) -> RowIssue:
    """What validation refused, `detail` being pydantic's; a last resort, the readers refuse nearly everything before."""
    location = [part for part in detail["loc"] if isinstance(part, str)]
    field = next((_FIELD_ALIASES.get(part, part) for part in location), "")
    column = next((column for column in columns if column.field == field), None)
    message = _MESSAGES.get(detail["type"]) or str(detail["msg"]).removeprefix("Value error, ")
    if column is None:
        return RowIssue(record.number, field if field != "notes" else "备注列", "", message)
    return _issue(record, column, record.cells.get(column.header, ""), message)
