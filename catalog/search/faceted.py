"""One search for page and JSON: the list, its facets and the ways out of an empty one all come from one candidate set.

The engine ranks once, without filters; filters then only narrow that list. So the number beside a value is the length
of the list that this value alone gives, and a filter never brings in what the plain search left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

from sqlmodel import Session

from catalog.errors import ItemNotFound
from catalog.queries import Conditions, Item, get_item, list_eligible_ids, load_items
from catalog.schemas import FinanceContent, ProductContent
from catalog.search.engine import Request, SearchEngine, SearchResult
from catalog.vocabulary import Status
from embeddings.hybrid import HybridIndex

FILTERS = ("kind", "industry", "topic")
"""The fields that can be filtered."""


@dataclass(frozen=True, slots=True)
class Relaxation:
    """Filters to drop, as few as possible, and how many items that brings."""

    drop: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Found:
    """`result.facets` counts each filtered field as if that field's own filter were off, so that siblings stay choosable.

    `relaxations` are given when only the filters left nothing.
    """

    result: SearchResult
    relaxations: tuple[Relaxation, ...]


def search_catalog(
    engine: SearchEngine, session: Session, index: HybridIndex, request: Request, *, today: date
) -> Found:
    """Search under the request's filters. Raises what the engine raises."""
    visible = list_eligible_ids(session, Conditions(), today=today)
    ranking = engine.rank(session, index, request.text, visible)
    items = load_items(session, [entry.id for entry in ranking.entries])
    candidates = [(entry, items[entry.id]) for entry in ranking.entries if entry.id in items]
    fitting = [(entry, item) for entry, item in candidates if _fits(item, request)]
    facets = _count_facets(item for _, item in fitting)
    for field in FILTERS:
        others = drop_filters(request, {field})
        shown = (item for _, item in candidates if _fits(item, others))
        facets[field] = Counter(value for item in shown for value in _facet_values(item).get(field, ()))
    hits = tuple(engine.show(item, entry, ranking.words) for entry, item in fitting[: request.k])
    result = SearchResult(request, len(fitting), facets, hits, nothing_fits=not fitting)
    return Found(result, () if fitting else _relax([item for _, item in candidates], request))


def get_published_item(session: Session, item_id: int) -> Item:
    """One item that people may see; one that was withdrawn is not found, one that expired still is."""
    item = get_item(session, item_id)
    if item.status is not Status.PUBLISHED:
        raise ItemNotFound(f"没有编号为 {item_id} 的产品或服务。")
    return item


def drop_filters(request: Request, fields: Collection[str]) -> Request:
    """The request without the filters of these fields."""
    return replace(
        request,
        kind=None if "kind" in fields else request.kind,
        industries=() if "industry" in fields else request.industries,
        topics=() if "topic" in fields else request.topics,
    )


def _fits(item: Item, request: Request) -> bool:
    return (
        (request.kind is None or item.kind == request.kind)
        and _any_of(item.content.industries, request.industries)
        and _any_of(item.topics, request.topics)
    )


def _any_of(stated: Iterable[str], wanted: Collection[str]) -> bool:
    return not wanted or any(value in wanted for value in stated)


def _count_facets(items: Iterable[Item]) -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = {}
    for item in items:
        for field, values in _facet_values(item).items():
            counts.setdefault(field, Counter()).update(dict.fromkeys(values, 1))
    return counts


def _facet_values(item: Item) -> dict[str, tuple[str, ...]]:
    content = item.content
    common = {"kind": (item.kind.value,), "industry": content.industries}
    if isinstance(content, FinanceContent):
        return {**common, "purpose": tuple(content.purposes), "region": content.regions}
    assert isinstance(content, ProductContent)
    return {
        **common,
        "topic": item.topics,
        "deployment": tuple(content.deployment),
        "interface": content.interfaces,
    }


def _relax(candidates: Collection[Item], request: Request) -> tuple[Relaxation, ...]:
    """The smallest sets of filters without which something is left, the most fruitful first."""
    active = [field for field in FILTERS if drop_filters(request, {field}) != request]
    for size in range(1, len(active) + 1):
        found = []
        for fields in combinations(active, size):
            looser = drop_filters(request, fields)
            count = sum(_fits(item, looser) for item in candidates)
            if count:
                found.append(Relaxation(fields, count))
        if found:
            return tuple(sorted(found, key=lambda relaxation: -relaxation.count))
    return ()
