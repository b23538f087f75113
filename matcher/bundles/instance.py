"""A problem in whole numbers, and the exact recount by which every answer of the solver is checked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from matcher.bundles.model import Candidate, Preference, Problem, Requirement
from matcher.bundles.money import find_gross_limit, to_yuan

PERCENT = 100
"""Shares are read to the hundredth."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A candidate with a price: 元, points by need, and the requirements that the enterprise does not meet itself.

    Points hold what is covered and then how well it fits, as one number without any effort: see `Instance.grades`.
    """

    candidate: Candidate
    price: int
    points: Mapping[str, int]
    open_requirements: tuple[Requirement, ...]

    @property
    def id(self) -> int:
        """The item's id."""
        return self.candidate.id


@dataclass(frozen=True, slots=True)
class Rank:
    """What makes one bundle better than another: more points, then less cost (元), then fewer items.

    Points are what is covered and then the grades of fit less the efforts of the items: see `Instance.grades`.
    """

    points: int
    cost: int
    count: int

    def is_as_good_as(self, other: Rank) -> bool:
        """Whether no bundle of the other rank comes before one of this rank, ids aside."""
        return (-self.points, self.cost, self.count) <= (-other.points, other.cost, other.count)


@dataclass(frozen=True, slots=True)
class Instance:
    """Entries by ascending id, shared costs in 元, and the limit on the gross cost in 元 (None for none).

    A hundredth of weight is worth `grades` points, more than the grades of fit of all needs and the efforts of all items
    together: so neither ever outweighs what is covered. From a bundle's grades of fit the `effort` of each of its items is
    taken off, `efforts` at most. All three depend on nothing that is chosen or left out, so that points of problems that
    differ in this alone can be compared.
    """

    problem: Problem
    grades: int
    effort: int
    efforts: int
    entries: tuple[Entry, ...]
    shared: Mapping[str, int]
    limit: int | None

    def split(self, points: float) -> tuple[float, float]:
        """What is in points: the hundredths of weight that are covered, and the grades of fit less the efforts."""
        cover, rest = divmod(points + self.efforts, self.grades)
        return cover, rest - self.efforts

    def weight_of(self, points: float) -> float:
        """The weight that is covered."""
        return self.split(points)[0] / PERCENT

    def fit_of(self, rank: Rank) -> int:
        """The grades of fit, no effort taken off."""
        return int(self.split(rank.points)[1]) + self.effort * rank.count

    def least_of(self, cover: int) -> int:
        """The least points with which so many hundredths of weight are covered."""
        return cover * self.grades - self.efforts


def make_instance(problem: Problem) -> Instance:
    """The problem in whole numbers. Items without a price, and those excluded, cannot be chosen and are left out."""
    weights = {demand.need: demand.weight for demand in problem.demands}
    graded = problem.prefer is Preference.FIT
    effort = problem.effort if graded else 0
    efforts = effort * len(problem.candidates)
    grades = 1 + efforts + (sum(problem.best_grade(need) for need in weights) if graded else 0)
    entries = []
    for candidate in sorted(problem.candidates, key=lambda candidate: candidate.id):
        price = problem.price_of(candidate)
        if price is None or candidate.id in problem.excluded:
            continue
        points = {
            need: weights[need] * round(share * PERCENT) * grades
            + (candidate.fits.get(need, 0) if graded else 0)
            for need, share in candidate.covers.items()
            if need in weights
        }
        unmet = tuple(need for need in candidate.requires if not need.alternatives & problem.existing)
        entries.append(Entry(candidate, to_yuan(price, up=True), points, unmet))
    named = {name for entry in entries for name in entry.candidate.shared}
    shared = {name: to_yuan(problem.shared_costs.get(name, 0.0), up=True) for name in sorted(named)}
    most = sum(entry.price for entry in entries) + sum(shared.values())
    limit = find_gross_limit(problem, most)
    return Instance(problem, grades, effort, efforts, tuple(entries), shared, limit)


def count_points(instance: Instance, chosen: Collection[int]) -> int:
    """Points of the entries at these positions: of every need the best one, less the effort of each entry."""
    best: dict[str, int] = {}
    for position in chosen:
        for need, points in instance.entries[position].points.items():
            best[need] = max(best.get(need, 0), points)
    return sum(best.values()) - instance.effort * len(chosen)


def count_cost(instance: Instance, chosen: Collection[int]) -> int:
    """The gross cost in 元 of the entries at these positions, each shared cost once."""
    names = {name for position in chosen for name in instance.entries[position].candidate.shared}
    return sum(instance.entries[position].price for position in chosen) + sum(
        instance.shared[name] for name in names
    )


def rank_of(instance: Instance, chosen: Collection[int]) -> Rank:
    """The rank of the entries at these positions."""
    return Rank(count_points(instance, chosen), count_cost(instance, chosen), len(chosen))


def is_allowed(instance: Instance, chosen: Collection[int]) -> bool:
    """Whether the choice keeps every rule but the budget: conflicts, prerequisites, providers, wishes."""
    candidates = [instance.entries[position].candidate for position in chosen]
    functions = [function for candidate in candidates for function in candidate.functions]
    if len(set(functions)) < len(functions):
        return False
    most = instance.problem.most_providers
    if most is not None and len({candidate.provider for candidate in candidates}) > most:
        return False
    provided = frozenset[str]().union(*(candidate.provides for candidate in candidates))
    opened = (need for position in chosen for need in instance.entries[position].open_requirements)
    if any(not need.alternatives & provided for need in opened):
        return False
    return instance.problem.wanted <= {candidate.id for candidate in candidates}
