"""Reading Latin letters in a query as the field's phrases: full pinyin, first letters, both mixed, and one slip of the key."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from catalog.search.spelling.model import FoldedQuery, ReadBy, Replacement
from catalog.search.spelling.pinyin import plain_letters, split_syllables, syllables
from catalog.search.spelling.trie import Match, PhraseTrie, Typed
from catalog.search.spelling.vocabulary import Entry, read_words

# A word of letters, alone or beside Chinese. Letters beside digits are units, models and standards: 10kg, iso9001.
_WORD = re.compile(r"(?<![a-z0-9./_@#+\-])[a-z]+(?:['’][a-z]+)*(?![a-z0-9/_@#+]|[.\-][a-z0-9])")
_LONGEST_WORD = 40
_LONGEST_REACH = 48  # typed letters and characters of one phrase
_FEWEST_INITIALS = 3  # two first letters fit anything
_STRONG = 4.0  # the least weight of a three-character phrase that is read from letters left out
_FEWEST_FULL = 4
_FEWEST_WITH_SLIP = 8
_LONGEST_TERM = 12
_PER_PIECE = 0.5  # one phrase that sounds nearly so beats two halves of which one is exact
_CLEARLY = 1.5  # how much heavier the likeliest phrase must be; set by eye, never on the test halves
_CONFIDENCE = {Typed.CHARACTERS: 1.0, Typed.FULL: 0.95, Typed.FUZZY: 0.75, Typed.INITIAL: 0.8}
_UNSURE = 0.6


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of the compact query, kept as it is or read as a phrase; `gain` is compared place by place."""

    start: int
    end: int
    gain: tuple[float, ...]
    match: Match | None = None
    confidence: float = 1.0


_KEPT = (0.0, 0.0, 0.0)


class LetterReader:
    """Reads letters by a trie of entries. `frequency` of general Chinese decides between equally heavy homophones."""

    def __init__(
        self,
        entries: Sequence[Entry],
        trie: PhraseTrie,
        latin_terms: Collection[str],
        frequency: Callable[[str], int],
    ) -> None:
        self._entries = entries
        self._trie = trie
        self._latin_terms = latin_terms
        self._frequency = frequency
        self._foreign = frozenset(read_words("foreign_words.txt"))
        # Heaviest first, so that of equal spellings the likeliest stands.
        self._by_letters: dict[str, int] = {}
        for number, entry in enumerate(entries):
            if entry.is_chinese:
                self._by_letters.setdefault("".join(entry.syllables), number)

    def read(self, query: FoldedQuery) -> list[Replacement]:
        """The replacements for letters, left to right; none where letters are words of their own or stay unclear."""
        cells = _Cells(query)
        if not cells.words:
            return []
        found = []
        kept_words = []
        for piece in self._best_pieces(cells):
            if piece.match is not None:
                found.append(self._replacement(query, cells, piece))
            elif (piece.start, piece.end) in cells.words and not self._is_foreign(
                cells.text[piece.start : piece.end]
            ):
                kept_words.append((piece.start, piece.end))
        found += self._read_slips(query, cells, kept_words)
        return sorted(found, key=lambda replacement: replacement.start)

    def _replacement(self, query: FoldedQuery, cells: _Cells, piece: _Piece) -> Replacement:
        assert piece.match is not None
        how: ReadBy = "按首字母" if piece.match.typed is Typed.INITIAL else "按拼音"
        right = self._entries[piece.match.phrase].phrase.text
        return query.replace(*cells.written(piece.start, piece.end), right, how, piece.confidence)

    def _best_pieces(self, cells: _Cells) -> list[_Piece]:
        """The cover of the query that reads most letters, by fewest and heaviest phrases; words are read whole or not."""
        best: list[tuple[tuple[float, ...], _Piece | None] | None] = [None] * (len(cells.text) + 1)
        best[0] = (_KEPT, None)
        for start in range(len(cells.text)):
            reached = best[start]
            if reached is None:
                continue
            for piece in self._pieces(cells, start):
                gain = tuple(map(sum, zip(reached[0], piece.gain, strict=True)))
                standing = best[piece.end]
                if standing is None or gain > standing[0]:
                    best[piece.end] = (gain, piece)
        pieces = []
        at = len(cells.text)
        while at:
            standing = best[at]
            assert standing is not None
            assert standing[1] is not None
            pieces.append(standing[1])
            at = standing[1].start
        return pieces[::-1]

    def _pieces(self, cells: _Cells, start: int) -> Iterator[_Piece]:
        word_end = cells.word_end.get(start)
        if word_end is None and start not in cells.in_word:
            yield _Piece(start, start + 1, _KEPT)
        if word_end is not None:
            yield _Piece(start, word_end, _KEPT)
            if self._stays_foreign(cells.text[start:word_end]):
                return
        if start in cells.in_word:
            yield from self._terms_within(cells, start)
        reach = cells.text[: min(start + _LONGEST_REACH, len(cells.text))]
        if not cells.has_letters(start, len(reach)):
            return
        by_end: dict[int, list[Match]] = {}
        for match in self._trie.matches(reach, start, Typed.INITIAL):
            if match.letters and self._may_be_read(cells, start, match):
                by_end.setdefault(match.end, []).append(match)
        for end, found in by_end.items():
            piece = self._likeliest(start, end, found)
            if piece is not None:
                yield piece

    def _is_foreign(self, word: str) -> bool:
        return word in self._latin_terms or word in self._foreign or len(word) > _LONGEST_WORD

    def _stays_foreign(self, word: str) -> bool:
        """Foreign even beside other words: mes, not the fan of `fan ying fu` or the bi of `bi jia`."""
        return self._is_foreign(word) and word not in syllables()

    def _terms_within(self, cells: _Cells, start: int) -> Iterator[_Piece]:
        """MES of `mespaichan`: a term of the field, three letters or more, written without a space."""
        for length in range(_FEWEST_INITIALS, min(_LONGEST_TERM, len(cells.text) - start) + 1):
            if cells.text[start : start + length] in self._latin_terms:
                yield _Piece(start, start + length, _KEPT)

    def _may_be_read(self, cells: _Cells, start: int, match: Match) -> bool:
        is_one_word = cells.word_end.get(start) == match.end
        strict = is_one_word or match.typed is Typed.INITIAL
        if cells.swallows(start, match.end, self._is_foreign if strict else self._stays_foreign):
            return False
        written_characters = match.end - start - match.letters
        if match.typed is not Typed.INITIAL:
            return written_characters > 0 or match.letters >= _FEWEST_FULL
        phrase = self._entries[match.phrase].phrase
        if not written_characters and (
            len(phrase.text) < 3 or phrase.weight < (_STRONG if len(phrase.text) == 3 else 0)
        ):
            return False
        fewest = 2 if written_characters > 1 else _FEWEST_INITIALS
        whole_words = cells.is_whole_words(start, match.end)
        return whole_words and match.letters >= fewest and not cells.is_short_acronym(start, match.end)

    def _likeliest(self, start: int, end: int, found: list[Match]) -> _Piece | None:
        """The surest and heaviest reading of one stretch. First letters need a clear winner, full pinyin says if not."""
        surest = min(match.typed for match in found)
        rivals = sorted(
            {match.phrase: match for match in found if match.typed == surest}.values(),
            key=lambda match: (-self._weight(match), -self._commonness(match), match.phrase),
        )
        best = rivals[0]
        confidence = _CONFIDENCE[surest]
        if len(rivals) > 1:
            weights = [self._weight(match) for match in rivals[:2]]
            clear = weights[0] >= _CLEARLY * weights[1]
            if surest is Typed.INITIAL and not clear:
                return None
            confidence = confidence if clear else _UNSURE
        share = 0.9 if surest is Typed.INITIAL else 0.95 if surest is Typed.FUZZY else 1.0
        gain = (share * best.letters - _PER_PIECE, -1.0, self._weight(best))
        return _Piece(start, end, gain, best, confidence)

    def _commonness(self, match: Match) -> int:
        return self._frequency(self._entries[match.phrase].key)

    def _weight(self, match: Match) -> float:
        return self._entries[match.phrase].phrase.weight

    def _read_slips(
        self, query: FoldedQuery, cells: _Cells, kept: Sequence[tuple[int, int]]
    ) -> Iterator[Replacement]:
        """Neighbouring unread words as the pinyin of one phrase with one letter too few, too many, wrong or swapped."""
        for start, end in _joined_neighbours(kept):
            letters = cells.text[start:end]
            if not _FEWEST_WITH_SLIP <= len(letters) <= _LONGEST_REACH or self._is_foreign(letters):
                continue
            near = process.extract(
                letters, self._by_letters.keys(), scorer=OSA.distance, score_cutoff=1, limit=2
            )
            if len(near) != 1:
                continue
            phrase = self._entries[self._by_letters[near[0][0]]].phrase
            # Two whole syllables are a word of their own, not a slip: yuandong is no yuangong.
            if len(phrase.text) > 2 or not split_syllables(letters):
                yield query.replace(*cells.written(start, end), phrase.text, "按拼音", _UNSURE)


class _Cells:
    """A folded query without its spaces, and where its words of letters lie."""

    def __init__(self, query: FoldedQuery) -> None:
        plain = [plain_letters(character) for character in query.text]
        one_each = "".join(letter if len(letter) == 1 else " " for letter in plain)
        places = [
            at for at, character in enumerate(one_each) if not character.isspace() and character not in "'’"
        ]
        self._query = query
        self._places = places
        self.text = "".join(one_each[at] for at in places)
        at_place = {place: at for at, place in enumerate(places)}
        self.words: set[tuple[int, int]] = {
            (at_place[match.start()], at_place[match.end() - 1] + 1) for match in _WORD.finditer(one_each)
        }
        self.word_end = dict(self.words)
        self._ends = set(self.word_end.values())
        self.in_word = {at for start, end in self.words for at in range(start, end)}

    def written(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the folded query, spaces between its parts included."""
        return self._places[start], self._places[end - 1] + 1

    def has_letters(self, start: int, end: int) -> bool:
        """Whether a readable letter stands in the stretch."""
        return any(at in self.in_word for at in range(start, end))

    def is_whole_words(self, start: int, end: int) -> bool:
        """Whether the stretch cuts no word of letters at either edge."""
        cuts_front = start in self.in_word and start not in self.word_end
        return not cuts_front and (end - 1 not in self.in_word or end in self._ends)

    def is_short_acronym(self, start: int, end: int) -> bool:
        """KPI is an abbreviation even when first letters would fit; kpi and XKQZ may be typed first letters."""
        first, last = self._query.origin(*self.written(start, end))
        return end - start <= _FEWEST_INITIALS and self._query.query[first:last].isupper()

    def swallows(self, start: int, end: int, foreign: Callable[[str], bool]) -> bool:
        """Whether the stretch reads letters that are no word, or a whole foreign word, as pinyin."""
        at = start
        while at < end:
            word_end = self.word_end.get(at)
            if word_end is not None and word_end <= end and foreign(self.text[at:word_end]):
                return True
            if at not in self.in_word and self.text[at].isascii() and self.text[at].isalpha():
                return True
            at = word_end if word_end is not None else at + 1
        return False


def _joined_neighbours(spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    start = end = -1
    for span in spans:
        if span[0] == end:
            end = span[1]
            continue
        if end > start:
            yield start, end
        start, end = span
    if end > start:
        yield start, end
