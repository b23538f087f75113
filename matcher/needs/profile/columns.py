"""Figures in tables: a year a column, a total in the last row; and the amount that a labelled value states."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from catalog.quantities import find_amounts
from matcher.documents.model import Document
from matcher.needs.profile.fields import Field

_LABEL_UNITS = (
    (re.compile(r"亿"), 10_000.0),
    (re.compile(r"千元"), 0.1),
    (re.compile(r"(?<![万千百亿])元"), 0.0001),
)


def amount_of(field: Field) -> float | None:
    """The value in 万元; a bare number takes the unit of its label."""
    amounts = list(find_amounts(field.value))
    if amounts:
        return amounts[0].high
    bare = re.fullmatch(r"\s*(?:约)?\s*(\d[\d,，]*(?:\.\d+)?)\s*", field.value)
    if not bare:
        return None
    value = float(re.sub("[,，]", "", bare[1]))
    scale = next((scale for unit, scale in _LABEL_UNITS if unit.search(field.label)), 1.0)
    return round(value * scale, 6)


def latest_column(
    document: Document, wanted: re.Pattern[str], refused: re.Pattern[str]
) -> Iterator[tuple[int, float]]:
    """(year, amount) of the rows of this label in tables with a year a column; a bare number takes its label's unit."""
    for table in document.tables:
        if not table.header_rows:
            continue
        header = texts_of(document, table.rows[table.header_rows - 1])
        for row in table.rows[table.header_rows :]:
            label, *values = texts_of(document, row)
            if not wanted.search(label) or refused.search(label) or label.startswith("其中"):
                continue
            for name, value in zip(header[1:], values, strict=False):
                year = re.search(r"20\d\d", name)
                amount = amount_of(Field(label + header[0], value))
                if year and amount is not None:
                    yield int(year[0]), amount


def total_rows(document: Document, column: re.Pattern[str]) -> Iterator[float]:
    """What stands in the 合计 row of a table under a heading that fits, in 万元."""
    for table in document.tables:
        if not table.header_rows:
            continue
        header = texts_of(document, table.rows[table.header_rows - 1])
        for at, name in enumerate(header):
            if not column.search(name):
                continue
            for row in table.rows[table.header_rows :]:
                cells = texts_of(document, row)
                amount = amount_of(Field(name, cells[at]))
                if re.match(r"\s*(?:合计|总计|总投资|共计)", cells[0]) and amount:
                    yield amount


def texts_of(document: Document, row: Iterable[int | None]) -> list[str]:
    """The texts of a row's cells."""
    return ["" if index is None else document.blocks[index].text.strip() for index in row]
