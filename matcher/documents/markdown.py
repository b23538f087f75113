"""Markdown line by line: headings, lists, quotes and pipe tables, their marks left out at the ends of what is said."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .drafts import Draft, Draught, TableDraft
from .model import Place

_HEADING = re.compile(r"^\s{0,3}(#{1,6})(?:\s+|(?=[^#\s]))")
_CLOSING = re.compile(r"\s+#+\s*$")
_RULE = re.compile(r"\s*(?:={3,}|(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,}|`{3,}.*|~{3,}.*)")
_FRONT = re.compile(r"(?:\s*>)*\s*(?:[-*+](?=\s))?\s*")
_STRONG = re.compile(r"(\*{1,3}|_{1,3})(?=\S)((?:(?!\1).)+)\1(\s*[：:]?\s*)$")
_PICTURE = re.compile(r"^\s*!\[[^\]]*\]\([^)]*\)\s*$")
_TABLE_RULE = re.compile(r"^\s*\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?\s*)?$")
_CELL_SPLIT = re.compile(r"(?<!\\)\|")
_LONGEST_UNDERLINED = 60


def read_markdown(lines: Sequence[str], out: Draught) -> None:
    """Append the drafts and tables of a file's lines; places count lines as an editor does."""
    number = 0
    while number < len(lines):
        if number + 1 < len(lines) and "|" in lines[number] and _TABLE_RULE.match(lines[number + 1]):
            number = _read_table(lines, number, out)
            continue
        _read_line(lines, number, out)
        number += 1


def _read_line(lines: Sequence[str], number: int, out: Draught) -> None:
    line = lines[number]
    place = Place("paragraph", number + 1)
    if not line.strip() or _RULE.fullmatch(line):
        return
    if _PICTURE.match(line):
        out.warn("picture_not_read", f"{place.label()}是一张图片，图片里的文字没有读取。", place)
        return
    heading = _HEADING.match(line)
    level = len(heading.group(1)) if heading else _underlined_level(lines, number)
    start, end, bold = _strip_marks(line, heading.end() if heading else 0)
    if start >= end:
        return
    listed = bool(re.match(r"^(?:\s*>)*\s*[-*+]\s", line))
    out.drafts.append(
        Draft(line[start:end], place, offset=start, level=level, bold=bold and not heading, listed=listed)
    )


def _strip_marks(line: str, start: int) -> tuple[int, int, bool]:
    """Where the words of a line begin and end, and whether all of them are set strong.

    Marks at both ends are left out; those between the words stay, for the text of a block is a part of the file. So
    does a pair around the first words only.
    """
    end = len(line.rstrip())
    if front := _FRONT.match(line, start):
        start = front.end()
    closing = _CLOSING.search(line)
    if closing and line.lstrip().startswith("#"):
        end = closing.start()
    strong = _STRONG.match(line[start:end])
    if strong:
        start, end = start + strong.start(2), start + strong.end(2)
    while start < end and line[start].isspace():
        start += 1
    return start, end, strong is not None and len(strong.group(1)) > 1


def _underlined_level(lines: Sequence[str], number: int) -> int | None:
    """The level of a line that is underlined with === or ---."""
    following = lines[number + 1] if number + 1 < len(lines) else ""
    if len(lines[number]) > _LONGEST_UNDERLINED or lines[number].lstrip().startswith(("|", "-", "*", ">")):
        return None
    if re.fullmatch(r"={3,}\s*", following):
        return 1
    return 2 if re.fullmatch(r"-{3,}\s*", following) else None


def _read_table(lines: Sequence[str], number: int, out: Draught) -> int:
    """Read the rows of a pipe table; returns the number of the line after it."""
    index = len(out.tables)
    rows: list[list[int | None]] = []
    first = number
    while number < len(lines) and "|" in lines[number]:
        if number == first + 1:
            number += 1
            continue
        row: list[int | None] = []
        for column, cell in enumerate(_split_cells(lines[number]), start=1):
            start, end, _ = (
                _strip_marks(cell, 0) if cell.strip() not in ("-", "*", "+") else (0, len(cell), False)
            )
            text = cell[start:end].strip()
            if not text:
                row.append(None)
                continue
            row.append(len(out.drafts))
            place = Place("cell", index + 1, row=len(rows) + 1, column=column)
            out.drafts.append(Draft(text, place, role="cell", table=index))
        rows.append(row)
        number += 1
    width = max((len(row) for row in rows), default=0)
    out.tables.append(TableDraft([row + [None] * (width - len(row)) for row in rows], header_rows=1))
    return number


def _split_cells(line: str) -> list[str]:
    cells = _CELL_SPLIT.split(line.strip())
    if cells and not cells[0].strip():
        cells = cells[1:]
    if cells and not cells[-1].strip():
        cells = cells[:-1]
    return cells
