"""Short ways to read a built file and to look at what came out."""

from __future__ import annotations

import time

from matcher.documents.limits import Limits
from matcher.documents.model import Document, Table
from matcher.documents.parsing import parse_report
from matcher.documents.recognition import Recognizer
from matcher.documents.scanning import Scanner


def read(data: bytes, name: str, limits: Limits | None = None) -> Document:
    """Read in this process, without the isolation that its own tests cover."""
    return parse_report(data, name, limits or Limits())


def recognise(
    recognizer: Recognizer,
    data: bytes,
    name: str = "扫描.pdf",
    *,
    limits: Limits | None = None,
    steps: list[tuple[int, int]] | None = None,
) -> Document:
    """Read in this process, with the real models."""
    limits = limits or Limits()
    heard = [] if steps is None else steps
    scanner = Scanner(recognizer, limits, time.monotonic(), lambda done, total: heard.append((done, total)))
    return parse_report(data, name, limits, scanner)


def texts(document: Document) -> list[str]:
    """The text of every block in order."""
    return [block.text for block in document.blocks]


def cells(document: Document, table: Table) -> list[list[str | None]]:
    """A table as texts; None where a cell is empty."""
    return [[None if i is None else document.blocks[i].text for i in row] for row in table.rows]


def sections(document: Document) -> dict[str, tuple[str, ...]]:
    """The section of every block by its text."""
    return {block.text: block.section for block in document.blocks}


def assert_round_trip(document: Document) -> None:
    """Every block is found again by its place, and so is every part of it."""
    for block in document.blocks:
        assert document.quote(block.location(0, len(block.text))) == block.text
        middle = len(block.text) // 2
        assert document.quote(block.location(middle, len(block.text))) == block.text[middle:]
