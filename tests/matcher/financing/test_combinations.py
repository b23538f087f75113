"""Loans, discounts and rewards together: purposes apart, promises not added up twice, the cheapest by its worst case."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from typing import Any

import pytest

from catalog.queries import Item
from catalog.vocabulary import FinanceType, Purpose
from matcher.financing.combinations import MOST_COMBINATIONS, plan_financing
from matcher.financing.lines import Draw
from matcher.financing.offers import Ground, find_basis, size_of_project
from matcher.financing.outlays import Outlay, collect_outlays, find_purpose
from matcher.financing.plans import FinancingPlan
from tests.factories.items import make_loan, make_product
from tests.factories.needs import make_need, make_reading, make_wish

EQUIPMENT, SOFTWARE, NETWORK = Purpose.EQUIPMENT, Purpose.SOFTWARE, Purpose.NETWORK
MACHINES = Outlay(EQUIPMENT, 200, "采集装置")
SYSTEMS = Outlay(SOFTWARE, 100, "排产系统")
EVERYTHING = (EQUIPMENT, SOFTWARE, NETWORK)


def _plan(
    items: list[Item], *outlays: Outlay, lpr: float | None = None, level: int = 2, **wish: Any
) -> FinancingPlan:
    reading = make_reading(make_need("S05", "排产"), target_level=level, financing=make_wish(**wish))
    assert reading.financing is not None
    basis = find_basis(reading, outlays, lpr)
    return plan_financing(
        items, outlays, Ground(reading.enterprise, reading.financing, size_of_project(outlays), basis)
    )


def _loan(identifier: int, rate: str, *purposes: Purpose, **stated: Any) -> Item:
    return make_loan(
        identifier,
        name=f"贷{identifier}",
        purposes=purposes or (EQUIPMENT,),
        amount_text=stated.pop("amount_text", "最高2000万元"),
        rate_text=rate,
        **({"summary": "等额本金"} | stated),
    )


def _discount(identifier: int, **stated: Any) -> Item:
    return make_loan(
        identifier,
        name=f"贴{identifier}",
        finance_type=FinanceType.INTEREST_DISCOUNT,
        purposes=EVERYTHING,
        **({"amount_text": "按已付利息的30%补助，单户年度最高30万元", "term_text": "最长24个月"} | stated),
    )


def _names(plan: FinancingPlan) -> list[tuple[str, str | None]]:
    assert plan.best is not None
    return [(draw.name, draw.discount.name if draw.discount else None) for draw in plan.best.draws]


def test_equipment_and_software_are_paid_by_loans_of_their_own() -> None:
    plan = _plan([_loan(1, "3%"), _loan(2, "4%", SOFTWARE)], MACHINES, SYSTEMS)
    assert plan.best is not None
    assert [(draw.name, draw.amount_fen) for draw in plan.best.draws] == [
        ("贷1", 200_000_000),
        ("贷2", 100_000_000),
    ]
    # 2 000 000 x 3 % / 12 x 37 / 2 = 92 500 and 1 000 000 x 4 % / 12 x 37 / 2 = 61 666.67
    assert plan.best.cost.net.worst_fen == 9_250_000 + 6_166_667


def test_a_loan_for_equipment_does_not_pay_for_software() -> None:
    plan = _plan([_loan(1, "3%")], MACHINES, SYSTEMS)
    assert plan.uncovered == (SOFTWARE,)
    assert plan.best is not None
    assert [draw.amount_fen for draw in plan.best.draws] == [200_000_000]


def test_a_share_of_the_equipment_is_reckoned_from_the_equipment_alone() -> None:
    plan = _plan([_loan(1, "3%", amount_text="不超过设备合同金额的70%")], MACHINES, SYSTEMS)
    (option,) = plan.options[EQUIPMENT]
    assert (option.amount_wan, option.shortfall_fen) == (140, 60_000_000)


def test_one_loan_for_two_purposes_is_one_loan_within_its_limit() -> None:
    plan = _plan([_loan(1, "3%", EQUIPMENT, SOFTWARE, amount_text="最高250万元")], MACHINES, SYSTEMS)
    assert plan.best is not None
    assert [draw.amount_fen for draw in plan.best.draws] == [250_000_000]
    assert plan.best.shortfall_wan == 50


def test_the_worst_case_decides_and_the_unknown_comes_last() -> None:
    plan = _plan([_loan(1, "2%起"), _loan(2, "3%—4%"), _loan(3, "3.9%"), _loan(4, "面议")], MACHINES)
    assert [option.draw.name for option in plan.options[EQUIPMENT]][:2] == ["贷3", "贷2"]
    assert not any(option.cost.known for option in plan.options[EQUIPMENT][2:])
    assert _names(plan) == [("贷3", None)]


def test_only_one_discount_counts_on_the_same_interest() -> None:
    own = _loan(1, "4%", discount_text="按利息的20%贴息，最长36个月")
    other = _discount(2, summary="同一笔利息不重复享受市、区两级贴息。")
    plan = _plan([own, other], MACHINES)
    # Own: 20 % of 123 333.33 = 24 666.67. Other: 30 % of months 1-24, 2 000 000 / 36 x 588 x .04 / 12 x .3 = 32 666.67
    assert _names(plan) == [("贷1", "贴2")]
    assert plan.best is not None
    assert plan.best.cost.net.worst_fen == 12_333_333 - 3_266_667
    assert any("同一笔利息不重复享受" in rule for rule in plan.rules)
    assert len(plan.options[EQUIPMENT]) == 2


def test_a_discount_for_the_enterprise_has_one_cap_for_all_loans() -> None:
    capped = _discount(3, amount_text="按已付利息的50%补助，最高5万元")
    plan = _plan([_loan(1, "4%"), _loan(2, "4%", SOFTWARE), capped], MACHINES, SYSTEMS)
    assert plan.best is not None
    assert plan.best.cost.net.worst_fen == 12_333_333 + 6_166_667 - 5_000_000


def test_a_reward_beside_a_discount_needs_the_word_for_it() -> None:
    silent = make_loan(
        3, name="奖3", finance_type=FinanceType.SUBSIDY, reward_text="达到二级奖励8万元", purposes=EVERYTHING
    )
    said = make_loan(
        4,
        name="奖4",
        finance_type=FinanceType.SUBSIDY,
        reward_text="达到二级奖励5万元，与过程贴息可同时享受",
        purposes=EVERYTHING,
    )
    discounted = _loan(1, "4%", discount_text="按利息的20%贴息，最长36个月")
    plan = _plan([discounted, silent, said], MACHINES)
    assert plan.best is not None
    assert [source.name for source in plan.best.rewards] == ["奖4"]
    assert any("奖3：没有写明" in rule for rule in plan.rules)
    plain = _plan([_loan(1, "4%"), silent, said], MACHINES)
    assert plain.best is not None
    assert [source.name for source in plain.best.rewards] == ["奖3"]


def test_a_guarantee_is_an_option_that_costs_and_never_the_cheapest() -> None:
    guarantor = make_loan(
        2,
        name="保2",
        finance_type=FinanceType.GUARANTEE,
        rate_text="担保费率0.8%/年",
        amount_text="最高500万元",
    )
    plan = _plan([_loan(1, "4%", collateral=("保证",)), guarantor], MACHINES)
    plain, backed = plan.options[EQUIPMENT]
    assert (plain.draw.guarantee, backed.draw.guarantee and backed.draw.guarantee.name) == (None, "保2")
    assert plain.cost.net.worst_fen is not None
    # 2 000 000 x .8 % x 3 years on top
    assert backed.cost.net.worst_fen == plain.cost.net.worst_fen + 4_800_000
    assert plan.best is not None
    assert plan.best.draws[0].guarantee is None


def test_fewer_open_questions_decide_between_equals() -> None:
    plan = _plan([_loan(1, "4%", min_years=2), _loan(2, "4%")], MACHINES)
    assert _names(plan) == [("贷2", None)]


def test_what_is_unknown_is_asked_for() -> None:
    plan = _plan([_loan(1, "LPR加50个基点", min_years=2)], MACHINES)
    said = "；".join(plan.unknowns)
    assert "LPR" in said
    assert "哪一年成立" in said
    assert plan.best is not None
    assert plan.best.cost.net_wan is None
    assert _plan([_loan(1, "LPR加50个基点")], MACHINES, lpr=3.0).best is not None


def test_an_outlay_without_a_purpose_is_asked_about() -> None:
    plan = _plan([_loan(1, "3%")], Outlay(None, 50, "报告要求融资50万元"))
    assert plan.best is None
    assert "用于设备更新" in plan.unknowns[0]


@pytest.mark.parametrize("seed", range(6))
def test_no_choice_of_options_costs_less_and_the_order_of_items_is_nothing(seed: int) -> None:
    chance = random.Random(seed)
    items = [
        _loan(
            number,
            f"{chance.randint(20, 60) / 10}%",
            *chance.choice([(EQUIPMENT,), (SOFTWARE,), (EQUIPMENT, SOFTWARE)]),
            discount_text=chance.choice(["", "按利息的20%贴息，最长12个月", "1个百分点，24个月，最高2万元"]),
        )
        for number in range(1, 5)
    ]
    items += [_loan(7, "6%", EQUIPMENT, SOFTWARE), _discount(8, amount_text="按利息的30%补助，最高4万元")]
    plan = _plan(items, MACHINES, SYSTEMS)
    chance.shuffle(items)
    again = _plan(items, MACHINES, SYSTEMS)
    assert plan.best is not None
    assert again.best is not None
    assert again.best == plan.best
    alone = [
        sum(option.cost.net.worst_fen or 0 for option in pair)
        for pair in itertools.product(*plan.options.values())
        if len({option.draw.support for option in pair}) == len(pair)
        and all(_has_no_shared_cap(option.draw) for option in pair)
    ]
    assert plan.best.cost.net.worst_fen is not None
    assert all(plan.best.cost.net.worst_fen <= cost for cost in alone)


def _has_no_shared_cap(draw: Draw) -> bool:
    """A shared discount has one cap, so that its options do not add up."""
    return draw.discount is None or draw.discount == draw.support


def test_a_reward_that_is_counted_asks_its_own_questions() -> None:
    reward = make_loan(
        3,
        name="奖3",
        finance_type=FinanceType.SUBSIDY,
        reward_text="达到二级奖励8万元",
        purposes=EVERYTHING,
        titles=("项目备案",),
    )
    plan = _plan([_loan(1, "4%"), reward], MACHINES)
    assert plan.unknowns == ("问企业：项目是否已备案，备案号是什么（奖3）",)


def test_discounts_for_one_purpose_each_never_leave_a_loan_for_several_without_a_way() -> None:
    loan = _loan(1, "4%", *EVERYTHING)
    discounts = [
        replace(item, content=item.content.model_copy(update={"purposes": (EVERYTHING[number % 3],)}))
        for number in range(60)
        for item in [_discount(number + 2)]
    ]
    plan = _plan([loan, *discounts], MACHINES, SYSTEMS, Outlay(NETWORK, 30, "布线"))
    assert _names(plan) == [("贷1", None)]


def test_many_products_stay_within_the_bound() -> None:
    items = [_loan(number, f"{3 + number / 100}%", *EVERYTHING) for number in range(1, 80)]
    plan = _plan(items, MACHINES, SYSTEMS, Outlay(NETWORK, 30, "布线"))
    assert _names(plan) == [("贷1", None)]
    assert len(plan.options[NETWORK]) == 79 < MOST_COMBINATIONS


def test_items_are_outlays_of_the_purpose_that_they_serve() -> None:
    gateway = make_product(1, name="产线采集网关", summary="接入机床与仪表。")
    software = make_product(2, name="设备数据平台", summary="云上的系统。")
    assert find_purpose("B02", gateway) is EQUIPMENT
    assert find_purpose("B02", software) is SOFTWARE
    assert find_purpose("B01", gateway) is NETWORK
    assert find_purpose("S05", software) is SOFTWARE
    assert find_purpose("流动", software) is SOFTWARE


def test_the_wish_adds_only_what_it_asks_for_beyond_the_items() -> None:
    gateway = make_product(1, name="产线采集网关")
    chosen = [("B02", gateway, 80.0), ("S05", make_product(2, name="排产系统"), 30.0)]
    outlays = collect_outlays(chosen, make_wish(amount_wan=200.0))
    assert [(each.purpose, each.amount_wan) for each in outlays] == [
        (EQUIPMENT, 80.0),
        (SOFTWARE, 30.0),
        (EQUIPMENT, 120.0),
    ]
    assert len(collect_outlays(chosen, make_wish(amount_wan=80.0))) == 2
    unsaid = collect_outlays(chosen, make_wish(amount_wan=150.0, purpose=None))[-1]
    assert (unsaid.purpose, unsaid.amount_wan) == (None, 40.0)
    assert collect_outlays([], None) == ()
