"""Reasons say no more than the item's fields: of a price that only begins within the limit, that it is the lowest."""

from __future__ import annotations

from typing import Any

import pytest

from catalog.search.conditions.model import Condition, Field
from catalog.search.reasons import explain
from catalog.taxonomy import Taxonomy
from tests.factories.items import make_product


@pytest.mark.parametrize(
    ("price", "label"),
    [
        ({"min_wan": 5, "max_wan": 8}, "价格"),
        ({"min_wan": 19.8, "max_wan": 36}, "价格（最低价）"),
        ({"min_wan": 5}, "价格（最低价）"),
    ],
)
def test_a_price_within_the_limit_is_told_from_one_that_begins_there(
    taxonomy: Taxonomy, price: dict[str, Any], label: str
) -> None:
    met = [Condition(Field.PRICE, "<=", 20), Condition(Field.DEPLOYMENT, "=", "SaaS")]
    assert explain(make_product(price=price), (), met, taxonomy)[0] == f"符合您的条件：{label}、部署方式"
    above = [Condition(Field.PRICE, ">=", 2.0)]
    assert explain(make_product(price=price), (), above, taxonomy)[0] == "符合您的条件：价格"
