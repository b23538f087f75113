"""Plain-word search over products, solutions and financing products."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from catalog.queries import Conditions, Item, count_facets, list_eligible_ids, load_items
from catalog.search.reasons import explain
from catalog.taxonomy import Taxonomy
from catalog.vocabulary import Facet, Kind
from embeddings.encoders import Encoder
from embeddings.hybrid import Hit as IndexHit
from embeddings.hybrid import HybridIndex, Query
from embeddings.segmentation import Segmenter, fold

# A hit must reach this share of the best one's score to be listed: beyond it the arms only add noise.
_RELATIVE_CUT = 0.3
# E5's cosines of unrelated Chinese texts gather around .80 and related ones above .84; without a shared word and below
# this, nothing in the catalogue is about what was asked.
_RELATED_COSINE = 0.835


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


class SearchEngine:
    """Hybrid search under conditions; holds no state but its parts."""

    def __init__(self, encoder: Encoder, segmenter: Segmenter, taxonomy: Taxonomy) -> None:
        self._encoder = encoder
        self._segmenter = segmenter
        self._taxonomy = taxonomy

    def search(self, session: Session, index: HybridIndex, request: Request, *, today: date) -> SearchResult:
        """Rank the items that meet the request's conditions. An empty text finds all of them, newest first."""
        eligible = list_eligible_ids(session, _conditions(request), today=today)
        if not request.text.strip():
            return self._browse(session, request, sorted(eligible, reverse=True))
        query = Query(request.text, self._encoder.encode_queries([request.text])[0])
        found = index.search(query, max(len(eligible), 1), among=eligible)
        nothing_fits = not any(self._is_about(hit) for hit in found)
        candidates = (
            [] if nothing_fits else [hit for hit in found if hit.score >= _RELATIVE_CUT * found[0].score]
        )
        items = load_items(session, [hit.id for hit in candidates[: request.k]])
        words = set(self._segmenter.words(request.text))
        hits = tuple(
            self._to_hit(items[hit.id], hit, words) for hit in candidates[: request.k] if hit.id in items
        )
        ids = [hit.id for hit in candidates]
        return SearchResult(request, len(ids), self._count(session, ids), hits, nothing_fits)

    @staticmethod
    def _is_about(hit: IndexHit) -> bool:
        return hit.cosine >= _RELATED_COSINE

    def _browse(self, session: Session, request: Request, ids: list[int]) -> SearchResult:
        items = load_items(session, ids[: request.k])
        hits = tuple(SearchHit(items[i], 0.0, {}, (), ()) for i in ids[: request.k] if i in items)
        return SearchResult(request, len(ids), self._count(session, ids), hits, nothing_fits=not ids)

    def _count(self, session: Session, ids: list[int]) -> dict[str, Counter[str]]:
        facets: dict[str, Counter[str]] = {
            facet.value: counter
            for facet, counter in count_facets(session, ids).items()
            if facet
            in {Facet.TOPIC, Facet.INDUSTRY, Facet.DEPLOYMENT, Facet.INTERFACE, Facet.PURPOSE, Facet.REGION}
        }
        kinds = Counter(item.kind.value for item in load_items(session, ids).values())
        return {"kind": kinds, **facets}

    def _to_hit(self, item: Item, hit: IndexHit, words: set[str]) -> SearchHit:
        parts = {"词语匹配": hit.lexical, "语义相近": hit.dense}
        highlights = _highlight(item, words)
        return SearchHit(item, sum(parts.values()), parts, highlights, explain(item, words, self._taxonomy))


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
