"""A bundle financed: what outside money pays for, exact sums, purposes apart, nothing counted twice, nothing invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.runtime import Runtime
from catalog.queries import Item
from catalog.schemas import FinanceContent, TopicUplift
from catalog.vocabulary import FinanceType, Purpose
from matcher.bundles.model import Candidate, Demand, Price, Problem, Subsidy
from matcher.bundles.money import to_yuan
from matcher.bundles.solving import solve_bundle
from matcher.financing.figures import to_fen
from matcher.financing.offers import find_basis, find_offers, load_lenders
from matcher.financing.outlays import collect_outlays
from matcher.financing.planning import AS_REPORTED, Loan, finance_bundle, list_purchases
from matcher.financing.plans import FinancingPlan, Lenders
from matcher.financing.subsidies import find_shares_of_outlay
from matcher.needs.model import Reading
from matcher.scoring.coverage import Coverage
from tests.factories.items import make_loan, make_product
from tests.factories.needs import make_need, make_reading, make_wish
from tests.matcher.bundles.problems import NEEDS, problems

EQUIPMENT, SOFTWARE, NETWORK = Purpose.EQUIPMENT, Purpose.SOFTWARE, Purpose.NETWORK
TOPICS = dict(zip(NEEDS, ("S05", "B02", "B01", "S08"), strict=True))
PROJECT = (EQUIPMENT, SOFTWARE, NETWORK)
SYSTEM, GATEWAY, CABLES = 1, 2, 3
MACHINE_LOAN = make_loan(
    11,
    name="设备贷",
    summary="等额本金",
    purposes=(EQUIPMENT,),
    amount_text="最高500万元",
    rate_text="3%",
    term_text="最长60个月",
)
SOFTWARE_LOAN = make_loan(
    12, name="软件贷", purposes=(SOFTWARE,), amount_text="最高20万元", rate_text="4%", term_text="最长60个月"
)
GRANT = make_loan(
    13,
    name="奖补",
    finance_type=FinanceType.SUBSIDY,
    purposes=PROJECT,
    amount_text="按审定投入的20%奖补，最高40万元",
    reward_text="验收达到二级奖励8万元",
)
LENDERS = Lenders((MACHINE_LOAN, SOFTWARE_LOAN, GRANT))


@pytest.fixture(scope="module")
def sample_lenders(sample_runtime: Runtime) -> Lenders:
    """The sample catalogue's finance products."""
    with sample_runtime.reading() as session:
        return load_lenders(session, today=date(2026, 12, 1), lpr_pct=3.0)


def _items() -> dict[int, Item]:
    """A system for 30 万元, a gateway for 10 and cables for 5."""
    named = ((SYSTEM, "排产系统", "S05"), (GATEWAY, "采集网关", "B02"), (CABLES, "车间布线", "B01"))
    return {at: make_product(at, name=name, topics=(TopicUplift(topic=topic),)) for at, name, topic in named}


def _problem(**stated: Any) -> Problem:
    prices = {SYSTEM: 30.0, GATEWAY: 10.0, CABLES: 5.0}
    needs = {SYSTEM: "N01", GATEWAY: "N02", CABLES: "N03"}
    candidates = tuple(
        Candidate(at, item.name, item.provider, Price(prices[at], prices[at]), {needs[at]: 1.0})
        for at, item in _items().items()
    )
    return Problem(
        tuple(Demand(need, 20) for need in needs.values()), candidates, **({"budget_wan": 45.0} | stated)
    )


def _reading(level: int | None = 2, **stated: Any) -> Reading:
    wish = stated.pop("financing", None)
    needs = [make_need(topic, "要改造", identifier=need) for need, topic in TOPICS.items()]
    return make_reading(*needs, financing=wish, **({"target_level": level} | stated))


def _plan(
    problem: Problem, reading: Reading, lenders: Lenders = LENDERS, loan: Loan = AS_REPORTED
) -> FinancingPlan | None:
    return finance_bundle(solve_bundle(problem), problem, Coverage({}, _items()), reading, lenders, loan)


def _sure(plan: FinancingPlan | None) -> FinancingPlan:
    assert plan is not None
    return plan


def _shared(plan: FinancingPlan) -> list[tuple[int | None, float, float]]:
    return [(payment.item, payment.outside_wan, payment.lent_wan) for payment in plan.payments]


def test_own_money_that_suffices_needs_no_plan() -> None:
    assert _plan(_problem(), _reading()) is None
    assert _plan(_problem(), _reading(), loan=Loan(whole=True, term_months=12)) is not None


def test_the_wish_pays_for_the_items_of_its_purpose_and_then_beyond_the_bundle() -> None:
    plan = _sure(_plan(_problem(), _reading(financing=make_wish(amount_wan=60.0))))
    assert _shared(plan) == [(SYSTEM, 0, 0), (GATEWAY, 10, 10), (CABLES, 0, 0), (None, 50, 50)]
    assert plan.assumptions == (
        "报告想借60万元用于设备更新，先付组合里的10万元，其余50万元是报告提到、组合之外的支出",
        "组合里其余35万元用自有资金",
    )


def test_a_wish_smaller_than_the_bundle_leaves_the_rest_to_own_money() -> None:
    wish = make_wish(purpose="软件开发", amount_wan=12.0)
    plan = _sure(_plan(_problem(), _reading(financing=wish)))
    assert _shared(plan) == [(SYSTEM, 12, 12), (GATEWAY, 0, 0), (CABLES, 0, 0)]
    assert plan.payments[0].own_wan == 18


def test_a_wish_without_a_sum_is_for_what_the_bundle_needs_and_asks_where_it_needs_nothing() -> None:
    wish = make_wish(amount_wan=None)
    plan = _sure(_plan(_problem(), _reading(financing=wish)))
    assert _shared(plan)[1] == (GATEWAY, 10, 10)
    nothing = _sure(_plan(_problem(excluded=frozenset({GATEWAY})), _reading(financing=wish)))
    assert nothing.best is None
    assert nothing.unknowns == ("问企业：想借多少",)


def test_a_wish_without_a_purpose_pays_first_for_what_costs_most() -> None:
    plan = _sure(_plan(_problem(), _reading(financing=make_wish(purpose=None, amount_wan=50.0))))
    assert _shared(plan) == [(SYSTEM, 30, 20), (GATEWAY, 10, 10), (CABLES, 5, 0), (None, 5, 0)]
    assert plan.unknowns[0].startswith("问企业：这笔钱用于")


def test_credit_is_what_own_money_does_not_pay_and_goes_where_something_can_be_borrowed() -> None:
    problem = _problem(budget_wan=30.0, credit_wan=15.0, excluded=frozenset({SYSTEM}))
    assert solve_bundle(problem).own_wan == 0
    plan = _sure(_plan(problem, _reading()))
    assert _shared(plan) == [(GATEWAY, 10, 10), (CABLES, 5, 0)]
    assert plan.uncovered == (NETWORK,)
    less = _sure(_plan(replace(problem, credit_wan=5.0), _reading()))
    assert _shared(less) == [(GATEWAY, 5, 5), (CABLES, 0, 0)]
    only_cables = Lenders((make_loan(14, purposes=(NETWORK,), amount_text="最高50万元", rate_text="4%"),))
    other = _sure(_plan(replace(problem, credit_wan=5.0), _reading(), only_cables))
    assert _shared(other) == [(GATEWAY, 0, 0), (CABLES, 5, 5)]


def test_a_loan_for_equipment_never_pays_for_software() -> None:
    plan = _sure(_plan(_problem(), _reading(), Lenders((MACHINE_LOAN,)), Loan(whole=True, term_months=12)))
    assert _shared(plan) == [(SYSTEM, 30, 0), (GATEWAY, 10, 10), (CABLES, 5, 0)]
    assert plan.uncovered == (SOFTWARE, NETWORK)
    assert plan.obstacles == {SOFTWARE: (), NETWORK: ()}
    assert plan.best is not None
    assert plan.best.shortfall_wan == 35


def test_an_obstacle_names_the_product_and_what_it_fails_on() -> None:
    lender = replace_content(SOFTWARE_LOAN, regions=("灵武市",))
    plan = _sure(_plan(_problem(), _reading(region="兴庆区"), Lenders((lender,)), Loan(whole=True)))
    assert plan.obstacles[SOFTWARE] == ("软件贷：限灵武市的企业，本企业在兴庆区",)


def replace_content(item: Item, **fields: Any) -> Item:
    """The item with some of its content changed."""
    return replace(item, content=item.content.model_copy(update=fields))


def test_what_is_not_published_is_no_number() -> None:
    silent = replace_content(MACHINE_LOAN, rate_text="面议")
    plan = _sure(_plan(_problem(), _reading(financing=make_wish()), Lenders((silent,))))
    assert plan.best is not None
    assert (plan.best.cost.net.best_fen, plan.best.cost.net.worst_fen) == (None, None)
    assert plan.best.cost.lines[0].say() == "未公布"
    assert any("实际执行的年利率是多少" in ask for ask in plan.unknowns)
    no_term = _sure(_plan(_problem(), _reading(financing=make_wish(term_months=None))))
    assert no_term.best is not None
    assert no_term.best.cost.net.say() == "未公布"
    assert "准备用多久（期限）" in no_term.unknowns


def test_a_term_and_the_lpr_may_be_filled_in_beside_the_report() -> None:
    by_lpr = Lenders((replace_content(MACHINE_LOAN, rate_text="LPR加0个基点"),))
    reading = _reading(financing=make_wish(amount_wan=120.0, term_months=None))
    plan = _sure(_plan(_problem(), reading, by_lpr, Loan(term_months=12, lpr_pct=3.0)))
    assert plan.best is not None
    # 1 200 000 x 3 % / 12 x 13 / 2
    assert plan.best.cost.net.worst_fen == 1_950_000


def test_a_subsidy_that_the_bundle_counts_on_is_no_reward_too() -> None:
    reading = _reading(financing=make_wish(amount_wan=60.0))
    plain = _sure(_plan(_problem(), reading)).best
    counted = _sure(_plan(_problem(subsidy=Subsidy(0.2, 40.0)), reading)).best
    assert plain is not None
    assert counted is not None
    # 20 % of 45 + 50 万元 planned
    assert [line.best_fen for line in plain.cost.lines if line.kind == "reward"] == [
        -19_000_000,
        -8_000_000,
    ]
    assert [line.best_fen for line in counted.cost.lines if line.kind == "reward"] == [-8_000_000]
    assert any("不重复计入" in note.words for note in counted.cost.notes)


def _lenders_that_reward(words: str, *purposes: Purpose, names: str = "甲乙丙") -> Lenders:
    return Lenders(
        [
            make_loan(
                number,
                name=name,
                purposes=purposes or PROJECT,
                amount_text="最高500万元",
                rate_text="3%",
                reward_text=words,
            )
            for number, name in enumerate(names, start=21)
        ]
    )


def test_the_rewards_of_several_lenders_are_no_more_than_one_lenders() -> None:
    reward = "验收达到二级奖励8万元"
    whole = Loan(whole=True, term_months=12)
    three, one = (
        _sure(_plan(_problem(), _reading(), _lenders_that_reward(reward, names=names), whole))
        for names in ("甲乙丙", "甲")
    )
    assert one.best is not None
    assert three.best is not None
    assert three.best.cost.net == one.best.cost.net
    assert "成效奖励只算一家的：产品没有写明可以重复领取" in three.rules
    assert one.rules == ()


def test_a_lender_rewards_the_outlay_that_it_finances_and_the_other_lenders_are_noted() -> None:
    words = "验收后按投入的10%奖补"
    machines = _lenders_that_reward(words, EQUIPMENT, names="甲").items
    systems = [replace(item, id=31) for item in _lenders_that_reward(words, SOFTWARE, names="乙").items]
    loan = Loan(whole=True, term_months=12)
    best = _sure(_plan(_problem(), _reading(), Lenders([*machines, *systems]), loan)).best
    assert best is not None
    # 10 % of the system's 30 万元; the gateway's 10 万元 would earn less
    assert [(line.best_fen, line.worst_fen) for line in best.cost.lines if line.kind == "reward"] == [
        (-3_000_000, 0)
    ]
    assert [reward.name for reward in best.rewards] == ["乙"]
    assert [(note.label, "只算一家" in note.words) for note in best.cost.notes] == [("成效奖励（甲）", True)]


def _rewards(**profile: Any) -> tuple[list[int | None], tuple[str, ...]]:
    """The best case of each reward that counts, and what has to be asked."""
    reading = _reading(financing=make_wish(amount_wan=60.0), **profile)
    plan = _sure(_plan(_problem(subsidy=Subsidy(0.2)), reading))
    assert plan.best is not None
    return [line.best_fen for line in plan.best.cost.lines if line.kind == "reward"], plan.unknowns


_ALREADY = "奖补：企业现在已达到二级，二级的奖励还能不能领"
_PLANNED = "问企业：改造后整体准备达到几级"


def test_a_level_that_is_reached_already_earns_nothing() -> None:
    counted, asked = _rewards(digital_level=1)
    assert counted == [-8_000_000]
    assert not {_ALREADY, _PLANNED} & set(asked)
    counted, asked = _rewards(digital_level=2)
    assert counted == []
    assert _ALREADY in asked


def test_targets_of_scenes_are_no_planned_level() -> None:
    reading = _reading(level=None, financing=make_wish(amount_wan=60.0))
    graded = replace(reading, needs=tuple(replace(need, target_level=3) for need in reading.needs))
    assert find_basis(graded, (), None).target_level is None
    counted, asked = _rewards(level=None)
    assert counted == []
    assert _PLANNED in asked


def test_the_reports_total_investment_stands_in_for_what_the_plan_does_not_know() -> None:
    share = Lenders((replace_content(MACHINE_LOAN, amount_text="不超过项目总投资的70%"),))
    problem, coverage = _problem(), Coverage({}, _items())
    for investment, verdict in ((None, "unknown"), (100.0, "met"), (80.0, "unmet")):
        reading = _reading(financing=make_wish(amount_wan=60.0), investment_wan=investment)
        purchases = list_purchases(solve_bundle(problem), problem, coverage, reading)
        (offer,) = find_offers(reading, share, collect_outlays(purchases, reading.financing))
        assert {ruling.rule: ruling.verdict for ruling in offer.rulings}["额度"] == verdict


def test_the_form_asked_for_comes_first_and_its_absence_is_said() -> None:
    leasing = make_loan(
        15,
        name="直租",
        finance_type=FinanceType.LEASING,
        purposes=(EQUIPMENT,),
        amount_text="最高500万元",
        rate_text="6%",
    )
    reading = _reading(financing=make_wish(form="融资租赁"))
    plan = _sure(_plan(_problem(), reading, Lenders((MACHINE_LOAN, leasing))))
    assert [option.draw.name for option in plan.options[EQUIPMENT]] == ["直租", "设备贷"]
    without = _sure(_plan(_problem(), reading, Lenders((MACHINE_LOAN,))))
    assert "报告想用融资租赁，但没有条件相符的产品，先按贷款算" in without.assumptions


def test_a_cost_that_items_share_is_bought_once() -> None:
    problem = _problem(shared_costs={"平台": 3.0})
    sharing = tuple(
        replace(candidate, shared=frozenset({"平台"}))
        for candidate in problem.candidates
        if candidate.id != 3
    )
    problem = replace(problem, candidates=sharing, budget_wan=50.0)
    purchases = list_purchases(solve_bundle(problem), problem, Coverage({}, _items()), _reading())
    assert [(topic, item.id, cost) for topic, item, cost in purchases] == [
        ("S05", SYSTEM, 33.0),
        ("B02", GATEWAY, 10.0),
    ]


def test_offers_know_what_the_plan_buys_and_do_not_guess_what_lies_beyond_it() -> None:
    share = Lenders((replace_content(MACHINE_LOAN, amount_text="不超过设备合同金额的70%"),))
    problem, coverage = _problem(), Coverage({}, _items())
    for amount, verdict in ((10.0, "unmet"), (7.0, "met"), (60.0, "unknown")):
        reading = _reading(financing=make_wish(amount_wan=amount))
        purchases = list_purchases(solve_bundle(problem), problem, coverage, reading)
        (offer,) = find_offers(reading, share, collect_outlays(purchases, reading.financing))
        assert {ruling.rule: ruling.verdict for ruling in offer.rulings}["额度"] == verdict


def test_shares_of_the_outlay_that_the_form_may_count_on() -> None:
    (share,) = find_shares_of_outlay(_reading(), LENDERS, {EQUIPMENT, SOFTWARE})
    assert (share.item.name, share.share, share.cap_fen) == ("奖补", Fraction(1, 5), to_fen(40))
    assert find_shares_of_outlay(_reading(), LENDERS, ()) == ()
    assert find_shares_of_outlay(_reading(), LENDERS, {EQUIPMENT, Purpose.WORKING_CAPITAL}) == ()
    elsewhere = Lenders((replace_content(GRANT, regions=("灵武市",)),))
    assert find_shares_of_outlay(_reading(region="兴庆区"), elsewhere, {EQUIPMENT}) == ()


wishes = st.builds(
    make_wish,
    purpose=st.sampled_from((None, *(purpose.value for purpose in Purpose))),
    amount_wan=st.none() | st.integers(1, 4000).map(lambda tenths: tenths / 10),
    term_months=st.sampled_from((None, 12, 24, 36)),
    form=st.sampled_from((None, "贷款", "融资租赁")),
)
profiles = st.fixed_dictionaries(
    {
        "region": st.sampled_from((None, "贺兰县", "西夏区", "宁东能源化工基地")),
        "titles": st.sampled_from((None, (), ("高新技术企业",), ("专精特新",))),
        "employees": st.just(120),
        "revenue_wan": st.sampled_from((None, 1500.0, 9000.0)),
        "digital_level": st.sampled_from((None, 1, 2)),
    }
)


@settings(max_examples=60)
@given(
    problem=problems(),
    wish=st.none() | wishes,
    profile=profiles,
    loan=st.builds(Loan, st.booleans(), st.sampled_from((None, 12, 36)), st.sampled_from((None, 3.5))),
    level=st.integers(1, 3),
)
def test_every_plan_adds_up_keeps_purposes_apart_and_counts_nothing_twice(
    sample_lenders: Lenders, problem: Problem, wish: Any, profile: dict[str, Any], loan: Loan, level: int
) -> None:
    topics = list(TOPICS.values())
    items = {
        candidate.id: make_product(
            candidate.id,
            name=("采集网关", "系统")[candidate.id % 2],
            topics=(TopicUplift(topic=topics[candidate.id % 4]),),
        )
        for candidate in problem.candidates
    }
    bundle = solve_bundle(problem)
    reading = _reading(level, financing=wish, **profile)
    plan = finance_bundle(bundle, problem, Coverage({}, items), reading, sample_lenders, loan)
    if plan is None:
        assert (wish, loan.whole, bundle.own_wan) == (None, False, bundle.net_wan)
        return
    bought = [payment for payment in plan.payments if payment.item is not None]
    assert sum(to_yuan(payment.cost_wan, up=True) for payment in bought) == to_yuan(bundle.cost_wan, up=True)
    carried = to_fen(bundle.net_wan) - to_fen(bundle.own_wan)
    assert sum(to_fen(payment.outside_wan) for payment in bought) >= carried
    for payment in plan.payments:
        assert 0 <= payment.lent_wan <= payment.outside_wan <= payment.cost_wan
        assert to_fen(payment.own_wan) + to_fen(payment.lent_wan) == to_fen(payment.cost_wan)
    if plan.best is None:
        assert not any(plan.options.values())
        return
    _check_best(plan, sample_lenders)


def test_a_least_sum_is_reached_by_all_that_is_drawn_together() -> None:
    whole = Loan(whole=True, term_months=12)

    def lend(amount: str, *others: Item) -> FinancingPlan:
        lender = make_loan(21, name="大额", purposes=PROJECT, amount_text=amount, rate_text="3%")
        return _sure(_plan(_problem(), _reading(), Lenders([lender, *others]), whole))

    plan = lend("20万元至100万元")
    assert _shared(plan) == [(SYSTEM, 30, 30), (GATEWAY, 10, 10), (CABLES, 5, 5)]
    assert plan.obstacles == {}
    none = lend("50万元至100万元")
    assert none.best is None
    assert none.obstacles[EQUIPMENT] == ("大额：起贷额50万元，高于需要的45万元",)
    # The machine loan is cheaper for the gateway, but the rest alone would be too small a draw.
    cheap = replace_content(MACHINE_LOAN, rate_text="1%")
    together = lend("40万元至100万元", cheap)
    assert together.best is not None
    assert [(draw.name, draw.amount_wan) for draw in together.best.draws] == [("大额", 45)]


def test_purposes_that_cannot_all_reach_their_lenders_least_sums_are_paid_for_as_far_as_possible() -> None:
    first = make_loan(
        21, name="甲", purposes=(SOFTWARE, EQUIPMENT), amount_text="35万元至100万元", rate_text="3%"
    )
    second = make_loan(
        22, name="乙", purposes=(EQUIPMENT, NETWORK), amount_text="12万元至100万元", rate_text="3%"
    )
    whole = Loan(whole=True, term_months=12)
    plan = _sure(_plan(_problem(), _reading(), Lenders((first, second)), whole))
    assert plan.best is not None
    assert [(draw.name, draw.amount_wan) for draw in plan.best.draws] == [("甲", 40)]
    assert plan.best.shortfall_wan == 5


def _check_best(plan: FinancingPlan, lenders: Lenders) -> None:
    assert plan.best is not None
    best, products = plan.best, {item.id: item for item in lenders.items}
    for option in best.options:
        content = products[option.draw.support.id].content
        assert isinstance(content, FinanceContent)
        assert option.purpose in content.purposes
        assert 0 < option.amount_wan <= option.needed_wan
    lent = sum(to_fen(payment.lent_wan) for payment in plan.payments)
    wished = sum(to_fen(payment.outside_wan) for payment in plan.payments)
    assert to_fen(best.shortfall_wan) == wished - lent
    assert lent == sum(draw.amount_fen for draw in best.draws)
    wanted = {option.purpose: to_fen(option.needed_wan) for option in best.options}
    for purpose, fen in wanted.items():
        assert sum(to_fen(p.outside_wan) for p in plan.payments if p.purpose is purpose) == fen
    for column in ("best", "worst"):
        sums = [line.fen(column) for line in best.cost.lines]
        known = None if None in sums else sum(fen or 0 for fen in sums)
        assert best.cost.net.fen(column) == known
    assert len({draw.support for draw in best.draws}) == len(best.draws)
    assert len({line.label for line in best.cost.lines if line.kind == "discount"}) == len(
        {draw.discount for draw in best.draws if draw.discount}
    )
    paid = {line.label.split("，")[0] for line in best.cost.lines if line.kind == "reward"}
    assert paid <= {f"减：成效奖励（{support.name}" for support in best.rewards}
    assert len(best.rewards) <= 1


def test_a_plan_is_the_same_for_any_order_of_the_products() -> None:
    reading = _reading(financing=make_wish(amount_wan=60.0))
    backwards = Lenders(tuple(reversed(LENDERS.items)))
    assert _plan(_problem(), reading) == _plan(_problem(), reading, backwards)
