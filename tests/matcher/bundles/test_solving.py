"""The best bundle: equal to trying every set, never above the budget, honest about prices and wishes."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.bundles.model import Basis, Candidate, Demand, Preference, Price, Problem, Requirement, Subsidy
from matcher.bundles.solving import solve_bundle
from matcher.errors import UnusableProblem
from tests.matcher.bundles import brute
from tests.matcher.bundles.problems import make_large, problems

DEMANDS = (Demand("N01", 30, "生产管控"), Demand("N02", 20, "质量管理"))
MES = Candidate(1, "甲执行系统", "甲公司", Price(8, 10), {"N01": 1.0}, functions=frozenset({"S06"}))
OTHER_MES = replace(MES, id=2, name="乙执行系统", provider="乙公司", price=Price(6, 12))
QUALITY = Candidate(3, "化验管理", "甲公司", Price(3, 4), {"N02": 1.0}, functions=frozenset({"S07"}))


@settings(max_examples=120, deadline=None)
@given(problems())
def test_a_bundle_is_the_best_of_all_sets(problem: Problem) -> None:
    bundle = solve_bundle(problem)
    expected = brute.best(problem)
    if expected is None:
        assert bundle.obstacle
        assert (bundle.items, bundle.optimal) == ((), False)
        return
    negative, unfit, cost, _, ids = expected
    assert bundle.obstacle is None
    assert bundle.items == ids
    assert (bundle.weight, bundle.cost_wan) == (float(-negative), cost / 10_000)
    graded = problem.prefer is Preference.FIT
    assert bundle.fit - (problem.effort * len(ids) if graded else 0) == -unfit
    assert bundle.optimal
    assert bundle.bound == bundle.weight
    assert bundle.own_wan == brute.own(problem, cost) / 10_000
    assert problem.budget_wan is None or bundle.own_wan <= problem.budget_wan


@settings(max_examples=40, deadline=None)
@given(problems(), st.integers(1, 200))
def test_more_money_never_covers_less(problem: Problem, thousands: int) -> None:
    problem = replace(problem, budget_wan=problem.budget_wan or 0.0)
    richer = replace(problem, budget_wan=round((problem.budget_wan or 0.0) + thousands / 10, 1))
    assert solve_bundle(richer).weight >= solve_bundle(problem).weight


@settings(max_examples=25, deadline=None)
@given(problems(), st.randoms(use_true_random=False))
def test_the_order_of_the_candidates_changes_nothing(problem: Problem, dice: random.Random) -> None:
    shuffled = list(problem.candidates)
    dice.shuffle(shuffled)
    assert solve_bundle(replace(problem, candidates=tuple(shuffled))) == solve_bundle(problem)


@pytest.mark.parametrize("budget", [10.0, 40.0])
def test_two_hundred_products_and_twelve_needs_are_proven(budget: float) -> None:
    problem = make_large(1, budget_wan=budget)
    bundle = solve_bundle(problem)
    assert bundle.optimal
    assert bundle.bound == bundle.weight > 0
    assert bundle.own_wan == bundle.cost_wan <= budget
    chosen = tuple(c for c in problem.candidates if c.id in bundle.items)
    assert brute.keeps_rules(problem, chosen)
    assert bundle.weight == brute.weight(problem, chosen)


def test_of_what_covers_the_same_the_better_fit_is_taken_and_cover_goes_before_it() -> None:
    ledger = Candidate(4, "量具台账", "丁公司", Price(1, 1), {"N02": 1.0}, {"N02": 0})
    laboratory = Candidate(5, "化验管理", "戊公司", Price(9, 9), {"N02": 1.0}, {"N02": 2})
    problem = Problem(DEMANDS, (MES, ledger, laboratory), budget_wan=20)
    bundle = solve_bundle(problem)
    assert (bundle.items, bundle.fit, bundle.weight, bundle.cost_wan) == ((1, 5), 2, 50.0, 19.0)
    thrifty = solve_bundle(replace(problem, prefer=Preference.COST))
    assert (thrifty.items, thrifty.weight, thrifty.cost_wan) == ((1, 4), 50.0, 11.0)
    assert solve_bundle(replace(problem, budget_wan=11)).items == (1, 4)  # both covered, at any price in fit
    both = replace(problem, wanted=frozenset({4}), budget_wan=None)
    chosen = solve_bundle(both)
    assert (chosen.items, chosen.covered_by["N02"]) == ((1, 4, 5), 5)
    assert [role.reasons for role in chosen.roles if role.item == 5] == [
        ("比组合中别的产品更对口“质量管理”",)
    ]
    assert [role.adds for role in chosen.roles] == [30.0, 0.0, 0.0]


def test_one_more_item_must_bring_more_fit_than_it_is_an_effort() -> None:
    suite = Candidate(1, "一体化平台", "甲公司", Price(10, 10), {"N01": 1.0, "N02": 1.0})
    laboratory = Candidate(2, "化验管理", "乙公司", Price(2, 2), {"N02": 1.0}, {"N02": 2})
    both = Candidate(3, "产质一体", "丙公司", Price(9, 9), {"N01": 1.0, "N02": 1.0}, {"N01": 2, "N02": 1})
    problem = Problem(DEMANDS, (suite, laboratory), budget_wan=50)
    assert solve_bundle(problem).items == (1, 2)
    spared = solve_bundle(replace(problem, effort=2))
    assert (spared.items, spared.fit, spared.cost_wan) == ((1,), 0, 10.0)
    exchanged = solve_bundle(replace(problem, candidates=(suite, laboratory, both), effort=2))
    assert (exchanged.items, exchanged.fit) == ((3,), 3)
    assert solve_bundle(replace(problem, effort=2, prefer=Preference.COST)).items == (1,)


def test_the_upper_price_counts_unless_asked_otherwise() -> None:
    problem = Problem(DEMANDS, (MES, OTHER_MES, QUALITY), budget_wan=10)
    assert solve_bundle(problem).items == (1,)
    hopeful = solve_bundle(replace(problem, basis=Basis.BEST))
    assert hopeful.items == (2, 3)
    assert (hopeful.cost_wan, hopeful.cost_low_wan, hopeful.cost_high_wan) == (9.0, 9.0, 16.0)


def test_an_item_without_a_price_stays_out_until_one_is_assumed() -> None:
    silent = replace(QUALITY, price=Price(3, None, "价格写的是3万元起，最高多少需要询问"))
    problem = Problem(DEMANDS, (MES, silent), budget_wan=20)
    bundle = solve_bundle(problem)
    assert bundle.items == (1,)
    assert [(u.item, u.needs, u.question) for u in bundle.unpriced] == [
        (3, ("N02",), "价格写的是3万元起，最高多少需要询问")
    ]
    assumed = solve_bundle(replace(problem, assumed_prices={3: 5.0}))
    assert (assumed.items, assumed.cost_wan, assumed.unpriced) == ((1, 3), 15.0, ())


def test_two_of_one_function_are_never_bought() -> None:
    bundle = solve_bundle(Problem(DEMANDS, (MES, replace(OTHER_MES, covers={"N02": 1.0})), budget_wan=100))
    assert bundle.items == (1,)


def test_a_prerequisite_is_bought_along_and_says_so() -> None:
    collecting = Candidate(5, "采集网关", "丙公司", Price(2, 2), provides=frozenset({"B02"}))
    resting = replace(MES, requires=(Requirement("设备联网与数据采集", frozenset({"B02"})),))
    problem = Problem(DEMANDS, (resting, collecting), budget_wan=12)
    bundle = solve_bundle(problem)
    assert bundle.items == (1, 5)
    assert bundle.roles[1].reasons == ("为“甲执行系统”提供前提“设备联网与数据采集”，企业若已具备可以不买",)
    assert solve_bundle(replace(problem, existing=frozenset({"B02"}))).items == (1,)
    assert solve_bundle(replace(problem, budget_wan=11.9)).items == ()


def test_a_shared_cost_is_paid_once() -> None:
    shared = frozenset({"甲公司·平台底座"})
    items = (replace(MES, shared=shared), replace(QUALITY, shared=shared))
    problem = Problem(DEMANDS, items, budget_wan=22, shared_costs={"甲公司·平台底座": 8})
    bundle = solve_bundle(problem)
    assert (bundle.items, bundle.cost_wan) == ((1, 3), 22.0)
    assert "共用“甲公司·平台底座”，8万元只付一次" in bundle.roles[0].reasons[-1]


def test_subsidy_and_credit_lower_the_own_money() -> None:
    problem = Problem(DEMANDS, (MES, QUALITY), budget_wan=9.2, subsidy=Subsidy(0.3, 3.0), credit_wan=1.8)
    bundle = solve_bundle(problem)
    assert (bundle.items, bundle.cost_wan, bundle.subsidy_wan) == ((1, 3), 14.0, 3.0)
    assert (bundle.net_wan, bundle.own_wan) == (11.0, 9.2)
    assert solve_bundle(replace(problem, budget_wan=9.1)).items == (1,)


def test_no_fraction_of_a_yuan_slips_over_a_budget() -> None:
    thirds = tuple(
        Candidate(at, f"产品{at}", "甲", Price(0.33333333, 0.33333333), {f"N{at}": 1.0}) for at in range(3)
    )
    problem = Problem(tuple(Demand(f"N{at}", 1) for at in range(3)), thirds, budget_wan=1.0)
    assert len(solve_bundle(problem).items) == 2
    assert len(solve_bundle(replace(problem, budget_wan=1.0002)).items) == 3


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"wanted": {1, 2}}, ("甲执行系统", "乙执行系统", "同一类")),
        ({"wanted": {1, 3}, "budget_wan": 13}, ("甲执行系统", "化验管理", "14万元", "超过13万元的预算")),
        ({"wanted": {1}, "excluded": {1}}, ("甲执行系统", "不要")),
        ({"wanted": {99}}, ("99", "不在候选之中")),
        ({"wanted": {2, 3}, "most_providers": 1}, ("2家服务商", "最多1家")),
    ],
)
def test_wishes_that_cannot_be_met_are_named(changes: dict[str, object], words: tuple[str, ...]) -> None:
    problem = replace(Problem(DEMANDS, (MES, OTHER_MES, QUALITY), budget_wan=30), **changes)  # type: ignore[arg-type]
    bundle = solve_bundle(problem)
    assert bundle.obstacle is not None
    assert all(word in bundle.obstacle for word in words), bundle.obstacle
    assert (bundle.items, bundle.weight, bundle.optimal) == ((), 0.0, False)


def test_nothing_on_offer_is_an_empty_bundle_and_proven() -> None:
    bundle = solve_bundle(Problem(DEMANDS, (), budget_wan=5))
    assert (bundle.items, bundle.weight, bundle.bound, bundle.optimal) == ((), 0.0, 0.0, True)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Price(-1, 2),
        lambda: Price(3, 2),
        lambda: Price(float("nan"), None),
        lambda: Demand("N01", 0),
        lambda: Subsidy(1.2),
        lambda: replace(MES, covers={"N01": 1.5}),
        lambda: Problem(DEMANDS, (MES, MES)),
        lambda: Problem(DEMANDS, (MES,), budget_wan=-1),
        lambda: Problem(DEMANDS, (MES,), most_providers=0),
        lambda: Problem(DEMANDS, (MES,), effort=-1),
    ],
)
def test_numbers_that_are_none_are_refused_in_one_sentence(make: object) -> None:
    with pytest.raises(UnusableProblem, match=r"。$"):
        make()  # type: ignore[operator]
