"""What a quote that asks for outside money says of it: the form (a loan, leasing, a guarantee), and how much."""

from __future__ import annotations

import pytest

from matcher.needs.financing import _MONEY, _amount, _form, _terms, settle_rest
from matcher.needs.model import Enterprise, FinancingWish
from tests.factories.needs import make_wish


@pytest.mark.parametrize(
    ("quote", "form"),
    [
        ("拟通过融资租赁方式购置两台机床，约300万元", "融资租赁"),
        ("计划采用售后回租盘活设备，融资200万元", "融资租赁"),
        ("拟申请银行贷款200万元用于设备更新，期限三年", "贷款"),
        ("希望担保公司提供担保，缺口100万元", "担保"),
        ("拟贷款或融资租赁解决，约200万元", None),
        ("不考虑银行贷款，拟通过融资租赁解决300万元", "融资租赁"),
        ("资金缺口约150万元，希望对接外部资金", None),
    ],
)
def test_the_form_is_read_from_the_quote(quote: str, form: str | None) -> None:
    assert _form(quote) == form


@pytest.mark.parametrize(
    ("quote", "wan"),
    [
        ("项目总投资60万元，其中自有资金35万元，其余申请银行贷款。", 25.0),
        ("计划两年内投入改造资金60万元，自有资金35万元，其余希望通过银行贷款解决，利率不高于4%。", 25.0),
        ("计划投入80万元，30万元自筹，剩下的部分想向银行贷款", 50.0),
        ("总投资60万元，自有资金35万元，其余25万元申请银行贷款", 25.0),
        ("自筹30万元，拟申请贷款50万元", 50.0),
        ("拟申请银行贷款80万元，其中设备更新50万元", 80.0),
        ("自有资金35万元，其余希望银行贷款", None),
        ("资金缺口约150万元，希望对接外部资金", 150.0),
    ],
)
def test_own_money_is_not_borrowed(quote: str, wan: float | None) -> None:
    money = _MONEY.search(quote)
    assert _amount(quote, money.start() if money else 0, ()) == wan


def test_the_rest_is_what_budget_and_own_money_leave() -> None:
    wish = make_wish(amount_wan=None, quote="其余希望通过银行贷款解决")
    known = Enterprise(budget_wan=60.0, own_wan=35.0)
    settled = settle_rest(wish, known)
    assert isinstance(settled, FinancingWish)
    assert settled.amount_wan == 25.0
    assert settle_rest(wish, Enterprise(budget_wan=60.0)) == wish
    other = make_wish(amount_wan=None, quote="希望银行贷款支持")
    assert settle_rest(other, known) == other


def test_the_time_of_the_project_is_no_term() -> None:
    assert _terms("计划两年内投入60万元，其余申请贷款") == []
    assert [span.high for span in _terms("申请贷款50万元，两年内还清")] == [24]
    assert [span.high for span in _terms("计划两年内完成，贷款期限36个月")] == [36]
