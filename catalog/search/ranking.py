"""Candidates for what a query is about, best first, each with the named parts of its score."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from catalog.evidence import discount
from catalog.queries import FINANCING_TOPIC, Item
from catalog.schemas import ProductContent
from catalog.search.view import CatalogueView
from catalog.taxonomy.classifier import TopicClassifier, TopicOdds
from embeddings.encoders import Encoder
from embeddings.fusion import DENSE_WEIGHT, LEXICAL_WEIGHT
from embeddings.hybrid import Hit as IndexHit
from embeddings.hybrid import Query
from embeddings.segmentation import Segmenter

# Deeper than people look and facets need: beyond it both arms only add noise.
_DEPTH = 1000
# A hit must reach this share of the best one's score to be listed: beyond it the arms only add noise.
_RELATIVE_CUT = 0.4
_CHECKED = 20  # best items whose texts are looked at for a shared word
_DECIDED = 0.95
# Whether the catalogue is about what was asked at all. On two dozen invented queries of each kind, set by eye: most
# of the field had a likely topic or a word of the lexicon, most others neither (小学奥数培训 had both). Not calibrated.
_TOPICAL = 0.45
_RELATED_COSINE = 0.87
# What the item is for, beside what its text says: asked "MES", a product of that scene comes before one that mentions it.
_TOPIC_WEIGHT = 0.4
_COPY_PENALTY = 0.01  # enough to stand behind its original and to be seen in the sum
FULL_MARK = LEXICAL_WEIGHT + DENSE_WEIGHT + _TOPIC_WEIGHT
"""The score of an item that is first by words and by meaning and surely for what is asked."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with the parts of its score."""

    id: int
    parts: Mapping[str, float]
    cosine: float = 0.0

    @property
    def score(self) -> float:
        """The exact sum of the parts."""
        return sum(self.parts.values())


@dataclass(frozen=True, slots=True)
class Ranking:
    """Candidates, best first, and the words of the query by which they are shown; `below` are not about the query."""

    entries: tuple[Ranked, ...]
    words: frozenset[str]
    below: tuple[Ranked, ...] = ()


class Ranker:
    """Scores by words, by meaning and by what an item is for; holds no state but its parts."""

    def __init__(self, encoder: Encoder, segmenter: Segmenter, topics: TopicClassifier) -> None:
        self._encoder = encoder
        self._segmenter = segmenter
        self._topics = topics

    def rank(self, view: CatalogueView, text: str, among: Collection[int]) -> Ranking:
        """The items about the text, best first, none when nothing fits; all of them, newest first, for an empty text."""
        if not text.strip():
            return Ranking(tuple(Ranked(item_id, {}) for item_id in sorted(among, reverse=True)), frozenset())
        vector = self._encoder.encode_queries([text])[0]
        odds = self._topics.classify([text], vector.reshape(1, -1))[0]
        hits = view.index.search(Query(text, vector), min(max(len(among), 1), _DEPTH), among=among)
        scored = [Ranked(hit.id, _parts(hit, view.items[hit.id], odds), hit.cosine) for hit in hits]
        ranked = _judge_copies(scored, view.generation.copies)
        ranked.sort(key=lambda entry: (-entry.score, entry.id))
        words = frozenset(self._segmenter.words(text))
        if not _is_of_the_field(odds) and not _shares_words(view, ranked, words):
            return Ranking((), words, tuple(ranked))
        least = _RELATIVE_CUT * ranked[0].score if ranked else 0.0
        kept = sum(entry.score >= least for entry in ranked)
        return Ranking(tuple(ranked[:kept]), words, tuple(ranked[kept:]))


def _parts(hit: IndexHit, item: Item, odds: TopicOdds) -> dict[str, float]:
    if isinstance(item.content, ProductContent):
        backed = bool(item.content.cases or item.content.certificates)
        claims = [(topic, discount(at, backed=backed)) for at, topic in enumerate(item.topics)]
    else:
        claims = [(FINANCING_TOPIC, 1.0)]
    topical = max((share * _odds_of(topic, odds) for topic, share in claims), default=0.0)
    parts = {
        "词语匹配": hit.lexical,
        "语义相近": hit.dense,
        "与前几项相近": hit.feedback,
        "场景对口": _TOPIC_WEIGHT * topical,
    }
    return {name: value for name, value in parts.items() if value}


def _judge_copies(scored: Sequence[Ranked], copies: Mapping[int, int]) -> list[Ranked]:
    """A copy has the parts of what it copies and stands behind it; one whose original is not found is judged alone."""
    by_id = {entry.id: entry for entry in scored}
    judged = []
    for entry in scored:
        original = copies.get(entry.id)
        if original is None or original not in by_id:
            judged.append(entry)
            continue
        source = by_id[original]
        judged.append(Ranked(entry.id, {**source.parts, "与先有产品雷同": -_COPY_PENALTY}, source.cosine))
    return judged


def _odds_of(topic: str, odds: TopicOdds) -> float:
    """A deciding word such as MES leaves no doubt, however short the query."""
    return max(odds.probabilities.get(topic, 0.0), _DECIDED if topic in odds.decided else 0.0)


def _is_of_the_field(odds: TopicOdds) -> bool:
    return odds.best[1] >= _TOPICAL or bool(odds.lexicon)


def _shares_words(view: CatalogueView, ranked: Sequence[Ranked], words: Collection[str]) -> bool:
    """Whether an item near in meaning also has a word of the query."""
    near = [entry.id for entry in ranked if entry.cosine >= _RELATED_COSINE]
    texts = [view.generation.texts[item_id] for item_id in near[:_CHECKED]]
    return any(len(word) > 1 and word in text for word in words for text in texts)
