"""Needs to recommendations: hard conditions in the database, candidates from the index, named scores, honest gaps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from sqlmodel import Session

from catalog.queries import Conditions, Item, list_eligible_ids, load_items
from catalog.schemas import ProductContent
from catalog.taxonomy import Taxonomy
from catalog.vocabulary import Deployment, Facet, Kind
from embeddings.encoders import Encoder, Vectors
from embeddings.hybrid import HybridIndex, Query
from embeddings.segmentation import simplify
from matcher.financing.offers import find_offers
from matcher.matching.model import MatchResult, NeedMatch, Recommendation, State
from matcher.matching.reasons import explain_concerns, explain_fit
from matcher.matching.scoring import Parts, exceeds, find_uplift, score_item
from matcher.needs.model import Enterprise, Need, Reading

_CANDIDATES = 200  # nearest items considered beside all that declare the topic
_PER_PROVIDER = 2  # of one provider in one need's list: 市场垄断 is the pilots' most repeated complaint
_QUOTES_IN_QUERY = 3
_FINANCING = "F01"


class Matcher:
    """Matches a reading with the published catalogue; holds no state but its parts."""

    def __init__(self, encoder: Encoder, taxonomy: Taxonomy) -> None:
        self._encoder = encoder
        self._taxonomy = taxonomy

    def match(
        self,
        session: Session,
        index: HybridIndex,
        reading: Reading,
        *,
        today: date,
        k: int = 5,
        budget_wan: float | None = None,
    ) -> MatchResult:
        """Up to k items per need and the financing products ranked; budget in 万元, else the report's own."""
        budget = budget_wan if budget_wan is not None else reading.enterprise.budget_wan
        offers = find_offers(session, reading, today=today)
        needs = [need for need in reading.needs if need.topic != _FINANCING]
        eligible = list_eligible_ids(session, _conditions(reading.enterprise), today=today)
        texts = [_query_text(need, self._taxonomy) for need in needs]
        vectors = self._encoder.encode_queries(texts)
        found = {
            need.id: self._match_need(session, index, need, text, vector, reading.enterprise, eligible, budget, k, today)
            for need, text, vector in zip(needs, texts, vectors, strict=True)
        }
        for need in reading.needs:
            if need.topic == _FINANCING:
                fits = any(offer.eligible for offer in offers)
                found[need.id] = NeedMatch(need.id, "covered" if fits else "partial" if offers else "gap", ())
        return MatchResult(reading, tuple(found[need.id] for need in reading.needs), offers)

    def _match_need(
        self,
        session: Session,
        index: HybridIndex,
        need: Need,
        text: str,
        vector: Vectors,
        enterprise: Enterprise,
        eligible: frozenset[int],
        budget: float | None,
        k: int,
        today: date,
    ) -> NeedMatch:
        hits = {hit.id: hit for hit in index.search(Query(text, vector), _CANDIDATES, among=eligible)}
        for_topic = list_eligible_ids(
            session, Conditions(facets={Facet.TOPIC: frozenset({need.topic})}), today=today
        )
        items = load_items(session, sorted(for_topic & eligible))
        scored = []
        for item in items.values():
            parts = score_item(item, need, enterprise, hits.get(item.id), budget)
            scored.append((parts.total, item, parts))
        scored.sort(key=lambda entry: (-entry[0], entry[1].id))
        chosen = _spread([(item, parts) for _, item, parts in scored], k)
        recommendations = tuple(
            Recommendation(
                item=item,
                score=parts.total,
                parts=parts.values,
                reasons=explain_fit(item, need, enterprise, self._taxonomy),
                concerns=explain_concerns(item, need, enterprise, self._taxonomy, budget),
            )
            for item, parts in chosen
        )
        return NeedMatch(need.id, _state(recommendations, need, enterprise, budget), recommendations)


def _conditions(enterprise: Enterprise) -> Conditions:
    """What may not be recommended at all: an enterprise barred from public networks gets nothing that is SaaS only."""
    excluded = {Facet.DEPLOYMENT: frozenset({Deployment.SAAS.value})} if enterprise.public_cloud is False else {}
    return Conditions(kinds=frozenset({Kind.PRODUCT, Kind.SOLUTION}), excluded=excluded)


def _query_text(need: Need, taxonomy: Taxonomy) -> str:
    quotes = [simplify(evidence.quote) for evidence in need.evidence[:_QUOTES_IN_QUERY]]
    return "\n".join([taxonomy.topic(need.topic).name, *quotes])


def _spread(ranked: Sequence[tuple[Item, Parts]], k: int) -> list[tuple[Item, Parts]]:
    """The first k, with at most _PER_PROVIDER of one provider while others have something to offer."""
    shown: Counter[str] = Counter()
    first, rest = [], []
    for item, parts in ranked:
        (first if shown[item.provider] < _PER_PROVIDER else rest).append((item, parts))
        shown[item.provider] += 1
    return (first + rest)[:k]


def _state(
    recommendations: Sequence[Recommendation], need: Need, enterprise: Enterprise, budget: float | None
) -> State:
    """Covered when some item is for the topic, the industry, the target level and the budget; partial when one falls short."""
    if not recommendations:
        return "gap"
    return "covered" if any(_meets(entry.item, need, enterprise, budget) for entry in recommendations) else "partial"


def _meets(item: Item, need: Need, enterprise: Enterprise, budget: float | None) -> bool:
    content = item.content
    assert isinstance(content, ProductContent)
    uplift = find_uplift(content, need.topic)
    level = uplift is None or uplift.level_to is None or need.target_level is None or uplift.level_to >= need.target_level
    industry = not content.industries or enterprise.industry is None or enterprise.industry in content.industries
    return level and industry and not exceeds(content, budget)
