"""Pages as pictures: pdf pages drawn by pdfium and photographs unpacked by pillow, upright and of a usual size."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from ..errors import DamagedReport, ReportTooLarge
from .limits import Limits

Pixels = NDArray[np.uint8]
"""Rows × columns × 3 in the order blue, green, red."""

# Tuned on the pages of two sample reports, drawn clean and as a slanted noisy scan with a seal: 99.4 to 100 % of
# the characters at 150 dpi, no more at 200 dpi, which takes half as long again; at 110 dpi small print merges.
_DPI = 150
_LONG_SIDE = 842  # points of the long side of A4, which a photograph is taken to show
_LARGEST_SIDE = 2400  # pixels, for pdf pages of posters and for photographs
_SMALLEST_SIDE = 1100  # pixels, below which a picture is enlarged: its print is too small for the models
_FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "TIFF")


@dataclass(frozen=True, slots=True)
class Raster:
    """One page as a picture; `scale` is pixels per point."""

    pixels: Pixels
    scale: float

    @property
    def width(self) -> float:
        """In points."""
        return self.pixels.shape[1] / self.scale

    @property
    def height(self) -> float:
        """In points."""
        return self.pixels.shape[0] / self.scale


class PdfRasters:
    """Draws pages of one pdf, as a reader would show them."""

    def __init__(self, data: bytes) -> None:
        self._pdf = pypdfium2.PdfDocument(data)

    def draw(self, number: int) -> Raster:
        """Page `number`, counted from 1. Raises pypdfium2.PdfiumError when it cannot be drawn."""
        page = self._pdf[number - 1]
        try:
            scale = min(_DPI / 72, _LARGEST_SIDE / max(*page.get_size(), 1.0))
            drawn: Pixels = page.render(scale=scale).to_numpy()
            return Raster(np.ascontiguousarray(drawn[:, :, :3]), scale)
        finally:
            page.close()


@contextmanager
def open_picture(data: bytes, name: str, limits: Limits) -> Iterator[Image.Image]:
    """A picture file, not unpacked yet.

    Raises ReportTooLarge when it has more pixels or pages than the limits allow, DamagedReport when it is broken.
    """
    try:
        # The limits bound the size below, page by page; pillow's own warning would come too early.
        Image.MAX_IMAGE_PIXELS = None
        with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
            pages = count_pages(picture)
            if pages > limits.recognised_pages:
                raise ReportTooLarge(
                    f"“{name}”有 {pages} 页，超过图片 {limits.recognised_pages} 页的上限，请拆分后再上传。"
                )
            _check_pixels(picture, name, limits)
            yield picture
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        raise DamagedReport(f"“{name}”不完整或已损坏，请重新拍照或另存为 JPG、PNG 后再上传。") from None


def count_pages(picture: Image.Image) -> int:
    """How many pages a picture has: more than one only in a tiff of many, for an animation is one picture."""
    return int(getattr(picture, "n_frames", 1)) if picture.format == "TIFF" else 1


def unpack_picture(picture: Image.Image, number: int, name: str, limits: Limits) -> Pixels:
    """Page `number` of an open picture, turned as its camera says. Raises as `open_picture`."""
    picture.seek(number - 1)
    _check_pixels(picture, name, limits)
    # Lets jpeg unpack at a fraction of its size.
    picture.draft("RGB", (_LARGEST_SIDE, _LARGEST_SIDE))
    upright = ImageOps.exif_transpose(picture)
    red_first = np.asarray(_on_white(upright), dtype=np.uint8)
    return np.asarray(cv2.cvtColor(red_first, cv2.COLOR_RGB2BGR), dtype=np.uint8)


def size_photograph(pixels: Pixels) -> Raster:
    """A photographed page, taken to be as long as A4, with as many pixels as the models like."""
    sized = _resize(pixels)
    return Raster(sized, max(sized.shape[:2]) / _LONG_SIDE)


def _check_pixels(picture: Image.Image, name: str, limits: Limits) -> None:
    width, height = picture.size
    if width * height > limits.picture_pixels:
        raise ReportTooLarge(
            f"“{name}”的图片有 {width}×{height} 像素，超过 {limits.picture_pixels // 10_000} 万像素的上限，"
            "请缩小后再上传。"
        )


def _on_white(picture: Image.Image) -> Image.Image:
    """The picture in red, green and blue; what is transparent becomes paper."""
    if picture.mode.startswith("I;16") or picture.mode in ("I", "F"):
        picture = Image.fromarray((np.asarray(picture, dtype=np.float64) / 257).clip(0, 255).astype(np.uint8))
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        layered = picture.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", layered.size, "white"), layered).convert("RGB")
    return picture.convert("RGB")


def _resize(pixels: Pixels) -> Pixels:
    longest = max(pixels.shape[:2])
    if _SMALLEST_SIDE <= longest <= _LARGEST_SIDE:
        return pixels
    factor = min(_LARGEST_SIDE / longest, 3.0) if longest > _LARGEST_SIDE else min(_SMALLEST_SIDE / longest, 3.0)
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
