"""Pages set in two columns like a newspaper: their lines are parted and put into reading order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from .pdf_lines import COLUMN_GAP, Line
from .pdf_tables import PageTable, PdfPage

_NARROWEST_GUTTER = 0.9  # of the type size
_MIDDLE = (0.3, 0.7)  # of the text's width, where the gutter stands
_FEWEST_LINES = 4  # on either side
_NEAR_RULE = 1.2  # type sizes
_FULL = 0.8  # of a column's width, that a line of prose fills
_FULL_SHARE = 0.5  # of the lines, so many are full
_WHOLE_SHARE = 0.8  # of the lines of one side, so many are of one piece: others are rows of a table


@dataclass(frozen=True, slots=True)
class _Band:
    """Lines `first` to `last` of a page, beside a gutter at `x`."""

    first: int
    last: int
    x: float


def part_columns(page: PdfPage) -> None:
    """Part the lines of a page at the gutter between two columns and give lines and tables their reading order.

    A page may open with a title over its whole width, and tables may stand between columns or in one of them.
    """
    bands = _find_bands(page)
    if not bands:
        return
    lines: list[Line] = []
    edges: list[tuple[float, float, float]] = []
    for number, line in enumerate(page.lines):
        band_at = next((at for at, band in enumerate(bands) if band.first <= number <= band.last), None)
        if band_at is None:
            line.zone = 3 * sum(band.last < number for band in bands)
            lines.append(line)
            continue
        left, right = _part(line, bands[band_at].x)
        for side, parts in enumerate((left, right)):
            if parts:
                lines.append(_join(parts, zone=3 * band_at + 1 + side))
    for band in bands:
        inside = page.lines[band.first : band.last + 1]
        edges.append((min(line.top for line in inside), max(line.bottom for line in inside), band.x))
    page.lines = sorted(lines, key=lambda line: (line.zone, round(line.middle), line.x0))
    for table in page.tables:
        table.zone = _zone_of(table, edges)


def _zone_of(table: PageTable, edges: Sequence[tuple[float, float, float]]) -> int:
    x0, top, x1, bottom = table.box
    middle = (top + bottom) / 2
    for at, (start, end, x) in enumerate(edges):
        if middle < start or (middle <= end and x0 < x < x1):
            return 3 * at
        if middle <= end:
            return 3 * at + (1 if x1 <= x else 2)
    return 3 * len(edges)


def _part(line: Line, x: float) -> tuple[list[Line], list[Line]]:
    left = [part for part in line.parts if part.x1 <= x]
    return left, [part for part in line.parts if part.x1 > x]


def _join(parts: Sequence[Line], *, zone: int) -> Line:
    """One line of the parts that stand in one column."""
    if len(parts) == 1:
        parts[0].zone = zone
        return parts[0]
    return Line(
        text=" ".join(part.text for part in parts),
        x0=parts[0].x0,
        x1=parts[-1].x1,
        top=min(part.top for part in parts),
        bottom=max(part.bottom for part in parts),
        size=parts[0].size,
        bold=all(part.bold for part in parts),
        spaced=any(b.x0 - a.x1 > COLUMN_GAP * b.size for a, b in pairwise(parts)),
        pieces=tuple(parts),
        zone=zone,
    )


def _find_bands(page: PdfPage) -> list[_Band]:
    """Runs of lines that leave one gutter free and have prose on both sides of it."""
    if len(page.lines) < _FEWEST_LINES:
        return []
    start = min(line.x0 for line in page.lines)
    width = max(line.x1 for line in page.lines) - start
    votes: dict[float, int] = {}
    for line in page.lines:
        for left, right in pairwise(line.pieces):
            middle = (left.x1 + right.x0) / 2
            if _MIDDLE[0] <= (middle - start) / width <= _MIDDLE[1] and right.x0 - left.x1 >= (
                _NARROWEST_GUTTER * right.size
            ):
                # The right column begins at one edge, the left one ends raggedly.
                edge = float(round(right.x0))
                votes[edge] = votes.get(edge, 0) + 1
    if not votes:
        return []
    usual = max(votes, key=lambda key: votes[key])
    return _bands_at(page, usual - 1.5) if votes[usual] >= _FEWEST_LINES else []


def _bands_at(page: PdfPage, x: float) -> list[_Band]:
    bands: list[_Band] = []
    first: int | None = None
    for number, line in enumerate([*page.lines, None]):
        # A title centred over the page has no gap there; a table across both columns stops the band.
        is_free = line is not None and not any(part.x0 < x < part.x1 for part in line.parts)
        is_cut = first is not None and line is not None and _is_cut(page, page.lines[number - 1], line, x)
        if first is not None and (not is_free or is_cut):
            band = _trim(page.lines, first, number - 1, x)
            inside = [] if band is None else page.lines[band.first : band.last + 1]
            if band is not None and _is_prose(inside, x) and not _is_boxed(page, inside, x):
                bands.append(band)
            first = None
        if first is None and is_free:
            first = number
    return bands


def _is_cut(page: PdfPage, above: Line, below: Line, x: float) -> bool:
    """Whether a table or a rule across both columns stands between two lines."""
    boxes = [table.box for table in page.tables] + [(rule.x0, rule.y, rule.x1, rule.y) for rule in page.rules]
    return any(x0 < x < x1 and above.middle < top < below.middle for x0, top, x1, _ in boxes)


def _is_boxed(page: PdfPage, lines: Sequence[Line], x: float) -> bool:
    """Whether lines stand close between two rules, as the rows of a table do."""
    crossing = [rule for rule in page.rules if rule.x0 < x < rule.x1]
    above = [rule for rule in crossing if 0 <= lines[0].top - rule.y <= _NEAR_RULE * lines[0].size]
    below = [rule for rule in crossing if 0 <= rule.y - lines[-1].bottom <= _NEAR_RULE * lines[-1].size]
    return bool(above and below)


def _trim(lines: Sequence[Line], first: int, last: int, x: float) -> _Band | None:
    """The band without the short lines above that stand on the left alone, such as a title set flush left."""
    rights = [at for at in range(first, last + 1) if lines[at].x1 > x]
    if not rights:
        return None
    start = rights[0]
    while start > first and lines[start].top - lines[start - 1].bottom < lines[start].size:
        start -= 1
    return _Band(start, last, x)


def _is_prose(lines: Sequence[Line], x: float) -> bool:
    sides = list(zip(*(_part(line, x) for line in lines), strict=True))
    for side in sides:
        filled = [parts for parts in side if parts]
        if len(filled) < _FEWEST_LINES:
            return False
        left = min(parts[0].x0 for parts in filled)
        width = max(parts[-1].x1 for parts in filled) - left
        full = sum(parts[-1].x1 - left >= _FULL * width for parts in filled)
        whole = sum(len(parts) == 1 for parts in filled)
        if full < _FULL_SHARE * len(filled) or whole < _WHOLE_SHARE * len(filled):
            return False
        # A column is wide enough for a sentence.
        if width < 8 * max(parts[0].size for parts in filled):
            return False
    return True
