"""Tables drawn with lines on a pdf page: their grid, merged cells, and tables that go on over the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from pdfplumber.page import Page
from pdfplumber.table import Table as FoundTable

from .pdf_lines import Line, Paragraph, build_lines, join_texts

_SNAP = 4.0  # points: edges closer than this are one
_OPEN_ROW = 6.0  # points that vertical lines must reach past the last rule to mean a row without its rule
_FEWEST_FILLED = 0.08  # share of positions with text below which a large grid is a drawing
_LARGE_GRID = 40
_SAME_RULE = 1.5  # points
_SHORTEST_RULE = 40.0  # points
_MOST_EDGES = 3_000  # of a page: more are hatching, and every pair of them would be compared
Box = tuple[float, float, float, float]
Span = tuple[int, int, int, int]


@dataclass(slots=True)
class PageTable:
    """A table of one page: per row and column the index into `texts`, or None; boxes in points.

    `blanks` are the empty cells as (first row, row after, first column, column after). `gaps` are the empty strips
    between the columns of a table without vertical rules: its `columns` are their middles and vary from page to page.
    """

    page: int
    box: Box
    columns: list[float]
    rows: list[list[int | None]]
    texts: list[str]
    blanks: list[Span] = field(default_factory=list)
    gaps: list[tuple[float, float]] = field(default_factory=list)
    zone: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """A horizontal line of a page, in points."""

    x0: float
    x1: float
    y: float


@dataclass(slots=True)
class PdfPage:
    """What was found on one page; sizes in points.

    `notes` are the lines of its footnotes; `scanned` when its characters were recognised in its picture.
    """

    number: int
    width: float
    height: float
    lines: list[Line] = field(default_factory=list)
    notes: list[Line] = field(default_factory=list)
    tables: list[PageTable] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    paragraphs: list[Paragraph] = field(default_factory=list)
    scanned: bool = False


def find_rules(pdf_page: Page) -> list[Rule]:
    """The horizontal lines of a page from top to bottom, pieces that touch made one; none of a drawing's many."""
    edges = [edge for edge in pdf_page.edges if edge["orientation"] == "h"]
    if len(edges) > _MOST_EDGES:
        return []
    rules: list[Rule] = []
    for edge in sorted(edges, key=lambda edge: (round(edge["top"]), edge["x0"])):
        last = rules[-1] if rules else None
        if last and abs(last.y - edge["top"]) <= _SAME_RULE and edge["x0"] <= last.x1 + _SNAP:
            rules[-1] = Rule(last.x0, max(last.x1, edge["x1"]), last.y)
        else:
            rules.append(Rule(edge["x0"], edge["x1"], edge["top"]))
    return [rule for rule in rules if rule.x1 - rule.x0 >= _SHORTEST_RULE]


def find_page_tables(
    pdf_page: Page, chars: list[dict[str, Any]]
) -> tuple[list[PageTable], list[dict[str, Any]]]:
    """The ruled tables of a page from top to bottom, and the characters outside them."""
    sides = _open_sides(pdf_page)
    found = pdf_page.find_tables({"explicit_vertical_lines": sides})
    if found:
        found = pdf_page.find_tables(
            {"explicit_vertical_lines": sides, "explicit_horizontal_lines": _outer_rules(pdf_page, found)}
        )
    tables: list[PageTable] = []
    for table in found:
        x0, top, x1, bottom = table.bbox
        inside = [char for char in chars if _is_inside(char, x0, top, x1, bottom)]
        boxes = list(table.cells)
        held = _share_out(inside, boxes)
        read = read_cells(pdf_page.page_number, boxes, held)
        if read is None:
            continue
        tables.append(read)
        taken = {id(char) for cell in held for char in cell}
        chars = [char for char in chars if id(char) not in taken]
    return sorted(tables, key=lambda table: table.box[1]), chars


def _open_sides(pdf_page: Page) -> list[dict[str, Any]]:
    """Vertical edges for the left and right of tables that have them only between their columns."""
    verticals = [edge for edge in pdf_page.edges if edge["orientation"] == "v"]
    if not verticals or len(verticals) > _MOST_EDGES:
        return []
    sides: list[dict[str, Any]] = []
    rules = find_rules(pdf_page)
    for rule in rules:
        alike = [
            r for r in rules if abs(r.x0 - rule.x0) <= _SNAP and abs(r.x1 - rule.x1) <= _SNAP and r.y > rule.y
        ]
        if not alike:
            continue
        below = min(alike, key=lambda r: r.y)
        between = [e for e in verticals if e["top"] <= rule.y + _SNAP and e["bottom"] >= below.y - _SNAP]
        for x in (rule.x0, rule.x1):
            is_drawn = any(abs(edge["x0"] - x) <= _SNAP for edge in between)
            inside = any(rule.x0 + _SNAP < edge["x0"] < rule.x1 - _SNAP for edge in between)
            if inside and not is_drawn:
                sides.append(_vertical(x, rule.y, below.y))
    return sides


def _vertical(x: float, top: float, bottom: float) -> dict[str, Any]:
    return {
        "object_type": "line",
        "orientation": "v",
        "x0": x,
        "x1": x,
        "top": top,
        "bottom": bottom,
        "width": 0.0,
        "height": bottom - top,
    }


def _outer_rules(pdf_page: Page, found: Sequence[FoundTable]) -> list[float]:
    """Top and bottom of every table: browsers leave cells open where the page end cuts a row."""
    heights: set[float] = set()
    verticals = [edge for edge in pdf_page.edges if edge["orientation"] == "v"]
    for table in found:
        x0, top, x1, bottom = table.bbox
        beside = [edge for edge in verticals if x0 - _SNAP <= edge["x0"] <= x1 + _SNAP]
        above = [edge["top"] for edge in beside if edge["top"] < top - _OPEN_ROW <= edge["bottom"] + _SNAP]
        below = [
            edge["bottom"] for edge in beside if edge["bottom"] > bottom + _OPEN_ROW >= edge["top"] - _SNAP
        ]
        heights.add(min(above) if len(above) > 1 else top)
        heights.add(max(below) if len(below) > 1 else bottom)
    return sorted(heights)


def _is_inside(char: dict[str, Any], x0: float, top: float, x1: float, bottom: float) -> bool:
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return bool(x0 <= x <= x1 and top <= y <= bottom)


def _snap(values: Sequence[float]) -> list[float]:
    """Sorted edges with near ones made one."""
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > _SNAP:
            edges.append(value)
    return edges


def _nearest(edges: Sequence[float], value: float) -> int:
    return min(range(len(edges)), key=lambda i: abs(edges[i] - value))


def read_cells(page: int, cells: Sequence[Box], held: Sequence[Sequence[dict[str, Any]]]) -> PageTable | None:
    """The table that a set of cell boxes forms, or None for a frame or a drawing.

    `held` are the characters of every cell.
    """
    columns = _snap([x for cell in cells for x in (cell[0], cell[2])])
    edges = _snap([y for cell in cells for y in (cell[1], cell[3])])
    if len(columns) < 3 or len(edges) < 2 or (len(cells) < 3 and len(edges) < 3):
        return None
    spans = [
        (_nearest(edges, top), _nearest(edges, bottom), _nearest(columns, x0), _nearest(columns, x1))
        for x0, top, x1, bottom in cells
    ]
    table = PageTable(page, (columns[0], edges[0], columns[-1], edges[-1]), columns, [], [])
    table.rows = [[None] * (len(columns) - 1) for _ in range(len(edges) - 1)]
    for index in sorted(range(len(cells)), key=lambda i: (spans[i][0], spans[i][2])):
        text = cell_text(build_lines(held[index]), cells[index])
        top, bottom, left, right = spans[index]
        if not text:
            table.blanks.append(spans[index])
            continue
        for row in range(top, bottom):
            for column in range(left, right):
                if table.rows[row][column] is None:
                    table.rows[row][column] = len(table.texts)
        table.texts.append(text)
    size = len(table.rows) * len(table.rows[0])
    is_drawing = size > _LARGE_GRID and len(table.texts) < _FEWEST_FILLED * size
    return table if table.texts and not is_drawing else None


def _share_out(chars: Sequence[dict[str, Any]], cells: Sequence[Box]) -> list[list[dict[str, Any]]]:
    """The characters of every cell, by their middles."""
    held: list[list[dict[str, Any]]] = [[] for _ in cells]
    for char in chars:
        x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
        for index, (x0, top, x1, bottom) in enumerate(cells):
            if x0 <= x < x1 and top <= y < bottom:
                held[index].append(char)
                break
    return held


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


def fit_columns(table: PageTable, above: PageTable) -> bool:
    """Spread a table over the columns of the one that ended the page before; False when they differ.

    Fewer columns will do if each of their edges is one of the other's: a page without a split cell shows
    fewer lines.
    """
    if table.gaps and above.gaps:
        return _fit_gaps(table, above)
    edges = [_nearest(above.columns, value) for value in table.columns]
    near = all(
        abs(above.columns[edge] - value) <= 2 * _SNAP
        for edge, value in zip(edges, table.columns, strict=True)
    )
    if not near or edges != sorted(set(edges)) or edges[0] != 0 or edges[-1] != len(above.columns) - 1:
        return False
    widths = [after - before for before, after in pairwise(edges)]
    table.rows = [
        [cell for cell, width in zip(row, widths, strict=True) for _ in range(width)] for row in table.rows
    ]
    table.blanks = [(top, bottom, edges[left], edges[right]) for top, bottom, left, right in table.blanks]
    table.columns = above.columns
    return True


def _fit_gaps(table: PageTable, above: PageTable) -> bool:
    """Whether two tables without vertical rules leave the same strips free."""
    if len(table.gaps) != len(above.gaps):
        return False
    if any(
        max(mine[0], other[0]) >= min(mine[1], other[1])
        for mine, other in zip(table.gaps, above.gaps, strict=True)
    ):
        return False
    table.columns = above.columns
    table.gaps = [
        (max(mine[0], other[0]), min(mine[1], other[1]))
        for mine, other in zip(table.gaps, above.gaps, strict=True)
    ]
    return True


def count_repeated_rows(table: PageTable, above_rows: Sequence[Sequence[str]]) -> int:
    """How many leading rows of a continued table repeat the first rows of the table before."""
    count = 0
    for row, above in zip(table.rows, above_rows, strict=False):
        mine = ["" if index is None else table.texts[index] for index in row]
        if mine != list(above) or not any(mine):
            break
        count += 1
    return count if count < len(table.rows) else 0
