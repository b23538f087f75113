"""Why an item is not in: the whole answer brings it in by the real solver, and nothing of it can be left out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.bundles.changes import Change, Kind, apply_changes
from matcher.bundles.comparing import explain_over
from matcher.bundles.counterfactual import explain_absence, is_included
from matcher.bundles.model import Candidate, Demand, Preference, Price, Problem, Requirement, Subsidy
from matcher.bundles.solving import solve_bundle
from tests.matcher.bundles import brute
from tests.matcher.bundles.problems import make_large, problems

DEMANDS = (Demand("N01", 30, "生产管控"), Demand("N02", 20, "质量管理"))
MES = Candidate(1, "甲执行系统", "甲公司", Price(10, 10), {"N01": 1.0}, functions=frozenset({"S06"}))
RIVAL = replace(MES, id=2, name="乙执行系统", provider="乙公司", price=Price(12, 12))
QUALITY = Candidate(3, "化验管理", "丙公司", Price(5, 5), {"N02": 1.0})
PROBLEM = Problem(DEMANDS, (MES, RIVAL, QUALITY), budget_wan=12)


def _brings_in(problem: Problem, item: int, changes: tuple[Change, ...]) -> bool:
    """By trying every set, ids aside: the item is in a bundle as good as the best."""
    changed = apply_changes(problem, item, changes)
    best = brute.best(changed)
    held = brute.best(replace(changed, wanted=changed.wanted | {item}))
    return held is not None and best is not None and held[:4] == best[:4]


@settings(max_examples=80, deadline=None)
@given(problems(6), st.integers(1, 6))
def test_the_whole_answer_brings_it_in_and_no_part_alone_does(problem: Problem, item: int) -> None:
    found = explain_absence(problem, item)
    if item not in {candidate.id for candidate in problem.candidates}:
        assert (found.included, found.changes) == (False, ())
        return
    if found.included:
        assert _brings_in(problem, item, ())
        return
    assert not _brings_in(problem, item, ())
    assert found.sentence
    for answer in (found.changes, *found.alternatives) if found.changes else ():
        assert _brings_in(problem, item, answer)
        assert len(answer) == len(found.changes)
        for left_out in answer:
            assert not _brings_in(problem, item, tuple(c for c in answer if c is not left_out))
        for change in answer:
            if change.kind is Kind.PRICE:
                dearer = tuple(replace(c, yuan=c.yuan + 1) if c is change else c for c in answer)
                assert change.yuan > 10**10 or not _brings_in(problem, item, dearer)
            if change.kind is Kind.BUDGET and len(answer) == 1:
                assert not _brings_in(problem, item, (replace(change, yuan=change.yuan - 1),))


@settings(max_examples=40, deadline=None)
@given(problems(6), st.integers(1, 6))
def test_being_included_is_what_trying_every_set_says(problem: Problem, item: int) -> None:
    if item in {candidate.id for candidate in problem.candidates} and brute.best(problem) is not None:
        assert is_included(problem, item) == _brings_in(problem, item, ())


def test_where_the_fit_decides_the_answer_is_a_better_fit() -> None:
    meant = replace(MES, fits={"N01": 2})
    problem = Problem(DEMANDS, (meant, replace(RIVAL, price=Price(1, 1), fits={"N01": 1})), budget_wan=12)
    found = explain_absence(problem, 2)
    assert [change.kind for change in found.changes] == [Kind.FIT]
    assert "同最对口的产品一样对口（现在匹配度低1档）" in found.sentence
    assert explain_absence(replace(problem, prefer=Preference.COST), 2).included


def test_the_greatest_price_is_told_exactly() -> None:
    found = explain_absence(PROBLEM, 2)
    assert [change.kind for change in found.changes] == [Kind.PRICE]
    assert found.changes[0].yuan == 100_000
    assert found.sentence == "“乙执行系统”要进入组合，最小的改变是：第一年价格从12万元降到10万元"
    assert [[change.kind for change in other] for other in found.alternatives] == [[Kind.COVER]]
    covering = apply_changes(PROBLEM, 2, found.alternatives[0])
    assert solve_bundle(covering).items == (2,)


def test_money_alone_can_be_enough() -> None:
    found = explain_absence(PROBLEM, 3)
    kinds = {answer[0].kind: answer[0] for answer in (found.changes, *found.alternatives)}
    assert kinds[Kind.PRICE].yuan == 20_000
    assert kinds[Kind.BUDGET].yuan == 150_000
    assert kinds[Kind.BUDGET].sentence == "企业自有资金从12万元提高到15万元"


def test_a_silent_price_has_to_be_published() -> None:
    silent = replace(QUALITY, price=Price(question="价格未公布，需要询价"))
    problem = replace(PROBLEM, candidates=(MES, RIVAL, silent))
    found = explain_absence(problem, 3)
    assert found.sentence.endswith("公布价格，第一年不超过2万元")


def test_what_stands_in_the_way_is_named() -> None:
    resting = replace(QUALITY, price=Price(1, 1), requires=(Requirement("数据采集", frozenset({"B02"})),))
    found = explain_absence(replace(PROBLEM, candidates=(MES, resting)), 3)
    assert found.sentence.endswith("不再以“数据采集”为前提（或企业自己已经具备）")
    unwanted = explain_absence(replace(PROBLEM, excluded=frozenset({1})), 1)
    assert unwanted.sentence.endswith("不再列为“不要”")


def test_an_item_that_serves_no_need_is_told_so() -> None:
    idle = Candidate(9, "门户网站", "丁公司", Price(1, 1))
    found = explain_absence(replace(PROBLEM, candidates=(MES, QUALITY, idle), budget_wan=20), 9)
    assert not found.included
    assert found.sentence.startswith("它不对应任何已识别的需求")
    assert explain_absence(PROBLEM, 77).sentence.startswith("它不在候选之中")


def test_an_item_in_the_bundle_needs_no_change() -> None:
    assert explain_absence(PROBLEM, 1).included


def test_the_budget_is_own_money_after_subsidy_and_credit() -> None:
    problem = replace(PROBLEM, subsidy=Subsidy(0.2), credit_wan=1.0, budget_wan=8)
    found = explain_absence(problem, 3)
    raised = [c for answer in (found.changes, *found.alternatives) for c in answer if c.kind is Kind.BUDGET]
    assert [change.yuan for change in raised] == [110_000]
    assert 3 in solve_bundle(apply_changes(problem, 3, raised)).items


def test_a_catalogue_sized_question_is_answered_and_holds() -> None:
    problem = make_large(2)
    absent = next(c.id for c in problem.candidates if c.id not in solve_bundle(problem).items)
    found = explain_absence(problem, absent)
    assert found.changes
    assert is_included(apply_changes(problem, absent, found.changes), absent)


def test_one_over_the_other_in_parts_that_add_up() -> None:
    compared = explain_over(replace(PROBLEM, budget_wan=20), 1, 2)
    assert compared.first is not None
    assert compared.second is not None
    for side in (compared.first, compared.second):
        assert side.cost_wan == pytest.approx(side.price_wan + side.shared_wan + side.others_wan)
    assert (compared.first.cost_wan, compared.second.cost_wan) == (15.0, 17.0)
    assert compared.sentences == (
        "选“甲执行系统”或“乙执行系统”，最优组合的权重同为50",
        "自身第一年费用：10万元，另一方12万元",
        "合计：15万元，另一方17万元",
    )
    poor = explain_over(replace(PROBLEM, budget_wan=11), 1, 2)
    assert poor.second is None
    assert poor.sentences == ("预算放不下“乙执行系统”",)
