"""Scans and photographs: their characters, tables and headings are those of the page, and what is unread is named."""

from __future__ import annotations

import io
import subprocess
import sys
import zlib
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image
from rapidfuzz.distance import Levenshtein

from matcher.documents import isolated
from matcher.documents.limits import Limits
from matcher.documents.model import Document, Place
from matcher.documents.reading import read_report_bytes
from matcher.documents.recognition import Recognizer
from matcher.documents.scanning import name_pages
from matcher.errors import DamagedReport, EmptyReport, ReportError, ReportTooLarge
from tests.factories import documents as make
from tests.factories import scans
from tests.matcher.documents.helpers import assert_round_trip, cells, read, recognise, texts

_WIDTHS = str.maketrans("（）：；，", "():;,")


def bare(text: str) -> str:
    """Without spaces and without the width of brackets, which recognition does not tell."""
    return "".join(text.split()).translate(_WIDTHS)


def accuracy(got: Document, wanted: Document) -> float:
    """1 less the share of characters that are wrong, missing or too many."""
    here, there = bare("".join(texts(got))), bare("".join(texts(wanted)))
    return 1 - Levenshtein.distance(here, there) / len(there)


def headings(document: Document) -> list[tuple[str, int]]:
    return [(bare(block.text), block.heading) for block in document.blocks if block.heading is not None]


def codes(document: Document) -> list[tuple[str, Place | None]]:
    return [(warning.code, warning.place) for warning in document.warnings]


@pytest.fixture(scope="module")
def prose() -> Document:
    """The page of prose as its text layer says."""
    return read(scans.cut_page(scans.PROSE), "原件.pdf")


@pytest.fixture(scope="module")
def tables() -> Document:
    """The page of tables as its text layer says."""
    return read(scans.cut_page(scans.TABLES), "原件.pdf")


@pytest.fixture(scope="module")
def scan() -> tuple[Document, list[tuple[int, int]]]:
    """A scan of tables, a blank page and prose, read as an upload is, with the progress that was reported."""
    pages = [
        scans.as_scanned(scans.draw_page(scans.TABLES)),
        scans.blank_page(),
        scans.draw_page(scans.PROSE),
    ]
    steps: list[tuple[int, int]] = []
    document = read_report_bytes(
        scans.scan_pdf(pages), "扫描.pdf", progress=lambda done, total: steps.append((done, total))
    )
    return document, steps


def page(document: Document, number: int) -> Document:
    """One page of a document as a document of its own."""
    kept = [b for b in document.blocks if number in (b.place.page, b.place.kind == "page" and b.place.number)]
    return replace(document, blocks=tuple(kept), tables=())


def test_a_clean_scan_is_read_to_98_of_100_characters(scan: tuple[Document, object], prose: Document) -> None:
    document, _ = scan
    third = page(document, 3)
    assert accuracy(third, prose) >= 0.98
    assert headings(third) == headings(prose)
    assert len(third.blocks) == len(prose.blocks)
    assert_round_trip(document)


def test_a_scanned_table_is_a_table_with_cells(scan: tuple[Document, object], tables: Document) -> None:
    document, _ = scan
    assert [(len(t.rows), len(t.rows[0]), t.header_rows) for t in document.tables] == [
        (len(t.rows), len(t.rows[0]), t.header_rows) for t in tables.tables
    ]
    got = [cell for table in document.tables for row in cells(document, table) for cell in row]
    wanted = [cell for table in tables.tables for row in cells(tables, table) for cell in row]
    right = sum(bare(here or "") == bare(there or "") for here, there in zip(got, wanted, strict=True))
    assert right >= 0.97 * len(wanted)
    assert "设备数字化率" in got
    assert "4.5" in got


def test_unread_and_recognised_pages_are_named(scan: tuple[Document, object]) -> None:
    document, _ = scan
    assert codes(document) == [
        ("page_without_text", Place("page", 2)),
        ("pages_recognised", Place("page", 1)),
    ]
    assert "第1页、第3页" in document.warnings[1].message


def test_progress_counts_every_page_once(scan: tuple[Document, list[tuple[int, int]]]) -> None:
    assert scan[1] == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_a_page_of_cids_is_read_again(recognizer: Recognizer, prose: Document) -> None:
    garbled = scans.cut_page(scans.PROSE).replace(b"/ToUnicode", b"/ToUnicodX")
    document = recognise(recognizer, garbled, "乱码.pdf")
    assert accuracy(document, prose) >= 0.98
    assert codes(document) == [("pages_recognised", Place("page", 1))]


@pytest.mark.parametrize("turn", [90, 180])
def test_a_photograph_is_read_whichever_way_it_was_held(
    recognizer: Recognizer, prose: Document, turn: int
) -> None:
    picture = scans.draw_page(scans.PROSE, 130).rotate(turn + 2, expand=True, fillcolor=245)
    document = recognise(recognizer, scans.save_picture(picture, "JPEG"), "照片.jpg")
    assert document.format == "image"
    assert accuracy(document, prose) >= 0.97
    assert headings(document) == headings(prose)


def test_a_sheet_seen_at_an_angle_keeps_its_tables(recognizer: Recognizer, tables: Document) -> None:
    picture = scans.as_photographed(scans.draw_page(scans.TABLES))
    document = recognise(recognizer, scans.save_picture(picture, "JPEG"), "照片.jpg")
    assert accuracy(document, tables) >= 0.97
    assert [(len(t.rows), len(t.rows[0])) for t in document.tables] == [
        (len(t.rows), len(t.rows[0])) for t in tables.tables
    ]


def test_a_camera_says_which_way_it_was_held(recognizer: Recognizer, prose: Document) -> None:
    lying = scans.draw_page(scans.PROSE, 130).transpose(Image.Transpose.ROTATE_90)
    document = recognise(recognizer, scans.save_picture(lying, "WEBP", orientation=6), "照片.webp")
    assert accuracy(document, prose) >= 0.97


def test_every_picture_of_a_tiff_is_a_page(recognizer: Recognizer) -> None:
    upper = scans.upper_part(scans.draw_page(scans.PROSE, 130))
    document = recognise(recognizer, scans.save_tiff([upper, upper]), "两页.tif")
    assert {block.place.number for block in document.blocks} == {1, 2}
    assert_round_trip(document)


@pytest.mark.parametrize("layer", ["stamp", "hidden"])
def test_text_laid_over_or_under_a_scan_does_not_hide_it(recognizer: Recognizer, layer: str) -> None:
    words = "RECEIVED 2026-03-18" if layer == "stamp" else "wrong words of a scanner\n" * 20
    picture = scans.upper_part(scans.draw_page(scans.PROSE, 130))
    document = recognise(recognizer, scans.scan_pdf([picture], **{layer: words}))
    assert headings(document)[:2] == [("一、写在前面", 1), ("二、企业概况", 1)]
    assert "wrong words" not in "".join(texts(document))


def test_a_text_layer_is_left_alone(recognizer: Recognizer) -> None:
    steps: list[tuple[int, int]] = []
    data = scans.cut_page(scans.PROSE)
    assert recognise(recognizer, data, "原件.pdf", steps=steps) == read(data, "原件.pdf")
    assert steps == []


def test_a_blurred_page_is_called_unclear_or_unread(recognizer: Recognizer) -> None:
    upper = scans.upper_part(scans.draw_page(scans.PROSE, 130))
    blurred = upper.resize((upper.width * 3 // 10, upper.height * 3 // 10)).resize(upper.size)
    pages = [blurred, upper]
    document = recognise(recognizer, scans.scan_pdf(pages))
    assert {code for code, place in codes(document) if place == Place("page", 1)} & {
        "page_unclear",
        "page_without_text",
    }


def test_pages_beyond_the_bound_are_named(recognizer: Recognizer) -> None:
    pages = [scans.upper_part(scans.draw_page(scans.PROSE, 130))] * 3
    steps: list[tuple[int, int]] = []
    limits = replace(Limits(), recognised_pages=1)
    document = recognise(recognizer, scans.scan_pdf(pages), limits=limits, steps=steps)
    assert ("pages_not_read", Place("page", 2)) in codes(document)
    assert any("第2至3页" in warning.message for warning in document.warnings)
    assert steps == [(0, 1), (1, 1)]


def test_time_that_runs_out_is_named_after_the_first_page(recognizer: Recognizer) -> None:
    limits = replace(Limits(), recognition_seconds=0)
    upper = scans.upper_part(scans.draw_page(scans.PROSE, 130))
    document = recognise(recognizer, scans.scan_pdf([upper] * 2), limits=limits)
    assert ("pages_not_read", Place("page", 2)) in codes(document)
    assert {block.place.number for block in document.blocks} == {1}


def test_pages_are_named_in_runs() -> None:
    assert name_pages([3, 5, 6, 7]) == "第3页、第5至7页"


def test_a_picture_without_writing_is_refused_with_advice(recognizer: Recognizer) -> None:
    with pytest.raises(EmptyReport, match="重新扫描或拍照"):
        recognise(recognizer, scans.save_picture(scans.blank_page()), "白纸.png")


def make_png_bomb(side: int) -> bytes:
    """A few kilobytes that claim to be a picture of side × side pixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = zlib.crc32(kind + content).to_bytes(4, "big")
        return len(content).to_bytes(4, "big") + kind + content + check

    header = side.to_bytes(4, "big") * 2 + b"\x01\x00\x00\x00\x00"
    body = zlib.compress(b"\0" * 1_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(ReportTooLarge, match="60000×60000像素") as caught:
        read_report_bytes(make_png_bomb(60_000), "弹.png")
    assert caught.value.message.count("。") == 1


def test_too_many_pictures_in_one_file_are_refused() -> None:
    pages = [Image.new("L", (40, 40), 255)] * 4
    with pytest.raises(ReportTooLarge, match="4页"):
        read_report_bytes(scans.save_tiff(pages), "多.tif", limits=replace(Limits(), recognised_pages=3))


def test_a_picture_cut_short_is_damaged(recognizer: Recognizer) -> None:
    whole = scans.save_picture(scans.draw_page(scans.PROSE, 100))
    with pytest.raises(DamagedReport, match="重新拍照"):
        recognise(recognizer, whole[: len(whole) // 2], "断.png")


def test_an_upright_pdf_page_may_be_huge(recognizer: Recognizer) -> None:
    poster = make.make_raw_pdf(b"0 0 m 9 9 l 9 0 l 3 3 l h f").replace(b"[0 0 595 842]", b"[0 0 14400 14400]")
    with pytest.raises(EmptyReport):
        recognise(recognizer, poster, "海报.pdf")


_RECOGNISING = """
import sys
from matcher.documents.isolated import _confine
from matcher.documents.limits import Limits
from matcher.documents.recognition import Recognizer
from matcher.documents.raster import size_photograph
import cv2, numpy
recognizer = Recognizer()
_confine(Limits(), recognise=True)
sign = numpy.full((300, 900, 3), 255, dtype=numpy.uint8)
cv2.putText(sign, "2026", (60, 200), cv2.FONT_HERSHEY_SIMPLEX, 5, (0, 0, 0), 12)
lines = recognizer.recognise(size_photograph(sign)).lines
assert "2026" in "".join(glyph.text for line in lines for glyph in line.glyphs), lines
refused = []
for probe in sys.argv[1:]:
    try:
        exec(probe)
    except PermissionError:
        refused.append(probe)
print(len(refused))
"""


def test_the_recognising_child_is_confined_too(tmp_path: Path) -> None:
    probes = [
        "import socket; socket.socket()",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.fork()",
        f"open({str(tmp_path / 'x')!r}, 'w')",
        "import ctypes; ctypes.CDLL('libc.so.6')",
    ]
    done = subprocess.run(
        [sys.executable, "-P", "-B", "-c", _RECOGNISING, *probes],
        env=isolated._environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == str(len(probes)), done.stderr


def test_reports_with_text_load_no_models() -> None:
    code = (
        "import sys\nfrom matcher.documents.limits import Limits\nfrom matcher.documents.parsing import parse_report\n"
        "parse_report(sys.stdin.buffer.read(), '报告.pdf', Limits())\n"
        "print([m for m in ('rapidocr', 'onnxruntime', 'cv2') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-B", "-c", code],
        input=scans.cut_page(scans.PROSE),
        env=isolated._environment(),
        capture_output=True,
        check=True,
    )
    assert done.stdout.strip() == b"[]"


BABBLE = """
import json, sys
def say(message):
    body = json.dumps(message).encode()
    sys.stdout.buffer.write(len(body).to_bytes(8, "big") + body)
    sys.stdout.buffer.flush()
"""


@pytest.mark.parametrize(
    ("talk", "heard"),
    [
        ("for n in (0, 2, 1, 2, 9, 3): say({'progress': [n, 3]})\nsay({'error': {'class': 'EmptyReport', 'message': 'x'}})", [0, 2, 3]),
        ("say({'progress': [0, 3]}); sys.stdout.buffer.write(b'\\0' * 5)", [0]),
        ("say({'progress': 'x'}); say({})", []),
        ("say({'progress': [1, 10**9]}); say({'recognise': True})", []),
        ("say({'error': {'class': 'EmptyReport'}})", []),
        ("sys.stdout.buffer.write((1 << 60).to_bytes(8, 'big'))", []),
    ],
    ids=["out of order", "cut short", "no numbers", "asks again and again", "half an error", "endless"],
)  # fmt: skip
def test_a_child_that_babbles_is_a_refusal_and_its_counts_never_fall(
    talk: str, heard: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(isolated, "_COMMAND", [sys.executable, "-c", BABBLE + talk])
    steps: list[int] = []
    with pytest.raises(ReportError):
        read_report_bytes(b"x" * 1_000_000, "怪.pdf", progress=lambda done, _: steps.append(done))
    assert steps == heard
    assert all(before < after for before, after in pairwise(steps))


def test_a_child_that_counts_for_ever_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    forever = BABBLE + "while True: say({'progress': [0, 3]})"
    monkeypatch.setattr(isolated, "_COMMAND", [sys.executable, "-c", forever])
    with pytest.raises(ReportTooLarge, match="没有读完"):
        read_report_bytes(b"x", "慢.pdf", limits=replace(Limits(), wall_seconds=1))


def test_a_colour_picture_with_transparency_is_read_on_paper(recognizer: Recognizer, prose: Document) -> None:
    ink = scans.draw_page(scans.PROSE, 130)
    clear = Image.new("RGBA", ink.size, (0, 0, 0, 0))
    clear.putalpha(ink.point(lambda grey: 255 - grey))
    stream = io.BytesIO()
    clear.save(stream, "PNG")
    assert accuracy(recognise(recognizer, stream.getvalue(), "透明.png"), prose) >= 0.97
