"""The phrases that the speller may suggest or correct to, with weights: the field's words and the catalogue's names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import resources
from typing import Literal

from catalog.search.spelling.pinyin import readings
from catalog.taxonomy import Taxonomy
from embeddings.segmentation import fold

Kind = Literal["场景", "行业", "地区", "术语", "名称", "常用词"]

_WEIGHTS = {"topic": 10.0, "topic alias": 6.0, "canonical": 6.0, "variant": 3.0, "name": 4.0, "general": 1.5}
_TERM_WEIGHTS = {3: 6.0, 2: 4.0, 1: 2.0}
_LONGEST = 40
_SEPARATORS = re.compile(r"[^0-9a-z\u3400-\u9fff]+")
_PARENTHESIS = re.compile(r"[（(][^（()）]*[）)]")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase as it is shown; the heavier, the likelier it is meant. Weights only compare phrases with each other."""

    text: str
    kind: Kind
    weight: float


@dataclass(frozen=True, slots=True)
class Entry:
    """A phrase with its compact form and the readings of each character of it, as the readers look it up."""

    phrase: Phrase
    key: str
    readings: tuple[tuple[str, ...], ...]

    @property
    def is_chinese(self) -> bool:
        """Whether every character of it is Chinese and can be read."""
        return all(self.readings)

    @property
    def syllables(self) -> tuple[str, ...]:
        """The likeliest reading of each character, "" for what has none."""
        return tuple(ways[0] if ways else "" for ways in self.readings)


def make_entries(phrases: Iterable[Phrase]) -> tuple[Entry, ...]:
    """The phrases as entries, heaviest first; of equal weight the shorter first, then by character."""
    ordered = sorted(phrases, key=_order)
    keys = [compact(phrase.text) for phrase in ordered]
    return tuple(Entry(phrase, key, readings(key)) for phrase, key in zip(ordered, keys, strict=True))


def compact(text: str) -> str:
    """A text as it is compared: folded, only letters, digits and Chinese characters."""
    return _SEPARATORS.sub("", fold(text))


def build_phrases(taxonomy: Taxonomy, names: Iterable[str] = ()) -> tuple[Phrase, ...]:
    """The field's words and the given names of items and providers, heaviest first; of equal texts the heaviest.

    Single characters are no phrases, nor is what has more than 40 characters.
    """
    best: dict[str, Phrase] = {}
    for phrase in (*_field_phrases(taxonomy), *_name_phrases(names), *_general_phrases()):
        key = compact(phrase.text)
        if 1 < len(key) <= _LONGEST and (key not in best or phrase.weight > best[key].weight):
            best[key] = phrase
    return tuple(sorted(best.values(), key=_order))


def read_words(file: str) -> list[str]:
    """The words of a list in this package, several on a line; a line that begins with # is a comment."""
    text = (resources.files("catalog.search.spelling") / file).read_text(encoding="utf-8")
    return [word for line in text.splitlines() if not line.startswith("#") for word in line.split()]


def _order(phrase: Phrase) -> tuple[float, int, str]:
    return -phrase.weight, len(phrase.text), phrase.text


def _field_phrases(taxonomy: Taxonomy) -> Iterator[Phrase]:
    for topic in taxonomy.topics.values():
        yield Phrase(topic.name, "场景", _WEIGHTS["topic"])
        yield from _phrases(topic.aliases, "场景", _WEIGHTS["topic alias"])
    for industry in taxonomy.industries:
        yield from _phrases((industry.name, *industry.aliases), "行业", _WEIGHTS["topic alias"])
        yield from _phrases(industry.keywords, "行业", _WEIGHTS["variant"])
    for region in taxonomy.regions:
        yield from _phrases((region.name, *region.aliases), "地区", _WEIGHTS["topic alias"])
    for term in taxonomy.terms:
        yield Phrase(term.text, "术语", _TERM_WEIGHTS[term.weight])
    for canonical, *variants in taxonomy.synonyms:
        yield Phrase(canonical, "术语", _WEIGHTS["canonical"])
        yield from _phrases(variants, "术语", _WEIGHTS["variant"])


def _phrases(texts: Iterable[str], kind: Kind, weight: float) -> Iterator[Phrase]:
    return (Phrase(text, kind, weight) for text in texts)


def _name_phrases(names: Iterable[str]) -> Iterator[Phrase]:
    for name in names:
        plain = _PARENTHESIS.sub("", name).strip()
        if plain:
            yield Phrase(plain, "名称", _WEIGHTS["name"])


def _general_phrases() -> Iterator[Phrase]:
    return _phrases(read_words("general_words.txt"), "常用词", _WEIGHTS["general"])
