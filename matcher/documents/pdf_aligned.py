"""Tables of a pdf page without vertical rules: three-line tables, ruled rows, and columns that are only aligned."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from .outline import is_caption
from .pdf_grids import Region, build_table, find_gaps, fits_gaps
from .pdf_lines import Line
from .pdf_tables import PageTable, PdfPage, Rule
from .table_headers import count_header_rows
from .tables import names_table

_SAME_EDGE = 8.0  # points, how far the ends of a table's rules may lie apart
_REACH = 3.2  # type sizes from line to line, inside a table without rules between its rows
_FEWEST_COLUMNS = 3  # of a table without any rule: two aligned columns are as often a form or a list
_FEWEST_ROWS = 3
_FEWEST_CAPTIONED_ROWS = 2
_MOST_BETWEEN = 3  # lines of wrapped cells between two rows
_FEWEST_RULES = 2
_FORM_SHARE = 0.3  # of the pieces, so many with a colon make a form


def find_aligned_tables(pages: Sequence[PdfPage]) -> None:
    """Move what stands in tables without vertical rules from the lines of the pages to their tables."""
    open_table: PageTable | None = None
    for page in pages:
        if open_table is not None:
            _take_rest(page, open_table)
        for _, group in groupby(list(page.lines), key=lambda line: line.zone):
            lines = list(group)
            lines = _take_ruled(page, lines)
            _take_bare(page, lines)
        page.tables.sort(key=lambda table: (table.zone, table.box[1]))
        open_table = _find_open(page)


def _find_open(page: PdfPage) -> PageTable | None:
    """The table without vertical rules that stands last on a page."""
    if not page.tables:
        return None
    last = page.tables[-1]
    after = [line for line in page.lines if (line.zone, line.middle) > (last.zone, last.box[3])]
    return last if last.gaps and not after else None


def _keep(page: PdfPage, region: Region, table: PageTable) -> None:
    table.zone = region.lines[0].zone
    page.tables.append(table)
    page.lines = [line for line in page.lines if not any(line is taken for taken in region.lines)]


# --- rest of a table that the page end cut ----------------------------------------------------------------------------


def _take_rest(page: PdfPage, above: PageTable) -> None:
    """The leading lines of a page that stand in the columns of the table that ended the page before."""
    zone = page.lines[0].zone if page.lines else 0
    if any(table.box[1] < page.lines[0].top for table in page.tables if page.lines):
        return
    taken: list[Line] = []
    for line in page.lines:
        is_near = not taken or line.middle - taken[-1].middle <= _REACH * line.size
        if line.zone != zone or not is_near or not fits_gaps([line], above.gaps, above.box):
            break
        taken.append(line)
    while taken and not taken[-1].pieces and taken[-1].x0 < above.gaps[0][0]:
        taken.pop()  # the first line of what follows
    if not taken or not any(line.pieces for line in taken[:2]):
        return
    region = Region(taken, above.gaps, above.box[0], above.box[2], _rules_at(page, taken))
    table = build_table(page.number, region)
    if table is not None:
        _keep(page, region, table)


def _rules_at(page: PdfPage, lines: Sequence[Line]) -> list[float]:
    """The heights of the rules between some lines."""
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    return [
        rule.y
        for rule in page.rules
        if lines[0].top < rule.y < lines[-1].bottom and rule.x0 < right and rule.x1 > left
    ]


# --- tables with horizontal rules -------------------------------------------------------------------------------------


def _take_ruled(page: PdfPage, lines: list[Line]) -> list[Line]:
    """Take the tables between horizontal rules; returns the lines left."""
    for chain in _find_chains(page, lines):
        inside = [line for line in lines if chain[0].y - 1 < line.middle < chain[-1].y + 1]
        body = [line for line in inside if line.middle > chain[1].y] if len(chain) > _FEWEST_RULES else inside
        if len(chain) == _FEWEST_RULES:
            # A head between two rules and rows below them without an end, or a box around a whole table.
            body = _extend_down(lines, inside, chain)
            inside = [*inside, *(line for line in body if not any(line is other for other in inside))]
        gaps = find_gaps(body, chain[0].x0, chain[0].x1)
        if not gaps or not fits_gaps(body, gaps, None):
            continue
        region = Region(inside, gaps, chain[0].x0, chain[0].x1, [rule.y for rule in chain])
        region.partial = [rule for rule in page.rules if chain[0].y < rule.y < chain[1].y]
        table = build_table(page.number, region)
        if table is None or (len(chain) == _FEWEST_RULES and not _has_header(table)):
            continue
        _keep(page, region, table)
        lines = [line for line in lines if not any(line is taken for taken in inside)]
    return lines


def _extend_down(lines: Sequence[Line], inside: Sequence[Line], chain: Sequence[Rule]) -> list[Line]:
    """The lines below a head between two rules, as far as they go on in columns; the head itself if none do."""
    if not inside:
        return []
    below = [line for line in lines if line.middle > chain[-1].y]
    found: list[Line] = []
    for line in below:
        above = found[-1] if found else inside[-1]
        if line.middle - above.middle > _REACH * line.size or (not line.pieces and not found):
            break
        if not find_gaps([*found, line], chain[0].x0, chain[0].x1) or _leaves(line, chain[0]):
            break
        found.append(line)
    while found and not found[-1].pieces:
        found.pop()
    return found or list(inside)


def _leaves(line: Line, rule: Rule) -> bool:
    return line.x0 < rule.x0 - _SAME_EDGE or line.x1 > rule.x1 + _SAME_EDGE


def _find_chains(page: PdfPage, lines: Sequence[Line]) -> list[list[Rule]]:
    """Rules of one length below each other with nothing but columns of words between them."""
    chains: list[list[Rule]] = []
    free = [rule for rule in page.rules if not any(_crosses(rule, table) for table in page.tables)]
    while free:
        chain = [free.pop(0)]
        for rule in list(free):
            same = abs(rule.x0 - chain[0].x0) <= _SAME_EDGE and abs(rule.x1 - chain[0].x1) <= _SAME_EDGE
            if not same:
                continue
            between = [line for line in lines if chain[-1].y - 1 < line.middle < rule.y + 1]
            if between and not _is_columnar(between, rule):
                break
            free.remove(rule)
            if between:
                chain.append(rule)
            else:
                chain[-1] = rule  # a double rule, or empty space between two tables
        if len(chain) >= _FEWEST_RULES:
            chains.append(chain)
    return chains


def _crosses(rule: Rule, table: PageTable) -> bool:
    x0, top, x1, bottom = table.box
    return top - 2 <= rule.y <= bottom + 2 and rule.x0 < x1 and rule.x1 > x0


def _is_columnar(lines: Sequence[Line], rule: Rule) -> bool:
    """Whether lines between two rules may be rows: within their width, and in pieces or a single short line."""
    if any(_leaves(line, rule) for line in lines):
        return False
    return any(line.pieces for line in lines) or (
        len(lines) == 1 and lines[0].x1 - lines[0].x0 < (rule.x1 - rule.x0) / 2
    )


# --- tables without any rule ------------------------------------------------------------------------------------------


def _take_bare(page: PdfPage, lines: list[Line]) -> None:
    """Take the runs of lines that stand in three or more columns below names of columns or a caption."""
    for start, end in _find_runs(lines):
        run = _cut_front(lines[start:end])
        if not run:
            continue
        captioned = _is_captioned(lines, start) and run[0] is lines[start]
        left, right = min(line.x0 for line in run), max(line.x1 for line in run)
        gaps = find_gaps(run, left, right)
        if len(gaps) + 1 < _FEWEST_COLUMNS or _is_form(run):
            continue
        region = Region(run, gaps, left, right, [])
        table = build_table(page.number, region)
        needed = _FEWEST_CAPTIONED_ROWS if captioned else _FEWEST_ROWS
        if table is not None and len(table.rows) >= needed and (captioned or _has_header(table)):
            _keep(page, region, table)


def _find_runs(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """(start, end) of consecutive lines in columns, wrapped cells between them included."""
    runs: list[tuple[int, int]] = []
    rows = [at for at, line in enumerate(lines) if len(line.pieces) >= _FEWEST_COLUMNS]
    start = previous = None
    for at in rows:
        if start is not None and previous is not None and not _goes_on(lines, previous, at):
            runs.append((start, previous + 1))
            start = None
        start = at if start is None else start
        previous = at
    if start is not None and previous is not None:
        runs.append((start, previous + 1))
    return [_extend(lines, start, end) for start, end in runs if end - start >= _FEWEST_CAPTIONED_ROWS]


def _goes_on(lines: Sequence[Line], previous: int, at: int) -> bool:
    if at - previous > _MOST_BETWEEN + 1:
        return False
    steps = (lines[n + 1].middle - lines[n].middle for n in range(previous, at))
    near = all(step <= _REACH * lines[at].size for step in steps)
    width = lines[at].x1 - lines[at].x0
    between = lines[previous + 1 : at]
    return near and all(line.x1 - line.x0 < 0.6 * width or line.pieces for line in between)


def _extend(lines: Sequence[Line], start: int, end: int) -> tuple[int, int]:
    """The run with the wrapped lines of its last row."""
    run = lines[start:end]
    gaps = find_gaps(run, min(line.x0 for line in run), max(line.x1 for line in run))
    if not gaps:
        return start, end
    while (
        end < len(lines)
        and lines[end].middle - lines[end - 1].middle <= 1.6 * lines[end].size
        and lines[end].x0 >= gaps[0][1] - 1
        and fits_gaps([lines[end]], gaps, None)
    ):
        end += 1
    return start, end


def _cut_front(run: Sequence[Line]) -> list[Line]:
    """A run without leading lines that spoil its columns, such as a heading set with gaps."""
    for start in range(min(3, len(run) - 1)):
        part = list(run[start:])
        if len(find_gaps(part, min(line.x0 for line in part), max(line.x1 for line in part))) > 1:
            return part
    return list(run)


def _is_form(lines: Sequence[Line]) -> bool:
    pieces = [part.text for line in lines for part in line.parts]
    return sum("：" in text or ":" in text for text in pieces) > _FORM_SHARE * len(pieces)


def _is_captioned(lines: Sequence[Line], start: int) -> bool:
    if not start:
        return False
    above = lines[start - 1]
    return not above.pieces and (is_caption(above.text) or names_table(above.text))


def _has_header(table: PageTable) -> bool:
    return count_header_rows(table.rows, table.texts) > 0
