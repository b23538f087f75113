"""From a price as a provider states it to what the first year costs: one-off fees and the first year's subscription.

A price per seat, point or line is multiplied by the caller's quantity. Without one only the least is known, the price of
one; the upper end stays unknown, with what has to be asked. So it does where the text states a further part that cannot be
counted: the worst case of a bundle holds every part of a price or is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from catalog.schemas import Price as StatedPrice
from catalog.schemas import PricePart, ProductContent
from matcher.bundles.model import MOST_WAN, Price

_TIMES_A_YEAR = {"年": 1, "半年": 2, "季": 4, "月": 12, "周": 52}
_ONE = frozenset(
    {"套", "企业", "公司", "单位", "家", "客户", "法人", "工厂", "厂区", "厂", "园区", "基地", "项目"}
)
"""Units of which a medium or small enterprise buys one unless it says otherwise."""
_BY_UNIT = "需要先确定要多少"
_WRONG = "价格看起来不对，请向服务商核实"
_ROUND = 8  # decimals of 万元; products of such prices and counts are exact to far less than 1元


@dataclass(frozen=True, slots=True)
class _Cost:
    """One sum of the first year in 万元, an end None where it is unknown.

    `ask` is the question that closes it; `words` are the text's own, None for the headline; `units` those of which no
    number is known.
    """

    low: float | None
    high: float | None
    ask: str = ""
    words: str | None = None
    units: tuple[str, ...] = ()


def price_first_year(content: ProductContent, quantities: Mapping[str, float]) -> Price:
    """The range in 万元 of the first year; `quantities` by unit, such as 账号 50. An unknown end says what to ask.

    The least is the headline with its fees and what a plus joins to it. The most holds every further part, and the dearest of
    the editions, as nobody has said which of them is bought.
    """
    found = _price(content, quantities)
    return replace(found, units=tuple(dict.fromkeys(_units(content))))


def _units(content: ProductContent) -> Iterator[str]:
    """The units that the price and its parts are counted by."""
    for unit in (content.price.unit, *(part.unit for part in content.price.parts)):
        yield from _count(unit, {})[1]


def _price(content: ProductContent, quantities: Mapping[str, float]) -> Price:
    price = content.price
    costs = [_cost_of_part(part, quantities) for part in price.parts if not part.edition]
    if price.min_wan is None and price.max_wan is None:
        if content.free and price.one_off_wan is None:
            return _sum([_Cost(0.0, 0.0)], [], costs)
        return Price(question="价格未公布，需要询价")
    fee = price.one_off_wan or 0.0
    editions = [
        _cost_of_headline(price, quantities),
        *(_cost_of_part(part, quantities) for part in price.parts if part.edition),
    ]
    certain = [_cost_of_part(part, quantities).low or 0.0 for part in price.parts if part.certain]
    return _sum(editions, [fee, *certain], [_Cost(fee, fee), *costs])


def _sum(editions: Sequence[_Cost], least: Sequence[float], parts: Sequence[_Cost]) -> Price:
    """The headline and its editions with the sums that join the least of it and the parts that join the most."""
    lows = [edition.low for edition in editions]
    low = None if lows[0] is None else round(min(end for end in lows if end is not None) + sum(least), _ROUND)
    highs = [edition.high for edition in editions]
    ends = [part.high for part in parts]
    if None in highs or None in ends:
        return _bounded(low, None, _questions([*editions, *parts]))
    most = max(high for high in highs if high is not None) + sum(end for end in ends if end is not None)
    return _bounded(low, round(most, _ROUND))


def _bounded(low: float | None, high: float | None, questions: Iterable[str] = ()) -> Price:
    """The range; an end above MOST_WAN was mistyped by the provider, so it is unknown and has to be asked."""
    wrong = any(end is not None and end > MOST_WAN for end in (low, high))
    return Price(
        low if low is not None and low <= MOST_WAN else None,
        high if high is not None and high <= MOST_WAN else None,
        "；".join([*([_WRONG] if wrong else []), *questions]),
    )


def _questions(costs: Sequence[_Cost]) -> Iterator[str]:
    """What has to be asked, the parts that need the same answer together."""
    yield from (cost.ask for cost in costs if cost.ask and cost.words is None)
    quoted = [cost for cost in costs if cost.ask and cost.words is not None]
    by_ask: dict[str, list[_Cost]] = {}
    for cost in quoted:
        by_ask.setdefault(_BY_UNIT if cost.units else cost.ask, []).append(cost)
    for ask, group in by_ask.items():
        words = "".join(f"“{cost.words}”" for cost in group)
        units = dict.fromkeys(unit for cost in group for unit in cost.units)
        yield f"价格说明还写着{words}，{ask}{'、'.join(units)}"


def _cost_of_headline(price: StatedPrice, quantities: Mapping[str, float]) -> _Cost:
    factor, unknown = _count(price.unit, quantities)
    low = None if price.min_wan is None else price.min_wan * factor
    high = None if price.max_wan is None else price.max_wan * factor
    if unknown:
        units = "、".join(unknown)
        return _Cost(low if low is not None else high, None, f"按{units}计价，{_BY_UNIT}{units}")
    if high is None:
        return _Cost(low, None, f"价格只写了起价，最高多少需要询问：{_short(price.text)}")
    return _Cost(low, high)


def _cost_of_part(part: PricePart, quantities: Mapping[str, float]) -> _Cost:
    words = _short(part.text)
    if part.min_wan is None and part.max_wan is None:
        return _Cost(None, None, "本企业要付多少需要询问", words)
    factor, unknown = _count(part.unit, quantities)
    low = None if part.min_wan is None else part.min_wan * factor
    if unknown:
        return _Cost(low, None, _BY_UNIT, words, tuple(unknown))
    if part.max_wan is None:
        return _Cost(low, None, "最高多少需要询问", words)
    return _Cost(low, part.max_wan * factor)


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
