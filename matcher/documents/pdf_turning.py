"""Text that is not set upright on a pdf page: pages turned by a quarter, labels written upwards, slanted watermarks."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

from pdfplumber.page import Page

from .pdf_lines import Line, build_lines

_STRAIGHT = 8  # degrees that a line of text may lean
_TURNED_SHARE = 0.6  # of the characters, so many make a page one to be turned


def direction(char: dict[str, Any]) -> int | None:
    """Where a character's line runs: 0 to the right, 90 upwards, 180 to the left, 270 downwards; None if it slants."""
    matrix = char.get("matrix")
    if matrix is None:
        return 0 if char.get("upright", True) else 90
    angle = math.degrees(math.atan2(matrix[1], matrix[0])) % 360
    nearest = round(angle / 90) * 90
    return nearest % 360 if abs(angle - nearest) <= _STRAIGHT else None


def turn_page(pdf_page: Page) -> Page | None:
    """The page turned so that most of its text stands upright; None when it does already."""
    counted = Counter(direction(char) for char in pdf_page.chars if char["text"].strip())
    if not counted:
        return None
    usual, count = counted.most_common(1)[0]
    if not usual or count < _TURNED_SHARE * counted.total():
        return None
    turned = pdf_page.page_obj
    turned.rotate = (pdf_page.rotation + usual) % 360
    turned.attrs["Rotate"] = turned.rotate
    return Page(pdf_page.pdf, turned, pdf_page.page_number, pdf_page.initial_doctop)


def build_labels(chars: Sequence[dict[str, Any]], width: float, height: float) -> list[dict[str, Any]]:
    """The lines that run upwards or downwards on a page of these points, each as one wide character at its middle.

    So a label written upwards beside the rows that it names is found in its cell.
    """
    labels: list[dict[str, Any]] = []
    for way in (90, 270):
        turned = [_turn(char, way, width, height) for char in chars if direction(char) == way]
        labels += [_turn_back(line, way, width, height) for line in build_lines(turned)]
    return labels


def _turn(char: dict[str, Any], way: int, width: float, height: float) -> dict[str, Any]:
    """A copy of a character with the coordinates that it has when the page is turned until its line stands upright."""
    if way == 90:
        box = {
            "x0": height - char["bottom"],
            "x1": height - char["top"],
            "top": char["x0"],
            "bottom": char["x1"],
        }
    else:
        box = {
            "x0": char["top"],
            "x1": char["bottom"],
            "top": width - char["x1"],
            "bottom": width - char["x0"],
        }
    return {**char, **box}


def _turn_back(line: Line, way: int, width: float, height: float) -> dict[str, Any]:
    across, along = line.middle, (line.x0 + line.x1) / 2
    x, y = (across, height - along) if way == 90 else (width - across, along)
    half = line.size / 2
    return {
        "text": line.text,
        "x0": x - half,
        "x1": x + half,
        "top": y - half,
        "bottom": y + half,
        "size": line.size,
        "fontname": "",
    }
