"""The best choice of an instance: most points (cover, then fit), then least cost, then fewest items, then smallest ids, each proven.

Each goal is searched on its own, with what the goals before it reached as limits; so no tie-break can change them, and
no weights have to be mixed into one number.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from matcher.bundles.instance import Rank, count_cost, count_points, rank_of
from matcher.bundles.programme import Goal, Limits, Programme


@dataclass(frozen=True, slots=True)
class Best:
    """A choice (positions), its rank, the solver's bound on points, and whether every goal is proven."""

    chosen: frozenset[int]
    rank: Rank
    bound: float
    proven: bool


def find_best(programme: Programme, limits: Limits, *, ties: bool = True) -> Best | None:
    """The best choice within the limits, or None when there is none (or none was found in time).

    Without `ties` any of the choices that are equal but for their ids will do.
    """
    most = programme.solve(Goal.POINTS, limits)
    if most.chosen is None:
        return None
    instance = programme.instance
    points = count_points(instance, most.chosen)
    # The choice found bounds the cost from above, which shortens the search for the least.
    limits = replace(limits, least_points=points, most_cost=count_cost(instance, most.chosen))
    cheapest = programme.solve(Goal.COST, limits)
    chosen = most.chosen if cheapest.chosen is None else cheapest.chosen
    proven = most.proven and round(most.bound) == points and cheapest.proven
    if proven and ties:
        chosen, proven = settle_ties(programme, chosen, limits)
    return Best(chosen, rank_of(instance, chosen), most.bound, proven)


def settle_ties(programme: Programme, chosen: frozenset[int], limits: Limits) -> tuple[frozenset[int], bool]:
    """The smallest ids of the choices with the points, cost and number of this one, and whether that is proven.

    Mostly there is no other: one search that bars this choice shows it.
    """
    cost = count_cost(programme.instance, chosen)
    limits = replace(limits, most_cost=cost, most_count=len(chosen))
    other = programme.solve(Goal.COST, replace(limits, barred=(*limits.barred, chosen)))
    if other.chosen is None:
        return chosen, other.proven
    first = programme.find_first(limits)
    return (chosen, False) if first.chosen is None else (first.chosen, first.proven)
