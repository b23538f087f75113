"""A printed report as an office scans it: grey pictures of its pages, a little aslant, soft and grainy."""

from __future__ import annotations

import io

import numpy as np
import pypdfium2
from PIL import Image, ImageFilter
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

DPI = 150
QUALITY = 35  # of the jpegs: about 130 kB a page
SLANTS = (0.4, -0.3, 0.2)  # degrees, page after page


def scan_pages(pdf: bytes) -> bytes:
    """Return a pdf of A4 pages that are pictures of the given one's; the same bytes for the same pages."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, invariant=1)
    for number, page in enumerate(pypdfium2.PdfDocument(pdf)):
        drawn = page.render(scale=DPI / 72).to_pil().convert("L")
        turned = drawn.rotate(SLANTS[number % len(SLANTS)], Image.Resampling.BICUBIC, fillcolor=255)
        soft = np.asarray(turned.filter(ImageFilter.GaussianBlur(0.5)), dtype=np.int16)
        grain = np.random.default_rng(number).normal(-6, 2, soft.shape).astype(np.int16)
        picture = io.BytesIO()
        Image.fromarray(np.clip(soft + grain, 0, 255).astype(np.uint8)).save(picture, "JPEG", quality=QUALITY)
        canvas.drawImage(ImageReader(picture), 0, 0, *A4)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()
