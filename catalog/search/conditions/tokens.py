"""A query as tokens: words of the vocabulary, measures, breaks, and pieces of other text, cut in one pass."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from catalog.search.conditions.folding import FoldedText, fold_query
from catalog.search.conditions.measures import Measure, Unit, find_measure
from catalog.search.conditions.phrases import find_phrase
from catalog.search.conditions.vocabulary import Role, Vocabulary, familiar_pairs

_LATIN = re.compile(r"[a-z0-9]+(?:[.+#\-/_][a-z0-9]+)*\+*", re.ASCII)
_LETTERS = re.compile(r"[a-z]{2,}(?=\d)", re.ASCII)
_SPACED_DEPLOYMENT = re.compile(
    r"(?=[^\s]{1,3}\s)(?:本\s?地\s?(?:化\s?)?(?:部\s?署|布\s?署)|私\s?有\s?(?:化\s?)?部\s?署|私\s?有\s?化|私\s?有\s?云"
    r"|混\s?合\s?(?:云\s?)?部\s?署|云\s?端?\s?部\s?署)(?=[版的]?)"
)
_NUMBER_START = re.compile(
    r"[大小好](?=几)|小(?=[一二两三四五六七八九]?[十百千]+万)|万(?=把)|[\d¥零〇一二两俩仨三四五六七八九十廿百千半几数壹贰叁肆伍陆柒捌玖拾]|rmb|人民币|百分之"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the folded query. `is_break` marks a space or punctuation, with which a clause ends."""

    text: str
    start: int
    end: int
    roles: Mapping[Role, str] = field(default_factory=dict)
    measure: Measure | None = None
    is_break: bool = False

    def has(self, *roles: Role) -> bool:
        """Whether the word has one of the roles."""
        return any(role in self.roles for role in roles)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A query cut into tokens that cover it completely."""

    folded: FoldedText
    tokens: tuple[Token, ...]

    def at(self, place: int) -> Token | None:
        """The token at this place, None beyond either end."""
        return self.tokens[place] if 0 <= place < len(self.tokens) else None

    def quote(self, first: int, end: int) -> str:
        """The original text of tokens [first, end)."""
        return self.folded.quote(self.tokens[first].start, self.tokens[end - 1].end)


def read_sentence(query: str, vocabulary: Vocabulary) -> Sentence:
    """Cut the query: at each place the longest of a word, a measure with a unit, a Latin word or number, or one character."""
    folded = fold_query(query)
    tokens = []
    place = 0
    while place < len(folded.text):
        token = _token_at(folded.text, place, vocabulary)
        tokens.append(token)
        place = token.end
    return Sentence(folded, tuple(tokens))


def _token_at(text: str, place: int, vocabulary: Vocabulary) -> Token:
    word = vocabulary.find(text, place)
    if word is not None and (
        measured := _measure_inside(text, place, place + len(word), vocabulary.words[word])
    ):
        word = vocabulary.find(text, place, measured)
    if (spaced := _spaced_name(text, place, vocabulary)) is not None:
        return spaced
    phrase = find_phrase(text, place)
    if phrase is not None and phrase[0] - place > len(word or ""):
        return Token(text[place : phrase[0]], place, phrase[0], {Role.NAME: phrase[1]})
    measure = find_measure(text, place) if _NUMBER_START.match(text, place) else None
    latin = _LATIN.match(text, place)
    if measure is not None and measure.unit is Unit.NONE and latin is not None and latin.end() > measure.end:
        measure = None  # 5G, 304L, 24x7
    if measure is not None and measure.end - place >= len(word or "") and measure.end - place > 1:
        return Token(text[place : measure.end], place, measure.end, measure=measure)
    if word is not None:
        return Token(word, place, place + len(word), vocabulary.words[word])
    if measure is not None:
        return Token(text[place : measure.end], place, measure.end, measure=measure)
    if latin is not None:
        end = _end_before_measure(text, place) or latin.end()
        return Token(text[place:end], place, end, vocabulary.words.get(text[place:end], {}))
    return Token(text[place], place, place + 1, is_break=_is_break(text[place]))


def _spaced_name(text: str, place: int, vocabulary: Vocabulary) -> Token | None:
    """A way to deploy with a space inside its word: 本地 部署, 私有 化. Not 私有 化工企业, whose 化 begins another word."""
    match = _SPACED_DEPLOYMENT.match(text, place)
    if match is None:
        return None
    word = re.sub(r"\s", "", match.group())
    if word.endswith("化") and text[match.end() - 1 : match.end() + 1] in familiar_pairs():
        return None
    return Token(match.group(), place, match.end(), vocabulary.words.get(word, {}))


def _measure_inside(text: str, start: int, end: int, roles: Mapping[Role, str]) -> int | None:
    """Where a measure begins in the end of a word that asks, and goes on behind it: 找一个 gives way to 一个月内."""
    if Role.ASKING not in roles:
        return None
    for place in range(max(start + 1, end - 2), end):
        measure = find_measure(text, place) if _NUMBER_START.match(text, place) else None
        if measure is not None and measure.unit is not Unit.NONE and measure.end > end:
            return place
    return None


def _end_before_measure(text: str, place: int) -> int | None:
    """Where a name in Latin letters ends that a measure follows directly: ERP10万以内."""
    letters = _LETTERS.match(text, place)
    measure = find_measure(text, letters.end()) if letters else None
    return letters.end() if letters and measure is not None and measure.unit is not Unit.NONE else None


def _is_break(character: str) -> bool:
    return character.isspace() or unicodedata.category(character)[0] in "PCZ"
