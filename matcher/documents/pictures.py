"""Photographs and scans saved as pictures: each is a page, a tiff may hold several."""

from __future__ import annotations

from .drafts import Draught, RecognitionNeeded
from .limits import Limits
from .perspective import flatten_sheet
from .raster import Raster, count_pages, open_picture, size_photograph, unpack_picture
from .scanning import Scanner


def read_pictures(data: bytes, name: str, limits: Limits, scanner: Scanner | None) -> Draught:
    """The pages of a picture file as drafts.

    Raises RecognitionNeeded without a scanner, ReportTooLarge beyond the limits of pages and pixels, DamagedReport
    when the file is broken.
    """
    from .pdf import lay_out_page, write_report

    out = Draught("image")
    with open_picture(data, name, limits) as picture:
        if scanner is None:
            raise RecognitionNeeded

        def draw(number: int) -> Raster:
            return size_photograph(flatten_sheet(unpack_picture(picture, number, name, limits)))

        scans = scanner.scan(range(1, count_pages(picture) + 1), draw, out)
    pages = [lay_out_page(scan, scan.chars, out, scanned=True) for scan in scans.values()]
    write_report(pages, out)
    return out
