"""Whether a word occurs anywhere in a body of text, mostly without looking through it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

Grams = npt.NDArray[np.uint64]

_BITS = 21
"""Of a Unicode code point: three of them fit into 64."""
_BETWEEN = "\n"


class Substrings:
    """What some texts hold; they and the words asked for have no line breaks.

    Pairs and triples of characters are held sorted, 8 bytes each. A longer word is looked for in the texts themselves, but
    only where all its triples occur: nearly always it is then there, and the search ends where it is found.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._text = _BETWEEN.join(texts)
        self._pairs, self._triples = np.unique(_grams(self._text, 2)), np.unique(_grams(self._text, 3))

    def __contains__(self, word: str) -> bool:
        """Whether the word stands in one of the texts."""
        return word in self._text if len(word) < 2 else self.longest(word, len(word))[0] == len(word)

    def longest(self, text: str, most: int) -> list[int]:
        """For each place in a text how much from there on stands in one of ours: 0, or 2 to `most` (at least 2) characters."""
        pairs, triples = _held(self._pairs, _grams(text, 2)), _held(self._triples, _grams(text, 3))
        lengths = [0] * len(text)
        for start in range(len(text) - 2, -1, -1):
            if pairs[start]:
                # No longer than what stands there from the next place on, and one more.
                bound = lengths[start + 1] + 1 if start < len(triples) and triples[start] else 2
                lengths[start] = self._longest_at(text, start, min(bound, most))
        return lengths

    def _longest_at(self, text: str, start: int, bound: int) -> int:
        # What begins a substring is one: halving finds the longest.
        if bound <= 3 or text[start : start + bound] in self._text:
            return bound
        lengths = range(4, bound)
        return 3 + bisect_left(
            lengths, True, key=lambda length: text[start : start + length] not in self._text
        )


def _held(known: Grams, asked: Grams) -> list[bool]:
    if not len(known):
        return [False] * len(asked)
    found: list[bool] = (known.take(np.searchsorted(known, asked), mode="clip") == asked).tolist()
    return found


def _grams(text: str, length: int) -> Grams:
    """Each run of so many characters as one number, in the order of the text."""
    points = np.frombuffer(text.encode("utf-32-le", errors="surrogatepass"), dtype="<u4").astype(np.uint64)
    count = max(len(points) - length + 1, 0)
    grams = np.zeros(count, dtype=np.uint64)
    for at in range(length):
        grams = (grams << np.uint64(_BITS)) | points[at : at + count]
    return grams
