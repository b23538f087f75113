"""Why an item is not in the bundle: the smallest set of changes after which it is in a best one.

An item is in when the best bundle that holds it is as good as the best of all, by weight, then cost, then number of
items; an item that adds nothing must not come in on money left over. Every change of the item's own facts can only help
the bundles that hold it, so that an answer with as few changes as possible loses its effect when any one is left out.
A higher budget may bring an item in and a still higher one out again; there the steps of the others are walked.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from matcher.bundles.changes import (
    Change,
    Kind,
    apply_changes,
    budget_change,
    list_changes,
    price_change,
)
from matcher.bundles.dominance import drop_beaten
from matcher.bundles.instance import make_instance
from matcher.bundles.model import Candidate, Problem
from matcher.bundles.money import own_part, to_yuan
from matcher.bundles.optimising import Best, find_best
from matcher.bundles.programme import Limits, Programme
from matcher.bundles.rivalry import Rivals, find_rivals, holds, most_price, next_limit
from matcher.bundles.solving import solve_bundle
from matcher.bundles.wishes import find_obstacle

_MOST_TRIALS = 250
"""Sets of changes that are tried; a set takes some hundredths of a second for 200 items."""

_MOST_SECONDS = 15.0  # a guard, as in the frontier


@dataclass(frozen=True, slots=True)
class WhyNot:
    """The answer for one item. `changes` bring it in together; `alternatives` are other sets of as many changes.

    No changes and `included` false: nothing was found, and the sentence says why. `complete` is false when trials or
    time ran out before all smaller sets were tried.
    """

    item: int
    included: bool
    changes: tuple[Change, ...]
    alternatives: tuple[tuple[Change, ...], ...]
    sentence: str
    complete: bool = True


def explain_absence(problem: Problem, item: int) -> WhyNot:
    """The smallest set of changes that brings the item into a best bundle, by number, then kind and size."""
    candidate = next((candidate for candidate in problem.candidates if candidate.id == item), None)
    if candidate is None:
        return WhyNot(item, False, (), (), "它不在候选之中：不对应任何需求，或不符合硬条件")
    if item in problem.wanted:
        obstacle = solve_bundle(problem).obstacle
        return WhyNot(item, obstacle is None, (), (), obstacle or "它列为必选，已经在组合里")
    obstacle = find_obstacle(problem)
    rivals = None if obstacle else find_rivals(problem, item)
    if rivals is None:
        return WhyNot(item, False, (), (), obstacle or "必选的产品本身放不进预算，先调整必选的产品")
    if holds(problem, item, rivals.now):
        return WhyNot(item, True, (), (), "它已经在最优的组合里，或与最优的组合同样好")
    search = _Search(problem, candidate, rivals)
    answers = sorted(search.run(), key=_size)
    if not answers:
        return WhyNot(item, False, (), (), _say_never(problem, candidate), search.complete)
    return WhyNot(
        item, False, answers[0], tuple(answers[1:]), _say(problem, candidate, answers[0]), search.complete
    )


def is_included(problem: Problem, item: int) -> bool:
    """Whether the item is in a best bundle of the problem, by solving it with and without the item."""
    with_item = replace(problem, wanted=problem.wanted | {item})
    if item in problem.excluded or find_obstacle(with_item) is not None:
        return False
    best, held = _solve(problem), _solve(with_item)
    return best is not None and held is not None and held.rank.is_as_good_as(best.rank)


def _solve(problem: Problem) -> Best | None:
    programme = Programme(drop_beaten(make_instance(problem)))
    return find_best(programme, Limits(most_cost=programme.instance.limit), ties=False)


class _Search:
    """Sets of changes by rising number."""

    def __init__(self, problem: Problem, candidate: Candidate, rivals: Rivals) -> None:
        self._problem, self._candidate, self._rivals = problem, candidate, rivals
        self._trials = 0
        self._deadline = time.monotonic() + _MOST_SECONDS
        self.complete = True

    def run(self) -> list[tuple[Change, ...]]:
        """All answers of the least number of changes."""
        atoms = list(list_changes(self._problem, self._candidate))
        found = self._among_own(atoms)
        fewest = len(found[0]) if found else len(atoms) + 2
        # More money alone, or with one change of the item, where nothing smaller was found.
        for number in (0, 1):
            if number + 1 > fewest or self._problem.budget_wan is None:
                break
            richer = [
                answer
                for some in combinations(atoms, number)
                if self._may_try() and (answer := self._with_budget(some)) is not None
            ]
            if richer:
                return richer + (found if fewest == number + 1 else [])
            if number == 1 and fewest > 3 and found:
                self.complete = False
        return found

    def _among_own(self, atoms: Sequence[Change]) -> list[tuple[Change, ...]]:
        if not self._works(atoms):
            return []
        needed = [atom for atom in atoms if not self._works([other for other in atoms if other is not atom])]
        others = [atom for atom in atoms if atom not in needed]
        for number in range(len(others) + 1):
            found = [
                self._settle((*needed, *some))
                for some in combinations(others, number)
                if self._may_try() and self._works((*needed, *some))
            ]
            if found:
                return found
            if not self.complete:
                break
        return []

    def _may_try(self) -> bool:
        self._trials += 1
        if self._trials > _MOST_TRIALS or time.monotonic() > self._deadline:
            self.complete = False
        return self.complete

    def _works(self, changes: Sequence[Change]) -> bool:
        changed = apply_changes(self._problem, self._candidate.id, changes)
        return holds(changed, self._candidate.id, self._rivals.now)

    def _settle(self, changes: tuple[Change, ...]) -> tuple[Change, ...]:
        """The changes with the price raised as far as the item stays in."""
        if all(change.kind is not Kind.PRICE for change in changes):
            return changes
        changed = apply_changes(self._problem, self._candidate.id, changes)
        yuan = most_price(changed, self._candidate.id, self._rivals.now)
        settled = price_change(self._problem, self._candidate, yuan)
        return tuple(settled if change.kind is Kind.PRICE else change for change in changes)

    def _with_budget(self, changes: tuple[Change, ...]) -> tuple[Change, ...] | None:
        """The changes and the least budget at which they bring the item in; None when none does.

        With subsidy or credit one budget may allow for more than the cost that is sought: it is tried before it is said.
        """
        item = self._candidate.id
        changed = apply_changes(self._problem, item, changes)
        limit = next_limit(changed, item, self._rivals)
        if limit is None:
            return None
        budget = own_part(self._problem, limit)
        if budget <= to_yuan(self._problem.budget_wan or 0.0, up=False):
            return None
        richer = budget_change(self._problem, budget)
        answer = (richer, *changes)
        poorer = apply_changes(self._problem, item, [richer])
        if not is_included(apply_changes(self._problem, item, answer), item) or (
            changes and is_included(poorer, item)
        ):
            return None
        if any(change.kind is Kind.PRICE for change in changes):
            rivals = find_rivals(poorer, item)
            if rivals is None:
                return None
            yuan = most_price(apply_changes(poorer, item, changes), item, rivals.now)
            priced = price_change(self._problem, self._candidate, yuan)
            answer = (richer, *(priced if change.kind is Kind.PRICE else change for change in changes))
        return answer


def _size(changes: Sequence[Change]) -> tuple[tuple[int, float], ...]:
    return tuple(sorted((int(change.kind), change.size) for change in changes))


def _say(problem: Problem, candidate: Candidate, changes: Sequence[Change]) -> str:
    start = "它不对应任何已识别的需求，" if not _served(problem, candidate) else ""
    together = "，并且".join(change.sentence for change in changes)
    return f"{start}“{candidate.name}”要进入组合，最小的改变是：{together}"


def _say_never(problem: Problem, candidate: Candidate) -> str:
    reasons = list(_limits(problem))
    start = "它不对应任何已识别的需求，" if not _served(problem, candidate) else ""
    because = f"（{'；'.join(reasons)}）" if reasons else ""
    return f"{start}没有找到能让“{candidate.name}”进入组合的改变{because}"


def _limits(problem: Problem) -> Iterator[str]:
    if problem.most_providers is not None:
        yield f"最多{problem.most_providers}家服务商"
    if problem.wanted:
        yield "必选的产品占了预算或同类的位置"


def _served(problem: Problem, candidate: Candidate) -> bool:
    return any(demand.need in candidate.covers for demand in problem.demands)
