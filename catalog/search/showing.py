"""How a found item is shown: what of the query stands where in it, and why it was found."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from catalog.queries import Item
from catalog.search.conditions.model import Condition
from catalog.search.ranking import Ranked
from catalog.search.reasons import explain
from catalog.search.spelling.model import Reading
from catalog.search.synonyms import expand
from catalog.taxonomy import Taxonomy
from embeddings.segmentation import fold


@dataclass(frozen=True, slots=True)
class Highlight:
    """Where a field shows what was asked: character spans [start, end)."""

    field: str
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A found item; `score` is exactly the sum of `parts`.

    `chance` is the calibrated probability that it fits the text; None where only conditions were asked.
    """

    item: Item
    score: float
    parts: Mapping[str, float]
    highlights: tuple[Highlight, ...]
    reasons: tuple[str, ...]
    chance: float | None = None


def show(
    item: Item, entry: Ranked, words: Collection[str], met: Sequence[Condition], taxonomy: Taxonomy
) -> SearchHit:
    """A ranked item with its highlights and reasons; `met` are the conditions that it meets."""
    chance = entry.chance if words else None
    words = {*words, *(other.lower() for others in expand(words, taxonomy).values() for other in others)}
    if not words and not met:
        return SearchHit(item, entry.score, entry.parts, (), (), chance)
    return SearchHit(
        item,
        entry.score,
        entry.parts,
        find_highlights(item, words),
        explain(item, words, met, taxonomy),
        chance,
    )


def say_reading(reading: Reading | None) -> tuple[str, ...]:
    """How the query was read where it is not written in exact characters: 按拼音：“zhiliang”读作“质量”."""
    if reading is None:
        return ()
    said = "，".join(f"{found.how}：“{found.wrong}”读作“{found.right}”" for found in reading.replacements)
    return (said,)


def find_highlights(item: Item, words: Collection[str]) -> tuple[Highlight, ...]:
    """Every place of a word of at least two characters in the fields that a card shows."""
    telling = sorted((word for word in words if len(word) > 1), key=len, reverse=True)
    if not telling:
        return ()
    pattern = re.compile("|".join(re.escape(word) for word in telling), re.IGNORECASE)
    fields = {
        "name": item.name,
        "summary": item.content.summary,
        "pain_points": getattr(item.content, "pain_points", ""),
    }
    found = []
    for name, text in fields.items():
        folded = fold(text)
        # Folding may change lengths (full-width forms do not, ligatures do): then spans would point elsewhere.
        searched = folded if len(folded) == len(text) else text
        spans = tuple(match.span() for match in pattern.finditer(searched))
        if spans:
            found.append(Highlight(name, spans))
    return tuple(found)
