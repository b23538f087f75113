"""Amounts of money, spans of time and head counts as Chinese texts write them, in 万元, months and persons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import cn2an

_DIGITS = r"\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_CHINESE = r"[零〇一二两三四五六七八九十百千半几]+"
_NUMBER = rf"(?:{_DIGITS}|{_CHINESE})"
_DASH = r"\s*(?:[-－—–~～至到]{1,2}|——)\s*"
_MONEY_UNIT = (
    r"亿元|亿|千万元|千万|百万元|百万|十万元|万元|万块|万(?![台套件个只吨立平千度次人])|千元|元|块钱"
)
_MONEY = re.compile(
    rf"(?:[¥￥]\s*)?(?P<low>{_NUMBER})\s*(?P<low_unit>{_MONEY_UNIT})?(?:{_DASH}(?P<high>{_NUMBER})\s*"
    rf"(?P<high_unit>{_MONEY_UNIT}))?"
)
_WAN = {
    "亿元": 10_000.0,
    "亿": 10_000.0,
    "千万元": 1000.0,
    "千万": 1000.0,
    "百万元": 100.0,
    "百万": 100.0,
    "十万元": 10.0,
    "万元": 1.0,
    "万块": 1.0,
    "万": 1.0,
    "千元": 0.1,
    "元": 0.0001,
    "块钱": 0.0001,
}
_SPAN = re.compile(
    rf"(?P<low>{_NUMBER})\s*(?:{_DASH}(?P<high>{_NUMBER})\s*)?(?P<unit>个月|月|年|期)(?P<half>半)?(?!\d|月|份|度|底|初|末|中|前|以来)"
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum in 万元, with low = high unless a range was written, and where it stands."""

    low: float
    high: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Months:
    """A span in months, with low = high unless a range was written, and where it stands."""

    low: int
    high: int
    start: int
    end: int


def find_amounts(text: str) -> Iterator[Amount]:
    """Every sum of money in the text. 几 is not guessed but widened: 十几 is 10–20, 二三十 20–30, 几十 20–100."""
    for match in _MONEY.finditer(text):
        unit = match["high_unit"] or match["low_unit"]
        if unit is None:
            continue
        low, high = parse_number(match["low"]), parse_number(match["high"] or match["low"])
        if low is None or high is None:
            continue
        low_scale, high_scale = _WAN[match["low_unit"] or unit], _WAN[unit]
        yield Amount(round(low[0] * low_scale, 6), round(high[1] * high_scale, 6), match.start(), match.end())


def find_months(text: str) -> Iterator[Months]:
    """Every span of months or years in the text; a calendar year such as 2026年 is none."""
    for match in _SPAN.finditer(text):
        low, high = parse_number(match["low"]), parse_number(match["high"] or match["low"])
        if low is None or high is None:
            continue
        factor = 12 if match["unit"] == "年" else 1
        if factor == 12 and high[1] > 50:
            continue
        extra = 6 if match["half"] and factor == 12 else 0
        yield Months(
            round(low[0] * factor) + extra, round(high[1] * factor) + extra, match.start(), match.end()
        )


def parse_number(written: str) -> tuple[float, float] | None:
    """The number as a range (low, high); None when it is not a number."""
    plain = re.sub(r"[,，]", "", written)
    if re.fullmatch(r"\d+(?:\.\d+)?", plain):
        return float(plain), float(plain)
    if plain == "半":
        return 0.5, 0.5
    vague = _parse_vague(plain)
    if vague is not None:
        return vague
    try:
        value = float(cn2an.cn2an(plain.replace("〇", "零"), "smart"))
    except ValueError:
        return None
    return value, value


def _parse_vague(written: str) -> tuple[float, float] | None:
    """十几, 几十, 几, 二三十, 三五: a range of neighbours."""
    tens = {"十": 10.0, "百": 100.0, "千": 1000.0}
    digits = {digit: float(value) for value, digit in enumerate("零一二三四五六七八九")} | {"两": 2.0}
    if written == "几":
        return 2.0, 10.0
    if match := re.fullmatch(r"([一二两三四五六七八九])?([十百千])几", written):
        base = digits.get(match[1] or "一", 1.0) * tens[match[2]]
        return base, base + tens[match[2]]
    if match := re.fullmatch(r"几([十百千])", written):
        return 2 * tens[match[1]], 10 * tens[match[1]]
    if match := re.fullmatch(r"([一二两三四五六七八九])([一二两三四五六七八九])([十百千])?", written):
        scale = tens.get(match[3] or "", 1.0)
        low, high = digits[match[1]] * scale, digits[match[2]] * scale
        return (low, high) if low < high else None
    return None
