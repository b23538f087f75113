"""Bundles that cover as much for less: each the best fit for its money, down to the cheapest."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings

from matcher.bundles.model import Candidate, Demand, Preference, Price, Problem
from matcher.bundles.thrift import trace_thrift
from tests.matcher.bundles import brute
from tests.matcher.bundles.problems import problems


@settings(max_examples=60, deadline=None)
@given(problems(6))
def test_each_is_the_best_fit_for_its_money_and_covers_as_much(problem: Problem) -> None:
    problem = replace(problem, prefer=Preference.FIT)
    alternatives = trace_thrift(problem, most=100)
    best = brute.best(problem)
    if best is None:
        assert alternatives == ()
        return
    as_heavy = [rank for rank in brute.ranked(problem) if rank[0] == best[0]]
    owns = [round(alternative.own_wan * 10_000) for alternative in alternatives]
    assert owns[0] == brute.own(problem, best[2])
    assert owns == sorted(set(owns), reverse=True)
    cheapest = min(rank[2] for rank in as_heavy)
    assert owns[-1] == brute.own(problem, cheapest)
    for alternative, own in zip(alternatives, owns, strict=True):
        chosen = tuple(c for c in problem.candidates if c.id in alternative.items)
        assert brute.keeps_rules(problem, chosen)
        most = max(-rank[1] for rank in as_heavy if brute.own(problem, rank[2]) <= own)
        assert (-brute.weight(problem, chosen), brute.fit(problem, chosen)) == (best[0], most)


def test_the_needs_with_the_best_fit_are_counted() -> None:
    demands = (Demand("N01", 30, "生产管控"), Demand("N02", 20, "质量管理"))
    good = Candidate(1, "甲", "甲", Price(10, 10), {"N01": 1.0}, {"N01": 2})
    fair = Candidate(2, "乙", "乙", Price(4, 4), {"N01": 1.0}, {"N01": 1})
    other = Candidate(3, "丙", "丙", Price(3, 3), {"N02": 1.0}, {"N02": 2})
    found = trace_thrift(Problem(demands, (good, fair, other), budget_wan=50))
    assert [(a.own_wan, a.items, a.well_served) for a in found] == [(13.0, (1, 3), 2), (7.0, (2, 3), 1)]
    assert len(trace_thrift(Problem(demands, (good, other), budget_wan=50))) == 1
