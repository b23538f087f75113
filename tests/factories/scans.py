"""Scans and photographs of real pages: the sample reports, drawn with the fonts that are embedded in them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image, ImageFilter
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

REPORTS = Path(__file__).parents[2] / "matcher" / "samples" / "reports"
PROSE = ("special_bearings.pdf", 1)
TABLES = ("carbon_materials.pdf", 2)
Page = tuple[str, int]
"""A sample report and the index of one of its pages."""


def cut_page(page: Page) -> bytes:
    """The page alone, with its text layer."""
    alone = pypdfium2.PdfDocument.new()
    alone.import_pages(pypdfium2.PdfDocument((REPORTS / page[0]).read_bytes()), [page[1]])
    stream = io.BytesIO()
    alone.save(stream)
    return stream.getvalue()


def draw_page(page: Page, dpi: int = 200) -> Image.Image:
    """The page as a clean grey picture."""
    source = pypdfium2.PdfDocument((REPORTS / page[0]).read_bytes())
    picture: Image.Image = source[page[1]].render(scale=dpi / 72).to_pil()
    return picture.convert("L")


def upper_part(picture: Image.Image) -> Image.Image:
    """The page with its upper quarter only: quick to read."""
    width, height = picture.size
    page = Image.new("L", picture.size, 255)
    page.paste(picture.crop((0, 0, width, height // 4)))
    return page


def as_scanned(picture: Image.Image) -> Image.Image:
    """Half a degree aslant, a little out of focus and grainy, as offices scan."""
    turned = picture.rotate(0.5, resample=Image.Resampling.BICUBIC, fillcolor=250)
    soft = np.asarray(turned.filter(ImageFilter.GaussianBlur(0.6)), dtype=np.int16)
    grain = np.random.default_rng(20261126).normal(0, 6, soft.shape).astype(np.int16)
    return Image.fromarray(np.clip(soft + grain, 0, 255).astype(np.uint8))


def as_photographed(picture: Image.Image) -> Image.Image:
    """The sheet seen from an angle, on a dark table, lit from the right."""
    width, height = picture.size
    corners = ((290, 240), (width + 130, 210), (width + 260, height + 220), (160, height + 180))
    sheet = ((0, 0), (width, 0), (width, height), (0, height))
    rows = []
    for (x, y), (u, v) in zip(corners, sheet, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
    solved = np.linalg.solve(np.array(rows, dtype=float), np.array(sheet, dtype=float).ravel())
    size = (width + 400, height + 400)
    seen = picture.transform(
        size, Image.Transform.PERSPECTIVE, tuple(solved), Image.Resampling.BICUBIC, fillcolor=75
    )
    light = np.linspace(0.65, 1.0, size[0])
    return Image.fromarray((np.asarray(seen) * light).astype(np.uint8)).convert("RGB")


def save_picture(picture: Image.Image, format_: str = "PNG", *, orientation: int = 1) -> bytes:
    """A picture file; `orientation` is what a camera notes about how it was held."""
    stream = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture.save(stream, format_, exif=exif)
    return stream.getvalue()


def save_tiff(pictures: Sequence[Image.Image]) -> bytes:
    """A tiff of several pages."""
    stream = io.BytesIO()
    pictures[0].save(stream, "TIFF", save_all=True, append_images=list(pictures[1:]))
    return stream.getvalue()


def scan_pdf(pictures: Sequence[Image.Image], *, stamp: str = "", hidden: str = "") -> bytes:
    """A pdf of A4 pages that are pictures; `stamp` is printed over each, `hidden` lies under it, invisible."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, invariant=1)
    for picture in pictures:
        canvas.drawImage(ImageReader(picture), 0, 0, *A4)
        canvas.drawString(60, A4[1] - 20, stamp)
        if hidden:
            text = canvas.beginText(60, 700)
            text.setTextRenderMode(3)
            for line in hidden.splitlines():
                text.textLine(line)
            canvas.drawText(text)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def blank_page() -> Image.Image:
    """A sheet with nothing on it."""
    return Image.new("L", (1240, 1754), 250)
