"""A project's budget told apart: the enterprise's own money, and the outside money that its best bundle needs beside it."""

from __future__ import annotations

from dataclasses import replace

from matcher.bundles.model import Bundle, Problem
from matcher.bundles.money import to_wan, to_yuan


def split_budget(problem: Problem, bundle: Bundle, own_wan: float) -> Problem:
    """The problem with `own_wan` (万元) as its budget, and as credit only what its best `bundle` costs beyond that.

    Own money comes first. The bundle stays the best one: it still fits, and nothing fits that did not fit before.
    """
    if problem.budget_wan is None or own_wan >= problem.budget_wan:
        return problem
    beyond = to_yuan(bundle.net_wan, up=True) - to_yuan(own_wan, up=False)
    return replace(problem, budget_wan=own_wan, credit_wan=to_wan(max(0, beyond)))


def lend_rest(problem: Problem, own_wan: float) -> Problem:
    """The problem with `own_wan` (万元) as its budget, and all of the budget beyond it as credit."""
    rest = to_yuan(problem.budget_wan or 0.0, up=False) - to_yuan(own_wan, up=False)
    return replace(problem, budget_wan=own_wan, credit_wan=to_wan(max(0, rest)))
