"""The ruling lines of tables in the picture of a page, found by their straightness."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from .raster import Raster

_SHORTEST_LEVEL = 22.0  # points: longer than the longest stroke of a heading's characters
_SHORTEST_UPRIGHT = 13.0  # points: lower than the lowest row of a table
_THICKEST = 4.0  # points: what is thicker is a bar or the edge of a photograph
_GAP = 3.0  # points that scanning may tear out of a line
_BLOCK = 10.0  # points of the surroundings that a line is darker than
_REDDISH = 40  # levels of 255 that red exceeds the other colours by in the ink of seals
_DARKER = 12  # grey levels of 255 that faint rules are darker than the paper around them


@dataclass(frozen=True, slots=True)
class Rule:
    """A level or upright line, in points from the top left."""

    x0: float
    top: float
    x1: float
    bottom: float


def find_rules(raster: Raster) -> list[Rule]:
    """All level and upright lines of a straightened page."""
    grey = cv2.cvtColor(raster.pixels, cv2.COLOR_BGR2GRAY)
    blue, green, red = (raster.pixels[:, :, channel].astype(np.int16) for channel in range(3))
    # The arcs of a seal are no rules.
    grey[red - np.maximum(blue, green) > _REDDISH] = 255
    block = int(_BLOCK * raster.scale) | 1
    ink = cv2.adaptiveThreshold(
        grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, max(3, block), _DARKER
    )
    mask = np.asarray(ink, dtype=np.uint8)
    return _find_level(mask, raster.scale) + [
        Rule(rule.top, rule.x0, rule.bottom, rule.x1)
        for rule in _find_level(np.ascontiguousarray(mask.T), raster.scale, _SHORTEST_UPRIGHT)
    ]


def _find_level(mask: NDArray[np.uint8], scale: float, shortest: float = _SHORTEST_LEVEL) -> list[Rule]:
    """Level lines of a mask of ink; upright ones are those of its transpose."""
    # A line that climbs by a pixel or two is one line: thicken it first.
    thick = cv2.dilate(mask, np.ones((3, 1), dtype=np.uint8))
    long = cv2.morphologyEx(
        thick, cv2.MORPH_OPEN, np.ones((1, max(3, int(shortest * scale))), dtype=np.uint8)
    )
    mended = cv2.morphologyEx(long, cv2.MORPH_CLOSE, np.ones((1, max(3, int(_GAP * scale))), dtype=np.uint8))
    _, _, boxes, _ = cv2.connectedComponentsWithStats(mended, connectivity=8)
    rules = []
    for left, top, width, height, area in boxes[1:]:
        if area / width > _THICKEST * scale:
            continue
        middle = (top + height / 2) / scale
        rules.append(Rule(left / scale, middle, (left + width) / scale, middle))
    return rules
