"""Numbers with their units at a place of a folded query: money, spans of time, percentages, and bare numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from catalog.numerals import NUMERAL, parse_number

_YUAN_IN_WAN = 10_000.0
_MONEY_UNITS = {"元": 1.0, "块钱": 1.0, "块": 1.0, "圆": 1.0, "人民币": 1.0, "rmb": 1.0, "元钱": 1.0, "元整": 1.0,
    "元人民币": 1.0,                "个亿": 1e8, "个w": 1e4, "个万": 1e4}  # fmt: skip
_DAY_UNITS = {
    "个半月": 30.0, "个月": 30.0, "个整月": 30.0, "月": 30.0, "年半": 360.0, "年": 360.0, "整年": 360.0, "个年头": 360.0, "个季度": 90.0,
    "季度": 90.0, "周": 7.0, "个星期": 7.0, "星期": 7.0, "个礼拜": 7.0, "礼拜": 7.0, "个周": 7.0, "个工作日": 1.4, "工作日": 1.4,
    "天": 1.0, "日": 1.0, "个自然日": 1.0, "期": 30.0, "小时": 1 / 24, "个小时": 1 / 24,
}  # fmt: skip
"""Days in each unit: a month is 30, a year 12 months, five working days are a week."""
_HALF_MORE = {"个半月": 15.0, "年半": 180.0, "个半点": 0.5}
_PERCENT_UNITS = {
    "%": 1.0,
    "个点": 1.0,
    "个百分点": 1.0,
    "厘": 1.0,
    "厘钱": 1.0,
    "个点儿": 1.0,
    "百分点": 1.0,
    "个半点": 1.0,
}
_MORE_INSIDE = {
    "个多月": "个月",
    "个来月": "个月",
    "个把月": "个月",
    "个多星期": "个星期",
    "个多礼拜": "个礼拜",
    "个几月": "个月",
}
_FACTORS = {**_MONEY_UNITS, **_DAY_UNITS, **_PERCENT_UNITS, **dict.fromkeys(_MORE_INSIDE, 30.0)}
_UNIT = "|".join(sorted(map(re.escape, _FACTORS), key=len, reverse=True))
_DIGIT = "[1-9一二两三四五六七八九]"
_DASH = rf"(?:\s*(?:-{{1,2}}|~|至|到)\s*|(?<={_DIGIT})、(?={_DIGIT}[十百千万wk个天周年]))"


def _tenth_pattern(number: int) -> str:
    """三厘五."""
    return rf"(?:(?<=厘)(?P<tenth{number}>[1-9一二三四五六七八九])(?![\d十百千万点.年个月天]))?"


def _side_pattern(number: int) -> str:
    unit = rf"\s*(?P<unit{number}>(?:{_UNIT}))?{_tenth_pattern(number)}"
    return rf"(?P<number{number}>{NUMERAL}|万(?=把))\s*(?P<more{number}>[来多余把])?{unit}(?P<after{number}>多(?!少))?"


_SIGN = r"(?:[大小好](?=几)|小(?=[一二两三四五六七八九]?[十百千]+万))?(?P<sign>¥|rmb\s?|人民币\s?|百分之)?"
_LOW, _HIGH = _side_pattern(1), rf"(?:¥|百分之)?{_side_pattern(2)}"
_SINGLE = re.compile(rf"{_SIGN}{_LOW}")
_RANGE = re.compile(rf"{_SIGN}{_LOW}{_DASH}{_HIGH}")
_BETWEEN = re.compile(rf"{_SIGN}{_LOW}\s*[和与]\s*{_HIGH}(?=\s*之?间)")
_YEARS_AND_MONTHS = re.compile(rf"(?P<years>{NUMERAL})年[零又]?(?P<months>{NUMERAL})个月")
_EIGHT_OR_TEN = re.compile(r"(?P<whole>百(?=八十)|千(?=八百))八[十百](?P<power>万?)")
_POWER_WRITTEN = re.compile(r"[百千万亿kw佰仟]")
_INSIDE_NUMBER = re.compile(r"\d[\d]|[零〇一二两三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟]{2}")
# 2026年, 12月 and 一期 name a date or a stage; a span says 个, or something about its end.
_LATEST_SPAN_YEARS = 50
_MONTHS_SPOKEN = re.compile(r"[两俩仨几半]|\d{3}|1[3-9]|[2-9]\d")


class Unit(Enum):
    """What a number measures."""

    MONEY = auto()
    DAYS = auto()
    PERCENT = auto()
    NONE = auto()


class Form(Enum):
    """How exactly it was said: a number, one that 来 makes uncertain, a range, or a vague word such as 十几."""

    EXACT = auto()
    ABOUT = auto()
    RANGE = auto()
    VAGUE = auto()


@dataclass(frozen=True, slots=True)
class Measure:
    """A number or range in 万元, days, percent, or nothing; `sure` where the words alone show that it is money."""

    unit: Unit
    low: float
    high: float
    form: Form
    start: int
    end: int
    sure: bool = True
    written_unit: str = ""


@dataclass(frozen=True, slots=True)
class _Side:
    low: float
    high: float
    unit: str | None
    scaled: bool
    form: Form


def find_measure(text: str, start: int) -> Measure | None:
    """The longest measure that begins at `start`, or None. A plain number has `Unit.NONE`; the rest of one is none."""
    if _INSIDE_NUMBER.match(text, max(start - 1, 0)) and start > 0:
        return None
    if match := _YEARS_AND_MONTHS.match(text, start):
        years, months = parse_number(match["years"]), parse_number(match["months"])
        if years and months and years[1] <= _LATEST_SPAN_YEARS:
            days = (years[0] * 12 + months[0]) * 30, (years[1] * 12 + months[1]) * 30
            form = Form.EXACT if days[0] == days[1] else Form.VAGUE
            return Measure(Unit.DAYS, *days, form, start, match.end(), written_unit="个月")
    for pattern in (_BETWEEN, _RANGE, _SINGLE):
        if (match := pattern.match(text, start)) and (found := _read(match, text)):
            return found
    return None


def _read(match: re.Match[str], text: str) -> Measure | None:
    groups = match.groupdict()
    low = _side(groups, "1")
    high = _side(groups, "2") if "number2" in groups else low
    if low is None or high is None:
        return None
    if high is not low:
        joined = _join(_as_spoken(low, high) if "、" in match.group() else low, high)
        if joined is None:
            return None
        low, high = joined
    word = high.unit or low.unit
    if word and word not in _MONEY_UNITS and re.search(r"[万亿w]", match.group()):
        return _without_unit(match, text)
    unit = _unit_of(word, groups["sign"], low.scaled or high.scaled)
    if unit is Unit.DAYS and not _is_span(match, word or "", high, text):
        unit, word = Unit.NONE, None
    if "、" in match.group() and not _are_neighbours(groups["number1"], groups["number2"][0]):
        return None  # 1、5万以内 is an item of a list
    if high is not low and unit is Unit.NONE and low.low > high.high:
        return None
    form = Form.RANGE if high is not low else low.form
    bottom, top = _amount(low.low, low.unit or word, unit), _amount(high.high, word, unit)
    bottom, top = min(bottom, top), max(bottom, top)
    loose = match.group().endswith("多") and not (word or high.scaled)
    end = match.end() - loose
    # 一块总表 is a meter, not a yuan.
    sure = (
        bool(groups["sign"])
        or bool(re.search(r"[万亿w]", match.group()))
        or (word is not None and low.low >= 10)
    )
    return Measure(unit, bottom, top, form, match.start(), len(text[:end].rstrip()), sure, word or "")


def _are_neighbours(one: str, other: str) -> bool:
    before, after = parse_number(one), parse_number(other)
    return before is not None and after is not None and before[0] + 1 == after[0]


def _without_unit(match: re.Match[str], text: str) -> Measure | None:
    """五百万周转 is no number of weeks, 500万三年 is two measures, and in 5-8万 期限 the 期 begins another word."""
    last = "number2" if "number2" in match.groupdict() else "number1"
    scale = max(text.rfind(power, match.start(last), match.end(last)) for power in "万亿w")
    if scale < 0:
        return None
    shorter = match.re.match(text[: scale + 1], match.start())
    return _read(shorter, text) if shorter else None


def _side(groups: Mapping[str, str | None], end: str) -> _Side | None:
    """The number at one end of a range, `end` being `1` or `2`."""
    number, unit = groups[f"number{end}"], groups[f"unit{end}"]
    if number in ("百", "千", "万") and unit in _MONEY_UNITS:
        number = f"一{number}"  # 千元以内
    value = _parse_side(number) if number else None
    if number is None or value is None:
        return None
    tenth = parse_number(groups[f"tenth{end}"] or "零") or (0.0, 0.0)
    low, high = round(value[0] + tenth[0] / 10, 6), round(value[1] + tenth[1] / 10, 6)
    form = Form.VAGUE if low < high else Form.EXACT
    marks = number + (groups[f"more{end}"] or "") + (groups[f"after{end}"] or "")
    if unit in _MORE_INSIDE:
        marks, unit = marks + unit[1], _MORE_INSIDE[unit]
    if form is Form.EXACT and re.search(r"[多余]", marks):
        high, form = low + _step(low), Form.VAGUE
    elif form is Form.EXACT and re.search(r"[来把]", marks):
        form = Form.ABOUT
    return _Side(low, high, unit, bool(_POWER_WRITTEN.search(number)), form)


def _parse_side(number: str) -> tuple[float, float] | None:
    """As `parse_number`, and 百八十万 and 千八百, which say the eight or ten of the next lower power."""
    if match := _EIGHT_OR_TEN.fullmatch(number):
        top = (100.0 if match["whole"] == "百" else 1000.0) * (10_000 if match["power"] else 1)
        return round(top * 0.8, 6), top
    return parse_number(number)


def _step(value: float) -> float:
    """To the next round number: 30 万 reaches 40 万, 120 reaches 130, 1 reaches 2."""
    step = 1.0
    while value and value % (step * 10) == 0:
        step *= 10
    return step


def _join(low: _Side, high: _Side) -> tuple[_Side, _Side] | None:
    """Give the first end the second's scale and the other way round: 5到8万, 10万到20."""
    one, two = (low.unit, high.unit)
    if one and two and _kind_of(one) is not _kind_of(two):
        return None
    if high.scaled and not low.scaled and one not in _MONEY_UNITS:
        power = _power_of(high.high)
        if low.high * power <= high.high:
            low = _Side(low.low * power, low.high * power, one, True, low.form)
    elif low.scaled and not high.scaled and two not in _MONEY_UNITS:
        power = _power_of(low.low)
        if high.high * power >= low.low:
            high = _Side(high.low * power, high.high * power, two, True, high.form)
    return low, high


def _as_spoken(low: _Side, high: _Side) -> _Side:
    """The first of two neighbours in the scale of the second: 三、四十万 is thirty to forty."""
    leading = float(f"{high.high:e}".partition("e")[0])
    scale = high.high / leading
    if not high.scaled or low.scaled or low.high + 1 != leading:
        return low
    return _Side(low.low * scale, low.high * scale, low.unit, True, low.form)


def _power_of(value: float) -> float:
    """The scale in which people say a sum: 亿, 万 or 千."""
    return next((power for power in (1e8, 1e4, 1e3) if value >= power), 1.0)


def _kind_of(word: str) -> Unit:
    if word in _MONEY_UNITS:
        return Unit.MONEY
    return Unit.DAYS if word in _DAY_UNITS else Unit.PERCENT


def _unit_of(word: str | None, sign: str | None, scaled: bool) -> Unit:
    if sign and sign.startswith("百分"):
        return Unit.PERCENT
    if word:
        return _kind_of(word)
    return Unit.MONEY if sign or scaled else Unit.NONE


def _is_span(match: re.Match[str], word: str, side: _Side, text: str) -> bool:
    number, after = match["number1"], text[match.end() : match.end() + 2]
    if text[: match.start()].endswith("第"):
        return False
    if word == "年":
        return side.high <= _LATEST_SPAN_YEARS
    if word in ("月", "日") and "number2" not in match.groupdict():
        return bool(_MONTHS_SPOKEN.fullmatch(number)) or after[:1] == "内" or after in ("以内", "之内")
    if word == "期":
        return side.low >= 6
    return True


def _amount(value: float, word: str | None, unit: Unit) -> float:
    if unit is Unit.MONEY:
        return round(value * _MONEY_UNITS.get(word or "", 1.0) / _YUAN_IN_WAN, 10)
    if unit is Unit.DAYS:
        return round(value * _DAY_UNITS[word or "天"] + _HALF_MORE.get(word or "", 0.0), 6)
    return round(value + _HALF_MORE.get(word or "", 0.0), 6)
