"""What of a run of characters is written right for sure, and never read as anything else."""

from __future__ import annotations

from collections.abc import Iterable

from catalog.search.spelling.substrings import Substrings


class Known:
    """Phrases of the field, wherever they stand, and whatever stands in the catalogue's own texts."""

    def __init__(self, phrases: Iterable[str], texts: Substrings, most: int) -> None:
        """`most` characters of a run are looked at together, at least 2."""
        self._phrases = frozenset(phrases)
        self._texts = texts
        self._most = most
        self._longest: dict[str, int] = {}
        for phrase in self._phrases:
            if len(phrase) <= most:
                self._longest[phrase[:2]] = max(self._longest.get(phrase[:2], 0), len(phrase))

    def __contains__(self, word: str) -> bool:
        """Whether it is a phrase of the field."""
        return word in self._phrases

    def lengths(self, run: str) -> list[int]:
        """For each place in a run how much from there on is known: 0, or 2 to `most` characters."""
        lengths = self._texts.longest(run, self._most)
        for start in range(len(run) - 1):
            longest = min(self._longest.get(run[start : start + 2], 0), len(run) - start)
            for length in range(longest, max(1, lengths[start]), -1):
                if run[start : start + length] in self._phrases:
                    lengths[start] = length
                    break
        return lengths
