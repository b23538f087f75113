"""Why one item rather than another: the best bundle with each, and the difference in exact parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from matcher.bundles.describing import count_shares, name_items, name_needs
from matcher.bundles.instance import PERCENT, Entry, Instance, make_instance
from matcher.bundles.model import Problem
from matcher.bundles.money import say_yuan, to_wan
from matcher.bundles.optimising import find_best
from matcher.bundles.programme import Limits, Programme
from matcher.bundles.wishes import find_obstacle


@dataclass(frozen=True, slots=True)
class Side:
    """The best bundle that holds one item and not the other; the three costs (万元) add up to `cost_wan`."""

    item: int
    items: tuple[int, ...]
    weight: float
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


def explain_over(problem: Problem, first: int, second: int) -> Comparison:
    """Why `first` rather than `second` within the budget: weight, own price, shared cost, prerequisites, the rest."""
    sides: list[Side | None] = []
    shares: list[dict[str, float]] = []
    obstacles: list[str] = []
    for item, other in ((first, second), (second, first)):
        tried = replace(
            problem,
            wanted=(problem.wanted - {other}) | {item},
            excluded=(problem.excluded - {item}) | {other},
        )
        obstacle = find_obstacle(tried)
        instance = make_instance(tried)
        best = None if obstacle else find_best(Programme(instance), Limits(most_cost=instance.limit))
        if best is None:
            obstacles.append(obstacle or f"预算放不下{name_items(problem, [item])}")
            sides.append(None)
            shares.append({})
            continue
        entries = [instance.entries[at] for at in sorted(best.chosen)]
        sides.append(_side(instance, entries, item, best.rank.points))
        shares.append(count_shares(entries, problem))
    mine, theirs = sides
    if mine is None or theirs is None:
        return Comparison(mine, theirs, tuple(obstacles))
    return Comparison(mine, theirs, tuple(_sentences(problem, mine, theirs, shares)))


def _side(instance: Instance, entries: list[Entry], item: int, points: int) -> Side:
    own = next(entry for entry in entries if entry.id == item)
    names = {name for entry in entries for name in entry.candidate.shared}
    shared = sum(instance.shared[name] for name in names)
    others = sum(entry.price for entry in entries if entry.id != item)
    return Side(
        item=item,
        items=tuple(entry.id for entry in entries),
        weight=points / PERCENT,
        cost_wan=to_wan(own.price + shared + others),
        price_wan=to_wan(own.price),
        shared_wan=to_wan(shared),
        others_wan=to_wan(others),
        prerequisites=tuple(requirement.label for requirement in own.open_requirements),
    )


def _sentences(problem: Problem, first: Side, second: Side, shares: list[dict[str, float]]) -> Iterator[str]:
    one, other = name_items(problem, [first.item]), name_items(problem, [second.item])
    if first.weight != second.weight:
        relation = "高" if first.weight > second.weight else "低"
        yield f"选{one}的最优组合权重{first.weight:g}，比选{other}的{second.weight:g}{relation}"
    else:
        yield f"选{one}或{other}，最优组合的权重同为{first.weight:g}"
    gained = [need for need, share in shares[0].items() if share > shares[1].get(need, 0.0)]
    lost = [need for need, share in shares[1].items() if share > shares[0].get(need, 0.0)]
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
