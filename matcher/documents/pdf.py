"""Pdf files: paragraphs without running headers, tables found by their lines, unreadable pages named."""

from __future__ import annotations

import io
import re
import time
from collections import Counter
from itertools import pairwise
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfplumber.page import Page

from ..errors import DamagedReport, EncryptedReport, ReportTooLarge, UnsafeReport
from .drafts import Draught, RecognitionNeeded
from .limits import Limits
from .model import Place
from .numbering import BULLET, find_label
from .pdf_lines import Line, Paragraph, build_lines, build_paragraphs, drop_double_strikes, join_texts
from .pdf_pictures import Need, find_need, recognise_pages
from .pdf_safety import InflationBudget, bounded_inflation
from .pdf_tables import PdfPage, find_page_tables
from .pdf_writing import write_pages
from .scanning import Scanner

_CID = re.compile(r"\(cid:\d+\)")
_PAGE_NUMBER = re.compile(
    r"^[\s\-–—_·~|/]*(?:第\s*)?(?:\d{1,4}|[ivxIVX]{1,6})\s*(?:页)?(?:\s*[,，/|]?\s*(?:共|of)?\s*\d{0,4}\s*页?)?[\s\-–—_·~|]*$"
)
_MARGIN_BAND = 0.12  # of the page height, where running headers and footers stand
_MOST_RUNNING = 3  # lines of a header or footer
_TAIL = 4096
_FEWEST_LINES = 12  # below this the longest line need not reach the margin
_TERMINAL = "。！？；：.!?;:…"


def read_pdf(data: bytes, name: str, limits: Limits, scanner: Scanner | None = None) -> Draught:
    """A pdf as drafts; pages without usable text are read by the scanner.

    Raises RecognitionNeeded when there are such pages and no scanner, EncryptedReport when it needs a password,
    ReportTooLarge beyond the page limit, UnsafeReport when a stream unpacks without end, DamagedReport when it
    cannot be parsed.
    """
    tail = data[-_TAIL:]
    if b"%%EOF" not in tail and b"startxref" not in tail:
        # pdfminer would mend the rest by guessing and lose pages without a word.
        raise DamagedReport(f"“{name}”不完整，文件末尾缺失，请重新导出或重新下载后再上传。")
    with bounded_inflation(limits.expanded_bytes) as budget:
        try:
            return _PdfReader(data, name, limits, scanner).read()
        except (EncryptedReport, ReportTooLarge, RecognitionNeeded):
            raise
        except Exception as error:  # noqa: BLE001  # pdfminer raises whatever its input leads it to
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

    def __init__(self, data: bytes, name: str, limits: Limits, scanner: Scanner | None) -> None:
        self._data = data
        self._name = name
        self._limits = limits
        self._scanner = scanner
        self._needs: dict[int, Need] = {}
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
        if self._scanner is not None and self._needs:
            scans = recognise_pages(self._data, self._needs, self._scanner, self._out)
            pages = [
                lay_out_page(scans[page.number], scans[page.number].chars, self._out, scanned=True)
                if page.number in scans
                else page
                for page in pages
            ]
        write_report(pages, self._out)
        return self._out

    def _read_pages(self, pdf_pages: list[Page]) -> list[PdfPage]:
        """Lines and tables of every page; pages past the time budget are named and left out."""
        pages: list[PdfPage] = []
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

    def _read_page(self, pdf_page: Page) -> PdfPage:
        number = pdf_page.page_number
        chars: list[dict[str, Any]] = [char for char in pdf_page.chars if char.get("upright", True)]
        need = find_need(pdf_page, chars)
        if need is not None:
            if self._scanner is None:
                raise RecognitionNeeded
            self._needs[number] = need
            if not need.keeps_text:
                return PdfPage(number, float(pdf_page.width), float(pdf_page.height))
        return lay_out_page(pdf_page, drop_double_strikes(_clean(chars)), self._out)


def lay_out_page(
    pdf_page: Page, chars: list[dict[str, Any]], out: Draught, *, scanned: bool = False
) -> PdfPage:
    """Lines and tables of one page of characters; `scanned` when they were recognised in its picture."""
    page = PdfPage(pdf_page.page_number, float(pdf_page.width), float(pdf_page.height), scanned=scanned)
    try:
        page.tables, chars = find_page_tables(pdf_page, chars)
    except (ValueError, KeyError, IndexError, TypeError, ZeroDivisionError, RecursionError):
        message = f"第{page.number}页的表格线无法识别，表格按普通文字读取。"
        out.warn("table_not_read", message, Place("page", page.number))
    page.lines = build_lines(chars)
    return page


def write_report(pages: list[PdfPage], out: Draught) -> None:
    """Append the pages of one file to the drafts: paragraphs and tables, joined where a page end cut them."""
    _drop_running_lines(pages)
    for page in pages:
        left, right = _margins(page, pages)
        page.paragraphs = _paragraphs_around_tables(page, left, right)
    _join_over_pages(pages)
    write_pages(pages, out)


def _clean(chars: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Characters with unreadable signs marked and control characters left out."""
    kept = []
    for char in chars:
        text = _CID.sub("\ufffd", char["text"])
        text = "".join(c for c in text if c >= " " and c != "\x7f" and not "\ud800" <= c <= "\udfff")
        if text:
            kept.append(char if text == char["text"] else {**char, "text": text})
    return kept


def _drop_running_lines(pages: list[PdfPage]) -> None:
    """Remove page numbers and running headers and footers.

    A line at the edge of the page goes when it stands, but for its digits, at the same height on two pages of five;
    the outermost line also when its very words stand there on two pages (a header of the chapter).
    """
    similar: Counter[tuple[str, int]] = Counter()
    same: Counter[tuple[str, int]] = Counter()
    for page in pages:
        similar.update({(_without_digits(line), _height(line, page)) for line in _edge_lines(page)})
        same.update({(line.text, _height(line, page)) for line in _outermost(page)})
    needed = max(2, 0.4 * len([page for page in pages if page.lines]))
    for page in pages:
        outermost = _outermost(page)
        running = [
            line
            for line in _edge_lines(page)
            if similar[_without_digits(line), _height(line, page)] >= needed
            or (
                line in outermost
                and (_PAGE_NUMBER.match(line.text) or same[line.text, _height(line, page)] > 1)
            )
        ]
        page.lines = [line for line in page.lines if line not in running]


def _without_digits(line: Line) -> str:
    """The words of a line; spaces are left out, which recognition sets at will."""
    return re.sub(r"\d+", "#", re.sub(r"\s+", "", line.text))


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


def _margins(page: PdfPage, pages: list[PdfPage]) -> tuple[float, float]:
    """Left and right edge of the text on pages of this width; tables reach from edge to edge too."""
    alike = [other for other in pages if abs(other.width - page.width) < 1]
    starts = sorted(line.x0 for other in alike for line in other.lines)
    ends = sorted(line.x1 for other in alike for line in other.lines)
    if not starts:
        return 0.0, page.width
    left, right = starts[len(starts) // 20], ends[-1 - len(ends) // 20]
    if len(starts) < _FEWEST_LINES:
        right = max(right, page.width - left)
    return left, max([right, *(table.box[2] for other in alike for table in other.tables)])


def _paragraphs_around_tables(page: PdfPage, left: float, right: float) -> list[Paragraph]:
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


def _join_over_pages(pages: list[PdfPage]) -> None:
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
