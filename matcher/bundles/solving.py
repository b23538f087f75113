"""The best bundle of a problem, proven: `solve_bundle(problem)`.

Costs are those of the first year: one-off fees and the first year's subscription.
"""

from __future__ import annotations

from matcher.bundles.describing import describe, describe_none
from matcher.bundles.model import Bundle, Problem
from matcher.bundles.optimising import find_best
from matcher.bundles.programme import Limits
from matcher.bundles.wishes import explain_infeasible, find_obstacle, make_programme


def solve_bundle(problem: Problem) -> Bundle:
    """The bundle of the greatest weight within the budget; of equals the cheapest, fewest items, smallest ids.

    Wishes that cannot be met give an empty bundle whose `obstacle` says why; nothing is raised.
    """
    obstacle = find_obstacle(problem)
    if obstacle is not None:
        return describe_none(problem, obstacle)
    programme = make_programme(problem)
    best = find_best(programme, Limits(most_cost=programme.instance.limit))
    if best is None:
        return describe_none(problem, explain_infeasible(problem, programme))
    return describe(programme.instance, best)
