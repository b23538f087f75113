"""The financing plan on the report page: the picture, its lines, what may be filled in, and the rule tables of the offers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from io import StringIO
from typing import Any

import pytest
from fastapi.testclient import TestClient
from rich.console import Console

from api.app import create_app
from api.cli.financing_tables import render_financing
from api.contract.financing import financing_document
from api.forms.bundle import BundleForm, read_bundle_form
from api.presenters.financing import present_financing, say_yuan
from api.presenters.rulings import count_verdicts, present_rulings
from api.presenters.waterfall import present_waterfall, say_ends
from api.runtime import Runtime
from catalog.schemas import FinanceContent, TopicUplift
from catalog.vocabulary import FinanceType, Purpose
from matcher.bundles.model import Candidate, Demand, Price, Problem, Subsidy
from matcher.bundles.solving import solve_bundle
from matcher.financing.lines import Line
from matcher.financing.offers import find_offers
from matcher.financing.planning import AS_REPORTED, Loan, finance_bundle
from matcher.financing.plans import FinancingPlan, Lenders
from matcher.financing.subsidies import find_shares_of_outlay
from matcher.scoring.coverage import Coverage
from tests.factories.items import make_loan, make_product
from tests.factories.needs import make_need, make_reading, make_wish

_SYSTEM = make_product(1, name="排产系统", topics=(TopicUplift(topic="S05"),))
_PROBLEM = Problem(
    (Demand("N01", 20, "计划排程"),),
    (Candidate(1, "排产系统", "甲", Price(30.0, 30.0), {"N01": 1.0}),),
    budget_wan=40.0,
)
_DEAR = Candidate(1, "排产系统", "甲", Price(40.0, 40.0), {"N01": 1.0})
_LOAN = make_loan(
    11,
    name="软件贷",
    summary="等额本金",
    purposes=(Purpose.SOFTWARE,),
    amount_text="最高25万元",
    rate_text="4%—6%",
    discount_text="按利息的50%贴息，最长36个月",
    collateral=("信用", "抵押"),
    min_years=2,
)
_GRANT = make_loan(
    12,
    name="奖补",
    finance_type=FinanceType.SUBSIDY,
    purposes=(Purpose.SOFTWARE,),
    amount_text="按审定投入的20%奖补，最高40万元",
    reward_text="与过程贴息可同时享受",
    titles=("项目备案",),
)
_LENDERS = Lenders((_LOAN, _GRANT))
_WISH: dict[str, Any] = {"purpose": "软件开发", "amount_wan": 30.0, "term_months": 12}


def _plan(problem: Problem = _PROBLEM, loan: Loan = AS_REPORTED, **wish: Any) -> FinancingPlan | None:
    reading = make_reading(
        make_need("S05", "排产靠人工", target_level=2),
        financing=make_wish(**(_WISH | wish)) if wish else None,
    )
    coverage = Coverage({}, {1: _SYSTEM})
    return finance_bundle(solve_bundle(problem), problem, coverage, reading, _LENDERS, loan)


def _wished(**wish: Any) -> FinancingPlan:
    plan = _plan(**(wish or {"amount_wan": 30.0}))
    assert plan is not None
    return plan


def test_the_picture_falls_from_interest_to_the_net_cost_with_ranges() -> None:
    best = _wished().best
    assert best is not None
    picture = present_waterfall(best.cost)
    assert picture is not None
    # 250 000 at 4 to 6 %, 12 months of equal principal: 5 416.67 to 8 125; half of it off; at best 60 000 of reward
    assert [(fall.tone, fall.label, fall.words) for fall in picture.falls] == [
        ("cost", "利息和费用", "5416.67–8125元"),
        ("off", "减：过程贴息", "−2708.33至−4062.5元"),
        ("off", "减：成效奖励", "−6至0万元"),
        ("net", "净成本", "最好多得5.73万元，最坏花4062.5元"),
    ]
    cost, discount, reward, net = picture.falls
    assert 0 < picture.zero < 100
    assert cost.sure is not None
    assert cost.open is not None
    assert cost.sure.x == cost.open.x == picture.zero
    assert cost.open.x + cost.open.width == pytest.approx(100, abs=0.02)
    assert cost.sure.width == pytest.approx(cost.open.width * 5416.67 / 8125, rel=1e-3)
    assert discount.open is not None
    assert reward.sure is None
    assert reward.open is not None
    assert net.open is not None
    assert net.open.x == 0
    assert not picture.endless


def test_an_unknown_worst_case_has_no_sure_bar_and_an_unknown_rate_no_picture() -> None:
    from_three = Lenders((replace(_LOAN, content=_LOAN.content.model_copy(update={"rate_text": "3%起"})),))
    silent = Lenders((replace(_LOAN, content=_LOAN.content.model_copy(update={"rate_text": ""})),))
    reading = make_reading(make_need("S05", "排产", target_level=2), financing=make_wish(**_WISH))
    coverage = Coverage({}, {1: _SYSTEM})
    found = []
    for lenders in (from_three, silent):
        plan = finance_bundle(solve_bundle(_PROBLEM), _PROBLEM, coverage, reading, lenders)
        assert plan is not None
        assert plan.best is not None
        found.append((present_waterfall(plan.best.cost), present_financing("t", BundleForm(), plan)))
    (picture, view), (nothing, unknown) = found
    assert picture is not None
    assert picture.endless
    assert all(fall.sure is None for fall in picture.falls)
    assert view.lines[-1].worst == "未公布"
    assert nothing is None
    assert "算不出来" in unknown.sentence
    assert {line.best for line in unknown.lines} == {"未公布"}


@pytest.mark.parametrize(
    ("best", "worst", "said"),
    [
        (None, None, "未公布"),
        (1_000_000, None, "最好1万元，最坏未公布"),
        (1_000_000, 2_500_000, "1–2.5万元"),
        (1_000_000, 1_000_000, "1万元"),
        (-2_500_000, -1_000_000, "−2.5至−1万元"),
    ],
)
def test_a_sum_in_few_words(best: int | None, worst: int | None, said: str) -> None:
    assert say_ends(Line("", "", best, worst)) == said


def test_sums_are_shown_to_the_cent() -> None:
    assert [say_yuan(fen) for fen in (None, 0, 123_456_789, -2_300_005, 100)] == [
        "未公布",
        "0元",
        "1,234,567.89元",
        "−23,000.05元",
        "1元",
    ]


def test_the_view_names_loans_payments_and_whom_to_ask() -> None:
    view = present_financing("t", BundleForm(budget="40"), _wished(), budget_wan=40.0)
    (loan,) = view.loans
    assert (loan.product.name, loan.product.url, loan.amount) == ("软件贷", "/items/11", "25万元")
    assert [fact.value for fact in loan.facts] == ["12个月", "4%—6%：年4%至6%"]
    assert [part.note for part in loan.beside] == ["贴息：产品自带"]
    assert [(row.what, row.cost, row.lent, row.own) for row in view.payments] == [
        ("排产系统", "30万元", "25万元", "5万元")
    ]
    assert [(group.whom, len(group.questions)) for group in view.asks] == [("问企业", 3), ("问机构", 1)]
    assert view.sentence == (
        "借25万元，减去贴息和奖励以后，全期最好多得5.73万元，最坏花4062.5元；还差5万元，要用自有资金。"
    )
    assert view.purposes[0].options[0].short == "还差5万元"


def test_what_is_lent_and_a_subsidys_share_may_be_filled_in_and_say_their_source() -> None:
    form = BundleForm(budget="40", providers="2", loan=Loan(whole=True))
    shares = find_shares_of_outlay(make_reading(make_need("S05", "x")), _LENDERS, {Purpose.SOFTWARE})
    credit, share = present_financing("t", form, _wished(), shares).fills
    assert credit.words == "可用贷款填25万元，只能用于软件开发"
    assert credit.url == "/report/t?budget=40&credit=25&providers=2&basis=worst#bundle"
    assert [source.name for source in credit.sources] == ["软件贷"]
    assert share.words == "补助按20%算，最多40万元"
    assert "share=20&cap=40" in share.url.replace("%2C", ",")
    assert share.cautions == ("问企业：项目是否已备案，备案号是什么：要求项目备案，请确认改造项目是否已备案",)
    filled = BundleForm(credit="25", share="20", cap="40")
    assert present_financing("t", filled, _wished(), shares).fills == ()


def test_own_money_that_does_not_suffice_is_said() -> None:
    problem = replace(_PROBLEM, budget_wan=2.0, credit_wan=28.0)
    plan = _plan(problem, Loan(term_months=12))
    assert plan is not None
    bundle = solve_bundle(problem)
    view = present_financing("t", BundleForm(), plan, bundle=bundle, budget_wan=2.0)
    assert view.warning == "能借到的不够：这样组合里要自付5万元，比预算多3万元。"
    assert present_financing("t", BundleForm(), plan, bundle=bundle, budget_wan=5.0).warning == ""


def test_the_subsidy_that_the_bundle_counts_on_is_no_own_money_but_an_advance() -> None:
    problem = replace(_PROBLEM, candidates=(_DEAR,), budget_wan=2.0, credit_wan=30.0, subsidy=Subsidy(0.2))
    view = present_financing(
        "t", BundleForm(), _plan(problem, Loan(term_months=12)), (), solve_bundle(problem), 2.0
    )
    # 40 less 8 of subsidy and 25 lent; of 7 万元 to spend no more is wanted, though 15 are paid out until the subsidy comes
    enough = present_financing(
        "t", BundleForm(), _plan(problem, Loan(term_months=12)), (), solve_bundle(problem), 7.0
    )
    assert enough.warning == ""
    assert view.warning == "能借到的不够：这样组合里要自付7万元，比预算多5万元；补助到账前还要垫付8万元。"


def test_money_for_which_nothing_is_eligible_is_said() -> None:
    none = present_financing("t", BundleForm(), _wished(purpose="流动资金", amount_wan=20.0))
    assert none.sentence == "还没有能借到钱的产品：流动资金没有条件相符的贷款或租赁。"
    network = Candidate(2, "车间布线", "乙", Price(5.0, 5.0), {"N02": 1.0})
    problem = replace(
        _PROBLEM,
        demands=(*_PROBLEM.demands, Demand("N02", 20, "网络")),
        candidates=(*_PROBLEM.candidates, network),
    )
    reading = make_reading(make_need("S05", "排产"), make_need("B01", "布线", identifier="N02"))
    cables = make_product(2, name="车间布线", topics=(TopicUplift(topic="B01"),))
    plan = finance_bundle(
        solve_bundle(problem),
        problem,
        Coverage({}, {1: _SYSTEM, 2: cables}),
        reading,
        _LENDERS,
        Loan(whole=True, term_months=12),
    )
    assert plan is not None
    view = present_financing("t", BundleForm(), plan)
    assert view.sentence.endswith("；还差10万元（网络建设没有条件相符的产品），要用自有资金。")
    assert view.facts[-1].value == "10万元（网络建设没有条件相符的产品），要用自有资金"
    assert financing_document(plan)["best"]["shortfall_wan"] == 10.0


def test_without_a_plan_there_is_only_the_offer_to_try() -> None:
    view = present_financing("t", BundleForm(), _plan())
    assert not view.exists
    assert "没有融资方案" in view.sentence
    assert (view.loans, view.lines, view.fills) == ((), (), ())


def test_a_missing_term_may_be_tried() -> None:
    view = present_financing("t", BundleForm(budget="40"), _wished(term_months=None))
    assert view.terms[0].url == ("/report/t?budget=40&basis=worst&months=12#financing-plan")
    assert present_financing("t", BundleForm(), _wished()).terms == ()


@pytest.mark.parametrize(
    ("name", "entry"), [("months", "x"), ("months", "0"), ("months", "1.5"), ("lpr", "21")]
)
def test_a_wrong_term_or_lpr_is_named_and_not_used(name: str, entry: str) -> None:
    form, _ = read_bundle_form([(name, entry)], _PROBLEM)
    assert form.errors.keys() == {name}
    assert form.loan == AS_REPORTED
    assert name not in form.query()
    assert present_financing("t", form, None).errors


def test_the_form_asks_for_everything_on_credit() -> None:
    form, _ = read_bundle_form([("borrow", "1"), ("months", "24"), ("lpr", "3.1")], _PROBLEM)
    assert form.loan == Loan(whole=True, term_months=24, lpr_pct=3.1)
    assert form.query(budget="7") == "budget=7&basis=worst&borrow=1&months=24&lpr=3.1"


def test_every_rule_has_its_verdict_and_the_products_words() -> None:
    reading = make_reading(financing=make_wish(**(_WISH | {"amount_wan": 30.0})))
    offer = find_offers(reading, Lenders((_LOAN,)))[0]
    content = offer.item.content
    assert isinstance(content, FinanceContent)
    rows = present_rulings(offer.rulings, content)
    assert [(row.rule, row.verdict, row.own, row.ask) for row in rows] == [
        ("资金用途", "符合", "软件开发", ""),
        ("额度", "不符合", "最高25万元", ""),
        ("担保方式", "待确认", "信用、抵押", "问企业：能提供哪一种担保，有没有可抵押或质押的资产"),
        ("成立年限", "待确认", "满2年", "问企业：哪一年成立"),
    ]
    assert count_verdicts(offer.rulings) == "1条符合，1条不符合，2条待确认"


def test_the_documents_lines_add_up_and_unknown_sums_are_null() -> None:
    document = financing_document(_wished())
    best = document["best"]
    assert best["net_cost_wan"]["worst"] == pytest.approx(sum(line["worst_wan"] for line in best["lines"]))
    assert [payment["own_wan"] for payment in document["payments"]] == [5.0]
    unknown = financing_document(_wished(term_months=None))["best"]
    assert unknown["net_cost_wan"] == {"best": None, "worst": None}
    assert unknown["loans"][0]["term_months"] is None


def test_the_command_lines_tables_name_products_sums_and_questions() -> None:
    page = StringIO()
    Console(file=page, width=140).print(*render_financing(_wished()))
    said = page.getvalue()
    for words in ("融资方案", "软件贷", "25万元", "还差5万元", "净成本", "以上各行相加", "要问："):
        assert words in said


@pytest.fixture(scope="module")
def studied(sample_runtime: Runtime) -> Iterator[tuple[TestClient, str]]:
    """A visitor whose sample report is read, and the report's address."""
    with TestClient(create_app(sample_runtime), base_url="http://127.0.0.1") as client:
        answer = client.post("/report/sample", data={"sample": "goji_beverage.pdf"}, follow_redirects=False)
        address = answer.headers["location"]
        while client.get(f"{address}/progress").status_code != 204:
            pass
        yield client, address


def test_the_page_shows_plan_lines_and_rule_tables(studied: tuple[TestClient, str]) -> None:
    client, address = studied
    page = unescape(client.get(address).text)
    plan = page[page.index('id="financing-plan"') : page.index('id="standing"')]
    assert "报告想借50万元用于设备更新" in plan
    assert re.search(r"<h4>设备更新<span>50万元", plan)
    assert "方案用它" in plan
    assert "逐条看条件：" in page
    assert "问企业：能提供哪一种担保" in page


def test_the_plan_follows_the_form(studied: tuple[TestClient, str]) -> None:
    client, address = studied
    script = {"HX-Request": "true"}
    parts = [
        client.get(f"{address}/bundle?{query}", headers=script).text
        for query in ("budget=30", "budget=5", "budget=30&borrow=1&lpr=3")
    ]
    plans = [part[part.index('id="financing-answer" hx-swap-oob="true"') :] for part in parts]
    assert all("报告想借50万元用于设备更新" in plan for plan in plans)
    assert len(set(plans)) == 3
    assert "软件开发<span>" in plans[2]
    assert "软件开发<span>" not in plans[0]
    assert "按 LPR 3%（填写）" in plans[2]


def test_a_wrong_term_is_named_beside_the_plan(studied: tuple[TestClient, str]) -> None:
    client, address = studied
    page = client.get(f"{address}?months=x").text
    assert "借多久：请填1到480之间的整数" in page
    assert 'aria-describedby="funding-errors"' in page
