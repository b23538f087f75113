"""What the better fit costs: the bundles that cover as much as the best one for less money, down to the cheapest."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from matcher.bundles.describing import find_serving
from matcher.bundles.model import Problem
from matcher.bundles.money import own_part, to_wan
from matcher.bundles.optimising import Best, find_best
from matcher.bundles.programme import Limits, Programme
from matcher.bundles.wishes import find_obstacle, make_programme

_MOST_SECONDS = 5.0  # a guard, as in the frontier


@dataclass(frozen=True, slots=True)
class Alternative:
    """A bundle of the same weight: own money in 万元, and how many needs the best fitting items serve."""

    own_wan: float
    items: tuple[int, ...]
    well_served: int


def trace_thrift(problem: Problem, *, most: int = 12) -> tuple[Alternative, ...]:
    """From the best bundle on by falling cost, each the best fit for its money; one alone where nothing is saved.

    At most so many, the dearest first. None where no bundle meets the wishes.
    """
    if find_obstacle(problem) is not None:
        return ()
    programme = make_programme(problem)
    found: list[Alternative] = []
    for best in _descend(programme):
        entries = [programme.instance.entries[at] for at in sorted(best.chosen)]
        alternative = Alternative(
            own_wan=to_wan(own_part(problem, best.rank.cost)),
            items=tuple(entry.id for entry in entries),
            well_served=sum(
                entry.candidate.fits.get(need, 0) == problem.best_grade(need)
                for need, entry in find_serving(entries, problem).items()
            ),
        )
        if not found or alternative.own_wan < found[-1].own_wan:
            found.append(alternative)
        if len(found) == most:
            break
    return tuple(found)


def _descend(programme: Programme) -> Iterator[Best]:
    instance = programme.instance
    deadline = time.monotonic() + _MOST_SECONDS
    limits = Limits(most_cost=instance.limit)
    while (best := find_best(programme, limits, ties=False)) is not None:
        yield best
        if time.monotonic() > deadline:
            return
        covered = instance.least_of(int(instance.split(best.rank.points)[0]))
        limits = replace(limits, most_cost=best.rank.cost - 1, least_points=covered)
