"""Tables drawn with lines on a pdf page: their grid, merged cells, and tables that go on over the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .pdf_lines import Line, build_lines, join_texts

_SNAP = 4.0  # points: edges closer than this are one
Box = tuple[float, float, float, float]


@dataclass(slots=True)
class PageTable:
    """A table of one page: per row and column the index into `texts`, or None; boxes in points."""

    page: int
    box: Box
    columns: list[float]
    rows: list[list[int | None]]
    texts: list[str]

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.columns) - 1


def _snap(values: Sequence[float]) -> list[float]:
    """Sorted edges with near ones made one."""
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > _SNAP:
            edges.append(value)
    return edges


def _nearest(edges: Sequence[float], value: float) -> int:
    return min(range(len(edges)), key=lambda i: abs(edges[i] - value))


def read_cells(page: int, cells: Sequence[Box], chars: Sequence[dict[str, Any]]) -> PageTable | None:
    """The table that a set of cell boxes forms, or None for a frame: fewer than two rows or two columns.

    `chars` are the characters inside the table.
    """
    columns = _snap([x for cell in cells for x in (cell[0], cell[2])])
    edges = _snap([y for cell in cells for y in (cell[1], cell[3])])
    if len(columns) < 3 or len(edges) < 2 or (len(cells) < 3 and len(edges) < 3):
        return None
    spans: list[tuple[int, int, int, int]] = []
    for x0, top, x1, bottom in cells:
        spans.append(
            (_nearest(edges, top), _nearest(edges, bottom), _nearest(columns, x0), _nearest(columns, x1))
        )
    held: list[list[dict[str, Any]]] = [[] for _ in cells]
    for char in chars:
        x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
        for index, (x0, top, x1, bottom) in enumerate(cells):
            if x0 <= x < x1 and top <= y < bottom:
                held[index].append(char)
                break
    rows: list[list[int | None]] = [[None] * (len(columns) - 1) for _ in range(len(edges) - 1)]
    texts: list[str] = []
    for index in sorted(range(len(cells)), key=lambda i: (spans[i][0], spans[i][2])):
        text = cell_text(build_lines(held[index]), cells[index])
        if not text:
            continue
        top, bottom, left, right = spans[index]
        for row in range(top, bottom):
            for column in range(left, right):
                if rows[row][column] is None:
                    rows[row][column] = len(texts)
        texts.append(text)
    if not texts:
        return None
    box = (columns[0], edges[0], columns[-1], edges[-1])
    return PageTable(page, box, columns, rows, texts)


def cell_text(lines: Sequence[Line], box: Box) -> str:
    """The text of a cell: a line that fills it goes on in the next one, a short one ends a paragraph."""
    text = ""
    previous: Line | None = None
    right = max((line.x1 for line in lines), default=box[2])
    for line in lines:
        if previous is None:
            text = line.text
        else:
            room = right - previous.x1
            ended = text[-1] in "。；;！？!?" and room > 0.5 * line.size
            ends_short = room > 1.9 * line.size and len(lines) > 2
            text = text + "\n" + line.text if ended or ends_short else join_texts(text, line.text)
        previous = line
    return text


def continues(table: PageTable, above: PageTable) -> bool:
    """Whether a table has the same columns as the one that ended the page before."""
    return len(table.columns) == len(above.columns) and all(
        abs(a - b) <= 2 * _SNAP for a, b in zip(table.columns, above.columns, strict=True)
    )


def drop_repeated_header(table: PageTable, above_rows: Sequence[Sequence[str]]) -> int:
    """How many leading rows of a continued table repeat the first rows of the table before."""
    count = 0
    for row, above in zip(table.rows, above_rows, strict=False):
        mine = ["" if index is None else table.texts[index] for index in row]
        if mine != list(above) or not any(mine):
            break
        count += 1
    return count if count < len(table.rows) else 0
