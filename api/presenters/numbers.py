"""Numbers as people say them: 12.5万元/年, 4–6周, 2026年11月23日."""

from __future__ import annotations

from datetime import date

from api.presenters.marking import shorten
from catalog.schemas import Price
from catalog.vocabulary import PriceModel

UNSTATED = "未公布"

_LONGEST_PRICE = 26
_YI = 10_000  # 万元 in one 亿元


def say_number(value: float) -> str:
    """A number without needless zeros: two decimals from 1 up, two telling digits below: 12.5, 300, 0.012."""
    said = f"{value:.2f}" if value >= 1 else f"{value:.2g}" if value >= 1e-4 else f"{value:f}"
    return said.rstrip("0").rstrip(".") if "." in said else said


def say_wan(wan: float) -> str:
    """Money given in 万元: 1.62亿元, 12.5万元, or 元 below 万."""
    number, unit = _scaled(wan)
    return f"{number}{unit}"


def say_wan_range(low: float | None, high: float | None) -> str | None:
    """A range of money in 万元; one open end reads 起 or 最高, nothing known is None."""
    if low is None and high is None:
        return None
    if high is None:
        return f"{say_wan(low or 0)}起"
    if low is None:
        return f"最高{say_wan(high)}"
    if low == high:
        return say_wan(low)
    (first, first_unit), (second, second_unit) = _scaled(low), _scaled(high)
    return (
        f"{first}–{second}{second_unit}"
        if first_unit == second_unit
        else f"{first}{first_unit}–{second}{second_unit}"
    )


def _scaled(wan: float) -> tuple[str, str]:
    if wan >= _YI:
        return say_number(wan / _YI), "亿元"
    if 0 < wan < 1:
        return say_number(wan * 10_000), "元"
    return say_number(wan), "万元"


def say_price(price: Price, *, free: bool | None) -> str:
    """What a product costs in a few words: 免费, 面议, 5–8万元/年＋一次性2万元; else its own words, shortened."""
    if price.model == PriceModel.FREE:
        return "免费"
    if free:
        paid = _say_amount(price.max_wan, price.max_wan, price.unit) if price.max_wan else None
        return f"有免费版，付费最高{paid}" if paid else "有免费版"
    amount = _say_amount(price.min_wan, price.max_wan, price.unit)
    if amount is not None:
        fee = f"＋一次性{say_wan(price.one_off_wan)}" if price.one_off_wan else ""
        return f"{amount}{fee}{_say_parts(price)}"
    if price.model == PriceModel.NEGOTIABLE:
        return "面议"
    text = price.text.strip()
    if not text:
        return UNSTATED
    return shorten(text, _LONGEST_PRICE)


def _say_parts(price: Price) -> str:
    """What is paid beside the headline: one part with its sum, several or unread ones as 另计费用."""
    beside = [part for part in price.parts if not part.edition]
    if not beside:
        return ""
    amount = _say_amount(beside[0].min_wan, beside[0].max_wan, beside[0].unit)
    return f"＋{amount}" if amount is not None and len(beside) == 1 else "＋另计费用"


def _say_amount(low: float | None, high: float | None, unit: str | None) -> str | None:
    amount = say_wan_range(low, high)
    unit = (unit or "").removeprefix("每").removeprefix("/")
    if amount is None or not unit:
        return amount
    return f"{amount.removesuffix('起')}/{unit}{'起' if amount.endswith('起') else ''}"


def say_days(low: int | None, high: int | None) -> str | None:
    """A span given in days, in the largest unit that fits both ends: 3天, 4–6周, 2–3个月."""
    if low is None and high is None:
        return None
    ends = [end for end in (low, high) if end is not None]
    for size, unit in ((30, "个月"), (7, "周")):
        if all(end and end % size == 0 for end in ends):
            return _span([None if end is None else end // size for end in (low, high)], unit)
    return _span([low, high], "天")


def say_months(low: int | None, high: int | None) -> str | None:
    """A span given in months: 6–12个月, 1–3年."""
    if low is None and high is None:
        return None
    ends = [end for end in (low, high) if end is not None]
    if all(end >= 12 and end % 12 == 0 for end in ends):
        return _span([None if end is None else end // 12 for end in (low, high)], "年")
    return _span([low, high], "个月")


def _span(ends: list[int | None], unit: str) -> str:
    low, high = ends
    if low is None:
        return f"最长{high}{unit}"
    if high is None:
        return f"{low}{unit}起"
    return f"{low}{unit}" if low == high else f"{low}–{high}{unit}"


def say_rate(low: float | None, high: float | None) -> str | None:
    """A yearly rate in percent: 年化3.2%起, 年化3.85%–4.35%."""
    if low is None and high is None:
        return None
    if high is None:
        return f"年化{say_number(low or 0)}%起"
    if low is None:
        return f"年化最高{say_number(high)}%"
    return f"年化{say_number(low)}%" if low == high else f"年化{say_number(low)}%–{say_number(high)}%"


def say_date(day: date) -> str:
    """2026年11月23日."""
    return f"{day.year}年{day.month}月{day.day}日"


def say_level(level: int | None) -> str:
    """A level 0–4: 二级; 未达一级 for 0, 未写明 for none."""
    return "未写明" if level is None else ("未达一级", "一级", "二级", "三级", "四级")[level]


def say_size(size_bytes: int) -> str:
    """A file's size: 18 KB, 2.4 MB."""
    if size_bytes < 1024 * 1024:
        return f"{max(1, round(size_bytes / 1024))} KB"
    return f"{size_bytes / 1024 / 1024:.1f} MB"
