"""Lines of pdf pages become paragraphs that stop at tables and go on over columns and page ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from .numbering import BULLET, find_label
from .pdf_lines import Line, Paragraph, build_paragraphs, join_texts
from .pdf_tables import PdfPage

_FEWEST_LINES = 12  # below this the longest line need not reach the margin
_NEAR = 2  # pages
_TERMINAL = "。！？；：.!?;:…"


def build_flow(pages: Sequence[PdfPage]) -> None:
    """Give every page its paragraphs, those that break off at the end of a column or page joined with their rest."""
    for page in pages:
        whole = _margins(page, pages)
        for zone, lines in groupby(page.lines, key=lambda line: line.zone):
            held = list(lines)
            left, right = whole if zone % 3 == 0 else _column_margins(held)
            page.paragraphs += _paragraphs_around_tables(page, held, left, right)
        notes = build_paragraphs(page.notes, left=whole[0], right=whole[1])
        for paragraph in notes:
            paragraph.aside = True
        page.paragraphs += notes
        for paragraph in page.paragraphs:
            paragraph.page = page.number
    _join_broken(pages)


def _margins(page: PdfPage, pages: Sequence[PdfPage]) -> tuple[float, float]:
    """Left and right edge of the text on pages of this width nearby; tables reach from edge to edge too.

    Further away may stand an annex from another hand with margins of its own.
    """
    alike = [
        other
        for other in pages
        if abs(other.width - page.width) < 1 and abs(other.number - page.number) <= _NEAR
    ]
    lines = [line for other in alike for line in other.lines if line.zone % 3 == 0]
    starts = sorted(line.x0 for line in lines)
    ends = sorted(line.x1 for line in lines)
    if not starts:
        return 0.0, page.width
    left, right = starts[len(starts) // 20], ends[-1 - len(ends) // 20]
    if len(starts) < _FEWEST_LINES:
        right = max(right, page.width - left)
    return left, max([right, *(table.box[2] for other in alike for table in other.tables)])


def _column_margins(lines: Sequence[Line]) -> tuple[float, float]:
    starts = sorted(line.x0 for line in lines)
    return starts[len(starts) // 20], max(line.x1 for line in lines)


def _paragraphs_around_tables(
    page: PdfPage, lines: Sequence[Line], left: float, right: float
) -> list[Paragraph]:
    """Paragraphs of one column; none reaches across a table."""
    edges = [table.box[1] for table in page.tables if table.zone == lines[0].zone]
    groups: dict[int, list[Line]] = {}
    for line in lines:
        groups.setdefault(sum(line.middle > edge for edge in edges), []).append(line)
    paragraphs: list[Paragraph] = []
    for key in sorted(groups):
        paragraphs += build_paragraphs(groups[key], left=left, right=right)
    for paragraph in paragraphs:
        paragraph.left, paragraph.right = left, right
    return paragraphs


def _join_broken(pages: Sequence[PdfPage]) -> None:
    """A paragraph that breaks off at the end of a column or page takes its rest from the next one."""
    ends = list(_iterate_flows(pages))
    for (page, flow), (following, next_flow) in pairwise(ends):
        head, tail = flow[-1], next_flow[0]
        if _table_between(page, head, following, tail) or not _breaks_off(head, tail):
            continue
        head.text = join_texts(head.text, tail.text)
        head.lines += tail.lines
        head.right = tail.right
        next_flow.pop(0)
        following.paragraphs.remove(tail)
        if not next_flow:
            next_flow.append(head)


def _iterate_flows(pages: Sequence[PdfPage]) -> Iterator[tuple[PdfPage, list[Paragraph]]]:
    """The paragraphs of every column in reading order, footnotes left out."""
    for page in pages:
        body = [paragraph for paragraph in page.paragraphs if not paragraph.aside]
        for _, flow in groupby(body, key=lambda paragraph: paragraph.zone):
            yield page, list(flow)


def _table_between(page: PdfPage, head: Paragraph, following: PdfPage, tail: Paragraph) -> bool:
    """Whether a table stands, in reading order, between the end of one column and the start of the next."""
    after = head.lines[-1].zone, head.top
    before = tail.zone, tail.top
    if page is following:
        return any(after < (table.zone, table.box[1]) < before for table in page.tables)
    return any((table.zone, table.box[1]) > after for table in page.tables) or any(
        (table.zone, table.box[1]) < before for table in following.tables
    )


def _breaks_off(head: Paragraph, tail: Paragraph) -> bool:
    """Whether a paragraph stops at its margin in the middle of a sentence, and the next one goes on with it."""
    first, last = tail.lines[0], head.last
    size = last.size
    if head.text[-1] in _TERMINAL or last.x1 < head.right - 1.8 * size:
        return False
    if abs(first.size - size) > 0.1 * size or first.bold != last.bold:
        return False
    is_new = find_label(tail.text) is not None or BULLET.match(tail.text) is not None
    return first.x0 <= tail.left + 1.2 * size and not is_new
