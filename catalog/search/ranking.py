"""Candidates for what a query is about, best first, each with the named parts of its score."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from catalog.evidence import discount
from catalog.queries import FINANCING_TOPIC, Item
from catalog.schemas import ProductContent
from catalog.search.fit import load_fit_model
from catalog.search.signals import Asked, gather_signals
from catalog.search.view import CatalogueView
from catalog.taxonomy.classifier import TopicClassifier
from embeddings.encoders import Encoder
from embeddings.fusion import DENSE_WEIGHT, LEXICAL_WEIGHT
from embeddings.hybrid import Hit as IndexHit
from embeddings.segmentation import Segmenter

# Deeper than people look and facets need: beyond it both arms only add noise.
_DEPTH = 1000
# What the item is for, beside what its text says: asked "MES", a product of that scene comes before one that mentions it.
_TOPIC_WEIGHT = 0.4
_COPY_PART = "与先有产品雷同"
_COPY_PENALTY = 0.01  # enough to stand behind its original and to be seen in the sum
FULL_MARK = LEXICAL_WEIGHT + DENSE_WEIGHT + _TOPIC_WEIGHT
"""The score of an item that is first by words and by meaning and surely for what is asked."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with the parts of its score and the calibrated probability that it fits."""

    id: int
    parts: Mapping[str, float]
    chance: float = 1.0

    @property
    def score(self) -> float:
        """The exact sum of the parts."""
        return sum(self.parts.values())


@dataclass(frozen=True, slots=True)
class Ranking:
    """Candidates that fit, best first, and the words of the query by which they are shown; `below` hardly fit."""

    entries: tuple[Ranked, ...]
    words: frozenset[str]
    below: tuple[Ranked, ...] = ()


class Ranker:
    """Scores by words, by meaning and by what an item is for; holds no state but its parts."""

    def __init__(self, encoder: Encoder, segmenter: Segmenter, topics: TopicClassifier) -> None:
        self._encoder = encoder
        self._segmenter = segmenter
        self._topics = topics
        self._fit = load_fit_model()

    def rank(self, view: CatalogueView, text: str, among: Collection[int]) -> Ranking:
        """What fits the text, best first, nothing where nothing does; all of `among`, newest first, for an empty text."""
        if not text.strip():
            return Ranking(tuple(Ranked(item_id, {}) for item_id in sorted(among, reverse=True)), frozenset())
        asked = Asked.read(text, self._encoder, self._segmenter, self._topics)
        if not asked.telling.weights:
            return Ranking((), frozenset())  # it asks, and names no matter
        hits = view.index.search(
            asked.query,
            min(len(among), _DEPTH),
            among=among,
            read_tokens=view.read_tokens,
        )
        found = {hit.id for hit in hits}
        copies = {copy: source for copy, source in view.generation.copies.items() if source in found}
        own = [hit for hit in hits if hit.id not in copies]
        signals = gather_signals(asked, view.index, own, view.items, view.generation.texts)
        scored = {
            hit.id: Ranked(hit.id, _parts(hit, view.items[hit.id], asked.odds), chance)
            for hit, chance in zip(own, self._fit.probabilities(signals), strict=True)
        }
        # A copy is judged by what it copies.
        scored |= {copy: replace(scored[copies[copy]], id=copy) for copy in copies if copy in found}
        ranked = stand_behind(
            sorted(scored.values(), key=lambda entry: (-entry.score, entry.id)), view.generation.copies
        )
        return Ranking(
            tuple(entry for entry in ranked if entry.chance >= self._fit.cut),
            frozenset(self._segmenter.words(text)),
            tuple(entry for entry in ranked if entry.chance < self._fit.cut),
        )


def _parts(hit: IndexHit, item: Item, odds: Mapping[str, float]) -> dict[str, float]:
    if isinstance(item.content, ProductContent):
        backed = bool(item.content.cases or item.content.certificates)
        claims = [(topic, discount(at, backed=backed)) for at, topic in enumerate(item.topics)]
    else:
        claims = [(FINANCING_TOPIC, 1.0)]
    topical = max((share * odds.get(topic, 0.0) for topic, share in claims), default=0.0)
    parts = {
        "词语匹配": hit.lexical,
        "语义相近": hit.dense,
        "与前几项相近": hit.feedback,
        "逐词对应": hit.aligned,
        "场景对口": _TOPIC_WEIGHT * topical,
    }
    return {name: value for name, value in parts.items() if value}


def stand_behind(entries: Sequence[Ranked], copies: Mapping[int, int]) -> list[Ranked]:
    """Copies with the parts of what they copy, less a little, so that they stand behind it; the others as they were.

    A copy whose original is not among the entries is left as it is.
    """
    by_id = {entry.id: entry for entry in entries}
    judged = [
        replace(entry, parts={**source.parts, _COPY_PART: -_COPY_PENALTY})
        if (source := by_id.get(copies.get(entry.id, 0)))
        else entry
        for entry in entries
    ]
    return in_order(judged)


def in_order(entries: Sequence[Ranked]) -> list[Ranked]:
    """Best first; what is equal stays in the order of before, newest first where nothing was asked."""
    return sorted(entries, key=lambda entry: -entry.score)
