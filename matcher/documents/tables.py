"""Tables as grids: parts of one grid, titles, bands that head the rows below, and column names for readers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from .drafts import Draft, Draught, TableDraft
from .model import Document, Table
from .numbering import find_label
from .outline import heading_title, is_caption
from .table_headers import SENTENCE, Rows, count_header_rows, find_cuts, find_single, is_form_header

_LONGEST_TITLE = 60
_LONGEST_BAND = 40
_TABLE_WORD = re.compile(r"(?:表|清单|一览|明细|台账|情况|汇总)\s*(?:如下)?[：:]?\s*$")
_TOTAL = re.compile(r"^\s*(?:合\s*计|小\s*计|总\s*计|总分|注|备注|说明)")


def split_tables(draught: Draught) -> None:
    """Cut grids that hold several tables; cells keep the places that they have on the page."""
    texts = [draft.text for draft in draught.drafts]
    parts: list[TableDraft] = []
    for table in draught.tables:
        cuts = find_cuts(table.rows, texts) if len(table.rows) > 1 else []
        edges = [0, *cuts, len(table.rows)]
        for start, end in pairwise(edges):
            rows = table.rows[start:end]
            header_rows = table.header_rows if start == 0 else None
            for index in {index for row in rows for index in row if index is not None}:
                draught.drafts[index].table = len(parts)
            if rows:
                parts.append(TableDraft(rows, header_rows, table.title if start == 0 else None))
    draught.tables = parts


def find_bands(rows: Rows, texts: Sequence[str], header_rows: int) -> dict[int, int]:
    """Rows that head the rows below them, as {row: cell}: a title, or 一、… across the whole table."""
    bands: dict[int, int] = {}
    before: set[int | None] = set()
    for number, row in enumerate(rows[:-1]):
        cell = find_single(row)
        is_new = cell is not None and cell not in before
        before = set(row)
        if cell is None or not is_new:
            continue
        text = texts[cell].strip()
        numbered = find_label(text) is not None
        on_top = number < header_rows or len(bands) == number
        fits = len(text) <= _LONGEST_BAND and "\n" not in text and not SENTENCE.search(text)
        fits = fits and not is_caption(text)
        if (
            fits
            and not _TOTAL.match(text)
            and (find_single(row, filling=True) is not None or numbered or on_top)
        ):
            bands[number] = cell
    return bands


def find_title(drafts: Sequence[Draft], depths: Sequence[int | None], first_cell: int) -> str | None:
    """The caption just above a table: 表1 …, or a short line, no heading, that ends in 表 or the like."""
    for index in range(first_cell - 1, max(-1, first_cell - 3), -1):
        draft = drafts[index]
        if draft.role == "aside":
            continue
        text = draft.text.strip()
        if draft.table is not None or len(text) > _LONGEST_TITLE or "\n" in text or depths[index] is not None:
            return None
        return text if is_caption(text) or names_table(text) else None
    return None


def names_table(text: str) -> bool:
    """Whether a line above a table may be its title: short, ending in 表, 清单 or the like."""
    return len(text) <= _LONGEST_TITLE and bool(_TABLE_WORD.search(text))


class TableFinisher:
    """Turns table drafts into tables once the outline is known; rows that head others extend the sections."""

    def __init__(
        self, drafts: Sequence[Draft], depths: list[int | None], sections: list[tuple[str, ...]]
    ) -> None:
        """`depths` and `sections` belong to `drafts` and are completed in place."""
        self._drafts = drafts
        self._texts = [draft.text for draft in drafts]
        self._depths = depths
        self._sections = sections

    def finish(self, table: TableDraft) -> Table:
        """The finished table: header rows counted where the file did not say, title and section found."""
        first = min((index for row in table.rows for index in row if index is not None), default=0)
        section = self._sections[first]
        header = table.header_rows
        if header is None:
            header = count_header_rows(table.rows, self._texts)
        elif header and is_form_header(table.rows[0], self._texts):
            header = 0
        title = table.title or find_title(self._drafts, self._depths, first)
        bands = find_bands(table.rows, self._texts, header)
        self._apply_bands(table.rows, bands)
        if title is None:
            title = self._find_inner_title(table.rows)
        rows = tuple(tuple(row) for row in table.rows)
        return Table(rows=rows, header_rows=header, section=section, title=title)

    def _find_inner_title(self, rows: Rows) -> str | None:
        """The title in a table's own first row."""
        cell = find_single(rows[0]) if len(rows) > 1 else None
        text = self._texts[cell].strip() if cell is not None else ""
        return (
            text if text and len(text) <= _LONGEST_TITLE and "\n" not in text and "。" not in text else None
        )

    def _apply_bands(self, rows: Rows, bands: dict[int, int]) -> None:
        open_bands: list[tuple[int, str]] = []
        done: set[int] = set()
        for number, row in enumerate(rows):
            band = bands.get(number)
            rank = 0
            if band is not None:
                label = find_label(self._texts[band])
                rank = label.rank if label else 0
                open_bands = [item for item in open_bands if item[0] < rank]
            path = tuple(title for _, title in open_bands)
            for index in row:
                if index is not None and index not in done:
                    done.add(index)
                    self._sections[index] += path
            if band is not None:
                self._depths[band] = len(self._sections[band]) + 1
                open_bands.append((rank, heading_title(self._texts[band])))


def name_columns(document: Document, table: Table) -> tuple[str, ...]:
    """The name of every column, its header cells joined by a space; empty strings without a header.

    A title that fills a whole row is no part of any name.
    """
    width = max((len(row) for row in table.rows), default=0)
    names: list[list[str]] = [[] for _ in range(width)]
    for row in table.rows[: table.header_rows]:
        if find_single(row) is not None:
            continue
        for column, index in enumerate(row):
            if index is None:
                continue
            text = " ".join(document.blocks[index].text.split())
            if text and text not in names[column]:
                names[column].append(text)
    return tuple(" ".join(parts) for parts in names)
