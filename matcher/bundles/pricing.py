"""From a price as a provider states it to what the first year costs: one-off fees and the first year's subscription.

A price per seat, point or line is multiplied by the caller's quantity. Without one only the least is known, the price of
one; the upper end stays unknown, with what has to be asked.
"""

from __future__ import annotations

from collections.abc import Mapping

from catalog.schemas import ProductContent
from matcher.bundles.model import Price

_TIMES_A_YEAR = {"年": 1, "半年": 2, "季": 4, "月": 12, "周": 52}
_ONE = frozenset(
    {"套", "企业", "公司", "单位", "家", "客户", "法人", "工厂", "厂区", "厂", "园区", "基地", "项目"}
)
"""Units of which a medium or small enterprise buys one unless it says otherwise."""
_ROUND = 8  # decimals of 万元; products of such prices and counts are exact to far less than 1元


def price_first_year(content: ProductContent, quantities: Mapping[str, float]) -> Price:
    """The range in 万元 of the first year; `quantities` by unit, such as 账号 50. An unknown end says what to ask."""
    price = content.price
    if price.min_wan is None and price.max_wan is None:
        if content.free and price.one_off_wan is None:
            return Price(0.0, 0.0)
        return Price(question="价格未公布，需要询价")
    factor, unknown = _count(price.unit, quantities)
    fee = price.one_off_wan or 0.0
    low = None if price.min_wan is None else round(price.min_wan * factor + fee, _ROUND)
    high = None if price.max_wan is None else round(price.max_wan * factor + fee, _ROUND)
    if unknown:
        least = low if low is not None else high
        return Price(least, None, f"按{'、'.join(unknown)}计价，需要先确定要多少{'、'.join(unknown)}")
    if high is None:
        return Price(low, None, f"价格只写了起价，最高多少需要询问：{_short(price.text)}")
    return Price(low, high)


def _count(unit: str | None, quantities: Mapping[str, float]) -> tuple[float, list[str]]:
    """How many times the price is paid in the first year, and the units of which no number is known."""
    factor, unknown = 1.0, []
    for part in (unit or "").split("·"):
        if part in quantities:
            factor *= quantities[part]
        elif part in _TIMES_A_YEAR:
            factor *= _TIMES_A_YEAR[part]
        elif part and part not in _ONE:
            # 两年 and the like are paid at once; the first payment is what the first year costs.
            paid_ahead = part.endswith("年") and part != "年"
            unknown += [] if paid_ahead else [part]
    return factor, unknown


def _short(text: str, limit: int = 40) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
