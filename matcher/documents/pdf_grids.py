"""A region of lines becomes a grid: columns at the empty strips between them, rows by distance, cells by overlap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from .pdf_lines import Line
from .pdf_tables import Box, PageTable, Rule, cell_text

_NARROWEST_GAP = 0.6  # of the type size, between two columns
_OVERLAP = 3.0  # points: words that reach farther over a column's words stand in it too
_WIDE = 0.6  # of the region: a piece so wide is a row of its own across the columns
_SMALL_STEP = 0.45  # between the smallest and the largest distance of rows, below which lines are one row
_CLEAR = 0.2  # of the type size, that those distances must differ by to say anything
_CLOSER = (
    0.85  # of the least distance of words over a rule: lines between rules that stand closer are one row
)
_HEAD_AND_BODY = 2  # bands of a three-line table; more of them are groups
_DEEPEST_HEAD = 5  # lines of words between the first two rules
_TOUCH = 0.15  # of the type size, that lines beside each other overlap in height at least

Gap = tuple[float, float]


@dataclass(slots=True)
class Region:
    """Lines that form a table, the gaps between its columns, its edges, and the heights of the rules across it.

    `partial` are rules below the name of some columns.
    """

    lines: list[Line]
    gaps: list[Gap]
    x0: float
    x1: float
    rules: list[float]
    partial: list[Rule] = field(default_factory=list)


def find_gaps(lines: Sequence[Line], x0: float, x1: float) -> list[Gap]:
    """The strips between `x0` and `x1` that no words cross; rows that fill the width are left out."""
    parts = [part for line in lines for part in line.parts if part.x1 - part.x0 < _WIDE * (x1 - x0)]
    if not parts:
        return []
    size = max(part.size for part in parts)
    gaps: list[Gap] = []
    reach = None
    for part in sorted(parts, key=lambda part: part.x0):
        if reach is not None and part.x0 - reach > _NARROWEST_GAP * size:
            gaps.append((reach, part.x0))
        reach = part.x1 if reach is None else max(reach, part.x1)
    return gaps


def fits_gaps(lines: Sequence[Line], gaps: Sequence[Gap], box: Box | None) -> bool:
    """Whether no word of the lines crosses a gap by more than a little, nor leaves the box."""
    for line in lines:
        for part in line.parts:
            if box is not None and (part.x0 < box[0] - 8 or part.x1 > box[2] + 8):
                return False
            for start, end in gaps:
                if part.x0 < start - 2 and part.x1 > end + 2:
                    return False
    return True


def build_table(page: int, region: Region) -> PageTable | None:
    """The table of a region, or None when it has but one row or column."""
    edges = [region.x0, *((start + end) / 2 for start, end in region.gaps), region.x1]
    edges[0] = min(edges[0], *(line.x0 for line in region.lines))
    edges[-1] = max(edges[-1], *(line.x1 for line in region.lines))
    top = min([*region.rules, *(line.top for line in region.lines)])
    bottom = max([*region.rules, *(line.bottom for line in region.lines)])
    table = PageTable(page, (edges[0], top, edges[-1], bottom), edges, [], [], gaps=list(region.gaps))
    bands = _part_rows(region)
    for band in bands:
        start = len(table.rows)
        for row in band:
            known: dict[tuple[int, int], int] = {}
            for cells in _part_levels(row, region):
                _append_row(table, cells, known)
        if len(bands) > _HEAD_AND_BODY:
            _fill_group(table.rows[start:])
    filled = [row for row in table.rows if sum(index is not None for index in row) > 1]
    return table if len(edges) > 2 and filled else None


def _fill_group(rows: Sequence[list[int | None]]) -> None:
    """The name of a group of rows between two rules stands once in its first column and is that of all of them."""
    names = [row[0] for row in rows if row[0] is not None]
    if len(rows) > 1 and len(names) == 1:
        for row in rows:
            row[0] = names[0]


def _append_row(
    table: PageTable, cells: dict[tuple[int, int], list[Line]], known: dict[tuple[int, int], int]
) -> None:
    """Append a row; `known` are the cells of the level above, which reach down into this one."""
    row: list[int | None] = [None] * (len(table.columns) - 1)
    for key, parts in sorted(cells.items()):
        first, last = key
        if key not in known:
            box = (table.columns[first], parts[0].top, table.columns[last + 1], parts[-1].bottom)
            known[key] = len(table.texts)
            table.texts.append(cell_text(_merge_parts(parts), box))
        row[first : last + 1] = [known[key]] * (last + 1 - first)
    table.rows.append(row)


def _merge_parts(parts: Sequence[Line]) -> list[Line]:
    """The lines of one cell: pieces at one height made one again."""
    lines: list[Line] = []
    for part in sorted(parts, key=lambda part: (round(part.middle), part.x0)):
        if lines and abs(lines[-1].middle - part.middle) < 0.5 * part.size:
            last = lines[-1]
            lines[-1] = Line(
                f"{last.text} {part.text}", last.x0, part.x1, last.top, last.bottom, last.size, last.bold
            )
        else:
            lines.append(part)
    return lines


# --- columns ----------------------------------------------------------------------------------------------------------


def _columns_of(part: Line, region: Region) -> tuple[int, int]:
    """The first and last column that a piece stands in: one, unless its words reach over another column's words."""
    edges = [region.x0, *((start + end) / 2 for start, end in region.gaps), region.x1]
    starts = [region.x0, *(end for _, end in region.gaps)]
    ends = [*(start for start, _ in region.gaps), region.x1]
    covered = [
        column
        for column, (start, end) in enumerate(zip(starts, ends, strict=True))
        if min(part.x1, end) - max(part.x0, start) > min(_OVERLAP, (end - start) / 2)
    ]
    under = next((rule for rule in region.partial if _is_over(part, rule)), None)
    if under is not None:
        ruled = [
            column
            for column, (start, end) in enumerate(pairwise(edges))
            if under.x0 < (start + end) / 2 < under.x1
        ]
        covered += ruled
    if covered:
        return min(covered), max(covered)
    middle = (part.x0 + part.x1) / 2
    for column, (start, end) in enumerate(region.gaps):
        if start < part.x0 and part.x1 < end and abs(middle - (start + end) / 2) < (end - start) / 4:
            return column, column + 1  # the name of two columns, centred above them
    column = sum(middle > edge for edge in edges[1:-1])
    return column, column


def _is_over(part: Line, rule: Rule) -> bool:
    """Whether a rule stands right below a piece and reaches over it on both sides."""
    near = -0.3 * part.size <= rule.y - part.bottom <= part.size
    return near and rule.x0 < part.x0 and part.x1 < rule.x1


# --- rows -------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Cluster:
    """Pieces that stand beside each other, whole rows or lines of one."""

    parts: list[Line]

    @property
    def top(self) -> float:
        return min(part.top for part in self.parts)

    @property
    def bottom(self) -> float:
        return max(part.bottom for part in self.parts)


def _part_rows(region: Region) -> list[list[list[Line]]]:
    """For every band between two rules, the pieces of every row, from top to bottom."""
    inner = sorted(region.rules)
    groups: dict[int, list[Line]] = {}
    for line in sorted(region.lines, key=lambda line: line.middle):
        groups.setdefault(sum(line.middle > y for y in inner), []).append(line)
    bands = [_cluster(groups[key]) for key in sorted(groups)]
    over_rule = min((below[0].top - above[-1].bottom for above, below in pairwise(bands)), default=0.0)
    parted: list[list[list[Line]]] = []
    for number, band in enumerate(bands):
        steps = [below.top - above.bottom for above, below in pairwise(band)]
        is_head = number == 0 < len(bands) - 1 and len(band) <= _DEEPEST_HEAD and inner[0] <= band[0].top
        if is_head or (len(bands) > 1 and all(step < _CLOSER * over_rule for step in steps)):
            parted.append([[part for cluster in band for part in cluster.parts]])
        else:
            parted.append([row.parts for row in _join_wrapped(band, region)])
    return parted


def _has_first(cluster: _Cluster, region: Region) -> bool:
    return any(_columns_of(part, region)[0] == 0 for part in cluster.parts)


def _cluster(lines: Sequence[Line]) -> list[_Cluster]:
    """Lines that overlap in height, as those of cells centred beside wrapped ones do."""
    clusters: list[_Cluster] = []
    for line in lines:
        if clusters and clusters[-1].bottom - line.top > _TOUCH * line.size:
            clusters[-1].parts += line.parts
        else:
            clusters.append(_Cluster(list(line.parts)))
    return clusters


def _join_wrapped(clusters: list[_Cluster], region: Region) -> list[_Cluster]:
    """Rows: lines of a wrapped cell stand closer than rows do, or, set evenly, leave the first columns free."""
    if len(clusters) < 2:
        return clusters
    steps = [below.top - above.bottom for above, below in pairwise(clusters)]
    least, most = min(steps), max(steps)
    size = max(part.size for cluster in clusters for part in cluster.parts)
    is_clear = most - least > _CLEAR * size
    rows = [clusters[0]]
    for step, cluster in zip(steps, clusters[1:], strict=True):
        is_close = not is_clear or step < least + _SMALL_STEP * (most - least)
        if is_close and _is_rest(rows[-1], cluster, region, evenly=not is_clear):
            rows[-1] = _Cluster(rows[-1].parts + cluster.parts)
        else:
            rows.append(cluster)
    return rows


def _is_rest(above: _Cluster, below: _Cluster, region: Region, *, evenly: bool) -> bool:
    """Whether two lines are of one row: one of them leaves the first column free and, set evenly, others too."""
    if not evenly:
        return not (_has_first(above, region) and _has_first(below, region))
    filled = {_columns_of(part, region) for part in below.parts}
    return not _has_first(below, region) and len(filled) <= max(1, (len(region.gaps) + 1) // 2)


def _part_levels(parts: Sequence[Line], region: Region) -> list[dict[tuple[int, int], list[Line]]]:
    """A row as cells by their columns; a name above two names of columns makes it two rows."""
    cells: dict[tuple[int, int], list[Line]] = {}
    for part in sorted(parts, key=lambda part: (round(part.middle), part.x0)):
        cells.setdefault(_columns_of(part, region), []).append(part)
    wide = [key for key in cells if key[0] < key[1]]
    under = [key for key in cells if key not in wide and any(first <= key[0] <= last for first, last in wide)]
    if not under:
        return [cells]
    upper = {key: value for key, value in cells.items() if key not in under}
    lower = {key: value for key, value in cells.items() if key not in wide}
    return [upper, lower]
