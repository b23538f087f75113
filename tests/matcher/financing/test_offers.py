"""Offers: how much of what is wanted, and what it costs where that is known."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from api.runtime import Runtime
from catalog.commands import save_item
from catalog.schemas import FinanceContent
from matcher.financing.offers import FinanceOffer, find_offers, load_lenders
from tests.factories.needs import make_reading, make_wish

TODAY = date(2026, 12, 1)
KNOWN = {"amount_max_wan": 500.0, "term_max_months": 60, "rate_min_pct": 3.0, "rate_max_pct": 4.0}


def _offer(runtime: Runtime, stated: dict[str, Any], **wish: Any) -> FinanceOffer:
    """The offer of one product that the catalogue has besides its others."""
    content = FinanceContent(name="测试贷", provider="测试银行（示例）", **stated)
    with runtime.writing() as session:
        saved = save_item(session, content, runtime.taxonomy, actor="tests", now=runtime.now())
    with runtime.reading() as session:
        offers = find_offers(make_reading(financing=make_wish(**wish)), load_lenders(session, today=TODAY))
    return next(offer for offer in offers if offer.item.id == saved.id)


@pytest.mark.parametrize(
    ("stated", "wish", "amount", "cost"),
    [
        # 200 万元 at 4 % over 36 equal instalments: 200 x .04 / 12 x 37 / 2, to the cent
        (KNOWN, {}, 200.0, 24.0),
        (KNOWN | {"amount_max_wan": 120.0}, {}, 120.0, 14.4),
        (KNOWN | {"rate_max_pct": None}, {}, 200.0, None),
        (KNOWN | {"discount_text": "按LPR的40%贴息"}, {}, 200.0, None),
        (KNOWN, {"term_months": None}, 200.0, None),
        (KNOWN, {"amount_wan": None}, None, None),
        (KNOWN | {"finance_type": "贴息"}, {}, None, None),
    ],
)
def test_amount_and_cost_are_computed_only_from_what_is_known(
    own_runtime: Runtime,
    stated: dict[str, Any],
    wish: dict[str, Any],
    amount: float | None,
    cost: float | None,
) -> None:
    offer = _offer(own_runtime, stated, **wish)
    assert (offer.amount_wan, offer.net_cost_wan) == (amount, cost)


def test_fitting_offers_come_first_and_each_unmet_rule_costs(own_runtime: Runtime) -> None:
    fits = _offer(own_runtime, KNOWN)
    short = _offer(own_runtime, KNOWN | {"amount_max_wan": 120.0})
    assert fits.eligible
    assert not short.eligible
    assert short.score < fits.score
    assert short.unmet == ("额度最高120万元，少于需要的200万元",)


def test_an_offer_that_breaks_a_rule_other_than_the_amount_promises_no_money(own_runtime: Runtime) -> None:
    offer = _offer(own_runtime, KNOWN | {"purposes": ("软件开发",)})
    assert (offer.eligible, offer.amount_wan, offer.net_cost_wan, offer.cost) == (False, None, None, None)


def test_an_offer_has_its_rulings_terms_and_lines(own_runtime: Runtime) -> None:
    offer = _offer(own_runtime, KNOWN | {"discount_text": "按利息的50%贴息，最长36个月，最高3万元"})
    assert offer.cost is not None
    assert offer.terms is not None
    assert {ruling.rule for ruling in offer.rulings} == {"额度", "期限"}
    assert [line.worst_wan for line in offer.cost.lines] == [24.0, -3.0]
    assert offer.net_cost_wan == 21.0


def test_a_rate_over_the_lpr_costs_what_the_setting_says(own_runtime: Runtime) -> None:
    content = FinanceContent(
        name="浮动贷", provider="测试银行（示例）", rate_text="LPR加60个基点", amount_max_wan=500
    )
    with own_runtime.writing() as session:
        saved = save_item(session, content, own_runtime.taxonomy, actor="tests", now=own_runtime.now())
    costs = []
    with own_runtime.reading() as session:
        for lpr in (None, 3.0):
            lenders = load_lenders(session, today=TODAY, lpr_pct=lpr)
            offers = find_offers(make_reading(financing=make_wish()), lenders)
            costs += [offer.net_cost_wan for offer in offers if offer.item.id == saved.id]
    # 200 万元 x 3.6 % / 12 x 37 / 2
    assert costs == [None, 21.6]


@pytest.mark.parametrize(("form", "first"), [("融资租赁", "融资租赁"), ("贷款", "贷款"), (None, "贷款")])
def test_the_form_that_is_asked_for_comes_first(own_runtime: Runtime, form: str | None, first: str) -> None:
    profile: dict[str, Any] = {
        "region": "灵武市",
        "employees": 350,
        "revenue_wan": 8000.0,
        "industry": "高端装备及零部件制造",
    }
    with own_runtime.reading() as session:
        reading = make_reading(financing=make_wish(form=form), **profile)
        offers = find_offers(reading, load_lenders(session, today=TODAY))
    fitting = [offer.terms.finance_type.value for offer in offers if offer.eligible and offer.terms]
    assert fitting[0] == first
    if form is not None:
        last = len(fitting) - fitting[::-1].index(form)
        other = {"融资租赁": "贷款", "贷款": "融资租赁"}[form]
        assert other not in fitting[:last]
    assert {"融资租赁", "贷款"} <= set(fitting)
