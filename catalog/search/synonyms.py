"""Other words for what a query says: MES and 制造执行系统, 排产 and APS, in both directions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from catalog.taxonomy import Taxonomy
from embeddings.segmentation import fold

MOST_SYNONYMS = 6
"""Words added for one word of a query; more would outweigh what was asked."""


def expand(words: Iterable[str], taxonomy: Taxonomy) -> Mapping[str, tuple[str, ...]]:
    """For each word that has synonyms its other words, the canonical one first, at most six; words are compared folded.

    A canonical word leads to its variants, a variant to its canonical word and that one's other variants. A short form
    that belongs to several groups leads to their canonical words only: it is not known which of them is meant.
    """
    groups = _groups_by_word(taxonomy.synonyms)
    found = {}
    for word in dict.fromkeys(words):
        others = dict.fromkeys(_others(fold(word).strip(), groups))
        if others:
            found[word] = tuple(others)[:MOST_SYNONYMS]
    return found


def _others(word: str, groups: Mapping[str, list[tuple[str, ...]]]) -> Iterator[str]:
    own = groups.get(word, [])
    ambiguous = len(own) > 1
    for group in sorted(own, key=lambda group: fold(group[0]) != word):
        is_canonical = fold(group[0]) == word
        members = group if is_canonical or not ambiguous else group[:1]
        yield from (member for member in members if fold(member) != word)


@cache
def _groups_by_word(synonyms: tuple[tuple[str, ...], ...]) -> Mapping[str, list[tuple[str, ...]]]:
    groups: dict[str, list[tuple[str, ...]]] = {}
    for group in synonyms:
        for word in group:
            groups.setdefault(fold(word), []).append(group)
    return groups
