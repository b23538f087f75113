"""An item against the best bundles without it: whether it holds its place, at what price, and at what budget."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from matcher.bundles.dominance import drop_beaten
from matcher.bundles.instance import Instance, Rank, make_instance, rank_of
from matcher.bundles.model import Problem
from matcher.bundles.money import find_gross_limit
from matcher.bundles.optimising import find_best
from matcher.bundles.programme import Goal, Limits, Programme

_MOST_YUAN = 100_000_000_000
"""The catalogue's bound on prices, in 元."""


@dataclass(slots=True)
class Rivals:
    """The best bundles without the item: `now` within the budget, and at greater costs once they are asked for."""

    problem: Problem
    now: Rank
    _later: tuple[Rank, ...] | None = None

    @property
    def later(self) -> tuple[Rank, ...]:
        """The ranks that more money reaches without the item, by rising cost, beginning with `now`."""
        if self._later is None:
            ranks = [*_descend(replace(self.problem, budget_wan=None), self.now), self.now]
            self._later = tuple(reversed(ranks))
        return self._later


def find_rivals(problem: Problem, item: int) -> Rivals | None:
    """The best without the item, which no change of the item's facts can alter; None when the wishes fit no budget."""
    without = replace(problem, excluded=problem.excluded | {item}, wanted=problem.wanted - {item})
    programme = Programme(drop_beaten(make_instance(without)))
    best = find_best(programme, Limits(most_cost=programme.instance.limit), ties=False)
    return None if best is None else Rivals(without, best.rank)


def _descend(problem: Problem, least: Rank) -> Iterator[Rank]:
    programme = Programme(drop_beaten(make_instance(problem)))
    limits = Limits()
    while (best := find_best(programme, limits, ties=False)) is not None and best.rank.points > least.points:
        yield best.rank
        limits = Limits(most_cost=best.rank.cost - 1)


def _with_item(problem: Problem, item: int) -> tuple[Programme, frozenset[int]] | None:
    """The programme of a problem, and the position of the item as a set; None when it cannot be chosen at all."""
    instance = drop_beaten(make_instance(problem), keep=item)
    at = _position(instance, item)
    return None if at is None else (Programme(instance), frozenset({at}))


def _position(instance: Instance, item: int) -> int | None:
    return next((at for at, entry in enumerate(instance.entries) if entry.id == item), None)


def _cheapest(programme: Programme, limits: Limits) -> Rank | None:
    found = programme.solve(Goal.COST, limits)
    return None if found.chosen is None else rank_of(programme.instance, found.chosen)


def holds(problem: Problem, item: int, rival: Rank) -> bool:
    """Whether a bundle with the item, within the budget, is as good as the best without it."""
    ready = _with_item(problem, item)
    if ready is None:
        return False
    programme, inside = ready
    limits = Limits(most_cost=programme.instance.limit, least_points=rival.points + 1, inside=inside)
    if programme.solve(Goal.COST, limits).chosen is not None:
        return True
    equal = _cheapest(programme, replace(limits, least_points=rival.points))
    return equal is not None and (equal.cost, equal.count) <= (rival.cost, rival.count)


def most_price(problem: Problem, item: int, rival: Rank) -> int:
    """The greatest price of the item, in 元, at which it holds its place; the problem has it at price 0.

    Only the item's bundles get dearer as it does. So it is in up to what the budget leaves over the cheapest that weigh
    more than the rival, or up to the rival's cost over the cheapest that weigh as much (1元 less where they are more items).
    """
    ready = _with_item(problem, item)
    assert ready is not None, "an item at price 0 can be chosen"
    programme, inside = ready
    limit = programme.instance.limit
    prices = [0]
    heavier = _cheapest(programme, Limits(limit, rival.points + 1, inside=inside))
    if heavier is not None:
        budget = _full_limit(problem)
        prices.append(_MOST_YUAN if budget is None else budget - heavier.cost)
    equal = _cheapest(programme, Limits(limit, rival.points, inside=inside))
    if equal is not None:
        prices.append(rival.cost - equal.cost - (equal.count > rival.count))
    return min(max(prices), _MOST_YUAN)


def _full_limit(problem: Problem) -> int | None:
    """The limit on the gross cost, even where everything on offer together stays below it."""
    return find_gross_limit(problem, 2 * _MOST_YUAN)


def next_limit(problem: Problem, item: int, rivals: Rivals) -> int | None:
    """The least gross cost above the budget's at which the item holds its place; None when none is enough.

    Between two ranks of the rivals nothing of theirs changes: there the item is in as soon as a bundle with it weighs
    more than the lower rank, or, where a rank begins, is as good as that.
    """
    ready = _with_item(replace(problem, budget_wan=None), item)
    if ready is None:
        return None
    programme, inside = ready
    ranks = rivals.later
    for at, rank in enumerate(ranks):
        until = ranks[at + 1].cost if at + 1 < len(ranks) else None
        equal = _cheapest(programme, Limits(None, rank.points, inside=inside)) if at else None
        if equal is not None and (equal.cost, equal.count) <= (rank.cost, rank.count):
            return rank.cost
        heavier = _cheapest(programme, Limits(until - 1 if until else None, rank.points + 1, inside=inside))
        if heavier is not None:
            return max(heavier.cost, rank.cost)
    return None
