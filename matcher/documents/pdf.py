"""Pdf files: paragraphs without running headers, tables found by their lines, unreadable pages named."""

from __future__ import annotations

import io
import re
import time
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfplumber.page import Page

from ..errors import DamagedReport, EncryptedReport, ReportTooLarge, UnsafeReport
from .drafts import Draught, RecognitionNeeded
from .limits import Limits
from .model import Place
from .pdf_aligned import find_aligned_tables
from .pdf_columns import part_columns
from .pdf_flow import build_flow
from .pdf_lines import build_lines, drop_double_strikes
from .pdf_pictures import Need, find_need, recognise_pages
from .pdf_running import drop_running_lines, set_notes_apart
from .pdf_safety import InflationBudget, bounded_inflation
from .pdf_tables import PdfPage, find_page_tables, find_rules
from .pdf_turning import build_labels, direction, turn_page
from .pdf_writing import write_pages
from .radicals import replace_radicals
from .scanning import Scanner

_CID = re.compile(r"\(cid:\d+\)")
_TAIL = 4096


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
                    f"“{self._name}”有{count}页，超过{self._limits.pdf_pages}页的上限，请只上传报告正文。"
                )
            if count == 0:
                raise DamagedReport(f"“{self._name}”里没有页面，请重新导出 PDF 后再上传。")
            pages = self._read_pages(pdf.pages)
        if self._scanner is not None and self._needs:
            scans = recognise_pages(self._data, self._needs, self._scanner, self._out)
            pages = [
                lay_out_page(scans[page.number], self._out, scanned=True) if page.number in scans else page
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
        pdf_page = turn_page(pdf_page) or pdf_page
        need = find_need(pdf_page, [char for char in pdf_page.chars if direction(char) == 0])
        if need is not None:
            if self._scanner is None:
                raise RecognitionNeeded
            self._needs[number] = need
            if not need.keeps_text:
                return PdfPage(number, float(pdf_page.width), float(pdf_page.height))
        self._note_slanted(pdf_page, Place("page", number))
        return lay_out_page(pdf_page, self._out)

    def _note_slanted(self, pdf_page: Page, place: Place) -> None:
        """Name the first page with slanted words, which are a watermark as a rule and stand on every page."""
        slanted = [char for char in pdf_page.chars if char["text"].strip() and direction(char) in (None, 180)]
        if slanted and not any(warning.code == "slanted_text" for warning in self._out.warnings):
            message = f"第{place.number}页等处有斜放或倒置的文字（如水印），这些文字没有读取。"
            self._out.warn("slanted_text", message, place)


def lay_out_page(pdf_page: Page, out: Draught, *, scanned: bool = False) -> PdfPage:
    """Lines, rules and ruled tables of one page; `scanned` when its characters were recognised in its picture."""
    page = PdfPage(pdf_page.page_number, float(pdf_page.width), float(pdf_page.height), scanned=scanned)
    written = _clean(pdf_page.chars)
    chars = drop_double_strikes([char for char in written if direction(char) == 0])
    labels = build_labels(written, page.width, page.height)
    left = [*chars, *labels]
    try:
        page.tables, left = find_page_tables(pdf_page, left)
    except (ValueError, KeyError, IndexError, TypeError, ZeroDivisionError, RecursionError):
        message = f"第{page.number}页的表格线无法识别，表格按普通文字读取。"
        out.warn("table_not_read", message, Place("page", page.number))
    known = {id(label) for label in labels}
    page.lines = build_lines([char for char in left if id(char) not in known])
    page.lines += [line for label in left if id(label) in known for line in build_lines([label])]
    page.lines.sort(key=lambda line: (round(line.middle), line.x0))
    page.rules = find_rules(pdf_page)
    return page


def write_report(pages: list[PdfPage], out: Draught) -> None:
    """Append the pages of one file to the drafts: paragraphs and tables, joined where a page end cut them."""
    drop_running_lines(pages)
    set_notes_apart(pages)
    for page in pages:
        part_columns(page)
    find_aligned_tables(pages)
    build_flow(pages)
    write_pages(pages, out)


def _clean(chars: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Characters with unreadable signs marked and control characters left out."""
    kept = []
    for char in chars:
        text = replace_radicals(_CID.sub("\ufffd", char["text"]))
        text = "".join(c for c in text if c >= " " and c != "\x7f" and not "\ud800" <= c <= "\udfff")
        if text:
            kept.append(char if text == char["text"] else {**char, "text": text})
    return kept
