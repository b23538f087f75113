"""Needs to recommendations: hard conditions in the database, candidates from the index, named scores, honest gaps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlmodel import Session

from catalog.queries import FINANCING_TOPIC, Conditions, Item, list_eligible_ids, load_items
from catalog.schemas import ProductContent
from catalog.taxonomy import Taxonomy
from catalog.vocabulary import Deployment, Facet, Kind
from embeddings.encoders import Encoder
from embeddings.hybrid import Hit, HybridIndex, Query
from embeddings.segmentation import simplify
from matcher.bundles.composing import NO_WISHES, Wishes, compose, list_required_topics
from matcher.bundles.solving import solve_bundle
from matcher.financing.means import settle_means
from matcher.financing.offers import find_offers, load_lenders
from matcher.financing.outlays import collect_outlays
from matcher.financing.planning import finance_bundle, list_purchases
from matcher.matching.model import MatchResult, NeedMatch, Recommendation
from matcher.needs.model import Enterprise, Need, Reading
from matcher.scoring.coverage import Cell, Coverage, judge_cell
from matcher.scoring.reasons import explain_concerns, explain_fit
from matcher.scoring.scores import Parts, score_item

_NEAREST = 200  # items whose texts are compared; of the others only what they declare counts
_PER_PROVIDER = 2  # of one provider in one need's list: 市场垄断 is the pilots' most repeated complaint
_QUOTES_IN_QUERY = 3


@dataclass(frozen=True, slots=True)
class _Ground:
    """What all needs of one report share; money in 万元."""

    session: Session
    index: HybridIndex
    enterprise: Enterprise
    eligible: frozenset[int]
    budget_wan: float | None
    today: date
    k: int
    items: dict[int, Item] = field(default_factory=dict)
    cells: dict[str, dict[int, Cell]] = field(default_factory=dict)


class Matcher:
    """Matches a reading with the published catalogue; holds no state but its parts."""

    def __init__(self, encoder: Encoder, taxonomy: Taxonomy, lpr_pct: float | None = None) -> None:
        """`lpr_pct`: the loan prime rate in percent a year, None when it is not known here."""
        self._encoder = encoder
        self._taxonomy = taxonomy
        self._lpr_pct = lpr_pct

    def match(
        self,
        session: Session,
        index: HybridIndex,
        reading: Reading,
        *,
        today: date,
        k: int = 5,
        budget_wan: float | None = None,
        wishes: Wishes = NO_WISHES,
    ) -> MatchResult:
        """Up to k items per need, the financing products ranked, and the best bundle within the budget.

        Budget in 万元, else the report's own; without either there is no bundle, but the problem to try budgets on. Where the
        report says how much of its budget is own money, the bundle borrows no more than that leaves unpaid and somebody lends.
        """
        enterprise = reading.enterprise
        eligible = list_eligible_ids(session, _conditions(enterprise), today=today)
        budget = budget_wan if budget_wan is not None else enterprise.budget_wan
        ground = _Ground(session, index, enterprise, eligible, budget, today, k)
        needs = [need for need in reading.needs if need.topic != FINANCING_TOPIC]
        texts = [_query_text(need, enterprise, self._taxonomy) for need in needs]
        vectors = self._encoder.encode_queries(texts, remember=False)
        found = {
            need.id: self._match_need(ground, need, Query(text, vector))
            for need, text, vector in zip(needs, texts, vectors, strict=True)
        }
        whole = _with_prerequisites(
            ground, Coverage({need.id: ground.cells[need.id] for need in needs}, ground.items)
        )
        problem = compose(reading, whole, self._taxonomy, budget_wan=budget, wishes=wishes)
        lenders = load_lenders(session, today=today, lpr_pct=self._lpr_pct)
        if budget is not None and budget_wan is None and enterprise.own_wan is not None:
            problem = settle_means(problem, enterprise.own_wan, whole, reading, lenders).problem
        bundle = solve_bundle(problem) if budget is not None else None
        purchases = list_purchases(bundle, problem, whole, reading)
        offers = find_offers(reading, lenders, collect_outlays(purchases, reading.financing))
        financing = finance_bundle(bundle, problem, whole, reading, lenders)
        for need in reading.needs:
            if need.topic == FINANCING_TOPIC:
                fits = any(offer.eligible for offer in offers)
                found[need.id] = NeedMatch(need.id, "covered" if fits else "gap", ())
        matches = tuple(found[need.id] for need in reading.needs)
        return MatchResult(reading, matches, offers, whole, problem, bundle, lenders, financing)

    def _match_need(self, ground: _Ground, need: Need, query: Query) -> NeedMatch:
        near = {hit.id: hit for hit in ground.index.search(query, _NEAREST, among=ground.eligible)}
        for_topic = Conditions(facets={Facet.TOPIC: frozenset({need.topic})})
        candidates = list_eligible_ids(ground.session, for_topic, today=ground.today) & ground.eligible
        items = load_items(ground.session, sorted(candidates)).values()
        ground.items.update({item.id: item for item in items})
        cells = {
            item.id: judge_cell(item, need, ground.enterprise, self._taxonomy, ground.budget_wan)
            for item in items
        }
        scored = [
            (item, self._score(ground, need, item, near.get(item.id), cells[item.id])) for item in items
        ]
        ground.cells[need.id] = {item.id: replace(cells[item.id], fit=parts.fit) for item, parts in scored}
        scored.sort(key=lambda entry: (-entry[1].total, entry[0].id))
        recommendations = tuple(
            self._recommend(ground, need, item, parts) for item, parts in _spread(scored, ground.k)
        )
        return NeedMatch(need.id, Coverage(ground.cells, {}).state(need.id), recommendations)

    def _score(self, ground: _Ground, need: Need, item: Item, hit: Hit | None, cell: Cell) -> Parts:
        covers = cell.state == "covered"
        return score_item(item, need, ground.enterprise, hit, ground.budget_wan, covers=covers)

    def _recommend(self, ground: _Ground, need: Need, item: Item, parts: Parts) -> Recommendation:
        return Recommendation(
            item=item,
            score=parts.total,
            parts=parts.values,
            reasons=explain_fit(item, need, ground.enterprise, self._taxonomy),
            concerns=explain_concerns(item, need, ground.enterprise, self._taxonomy, ground.budget_wan),
        )


def _conditions(enterprise: Enterprise) -> Conditions:
    """What may not be recommended at all: an enterprise barred from public networks gets nothing that is SaaS only."""
    excluded = (
        {Facet.DEPLOYMENT: frozenset({Deployment.SAAS.value})} if enterprise.public_cloud is False else {}
    )
    return Conditions(kinds=frozenset({Kind.PRODUCT, Kind.SOLUTION}), excluded=excluded)


def _query_text(need: Need, enterprise: Enterprise, taxonomy: Taxonomy) -> str:
    """The topic, what the report says, and who says it: a firm's name mostly tells what it makes."""
    quotes = [simplify(evidence.quote) for evidence in need.evidence[:_QUOTES_IN_QUERY]]
    name = [simplify(enterprise.name)] if enterprise.name else []
    return "\n".join([taxonomy.topic(need.topic).name, *quotes, *name])


def _spread(ranked: Sequence[tuple[Item, Parts]], k: int) -> list[tuple[Item, Parts]]:
    """The first k, with at most _PER_PROVIDER of one provider while others have something to offer."""
    shown: Counter[str] = Counter()
    first: list[tuple[Item, Parts]] = []
    rest: list[tuple[Item, Parts]] = []
    for item, parts in ranked:
        (first if shown[item.provider] < _PER_PROVIDER else rest).append((item, parts))
        shown[item.provider] += 1
    return (first + rest)[:k]


def _with_prerequisites(ground: _Ground, coverage: Coverage) -> Coverage:
    """The coverage and, without cells, the items that provide what others may rest on."""
    stated = (
        item.content.requires for item in coverage.items.values() if isinstance(item.content, ProductContent)
    )
    topics = list_required_topics().union(*stated)
    conditions = Conditions(facets={Facet.TOPIC: topics})
    able = list_eligible_ids(ground.session, conditions, today=ground.today) & ground.eligible
    found = load_items(ground.session, sorted(able - coverage.items.keys()))
    return Coverage(coverage.cells, {**coverage.items, **found})
