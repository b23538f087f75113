"""Pdf files: paragraphs without running headers, tables found by their lines, unreadable pages named."""

from __future__ import annotations

import io
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfplumber.page import Page

from ..errors import DamagedReport, EncryptedReport, ReportTooLarge, UnsafeReport
from .drafts import Draft, Draught, TableDraft
from .limits import Limits
from .model import Place
from .numbering import BULLET, find_label
from .pdf_lines import Line, Paragraph, build_lines, build_paragraphs, drop_double_strikes, join_texts
from .pdf_safety import InflationBudget, bounded_inflation
from .pdf_tables import PageTable, continues, drop_repeated_header, read_cells
from .tables import count_header_rows

_CID = re.compile(r"\(cid:\d+\)")
_PAGE_NUMBER = re.compile(
    r"^[\s\-–—_·~|/]*(?:第\s*)?(?:\d{1,4}|[ivxIVX]{1,6})\s*(?:页)?(?:\s*[,，/|]?\s*(?:共|of)?\s*\d{0,4}\s*页?)?[\s\-–—_·~|]*$"
)
_MARGIN_BAND = 0.12  # of the page height, where running headers and footers stand
_MOST_RUNNING = 3  # lines of a header or footer
_GARBLED_SHARE = 0.15
_TAIL = 4096
_TERMINAL = "。！？；：.!?;:…"


@dataclass(slots=True)
class _Page:
    number: int
    width: float
    height: float
    lines: list[Line] = field(default_factory=list)
    tables: list[PageTable] = field(default_factory=list)
    paragraphs: list[Paragraph] = field(default_factory=list)


def read_pdf(data: bytes, name: str, limits: Limits) -> Draught:
    """A pdf as drafts.

    Raises EncryptedReport when it needs a password, ReportTooLarge beyond the page limit, UnsafeReport when a
    stream unpacks without end, DamagedReport when it cannot be parsed.
    """
    tail = data[-_TAIL:]
    if b"%%EOF" not in tail and b"startxref" not in tail:
        # pdfminer would mend the rest by guessing and lose pages without a word.
        raise DamagedReport(f"“{name}”不完整，文件末尾缺失，请重新导出或重新下载后再上传。")
    with bounded_inflation(limits.expanded_bytes) as budget:
        try:
            return _PdfReader(data, name, limits).read()
        except (EncryptedReport, ReportTooLarge):
            raise
        except Exception as error:
            raise _explain(error, name, budget) from None


def _explain(error: Exception, name: str, budget: InflationBudget) -> Exception:
    """The refusal that a failure inside pdfminer stands for."""
    causes: list[object] = [error, *error.args]
    if budget.exceeded or any(isinstance(cause, MemoryError) for cause in causes):
        return UnsafeReport(
            f"“{name}”里的数据解压后大得不正常，可能是压缩炸弹，请用打印成 PDF 的方式重新导出后再上传。"
        )
    if any(isinstance(cause, (PDFPasswordIncorrect, PDFEncryptionError)) for cause in causes):
        return EncryptedReport(f"“{name}”设有打开密码，请取消密码后再上传。")
    return DamagedReport(f"“{name}”不完整或已损坏，请重新导出 PDF 后再上传。")


class _PdfReader:
    """Reads one pdf into drafts; one object per file."""

    def __init__(self, data: bytes, name: str, limits: Limits) -> None:
        self._data = data
        self._name = name
        self._limits = limits
        self._out = Draught("pdf")

    def read(self) -> Draught:
        with pdfplumber.open(io.BytesIO(self._data), raise_unicode_errors=False) as pdf:
            count = len(pdf.pages)
            if count > self._limits.pdf_pages:
                raise ReportTooLarge(
                    f"“{self._name}”有 {count} 页，超过 {self._limits.pdf_pages} 页的上限，请只上传报告正文。"
                )
            if count == 0:
                raise DamagedReport(f"“{self._name}”里没有页面，请重新导出 PDF 后再上传。")
            pages = self._read_pages(pdf.pages)
        _drop_running_lines(pages)
        for page in pages:
            left, right = _margins(page, pages)
            page.paragraphs = _paragraphs_around_tables(page, left, right)
        _join_over_pages(pages)
        self._write(pages)
        return self._out

    def _read_pages(self, pdf_pages: list[Page]) -> list[_Page]:
        """Lines and tables of every page; pages past the time budget are named and left out."""
        pages: list[_Page] = []
        deadline = time.process_time() + 0.75 * self._limits.cpu_seconds
        for pdf_page in pdf_pages:
            if pages and time.process_time() > deadline:
                self._out.warn(
                    "pages_not_read",
                    f"读取超时，第{pdf_page.page_number}页及以后没有读取，请拆分后再上传。",
                    Place("page", pdf_page.page_number),
                )
                break
            pages.append(self._read_page(pdf_page))
            pdf_page.close()
        return pages

    def _read_page(self, pdf_page: Page) -> _Page:
        number = pdf_page.page_number
        page = _Page(number, float(pdf_page.width), float(pdf_page.height))
        chars: list[dict[str, Any]] = [char for char in pdf_page.chars if char.get("upright", True)]
        place = Place("page", number)
        if not any(char["text"].strip() for char in chars):
            if pdf_page.images or pdf_page.curves or pdf_page.chars:
                self._out.warn(
                    "page_without_text", f"第{number}页没有文字层（可能是扫描页），内容没有读取。", place
                )
            return page
        if _garbled_share(chars) > _GARBLED_SHARE:
            self._out.warn("page_garbled", f"第{number}页的字体无法还原成文字，内容没有读取。", place)
            return page
        chars = drop_double_strikes(_clean(chars))
        page.tables, chars = self._find_tables(pdf_page, number, chars)
        page.lines = build_lines(chars)
        return page

    def _find_tables(
        self, pdf_page: Page, number: int, chars: list[dict[str, Any]]
    ) -> tuple[list[PageTable], list[dict[str, Any]]]:
        """The tables of a page from top to bottom, and the characters outside them."""
        try:
            found = pdf_page.find_tables()
        except (ValueError, KeyError, IndexError, TypeError, ZeroDivisionError, RecursionError):
            self._out.warn(
                "table_not_read", f"第{number}页的表格线无法识别，表格按普通文字读取。", Place("page", number)
            )
            return [], chars
        tables: list[PageTable] = []
        for table in found:
            x0, top, x1, bottom = table.bbox
            inside = [c for c in chars if _is_inside(c, x0, top, x1, bottom)]
            read = read_cells(number, list(table.cells), inside)
            if read is None:
                continue
            tables.append(read)
            held = {id(char) for char in inside}
            chars = [char for char in chars if id(char) not in held]
        return sorted(tables, key=lambda table: table.box[1]), chars

    def _write(self, pages: list[_Page]) -> None:
        """Drafts in reading order, with offsets into each page's joined text."""
        current: PageTable | None = None
        number = 0
        for page in pages:
            offset = 0
            pieces: list[tuple[float, Paragraph | PageTable]] = [(p.top, p) for p in page.paragraphs]
            pieces += [(table.box[1], table) for table in page.tables]
            pieces.sort(key=lambda piece: piece[0])
            for position, (_, piece) in enumerate(pieces):
                if isinstance(piece, Paragraph):
                    self._write_paragraph(piece, page.number, offset)
                    offset += len(piece.text) + 1
                    current = None
                    continue
                if current is None or position > 0 or not self._goes_on(piece, current):
                    number += 1
                    self._out.tables.append(TableDraft([]))
                self._write_rows(piece, self._out.tables[-1], number)
                current = piece

    def _write_paragraph(self, paragraph: Paragraph, page: int, offset: int) -> None:
        first = paragraph.lines[0]
        self._out.drafts.append(
            Draft(
                paragraph.text,
                Place("page", page),
                offset=offset,
                bold=all(line.bold for line in paragraph.lines),
                size=first.size,
            )
        )

    def _goes_on(self, piece: PageTable, above: PageTable) -> bool:
        """Whether a table at the top of a page is the rest of the one that ended the page before."""
        if not continues(piece, above):
            return False
        if drop_repeated_header(piece, self._first_rows(self._out.tables[-1])):
            return True
        # Another header under the same columns opens another table.
        return count_header_rows(piece.rows, piece.texts) == 0

    def _first_rows(self, table: TableDraft) -> list[list[str]]:
        drafts = self._out.drafts
        return [["" if i is None else drafts[i].text for i in row] for row in table.rows[:3]]

    def _join_cut_row(self, piece: PageTable, written: TableDraft) -> int:
        """Put the rest of a row that the page end cut back into its cells; returns the rows used up."""
        row = piece.rows[0]
        above = written.rows[-1]
        filled = [(i, cell) for i, cell in enumerate(row) if cell is not None]
        if row[0] is not None or row[1] is not None or not filled or len(filled) * 2 > len(row):
            return 0
        drafts = self._out.drafts
        heads = [above[column] for column, _ in filled]
        if any(head is None or drafts[head].text[-1] in _TERMINAL for head in heads):
            return 0
        for head, (_, cell) in zip(heads, filled, strict=True):
            if head is not None:
                drafts[head].text = join_texts(drafts[head].text, piece.texts[cell])
        return 1

    def _write_rows(self, piece: PageTable, written: TableDraft, number: int) -> None:
        """Append a page's rows to the table; header rows that are printed again are left out."""
        skip = 0
        if written.rows:
            skip = drop_repeated_header(piece, self._first_rows(written)) or self._join_cut_row(
                piece, written
            )
        index = len(self._out.tables) - 1
        known: dict[int, int] = {}
        for row in piece.rows[skip:]:
            line: list[int | None] = []
            for column, cell in enumerate(row, start=1):
                if cell is None:
                    line.append(None)
                    continue
                if cell not in known:
                    known[cell] = len(self._out.drafts)
                    place = Place("cell", number, row=len(written.rows) + 1, column=column, page=piece.page)
                    self._out.drafts.append(Draft(piece.texts[cell], place, role="cell", table=index))
                line.append(known[cell])
            written.rows.append(line)


def _is_inside(char: dict[str, Any], x0: float, top: float, x1: float, bottom: float) -> bool:
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return bool(x0 <= x <= x1 and top <= y <= bottom)


def _garbled_share(chars: list[dict[str, Any]]) -> float:
    """The share of characters without meaning: (cid:…), private use, accented Latin letters by the dozen."""
    visible = [char["text"] for char in chars if char["text"].strip()]
    bad = sum(
        bool(_CID.match(text))
        or text == "\ufffd"
        or "\ue000" <= text[0] <= "\uf8ff"
        or "\u00c0" <= text[0] <= "\u024f"
        for text in visible
    )
    return float(bad / len(visible))


def _clean(chars: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Characters with unreadable signs marked and control characters left out."""
    kept = []
    for char in chars:
        text = _CID.sub("\ufffd", char["text"])
        text = "".join(c for c in text if c >= " " and c != "\x7f" and not "\ud800" <= c <= "\udfff")
        if text:
            kept.append(char if text == char["text"] else {**char, "text": text})
    return kept


def _drop_running_lines(pages: list[_Page]) -> None:
    """Remove page numbers and running headers and footers.

    A line at the edge of the page goes when it repeats, but for its digits, on two pages of five; the
    outermost line also when the same words stand at the same height on two pages (a chapter's header).
    """
    similar: Counter[tuple[str, bool]] = Counter()
    same: Counter[tuple[str, int]] = Counter()
    for page in pages:
        similar.update({(re.sub(r"\d+", "#", line.text), top) for line, top in _edge_lines(page)})
        same.update({(line.text, round(line.middle)) for line in _outermost(page)})
    needed = max(2, 0.4 * len([page for page in pages if page.lines]))
    for page in pages:
        outermost = _outermost(page)
        running = [
            line
            for line, top in _edge_lines(page)
            if similar[re.sub(r"\d+", "#", line.text), top] >= needed
            or (
                line in outermost
                and (_PAGE_NUMBER.match(line.text) or same[line.text, round(line.middle)] > 1)
            )
        ]
        page.lines = [line for line in page.lines if line not in running]


def _edge_lines(page: _Page) -> list[tuple[Line, bool]]:
    """The first and last lines of a page as far as they stand in its margins, and whether at the top."""
    top = [line for line in page.lines[:_MOST_RUNNING] if line.middle < _MARGIN_BAND * page.height]
    bottom = [line for line in page.lines[-_MOST_RUNNING:] if line.middle > (1 - _MARGIN_BAND) * page.height]
    return [(line, True) for line in top] + [(line, False) for line in bottom]


def _outermost(page: _Page) -> list[Line]:
    edge = [line for line, _ in _edge_lines(page)]
    return [line for line in edge if line is page.lines[0] or line is page.lines[-1]]


def _margins(page: _Page, pages: list[_Page]) -> tuple[float, float]:
    """Left and right edge of the text: of this page, or of all when the page has few lines."""
    lines = page.lines if len(page.lines) >= 8 else [line for other in pages for line in other.lines]
    if not lines:
        return 0.0, page.width
    starts = sorted(line.x0 for line in lines)
    ends = sorted(line.x1 for line in lines)
    return starts[len(starts) // 20], ends[-1 - len(ends) // 20]


def _paragraphs_around_tables(page: _Page, left: float, right: float) -> list[Paragraph]:
    """Paragraphs of a page; none reaches across a table."""
    paragraphs: list[Paragraph] = []
    edges = [table.box[1] for table in page.tables]
    groups: dict[int, list[Line]] = {}
    for line in page.lines:
        groups.setdefault(sum(line.middle > edge for edge in edges), []).append(line)
    for key in sorted(groups):
        paragraphs += build_paragraphs(groups[key], left=left, right=right)
    for paragraph in paragraphs:
        paragraph.page = page.number
    return paragraphs


def _join_over_pages(pages: list[_Page]) -> None:
    """A paragraph that breaks off at the end of a page takes its rest from the next page."""
    for page, following in pairwise(pages):
        if not page.paragraphs or not following.paragraphs:
            continue
        head, tail = page.paragraphs[-1], following.paragraphs[0]
        below_table = any(table.box[1] > head.top for table in page.tables)
        above_table = any(table.box[1] < tail.top for table in following.tables)
        if below_table or above_table or head.text[-1] in _TERMINAL:
            continue
        left, right = _margins(page, pages)
        size = head.last.size
        first = tail.lines[0]
        if (
            abs(first.size - size) > 0.1 * size
            or head.last.x1 < right - 1.8 * size
            or first.bold != head.last.bold
        ):
            continue
        if first.x0 > left + 1.2 * size or find_label(tail.text) is not None or BULLET.match(tail.text):
            continue
        head.text = join_texts(head.text, tail.text)
        head.lines += tail.lines
        following.paragraphs.pop(0)
