"""Pages as pixels: pdf pages drawn by pdfium, photographs brought to a usual size, both turned and straightened."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
"""Rows × columns × 3 in the order blue, green, red."""

# Tuned on the pages of two sample reports, drawn clean and as a slanted noisy scan with a seal: 99.4 to 100 % of
# the characters at 150 dpi, no more at 200 dpi, which takes half as long again; at 110 dpi small print merges.
_DPI = 150
_LONG_SIDE = 842  # points of the long side of A4, which a photograph is taken to show
LARGEST_SIDE = 2400
"""Pixels of the long side, for pdf pages of posters and for photographs."""
_SMALLEST_SIDE = 1100  # pixels, below which a picture is enlarged: its print is too small for the models


@dataclass(frozen=True, slots=True)
class Raster:
    """One page as a picture; `scale` is pixels per point."""

    pixels: Pixels
    scale: float

    @property
    def width(self) -> float:
        """In points."""
        return float(self.pixels.shape[1] / self.scale)

    @property
    def height(self) -> float:
        """In points."""
        return float(self.pixels.shape[0] / self.scale)


class PdfRasters:
    """Draws pages of one pdf, as a reader would show them."""

    def __init__(self, data: bytes) -> None:
        self._pdf = pypdfium2.PdfDocument(data)

    def draw(self, number: int) -> Raster:
        """Page `number`, counted from 1. Raises pypdfium2.PdfiumError when it cannot be drawn."""
        page = self._pdf[number - 1]
        try:
            scale = min(_DPI / 72, LARGEST_SIDE / max(*page.get_size(), 1.0))
            drawn: Pixels = page.render(scale=scale).to_numpy()
            return Raster(np.ascontiguousarray(drawn[:, :, :3]), scale)
        finally:
            page.close()


def size_photograph(pixels: Pixels) -> Raster:
    """A photographed page, taken to be as long as A4, with as many pixels as the models like."""
    sized = _resize(pixels)
    return Raster(sized, max(sized.shape[:2]) / _LONG_SIDE)


def _resize(pixels: Pixels) -> Pixels:
    longest = max(pixels.shape[:2])
    if _SMALLEST_SIDE <= longest <= LARGEST_SIDE:
        return pixels
    factor = (
        min(LARGEST_SIDE / longest, 3.0) if longest > LARGEST_SIDE else min(_SMALLEST_SIDE / longest, 3.0)
    )
    way = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    size = max(1, round(pixels.shape[1] * factor)), max(1, round(pixels.shape[0] * factor))
    return np.asarray(cv2.resize(pixels, size, interpolation=way), dtype=np.uint8)


def turn_quarters(raster: Raster, quarters: int) -> Raster:
    """The page turned counterclockwise by quarters of a circle."""
    return Raster(np.ascontiguousarray(np.rot90(raster.pixels, quarters)), raster.scale)


def rotate_points(points: NDArray[np.float64], degrees: float, raster: Raster) -> NDArray[np.float64]:
    """Points (n × 2, in pixels) of a page after `straighten`."""
    height, width = raster.pixels.shape[:2]
    radians = math.radians(degrees)
    turn = np.array([[math.cos(radians), -math.sin(radians)], [math.sin(radians), math.cos(radians)]])
    middle = np.array([width / 2, height / 2])
    turned: NDArray[np.float64] = (points - middle) @ turn + middle
    return turned


def straighten(raster: Raster, degrees: float) -> Raster:
    """The page turned about its middle so that lines which fell by `degrees` to the right run level."""
    height, width = raster.pixels.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    white = (255, 255, 255)
    pixels = cv2.warpAffine(raster.pixels, turn, (width, height), borderValue=white)
    return Raster(np.asarray(pixels, dtype=np.uint8), raster.scale)
