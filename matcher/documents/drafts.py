"""What a format reader hands to the outline: paragraphs with the hints that headings are recognised by."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from .model import Format, Place, Warning


class RecognitionNeeded(Exception):
    """Raised where pages have to be recognised and nothing that recognises was given."""


Role = Literal["prose", "cell", "aside", "contents"]


@dataclass(slots=True)
class Draft:
    """One coming block: verbatim text, place, and hints.

    `level` is a heading depth that the file states itself (style, outline level, md #). `label` is an
    automatic number that is shown but is not part of the text. `size` is in points. `role`: `aside` is text
    outside the flow (header, footer, footnote, text box), `contents` a line of the table of contents; neither
    is a heading.
    `scope` is a part of the file with an outline of its own (a sheet): it stands outermost in the section.
    """

    text: str
    place: Place
    offset: int = 0
    level: int | None = None
    label: str = ""
    bold: bool = False
    size: float | None = None
    listed: bool = False
    role: Role = "prose"
    table: int | None = None
    scope: str | None = None


@dataclass(slots=True)
class TableDraft:
    """A grid of indexes into the drafts; `header_rows` is None when the file does not say."""

    rows: list[list[int | None]]
    header_rows: int | None = None
    title: str | None = None


@dataclass(slots=True)
class Draught:
    """All drafts of one file in reading order."""

    format: Format
    drafts: list[Draft] = field(default_factory=list)
    tables: list[TableDraft] = field(default_factory=list)
    warnings: list[Warning] = field(default_factory=list)

    def warn(self, code: str, message: str, place: Place | None = None) -> None:
        """Note something that could not be read; the same note is kept once."""
        warning = Warning(code, message, place)
        if warning not in self.warnings:
            self.warnings.append(warning)
