"""Folding a query for reading while every folded character remembers the one it came from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from catalog.amounts import flatten


@dataclass(frozen=True, slots=True)
class FoldedText:
    """`text` is in half width, lower case and simplified script; `origins[i]` is the place in `original` of `text[i]`."""

    original: str
    text: str
    origins: tuple[int, ...]

    def quote(self, start: int, end: int) -> str:
        """The original characters behind the folded ones in [start, end)."""
        return self.original[self.origins[start] : self.origins[end - 1] + 1] if start < end else ""


_LIST_MARKS = frozenset(map(chr, (*range(0x2460, 0x249C), *range(0x24EA, 0x2500), *range(0x2776, 0x2794))))
"""①, ⑵, ⒊ part the items of a list; they are no numbers."""
_LIST_NUMBER = re.compile(r"(?<![^\s,;:。，；：])([1-9])(?=[、)]|\.(?!\d))")


def fold_query(query: str) -> FoldedText:
    """Fold character by character, so that places stay known even where one character becomes several (½, ㎡)."""
    folded = [_fold_character(character) for character in query]
    for place in _list_numbers("".join(characters[:1] or " " for characters in folded)):
        folded[place] = ";"
    origins = tuple(place for place, characters in enumerate(folded) for _ in characters)
    return FoldedText(query, "".join(folded), origins)


def _list_numbers(text: str) -> list[int]:
    """Places of 1, 2, 3 … where they count the items of a list (1、对接用友 2、SaaS); none where they do not begin at 1."""
    found = [match.start(1) for match in _LIST_NUMBER.finditer(text)]
    counted = "".join(text[place] for place in found)
    return found if len(found) > 1 and "123456789".startswith(counted) else []


@lru_cache(maxsize=8192)
def _fold_character(character: str) -> str:
    return ";" if character in _LIST_MARKS else flatten(character).lower()
