"""The plan that an address asks for: own money first, and a loan no smaller than other wishes need within the report's budget."""

from __future__ import annotations

from dataclasses import replace

import pytest

from api.presenters.asked_plan import find_lendable, find_whole
from matcher.bundles.budgets import split_budget
from matcher.bundles.model import Candidate, Demand, Price, Problem
from matcher.bundles.solving import solve_bundle
from matcher.financing.planning import AS_REPORTED
from matcher.financing.plans import Lenders
from matcher.matching.model import MatchResult
from matcher.scoring.coverage import Coverage
from tests.factories.items import make_loan, make_product
from tests.factories.needs import make_need, make_reading

WHOLE = Problem(
    demands=(Demand("N01", 30),),
    candidates=(
        Candidate(1, "甲", "甲", Price(80.0, 80.0), {"N01": 1.0}, functions=frozenset({"S08"})),
        Candidate(2, "乙", "乙", Price(95.0, 95.0), {"N01": 1.0}, functions=frozenset({"S08"})),
    ),
    budget_wan=100.0,
)
TOLD = split_budget(WHOLE, solve_bundle(WHOLE), 30.0)
RESULT = MatchResult(make_reading(budget_wan=100.0, own_wan=30.0), (), (), Coverage({}, {}), TOLD)


def test_another_wish_may_borrow_more_within_the_reports_budget() -> None:
    assert (TOLD.budget_wan, TOLD.credit_wan) == (30.0, 50.0)
    wished = replace(TOLD, wanted=frozenset({2}))
    assert solve_bundle(wished).obstacle  # within the loan of another bundle it cannot be had
    whole = find_whole(wished, RESULT)
    assert whole is not None
    bundle = solve_bundle(whole)
    assert bundle.items == (2,)
    told = split_budget(whole, bundle, 30.0)
    assert (told.budget_wan, told.credit_wan) == (30.0, 65.0)


@pytest.mark.parametrize("typed", [{"budget_wan": 40.0}, {"credit_wan": 20.0}])
def test_what_was_typed_stands(typed: dict[str, float]) -> None:
    assert find_whole(replace(TOLD, **typed), RESULT) is None  # type: ignore[arg-type]


def test_a_report_that_does_not_tell_its_own_money_apart_has_nothing_to_split() -> None:
    plain = MatchResult(make_reading(budget_wan=100.0), (), (), Coverage({}, {}), WHOLE)
    assert find_whole(WHOLE, plain) is None


def test_money_that_nobody_lends_is_not_counted_on() -> None:
    coverage = Coverage({}, {1: make_product(1, name="甲"), 2: make_product(2, name="乙")})
    reading = make_reading(make_need("S08", "点检靠纸"), budget_wan=100.0, own_wan=30.0)
    refused = replace(RESULT, reading=reading, coverage=coverage, lenders=Lenders())
    own_only = find_lendable(WHOLE, TOLD, refused, AS_REPORTED)
    assert (own_only.budget_wan, own_only.credit_wan) == (30.0, 0.0)
    loan = make_loan(11, name="软件贷", amount_text="最高100万元", rate_text="4%")
    granted = find_lendable(WHOLE, TOLD, replace(refused, lenders=Lenders((loan,))), AS_REPORTED)
    assert (granted.budget_wan, granted.credit_wan) == (30.0, 70.0)
