"""A budget split into own money and loan: the bundle stays, own money comes first, no more is borrowed than it needs."""

from __future__ import annotations

import pytest

from matcher.bundles.budgets import lend_rest, split_budget
from matcher.bundles.model import Candidate, Demand, Price, Problem
from matcher.bundles.solving import solve_bundle

PROBLEM = Problem(
    demands=(Demand("N01", 30), Demand("N02", 20)),
    candidates=(
        Candidate(1, "点检", "甲", Price(30.0, 30.0), {"N01": 1.0}, functions=frozenset({"S08"})),
        Candidate(2, "能耗", "乙", Price(20.0, 20.0), {"N02": 1.0}, functions=frozenset({"S09"})),
    ),
    budget_wan=60.0,
)


@pytest.mark.parametrize(
    ("own", "budget", "credit"), [(40.0, 40.0, 10.0), (55.0, 55.0, 0.0), (60.0, 60.0, 0.0)]
)
def test_own_money_comes_first(own: float, budget: float, credit: float) -> None:
    bundle = solve_bundle(PROBLEM)
    told = split_budget(PROBLEM, bundle, own)
    assert (told.budget_wan, told.credit_wan) == (budget, credit)
    again = solve_bundle(told)
    assert again.items == bundle.items == (1, 2)
    assert again.own_wan == min(own, bundle.cost_wan)


def test_without_a_budget_there_is_nothing_to_split() -> None:
    endless = Problem(PROBLEM.demands, PROBLEM.candidates)
    assert split_budget(endless, solve_bundle(endless), 40.0) is endless


def test_the_rest_of_the_budget_may_be_lent() -> None:
    lent = lend_rest(PROBLEM, 35.0)
    assert (lent.budget_wan, lent.credit_wan) == (35.0, 25.0)
    assert solve_bundle(lent).items == solve_bundle(PROBLEM).items
