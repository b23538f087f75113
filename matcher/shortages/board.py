"""Counting the pool of open demands into the ranked board; groups of one or two enterprises are folded into 其他."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlmodel import Session, col, select

from catalog.queries import FINANCING_TOPIC, Conditions, list_eligible_ids
from catalog.tables import SupplyFacet, SupplyItem, SupplyTopic
from catalog.taxonomy import Taxonomy, load_taxonomy
from catalog.vocabulary import Facet, Kind
from matcher.shortages.advice import say_call, say_theme
from matcher.shortages.model import FEWEST, Board, Dimension, Group, Rest
from matcher.tables import OpenDemand

Key = tuple[str | None, str | None, str | None]


def list_shortages(
    session: Session,
    *,
    first: str | None = None,
    last: str | None = None,
    industry: str | None = None,
    region: str | None = None,
    by: Sequence[Dimension] = ("topic",),
    today: date,
) -> Board:
    """The board of the months from `first` to `last`, narrowed to an industry and an area, grouped by dimensions.

    Ranked by gaps, then partial states, then enterprises. An enterprise that asks for a topic in several months counts
    once, as of the latest. Items are those that can be had on `today`.
    """
    taxonomy = load_taxonomy()
    demands = _latest(_load(session, first, last))
    demands = [
        demand
        for demand in demands
        if (industry is None or demand.industry == industry) and (region is None or demand.region == region)
    ]
    supply = Supply(session, today=today)
    count = len({demand.digest for demand in demands})
    tellable = demands if count >= FEWEST else []
    groups, rest = _group(tellable, tuple(by), supply, taxonomy)
    states = Counter(demand.state for demand in tellable)
    by_topic, _ = _group(tellable, ("topic",), supply, taxonomy)
    finest, _ = _group(tellable, ("topic", "industry"), supply, taxonomy)
    return Board(
        first=first,
        last=last,
        industry=industry,
        region=region,
        by=tuple(by),
        months=tuple(session.exec(select(OpenDemand.month).distinct().order_by(col(OpenDemand.month))).all()),
        enterprises=None if 0 < count < FEWEST else count,
        covered=states["covered"],
        partial=states["partial"],
        gap=states["gap"],
        groups=groups,
        rest=rest,
        call=say_call(by_topic, finest, taxonomy),
        theme=say_theme(by_topic, taxonomy, region=region, industry=industry),
    )


def _load(session: Session, first: str | None, last: str | None) -> Sequence[OpenDemand]:
    statement = select(OpenDemand).order_by(col(OpenDemand.month), col(OpenDemand.id))
    if first is not None:
        statement = statement.where(col(OpenDemand.month) >= first)
    if last is not None:
        statement = statement.where(col(OpenDemand.month) <= last)
    return session.exec(statement).all()


def _latest(demands: Iterable[OpenDemand]) -> list[OpenDemand]:
    """One row for each enterprise and topic: that of its latest month."""
    return list({(demand.digest, demand.topic): demand for demand in demands}.values())


def _group(
    demands: Iterable[OpenDemand], by: tuple[Dimension, ...], supply: Supply, taxonomy: Taxonomy
) -> tuple[tuple[Group, ...], Rest | None]:
    """The groups of three or more enterprises, ranked, and what is folded together of the others."""
    found: dict[Key, list[OpenDemand]] = defaultdict(list)
    for demand in demands:
        found[_key(demand, by)].append(demand)
    groups, small = [], []
    for key, members in found.items():
        if len({demand.digest for demand in members}) < FEWEST:
            small.append(members)
        else:
            groups.append(_count(key, members, supply))
    order = {code: place for place, code in enumerate(taxonomy.topics)}
    groups.sort(
        key=lambda group: (
            -group.gap,
            -group.partial,
            -group.enterprises,
            order.get(group.topic or "", -1),
            group.industry or "",
            group.region or "",
        )
    )
    return tuple(groups), _fold(small) if small else None


def _key(demand: OpenDemand, by: tuple[Dimension, ...]) -> Key:
    return (
        demand.topic if "topic" in by else None,
        demand.industry if "industry" in by else None,
        demand.region if "region" in by else None,
    )


def _count(key: Key, demands: Sequence[OpenDemand], supply: Supply) -> Group:
    topic, industry, region = key
    states = Counter(demand.state for demand in demands)
    levels = Counter(demand.target_level for demand in demands if demand.target_level is not None)
    return Group(
        topic=topic,
        industry=industry,
        region=region,
        enterprises=len({demand.digest for demand in demands}),
        covered=states["covered"],
        partial=states["partial"],
        gap=states["gap"],
        target_levels=dict(sorted(levels.items())),
        items=supply.count(topic, industry) if topic is not None else None,
    )


def _fold(groups: Sequence[Sequence[OpenDemand]]) -> Rest:
    demands = [demand for group in groups for demand in group]
    enterprises = len({demand.digest for demand in demands})
    if enterprises < FEWEST:
        return Rest(len(groups), None, None, None, None)
    states = Counter(demand.state for demand in demands)
    return Rest(len(groups), enterprises, states["covered"], states["partial"], states["gap"])


class Supply:
    """How many catalogue entries declare a topic; read once, asked for many groups."""

    def __init__(self, session: Session, *, today: date) -> None:
        eligible = list_eligible_ids(session, Conditions(), today=today)
        topics: dict[str, set[int]] = defaultdict(set)
        for item_id, topic in session.exec(select(SupplyTopic.item_id, SupplyTopic.topic)):
            topics[topic].add(item_id)
        finance = select(SupplyItem.id).where(SupplyItem.kind == Kind.FINANCE.value)
        topics[FINANCING_TOPIC] = {item_id for item_id in session.exec(finance) if item_id is not None}
        industries: dict[int, set[str]] = defaultdict(set)
        stated = select(SupplyFacet.item_id, SupplyFacet.value).where(
            SupplyFacet.field == Facet.INDUSTRY.value
        )
        for item_id, value in session.exec(stated):
            industries[item_id].add(value)
        self._topics: Mapping[str, set[int]] = {topic: ids & eligible for topic, ids in topics.items()}
        self._industries: Mapping[int, set[str]] = industries

    def count(self, topic: str, industry: str | None) -> int:
        """Published, unexpired entries of a topic; of an industry also those that state none."""
        found = self._topics.get(topic, set())
        if industry is None:
            return len(found)
        stated = (self._industries.get(item_id) for item_id in found)
        return sum(not industries or industry in industries for industries in stated)
