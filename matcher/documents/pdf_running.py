"""What a pdf page shows around its text: running headers and footers, page numbers, footnotes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from .pdf_lines import Line
from .pdf_tables import PdfPage

_PAGE_NUMBER = re.compile(
    r"^[\s\-–—_·~|/]*(?:第\s*|page\s*)?(?:\d{1,4}|[ivxIVX]{1,6})\s*(?:页)?(?:\s*[,，/|]?\s*(?:共|of)?\s*\d{0,4}\s*页?)?[\s\-–—_·~|]*$",
    re.IGNORECASE,
)
_MARGIN_BAND = 0.12  # of the page height, where running headers and footers stand
_MOST_RUNNING = 3  # lines of a header or footer
_SHORTEST_PART = 4  # characters of a header's part that tell it from a cell
_RUNNING_SHARE = 0.4  # of the pages with text
_NOTE_MARK = re.compile(
    r"^\s*(?:[①-⑳]|\[\d{1,2}\]|［\d{1,2}］|〔\d{1,2}〕|[*＊†]|\d{1,2}(?=\s*[^\d\s.、．）)]))"
)
_NOTE_SIZE = 0.93  # of the body's type size, at most
_NOTE_BAND = 0.5  # of the page height, below which footnotes stand

_Height = tuple[int, float]
_Key = tuple[str, int, int]  # words, height, and what the number left open in them is ahead of the page's own


def drop_running_lines(pages: Sequence[PdfPage]) -> None:
    """Remove page numbers and running headers and footers.

    A line at the edge of the page goes when it, or a part of it that a gap sets off, stands, but for the page number in
    it, at the same height on two pages of five; so does whatever stands in that place in that size on the other pages
    (the name of a chapter). The outermost line goes also when its very words stand there on two pages.
    """
    similar: Counter[_Key] = Counter()
    same: Counter[tuple[str, int]] = Counter()
    for page in pages:
        similar.update({key for line in _edge_lines(page) for key in _keys(line, page)})
        same.update({(line.text, _height(line, page)) for line in _outermost(page)})
    needed = max(2, _RUNNING_SHARE * len([page for page in pages if page.lines]))
    running = [
        [line for line in _edge_lines(page) if any(similar[key] >= needed for key in _keys(line, page))]
        for page in pages
    ]
    places = Counter(
        place
        for page, lines in zip(pages, running, strict=True)
        for place in {_place(line, page) for line in lines}
    )
    for page, lines in zip(pages, running, strict=True):
        for line in _outermost(page):
            is_number = bool(_PAGE_NUMBER.match(line.text))
            again = same[line.text, _height(line, page)] > 1 and not line.text.endswith("。")
            in_place = not page.scanned and places[_place(line, page)] >= needed
            if is_number or again or in_place:
                lines.append(line)
        gone = _from_the_edges(page.lines, {id(line) for line in lines})
        page.lines = [line for line in page.lines if id(line) not in gone]


def _from_the_edges(lines: Sequence[Line], running: set[int]) -> set[int]:
    """Those running lines that nothing but running lines stands outside of."""
    gone: set[int] = set()
    for ordered in (lines, lines[::-1]):
        for line in ordered:
            if id(line) not in running:
                break
            gone.add(id(line))
    return gone


def _keys(line: Line, page: PdfPage) -> set[_Key]:
    """What a line says, whole and in parts, and where; of its numbers each is left open once, as it may count the pages."""
    words = {line.text}
    if line is page.lines[0] or line is page.lines[-1]:
        words.update(part.text for part in line.pieces if len(part.text) >= _SHORTEST_PART)
    if page.scanned:  # recognition sets spaces at will
        words = {re.sub(r"\s+", "", text) for text in words}
    height = _height(line, page)
    keys: set[_Key] = {(text, height, 0) for text in words}
    for text in words:
        for number in re.finditer(r"\d{1,4}", text):
            open_text = f"{text[: number.start()]}#{text[number.end() :]}"
            keys.add((open_text, height, int(number[0]) - page.number))
    return keys


def _place(line: Line, page: PdfPage) -> _Height:
    return _height(line, page), line.size


def _height(line: Line, page: PdfPage) -> int:
    """The distance to the nearer edge, counted in steps of two points; from below it is negative.

    Scanners shift every page by some millimetres: there only the edge counts.
    """
    below = page.height - line.middle
    if page.scanned:
        return 1 if line.middle < below else -1
    return round(line.middle / 2) if line.middle < below else -round(below / 2)


def _edge_lines(page: PdfPage) -> list[Line]:
    """The first and last lines of a page as far as they stand in its margins."""
    top = [line for line in page.lines[:_MOST_RUNNING] if line.middle < _MARGIN_BAND * page.height]
    bottom = [line for line in page.lines[-_MOST_RUNNING:] if line.middle > (1 - _MARGIN_BAND) * page.height]
    return top + bottom


def _outermost(page: PdfPage) -> list[Line]:
    return [line for line in _edge_lines(page) if line is page.lines[0] or line is page.lines[-1]]


def set_notes_apart(pages: Sequence[PdfPage]) -> None:
    """Move the footnotes of every page to its `notes`: lines in smaller type, with a mark, at the page's foot."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            sizes[round(line.size * 2) / 2] += len(line.text)
    if not sizes:
        return
    body = sizes.most_common(1)[0][0]
    for page in pages:
        start = len(page.lines)
        while start and _is_small(page.lines[start - 1], body, page):
            start -= 1
        marks = [at for at in range(start, len(page.lines)) if _NOTE_MARK.match(page.lines[at].text)]
        if marks and (marks[0] or page.tables):
            page.notes = page.lines[marks[0] :]
            page.lines = page.lines[: marks[0]]


def _is_small(line: Line, body: float, page: PdfPage) -> bool:
    below_tables = all(line.middle > table.box[3] for table in page.tables)
    return line.size <= _NOTE_SIZE * body and line.middle > _NOTE_BAND * page.height and below_tables
