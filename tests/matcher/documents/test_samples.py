"""The sample reports that are shipped: all are read whole, located and divided into sections."""

from __future__ import annotations

from pathlib import Path

import pytest

from matcher.documents.reading import read_report
from tests.matcher.documents.helpers import assert_round_trip

FOLDER = Path(__file__).resolve().parents[3] / "matcher" / "samples" / "reports"
SAMPLES = sorted(
    path for path in FOLDER.glob("*.*") if path.suffix in (".docx", ".pdf", ".xlsx", ".txt", ".md")
)
SCANS = {FOLDER / "goji_beverage.pdf"}


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_a_sample_report_is_read_whole(path: Path) -> None:
    document = read_report(path)
    assert document.format == path.suffix[1:]
    scanned = ["pages_recognised"] if path in SCANS else []
    assert [warning.code for warning in document.warnings] == scanned
    assert len(document.blocks) > 10
    assert_round_trip(document)
    assert sum(bool(block.section) for block in document.blocks) > 0.5 * len(document.blocks)
    for table in document.tables:
        used = {index for row in table.rows for index in row if index is not None}
        assert used
        assert all(document.blocks[index].place.kind == "cell" for index in used)
    for index, block in enumerate(document.blocks):
        assert block.index == index
        assert block.text.strip()
