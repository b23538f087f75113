"""The words by which conditions are told, loaded from `data/` and the taxonomy, found by longest match."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib import resources

from catalog.errors import TaxonomyDamaged
from catalog.search.conditions.model import Field
from catalog.taxonomy import Taxonomy
from embeddings.segmentation import fold


class Role(StrEnum):
    """What a word can do in a sentence with conditions; one word may have several roles, its place decides."""

    BOUND_BEFORE = "bound_before"
    BOUND_AFTER = "bound_after"
    APPROXIMATE = "approximate"
    BETWEEN = "between"
    LINK = "link"
    PER = "per"
    LEVEL = "level"
    LABEL = "label"
    MONTH_RATE = "month_rate"
    DEGREE = "degree"
    TOLD = "told"
    TOLD_AFTER = "told_after"
    COUNTED = "counted"
    BORROW = "borrow"
    NEGATION = "negation"
    NEGATION_AFTER = "negation_after"
    NOT_BUT = "not_but"
    EXCEPT_AFTER = "except_after"
    HARD = "hard"
    EITHER = "either"
    BOTH = "both"
    EITHER_AFTER = "either_after"
    SKIP = "skip"
    WITH = "with"
    CONNECT = "connect"
    CONNECT_AFTER = "connect_after"
    INTERFACE_SUFFIX = "interface_suffix"
    SYSTEM = "system"
    POSSESSIVE = "possessive"
    ABLE = "able"
    FRAME_BEFORE = "frame_before"
    FRAME_AFTER = "frame_after"
    PARTY = "party"
    OTHER = "other"
    NAME_LABEL = "label_of_name"
    SCENE = "scene"
    SERVICE = "service"
    ASKING = "asking"
    MATTER = "matter"
    NAME = "name"
    """Names its field and value as `field=value`; of the next five a place in the sentence must confirm the sense."""
    WEAK = "weak"
    INTERFACE = "interface"
    TOPIC = "topic"
    LOCAL = "local"
    PLAIN_PRODUCT = "plain_product"
    DENIED = "denied"


Roles = Mapping[Role, str]
_TELLING = frozenset({Role.NAME, Role.LABEL, Role.BOUND_AFTER})
_FIRM = _TELLING | {Role.INTERFACE, Role.TOPIC, Role.BOUND_BEFORE, Role.NEGATION}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Folded words and their roles."""

    words: Mapping[str, Roles]
    longest: int

    def find(self, text: str, start: int) -> str | None:
        """The longest word that stands at `start`, not cutting a run of Latin letters or digits; None when none does.

        A word whose last character begins a longer telling one gives way: 信用贷 + 款 is 信用 + 贷款.
        """
        for end in range(min(len(text), start + self.longest), start, -1):
            word = text[start:end]
            if word in self.words and _is_whole(text, start, end) and not self._gives_way(text, start, end):
                return word
        return None

    def _gives_way(self, text: str, start: int, end: int) -> bool:
        if end - start < 2 or not self.words[text[start:end]].keys().isdisjoint(_FIRM):
            return False
        return any(
            text[end - 1 : later] in self.words
            and not self.words[text[end - 1 : later]].keys().isdisjoint(_TELLING)
            for later in range(end + 1, min(len(text), end + 5) + 1)
        )


def _is_whole(text: str, start: int, end: int) -> bool:
    cut_before = start > 0 and _is_latin(text[start]) and _is_latin(text[start - 1])
    return not cut_before and not (end < len(text) and _is_latin(text[end - 1]) and _is_latin(text[end]))


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


@lru_cache(maxsize=4)
def _load(names: tuple[tuple[Role, str, str], ...]) -> Vocabulary:
    words: dict[str, dict[Role, str]] = {}
    for role, value, word in (*names, *_grammar_words(), *_name_words()):
        words.setdefault(fold(word), {}).setdefault(role, value)
    return Vocabulary(words, max(map(len, words)))


def load_vocabulary(taxonomy: Taxonomy) -> Vocabulary:
    """The words of `data/` and the taxonomy's names. Raises TaxonomyDamaged when a file names an unknown role or field."""
    return _load(tuple(_taxonomy_names(taxonomy)))


def _taxonomy_names(taxonomy: Taxonomy) -> Iterator[tuple[Role, str, str]]:
    weak = {word for role, value, word in _name_words() if role is Role.WEAK and not value}
    for industry in taxonomy.industries:
        for word in (industry.name, *industry.aliases):
            yield (
                (Role.WEAK if word in weak else Role.NAME),
                f"{Field.INDUSTRY}={industry.name}",
                word,
            )
    for region in taxonomy.regions:
        for word in (region.name, *region.aliases):
            yield Role.NAME, f"{Field.REGION}={region.name}", word
    for topic in taxonomy.topics.values():
        for word in (topic.code, topic.name, *topic.aliases):
            yield Role.TOPIC, f"{Field.TOPIC}={topic.code}", word


def _grammar_words() -> Iterator[tuple[Role, str, str]]:
    for row in _rows("words.csv"):
        try:
            role = Role(row["role"])
        except ValueError as error:
            raise TaxonomyDamaged(f"条件词表用了不认识的类别：{row['role']}") from error
        for word in row["words"].split("；"):
            yield role, row["value"], word


_SPECIAL = {
    "industry_weak": Role.WEAK,
    "deployment_weak": Role.WEAK,
    "deployment_denied": Role.DENIED,
    "interface": Role.INTERFACE,
    "region_local": Role.LOCAL,
    "product_after_hard": Role.PLAIN_PRODUCT,
}
_FIELD_OF = {
    "industry_plant": Field.INDUSTRY,
    "deployment_weak": Field.DEPLOYMENT,
    "deployment_denied": Field.DEPLOYMENT,
    "region_local": Field.REGION,
    "product_after_hard": Field.KIND,
}


def _name_words() -> Iterator[tuple[Role, str, str]]:
    for row in _rows("names.csv"):
        written = row["field"]
        if written == "industry_weak":
            value = ""
        else:
            try:
                value = f"{_FIELD_OF.get(written) or Field(written)}={row['value']}"
            except ValueError as error:
                raise TaxonomyDamaged(f"条件词表用了不认识的字段：{written}") from error
        for word in row["words"].split("；"):
            yield _SPECIAL.get(written, Role.NAME), value, word


def _rows(name: str) -> Iterator[dict[str, str]]:
    data = resources.files("catalog.search.conditions") / "data" / name
    yield from csv.DictReader(data.read_text(encoding="utf-8").splitlines())


_RARE = 10
"""Below so many occurrences in jieba's count a pair of characters is a chance neighbourhood rather than a word."""


@cache
def familiar_pairs() -> frozenset[str]:
    """Words of two characters, from jieba's dictionary: they tell 能 in 能耗 and 用 in 信用 from the words that only ask."""
    dictionary = resources.files("jieba") / "dict.txt"
    with dictionary.open(encoding="utf-8") as lines:
        parts = (line.split(" ", 2) for line in lines)
        return frozenset(part[0] for part in parts if len(part[0]) == 2 and int(part[1]) >= _RARE)
