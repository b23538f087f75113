"""The form of financing that a quote asks for: a loan, leasing or a guarantee, or none that can be told."""

from __future__ import annotations

import pytest

from matcher.needs.financing import _form


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
