"""Reading wrong Chinese characters as the field's phrases: homophones, near sounds and look-alikes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from itertools import accumulate, product

from rapidfuzz.distance import Levenshtein

from catalog.search.spelling.known import Known
from catalog.search.spelling.model import FoldedQuery, Replacement
from catalog.search.spelling.pinyin import Spelling, readings, sounds_alike
from catalog.search.spelling.substrings import Substrings
from catalog.search.spelling.vocabulary import Entry, read_words
from embeddings.segmentation import Segmenter

_RUN = re.compile(r"[\u3400-\u9fff]+")
_LONGEST_PHRASE = 16
_CLEARLY = 1.5  # how much heavier the likeliest phrase must be; set by eye, as in letters.py
_MOST_READINGS = 8
_RARE = 5  # occurrences in jieba's corpus; below, many a chance pair of characters counts as a word
# By rank, see _resemblance; an order of trust set by hand, no measured probability.
_CONFIDENCE = (0.9, 0.75, 0.6)
_LESS_SURE = 0.1
# Characters that stand alone everywhere in Chinese: in a short stretch they are no typing errors.
_FUNCTION = frozenset(
    "的了在是有不和与及或等上下里中内外大小多少个为能会要可想用做把被给让从对向到于以而且也都就还又再很太更最这那哪什么怎"
    "我你他她它们吗呢吧啊一二三四五六七八九十百千万亿两几每各某按比如将已没无非请问找买卖有年月日天时家台套件元块新老高低快慢好坏"
)
# Of these the ones that only ask or join, and make no word with the character beside them.
_ASKING = frozenset("我你他想要买找上用做有没能给把和与及的是在吗呢")


class _Change(Enum):
    """How a character may be changed."""

    NEVER = 0
    """It belongs to a phrase of the field or a word of the catalogue's texts."""
    BY_SOUND = 1
    """It belongs to a word of everyday Chinese: only by a homophone in a long phrase among phrases."""
    IN_LONG = 2
    """It belongs to a word so rare that it is likelier a slip: in a phrase of three characters or more."""
    FREELY = 3
    """It is part of no word."""


@dataclass(frozen=True, slots=True)
class _Token:
    """A word or a leftover character of a run, and how each of its characters may be changed."""

    start: int
    end: int
    changes: tuple[_Change, ...]

    @property
    def is_word(self) -> bool:
        return _Change.FREELY not in self.changes


@dataclass(frozen=True, slots=True)
class _Fix:
    """Phrase number `phrase` in place of run[start:end]; the lower the `rank`, the surer."""

    start: int
    end: int
    phrase: int
    rank: int
    confidence: float


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A part of a run between edges of its tokens.

    `alone`: no leftover characters stand beside it, which together with its own may be an unknown word.
    `among_phrases`: all of the run around it is made of phrases and characters that only ask.
    """

    text: str
    start: int
    sounds: Sequence[tuple[str, ...]]
    changeable: Sequence[_Change]
    alone: bool
    among_phrases: bool


class CharacterReader:
    """Reads runs of Chinese; entries are given heaviest first; words of the catalogue's `texts` stay."""

    def __init__(self, entries: Sequence[Entry], segmenter: Segmenter, texts: Substrings) -> None:
        self._entries = entries
        self._segmenter = segmenter
        self._by_sound: dict[str, list[int]] = {}
        self._by_gap: dict[str, list[int]] = {}
        self._known = Known((entry.key for entry in entries), texts, _LONGEST_PHRASE)
        lengths = set()
        for number, entry in enumerate(entries):
            if len(entry.key) <= _LONGEST_PHRASE and entry.is_chinese:
                self._insert(number, entry)
                lengths.add(len(entry.key))
        self._lengths = sorted(lengths)

    def _insert(self, number: int, entry: Entry) -> None:
        key = entry.key
        for way in _ways(entry.readings):
            self._by_sound.setdefault(" ".join(way), []).append(number)
        if len(key) > 2:
            for at in range(len(key)):
                self._by_gap.setdefault(f"{key[:at]}*{key[at + 1 :]}", []).append(number)

    def read(self, query: FoldedQuery) -> list[Replacement]:
        """The replacements for wrong characters, left to right; none in words of the field, the catalogue or Chinese."""
        return [
            query.replace(
                run.start() + fix.start,
                run.start() + fix.end,
                self._entries[fix.phrase].phrase.text,
                "改错字",
                fix.confidence,
            )
            for run in _RUN.finditer(query.text)
            for fix in self._fixes(run[0])
        ]

    def _fixes(self, run: str) -> list[_Fix]:
        known = self._known.lengths(run)
        tokens = self._tokens(run, known)
        if all(change is _Change.NEVER for token in tokens for change in token.changes):
            return []
        found = sorted(
            self._candidates(run, tokens, known), key=lambda fix: (fix.rank, fix.start - fix.end, fix.start)
        )
        chosen: list[_Fix] = []
        taken: set[int] = set()
        for fix in found:
            if taken.isdisjoint(range(fix.start, fix.end)):
                taken.update(range(fix.start, fix.end))
                chosen.append(fix)
        return sorted(chosen, key=lambda fix: fix.start)

    def _tokens(self, run: str, known: Sequence[int]) -> list[_Token]:
        """The run cut into words and leftovers; a phrase of the field is a word wherever it stands."""
        certain = {at for start, length in enumerate(known) for at in range(start, start + length)}
        tokens = []
        at = 0
        for word in self._segmenter.dictionary_words(run):
            end = at + len(word)
            if len(word) == 1:
                otherwise = _Change.FREELY
            elif len(word) == 2 and self._segmenter.frequency(word) <= _RARE:
                otherwise = _Change.IN_LONG
            else:
                otherwise = _Change.BY_SOUND
            changes = tuple(_Change.NEVER if place in certain else otherwise for place in range(at, end))
            tokens.append(_Token(at, end, changes))
            at = end
        return tokens

    def _candidates(self, run: str, tokens: Sequence[_Token], known: Sequence[int]) -> Iterator[_Fix]:
        sounds = readings(run)
        ends = {token.end: number for number, token in enumerate(tokens)}
        changeable = [change for token in tokens for change in token.changes]
        plain = [self._goes_without_saying(run[token.start : token.end]) for token in tokens]
        others = list(accumulate((not each for each in plain), initial=0))
        for number, token in enumerate(tokens):
            for length in self._lengths:
                end = token.start + length
                if end > len(run):
                    break
                window = run[token.start : end]
                if end not in ends or length <= known[token.start]:
                    continue
                last = ends[end]
                around = (*tokens[max(0, number - 1) : number], *tokens[last + 1 : last + 2])
                stretch = _Stretch(
                    window,
                    token.start,
                    sounds[token.start : end],
                    changeable[token.start : end],
                    alone=all(other.is_word or run[other.start] in _ASKING for other in around),
                    among_phrases=others[number] == 0 and others[last + 1] == others[-1],
                )
                yield from self._best_fix(stretch)

    def _goes_without_saying(self, token: str) -> bool:
        return token in self._known or token in _ASKING

    def _best_fix(self, stretch: _Stretch) -> Iterator[_Fix]:
        """The likeliest phrase for one stretch, unless another is about as likely."""
        fixes = [fix for number in self._alike(stretch) if (fix := self._judge(number, stretch)) is not None]
        fixes.sort(key=lambda fix: (fix.rank, -self._entries[fix.phrase].phrase.weight, fix.phrase))
        if len(fixes) > 1 and fixes[1].rank == fixes[0].rank:
            weights = [self._entries[fix.phrase].phrase.weight for fix in fixes[:2]]
            if weights[0] < _CLEARLY * weights[1]:
                return
        yield from fixes[:1]

    def _alike(self, stretch: _Stretch) -> Iterable[int]:
        found: dict[int, None] = {}
        for way in _ways(stretch.sounds):
            found.update(dict.fromkeys(self._by_sound.get(" ".join(way), ())))
        for at, change in enumerate(stretch.changeable):
            if change in {_Change.FREELY, _Change.IN_LONG}:
                gap = f"{stretch.text[:at]}*{stretch.text[at + 1 :]}"
                found.update(dict.fromkeys(self._by_gap.get(gap, ())))
        return found

    def _judge(self, number: int, stretch: _Stretch) -> _Fix | None:
        """Whether the phrase may stand for the stretch, and how surely."""
        entry, length = self._entries[number], len(stretch.text)
        changed = [at for at in range(length) if stretch.text[at] != entry.key[at]]
        ways = [
            _resemblance(stretch.text[at], entry.key[at], stretch.sounds[at], entry.readings[at], length)
            for at in changed
        ]
        changes = {stretch.changeable[at] for at in changed}
        if not 0 < len(changed) <= min(2, (length + 1) // 2) or None in ways or _Change.NEVER in changes:
            return None
        rank = max(way for way in ways if way is not None)
        if _Change.BY_SOUND in changes and (rank or length < 4 or not stretch.among_phrases):
            return None
        if _Change.IN_LONG in changes and length < 3 + bool(rank):
            return None
        if length < 4 and (not stretch.alone or any(stretch.text[at] in _FUNCTION for at in changed)):
            return None
        if length == 2 and (rank or not stretch.among_phrases):
            return None
        confidence = _CONFIDENCE[rank] - (_LESS_SURE if length == 2 or len(changed) == 2 else 0.0)
        return _Fix(stretch.start, stretch.start + length, number, rank, confidence)


def _resemblance(
    written: str, meant: str, written_sounds: Sequence[str], meant_sounds: Sequence[str], length: int
) -> int | None:
    """0: sounds equal; 1: sounds nearly equal or looks alike; 2: the syllables differ by a letter, in long phrases."""
    sound = sounds_alike(written_sounds, meant_sounds)
    if sound is Spelling.FULL:
        return 0
    if length < 3:
        return None
    if sound is Spelling.FUZZY or meant in _lookalikes().get(written, ""):
        return 1
    close = (
        length >= 5
        and written not in _FUNCTION
        and any(
            Levenshtein.distance(one, other, score_cutoff=1) <= 1
            for one in written_sounds
            for other in meant_sounds
        )
    )
    return 2 if close else None


@cache
def _lookalikes() -> dict[str, str]:
    alike: dict[str, str] = {}
    for group in read_words("lookalikes.txt"):
        for character in group:
            alike[character] = alike.get(character, "") + group.replace(character, "")
    return alike


def _ways(syllables: Sequence[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """The readings of a text, at most eight; of each character the first one first."""
    for count, way in enumerate(product(*syllables)):
        if count == _MOST_READINGS:
            return
        yield way
