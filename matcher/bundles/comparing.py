"""Why one item rather than another: the best bundle with each, and the difference in exact parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from matcher.bundles.describing import count_shares, name_items, name_needs
from matcher.bundles.instance import Entry, Instance, Rank
from matcher.bundles.model import Bundle, Problem
from matcher.bundles.money import say_yuan, to_wan
from matcher.bundles.optimising import find_best
from matcher.bundles.programme import Limits
from matcher.bundles.wishes import find_obstacle, make_programme

_MOST_COUNTERPARTS = 2


@dataclass(frozen=True, slots=True)
class Side:
    """The best bundle that holds one item and not the other; the three costs (万元) add up to `cost_wan`.

    `shares` says how far the whole bundle serves each need.
    """

    item: int
    items: tuple[int, ...]
    shares: Mapping[str, float]
    weight: float
    fit: int
    cost_wan: float
    price_wan: float
    shared_wan: float
    others_wan: float
    prerequisites: tuple[str, ...]
    """Labels of what the item rests on and the enterprise does not have."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both sides, None where no bundle can hold the item, and the sentences that say the difference."""

    first: Side | None
    second: Side | None
    sentences: tuple[str, ...]


def find_counterparts(problem: Problem, bundle: Bundle, item: int) -> tuple[int, ...]:
    """The chosen items that do what the item would do, at most two.

    One of the same function comes first, as only one of the two can be chosen; then those that share most weight of needs.
    """
    candidates = {candidate.id: candidate for candidate in problem.candidates}
    asked = candidates[item]

    def common(chosen: int) -> float:
        covers = candidates[chosen].covers
        return sum(
            demand.weight * min(covers.get(demand.need, 0.0), asked.covers.get(demand.need, 0.0))
            for demand in problem.demands
        )

    meeting = [
        chosen
        for chosen in bundle.items
        if chosen != item and (common(chosen) or candidates[chosen].functions & asked.functions)
    ]

    def order(chosen: int) -> tuple[bool, float, int]:
        return not candidates[chosen].functions & asked.functions, -common(chosen), chosen

    return tuple(sorted(meeting, key=order))[:_MOST_COUNTERPARTS]


def explain_over(problem: Problem, first: int, second: int) -> Comparison:
    """Why `first` rather than `second` within the budget: weight, own price, shared cost, prerequisites, the rest."""
    candidates = {candidate.id: candidate for candidate in problem.candidates}
    sides: list[Side | None] = []
    obstacles: list[str] = []
    for item, other in ((first, second), (second, first)):
        if problem.price_of(candidates[item]) is None:
            asked = candidates[item].price.question or "价格未公布，需要询价"
            obstacles.append(f"{name_items(problem, [item])}的价格没说全，还不能比：{asked}")
            sides.append(None)
            continue
        tried = replace(
            problem,
            wanted=(problem.wanted - {other}) | {item},
            excluded=(problem.excluded - {item}) | {other},
        )
        obstacle = find_obstacle(tried)
        programme = make_programme(tried)
        instance = programme.instance
        best = None if obstacle else find_best(programme, Limits(most_cost=instance.limit))
        if best is None:
            obstacles.append(
                obstacle.rstrip("。") if obstacle else f"预算放不下{name_items(problem, [item])}"
            )
            sides.append(None)
            continue
        entries = [instance.entries[at] for at in sorted(best.chosen)]
        sides.append(_side(instance, entries, item, best.rank))
    mine, theirs = sides
    if mine is None or theirs is None:
        return Comparison(mine, theirs, tuple(obstacles))
    return Comparison(mine, theirs, tuple(_sentences(problem, mine, theirs)))


def _side(instance: Instance, entries: list[Entry], item: int, rank: Rank) -> Side:
    own = next(entry for entry in entries if entry.id == item)
    names = {name for entry in entries for name in entry.candidate.shared}
    shared = sum(instance.shared[name] for name in names)
    others = sum(entry.price for entry in entries if entry.id != item)
    return Side(
        item=item,
        items=tuple(entry.id for entry in entries),
        shares=count_shares(entries, instance.problem),
        weight=instance.weight_of(rank.points),
        fit=instance.fit_of(rank),
        cost_wan=to_wan(own.price + shared + others),
        price_wan=to_wan(own.price),
        shared_wan=to_wan(shared),
        others_wan=to_wan(others),
        prerequisites=tuple(requirement.label for requirement in own.open_requirements),
    )


def list_gained(first: Side, second: Side) -> tuple[str, ...]:
    """The needs that the first bundle serves better than the second."""
    return tuple(need for need, share in first.shares.items() if share > second.shares.get(need, 0.0))


def _sentences(problem: Problem, first: Side, second: Side) -> Iterator[str]:
    one, other = name_items(problem, [first.item]), name_items(problem, [second.item])
    if first.weight != second.weight:
        relation = "高" if first.weight > second.weight else "低"
        yield f"选{one}的最优组合权重{first.weight:g}，比选{other}的{second.weight:g}{relation}"
    else:
        yield f"选{one}或{other}，最优组合的权重同为{first.weight:g}"
    if first.weight == second.weight and first.fit != second.fit:
        better, worse = (first, second) if first.fit > second.fit else (second, first)
        named = name_items(problem, [better.item])
        yield f"选{named}的组合整体更对口（匹配档次合计{better.fit}，另一方{worse.fit}）"
    gained, lost = list_gained(first, second), list_gained(second, first)
    if gained:
        yield f"选{one}时{name_needs(problem, gained)}满足得更好"
    if lost:
        yield f"选{other}时{name_needs(problem, lost)}满足得更好"
    for what, mine, theirs in (
        ("自身第一年费用", first.price_wan, second.price_wan),
        ("共用费用", first.shared_wan, second.shared_wan),
        ("组合中其余产品", first.others_wan, second.others_wan),
        ("合计", first.cost_wan, second.cost_wan),
    ):
        if mine != theirs:
            yield f"{what}：{_say(mine)}，另一方{_say(theirs)}"
    for side, name in ((first, one), (second, other)):
        for label in side.prerequisites:
            yield f"{name}以“{label}”为前提，企业没有写明已具备"


def _say(wan: float) -> str:
    return say_yuan(round(wan * 10_000))
