"""Numbers as people say them."""

from __future__ import annotations

from datetime import date

import pytest

from api.presenters import numbers as say
from catalog.schemas import Price, PricePart
from catalog.vocabulary import PriceModel


@pytest.mark.parametrize(
    ("wan", "said"),
    [
        (12.5, "12.5万元"),
        (300, "300万元"),
        (0, "0万元"),
        (0.03, "300元"),
        (0.0000012, "0.012元"),
        (9999.5, "9999.5万元"),
        (16200, "1.62亿元"),
    ],
)
def test_money_is_said_in_the_unit_that_fits(wan: float, said: str) -> None:
    assert say.say_wan(wan) == said


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (None, None, None),
        (5, None, "5万元起"),
        (None, 500, "最高500万元"),
        (5, 5, "5万元"),
        (5, 8, "5–8万元"),
        (0.5, 2, "5000元–2万元"),
    ],
)
def test_a_range_of_money_names_its_unit_once_where_it_can(
    low: float | None, high: float | None, said: str | None
) -> None:
    assert say.say_wan_range(low, high) == said


@pytest.mark.parametrize(
    ("price", "free", "said"),
    [
        (Price(model=PriceModel.SUBSCRIPTION, min_wan=12.5, max_wan=12.5, unit="年"), None, "12.5万元/年"),
        (Price(model=PriceModel.SUBSCRIPTION, min_wan=2, unit="年"), None, "2万元/年起"),
        (Price(text="面议，按订单量", model=PriceModel.NEGOTIABLE), None, "面议"),
        (Price(min_wan=6, max_wan=6, unit="年", one_off_wan=15), None, "6万元/年＋一次性15万元"),
        (Price(min_wan=15, one_off_wan=8), None, "15万元起＋一次性8万元"),
        (
            Price(
                min_wan=3,
                max_wan=3,
                unit="年",
                parts=(PricePart(text="每点380元", min_wan=0.038, max_wan=0.038, unit="点"),),
            ),
            None,
            "3万元/年＋380元/点",
        ),
        (Price(min_wan=3, max_wan=3, parts=(PricePart(text="硬件另计"),)), None, "3万元＋另计费用"),
        (
            Price(text="社区版不收费", min_wan=0, max_wan=1.2, unit="年"),
            True,
            "有免费版，付费最高1.2万元/年",
        ),
        (Price(text="社区版不收费"), True, "有免费版"),
        (Price(model=PriceModel.FREE), None, "免费"),
        (Price(text="详询"), None, "详询"),
        (Price(text="按" + "产线" * 30), None, "按" + "产线" * 12 + "…"),
        (Price(), None, "未公布"),
    ],
)
def test_a_price_is_said_in_a_few_words(price: Price, free: bool | None, said: str) -> None:
    assert say.say_price(price, free=free) == said


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (28, 42, "4–6周"),
        (60, 90, "2–3个月"),
        (10, 15, "10–15天"),
        (14, 14, "2周"),
        (7, None, "1周起"),
        (None, 45, "最长45天"),
        (0, 3, "0–3天"),
        (None, None, None),
    ],
)
def test_days_are_said_in_the_largest_unit_that_fits_both_ends(
    low: int | None, high: int | None, said: str | None
) -> None:
    assert say.say_days(low, high) == said


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [(36, 36, "3年"), (None, 36, "最长3年"), (6, 12, "6–12个月"), (12, 36, "1–3年"), (None, None, None)],
)
def test_months_become_years_only_when_whole(low: int | None, high: int | None, said: str | None) -> None:
    assert say.say_months(low, high) == said


def test_rates_dates_levels_and_sizes() -> None:
    assert say.say_rate(3.2, None) == "年化3.2%起"
    assert say.say_rate(3.85, 4.35) == "年化3.85%–4.35%"
    assert say.say_rate(None, 6) == "年化最高6%"
    assert say.say_rate(4, 4) == "年化4%"
    assert say.say_rate(None, None) is None
    assert say.say_date(date(2026, 11, 3)) == "2026年11月3日"
    assert [say.say_level(level) for level in (None, 0, 2)] == ["未写明", "未达一级", "二级"]
    assert [say.say_size(size) for size in (10, 40_960, 2_500_000)] == ["1 KB", "40 KB", "2.4 MB"]
