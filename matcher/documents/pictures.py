"""Photographs and scans saved as pictures: each is a page, a tiff may hold several."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PIL import Image, ImageOps, UnidentifiedImageError

from ..errors import DamagedReport, ReportTooLarge
from .drafts import Draught, RecognitionNeeded
from .limits import Limits

if TYPE_CHECKING:
    from .raster import Pixels, Raster
    from .scanning import Scanner

_FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "TIFF")


def read_pictures(data: bytes, name: str, limits: Limits, scanner: Scanner | None) -> Draught:
    """The pages of a picture file as drafts.

    Raises RecognitionNeeded without a scanner, ReportTooLarge beyond the limits of pages and pixels, DamagedReport
    when the file is broken.
    """
    with _open_picture(data, name, limits) as picture:
        if scanner is None:
            raise RecognitionNeeded
        return _read_open_picture(picture, name, limits, scanner)


def _read_open_picture(picture: Image.Image, name: str, limits: Limits, scanner: Scanner) -> Draught:
    from .pdf import lay_out_page, write_report
    from .perspective import flatten_sheet
    from .raster import size_photograph

    def draw(number: int) -> Raster:
        picture.seek(number - 1)
        _check_pixels(picture, name, limits)
        return size_photograph(flatten_sheet(_unpack(picture)))

    out = Draught("image")
    scans = scanner.scan(range(1, _count_pages(picture) + 1), draw, out)
    write_report([lay_out_page(scan, out, scanned=True) for scan in scans.values()], out)
    return out


@contextmanager
def _open_picture(data: bytes, name: str, limits: Limits) -> Iterator[Image.Image]:
    """A picture file whose pages are unpacked one by one, as they are asked for."""
    # The size is bounded page by page; pillow's own warning would come later and in English.
    Image.MAX_IMAGE_PIXELS = None
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
            pages = _count_pages(picture)
            if pages > limits.recognised_pages:
                raise ReportTooLarge(
                    f"“{name}”有{pages}页，超过图片{limits.recognised_pages}页的上限，请拆分后再上传。"
                )
            _check_pixels(picture, name, limits)
            yield picture
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        raise DamagedReport(f"“{name}”不完整或已损坏，请重新拍照或另存为 JPG、PNG 后再上传。") from None


def _count_pages(picture: Image.Image) -> int:
    """How many pages a picture has: more than one only in a tiff, for an animation is one picture."""
    return int(getattr(picture, "n_frames", 1)) if picture.format == "TIFF" else 1


def _check_pixels(picture: Image.Image, name: str, limits: Limits) -> None:
    width, height = picture.size
    if width * height > limits.picture_pixels:
        raise ReportTooLarge(
            f"“{name}”的图片有{width}×{height}像素，超过{limits.picture_pixels // 10_000}万像素的上限，"
            "请缩小后再上传。"
        )


def _unpack(picture: Image.Image) -> Pixels:
    """The pixels of the open page, turned as its camera says."""
    import cv2
    import numpy as np

    from .raster import LARGEST_SIDE

    # Lets jpeg unpack at a fraction of its size.
    picture.draft("RGB", (LARGEST_SIDE, LARGEST_SIDE))
    red_first = np.asarray(_on_white(ImageOps.exif_transpose(picture)), dtype=np.uint8)
    return np.asarray(cv2.cvtColor(red_first, cv2.COLOR_RGB2BGR), dtype=np.uint8)


def _on_white(picture: Image.Image) -> Image.Image:
    """The picture in red, green and blue; what is transparent becomes paper."""
    if picture.mode.startswith("I"):
        # Sixteen bits to eight, which pillow would cut off instead of scaling.
        picture = picture.convert("I").point(lambda grey: grey / 256).convert("L")
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        layered = picture.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", layered.size, "white"), layered).convert("RGB")
    return picture.convert("RGB")
