"""Numbers as Chinese texts write and say them: digits, numerals, spoken short forms, and vague ones as ranges."""

from __future__ import annotations

import re

import cn2an

# Every run is bounded, so that a search over a text of digits stays linear; no number in use is longer.
_WRITTEN = (
    r"(?:(?:\d{1,3}(?:,\d{3}){1,4}(?!\d)|\d{1,15})(?:\.\d{1,10})?"
    # 三千一年 is 三千 a year, not 3 100 years.
    r"|(?:[零〇二两俩仨三四五六七八九十廿百千半几壹贰叁肆伍陆柒捌玖拾佰仟]|一(?<![百千万亿wk]一)|一(?![年月个套台户])){1,14}(?:点[零〇一二三四五六七八九]{1,6})?|数(?=[十百千万亿]))"
)
_POWER = r"(?:[来多余把几]?\s?(?:[十百千万亿拾佰仟]|[wk](?![a-z])))"
NUMERAL = rf"(?:(?:{_WRITTEN}{_POWER}{{1,3}}){{0,3}}{_WRITTEN}{_POWER}{{0,3}})"
"""Matches what `parse_number` may be able to read, in folded text (half width, lower case, simplified script)."""

_LONGEST = 24
"""Characters: no number in use is longer, and a longer run is not worth its time."""
_SPOKEN = str.maketrans(
    {
        "俩": "两",
        "仨": "三",
        "廿": "二十",
        "〇": "零",
        "w": "万",
        "k": "千",
        "拾": "十",
        "佰": "百",
        "仟": "千",
    }
)
_POWERS = {"十": 10.0, "百": 100.0, "千": 1000.0, "万": 10_000.0, "亿": 100_000_000.0}
_DIGITS = {digit: float(value) for value, digit in enumerate("零一二三四五六七八九")} | {"两": 2.0}
_PLAIN = re.compile(r"\d+(?:\.\d+)?")
_ABOUT = re.compile(r"[来多余把]")

Range = tuple[float, float]


def parse_number(written: str) -> Range | None:
    """The number as a range (low, high); None when it is not a number.

    几 is not guessed but widened: 十几 is 10–20, 几十 20–100, 二三十 20–30. 1万2 is 12 000, 8w is 80 000; a 来, 多 or 余
    inside (十来万, 20多万) leaves the number as it stands.
    """
    plain = re.sub(r"[,，\s]", "", written)
    if not plain or len(plain) > _LONGEST:
        return None
    plain = plain.translate(_SPOKEN)
    if plain.startswith("数"):
        plain = plain.replace("数", "几", 1)
    return _parse(_ABOUT.sub("", plain))


def _parse(written: str) -> Range | None:
    """A number without its marks of doubt: the part before the largest written power times that power, and the rest."""
    if _PLAIN.fullmatch(written):
        return float(written), float(written)
    if written == "半":
        return 0.5, 0.5
    vague = _parse_vague(written)
    if vague is not None:
        return vague
    for power in "亿万千百":
        head, found, tail = written.rpartition(power)
        if found and (power in "亿万" or _PLAIN.fullmatch(head)):
            return _scaled(head, _POWERS[power], tail)
    return _parse_chinese(written)


def _scaled(head: str, power: float, tail: str) -> Range | None:
    """3万5千, 1万2 (a lone digit counts the next lower power), 几十万, 百万."""
    before = (_POWERS[head], _POWERS[head]) if head in ("百", "千") else _parse(head) if head else None
    if before is None:
        return None
    if not tail:
        after: Range | None = (0.0, 0.0)
    elif len(tail) == 1 and (tail.isdecimal() or tail in _DIGITS):
        digit = float(tail) if tail.isdecimal() else _DIGITS[tail]
        after = (digit * power / 10, digit * power / 10)
    else:
        after = _parse(tail)
    if after is None or after[1] >= power:
        return None
    return before[0] * power + after[0], before[1] * power + after[1]


def _parse_vague(written: str) -> Range | None:
    """十几, 几十, 几, 二三十, 三五, 十五六, 一百五六十, 十几二十: a range of neighbours."""
    if written == "几":
        return 2.0, 10.0
    if match := re.fullmatch(r"([一二两三四五六七八九])?([十百千])几", written):
        base = _DIGITS[match[1] or "一"] * _POWERS[match[2]]
        return base, base + _POWERS[match[2]]
    if match := re.fullmatch(r"(\d*[1-9])0几", written):
        return float(match[1]) * 10, float(match[1]) * 10 + 10
    if match := re.fullmatch(r"几([十百千])", written):
        return 2 * _POWERS[match[1]], 10 * _POWERS[match[1]]
    if written == "十几二十":
        return 10.0, 20.0
    if match := re.fullmatch(r"([一二两三四五六七八九])([一二两三四五六七八九])([十百千])?", written):
        scale = _POWERS.get(match[3] or "", 1.0)
        low, high = _DIGITS[match[1]] * scale, _DIGITS[match[2]] * scale
        return (low, high) if low < high else None
    if match := re.fullmatch(
        r"([一二两三四五六七八九])百([一二三四五六七八九])([二三四五六七八九])十", written
    ):
        low, high = (_DIGITS[match[1]] * 100 + _DIGITS[match[digit]] * 10 for digit in (2, 3))
        return (low, high) if low < high else None
    if match := re.fullmatch(
        r"([一二两三四五六七八九]?十)([一二三四五六七八九])([二三四五六七八九])", written
    ):
        tens = _DIGITS[match[1][0]] * 10 if len(match[1]) == 2 else 10.0
        low, high = tens + _DIGITS[match[2]], tens + _DIGITS[match[3]]
        return (low, high) if low < high else None
    return None


def _parse_chinese(written: str) -> Range | None:
    try:
        value = float(cn2an.cn2an(written, "smart"))
    except (ValueError, KeyError):
        return None
    return value, value
