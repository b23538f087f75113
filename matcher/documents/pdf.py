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
from .drafts import Draught
from .limits import Limits
from .model import Place
from .pdf_aligned import find_aligned_tables
from .pdf_columns import part_columns
from .pdf_flow import build_flow
from .pdf_lines import build_lines, drop_double_strikes
from .pdf_running import drop_running_lines, set_notes_apart
from .pdf_safety import InflationBudget, bounded_inflation
from .pdf_tables import PageTable, PdfPage, find_page_tables, find_rules
from .pdf_turning import build_labels, direction, turn_page
from .pdf_writing import write_pages

_CID = re.compile(r"\(cid:\d+\)")
_GARBLED_SHARE = 0.15
_TAIL = 4096


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
        drop_running_lines(pages)
        set_notes_apart(pages)
        for page in pages:
            part_columns(page)
        find_aligned_tables(pages)
        build_flow(pages)
        write_pages(pages, self._out)
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
        page = PdfPage(number, float(pdf_page.width), float(pdf_page.height))
        chars: list[dict[str, Any]] = [char for char in pdf_page.chars if direction(char) == 0]
        place = Place("page", number)
        self._note_slanted(pdf_page, place)
        if not any(char["text"].strip() for char in chars):
            if any(char["text"].strip() for char in pdf_page.chars):
                message = f"第{number}页的文字是斜放的，内容没有读取，请摆正后再上传。"
                self._out.warn("page_rotated", message, place)
            elif pdf_page.images or pdf_page.curves:
                self._out.warn(
                    "page_without_text", f"第{number}页没有文字层（可能是扫描页），内容没有读取。", place
                )
            return page
        if _garbled_share(chars) > _GARBLED_SHARE:
            self._out.warn("page_garbled", f"第{number}页的字体无法还原成文字，内容没有读取。", place)
            return page
        labels = build_labels(_clean(pdf_page.chars), page.width, page.height)
        chars = drop_double_strikes(_clean(chars))
        page.tables, left = self._find_tables(pdf_page, [*chars, *labels])
        known = {id(label) for label in labels}
        page.lines = build_lines([char for char in left if id(char) not in known])
        page.lines += [line for label in left if id(label) in known for line in build_lines([label])]
        page.lines.sort(key=lambda line: (round(line.middle), line.x0))
        page.rules = find_rules(pdf_page)
        return page

    def _note_slanted(self, pdf_page: Page, place: Place) -> None:
        """Name the first page with slanted words, which are a watermark as a rule and stand on every page."""
        slanted = [char for char in pdf_page.chars if char["text"].strip() and direction(char) in (None, 180)]
        if slanted and not any(warning.code == "slanted_text" for warning in self._out.warnings):
            message = f"第{place.number}页等处有斜放或倒置的文字（如水印），这些文字没有读取。"
            self._out.warn("slanted_text", message, place)

    def _find_tables(
        self, pdf_page: Page, chars: list[dict[str, Any]]
    ) -> tuple[list[PageTable], list[dict[str, Any]]]:
        try:
            return find_page_tables(pdf_page, chars)
        except (ValueError, KeyError, IndexError, TypeError, ZeroDivisionError, RecursionError):
            number = pdf_page.page_number
            message = f"第{number}页的表格线无法识别，表格按普通文字读取。"
            self._out.warn("table_not_read", message, Place("page", number))
            return [], chars


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
