"""Phrases by their characters, walked by what is typed: the characters themselves, their pinyin or their first letters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum

from catalog.search.spelling.pinyin import Spelling, spellings
from catalog.search.spelling.vocabulary import Entry

_KEPT = (
    16  # phrases kept per node, so that a first letter alone is answered without a walk of all that follows
)


class Typed(IntEnum):
    """The loosest way in which a character of a match was typed."""

    CHARACTERS = 0
    FULL = Spelling.FULL
    FUZZY = Spelling.FUZZY
    INITIAL = Spelling.INITIAL


@dataclass(slots=True)
class _Node:
    children: dict[str, _Node] = field(default_factory=dict)
    spelled: dict[str, dict[tuple[str, Spelling], dict[str, _Node]]] = field(default_factory=dict)
    """Children by the first letter of a spelling, then by spelling, then by character."""
    sounds: set[str] = field(default_factory=set)
    """The readings by which its parent lists it."""
    best: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Match:
    """Phrase number `phrase` read from what was typed up to `end`; `letters` of it were typed for pinyin."""

    phrase: int
    end: int
    typed: Typed
    letters: int


@dataclass(frozen=True, slots=True)
class _Step:
    node: _Node
    at: int
    typed: Typed
    letters: int


class PhraseTrie:
    """Entries given heaviest first and named by their number. Immutable once built."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._root = _Node()
        for number, entry in enumerate(entries):
            self._insert(number, entry)

    def _insert(self, number: int, entry: Entry) -> None:
        node = self._root
        for character, syllables in zip(entry.key, entry.readings, strict=True):
            child = node.children.get(character)
            if child is None:
                child = node.children[character] = _Node()
            for syllable in syllables:
                if syllable not in child.sounds:
                    child.sounds.add(syllable)
                    for spelling, kind in spellings(syllable):
                        same_letter = node.spelled.setdefault(spelling[0], {})
                        same_letter.setdefault((spelling, kind), {})[character] = child
            node = child
            if len(node.best) < _KEPT:
                node.best.append(number)
        node.ends.append(number)

    def complete(self, typed: str, loosest: Typed) -> list[tuple[int, Typed]]:
        """The heaviest phrases that begin with what was typed, compact, each with its surest way; unordered.

        The last syllable may be unfinished. Nothing for an empty text.
        """
        found: dict[int, Typed] = {}
        for step in self._walk(typed, 0, loosest, open_end=True) if typed else ():
            if step.at == len(typed):
                for number in step.node.best:
                    found[number] = min(step.typed, found.get(number, step.typed))
        return list(found.items())

    def matches(self, typed: str, start: int, loosest: Typed) -> Iterator[Match]:
        """Whole phrases that what was typed reads as from `start` on."""
        for step in self._walk(typed, start, loosest, open_end=False):
            for number in step.node.ends:
                yield Match(number, step.at, step.typed, step.letters)

    def _walk(self, typed: str, start: int, loosest: Typed, *, open_end: bool) -> Iterator[_Step]:
        """Every place in the trie that can be reached, once per position, way of typing and count of letters."""
        pending = [_Step(self._root, start, Typed.CHARACTERS, 0)]
        seen: set[tuple[int, int, Typed, int]] = set()
        while pending:
            step = pending.pop()
            if step.at == len(typed):
                continue
            for after in self._next(typed, step, loosest, open_end=open_end):
                mark = (id(after.node), after.at, after.typed, after.letters)
                if mark not in seen:
                    seen.add(mark)
                    pending.append(after)
                    yield after

    @staticmethod
    def _next(typed: str, step: _Step, loosest: Typed, *, open_end: bool) -> Iterator[_Step]:
        same = step.node.children.get(typed[step.at])
        if same is not None:
            yield _Step(same, step.at + 1, step.typed, step.letters)
        left = len(typed) - step.at
        for (spelling, kind), children in step.node.spelled.get(typed[step.at], {}).items():
            if typed.startswith(spelling, step.at):
                way, length = Typed(kind), len(spelling)
            elif open_end and kind is not Spelling.INITIAL and spelling.startswith(typed[step.at :]):
                way, length = Typed(kind), left
            else:
                continue
            if way <= loosest:
                for child in children.values():
                    yield _Step(child, step.at + length, max(step.typed, way), step.letters + length)
