"""Phrases offered while someone types: exact characters first, then pinyin, first letters, and the inside of phrases."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from catalog.search.spelling.model import FoundBy, Suggestion
from catalog.search.spelling.pinyin import is_chinese, plain_letters, readings, split_syllables
from catalog.search.spelling.trie import PhraseTrie, Typed
from catalog.search.spelling.vocabulary import Entry, compact

LONGEST_TYPED = 40
"""Characters: no phrase is longer, so that a longer text begins none."""
_BEGIN: dict[Typed, FoundBy] = {
    Typed.CHARACTERS: "开头相同",
    Typed.FULL: "按拼音",
    Typed.FUZZY: "按拼音",
    Typed.INITIAL: "按首字母",
}


class Suggester:
    """Suggests from entries given heaviest first; `latin_terms` (folded) are never read as pinyin."""

    def __init__(self, entries: Sequence[Entry], trie: PhraseTrie, latin_terms: Collection[str]) -> None:
        self._entries = entries
        self._spelled = [_joined(entry.syllables) for entry in entries]
        self._trie = trie
        self._latin_terms = latin_terms

    def suggest(self, typed: str, limit: int) -> tuple[Suggestion, ...]:
        """At most `limit` phrases, best first. Characters that only sound alike are read when nothing else is found."""
        key = compact(plain_letters(typed))
        if not key or len(key) > LONGEST_TYPED or limit < 1:
            return ()
        found: dict[int, FoundBy] = {}
        for number, how in self._tiers(key):
            if len(found) == limit:
                break
            found.setdefault(number, how)
        if not found and all(is_chinese(character) for character in key):
            found = dict.fromkeys(self._sounding_like(key)[:limit], "按拼音")
        return tuple(
            Suggestion(self._entries[number].phrase.text, self._entries[number].phrase.kind, how)
            for number, how in found.items()
        )

    def _tiers(self, key: str) -> Iterator[tuple[int, FoundBy]]:
        yield from ((number, "开头相同") for number, _ in self._beginning(key, Typed.CHARACTERS))
        as_pinyin = key not in self._latin_terms and not key.isdigit()
        if as_pinyin:
            ways = self._beginning(key, Typed.INITIAL)
            yield from ((number, _BEGIN[way]) for number, way in ways if way is not Typed.FUZZY)
        yield from ((number, "中间包含") for number, entry in enumerate(self._entries) if key in entry.key)
        if as_pinyin and key.isascii():
            yield from ((number, _BEGIN[way]) for number, way in ways if way is Typed.FUZZY)
            for split in split_syllables(key):
                inside = _joined(split)
                yield from ((n, "按拼音") for n, spelled in enumerate(self._spelled) if inside in spelled)

    def _beginning(self, key: str, loosest: Typed) -> list[tuple[int, Typed]]:
        """Surest way first, then whole words before longer ones of their weight."""
        return sorted(self._trie.complete(key, loosest), key=lambda found: (found[1], found[0]))

    def _sounding_like(self, key: str) -> list[int]:
        letters = "".join(first[0] if first else "" for first in readings(key))
        return [number for number, way in self._beginning(letters, Typed.FULL) if way is Typed.FULL]


def _joined(syllables: Iterable[str]) -> str:
    return "".join(f"'{syllable}'" for syllable in syllables)
