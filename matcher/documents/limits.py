"""How much of a report is read, and the reason for each bound."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one report; the defaults are several times what real diagnosis reports need.

    Sizes are bytes, times are seconds, the rest are counts.
    """

    # A 200-page scan with photographs is about 20 MB; beyond that somebody sent the wrong file.
    file_bytes: int = 30 * MIB
    # Word's XML shrinks ten- to twentyfold, so an honest file of 30 MB rarely passes this when unpacked.
    expanded_bytes: int = 200 * MIB
    # Above this expansion of one part, and past `ratio_floor_bytes`, it is a bomb and not a document.
    expansion_ratio: int = 200
    ratio_floor_bytes: int = 20 * MIB
    # A report with hundreds of pictures has some hundred parts.
    zip_entries: int = 2_000
    # One XML part becomes a tree of about ten times its size in memory, so single parts are bounded too.
    xml_part_bytes: int = 40 * MIB
    pdf_pages: int = 300
    sheet_rows: int = 5_000
    sheet_columns: int = 100
    sheets: int = 100
    # About a thousand dense pages.
    characters: int = 2_000_000
    # Two cores are shared by everybody: a report that needs longer is refused, not waited for.
    cpu_seconds: int = 20
    wall_seconds: int = 60
    memory_bytes: int = 1536 * MIB
    # A page takes 6 s of processor time and half of that on two idle cores, so that these fit into the seconds below.
    recognised_pages: int = 60
    # Of a report with scanned pages; the person watches a counter meanwhile.
    recognition_seconds: int = 300
    # Address space; of memory the models take 1.3 GB for pages at 150 dpi.
    recognition_bytes: int = 4096 * MIB
    # The largest pictures that phones take have 50 million; unpacked that is 150 MB.
    picture_pixels: int = 52_000_000
