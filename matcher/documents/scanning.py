"""Recognised pages in the shape of pdf pages, so that one reader makes paragraphs and tables of both."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Protocol

from pdfplumber.page import Page

from .drafts import Draught
from .limits import Limits
from .model import Place
from .pdf_lines import is_cjk

if TYPE_CHECKING:
    from .raster import Raster
    from .recognition import Glyph, PrintedLine, Recognition
    from .ruling import Rule

Progress = Callable[[int, int], None]
"""Called with the number of pages recognised so far and of all that are to be."""

_TIME_SHARE = 0.8  # of the seconds of recognition; the rest is for starting, tables and the outline
_DOUBTFUL = 0.7  # confidence of a character below which it may well be another
_UNCLEAR_SHARE = 0.08  # of doubtful and unread characters; clean scans have under one in a hundred
_SAME_SIZE = 0.08  # measuring tells sizes apart that differ by more
# Boxes around print are as high as so many type sizes: measured 0.9 to 2.0 on the pages of two sample reports.
_LOWEST_BOX, _BOX_HEIGHT, _HIGHEST_BOX = 0.8, 1.3, 2.2
_WIDEST = 0.55  # of the type size, half of a character
_HAIR = 0.05  # points, so that a space sorts between its neighbours


class Reads(Protocol):
    """What recognises: `recognition.Recognizer`, which takes a second to load."""

    def recognise(self, raster: Raster) -> Recognition:
        """Everything printed on a page."""


class ScannedPage(Page):
    """A recognised page: characters and ruling lines by the names under which pdfplumber keeps them, in points."""

    is_original = False

    def __init__(self, number: int, recognition: Recognition) -> None:
        from .ruling import find_rules

        raster = recognition.raster
        self.page_number = number
        self.rotation = 0
        self.bbox = self.mediabox = self.cropbox = (0, 0, raster.width, raster.height)
        self._objects = {
            "char": _make_chars(recognition.lines),
            "line": [_make_rule(rule) for rule in find_rules(raster)],
        }

    def close(self) -> None:
        """Nothing to give back."""


@dataclass(frozen=True, slots=True)
class Scanner:
    """Recognises the pages of one file, within the limits and with a word on every page that stays unread."""

    reads: Reads
    limits: Limits
    started: float
    progress: Progress = lambda _done, _total: None

    def scan(
        self,
        numbers: Sequence[int],
        draw: Callable[[int], Raster | None],
        out: Draught,
        codes: Mapping[int, str] | None = None,
    ) -> dict[int, ScannedPage]:
        """The pages that could be recognised, by number.

        `draw` makes the picture of a page, or None where it is broken; `codes` are those of the warning for a page
        on which nothing could be read, if it is not page_without_text.
        """
        found: dict[int, ScannedPage] = {}
        total = min(len(numbers), self.limits.recognised_pages)
        deadline = self.started + _TIME_SHARE * self.limits.recognition_seconds
        self.progress(0, total)
        for done, number in enumerate(numbers):
            if done == total or (done and time.monotonic() > deadline):
                _warn_of_rest(numbers[done:], out)
                break
            picture = draw(number)
            recognition = None if picture is None else self.reads.recognise(picture)
            if recognition is None or not recognition.lines:
                code = (codes or {}).get(number, "page_without_text")
                _warn_of_blank(number, code, out)
            else:
                found[number] = ScannedPage(number, recognition)
                _warn_of_doubt(number, recognition, out)
            self.progress(done + 1, total)
        if found:
            out.warn(
                "pages_recognised",
                f"{name_pages(sorted(found))}是图片，文字由机器识别得来，个别字可能认错，引用前请对照原件。",
                Place("page", min(found)),
            )
        return found


def _warn_of_blank(number: int, code: str, out: Draught) -> None:
    message = f"第{number}页没有认出文字（可能是空白页、照片或字迹太淡），内容没有读取。"
    out.warn(code, message, Place("page", number))


def _warn_of_doubt(number: int, recognition: Recognition, out: Draught) -> None:
    glyphs = [glyph for line in recognition.lines for glyph in line.glyphs if glyph.text.strip()]
    doubtful = recognition.unread + sum(glyph.confidence < _DOUBTFUL for glyph in glyphs)
    share = doubtful / max(1, recognition.unread + len(glyphs))
    if share > _UNCLEAR_SHARE:
        message = (
            f"第{number}页字迹不清，约有{share:.0%}的字没有认准，请对照原件核对，或重新扫描得清楚些再上传。"
        )
        out.warn("page_unclear", message, Place("page", number))


def _warn_of_rest(numbers: Sequence[int], out: Draught) -> None:
    out.warn(
        "pages_not_read",
        f"扫描页太多，{name_pages(numbers)}没有来得及识别，内容没有读取，请拆分后再上传。",
        Place("page", numbers[0]),
    )


def name_pages(numbers: Sequence[int]) -> str:
    """Pages in words, e.g. 第3页、第5至8页."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "、".join(f"第{run[0]}页" if len(run) == 1 else f"第{run[0]}至{run[-1]}页" for run in runs)


def _make_rule(rule: Rule) -> dict[str, Any]:
    return {
        "object_type": "line",
        "x0": rule.x0,
        "x1": rule.x1,
        "top": rule.top,
        "bottom": rule.bottom,
        "width": rule.x1 - rule.x0,
        "height": rule.bottom - rule.top,
    }


def _make_chars(lines: Sequence[PrintedLine]) -> list[dict[str, Any]]:
    """Characters as pdfplumber names them; their sizes are those of the few type sizes of a page."""
    sizes = _settle_sizes(lines)
    return [char for line, size in zip(lines, sizes, strict=True) for char in _spread_line(line, size)]


def _spread_line(line: PrintedLine, size: float) -> list[dict[str, Any]]:
    """Neighbours meet half-way, unless a gap wider than a character lies between them."""
    reach = _WIDEST * size
    chars: list[dict[str, Any]] = []
    last: Glyph | None = None
    signs = [glyph for glyph in line.glyphs if not glyph.text.isspace()]
    following = {id(glyph): after for glyph, after in pairwise(signs)}
    for glyph in line.glyphs:
        if glyph.text.isspace():
            if last is not None and id(last) in following:
                middle = (last.x + following[id(last)].x) / 2
                chars.append(_make_char(" ", middle - _HAIR, middle, last.y, size))
            continue
        after = following.get(id(glyph))
        left = line.left if last is None else (last.x + glyph.x) / 2
        right = line.right if after is None else (after.x + glyph.x) / 2
        x0, x1 = max(left, glyph.x - reach), min(right, glyph.x + reach)
        chars.append(_make_char(glyph.text, x0, x1, glyph.y, size))
        last = glyph
    return chars


def _make_char(text: str, x0: float, x1: float, middle: float, size: float) -> dict[str, Any]:
    top = middle - size / 2
    return {
        "object_type": "char",
        "text": text,
        "fontname": "",
        "upright": True,
        "size": size,
        "x0": x0,
        "x1": x1,
        "top": top,
        "bottom": top + size,
        "doctop": top,
        "width": x1 - x0,
        "height": size,
    }


def _settle_sizes(lines: Sequence[PrintedLine]) -> list[float]:
    """The type size of every line in points: near measurements are one size, the one with most characters."""
    measured = [_measure_size(line) for line in lines]
    weights: Counter[float] = Counter()
    for line, size in zip(lines, measured, strict=True):
        if size is not None:
            weights[round(size, 1)] += len(line.glyphs)
    settled: list[float] = []
    while weights:
        size = max(weights, key=lambda value: _weigh(value, weights))
        near = {
            value: weights.pop(value) for value in list(weights) if abs(value - size) <= _SAME_SIZE * size
        }
        mean = sum(value * count for value, count in near.items()) / sum(near.values())
        settled.append(round(2 * mean) / 2)
    sizes = [None if size is None else min(settled, key=lambda value: abs(value - size)) for size in measured]
    return [
        size if size is not None else _borrow_size(line, lines, sizes)
        for line, size in zip(lines, sizes, strict=True)
    ]


def _weigh(size: float, weights: Counter[float]) -> int:
    return sum(count for value, count in weights.items() if abs(value - size) <= _SAME_SIZE * size)


def _measure_size(line: PrintedLine) -> float | None:
    """Chinese characters are as wide as they are high: the step from one to the next, if two stand side by side."""
    steps = [
        after.x - before.x
        for before, after in pairwise(line.glyphs)
        if _is_ideograph(before.text) and _is_ideograph(after.text)
    ]
    return sum(steps) / len(steps) if steps else None


def _borrow_size(line: PrintedLine, lines: Sequence[PrintedLine], sizes: Sequence[float | None]) -> float:
    """The size of the nearest line that has one; without any, that of the box around the print."""
    height = line.bottom - line.top
    near = (
        (abs(other.top + other.bottom - line.top - line.bottom) + abs(other.left - line.left) / 10, size)
        for other, size in zip(lines, sizes, strict=True)
        if size is not None and _LOWEST_BOX * size < height < _HIGHEST_BOX * size
    )
    return min(near, default=(0.0, max(1.0, round(2 * height / _BOX_HEIGHT) / 2)))[1]


def _is_ideograph(text: str) -> bool:
    return is_cjk(text) and "\u3400" <= text[0] <= "\u9fff"
