"""Products' words read into values: the sample products one by one, other wordings, and words that stay words.

The expected values were written from the texts by hand, before anything was run.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from catalog.ingest.parsing import parse_record
from catalog.ingest.records import read_table
from catalog.samples import sample_files
from catalog.schemas import FinanceContent
from catalog.sums import say_fen
from catalog.taxonomy import load_taxonomy
from matcher.financing.discounts import read_discount_words
from matcher.financing.limits import read_amount_words, read_term_words
from matcher.financing.rates import Rate, RateEnd, read_rate_words
from matcher.financing.rewards import Reward, read_reward_words
from matcher.financing.terms import Terms, read_terms

WAN = 1_000_000
Row = dict[str, Any]


def _end(end: RateEnd | None) -> str | None:
    """3.2, LPR-0.2, LPR*1.3."""
    if end is None:
        return None
    points = f"{float(end.points):g}"
    if not end.lpr_times:
        return points
    times = "LPR" if end.lpr_times == 1 else f"LPR*{float(end.lpr_times):g}"
    return times if not end.points else f"{times}{float(end.points):+g}"


def _rate(rate: Rate) -> tuple[str | None, str | None]:
    return _end(rate.low), _end(rate.high)


def _reward(reward: Reward) -> str:
    """Basis, level or condition, figure and cap in one line."""
    when = f"{reward.level}级" if reward.level else reward.condition or "-"
    if reward.amount_fen is not None:
        return f"{when} {say_fen(reward.amount_fen)}"
    assert reward.share is not None
    months = f"/{reward.months}月" if reward.months else ""
    cap = "" if reward.cap_fen is None else f" ≤{say_fen(reward.cap_fen)}"
    return f"{when} {reward.basis}{months} {float(reward.share):g}{cap}"


def _summary(terms: Terms) -> Row:
    """The terms as a row of the table below; what is empty is left out."""
    amount, term, rewards = terms.amount, terms.term, terms.rewards
    row: Row = {
        "amount": _wan(amount.min_fen, amount.max_fen),
        "share": None if amount.share is None else (float(amount.share), amount.base),
        "tiers": tuple((who, fen / WAN) for who, fen in amount.tiers),
        "term": tuple(months for _, months in term.by_purpose) or (term.min_months, term.max_months),
        "grace": term.grace_months,
        "repayment": terms.repayment,
        "discount": _discount(terms),
        "rewards": tuple(_reward(reward) for reward in rewards.each),
        "rest": rewards.rest,
        "with_discount": rewards.with_discount,
        "halved": terms.rate.halved_for,
        "excludes": bool(terms.excludes),
    }
    stated = {name: value for name, value in row.items() if value and value != (None, None)}
    return {"rate": _rate(terms.rate), **stated}


def _discount(terms: Terms) -> tuple[Any, ...]:
    discount = terms.discount
    if discount is None:
        return ()
    shares = tuple(float(share) for share in discount.shares)
    lasts = discount.months or discount.lasts or None
    return (discount.basis, shares, lasts, *_wan(discount.cap_year_fen, discount.cap_total_fen))


def _wan(*sums: int | None) -> tuple[float | None, ...]:
    return tuple(None if fen is None else fen / WAN for fen in sums)


NO_RATE = (None, None)
SAMPLES: dict[str, Row] = {
    "塞上焕新设备更新贷": {
        "rate": ("3.2", None),
        "amount": (None, 500),
        "term": (None, 36),
        "repayment": ("annuity", "bullet"),
        "discount": ("lpr", (0.4,), "项目建设期内", 20, None),
        "rewards": ("2级 interest 0.1 ≤5万元",),
    },
    "工软订购研发贷": {
        "rate": ("LPR-0.2", "LPR-0.2"),
        "amount": (10, 300),
        "term": (12, 36),
        "discount": ("interest", (0.3,), 24, None, None),
    },
    "穗屿厂区网络焕新贷": {"rate": ("3.85", "4.35"), "amount": (None, 100), "term": (12, 24)},
    "数转一揽子项目贷": {
        "rate": ("3", None),
        "amount": (None, 2000),
        "share": (0.8, "project"),
        "term": (None, 60),
        "grace": 6,
        "discount": ("points", (1.5,), 24, None, 60),
        "rewards": ("3级 15万元", "4级 30万元"),
    },
    "特色农产品收购季周转贷": {"rate": ("3.45", "4.35"), "amount": (50, 1000), "term": (None, 12)},
    "数据增信快贷": {"rate": ("3.65", None), "amount": (None, 200), "term": (None, 12)},
    "宁东绿能技改贷": {
        "rate": ("LPR-0.35", "LPR-0.35"),
        "amount": (200, 3000),
        "term": (36, 84),
        "discount": ("interest", (0.5,), "建设期", None, 100),
        "rewards": ("单位产品能耗较改造前下降5%以上 10万元",),
    },
    "专精特新数智贷": {
        "rate": NO_RATE,
        "tiers": (("专精特新中小", 1000), ("“小巨人”", 2000)),
        "term": (12, 48),
        "rewards": ("获评智能工厂 interest/12月 0.15 ≤12万元",),
    },
    "小灯塔培育贷": {
        "rate": ("3.1", None),
        "amount": (None, 800),
        "term": (None, 48),
        "discount": ("interest", (0.5,), 12, None, 15),
        "rewards": ("获评市级“小灯塔” 10万元",),
        "rest": ("获评市级“小灯塔”后次年利率再下调20个基点",),
    },
    "上云用数轻量贷": {
        "rate": ("4.2", None),
        "amount": (5, 50),
        "term": (6, 18),
        "repayment": ("annuity",),
        "rewards": ("上云验收通过 interest/1月 1",),
    },
    "链主应收账款数易融": {"rate": NO_RATE, "share": (0.7, "other"), "term": (None, 9)},
    "绿色能效改造贷": {
        "rate": ("LPR-0.15", "LPR-0.1"),
        "share": (0.7, "equipment"),
        "term": (None, 60),
        "discount": ("interest", (0.2,), None, None, 25),
    },
    "新材料产线数智化贷": {
        "rate": ("3.3", "3.9"),
        "term": (24, 72),
        "discount": ("points", (2, 1), 24, None, None),
    },
    "数控装备直接租赁": {
        "rate": ("5.2", None),
        "amount": (50, 1500),
        "share": (0.8, "equipment"),
        "term": (24, 48),
    },
    "消费品产线售后回租": {
        "rate": ("5.5", "6.5"),
        "amount": (None, 600),
        "share": (0.6, "other"),
        "term": (None, 36),
    },
    "仓储物流装备经营性租赁": {"rate": NO_RATE, "term": (12, 60)},
    "化工装置自控仪表融资租赁": {
        "rate": ("LPR+0.6", "LPR+0.6"),
        "amount": (100, 2000),
        "term": (36, 60),
        "discount": ("interest", (0.25,), None, None, 40),
    },
    "数转项目见贷即保": {
        "rate": ("0.8", "0.8"),
        "amount": (None, 500),
        "term": (None, 36),
        "halved": "专精特新",
    },
    "数字化改造贷款过程贴息": {
        "rate": NO_RATE,
        "amount": (None, 30),
        "share": (0.3, "other"),
        "term": (None, 24),
        "discount": ("interest", (0.3,), 24, 30, None),
        "excludes": True,
    },
    "数字化改造成效奖励": {
        "rate": NO_RATE,
        "amount": (None, 40),
        "share": (0.2, "project"),
        "rewards": ("- outlay 0.2 ≤40万元", "2级 8万元", "3级 20万元"),
        "with_discount": True,
    },
}


@pytest.fixture(scope="module")
def sample_terms() -> dict[str, Terms]:
    """The terms of every product of the sample catalogue."""
    (path,) = (path for path in sample_files() if path.name == "finance.csv")
    table = read_table(path)
    contents = [parse_record(record, table.layout, load_taxonomy()).content for record in table.records]
    return {content.name: read_terms(content) for content in contents if isinstance(content, FinanceContent)}


def test_every_sample_product_is_in_the_table(sample_terms: dict[str, Terms]) -> None:
    assert set(sample_terms) == set(SAMPLES)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_product_promises_what_its_words_say(sample_terms: dict[str, Terms], name: str) -> None:
    assert _summary(sample_terms[name]) == SAMPLES[name]


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("LPR起", "LPR", None),
        ("1年期LPR+50BP", "LPR+0.5", "LPR+0.5"),
        ("LPR-15bp", "LPR-0.15", "LPR-0.15"),
        ("按同期LPR执行", "LPR", "LPR"),
        ("不超过LPR上浮30%", None, "LPR*1.3"),
        ("LPR基础上加0.5个百分点", "LPR+0.5", "LPR+0.5"),
        ("LPR减20-50个基点", "LPR-0.5", "LPR-0.2"),
        ("LPR加点，一户一议", None, None),
        ("LPR加减点", None, None),
        ("最低1.8%", "1.8", None),
        ("2.1–2.5%", "2.1", "2.5"),
        ("年利率３．６％", "3.6", "3.6"),
        ("企业实际利率≤3.15%", None, "3.15"),
        ("月利率0.3%", "3.6", "3.6"),
        ("月息三厘", "3.6", "3.6"),
        ("约3.3%(用券后2.7%)", None, None),
        ("一年期3.45%，三年期3.6%", None, None),
        ("3.2%，前三个月免息", None, None),
        ("面议", None, None),
        ("", None, None),
        ("利率优惠", None, None),
        ("12个月3.2%", None, None),
    ],
)
def test_a_rate_is_read_or_stays_words(words: str, low: str | None, high: str | None) -> None:
    rate = read_rate_words(words)
    assert _rate(rate) == (low, high)
    assert rate.words == words


@pytest.mark.parametrize(
    ("words", "basis", "shares", "months", "year", "total"),
    [
        (
            "市财政按贷款利息的百分之五十给予贴息，最长两年，每户每年不超过50万元",
            "interest",
            (0.5,),
            24,
            50,
            None,
        ),
        ("2.5个百分点，2年", "points", (2.5,), 24, None, None),
        ("按LPR的三成贴息，期限12个月，累计不超过100万元", "lpr", (0.3,), 12, None, 100),
        ("贴息50%的利息，最长36个月", "interest", (0.5,), 36, None, None),
        ("全额贴息，最长6个月", "interest", (1,), 6, None, None),
        ("首年3个百分点，第二年2个百分点，第三年1个百分点", "points", (3, 2, 1), 36, None, None),
        ("按贷款额1%贴息，贴息期一年", "points", (1,), 12, None, None),
        ("利息补贴一半，贷款期内有效", "interest", (0.5,), None, None, None),
        ("每年贴1.5个百分点，年度上限20万元、累计上限30万元，最多24个月", "points", (1.5,), 24, 20, 30),
    ],
)
def test_a_discount_in_other_words(
    words: str,
    basis: str,
    shares: tuple[float, ...],
    months: int | None,
    year: float | None,
    total: float | None,
) -> None:
    discount = read_discount_words(words)
    assert discount is not None
    assert (discount.basis, tuple(float(share) for share in discount.shares)) == (basis, shares)
    assert discount.months == months
    caps = (discount.cap_year_fen, discount.cap_total_fen)
    assert caps == tuple(None if wan is None else wan * WAN for wan in (year, total))


@pytest.mark.parametrize(
    "words",
    [
        "还款满12期后可申请贴息，最高75万元",
        "首年按90%，逐年下降10个点",
        "贴息1%",
        "市级贴息1个百分点，县区贴息1个百分点",
        "按利息的50%贴息，小微企业按60%",
        "按项目实际贷款利率50%，不超过贷款额2%",
        "按规定贴息",
        "按利息的30%贴息，贷款满100万元的再奖5万元",
    ],
)
def test_a_discount_that_is_not_understood_stays_words(words: str) -> None:
    assert read_discount_words(words) is None


def test_a_bound_on_the_share_is_no_share() -> None:
    discount = read_discount_words("按不超过LPR的60%贴息，最长3年")
    assert discount is not None
    assert (discount.shares, discount.months, discount.at_most) == ((Fraction(3, 5),), 36, True)
    assert "实际按多少贴" in "".join(discount.asks)


def test_who_pays_is_read_only_where_it_is_said() -> None:
    by_city = read_discount_words("由市财政按利息的30%贴息，24个月")
    like_banks = read_discount_words("比照银行贷款政策按租息的25%贴补，24个月")
    given = read_discount_words("市财政给予利息30%的补贴，24个月")
    assert by_city is not None
    assert like_banks is not None
    assert given is not None
    assert (by_city.payer, like_banks.payer, given.payer) == ("市财政", "", "市财政")


@pytest.mark.parametrize(
    ("words", "expected", "rest"),
    [
        ("通过二级评测一次性奖励10万元", ("2级 10万元",), ()),
        ("达到L3的企业奖励20万元，达到L4的奖励50万元", ("3级 20万元", "4级 50万元"), ()),
        ("按设备投资的一成给予补助，不超过100万元", ("- outlay 0.1 ≤100万元",), ()),
        ("获评省级智能工厂后奖励50万元", ("获评省级智能工厂 50万元",), ()),
        ("达到三级后，返还首年利息的20%，最高8万元", ("3级 interest/12月 0.2 ≤8万元",), ()),
        ("奖励若干", (), ("奖励若干",)),
        ("改造达标奖励2万至5万元", (), ("改造达标奖励2万至5万元",)),
        ("", (), ()),
    ],
)
def test_a_reward_in_other_words(words: str, expected: tuple[str, ...], rest: tuple[str, ...]) -> None:
    rewards = read_reward_words(words)
    assert tuple(_reward(reward) for reward in rewards.each) == expected
    assert rewards.rest == rest


@pytest.mark.parametrize(
    ("words", "least", "most", "share", "base"),
    [
        ("2000万元且≤数字化项目备案额", None, 2000, None, "other"),
        ("≤技改总投资70%", None, None, 0.7, "project"),
        ("≤设备价款70%", None, None, 0.7, "equipment"),
        ("首付不低于30%，单笔最高800万元", None, 800, 0.7, "equipment"),
        ("50万元起", 50, None, None, "other"),
        ("最高可贷项目总投入的七成半，上限3000万元", None, 3000, 0.75, "project"),
        ("一事一议", None, None, None, "other"),
    ],
)
def test_an_amount_in_other_words(
    words: str, least: float | None, most: float | None, share: float | None, base: str
) -> None:
    limit = read_amount_words(words)
    assert limit.min_fen == (None if least is None else least * WAN)
    assert limit.max_fen == (None if most is None else most * WAN)
    assert (None if limit.share is None else float(limit.share), limit.base) == (share, base)


def test_sums_by_title_or_security_are_not_chosen_between() -> None:
    limit = read_amount_words("信用300万/担保500万元")
    assert (limit.min_fen, limit.max_fen) == (None, None)
    assert limit.tiers == (("信用", 300 * WAN), ("担保", 500 * WAN))


@pytest.mark.parametrize(
    ("words", "longest", "grace"),
    [
        ("最长三年，含6个月宽限期", 36, 6),
        ("3–5年,最长8年", None, None),
        ("不超过半年", 6, None),
        ("随借随还", None, None),
    ],
)
def test_a_term_in_other_words(words: str, longest: int | None, grace: int | None) -> None:
    term = read_term_words(words)
    assert (term.max_months, term.grace_months) == (longest, grace)
