"""Amounts of money, spans of time and head counts as Chinese texts write them, in 万元, months and persons."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from catalog import amounts
from catalog.amounts import Amount, flatten
from catalog.numerals import parse_number

__all__ = ["Amount", "Months", "find_amounts", "find_months", "parse_number"]

_DIGITS = r"\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_CHINESE = r"[零〇一二两三四五六七八九十百千半几壹贰叁肆伍陆柒捌玖拾佰仟]+"
_SEVERAL = r"(?<![总参次指函位件人])数(?:[十百千]|(?=[万亿]))"
_NUMBER = rf"(?:{_DIGITS}|{_CHINESE}|{_SEVERAL})"
_DASH = r"\s*(?:[-－—–~～至到]{1,2}|——)\s*"
_SPAN = re.compile(
    rf"(?P<low>{_NUMBER})\s*(?:{_DASH}(?P<high>{_NUMBER})\s*)?(?P<unit>个半月|个月|月|年|期)(?P<half>半)?"
    r"(?!\d+[日号]|月|份|度|底|初|末|中|前|以来)"
)


@dataclass(frozen=True, slots=True)
class Months:
    """A span in months, with low = high unless a range was written, and where it stands."""

    low: int
    high: int
    start: int
    end: int


def find_amounts(text: str) -> Iterator[Amount]:
    """Every sum of money in the text, with its place. 几 is not guessed but widened: 十几 is 10–20, 几十 20–100."""
    flat = flatten(text)
    # Folding widths may lengthen a text (㎡, ½); places must be those of the text that was given.
    return iter(amounts.find_amounts(flat if len(flat) == len(text) else text))


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
