"""What contents must be like to be stored."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from catalog.schemas import FinanceContent, ItemContent, Price, ProductContent, ProviderContent, TopicUplift
from catalog.vocabulary import Kind
from tests.catalog.contents import CODE_A, make_loan, make_product


def _refused(model: type[Any], **fields: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        model(**fields)
    return str(caught.value)


@pytest.mark.parametrize("code", ["", "123", CODE_A[:-1] + "0", CODE_A + "0", "91640100IOSVZ00000"])
def test_a_credit_code_with_a_wrong_check_character(code: str) -> None:
    assert "校验位不对" in _refused(ProviderContent, name="甲", credit_code=code)


def test_a_credit_code_is_compacted() -> None:
    assert ProviderContent(name="甲", credit_code=f" {CODE_A[:8]} {CODE_A[8:]} ").credit_code == CODE_A


@pytest.mark.parametrize(
    ("low", "high", "fine"), [(0, 1, True), (1, 1, False), (2, 1, False), (None, 4, True)]
)
def test_levels_rise(low: int | None, high: int | None, fine: bool) -> None:
    if fine:
        assert TopicUplift(topic="S08", level_from=low, level_to=high).level_to == high
    else:
        assert "高于" in _refused(TopicUplift, topic="S08", level_from=low, level_to=high)


@pytest.mark.parametrize("level", [-1, 5])
def test_levels_are_zero_to_four(level: int) -> None:
    _refused(TopicUplift, topic="S08", level_to=level)


def test_prices_are_ordered() -> None:
    assert Price(min_wan=3, max_wan=3).min_wan == 3
    assert "下限" in _refused(Price, min_wan=4, max_wan=3)
    _refused(Price, min_wan=-1)


def test_a_topic_is_said_once() -> None:
    twice = (TopicUplift(topic="S08"), TopicUplift(topic="S08", level_to=2))
    assert "只能写一次" in _refused(ProductContent, name="甲", provider="乙", kind="product", topics=twice)


@pytest.mark.parametrize("name", ["", "   ", "长" * 201])
def test_a_name_is_one_short_line(name: str) -> None:
    _refused(ProductContent, name=name, provider="乙", kind="product")


def test_fields_of_another_kind_are_refused() -> None:
    _refused(ProductContent, name="甲", provider="乙", kind="product", collateral=("信用",))
    _refused(ProductContent, name="甲", provider="乙", kind="finance")


@pytest.mark.parametrize("content", [make_product(), make_product(kind=Kind.SOLUTION), make_loan()], ids=str)
def test_what_is_stored_comes_back_as_it_was(content: ProductContent | FinanceContent) -> None:
    adapter: TypeAdapter[ItemContent] = TypeAdapter(ItemContent)
    assert adapter.validate_python(content.model_dump(mode="json")) == content
    assert adapter.validate_json(content.model_dump_json()) == content
