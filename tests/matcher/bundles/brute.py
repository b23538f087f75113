"""Bundles by trying every set of items, straight from the rules and without the code under test; small problems only."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations

from matcher.bundles.model import Candidate, Problem

Rank = tuple[Fraction, int, int, int, tuple[int, ...]]
"""What is best comes first: less weight and fit as negative numbers, gross cost in 元, number of items, ids."""


def price(problem: Problem, candidate: Candidate) -> int | None:
    """What an item counts with in 元; the strategies make prices of whole 元."""
    wan = candidate.price.high_wan
    if problem.basis == "best" and candidate.price.low_wan is not None:
        wan = candidate.price.low_wan
    if wan is None:
        wan = problem.assumed_prices.get(candidate.id)
    return None if wan is None else round(wan * 10_000)


def gross(problem: Problem, chosen: tuple[Candidate, ...]) -> int:
    """Prices, and each shared cost once, in 元."""
    names = {name for candidate in chosen for name in candidate.shared}
    prices = [price(problem, candidate) or 0 for candidate in chosen]
    return sum(prices) + sum(round(problem.shared_costs[name] * 10_000) for name in names)


def own(problem: Problem, cost: int) -> int:
    """The enterprise's own money for a gross cost, both in 元."""
    granted = int(Fraction(str(problem.subsidy.share)) * cost)
    if problem.subsidy.cap_wan is not None:
        granted = min(granted, round(problem.subsidy.cap_wan * 10_000))
    return max(0, cost - granted - round(problem.credit_wan * 10_000))


def weight(problem: Problem, chosen: tuple[Candidate, ...]) -> Fraction:
    """Every need by its best share."""
    return sum(
        (
            demand.weight
            * max((Fraction(str(c.covers.get(demand.need, 0))) for c in chosen), default=Fraction(0))
            for demand in problem.demands
        ),
        Fraction(0),
    )


def fit(problem: Problem, chosen: tuple[Candidate, ...]) -> int:
    """Of every need the best grade among the items that serve it best, less the effort of all; none where cost alone decides."""
    if problem.prefer == "cost":
        return 0
    total = 0
    for demand in problem.demands:
        most = max((c.covers.get(demand.need, 0) for c in chosen), default=0)
        serving = [c for c in chosen if most and c.covers.get(demand.need, 0) == most]
        total += max((c.fits.get(demand.need, 0) for c in serving), default=0)
    return total - problem.effort * len(chosen)


def keeps_rules(problem: Problem, chosen: tuple[Candidate, ...]) -> bool:
    """Every rule but the budget."""
    ids = {candidate.id for candidate in chosen}
    if not problem.wanted <= ids or ids & problem.excluded:
        return False
    if any(price(problem, candidate) is None for candidate in chosen):
        return False
    if any(first.functions & second.functions for first, second in combinations(chosen, 2)):
        return False
    if (
        problem.most_providers is not None
        and len({candidate.provider for candidate in chosen}) > problem.most_providers
    ):
        return False
    have = set(problem.existing).union(*(candidate.provides for candidate in chosen))
    return all(need.alternatives & have for candidate in chosen for need in candidate.requires)


def ranked(problem: Problem) -> Iterator[Rank]:
    """Every bundle that keeps the rules, budget aside."""
    candidates = sorted(problem.candidates, key=lambda candidate: candidate.id)
    for size in range(len(candidates) + 1):
        for chosen in combinations(candidates, size):
            if keeps_rules(problem, chosen):
                ids = tuple(candidate.id for candidate in chosen)
                yield -weight(problem, chosen), -fit(problem, chosen), gross(problem, chosen), size, ids


def best(problem: Problem) -> Rank | None:
    """The best bundle within the budget, or None."""
    budget = None if problem.budget_wan is None else round(problem.budget_wan * 10_000)
    fitting = (rank for rank in ranked(problem) if budget is None or own(problem, rank[2]) <= budget)
    return min(fitting, default=None)


def frontier(problem: Problem) -> list[tuple[int, Fraction]]:
    """Own money in 元 and the weight that it first reaches, wherever more money reaches more weight."""
    steps: list[tuple[int, Fraction]] = []
    for money, negative in sorted((own(problem, rank[2]), rank[0]) for rank in ranked(problem)):
        if not steps or -negative > steps[-1][1]:
            steps.append((money, -negative))
    return steps
