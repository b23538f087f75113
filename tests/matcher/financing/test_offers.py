"""Offers: how much of what is wanted, and what it costs where that is known."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from api.runtime import Runtime
from catalog.commands import save_item
from catalog.schemas import FinanceContent
from matcher.financing.offers import find_offers
from matcher.matching.model import FinanceOffer
from tests.factories.needs import make_reading, make_wish

TODAY = date(2026, 12, 1)
KNOWN = {"amount_max_wan": 500.0, "term_max_months": 60, "rate_min_pct": 3.0, "rate_max_pct": 4.0}


def _offer(runtime: Runtime, stated: dict[str, Any], **wish: Any) -> FinanceOffer:
    """The offer of one product that the catalogue has besides its others."""
    content = FinanceContent(name="测试贷", provider="测试银行（示例）", **stated)
    with runtime.writing() as session:
        saved = save_item(session, content, runtime.taxonomy, actor="tests", now=runtime.now())
    with runtime.reading() as session:
        offers = find_offers(session, make_reading(financing=make_wish(**wish)), today=TODAY)
    return next(offer for offer in offers if offer.item.id == saved.id)


@pytest.mark.parametrize(
    ("stated", "wish", "amount", "cost"),
    [
        # 200 万元 at 4 % over 36 equal instalments: 200 x .04 / 12 x 37 / 2, to the cent
        (KNOWN, {}, 200.0, 12.333333),
        (KNOWN | {"amount_max_wan": 120.0}, {}, 120.0, 7.4),
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
