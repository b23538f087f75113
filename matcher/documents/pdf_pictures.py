"""Pages of a pdf that have to be looked at: scans, fonts without meaning, print that runs up the page."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pdfplumber.page import Page

from .drafts import Draught
from .scanning import Scanner

_CID = re.compile(r"\(cid:\d+\)")
_GARBLED_SHARE = 0.15
_COVERED = 0.6  # of the page by its pictures: a scan, be it with broad margins
_STAMPED = 120  # characters that a header, a page number and a note of receipt may have
_HIDDEN_TEXT = re.compile(
    rb"(?<![\d.])3\s+Tr\b"
)  # PDF 32000-1, 9.3.6: text that is neither filled nor stroked


@dataclass(frozen=True, slots=True)
class Need:
    """Why a page has to be recognised: `code` is that of the warning if it fails.

    `keeps_text`: the page's own text is better than nothing when recognition fails or has no time.
    """

    code: str
    keeps_text: bool


def find_need(pdf_page: Page, chars: Sequence[dict[str, Any]]) -> Need | None:
    """Why a page's text layer will not do, or None when it will; `chars` are its upright characters."""
    visible = sum(not char["text"].isspace() for char in chars)
    if not visible:
        if any(char["text"].strip() for char in pdf_page.chars):
            return Need("page_rotated", keeps_text=False)
        return Need("page_without_text", keeps_text=False) if pdf_page.images or pdf_page.curves else None
    if _garbled_share(chars) > _GARBLED_SHARE:
        return Need("page_garbled", keeps_text=False)
    if _covered_share(pdf_page) > _COVERED and (visible < _STAMPED or _hides_text(pdf_page)):
        return Need("page_without_text", keeps_text=True)
    return None


def _covered_share(pdf_page: Page) -> float:
    """The share of the page under its pictures; scanners cut pages into strips."""
    left, top, right, bottom = pdf_page.bbox
    covered = sum(
        max(0.0, min(picture["x1"], right) - max(picture["x0"], left))
        * max(0.0, min(picture["bottom"], bottom) - max(picture["top"], top))
        for picture in pdf_page.images
    )
    return float(covered / max((right - left) * (bottom - top), 1.0))


def _hides_text(pdf_page: Page) -> bool:
    """Whether a page has invisible text, as scanners lay under the picture what they believe it says."""
    return any(_HIDDEN_TEXT.search(stream.get_data()) for stream in pdf_page.page_obj.contents)


def _garbled_share(chars: Sequence[dict[str, Any]]) -> float:
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


def recognise_pages(
    data: bytes, needs: Mapping[int, Need], scanner: Scanner, out: Draught
) -> dict[int, Page]:
    """The pages that could be recognised, by number; the others are named in warnings."""
    from pypdfium2 import PdfiumError

    from .raster import PdfRasters, Raster

    def draw(number: int) -> Raster | None:
        try:
            return PdfRasters(data).draw(number)
        except PdfiumError:
            return None

    return dict(scanner.scan(list(needs), draw, out, {number: need.code for number, need in needs.items()}))
