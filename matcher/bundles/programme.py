"""A problem as an integer programme for HiGHS: rows built once, solved again and again with other goals and limits.

Variables, all 0 or 1 at an optimum: one per entry (chosen), per need and level of points (reached), per shared cost
(paid) and, where their number is limited, per provider (engaged). Every goal and every limit has whole coefficients,
costs and what is covered divided by their greatest common divisors, so that the solver's tolerances stay far below one
unit; what it answers is counted again in whole numbers all the same, and a choice that fails the recount is barred and
the search goes on. HiGHS searches in one thread and in a fixed order: the same problem gives the same answer.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import csr_array, vstack

from matcher.bundles.instance import Entry, Instance, count_cost, count_points, is_allowed

_SECONDS = 5.0  # a guard for problems far beyond a catalogue's; 200 items take hundredths of a second
_MOST_BARRED = 50  # choices that failed the recount; none was ever seen
_WINDOW = 16  # powers of two up to 2^15 are exact and well within the solver's range

_ROUNDING = 0.01  # of a goal; fractions within the solver's tolerance of 1e-6 on each variable

Row = dict[int, float]
_T = TypeVar("_T")


class Goal(StrEnum):
    """What is looked for: the most points, or the least cost and at that the fewest entries."""

    POINTS = "points"
    COST = "cost"


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one search: cost in 元, points, entries, and positions that must be in or out."""

    most_cost: int | None = None
    least_points: int | None = None
    most_count: int | None = None
    inside: frozenset[int] = frozenset()
    outside: frozenset[int] = frozenset()
    barred: tuple[frozenset[int], ...] = ()
    """Choices that do not count, each as a whole."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The best choice found (positions) or None, whether that is proven, and the solver's bound on the goal."""

    chosen: frozenset[int] | None
    proven: bool
    bound: float = math.nan


@dataclass(slots=True)
class _Rows:
    rows: list[Row] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)

    def add(self, row: Row, *, lower: float = -math.inf, upper: float = math.inf) -> None:
        self.rows.append(row)
        self.lower.append(lower)
        self.upper.append(upper)


class Programme:
    """The rows of an instance; `solve` never changes them."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self._size = len(instance.entries)
        self._share = _find_share(instance)
        self._columns = self._size
        self._unit = math.gcd(*(entry.price for entry in instance.entries), *instance.shared.values()) or 1
        self._paid = {name: self._new_column() for name in instance.shared}
        rows = _Rows()
        reached = self._add_needs(rows)
        self._points = reached | dict.fromkeys(range(self._size), -float(instance.effort))
        self._add_rules(rows)
        self._add_providers(rows)
        self._cost = {at: float(entry.price // self._unit) for at, entry in enumerate(instance.entries)}
        self._cost |= {
            column: float(instance.shared[name] // self._unit) for name, column in self._paid.items()
        }
        self._whole = np.ones(self._columns)
        self._whole[list(reached)] = 0.0
        self._matrix = self._to_matrix(rows.rows)
        self._lower, self._upper = rows.lower, rows.upper
        self._limits = self._to_matrix([self._points, self._cost, dict.fromkeys(range(self._size), 1.0)])

    def _new_column(self) -> int:
        self._columns += 1
        return self._columns - 1

    def _add_needs(self, rows: _Rows) -> Row:
        """One column per need and level of points: reached only if an entry of that level or above is chosen.

        These columns need no rounding: where the entries are 0 or 1, as much of a level as can be reached is all or none.
        """
        value: Row = {}
        for demand in self.instance.problem.demands:
            reaching = {
                at: self._shrink_entry(entry.points[demand.need])
                for at, entry in enumerate(self.instance.entries)
                if entry.points.get(demand.need)
            }
            below = 0
            for level in sorted(set(reaching.values())):
                column = self._new_column()
                value[column] = float(level - below)
                rows.add(
                    {column: 1.0} | {at: -1.0 for at, points in reaching.items() if points >= level},
                    upper=0.0,
                )
                below = level
        return value

    def _add_rules(self, rows: _Rows) -> None:
        by_function: dict[str, list[int]] = {}
        providing: dict[str, list[int]] = {}
        for at, entry in enumerate(self.instance.entries):
            for function in sorted(entry.candidate.functions):
                by_function.setdefault(function, []).append(at)
            for capability in entry.candidate.provides:
                providing.setdefault(capability, []).append(at)
        for members in by_function.values():
            if len(members) > 1:
                rows.add(dict.fromkeys(members, 1.0), upper=1.0)
        for (_, name), members in self._by_function(lambda entry: entry.candidate.shared).items():
            rows.add(dict.fromkeys(members, 1.0) | {self._paid[name]: -1.0}, upper=0.0)
        needed = self._by_function(lambda entry: {need.alternatives for need in entry.open_requirements})
        for (_, alternatives), members in needed.items():
            able = {other for name in alternatives for other in providing.get(name, ())}
            resting = [at for at in members if at not in able]
            if resting:
                rows.add(dict.fromkeys(resting, 1.0) | dict.fromkeys(sorted(able), -1.0), upper=0.0)

    def _by_function(self, terms_of: Callable[[Entry], Iterable[_T]]) -> dict[tuple[str, _T], list[int]]:
        """Entries that share a term and a function: one row holds for all, as only one of them is ever chosen.

        One row for the group leaves the solver far less room between fractions than one for each entry.
        """
        groups: dict[tuple[str, _T], list[int]] = {}
        for at, entry in enumerate(self.instance.entries):
            function = min(entry.candidate.functions, default=f"#{at}")
            for term in terms_of(entry):
                groups.setdefault((function, term), []).append(at)
        return groups

    def _add_providers(self, rows: _Rows) -> None:
        most = self.instance.problem.most_providers
        if most is None:
            return
        groups = self._by_function(lambda entry: [entry.candidate.provider])
        engaged = {name: self._new_column() for name in dict.fromkeys(name for _, name in groups)}
        for (_, name), members in groups.items():
            rows.add(dict.fromkeys(members, 1.0) | {engaged[name]: -1.0}, upper=0.0)
        rows.add(dict.fromkeys(engaged.values(), 1.0), upper=float(most))

    def _to_matrix(self, rows: Sequence[Row]) -> csr_array:
        places = [(at, column, value) for at, row in enumerate(rows) for column, value in row.items()]
        lines, columns, values = zip(*places, strict=True) if places else ((), (), ())
        shape = (len(rows), self._columns)
        return csr_array((np.array(values, dtype=float), (lines, columns)), shape=shape)

    def solve(self, goal: Goal, limits: Limits) -> Outcome:
        """The best choice for one goal within the limits; `bound` is told for points only."""
        if goal is Goal.POINTS:
            found = self._search(self._to_costs(self._points, -1.0), limits)
            return Outcome(found.chosen, found.proven, self._stretch(-found.bound))
        each = float(self._size + 1)  # so that no number of entries outweighs one unit of cost
        by_cost = {column: cost * each for column, cost in self._cost.items()}
        for at in range(self._size):
            by_cost[at] += 1.0
        return self._search(self._to_costs(by_cost, 1.0), limits)

    def find_first(self, limits: Limits) -> Outcome:
        """Of the choices of `most_count` entries the one with the lexicographically smallest positions.

        Among choices of one size that is the greatest 0/1 vector. It is found window by window: within one, powers of
        two make the objective the vector read as a binary number, and what a window found is fixed for the next.
        """
        outcome = Outcome(None, proven=False)
        for start in range(0, self._size, _WINDOW):
            window = range(start, min(start + _WINDOW, self._size))
            worth = {at: float(1 << (_WINDOW - 1 - (at - start))) for at in window}
            outcome = self._search(self._to_costs(worth, -1.0), limits)
            if outcome.chosen is None or not outcome.proven:
                return outcome
            inside = outcome.chosen & set(window)
            limits = _fix(limits, inside, set(window) - inside)
            if len(limits.inside) == limits.most_count:
                break
        return outcome

    def _shrink_entry(self, points: int) -> int:
        """An entry's points for a need by the common share of what is covered."""
        cover, fit = divmod(points, self.instance.grades)
        return cover // self._share * self.instance.grades + fit

    def _shrink(self, points: int) -> int:
        """A limit in points by the common share of what is covered, rounded up to what a choice can have."""
        cover, merit = self.instance.split(points)
        whole, rest = divmod(int(cover), self._share)
        if rest:
            return self.instance.least_of(whole + 1)
        return whole * self.instance.grades + int(merit)

    def _stretch(self, shrunk: float) -> float:
        """The bound in points for one in shrunk points, which a choice's are whole numbers of; NaN stays."""
        if math.isnan(shrunk):
            return shrunk
        cover, merit = self.instance.split(math.floor(shrunk + _ROUNDING))
        return float(cover * self._share * self.instance.grades + merit)

    def _to_costs(self, row: Row, sign: float) -> NDArray[np.float64]:
        costs = np.zeros(self._columns)
        costs[list(row)] = sign * np.array(list(row.values()))
        return costs

    def _search(self, costs: NDArray[np.float64], limits: Limits) -> Outcome:
        if not self._size:
            possible = self._recount(frozenset(), limits)
            empty = frozenset[int]() if possible else None
            return Outcome(empty, proven=True, bound=0.0)
        failed: list[frozenset[int]] = []
        while len(failed) <= _MOST_BARRED:
            answer = milp(
                costs,
                integrality=self._whole,
                bounds=self._bounds(limits),
                constraints=self._constraints(limits, failed),
                options={"mip_rel_gap": 0.0, "time_limit": _SECONDS},
            )
            if answer.status == 2:
                return Outcome(None, proven=True)
            if answer.x is None:
                return Outcome(None, proven=False)
            chosen = frozenset(int(at) for at in np.flatnonzero(answer.x[: self._size] > 0.5))
            if self._recount(chosen, limits):
                return Outcome(chosen, _is_proven(answer), float(answer.mip_dual_bound))
            failed.append(chosen)
        return Outcome(None, proven=False)

    def _bounds(self, limits: Limits) -> Bounds:
        lower, upper = np.zeros(self._columns), np.ones(self._columns)
        wanted = self.instance.problem.wanted
        lower[[at for at, entry in enumerate(self.instance.entries) if entry.id in wanted]] = 1.0
        lower[list(limits.inside)] = 1.0
        upper[list(limits.outside)] = 0.0
        return Bounds(lower, np.maximum(lower, upper))

    def _constraints(self, limits: Limits, failed: Iterable[frozenset[int]]) -> LinearConstraint:
        points = -math.inf if limits.least_points is None else float(self._shrink(limits.least_points))
        lower = [*self._lower, points, -math.inf, -math.inf]
        cost = math.inf if limits.most_cost is None else float(limits.most_cost // self._unit)
        count = math.inf if limits.most_count is None else float(limits.most_count)
        upper = [*self._upper, math.inf, cost, count]
        blocks = [self._matrix, self._limits]
        barred = [*limits.barred, *failed]
        if barred:
            blocks.append(
                self._to_matrix([{at: -1.0 if at in c else 1.0 for at in range(self._size)} for c in barred])
            )
            lower += [1.0 - len(c) for c in barred]
            upper += [math.inf] * len(barred)
        return LinearConstraint(vstack(blocks, format="csc"), lower, upper)

    def _recount(self, chosen: frozenset[int], limits: Limits) -> bool:
        instance = self.instance
        return (
            is_allowed(instance, chosen)
            and (limits.most_cost is None or count_cost(instance, chosen) <= limits.most_cost)
            and (limits.least_points is None or count_points(instance, chosen) >= limits.least_points)
            and (limits.most_count is None or len(chosen) <= limits.most_count)
            and limits.inside <= chosen
            and not limits.outside & chosen
            and chosen not in limits.barred
        )


def _find_share(instance: Instance) -> int:
    """What the hundredths of weight that any entry covers have in common."""
    covers = (points // instance.grades for entry in instance.entries for points in entry.points.values())
    return math.gcd(*covers) or 1


def _is_proven(answer: OptimizeResult) -> bool:
    """Whether the gap is zero: goals are whole numbers, so that a bound within half of one leaves nothing better."""
    whole = round(answer.fun)
    return bool(
        answer.status == 0
        and abs(answer.fun - whole) < _ROUNDING
        and abs(answer.mip_dual_bound - whole) < 0.5
    )


def _fix(limits: Limits, inside: Collection[int], outside: Collection[int]) -> Limits:
    return Limits(
        limits.most_cost,
        limits.least_points,
        limits.most_count,
        limits.inside | frozenset(inside),
        limits.outside | frozenset(outside),
        limits.barred,
    )
