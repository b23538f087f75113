"""From one row of a list to an enterprise or a project, or to the list of what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from catalog.amounts import flatten
from catalog.ingest.parsing import ReadCells, Record, RowIssue, Severity, explain_invalid, read_cells
from catalog.taxonomy import Taxonomy
from matcher.enterprises.columns import LIST_COLUMNS, ListKind
from matcher.enterprises.schemas import EnterpriseContent, OutcomeContent, SceneGrade

ListContent = EnterpriseContent | OutcomeContent

_BATCHES = {"一": 1, "二": 2, "三": 3, "1": 1, "2": 2, "3": 3}


@dataclass(frozen=True, slots=True)
class ParsedListRow:
    """The content when no error was found, what was found, and the wanted columns that are empty."""

    number: int
    content: ListContent | None
    issues: tuple[RowIssue, ...]
    missing: tuple[str, ...]


def parse_row(record: Record, kind: ListKind, taxonomy: Taxonomy) -> ParsedListRow:
    """Read every cell of a row; never raises for what the file says."""
    columns = LIST_COLUMNS[kind]
    cells = read_cells(record, columns, taxonomy)
    content: ListContent | None = None
    if not cells.refused:
        values = (
            _enterprise(record, cells, taxonomy) if kind is ListKind.ENTERPRISE else _outcome(record, cells)
        )
        if not cells.refused:
            try:
                content = (EnterpriseContent if kind is ListKind.ENTERPRISE else OutcomeContent)(**values)
            except ValidationError as error:
                cells.issues.extend(explain_invalid(record, columns, detail) for detail in error.errors())
    return ParsedListRow(record.number, content, tuple(cells.issues), cells.missing)


def _enterprise(record: Record, cells: ReadCells, taxonomy: Taxonomy) -> dict[str, Any]:
    values = dict(cells.values)
    industry = _only(record, cells, values.pop("industries", ()), "所属行业", "一家企业只填一个行业")
    code = _only(record, cells, values.pop("industry_codes", ()), "行业代码", "一家企业只填一个行业代码")
    by_code = taxonomy.industry_of_code(code) if code else None
    if industry and by_code and by_code.name != industry:
        _note(
            record,
            cells,
            "行业代码",
            f"{code} 在我们的对照里属于{by_code.name}，按填写的“{industry}”处理",
            Severity.WARNING,
        )
    values["industry"] = industry or (by_code.name if by_code else None)
    values["industry_code"] = code
    if "region" in values:
        values["region"] = settle_region(values["region"], taxonomy)
    values["batch"] = _batch(record, cells, values.get("batch"))
    values["levels"] = tuple(
        SceneGrade(topic=grade.topic, level=grade.level_to)
        for grade in values.pop("levels", ())
        if _is_grade(record, cells, grade)
    )
    return values


def settle_region(place: str, taxonomy: Taxonomy) -> str:
    """The area of annex 2 that a place is, with or without 银川市 in front; other places as written."""
    found = taxonomy.find_region(place) or taxonomy.find_region(
        place.removeprefix("宁夏").removeprefix("银川市").removeprefix("银川")
    )
    return found.name if found else place


def _is_grade(record: Record, cells: ReadCells, grade: Any) -> bool:
    """Whether a reading such as 生产管控:1 names a scene and one level."""
    good = grade.topic != "*" and grade.level_from is None
    if not good:
        _note(record, cells, "各场景等级", "每个场景只写一个等级，如“生产管控:1；设备管理:2”")
    return good


def _outcome(record: Record, cells: ReadCells) -> dict[str, Any]:
    values = dict(cells.values)
    values["topic"] = _only(
        record, cells, values.pop("topics", ()), "应用场景", "一行只写一个场景，几个场景请分几行写"
    )
    when = values.pop("month")
    if when is None:
        _note(record, cells, "进展月份", "应写成年-月，如 2026-09")
    values["month"] = f"{when:%Y-%m}" if when else ""
    return values


def _only(record: Record, cells: ReadCells, found: tuple[str, ...], header: str, message: str) -> str | None:
    if len(found) > 1:
        _note(record, cells, header, message)
    return found[0] if found else None


def _batch(record: Record, cells: ReadCells, text: str | None) -> int | None:
    if text is None:
        return None
    match = re.fullmatch(r"第?([一二三1-3])批?次?(?:\.0)?", flatten(text).strip())
    if match is None:
        _note(record, cells, "批次", "应为第一批、第二批或第三批")
        return None
    return _BATCHES[match[1]]


def _note(
    record: Record, cells: ReadCells, header: str, message: str, severity: Severity = Severity.ERROR
) -> None:
    source = record.sources.get(header, header)
    cells.issues.append(RowIssue(record.number, source, _cell(record.cells, header), message, severity))


def _cell(cells: Mapping[str, str], header: str) -> str:
    return cells.get(header, "")[:200]
