"""The document as values: sections of blocks, in words ready to be read; who writes them adds nothing but looks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Literal

from api.presenters.items import Fact
from api.presenters.radar import Radar
from matcher.scoring.coverage import State

Tone = Literal["plain", "lead", "note", "warn"]
Mark = Literal["", "yes", "part", "no"]
MARKS: Mapping[State, Mark] = {"covered": "yes", "partial": "part", "gap": "no"}
"""What a state looks like."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `lead` says the main thing, `note` is small print, `warn` something to mind."""

    text: str
    tone: Tone = "plain"
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True, slots=True)
class Points:
    """A list; `numbered` where the order counts."""

    texts: tuple[str, ...]
    numbered: bool = False
    kind: Literal["points"] = "points"


@dataclass(frozen=True, slots=True)
class FactSheet:
    """Named facts, two to a line; an unknown one is said to be unknown."""

    facts: tuple[Fact, ...]
    kind: Literal["facts"] = "facts"


@dataclass(frozen=True, slots=True)
class Quotation:
    """A sentence of the report, character for character, and where it stands."""

    text: str
    place: str
    kind: Literal["quotation"] = "quotation"


@dataclass(frozen=True, slots=True)
class Subheading:
    """A heading within a section; `tags` stand small beside it."""

    text: str
    tags: tuple[str, ...] = ()
    kind: Literal["subheading"] = "subheading"


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell; `mark` colours it where it says that something is met, partly met or not met."""

    text: str
    mark: Mark = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `widths` are shares of the line, `numeric` columns are set to the right, `total` makes the last row one."""

    header: tuple[str, ...]
    rows: tuple[tuple[TableCell, ...], ...]
    widths: tuple[int, ...]
    numeric: frozenset[int] = frozenset()
    total: bool = False
    caption: str = ""
    kind: Literal["table"] = "table"

    def __post_init__(self) -> None:
        """Raises ValueError when a row or the widths have not as many cells as the header."""
        sizes = {len(row) for row in self.rows} | {len(self.widths)}
        if sizes != {len(self.header)}:
            raise ValueError("every row has one cell for each column")


@dataclass(frozen=True, slots=True)
class LevelPoint:
    """A graded scene, levels 0–4; the target is the present level where none is stated."""

    name: str
    current: int
    target: int


@dataclass(frozen=True, slots=True)
class LevelPicture:
    """The radar picture: `points` for a writer that draws it, `radar` already drawn for the page."""

    points: tuple[LevelPoint, ...]
    radar: Radar
    kind: Literal["levels"] = "levels"


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who signs: as what, by which name, and what the signature is for."""

    role: str
    name: str
    signs: str


@dataclass(frozen=True, slots=True)
class Signatures:
    """Who signs; each party has a line of its own with room for a seal and a date."""

    parties: tuple[Party, ...]
    kind: Literal["signatures"] = "signatures"


Block = Paragraph | Points | FactSheet | Quotation | Subheading | Table | LevelPicture | Signatures


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter, `number` its Chinese numeral; or an annex, counted in figures."""

    id: str
    number: str
    title: str
    blocks: tuple[Block, ...]
    annex: bool = False

    @property
    def heading(self) -> str:
        """The title with its number."""
        return f"附件{self.number}　{self.title}" if self.annex else f"{self.number}、{self.title}"


@dataclass(frozen=True, slots=True)
class PlanDocument:
    """The whole document: what is signed, then the annexes that bear it out.

    `day` is its date in words, `footer` stands on every page.
    """

    title: str
    subject: str
    day: str
    file_name: str
    sections: tuple[Section, ...]
    annexes: tuple[Section, ...]
    footer: str


def row(*texts: str) -> tuple[TableCell, ...]:
    """A row of plain cells."""
    return tuple(TableCell(text) for text in texts)


def list_texts(part: object) -> Iterator[str]:
    """Every text in a section, block or cell, in reading order."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, tuple):
        for entry in part:
            yield from list_texts(entry)
    elif is_dataclass(part):
        for entry in fields(part):
            yield from list_texts(getattr(part, entry.name))
