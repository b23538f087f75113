"""From a report's needs and the catalogue's items to a problem: weights, prices, shares, prerequisites, shared costs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from api.runtime import Runtime
from catalog.ingest.prices import read_price
from catalog.queries import Item
from catalog.schemas import ProductContent
from catalog.taxonomy import Taxonomy
from matcher.bundles.composing import Wishes, compose, grade_fits, weigh_need
from matcher.bundles.frontier import trace_frontier
from matcher.bundles.model import Candidate, Problem
from matcher.bundles.prerequisites import find_existing, load_prerequisites
from matcher.bundles.pricing import price_first_year
from matcher.bundles.solving import solve_bundle
from matcher.needs.model import Need, Reading, SceneLevel
from matcher.scoring.coverage import Cell, Coverage, judge_cell
from tests.factories.items import make_product
from tests.factories.needs import make_need, make_reading, make_wish

CONTROL = make_need("S06", "生产进度靠打电话问", current_level=1, target_level=3, priority="high")
QUALITY = make_need("S07", "化验结果手抄", identifier="N02", current_level=1, target_level=2)


def _topics(*stated: tuple[str, int | None]) -> list[dict[str, Any]]:
    return [{"topic": topic, "level_to": level} for topic, level in stated]


def _compose(reading: Reading, items: list[Item], taxonomy: Taxonomy, **options: Any) -> Problem:
    def judge(need: Need) -> dict[int, Any]:
        return {
            item.id: judge_cell(item, need, reading.enterprise, taxonomy, None)
            for item in items
            if need.topic in item.topics
        }

    cells = {need.id: judge(need) for need in reading.needs if need.topic != "F01"}
    coverage = Coverage(cells, {item.id: item for item in items})
    return compose(reading, coverage, taxonomy, **{"budget_wan": 30.0} | options)


def _candidate(problem: Problem, item: int) -> Candidate:
    return next(candidate for candidate in problem.candidates if candidate.id == item)


def test_a_weight_is_priority_mandatory_scene_and_distance(taxonomy: Taxonomy) -> None:
    demand = weigh_need(CONTROL, taxonomy)
    assert (demand.weight, demand.name) == (30 + 5 + 2, "生产管控")
    assert demand.why == "优先级高30＋约束性场景5＋要提升2级2"
    assert weigh_need(make_need("S15", "审批靠纸", priority="low"), taxonomy).weight == 10


def test_financing_is_no_demand(taxonomy: Taxonomy) -> None:
    reading = make_reading(QUALITY, make_need("F01", "拟申请贷款", identifier="N09"), financing=make_wish())
    assert [demand.need for demand in _compose(reading, [], taxonomy).demands] == ["N02"]


@pytest.mark.parametrize(
    ("stated", "industries", "share"),
    [
        ([("S07", 2)], [], 1.0),
        ([("S07", None)], [], 1.0),
        ([("S07", 1)], [], 0.5),
        ([("S07", 2)], ["新型材料制造"], 0.5),
        ([("S08", 2), ("S07", 2)], [], 1.0),
        ([("S08", 2), ("S07", None)], [], 0.5),
    ],
)
def test_what_falls_short_counts_half(
    taxonomy: Taxonomy, stated: list[tuple[str, int | None]], industries: list[str], share: float
) -> None:
    item = make_product(1, topics=_topics(*stated), industries=industries)
    problem = _compose(make_reading(QUALITY, industry="基础化学原料制造"), [item], taxonomy)
    assert problem.candidates[0].covers == {"N02": share}
    assert problem.candidates[0].functions == {stated[0][0]}


def test_fit_is_graded_against_the_best_that_covers_as_much() -> None:
    row = {
        1: Cell(fit=0.80),
        2: Cell(fit=0.76),
        3: Cell(fit=0.74),
        4: Cell(fit=0.60),
        5: Cell(aside=True, fit=0.90),
        6: Cell(aside=True, fit=0.80),
    }
    assert grade_fits(row) == {1: 2, 2: 2, 3: 1, 4: 0, 5: 2, 6: 1}


@pytest.mark.parametrize(
    ("price", "quantities", "low", "high", "words"),
    [
        ({"min_wan": 3, "max_wan": 4, "unit": "年", "one_off_wan": 1}, {}, 4.0, 5.0, ""),
        ({"min_wan": 0.1, "max_wan": 0.1, "unit": "厂区·月"}, {}, 1.2, 1.2, ""),
        ({"min_wan": 0.01, "max_wan": 0.01, "unit": "账号·月"}, {"账号": 50}, 6.0, 6.0, ""),
        ({"min_wan": 0.01, "max_wan": 0.01, "unit": "账号·月"}, {}, 0.12, None, "要多少账号"),
        ({"min_wan": 6.5, "max_wan": 12, "unit": "产线"}, {}, 6.5, None, "要多少产线"),
        ({"min_wan": 6.5, "max_wan": 12, "unit": "产线"}, {"产线": 2}, 13.0, 24.0, ""),
        ({"min_wan": 32, "text": "软件32万元起"}, {}, 32.0, None, "软件32万元起"),
        ({"text": "面议"}, {}, None, None, "未公布"),
    ],
)
def test_the_first_year_is_one_off_and_a_year_of_subscription(
    price: dict[str, Any], quantities: dict[str, float], low: float | None, high: float | None, words: str
) -> None:
    content = make_product(price=price).content
    assert isinstance(content, ProductContent)
    found = price_first_year(content, quantities)
    assert (found.low_wan, found.high_wan) == (low, high)
    assert words in found.question
    assert bool(words) == (high is None)


@pytest.mark.parametrize(
    ("text", "quantities", "low", "high", "words"),
    [
        ("平台3万元/年，380元/测点", {}, 3.0, None, "要多少测点"),
        ("平台3万元/年，380元/测点", {"测点": 100}, 3.0, 6.8, ""),
        ("3200元/台+1500元/年", {}, 0.47, None, "要多少台"),
        ("3200元/台+1500元/年", {"台": 10}, 3.35, 3.35, ""),
        ("软件6万元，手册编写2万元", {}, 6.0, 8.0, ""),
        ("软件9万元，扫码枪等硬件另计", {}, 9.0, None, "“扫码枪等硬件另计”"),
        ("2万元/年（10用户），每增加1用户加收500元", {}, 2.0, None, "“每增加1用户加收500元”"),
        ("云端版2万元/年＋实施费5000元；本地版15万元", {}, 2.5, 15.5, ""),
        ("软件免费，电表等硬件另计", {}, 0.0, None, "“电表等硬件另计”"),
        ("8万元/套，次年起维护费8000元/年", {}, 8.0, 8.0, ""),
        ("总价30万元，其中软件12万元、硬件18万元", {}, 30.0, 30.0, ""),
        ("合计30万元：软件12万元，硬件10万元，实施8万元", {}, 30.0, 30.0, ""),
        ("10万元，首付3万元，验收后付7万元", {}, 10.0, 10.0, ""),
        ("软件10万元，设备跟踪终端3万元", {}, 10.0, 13.0, ""),
        ("软件10万元，二次开发费另计", {}, 10.0, None, "“二次开发费另计”"),
        ("3万元/年，运维服务费1万元/年", {}, 3.0, 4.0, ""),
        ("软件6万元、网关500元/台", {}, 6.0, None, "“网关500元/台”"),
    ],
)
def test_the_worst_first_year_holds_every_part_of_a_price(
    text: str, quantities: dict[str, float], low: float, high: float | None, words: str
) -> None:
    content = make_product().content
    assert isinstance(content, ProductContent)
    found = price_first_year(content.model_copy(update={"price": read_price(text)}), quantities)
    assert (found.low_wan, found.high_wan) == (low, high)
    assert words in found.question
    assert bool(words) == (high is None)


@pytest.mark.parametrize(
    ("text", "low"),
    [
        ("2000000万元/月", None),
        ("2000000万元/账号/月", None),
        ("软件6000000万元，硬件6000000万元", 6_000_000.0),
    ],
)
def test_a_mistyped_price_is_unknown_and_asked_about(text: str, low: float | None) -> None:
    content = make_product().content
    assert isinstance(content, ProductContent)
    found = price_first_year(content.model_copy(update={"price": read_price(text)}), {})
    assert (found.low_wan, found.high_wan) == (low, None)
    assert found.question.startswith("价格看起来不对，请向服务商核实")


def test_a_quantity_beyond_all_measure_leaves_the_price_unknown() -> None:
    content = make_product(price={"min_wan": 1, "max_wan": 1, "unit": "台"}).content
    assert isinstance(content, ProductContent)
    found = price_first_year(content, {"台": 1e308 * 10})
    assert (found.low_wan, found.high_wan, found.question) == (None, None, "价格看起来不对，请向服务商核实")


def test_a_scene_at_level_three_rests_on_data_collection(taxonomy: Taxonomy) -> None:
    control = make_product(1, name="执行系统", topics=_topics(("S06", 3)), price={"min_wan": 9, "max_wan": 9})
    gateway = make_product(
        2, name="采集网关", topics=_topics(("B02", None)), price={"min_wan": 2, "max_wan": 2}
    )
    problem = _compose(make_reading(CONTROL), [control, gateway], taxonomy)
    requirement = _candidate(problem, 1).requires[0]
    assert (requirement.label, requirement.alternatives) == ("设备联网与数据采集", frozenset({"B02"}))
    assert "请与服务商核实" in requirement.reason
    assert solve_bundle(problem).items == (1, 2)
    collected = replace(make_reading(CONTROL), levels=(SceneLevel("B02", 2, None),))
    assert solve_bundle(_compose(collected, [control, gateway], taxonomy)).items == (1,)
    modest = make_reading(replace(CONTROL, target_level=2))
    assert _candidate(_compose(modest, [control, gateway], taxonomy), 1).requires == ()
    silent = make_product(1, name="交接班", topics=_topics(("S06", None)))
    assert _candidate(_compose(make_reading(CONTROL), [silent, gateway], taxonomy), 1).requires == ()


def test_what_the_report_says_is_there_need_not_be_bought() -> None:
    assert find_existing(make_reading(CONTROL)) == frozenset()
    assert "B02" in find_existing(replace(make_reading(), levels=(SceneLevel("S08", 3, 4),)))
    assert "B02" in find_existing(make_reading(digital_level=3))
    asked = make_reading(make_need("B02", "设备没有联网"), digital_level=3)
    assert "B02" not in find_existing(asked)


def test_every_rule_names_topics_and_says_whether_it_is_certain(taxonomy: Taxonomy) -> None:
    rules = load_prerequisites()
    assert {"S05", "S06", "S07", "S08", "S09", "S10"} <= {rule.topic for rule in rules}
    for rule in rules:
        assert taxonomy.topic(rule.topic).name in rule.reason
        assert rule.requires_topic in taxonomy.topics
        assert 1 <= rule.from_level <= 4


def test_a_providers_own_conditions_and_shared_costs_count(taxonomy: Taxonomy) -> None:
    fields: dict[str, Any] = {
        "shared_costs": [{"name": "平台底座", "wan": 8}],
        "price": {"min_wan": 3, "max_wan": 3},
    }
    first = make_product(1, topics=_topics(("S06", 2)), requires=["B01"], **fields)
    second = make_product(2, topics=_topics(("S07", 2)), **fields)
    reading = replace(
        make_reading(replace(CONTROL, target_level=2), QUALITY), levels=(SceneLevel("B01", 1, None),)
    )
    problem = _compose(reading, [first, second], taxonomy)
    assert problem.shared_costs == {"示例软件有限公司的平台底座": 8}
    assert [need.label for need in _candidate(problem, 1).requires] == ["网络建设"]
    assert solve_bundle(problem).cost_wan == 14.0


def test_a_persons_numbers_and_wishes_are_used(taxonomy: Taxonomy) -> None:
    seats = make_product(
        1, topics=_topics(("S07", 2)), price={"min_wan": 0.1, "max_wan": 0.1, "unit": "账号·年"}
    )
    silent = make_product(2, topics=_topics(("S07", 2)))
    reading = make_reading(QUALITY)
    assert solve_bundle(_compose(reading, [seats, silent], taxonomy)).items == ()
    counted = _compose(reading, [seats, silent], taxonomy, wishes=Wishes(quantities={1: {"账号": 20}}))
    assert solve_bundle(counted).cost_wan == 2.0
    wishes = Wishes(assumed_prices={2: 1.5, 99: 3.0}, excluded=frozenset({1}))
    assumed = solve_bundle(_compose(reading, [seats, silent], taxonomy, wishes=wishes))
    assert (assumed.items, assumed.cost_wan) == ((2,), 1.5)


def test_a_report_matched_with_a_budget_has_a_proven_bundle(sample_runtime: Runtime) -> None:
    reading = make_reading(CONTROL, QUALITY, make_need("S10", "能耗靠抄表", identifier="N03"))

    def match(**options: float) -> Any:
        with sample_runtime.reading() as session:
            index = sample_runtime.catalogue.load().index
            return sample_runtime.matcher.match(session, index, reading, today=date(2026, 12, 1), **options)  # type: ignore[arg-type]

    assert match().bundle is None
    result = match(budget_wan=15.0)
    bundle = result.bundle
    assert bundle.optimal
    assert bundle.bound == bundle.weight > 0
    assert 0 < bundle.cost_wan <= 15
    assert set(bundle.covered) | set(bundle.partly) <= {"N01", "N02", "N03"}
    assert [match.state for match in result.matches] == [
        result.coverage.state(need.id) for need in reading.needs
    ]
    assert trace_frontier(result.problem).at(15.0).weight == bundle.weight  # type: ignore[union-attr]
