"""What more money buys: every budget at which the best weight changes, exactly, and the difference in words."""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from matcher.bundles.describing import count_shares, name_needs
from matcher.bundles.instance import Instance, count_cost
from matcher.bundles.model import Preference, Problem
from matcher.bundles.money import own_part, say_yuan, to_wan, to_yuan
from matcher.bundles.optimising import Best, find_best
from matcher.bundles.programme import Goal, Limits, Programme
from matcher.bundles.wishes import find_obstacle, make_programme

_MOST_STEPS = 120  # random catalogues with twelve needs gave 20 to 45; the steps of the most money come first

_MOST_SECONDS = 15.0  # a guard; only a limit on providers makes a catalogue's problem hard enough to meet it


@dataclass(frozen=True, slots=True)
class Step:
    """The best bundle from this budget on: own money and gross cost in 万元, needs, items and the change in words."""

    budget_wan: float
    cost_wan: float
    weight: float
    covered: tuple[str, ...]
    partly: Mapping[str, float]
    items: tuple[int, ...]
    added: tuple[int, ...]
    removed: tuple[int, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class Frontier:
    """Steps by rising budget and weight; `complete` unless steps or time ran out: then those of little money are missing."""

    steps: tuple[Step, ...]
    complete: bool

    def at(self, budget_wan: float) -> Step | None:
        """The step that a budget (own money, 万元) reaches; None when even the first costs more."""
        place = bisect_right([step.budget_wan for step in self.steps], budget_wan)
        return self.steps[place - 1] if place else None

    def above(self, budget_wan: float) -> tuple[Step, ...]:
        """The steps that more money than this budget (万元) would reach."""
        return tuple(step for step in self.steps if step.budget_wan > budget_wan)


def trace_frontier(problem: Problem, *, most_steps: int = _MOST_STEPS) -> Frontier:
    """The exact frontier from no money to what covers everything that can be covered: the least money for each weight.

    The problem's budget is not used, nor its preference.

    From the greatest weight down, the best bundle is sought that costs at least 1元 less than the last (epsilon
    constraint); costs are whole numbers, so it ends. Of bundles equal in weight, cost and number of items any one may
    stand. No steps where the wishes cannot be met.
    """
    unlimited = replace(problem, budget_wan=None, prefer=Preference.COST)
    if find_obstacle(unlimited) is not None:
        return Frontier((), complete=True)
    deadline = time.monotonic() + _MOST_SECONDS
    programme = make_programme(unlimited)
    found: list[Best] = []
    complete = True
    for best in _descend(programme):
        if len(found) == most_steps or not best.proven or time.monotonic() > deadline:
            complete = False
            break
        found.append(best)
    return Frontier(tuple(_to_steps(programme.instance, found[::-1])), complete)


def _descend(programme: Programme) -> Iterator[Best]:
    cheapest = programme.solve(Goal.COST, Limits())
    if cheapest.chosen is None:
        return
    least = count_cost(programme.instance, cheapest.chosen)
    best = find_best(programme, Limits(), ties=False)
    while best is not None:
        yield best
        if best.rank.cost <= least:
            return
        best = find_best(programme, Limits(most_cost=best.rank.cost - 1), ties=False)


def _to_steps(instance: Instance, found: Sequence[Best]) -> Iterator[Step]:
    """Steps in own money; where subsidy and credit make two of them cost the same, the heavier one stands."""
    problem = instance.problem
    budgets = [own_part(problem, best.rank.cost) for best in found]
    before: Step | None = None
    for at, (best, budget) in enumerate(zip(found, budgets, strict=True)):
        if budget in budgets[at + 1 : at + 2]:
            continue
        entries = [instance.entries[at] for at in sorted(best.chosen)]
        shares = count_shares(entries, problem)
        items = tuple(entry.id for entry in entries)
        held = before.items if before else ()
        step = Step(
            budget_wan=to_wan(budget),
            cost_wan=to_wan(best.rank.cost),
            weight=instance.weight_of(best.rank.points),
            covered=tuple(need for need, share in shares.items() if share == 1),
            partly={need: share for need, share in shares.items() if share < 1},
            items=items,
            added=tuple(item for item in items if item not in held),
            removed=tuple(item for item in held if item not in items),
            sentence="",
        )
        sentence = say_difference(problem, before, step) if before else _say_first(problem, step)
        before = replace(step, sentence=sentence)
        yield before


def _say_first(problem: Problem, step: Step) -> str:
    served = len(step.covered) + len(step.partly)
    budget = to_yuan(step.budget_wan, up=False)
    if not served:
        return (
            "没有投入时，没有需求得到满足"
            if not budget
            else f"{say_yuan(budget)}只够必选的产品，没有需求得到满足"
        )
    start = f"自付{say_yuan(budget)}" if budget else "不用自付"
    return f"{start}，{'，'.join(_say_gains(problem, {}, step))}"


def say_difference(problem: Problem, before: Step, after: Step) -> str:
    """What the money between two steps buys: 再加3.2万元，多覆盖“能耗管理”“质量管理”2项."""
    more = to_yuan(after.budget_wan, up=False) - to_yuan(before.budget_wan, up=False)
    held = dict.fromkeys(before.covered, 1.0) | dict(before.partly)
    return "，".join([f"再加{say_yuan(more)}", *_say_gains(problem, held, after)])


def _say_gains(problem: Problem, held: Mapping[str, float], after: Step) -> Iterator[str]:
    now = dict.fromkeys(after.covered, 1.0) | dict(after.partly)
    gained = [need for need in after.covered if held.get(need, 0.0) < 1]
    partly = [need for need in after.partly if need not in held]
    fewer = [need for need in after.partly if held.get(need) == 1]
    lost = [need for need in held if need not in now]
    if gained:
        yield f"{'多' if held else ''}覆盖{name_needs(problem, gained)}{len(gained)}项"
    if partly:
        yield f"部分满足{name_needs(problem, partly)}{len(partly)}项"
    if fewer:
        yield f"{name_needs(problem, fewer)}改为部分满足"
    if lost:
        yield f"不再覆盖{name_needs(problem, lost)}"
    if not (gained or partly or fewer or lost):
        yield "部分满足的需求满足得更好"
