"""What the speller answers with, and the folded query that it reads."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from embeddings.segmentation import fold

ReadBy = Literal["按拼音", "按首字母", "改错字"]
"""How letters or wrong characters became words; shown to people as it stands."""

FoundBy = Literal["开头相同", "按拼音", "按首字母", "中间包含"]
"""How what was typed leads to a suggestion; shown to people as it stands."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A phrase offered while typing, what kind of thing it names, and how it was found."""

    text: str
    kind: str
    how: FoundBy


@dataclass(frozen=True, slots=True)
class Replacement:
    """`query[start:end] == wrong`, read as `right`. `confidence` as in Reading."""

    start: int
    end: int
    wrong: str
    right: str
    how: ReadBy
    confidence: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What a query probably means: its text with every replacement made; all else is left as it was written.

    `confidence` in (0, 1] is that of the weakest replacement. It orders readings; it is not a measured probability.
    """

    text: str
    replacements: tuple[Replacement, ...]
    confidence: float


@dataclass(frozen=True)
class FoldedQuery:
    """A query folded character by character, so that every place in `text` is known in the query as well."""

    query: str

    @cached_property
    def _pairs(self) -> list[tuple[str, int]]:
        return [(folded, at) for at, written in enumerate(self.query) for folded in fold(written)]

    @cached_property
    def text(self) -> str:
        """The folded query: narrow, lower case, simplified."""
        return "".join(folded for folded, _ in self._pairs)

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Where `text[start:end]`, not empty, was written in the query."""
        return self._pairs[start][1], self._pairs[end - 1][1] + 1

    def replace(self, start: int, end: int, right: str, how: ReadBy, confidence: float) -> Replacement:
        """The replacement of `text[start:end]`, with its place in the query."""
        first, last = self.origin(start, end)
        return Replacement(first, last, self.query[first:last], right, how, confidence)
