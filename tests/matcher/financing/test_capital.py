"""The cost of capital by hand to the cent, and what must hold for any product: sums, caps, bounds, nothing invented."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from catalog.schemas import FinanceContent
from catalog.vocabulary import FinanceType
from matcher.financing.capital import Cost, reckon
from matcher.financing.lines import Basis, Draw, Line, Support
from matcher.financing.schedules import schedule, total_interest
from matcher.financing.terms import read_terms

WAN = 1_000_000
PROJECT = 300 * WAN


def _support(identifier: int = 1, **stated: Any) -> Support:
    content = FinanceContent(name=f"测试产品{'零甲乙丙丁'[identifier]}", provider="测试银行", **stated)
    return Support(identifier, content.name, read_terms(content))


def _cost(
    amount: float = 200, months: int | None = 36, *, guarantee: Support | None = None, **stated: Any
) -> Cost:
    """One loan with its own discount and rewards, LPR 3.0 %, the plan aiming at level two."""
    own = _support(**({"rate_text": "3.2%", "summary": "等额本金"} | stated))
    discount = own if own.terms.discount_words else None
    draw = Draw(own, round(amount * WAN), months, discount, guarantee)
    return reckon([draw], [own], Basis(Fraction(3), 2, (), PROJECT))


def _sums(line: Line) -> tuple[int | None, int | None]:
    return line.best_fen, line.worst_fen


def test_equal_principal_by_hand() -> None:
    # 2 000 000 元 x 3.2 % / 12 x (36 + 1) / 2 = 98 666.67 元
    assert _sums(_cost().net) == (9_866_667, 9_866_667)


def test_bullet_by_hand() -> None:
    # 2 000 000 元 x 3.2 % x 3 years = 192 000 元
    cost = _cost(summary="按季付息、到期一次还本")
    assert _sums(cost.net) == (19_200_000, 19_200_000)
    assert "到期一次还本" in cost.lines[0].words


def test_annuity_by_hand() -> None:
    # 100 000 元 at 12 % over 12 months: 8 884.88 a month (textbook: 8 884.8789), 6 618.55 interest in all.
    assert _sums(_cost(10, 12, rate_text="12%", summary="等额本息").net) == (661_855, 661_855)


def test_two_ways_of_repayment_are_the_best_and_the_worst_case() -> None:
    cost = _cost(summary="到期一次还本或按月等额")
    annuity = _cost(summary="等额本息").net.best_fen
    assert _sums(cost.net) == (annuity, 19_200_000)


def test_where_no_way_of_repayment_is_stated_the_worst_is_to_repay_at_the_end() -> None:
    cost = _cost(summary="")
    assert _sums(cost.net) == (9_866_667, 19_200_000)
    assert "等额本金或到期一次还本（还款方式未写明，最好按前者、最坏按后者算）" in cost.lines[0].words


def test_a_share_of_the_interest_for_a_year_by_hand() -> None:
    # Interest of months 1 to 12: 2 000 000 x .032 / 12 x (36 + ... + 25) / 36 = 54 222.22; half of it 27 111.11.
    cost = _cost(discount_text="前12个月按利息的50%贴息，最高15万元")
    assert [_sums(line) for line in cost.lines] == [(9_866_667,) * 2, (-2_711_111,) * 2]
    assert _sums(cost.net) == (7_155_556, 7_155_556)
    assert "最高15万元" in cost.lines[1].words


def test_a_cap_binds() -> None:
    cost = _cost(discount_text="前12个月按利息的50%贴息，最高2万元")
    assert _sums(cost.lines[1]) == (-2_000_000, -2_000_000)


def test_points_of_two_years_by_hand() -> None:
    # Year one 2 points, year two 1: 2 000 000 / 36 x (366 x .02 + 222 x .01) / 12 = 44 166.67
    cost = _cost(rate_text="3.3%—3.9%", discount_text="贴息两年，首年2个百分点、次年1个百分点")
    assert _sums(cost.lines[1]) == (-4_416_667, -4_416_667)
    # 101 750 and 120 250 元 of interest
    assert _sums(cost.net) == (10_175_000 - 4_416_667, 12_025_000 - 4_416_667)


def test_a_yearly_cap_binds_each_year_by_itself() -> None:
    # Bullet: 2 000 000 x 3.2 % = 64 000 a year, half is 32 000, capped at 20 000 in each of three years.
    text: dict[str, Any] = {
        "summary": "到期一次还本",
        "discount_text": "按利息的50%贴息，最长36个月，单户每年最高2万元",
    }
    assert _sums(_cost(**text).lines[1]) == (-6_000_000, -6_000_000)


def test_a_share_of_the_lpr_needs_the_lpr() -> None:
    text: dict[str, Any] = {"discount_text": "按LPR的40%贴息，最长36个月"}
    # 40 % of 3.0 % is 1.2 points: 98 666.67 x 1.2 / 3.2 = 37 000
    assert _sums(_cost(**text).lines[1]) == (-3_700_000, -3_700_000)
    own = _support(summary="等额本金", rate_text="3.2%", **text)
    without = reckon([Draw(own, 200 * WAN, 36, own)], [], Basis())
    assert without.net_wan is None
    assert any("LPR" in ask for ask in without.asks)


def test_points_never_take_more_than_the_interest() -> None:
    cost = _cost(rate_text="1%", discount_text="3个百分点，最长60个月")
    assert _sums(cost.net) == (0, 0)


def test_an_unknown_time_leaves_only_the_worst_case_open() -> None:
    cost = _cost(discount_text="项目建设期内按利息的50%贴息，最高20万元")
    # 98 666.67 less 49 333.33: the net is the sum of the rounded lines
    assert _sums(cost.net) == (4_933_334, None)
    assert cost.net_wan is None
    assert any("项目建设期内" in ask for ask in cost.asks)


def test_a_lower_end_alone_gives_no_net_cost() -> None:
    cost = _cost(rate_text="年化3.2%起")
    assert _sums(cost.net) == (9_866_667, None)
    assert cost.net_wan is None
    assert any("实际执行的年利率" in ask for ask in cost.asks)


def test_an_upper_end_alone_gives_the_worst_case() -> None:
    assert _sums(_cost(rate_text="不超过3.2%").net) == (None, 9_866_667)


@pytest.mark.parametrize("words", ["面议", "", "约3.3%"])
def test_no_rate_is_invented(words: str) -> None:
    cost = _cost(rate_text=words)
    assert _sums(cost.net) == (None, None)
    assert cost.annual_worst_pct is None
    assert cost.asks


def test_the_lpr_is_named_where_it_is_used() -> None:
    cost = _cost(rate_text="LPR加60个基点")
    # 2 000 000 x 3.6 % / 12 x 37 / 2 = 111 000
    assert _sums(cost.net) == (11_100_000, 11_100_000)
    assert "LPR 3%（填写）" in cost.facts[2].words


def test_an_unknown_term_is_asked_for() -> None:
    cost = _cost(months=None)
    assert cost.net_wan is None
    assert "准备用多久（期限）" in cost.asks


def test_a_reward_counts_only_at_the_planned_level_and_only_the_highest() -> None:
    text = "验收达到二级奖励3万元，达到三级奖励6万元"
    cost = _cost(reward_text=text)
    assert [_sums(line) for line in cost.lines[1:]] == [(-3_000_000, -3_000_000)]
    assert "达到二级后" in cost.lines[1].label
    assert _sums(cost.before_reward) == (9_866_667, 9_866_667)
    assert _sums(cost.net) == (6_866_667, 6_866_667)
    assert [note.words for note in cost.notes] == ["达到三级奖励6万元：须达到三级，计划目标为二级，未计入"]
    own = _support(summary="等额本金", rate_text="3.2%", reward_text=text)
    third = reckon([Draw(own, 200 * WAN, 36)], [own], Basis(target_level=3))
    assert _sums(third.net) == (3_866_667, 3_866_667)
    none = reckon([Draw(own, 200 * WAN, 36)], [own], Basis())
    assert _sums(none.net) == (9_866_667, 9_866_667)
    assert len(none.notes) == 2


def test_interest_paid_back_counts_at_best_because_the_day_is_not_known() -> None:
    cost = _cost(reward_text="验收达到二级后返还已付利息的10%，最高5万元")
    assert _sums(cost.lines[1]) == (-986_667, 0)
    assert _sums(cost.net) == (8_880_000, 9_866_667)


def test_another_condition_is_shown_and_not_counted() -> None:
    cost = _cost(reward_text="获评智能工厂的，奖励10万元")
    assert _sums(cost.net) == (9_866_667, 9_866_667)
    assert "获评智能工厂" in cost.notes[0].words


def test_a_reward_on_the_outlay_is_worth_nothing_in_the_worst_case() -> None:
    subsidy = _support(
        2, finance_type=FinanceType.SUBSIDY, amount_text="按审定软硬件投入的20%奖补，最高40万元"
    )
    own = _support(summary="等额本金", rate_text="3.2%")
    cost = reckon([Draw(own, 200 * WAN, 36)], [subsidy], Basis(project_fen=PROJECT))
    assert _sums(cost.lines[1]) == (-40 * WAN, 0)
    small = reckon([Draw(own, 200 * WAN, 36)], [subsidy], Basis(project_fen=100 * WAN))
    assert _sums(small.lines[1]) == (-20 * WAN, 0)


def test_a_guarantee_costs_between_what_is_owed_and_all_of_it() -> None:
    fee = _support(2, finance_type=FinanceType.GUARANTEE, rate_text="担保费率0.8%/年，专精特新企业减半")
    cost = _cost(guarantee=fee)
    # Worst 2 000 000 x .8 % x 3 = 48 000; best half of it on 36/36, 24/36 and 12/36 of the principal: 16 000
    assert _sums(cost.lines[1]) == (1_600_000, 4_800_000)
    own = _support(summary="等额本金", rate_text="3.2%")
    titled = reckon([Draw(own, 200 * WAN, 36, None, fee)], [], Basis(titles=("专精特新中小企业",)))
    assert _sums(titled.lines[1]) == (1_600_000, 2_400_000)


def test_one_discount_for_two_loans_has_one_cap() -> None:
    first, second = (
        _support(1, summary="等额本金", rate_text="3.2%"),
        _support(2, summary="等额本金", rate_text="3.2%"),
    )
    shared = _support(
        3,
        finance_type=FinanceType.INTEREST_DISCOUNT,
        amount_text="按利息的50%补助，最高5万元",
        term_text="最长36个月",
    )
    cost = reckon([Draw(first, 200 * WAN, 36, shared), Draw(second, 100 * WAN, 36, shared)], [], Basis())
    # Interest 98 666.67 + 49 333.33; half is 74 000, capped at 50 000.
    assert [_sums(line) for line in cost.lines] == [(9_866_667,) * 2, (4_933_333,) * 2, (-5_000_000,) * 2]


def test_the_annual_rate_of_interest_alone_is_the_rate() -> None:
    assert _cost().annual_worst_pct == 3.2
    assert _cost(summary="到期一次还本").annual_worst_pct == 3.2


def test_a_term_of_a_lifetime_is_not_reckoned() -> None:
    with pytest.raises(ValueError, match="期限"):
        schedule(WAN, 10_000, Fraction(3), "bullet")
    assert _cost(months=10_000).net_wan is None


_RATES = ["3.2%", "年化3.2%起", "3.45%—4.35%", "LPR减20个基点", "LPR+50BP", "面议", "不超过5%", "0%"]
_DISCOUNTS = [
    "", "按利息的{share}%贴息，最长{months}个月", "按利息的{share}%贴息，最长{months}个月，最高{cap}万元",
    "按LPR的{share}%贴息，最长{months}个月，单户每年最高{cap}万元", "{points}个百分点，{months}个月",
    "按贷款利率的{share}%补贴，建设期", "按规定贴息",
]  # fmt: skip
_REWARDS = [
    "", "达到二级奖励{cap}万元", "达到二级后返还已付利息的{share}%，最高{cap}万元", "获评示范的，奖励{cap}万元",
    "达到二级后退还首月利息",
]  # fmt: skip
_WAYS = ["", "到期一次还本", "按月等额偿还", "等额本金", "到期一次还本或按月等额"]


def _invent(seed: int) -> dict[str, Any]:
    """A product's words, drawn by chance."""
    chance = random.Random(seed)
    figures = {
        "share": chance.randint(1, 100), "months": chance.randint(1, 60), "cap": chance.randint(1, 30),
        "points": chance.choice(["0.5", "1", "1.5", "2.5"]),
    }  # fmt: skip
    return {
        "rate_text": chance.choice(_RATES),
        "discount_text": chance.choice(_DISCOUNTS).format(**figures),
        "reward_text": chance.choice(_REWARDS).format(**figures),
        "summary": chance.choice(_WAYS),
    }


def _at_most(less: int | None, more: int | None) -> bool:
    return less is None or more is None or less <= more


@pytest.mark.parametrize("seed", range(120))
def test_what_holds_for_any_product(seed: int) -> None:
    chance = random.Random(seed)
    amount, months = chance.randint(1, 2000), chance.randint(1, 72)
    words = _invent(seed)
    cost = _cost(amount, months, **words)
    for column in ("best", "worst"):
        sums = [line.fen(column) for line in cost.lines]
        assert cost.net.fen(column) == (None if None in sums else sum(fen for fen in sums if fen is not None))
        assert _at_most(cost.net.fen(column), cost.before_reward.fen(column))
        assert _at_most(cost.before_reward.fen(column), cost.gross.fen(column))
        assert _at_most(0, cost.before_reward.fen(column))
        assert _at_most(0, cost.gross.fen(column))
    assert _at_most(cost.net.best_fen, cost.net.worst_fen)
    assert cost.known or cost.asks


@pytest.mark.parametrize("seed", range(40))
def test_more_discount_never_costs_more(seed: int) -> None:
    chance = random.Random(seed)
    share, months, cap = chance.randint(1, 99), chance.randint(1, 60), chance.randint(1, 20)
    text = "按利息的{}%贴息，最长{}个月，最高{}万元"
    base = _cost(discount_text=text.format(share, months, cap)).net_wan
    for better in ((share + 1, months, cap), (share, months + 1, cap), (share, months, cap + 1)):
        after = _cost(discount_text=text.format(*better)).net_wan
        assert base is not None
        assert after is not None
        assert after <= base


@pytest.mark.parametrize("seed", range(40))
def test_a_discount_never_exceeds_its_cap_nor_the_interest(seed: int) -> None:
    chance = random.Random(seed)
    cap, amount = chance.randint(1, 10), chance.randint(1, 3000)
    cost = _cost(amount, discount_text=f"按利息的{chance.randint(1, 100)}%贴息，最长60个月，最高{cap}万元")
    interest, discount = cost.lines
    assert discount.worst_fen is not None
    assert interest.worst_fen is not None
    assert -discount.worst_fen <= min(cap * WAN, interest.worst_fen)


@pytest.mark.parametrize("seed", range(40))
def test_no_figure_is_said_that_no_text_or_input_states_or_that_is_not_a_sum(seed: int) -> None:
    words = _invent(seed)
    cost = _cost(123, 17, **words)
    stated = " ".join(words.values()) + " 123万元 17个月 3% 300万元 12个月"
    known = set(re.findall(r"\d+(?:\.\d+)?", stated))
    for line in (*cost.facts, *cost.lines, *cost.notes):
        # The LPR's rates are sums of the LPR and the points.
        said = re.sub(r"(?<=年)[\d.]+%(?:至[\d.]+%)?", "", line.words)
        assert set(re.findall(r"\d+(?:\.\d+)?", said)) <= known


def test_interest_grows_with_rate_and_way() -> None:
    ways = [
        total_interest(schedule(WAN, 24, Fraction(4), way))
        for way in ("equal_principal", "annuity", "bullet")
    ]
    assert ways == sorted(ways)
    assert len(set(ways)) == 3


def test_the_lines_say_their_sums() -> None:
    line = Line("利息", "", 9_866_667, None)
    assert line.say() == "最好9.866667万元，最坏未公布"
    assert replace(line, worst_fen=10_000_000).say() == "9.866667万元至10万元"
    assert Line("利息", "", None, None).say() == "未公布"
