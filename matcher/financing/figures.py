"""Shares, percentages and sums as financing texts write them, as exact fractions and 分, with where they stand."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from catalog.amounts import LONGEST_READ, flatten
from catalog.numerals import parse_number

FEN_PER_WAN = 1_000_000
FEN_PER_YUAN = 100
NUMBER = r"\d{1,4}(?:\.\d{1,4})?"
_SPOKEN = r"[一二两三四五六七八九十]{1,3}"
_SHARE = re.compile(
    rf"(?P<percent>{NUMBER})\s*%|百分之(?P<spoken>{_SPOKEN}|{NUMBER})|(?P<tenths>{_SPOKEN}|\d(?:\.\d)?)成(?P<half>半)?|(?P<one_half>一半)"
)
_FIGURE = re.compile(
    r"\d+(?:\.\d+)?|[一二两三四五六七八九十百半几]+\s*(?:个|年|月|成|折|级|万|厘|期|次(?!性)|点|倍)|百分之|免息|减半|一半|逐年|翻倍|加倍"
)


@dataclass(frozen=True, slots=True)
class Share:
    """A part of one, as written at `start` to `end` of the flattened text."""

    value: Fraction
    start: int
    end: int


def fold(words: str) -> str:
    """The text with widths, dashes and scripts made alike and upper-case letters; empty when too long to be read."""
    return flatten(words).upper() if len(words) <= LONGEST_READ else ""


def to_fen(wan: float) -> int:
    """万元 as whole 分, half a 分 rounded up."""
    return int((Decimal(str(wan)) * FEN_PER_WAN).quantize(Decimal(1), ROUND_HALF_UP))


def to_wan(fen: int) -> float:
    """分 as 万元; exact to the 分 in print."""
    return fen / FEN_PER_WAN


def round_fen(value: Fraction) -> int:
    """A sum in 分 rounded to whole 分, half away from zero."""
    whole = math.floor(abs(value) + Fraction(1, 2))
    return whole if value >= 0 else -whole


def add_exactly(values: Iterable[Fraction]) -> Fraction:
    """The sum of many fractions, brought to one denominator once: ten times as fast as adding them one by one."""
    ratios = [value.as_integer_ratio() for value in values]
    whole = math.lcm(*{below for _, below in ratios})
    return Fraction(sum(above * (whole // below) for above, below in ratios), whole)


def find_shares(text: str) -> tuple[Share, ...]:
    """30%, 百分之三十, 三成, 两成半 and 一半 of a folded text, left to right."""
    return tuple(share for match in _SHARE.finditer(text) if (share := _share(match)) is not None)


def _share(match: re.Match[str]) -> Share | None:
    if match["one_half"]:
        return Share(Fraction(1, 2), match.start(), match.end())
    written = match["percent"] or match["spoken"] or match["tenths"]
    number = parse_number(written)
    if number is None or number[0] != number[1]:
        return None
    value = Fraction(str(number[0]))
    if match["tenths"]:
        value = (value + (Fraction(1, 2) if match["half"] else 0)) / 10
    else:
        value /= 100
    return Share(value, match.start(), match.end()) if 0 < value <= 1 else None


def has_unread_figure(text: str, read: Iterable[tuple[int, int]]) -> bool:
    """Whether a number, or a word that changes one, stands outside the places that were read.

    A text is taken as understood only when nothing of this kind is left: what is left may limit what was read.
    """
    kept = list(text)
    for start, end in read:
        kept[start:end] = "▯" * (end - start)
    return _FIGURE.search("".join(kept)) is not None


def say_pct(value: Fraction) -> str:
    """A rate in percent with as many of four decimals as it needs: 3.2%, 2.8%."""
    return f"{float(value):.4f}".rstrip("0").rstrip(".") + "%"


def say_share(value: Fraction) -> str:
    """A part of one in percent."""
    return say_pct(value * 100)
