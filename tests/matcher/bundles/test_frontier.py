"""The frontier: the steps of trying every set, and the words for what more money buys."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings

from matcher.bundles.frontier import say_difference, trace_frontier
from matcher.bundles.model import Candidate, Demand, Price, Problem
from matcher.bundles.solving import solve_bundle
from tests.matcher.bundles import brute
from tests.matcher.bundles.problems import make_large, problems

DEMANDS = (Demand("N01", 30, "能耗管理"), Demand("N02", 20, "质量管理"), Demand("N03", 5, "设备管理"))
ITEMS = (
    Candidate(1, "台账", "甲", Price(0.8, 0.8), {"N03": 1.0}),
    Candidate(2, "能耗", "乙", Price(3, 4), {"N01": 1.0, "N02": 1.0}),
    Candidate(3, "能耗轻量版", "乙", Price(1, 1.5), {"N01": 0.5}),
)


@settings(max_examples=80, deadline=None)
@given(problems(7))
def test_the_steps_are_those_of_all_sets(problem: Problem) -> None:
    found = trace_frontier(problem)
    assert found.complete
    assert [(round(step.budget_wan * 10_000), step.weight) for step in found.steps] == [
        (money, float(weight)) for money, weight in brute.frontier(problem)
    ]


@settings(max_examples=25, deadline=None)
@given(problems(6))
def test_every_step_is_the_best_bundle_of_its_budget(problem: Problem) -> None:
    held: set[int] = set()
    for step in trace_frontier(problem).steps:
        bundle = solve_bundle(replace(problem, budget_wan=step.budget_wan))
        assert (bundle.weight, bundle.cost_wan, len(bundle.items)) == (
            step.weight,
            step.cost_wan,
            len(step.items),
        )
        held = (held | set(step.added)) - set(step.removed)
        assert tuple(sorted(held)) == step.items
        assert step.sentence


def test_steps_say_what_more_money_buys() -> None:
    found = trace_frontier(Problem(DEMANDS, ITEMS))
    assert [step.sentence for step in found.steps] == [
        "没有投入时，没有需求得到满足",
        "再加8000元，覆盖“设备管理”1项",
        "再加7000元，部分满足“能耗管理”1项，不再覆盖“设备管理”",
        "再加8000元，多覆盖“设备管理”1项",
        "再加1.7万元，多覆盖“能耗管理”“质量管理”2项，不再覆盖“设备管理”",
        "再加8000元，多覆盖“设备管理”1项",
    ]
    now = found.at(2.0)
    assert now is not None
    assert now.items == (3,)
    assert found.at(100.0) == found.steps[-1]
    assert say_difference(Problem(DEMANDS, ITEMS), now, found.steps[-1]) == (
        "再加3.3万元，多覆盖“能耗管理”“质量管理”“设备管理”3项"
    )
    assert [step.budget_wan for step in found.above(2.3)] == [4.0, 4.8]


def test_a_table_that_would_be_too_long_says_so() -> None:
    whole = trace_frontier(Problem(DEMANDS, ITEMS))
    short = trace_frontier(Problem(DEMANDS, ITEMS), most_steps=2)
    assert (whole.complete, short.complete) == (True, False)
    assert [step.budget_wan for step in short.steps] == [step.budget_wan for step in whole.steps[-2:]]


def test_a_catalogue_sized_frontier_is_complete_and_rises() -> None:
    found = trace_frontier(make_large(1))
    assert found.complete
    pairs = list(zip(found.steps, found.steps[1:], strict=False))
    assert len(pairs) > 10
    assert all(a.budget_wan < b.budget_wan and a.weight < b.weight for a, b in pairs)
