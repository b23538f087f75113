"""The report's own text beside its needs: every block with its place, the quoted sentences marked and linked."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from matcher.documents.model import Block, Document, Location

# Beyond this many blocks only the surroundings of quotes are shown; a browser should not carry a thousand pages.
_WHOLE = 1_200
_AROUND = 6


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quote to be found in the text: `anchor` is its own address, `target` where a click on it leads."""

    anchor: str
    target: str
    label: str
    location: Location


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; a marked one has a link, and the anchors of the quotes that begin with it."""

    text: str
    anchors: tuple[str, ...] = ()
    target: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell; spans as in HTML. `block` is its number in the document, None where the grid has no cell."""

    pieces: tuple[Piece, ...]
    rows: int
    columns: int
    header: bool
    block: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph, heading, table or an omission, with the words for its place; `block` numbers the first two."""

    kind: Literal["heading", "paragraph", "table", "omitted"]
    place: str
    depth: int = 0
    pieces: tuple[Piece, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    omitted: int = 0
    block: int | None = None


def present_document(document: Document, quotes: Sequence[Quoted]) -> tuple[Part, ...]:
    """The document's parts in reading order."""
    marks = _marks_by_block(document, quotes)
    parts: list[Part] = []
    page: int | None = None
    shown = _shown_blocks(document, marks)
    tables_done: set[int] = set()
    omitted = 0
    for block in document.blocks:
        if block.index not in shown:
            omitted += 1
            continue
        if omitted:
            parts.append(Part("omitted", "", omitted=omitted))
            omitted = 0
        number = block.place.number if block.place.kind == "page" else block.place.page
        place = f"第{number}页" if number is not None and number != page else ""
        page = number if number is not None else page
        if block.table is None:
            kind: Literal["heading", "paragraph"] = "heading" if block.heading else "paragraph"
            pieces = _cut(block, marks.get(block.index, ()))
            parts.append(Part(kind, place, depth=block.heading or 0, pieces=pieces, block=block.index))
        elif block.table not in tables_done:
            tables_done.add(block.table)
            parts.append(_present_table(document, block.table, marks, place))
    if omitted:
        parts.append(Part("omitted", "", omitted=omitted))
    return tuple(parts)


def _shown_blocks(document: Document, marks: Mapping[int, object]) -> set[int]:
    every = {block.index for block in document.blocks}
    if len(every) <= _WHOLE:
        return every
    near = {index + step for index in marks for step in range(-_AROUND, _AROUND + 1)}
    tables = {document.blocks[index].table for index in near & every} - {None}
    return {b.index for b in document.blocks if b.index in near or b.heading or b.table in tables}


def _marks_by_block(document: Document, quotes: Iterable[Quoted]) -> dict[int, list[tuple[int, int, Quoted]]]:
    """For each quoted block the spans within its own text; a quote over several pdf paragraphs marks each of them."""
    by_place: dict[object, list[Block]] = {}
    for block in document.blocks:
        by_place.setdefault(block.place, []).append(block)
    marks: dict[int, list[tuple[int, int, Quoted]]] = {}
    for quote in quotes:
        for block in by_place.get(quote.location.place, []):
            start = max(0, quote.location.start - block.offset)
            end = min(len(block.text), quote.location.end - block.offset)
            if start < end:
                marks.setdefault(block.index, []).append((start, end, quote))
    return marks


def _cut(block: Block, marks: Sequence[tuple[int, int, Quoted]]) -> tuple[Piece, ...]:
    """The block's text cut at every quote's ends; overlapping quotes share the pieces that they have in common."""
    if not marks:
        return (Piece(block.text),)
    edges = sorted({0, len(block.text), *(edge for start, end, _ in marks for edge in (start, end))})
    pieces = []
    for start, end in itertools.pairwise(edges):
        covering = [quote for low, high, quote in marks if low <= start and end <= high]
        anchors = tuple(quote.anchor for low, _, quote in marks if low == start)
        first = covering[0] if covering else None
        labels = "、".join(dict.fromkeys(quote.label for quote in covering))
        pieces.append(Piece(block.text[start:end], anchors, first.target if first else "", labels))
    return tuple(pieces)


def _present_table(
    document: Document, number: int, marks: Mapping[int, Sequence[tuple[int, int, Quoted]]], place: str
) -> Part:
    table = document.tables[number]
    done: set[int] = set()
    rows = []
    for row_number, row in enumerate(table.rows):
        cells = []
        for column, index in enumerate(row):
            if index is None:
                cells.append(Cell((), 1, 1, header=False))
            elif index not in done:
                done.add(index)
                block = document.blocks[index]
                down, right = _extent(table.rows, row_number, column)
                header = row_number < table.header_rows
                cells.append(Cell(_cut(block, marks.get(index, ())), down, right, header, index))
        rows.append(tuple(cells))
    return Part("table", place, rows=tuple(rows))


def _extent(rows: Sequence[Sequence[int | None]], row: int, column: int) -> tuple[int, int]:
    """How many rows and columns the merged cell covers that begins here."""
    index = rows[row][column]
    right = 1
    while column + right < len(rows[row]) and rows[row][column + right] == index:
        right += 1
    down = 1
    while row + down < len(rows) and list(rows[row + down][column : column + right]) == [index] * right:
        down += 1
    return down, right
