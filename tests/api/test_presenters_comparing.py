"""Why one product rather than another, from values alone: score parts that add up, and only what differs."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from api.presenters.comparing import compare_with_chosen
from api.presenters.scores import present_score
from api.presenters.versus import present_versus
from matcher.bundles.model import Candidate, Demand, Price, Problem, Requirement
from matcher.bundles.solving import solve_bundle

_PARTS = st.dictionaries(
    st.sampled_from(("场景对口", "内容贴合", "等级衔接", "超出预算")), st.floats(-0.2, 0.5), min_size=1
)
_COLLECTING = Requirement("设备联网与数据采集", frozenset({"B02"}))
_CHOSEN = Candidate(1, "甲点检", "甲", Price(3, 3), {"N01": 1.0}, functions=frozenset({"S08"}))
_DEARER = Candidate(
    2,
    "乙点检",
    "乙",
    Price(4, 5),
    {"N01": 1.0},
    functions=frozenset({"S08"}),
    requires=(_COLLECTING,),
)
_GATEWAY = Candidate(3, "采集网关", "丙", Price(1, 1), provides=frozenset({"B02"}))
_ENERGY = Candidate(4, "能耗管理", "丁", Price(2, 2), {"N02": 0.5}, functions=frozenset({"S10"}))
_PROBLEM = Problem(
    (Demand("N01", 30, "设备管理"), Demand("N02", 20, "能耗管理")),
    (_CHOSEN, _DEARER, _GATEWAY, _ENERGY),
    budget_wan=6.5,
)


@given(_PARTS, _PARTS)
def test_differences_add_up_to_the_difference_of_the_totals_that_are_shown(
    first: dict[str, float], other: dict[str, float]
) -> None:
    shown = [present_score(sum(parts.values()), parts) for parts in (first, other)]
    versus = present_versus((sum(first.values()), first), (sum(other.values()), other), full=1.0)
    points = [int(part.points.replace("−", "-")) for part in versus.parts]
    assert sum(points) == shown[1].total - shown[0].total  # type: ignore[union-attr]
    assert int(versus.total.replace("−", "-")) == sum(points)
    assert 0 not in points
    assert [abs(number) for number in points] == sorted(map(abs, points), reverse=True)
    for number, part in zip(points, versus.parts, strict=True):
        assert (part.x, part.above) == ((50.0, True) if number > 0 else (50.0 - part.width, False))
        assert 0 < part.width <= 50


def test_the_sentence_says_which_is_ahead() -> None:
    first, second = (0.8, {"场景对口": 0.4, "内容贴合": 0.4}), (0.7, {"场景对口": 0.4, "内容贴合": 0.3})
    assert present_versus(first, second, full=1.0).sentence == "比第一个低10分，差在哪里"
    assert present_versus(second, first, full=1.0).summary == "内容贴合 +10"
    assert present_versus(first, first, full=1.0).sentence == "得分与第一个相同"


def test_the_item_that_was_not_chosen_stands_beside_the_one_that_does_its_work() -> None:
    bundle = solve_bundle(_PROBLEM)
    assert bundle.items == (1, 4)
    (view,) = compare_with_chosen(_PROBLEM, bundle, 2)
    assert (view.chosen, view.asked) == ("甲点检", "乙点检")
    assert (
        view.sentence == "换成“乙点检”后，按重要程度满足从80.0%变为60.0%，“能耗管理”满足得差一些，"
        "首年多花1万元。"
    )
    assert [(row.label, row.chosen, row.asked, row.whole) for row in view.rows] == [
        ("首年费用", "3万元", "5万元", False),
        ("要先具备", "没有", "设备联网与数据采集", False),
        ("其余产品", "2万元", "1万元", True),
        ("首年合计", "5万元", "6万元", True),
        ("按重要程度满足", "80.0%", "60.0%", True),
    ]


def test_an_item_that_no_bundle_can_hold_is_compared_by_its_own_facts() -> None:
    silent = replace(_DEARER, price=Price(4, None, "最高多少需要询问"), covers={"N01": 0.5})
    problem = replace(_PROBLEM, candidates=(_CHOSEN, silent, _GATEWAY, _ENERGY))
    (view,) = compare_with_chosen(problem, solve_bundle(problem), 2)
    assert "最高多少需要询问" in view.sentence
    assert [(row.label, row.asked) for row in view.rows] == [
        ("设备管理", "部分满足"),
        ("首年费用", "价格没说全"),
        ("要先具备", "设备联网与数据采集"),
    ]


def test_nothing_is_compared_where_nothing_chosen_does_its_work() -> None:
    bundle = solve_bundle(_PROBLEM)
    assert compare_with_chosen(_PROBLEM, bundle, 3) == ()
    assert compare_with_chosen(_PROBLEM, bundle, 1) == ()
