"""Amounts of money, spans of time and head counts as Chinese texts write them, in 万元, months and persons."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

import cn2an

_DIGITS = r"\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_CHINESE = r"[零〇一二两三四五六七八九十百千半几壹贰叁肆伍陆柒捌玖拾佰仟]+"
_SEVERAL = r"(?<![总参次指函位件人])数(?:[十百千]|(?=[万亿]))"
_NUMBER = rf"(?:{_DIGITS}|{_CHINESE}|{_SEVERAL})"
_DASH = r"\s*(?:[-－—–~～至到]{1,2}|——)\s*"
# 万 alone is money unless it counts things: 2万余件, 3万家, 10万级; and 万美元 is not 万元.
_COUNTED = (
    r"[台套件个只吨立平千度次米家户辆片瓶箱袋桶罐盒粒亩斤张份名位字级美欧港]|人(?!民币)|公[里斤顷吨]"
    r"|方(?![可能案面])|条(?!件)|支(?![持出付撑])|根(?!据)"
)
_MONEY_UNIT = (
    r"亿元|亿|千万元|千万|百万元|百万|十万元|万元|万块"
    rf"|万(?![多余来几]{{0,2}}(?:{_COUNTED}))|千元|元|块钱"
)
_MONEY = re.compile(
    rf"(?P<sign>[¥￥]\s*)?(?P<low>{_NUMBER})\s*(?P<about>[多余来])?\s*(?P<low_unit>{_MONEY_UNIT})?"
    rf"(?:{_DASH}(?P<high>{_NUMBER})\s*[多余来]?\s*(?P<high_unit>{_MONEY_UNIT}))?"
)
# 上百万 and 百来万 name a sum; 百万元 alone is the unit of a table.
_POWERS = {"百": 100.0, "千": 1000.0}
_NEARLY = "上近约逾超过达"
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
    rf"(?P<low>{_NUMBER})\s*(?:{_DASH}(?P<high>{_NUMBER})\s*)?(?P<unit>个半月|个月|月|年|期)(?P<half>半)?"
    r"(?!\d+[日号]|月|份|度|底|初|末|中|前|以来)"
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
    """Every sum of money in the text. 几 is not guessed but widened: 十几 is 10–20, 二三十 20–30, 几十 and 数十 20–100.

    多, 余 and 来 leave the number as it is written: 300多万 is 300. 1亿2000万 is one sum.
    """
    before: tuple[Amount, float] | None = None
    for match in _MONEY.finditer(text):
        found = _read_sum(match, text)
        if before is not None:
            whole, scale = before
            if found is not None and whole.end == found[0].start and whole.low == whole.high:
                part, part_scale = found
                if part_scale < scale and part.high < scale:
                    low, high = round(whole.low + part.low, 6), round(whole.high + part.high, 6)
                    before = (Amount(low, high, whole.start, part.end), part_scale)
                    continue
            yield whole
        before = found
    if before is not None:
        yield before[0]


def _read_sum(match: re.Match[str], text: str) -> tuple[Amount, float] | None:
    """The sum with what its unit multiplies by, or None when the number counts something else."""
    unit = match["high_unit"] or match["low_unit"] or ("元" if match["sign"] else None)
    if unit is None:
        return None
    if match["low"] in _POWERS:
        told = match["about"] or (match.start() and text[match.start() - 1] in _NEARLY)
        low = (_POWERS[match["low"]],) * 2 if told else None
    else:
        low = parse_number(match["low"])
    high = parse_number(match["high"]) if match["high"] else low
    if low is None or high is None:
        return None
    low_scale, high_scale = _WAN[match["low_unit"] or unit], _WAN[unit]
    amount = Amount(round(low[0] * low_scale, 6), round(high[1] * high_scale, 6), match.start(), match.end())
    return amount, high_scale


def find_months(text: str) -> Iterator[Months]:
    """Every span of months or years in the text; a date such as 2026年 or 2026年6月 is none, nor is 第一年.

    Half months are widened: 一个半月 is 1–2. 1年3个月 is one span.
    """
    before: Months | None = None
    for match in _SPAN.finditer(text):
        found = _read_span(match, text)
        if before is not None:
            if found is not None and before.end == found.start and before.low == before.high:
                low, high = before.low + found.low, before.high + found.high
                before = Months(low, high, before.start, found.end)
                continue
            yield before
        before = found
    if before is not None:
        yield before


def _read_span(match: re.Match[str], text: str) -> Months | None:
    low, high = parse_number(match["low"]), parse_number(match["high"] or match["low"])
    if low is None or high is None:
        return None
    factor = 12 if match["unit"] == "年" else 1
    start = text[: match.start()]
    if start.endswith("第") or (factor == 12 and high[1] > 50):
        return None
    if match["unit"] == "月" and re.search(r"\d{2}年\s*$", start):
        return None
    extra = factor / 2 if match["half"] or match["unit"] == "个半月" else 0.0
    return Months(
        math.floor(low[0] * factor + extra),
        math.ceil(high[1] * factor + extra),
        match.start(),
        match.end(),
    )


def parse_number(written: str) -> tuple[float, float] | None:
    """The number as a range (low, high); None when it is not a number."""
    plain = re.sub(r"[,，]", "", written)
    if plain.startswith("数"):
        plain = plain.replace("数", "几", 1)
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
