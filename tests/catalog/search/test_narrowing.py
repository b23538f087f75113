"""What items state, whether that meets a condition, and counts that equal a recount whatever is asked."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.search.conditions.model import Condition, Field, Op, Value
from catalog.search.facts import Facts, Interval, gather_facts, meets
from catalog.search.narrowing import FACETS, Narrowed, facet_values, narrow
from catalog.taxonomy import load_taxonomy
from tests.factories.items import make_loan, make_product

TAXONOMY = load_taxonomy()


def _product(**fields: Any) -> Facts:
    return gather_facts(make_product(**fields), TAXONOMY)


def _loan(**fields: Any) -> Facts:
    return gather_facts(make_loan(**fields), TAXONOMY)


def _meets(facts: Facts, field: Field, op: Op, value: Value) -> bool | None:
    return meets(facts, Condition(field, op, value))


@pytest.mark.parametrize(
    ("price", "limit", "expected"),
    [
        ({"min_wan": 8, "max_wan": 15}, 10, True),  # can be had for 8
        ({"min_wan": 18}, 10, False),
        ({"min_wan": 9, "one_off_wan": 2}, 10, False),  # the first year costs 11
        ({"max_wan": 5}, 10, True),
        ({}, 10, None),
        ({"text": "面议", "model": "面议"}, 10, None),
    ],
)
def test_a_price_meets_a_limit_when_it_can_be_had_for_that(
    price: dict[str, Any], limit: float, expected: bool | None
) -> None:
    assert _meets(_product(price=price), Field.PRICE, "<=", limit) is expected


def test_what_is_free_costs_nothing() -> None:
    for fields in ({"free": True}, {"price": {"model": "免费"}}, {"free": True, "price": {"min_wan": 2}}):
        assert _meets(_product(**fields), Field.PRICE, "<=", 0.0) is True
        assert _meets(_product(**fields), Field.FREE, "=", value=True) is True
    assert _meets(_product(free=False), Field.FREE, "=", value=True) is False
    assert _meets(_product(), Field.FREE, "=", value=True) is None


def test_loans_lend_up_to_their_limit() -> None:
    loan = _loan(amount_max_wan=500, term_max_months=36, rate_min_pct=3.2)
    assert _meets(loan, Field.AMOUNT, ">=", 500.0) is True
    assert _meets(loan, Field.AMOUNT, ">=", 501.0) is False
    assert _meets(loan, Field.AMOUNT, "=", 20.0) is True
    assert _meets(loan, Field.TERM, "=", 36) is True
    assert _meets(loan, Field.TERM, "=", 60) is False
    assert _meets(loan, Field.RATE, "<=", 3.5) is True
    assert _meets(_loan(amount_min_wan=100), Field.AMOUNT, "=", 50.0) is False
    assert _meets(_loan(), Field.AMOUNT, ">=", 1.0) is None


def test_a_field_that_the_kind_cannot_have_is_not_met() -> None:
    assert _meets(_loan(), Field.DEPLOYMENT, "=", "SaaS") is False
    assert _meets(_product(), Field.AMOUNT, ">=", 1.0) is False
    assert _meets(_loan(), Field.DEPLOYMENT, "not in", ("本地部署",)) is True


def test_negation_rules_out_only_what_offers_nothing_else() -> None:
    excluded = Condition(Field.DEPLOYMENT, "not in", ("本地部署",))
    assert meets(_product(deployment=("本地部署",)), excluded) is False
    assert meets(_product(deployment=("本地部署", "SaaS")), excluded) is True
    assert meets(_product(), excluded) is True


@pytest.mark.parametrize(
    ("stated", "wanted", "expected"),
    [
        ("用友U8", "用友", True),
        ("OPC UA", "OPC", True),
        ("OPC", "OPC UA", False),
        ("CAD", "AD", False),
        ("erp", "ERP", True),
        ("Excel导入", "EXCEL", True),
        ("MESH", "MES", False),
    ],
)
def test_an_interface_is_met_by_what_names_it(stated: str, wanted: str, expected: bool) -> None:
    assert _meets(_product(interfaces=(stated,)), Field.INTERFACE, "=", wanted) is expected


def test_regions_of_the_city() -> None:
    everywhere, there, elsewhere = (
        _loan(regions=(name,)) for name in ("银川市", "宁东能源化工基地", "西安市")
    )
    assert _meets(everywhere, Field.REGION, "=", "宁东能源化工基地") is True
    assert _meets(there, Field.REGION, "=", "银川市") is True
    assert _meets(there, Field.REGION, "=", "贺兰县") is False
    assert _meets(elsewhere, Field.REGION, "=", "银川市") is False
    assert _meets(_product(), Field.REGION, "=", "银川市") is True  # its provider sits in 金凤区


_NAMES = {
    Field.KIND: ["product", "solution", "finance"],
    Field.DEPLOYMENT: ["SaaS", "本地部署", "混合部署"],
    Field.TOPIC: ["S06", "S07", "S08"],
    Field.FREE: [],
}
_MEASURES = [Field.PRICE, Field.GOLIVE]


@st.composite
def _facts(draw: st.DrawFn) -> Facts:
    stated: dict[Field, Any] = {}
    for field, names in _NAMES.items():
        some = st.lists(st.sampled_from(names or [""]), min_size=1, unique=True)
        stated[field] = draw(st.one_of(st.none(), some.map(frozenset)))
    stated[Field.FREE] = draw(st.sampled_from([True, False, None]))
    for field in _MEASURES:
        ends = sorted(draw(st.lists(st.integers(0, 30), min_size=2, max_size=2)))
        stated[field] = draw(st.sampled_from([None, Interval(*map(float, ends))]))
    return stated


@st.composite
def _condition(draw: st.DrawFn) -> Condition:
    field = draw(st.sampled_from([*_NAMES, *_MEASURES]))
    hard = draw(st.booleans())
    if field in _MEASURES:
        bounds: list[Op] = ["<=", ">=", "="]
        return Condition(field, draw(st.sampled_from(bounds)), float(draw(st.integers(0, 30))), hard=hard)
    if field is Field.FREE:
        return Condition(field, "=", draw(st.booleans()), hard=hard)
    names = tuple(draw(st.lists(st.sampled_from(_NAMES[field]), min_size=1, max_size=2, unique=True)))
    ways: list[Op] = ["in", "not in"]
    return Condition(field, draw(st.sampled_from(ways)), names, hard=hard)


def _recount(facts: dict[int, Facts], conditions: list[Condition]) -> list[int]:
    hard = [condition for condition in conditions if condition.hard]
    return [item for item in facts if all(meets(facts[item], condition) is True for condition in hard)]


def _narrow(facts: dict[int, Facts], conditions: list[Condition]) -> Narrowed:
    return narrow(list(facts), facts, conditions)


@settings(max_examples=200)
@given(
    st.lists(_facts(), max_size=12).map(lambda rows: dict(enumerate(rows))),
    st.lists(_condition(), max_size=4),
)
def test_list_facets_silent_ones_and_ways_out_equal_a_recount(
    facts: dict[int, Facts], conditions: list[Condition]
) -> None:
    found = _narrow(facts, conditions)
    assert list(found.ids) == _recount(facts, conditions)
    for field in FACETS:
        shown = _recount(facts, [c for c in conditions if c.field is not field])
        assert found.facets[field] == Counter(v for item in shown for v in facet_values(facts[item], field))
    for field in {c.field for c in conditions if c.hard}:
        own = [c for c in conditions if c.field is field and c.hard]
        silent = [
            item
            for item in _recount(facts, [c for c in conditions if c.field is not field])
            if {meets(facts[item], c) for c in own} - {True} == {None}
        ]
        assert found.unstated.get(field.value, 0) == len(silent)
    assert bool(found.relaxations) == (bool(facts) and not found.ids)
    for relaxation in found.relaxations:
        left = [c for c in conditions if c.field not in relaxation.drop]
        assert relaxation.count == len(_recount(facts, left)) > 0
        for spared in relaxation.drop:  # no smaller set will do
            kept = [c for c in conditions if c.field not in set(relaxation.drop) - {spared}]
            assert not _recount(facts, kept)
    assert len({len(relaxation.drop) for relaxation in found.relaxations}) <= 1
