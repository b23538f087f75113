"""Plain-word search over products, solutions and financing products."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from catalog.queries import (
    Conditions,
    Item,
    count_facets,
    count_kinds,
    list_eligible_ids,
    list_topics,
    load_items,
)
from catalog.search.reasons import explain
from catalog.taxonomy import Taxonomy
from catalog.taxonomy.classifier import TopicClassifier, TopicOdds
from catalog.vocabulary import Facet, Kind
from embeddings.encoders import Encoder
from embeddings.fusion import DENSE_WEIGHT, LEXICAL_WEIGHT
from embeddings.hybrid import Hit as IndexHit
from embeddings.hybrid import HybridIndex, Query
from embeddings.segmentation import Segmenter, fold

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
FULL_MARK = LEXICAL_WEIGHT + DENSE_WEIGHT + _TOPIC_WEIGHT
"""The score of an item that is first by words and by meaning and surely for what is asked."""
# A word around the matter, not 上 in 上云 or 个 in 个性化.
_ASKING = re.compile(
    r"怎么办|怎么样|怎么|如何|请问|有没有|能不能|可不可以|想要|想上|想找|想买|想|希望|需要|我们|我厂|公司|一个|一套|一下|什么|推荐|帮忙|找|上(?=[A-Za-z一个套])|个(?![性人体])|的|了(?!解)|吗|呢|啊"
)


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked. `industries` and `topics` are hard conditions, alternatives within each."""

    text: str
    k: int = 10
    kind: Kind | None = None
    industries: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Highlight:
    """Where a field shows what was asked: character spans [start, end)."""

    field: str
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A found item; `score` is exactly the sum of `parts`."""

    item: Item
    score: float
    parts: Mapping[str, float]
    highlights: tuple[Highlight, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """`total` and `facets` count the same candidate set from which `hits` shows the first k."""

    request: Request
    total: int
    facets: Mapping[str, Counter[str]]
    hits: tuple[SearchHit, ...]
    nothing_fits: bool


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with the parts of its score."""

    id: int
    parts: Mapping[str, float]
    cosine: float

    @property
    def score(self) -> float:
        """The exact sum of the parts."""
        return sum(self.parts.values())


@dataclass(frozen=True, slots=True)
class Ranking:
    """Candidates, best first, and the words of the query by which they are shown."""

    entries: tuple[Ranked, ...]
    words: frozenset[str]


class SearchEngine:
    """Hybrid search under conditions; holds no state but its parts."""

    def __init__(
        self, encoder: Encoder, segmenter: Segmenter, taxonomy: Taxonomy, topics: TopicClassifier
    ) -> None:
        self._encoder = encoder
        self._segmenter = segmenter
        self._taxonomy = taxonomy
        self._topics = topics

    def search(self, session: Session, index: HybridIndex, request: Request, *, today: date) -> SearchResult:
        """The items that meet the request's conditions, ranked. An empty text finds all of them, newest first."""
        eligible = list_eligible_ids(session, _conditions(request), today=today)
        ranking = self.rank(session, index, request.text, eligible)
        ids = [entry.id for entry in ranking.entries]
        items = load_items(session, ids[: request.k])
        hits = tuple(
            self.show(items[entry.id], entry, ranking.words)
            for entry in ranking.entries[: request.k]
            if entry.id in items
        )
        return SearchResult(request, len(ids), self._count(session, ids), hits, nothing_fits=not ids)

    def rank(self, session: Session, index: HybridIndex, text: str, among: Collection[int]) -> Ranking:
        """The items about the text, best first, none when nothing fits; all of them, newest first, for an empty text."""
        if not text.strip():
            return Ranking(
                tuple(Ranked(item_id, {}, 0.0) for item_id in sorted(among, reverse=True)), frozenset()
            )
        vector = self._encoder.encode_queries([text])[0]
        odds = self._topics.classify([text], vector.reshape(1, -1))[0]
        core = _ASKING.sub(" ", text)
        query = Query(core if core.strip() else text, vector)
        topics = list_topics(session)
        ranked = [
            Ranked(hit.id, _parts(hit, topics.get(hit.id, ()), odds), hit.cosine)
            for hit in index.search(query, max(len(among), 1), among=among)
        ]
        ranked.sort(key=lambda entry: (-entry.score, entry.id))
        words = frozenset(self._segmenter.words(query.text))
        if not _is_of_the_field(odds) and not self._shares_words(session, ranked, words):
            return Ranking((), words)
        least = _RELATIVE_CUT * ranked[0].score if ranked else 0.0
        return Ranking(tuple(entry for entry in ranked if entry.score >= least), words)

    def show(self, item: Item, entry: Ranked, words: Collection[str]) -> SearchHit:
        """A ranked item with what of the query it shows and why it was found."""
        if not words:
            return SearchHit(item, entry.score, entry.parts, (), ())
        reasons = explain(item, set(words), self._taxonomy)
        return SearchHit(item, entry.score, entry.parts, _highlight(item, set(words)), reasons)

    @staticmethod
    def _shares_words(session: Session, ranked: Sequence[Ranked], words: Collection[str]) -> bool:
        """Whether an item near in meaning also has a word of the query."""
        near = [entry.id for entry in ranked if entry.cosine >= _RELATED_COSINE]
        texts = [fold(item.text) for item in load_items(session, near[:_CHECKED]).values()]
        return any(len(word) > 1 and word in text for word in words for text in texts)

    def _count(self, session: Session, ids: list[int]) -> dict[str, Counter[str]]:
        facets: dict[str, Counter[str]] = {
            facet.value: counter
            for facet, counter in count_facets(session, ids).items()
            if facet
            in {Facet.TOPIC, Facet.INDUSTRY, Facet.DEPLOYMENT, Facet.INTERFACE, Facet.PURPOSE, Facet.REGION}
        }
        return {"kind": count_kinds(session, ids), **facets}


def _parts(hit: IndexHit, topics: Sequence[str], odds: TopicOdds) -> dict[str, float]:
    topical = max((_odds_of(topic, odds) for topic in topics), default=0.0)
    parts = {"词语匹配": hit.lexical, "语义相近": hit.dense, "场景对口": _TOPIC_WEIGHT * topical}
    return {name: value for name, value in parts.items() if value}


def _odds_of(topic: str, odds: TopicOdds) -> float:
    """A deciding word such as MES leaves no doubt, however short the query."""
    return max(odds.probabilities.get(topic, 0.0), _DECIDED if topic in odds.decided else 0.0)


def _is_of_the_field(odds: TopicOdds) -> bool:
    return odds.best[1] >= _TOPICAL or bool(odds.lexicon)


def _conditions(request: Request) -> Conditions:
    facets = {}
    if request.industries:
        facets[Facet.INDUSTRY] = frozenset(request.industries)
    if request.topics:
        facets[Facet.TOPIC] = frozenset(request.topics)
    return Conditions(frozenset({request.kind} if request.kind else ()), facets)


def _highlight(item: Item, words: set[str]) -> tuple[Highlight, ...]:
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
