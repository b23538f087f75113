"""A sheet of paper photographed at an angle, made as flat and square as from a scanner."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from .raster import Pixels

_LOOKED_AT = 600  # pixels of the long side at which the sheet is looked for
_SMALLEST_SHEET = 0.3  # of the picture; what is smaller is something else that is bright
_LARGEST_SHEET = 0.97  # of the picture: the sheet is the picture, and there is nothing to do
_ROUGHNESS = 0.02  # of its length, how far an edge may stray from straight
_LEAST_CONTRAST = 25  # grey levels between the sheet and what it lies on


def flatten_sheet(pixels: Pixels) -> Pixels:
    """The sheet alone when a bright one with four corners lies on something darker, else the picture as it is."""
    corners = _find_corners(pixels)
    if corners is None:
        return pixels
    top_left, top_right, bottom_right, bottom_left = corners
    width = round(max(_distance(top_left, top_right), _distance(bottom_left, bottom_right)))
    height = round(max(_distance(top_left, bottom_left), _distance(top_right, bottom_right)))
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    warp = cv2.getPerspectiveTransform(corners, flat)
    return np.asarray(cv2.warpPerspective(pixels, warp, (width, height)), dtype=np.uint8)


def _find_corners(pixels: Pixels) -> NDArray[np.float32] | None:
    """Corners of the sheet clockwise from the top left."""
    shrink = min(1.0, _LOOKED_AT / max(pixels.shape[:2]))
    small = cv2.resize(pixels, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    grey = np.asarray(cv2.medianBlur(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), 7), dtype=np.uint8)
    _, bright = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    # Print and table rules are no edge of the sheet.
    whole = cv2.morphologyEx(bright, cv2.MORPH_CLOSE, np.ones((15, 15), dtype=np.uint8))
    outlines, _ = cv2.findContours(whole, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not outlines:
        return None
    largest = max(outlines, key=cv2.contourArea)
    share = cv2.contourArea(largest) / grey.size
    outside = grey[np.asarray(whole) == 0]
    if not _SMALLEST_SHEET < share < _LARGEST_SHEET or not outside.size:
        return None
    if float(np.median(grey[np.asarray(whole) > 0])) - float(np.median(outside)) < _LEAST_CONTRAST:
        return None
    hull = cv2.convexHull(largest)
    four = cv2.approxPolyDP(hull, _ROUGHNESS * cv2.arcLength(hull, closed=True), closed=True)
    if len(four) != 4:
        return None
    return _sort_corners(np.asarray(four, dtype=np.float32).reshape(4, 2) / shrink)


def _sort_corners(points: NDArray[np.float32]) -> NDArray[np.float32]:
    middle = points.mean(axis=0)
    around = np.arctan2(points[:, 1] - middle[1], points[:, 0] - middle[0])
    clockwise = points[np.argsort(around)]
    first = int(np.argmin(clockwise.sum(axis=1)))
    return np.ascontiguousarray(np.roll(clockwise, -first, axis=0))


def _distance(here: NDArray[np.float32], there: NDArray[np.float32]) -> float:
    return float(np.linalg.norm(here - there))
