"""Matching needs with the sample catalogue: parts that add up, hard conditions, fairness, honest gaps."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.runtime import Runtime
from catalog.commands import withdraw_item
from catalog.queries import Conditions, list_eligible_ids
from catalog.schemas import ProductContent
from catalog.vocabulary import Deployment, Facet, Kind
from matcher.matching.model import MatchResult
from matcher.needs.model import Reading
from tests.factories.needs import make_need, make_reading, make_wish

TODAY = date(2026, 12, 1)
POINT_CHECK = make_need(
    "S08", "点巡检用纸质卡片，是否到位无从核实，备件领用与台账对不上", target_level=2, current_level=1
)
LABORATORY = make_need("S07", "化验结果手抄进台账再录入表格，差错多", identifier="N02")


def _match(runtime: Runtime, reading: Reading, **options: float) -> MatchResult:
    with runtime.reading() as session:
        return runtime.matcher.match(session, runtime.catalogue.load().index, reading, today=TODAY, **options)  # type: ignore[arg-type]


def test_every_score_is_exactly_the_sum_of_its_parts(sample_runtime: Runtime) -> None:
    reading = make_reading(POINT_CHECK, LABORATORY, industry="基础化学原料制造")
    result = _match(sample_runtime, reading, k=20)
    assert [match.state for match in result.matches] == ["covered", "covered"]
    for match in result.matches:
        scores = [entry.score for entry in match.recommendations]
        assert scores == [sum(entry.parts.values()) for entry in match.recommendations]
        assert len(scores) > 5


def test_recommended_items_serve_the_topic_and_say_why(sample_runtime: Runtime) -> None:
    match = _match(sample_runtime, make_reading(LABORATORY, industry="基础化学原料制造")).matches[0]
    assert "LIMS" in match.recommendations[0].item.name
    for entry in match.recommendations:
        assert "S07" in entry.item.topics
        assert entry.reasons[0].startswith("应用场景：")
        assert entry.item.kind in {Kind.PRODUCT, Kind.SOLUTION}


def test_an_enterprise_barred_from_public_networks_gets_nothing_that_is_saas_only(
    sample_runtime: Runtime,
) -> None:
    free = _match(sample_runtime, make_reading(POINT_CHECK), k=50).matches[0].recommendations
    barred = (
        _match(sample_runtime, make_reading(POINT_CHECK, public_cloud=False), k=50).matches[0].recommendations
    )

    def saas_only(content: object) -> bool:
        assert isinstance(content, ProductContent)
        return content.deployment == (Deployment.SAAS,)

    assert any(saas_only(entry.item.content) for entry in free)
    assert barred
    assert not any(saas_only(entry.item.content) for entry in barred)


def test_no_provider_fills_a_short_list_while_others_have_something_to_offer(sample_runtime: Runtime) -> None:
    for topic in ("S06", "S07", "S08", "S10", "B02"):
        match = _match(sample_runtime, make_reading(make_need(topic, "靠人工"))).matches[0]
        providers = [entry.item.provider for entry in match.recommendations]
        assert max(providers.count(name) for name in providers) <= 2


def test_a_topic_that_nobody_serves_is_a_gap_without_items(own_runtime: Runtime) -> None:
    with own_runtime.writing() as session:
        wanted = Conditions(facets={Facet.TOPIC: frozenset({"M02"})})
        for item_id in list_eligible_ids(session, wanted, today=TODAY):
            withdraw_item(session, item_id, now=own_runtime.now())
    match = _match(own_runtime, make_reading(make_need("M02", "缺少懂数字化的人才"))).matches[0]
    assert (match.state, match.recommendations) == ("gap", ())


def test_a_price_above_the_budget_costs_score_and_is_said(sample_runtime: Runtime) -> None:
    reading = make_reading(POINT_CHECK)
    rich = {e.item.id: e for e in _match(sample_runtime, reading, k=50).matches[0].recommendations}
    poor = {
        e.item.id: e for e in _match(sample_runtime, reading, k=50, budget_wan=0.5).matches[0].recommendations
    }
    dear = [key for key, entry in poor.items() if "超出预算" in entry.parts]
    assert dear
    for key in dear:
        assert poor[key].score < rich[key].score
        assert any("高于预算5000元" in concern for concern in poor[key].concerns)


def test_a_level_that_an_item_cannot_reach_makes_the_need_partial_only(sample_runtime: Runtime) -> None:
    far = make_need("S14", "排班和工资靠手工", current_level=1, target_level=4)
    match = _match(sample_runtime, make_reading(far), k=50).matches[0]
    short = [entry for entry in match.recommendations if "等级衔接" in entry.parts]
    assert short
    assert all(entry.parts["等级衔接"] < 0 for entry in short)
    assert all(any("低于目标四级" in concern for concern in entry.concerns) for entry in short)


_ENTERPRISES = st.fixed_dictionaries(
    {},
    optional={
        "industry": st.sampled_from(("基础化学原料制造", "高端装备及零部件制造", "绿色消费品制造")),
        "budget_wan": st.sampled_from((0.5, 3.0, 20.0)),
        "public_cloud": st.just(False),
    },
)


@settings(max_examples=40, deadline=None)
@given(
    topic=st.sampled_from([f"S{number:02d}" for number in range(1, 17)] + ["B01", "B02", "B03", "B04"]),
    quote=st.sampled_from([need.evidence[0].quote for need in (POINT_CHECK, LABORATORY)]),
    level=st.none() | st.integers(1, 4),
    enterprise=_ENTERPRISES,
)
def test_what_is_covered_is_led_by_an_item_that_covers_it(
    sample_runtime: Runtime, topic: str, quote: str, level: int | None, enterprise: dict[str, Any]
) -> None:
    reading = make_reading(make_need(topic, quote, target_level=level), **enterprise)
    result = _match(sample_runtime, reading, k=5)
    (match,) = result.matches
    cells = result.coverage.cells["N01"]
    states = [cells[entry.item.id].state for entry in match.recommendations]
    if match.state == "covered":
        assert states[0] == "covered"
    scores = [entry.score for entry in match.recommendations]
    assert scores == [sum(entry.parts.values()) for entry in match.recommendations]
    assert all(
        "完全满足" in e.parts
        for e, state in zip(match.recommendations, states, strict=True)
        if state == "covered"
    )
    if len({entry.item.provider for entry in match.recommendations}) == len(scores):
        assert scores == sorted(scores, reverse=True)


def test_an_item_that_reaches_the_level_comes_before_one_whose_text_reads_better(
    sample_runtime: Runtime,
) -> None:
    wanted = make_need("S08", POINT_CHECK.evidence[0].quote, target_level=3)
    match = _match(sample_runtime, make_reading(wanted, industry="绿色消费品制造"), k=50).matches[0]
    by_the_rest = max(match.recommendations, key=lambda e: e.score - e.parts.get("完全满足", 0.0))
    assert "低于目标三级" in by_the_rest.concerns[0]
    assert "完全满足" not in by_the_rest.parts
    assert match.state == "covered"
    assert "完全满足" in match.recommendations[0].parts
    assert not any("低于目标" in concern for concern in match.recommendations[0].concerns)


def test_an_item_that_serves_a_topic_on_the_side_without_a_level_does_not_cover(
    sample_runtime: Runtime,
) -> None:
    wanted = make_need("S06", "生产进度靠电话问，报工靠纸质单据", target_level=4)
    match = _match(sample_runtime, make_reading(wanted, industry="绿色消费品制造"), k=50).matches[0]
    aside = [e for e in match.recommendations if "不是它的主要用途" in "".join(e.concerns)]
    assert aside
    assert all("完全满足" not in entry.parts for entry in aside)
    assert match.recommendations[0] not in aside


@pytest.mark.parametrize("wish", [None, make_wish()])
def test_financing_is_offered_only_where_outside_money_is_wanted(
    sample_runtime: Runtime, wish: object
) -> None:
    needs = (make_need("F01", "拟申请贷款"),) if wish else ()
    reading = make_reading(*needs, financing=wish, region="灵武市", employees=200, revenue_wan=5000.0)  # type: ignore[arg-type]
    result = _match(sample_runtime, reading)
    assert bool(result.finance) == (wish is not None)
    assert bool(result.financing) == (wish is not None)
    if wish is not None:
        assert result.matches[0].state == "covered"
        eligible = [offer.eligible for offer in result.finance]
        assert eligible == sorted(eligible, reverse=True)
        assert all(offer.score == sum(offer.parts.values()) for offer in result.finance)
        assert all(offer.unmet for offer in result.finance if not offer.eligible)
        assert result.financing is not None
        assert result.financing.best is not None
        assert {item.id for item in result.lenders.items} == {offer.item.id for offer in result.finance}
