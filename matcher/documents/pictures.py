"""Photographs and scans saved as pictures: each is a page, a tiff may hold several."""

from __future__ import annotations

from .drafts import Draught
from .limits import Limits
from .raster import Raster, count_pages, open_picture, unpack_picture
from .scanning import Scanner


def read_pictures(data: bytes, name: str, limits: Limits, scanner: Scanner) -> Draught:
    """The pages of a picture file as drafts.

    Raises ReportTooLarge beyond the limits of pages and pixels, DamagedReport when the file is broken.
    """
    from .pdf import lay_out_page, write_report

    out = Draught("image")
    with open_picture(data, name, limits) as picture:

        def draw(number: int) -> Raster:
            return unpack_picture(picture, number, name, limits)

        scans = scanner.scan(range(1, count_pages(picture) + 1), draw, out)
    pages = [lay_out_page(scan, out, scanned=True) for scan in scans.values()]
    write_report(pages, out)
    return out
