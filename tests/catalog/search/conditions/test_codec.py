"""Conditions as short texts: exact round trips, and nothing unknown let in."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.search.conditions import Condition, Field, decode_condition, encode_condition
from catalog.taxonomy import load_taxonomy

TAXONOMY = load_taxonomy()
WRITTEN = {
    "price_wan<=10": Condition(Field.PRICE, "<=", 10.0),
    "price_wan>=0.5": Condition(Field.PRICE, ">=", 0.5),
    "amount_wan=500": Condition(Field.AMOUNT, "=", 500.0),
    "~industry=基础化学原料制造": Condition(Field.INDUSTRY, "=", "基础化学原料制造", hard=False),
    "deployment!=本地部署|混合部署": Condition(Field.DEPLOYMENT, "not in", ("本地部署", "混合部署")),
    "deployment!=SaaS": Condition(Field.DEPLOYMENT, "not in", ("SaaS",)),
    "deployment=SaaS|本地部署": Condition(Field.DEPLOYMENT, "in", ("SaaS", "本地部署")),
    "kind=finance|": Condition(Field.KIND, "in", ("finance",)),
    "region=银川市": Condition(Field.REGION, "=", "银川市"),
    "~topic=S07": Condition(Field.TOPIC, "=", "S07", hard=False),
    "interface=OPC UA": Condition(Field.INTERFACE, "=", "OPC UA"),
    "interface=A\\|B": Condition(Field.INTERFACE, "=", "A|B"),
    "interface=A\\\\|": Condition(Field.INTERFACE, "in", ("A\\",)),
    "interface=A\\\\": Condition(Field.INTERFACE, "=", "A\\"),
    "free=false": Condition(Field.FREE, "=", value=False),
}


@pytest.mark.parametrize("text", WRITTEN)
def test_a_condition_and_its_text_are_each_other(text: str) -> None:
    assert encode_condition(WRITTEN[text]) == text
    assert decode_condition(text, TAXONOMY) == WRITTEN[text]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "~",
        "price_wan",
        "price_wan<=",
        "price_wan<=十",
        "price_wan<=nan",
        "price_wan<=-1",
        "price_wan<=1e9",
        "price_wan!=10",
        "price_wan<=" + "9" * 400,
        "colour=red",
        "deployment=火星",
        "deployment<=SaaS",
        "industry=",
        "industry=|",
        "kind=",
        "topic=S99",
        "free=maybe",
        "free!=true",
        "interface=\x00",
        "interface=" + "x" * 200,
        "' OR 1=1 --",
    ],
)
def test_what_is_not_known_is_none(text: str) -> None:
    assert decode_condition(text, TAXONOMY) is None


NAMES = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=12)
CONDITIONS = st.one_of(
    st.builds(
        Condition,
        st.sampled_from([Field.PRICE, Field.AMOUNT, Field.RATE, Field.TERM, Field.GOLIVE]),
        st.sampled_from(["<=", ">=", "="]),
        st.decimals(0, 10**6, places=4, allow_nan=False).map(float),
        hard=st.booleans(),
    ),
    st.builds(Condition, st.just(Field.INTERFACE), st.just("="), NAMES, hard=st.booleans()),
    st.builds(
        Condition,
        st.just(Field.INTERFACE),
        st.sampled_from(["in", "not in"]),
        st.lists(NAMES, min_size=1, max_size=5).map(tuple),
        hard=st.booleans(),
    ),
)


@settings(deadline=None, max_examples=300)
@given(CONDITIONS)
def test_every_condition_survives_its_text(condition: Condition) -> None:
    assert decode_condition(encode_condition(condition), TAXONOMY) == condition


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=60))
def test_no_text_makes_it_fail(text: str) -> None:
    found = decode_condition(text, TAXONOMY)
    assert found is None or decode_condition(encode_condition(found), TAXONOMY) == found
