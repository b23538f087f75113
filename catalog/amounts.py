"""Finding amounts of money in Chinese text; the lowest layer under prices, loan amounts and reports' figures."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import cn2an

from embeddings.segmentation import simplify

LONGEST_READ = 600
"""Characters: what is longer is prose, and patterns over it would take their time."""
_DASHES = str.maketrans(
    {"—": "-", "–": "-", "―": "-", "−": "-", "‐": "-", "－": "-", "〜": "~", "～": "~", "∼": "~"}
)
_WAN = Decimal(10_000)
_SCALES = {
    "": Decimal(1), "百": Decimal(100), "千": Decimal(1000), "k": Decimal(1000), "万": _WAN, "w": _WAN,
    "十万": _WAN * 10, "百万": _WAN * 100, "千万": _WAN * 1000, "亿": _WAN * _WAN,
}  # fmt: skip
_DIGITS = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_CHINESE = r"[零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟]+(?:点[零〇一二三四五六七八九]+)?"
_SEVERAL = r"(?:几|(?<![总参次指函位件人])数)"
# 上百万 and 百来万 name a sum; 百万元 alone is the unit of a table.
_VAGUE = (
    rf"(?:[一二三四五六七八九]?十几|{_SEVERAL}[十百]|{_SEVERAL}(?=[万亿千百])|(?<=[上近约逾超过达])[百千]|[百千](?=来)"
    r"|[一二两三四五六七八][二两三四五六七八九]十?)(?=来?[百千]?[万亿]|千元|百元|元)"
)
_QUANTITY = re.compile(
    rf"(?P<sign>¥|人民币|rmb\s?|cny\s?)?\s*(?:(?P<vague>{_VAGUE})"
    rf"|(?P<number>{_DIGITS})|(?P<chinese>{_CHINESE}))\s*(?:[多余来](?=[百千]?[万亿元]))?(?P<scale>十万|百万|千万|百|千|万|亿|[kw](?![a-z]))?\s*"
    r"(?P<yuan>元|块钱|块(?=[/每，。；、,;)]|左右|以内|$)|人民币|rmb|cny)?",
    re.IGNORECASE,
)
# 万 without 元 counts as money only where no other noun can follow: 3万/年, 20万起, 300万买设备; not 1万点, 3万平方米.
_AFTER_WAN = re.compile(
    r"\s*(?:$|[-~/至到,，、;；。:()+|“”\]】▯]|起|左右|上下|以内|以下|以上|之内|封顶|不等|每|一年|一套|/|人民币|多(?![名件台家个人种户吨平米项次套条辆])|包|为|或|和|与|不含|含|的"
    r"|用(?!户)|买|购(?!物)|做|上(?!架)|改(?!性)|建(?!筑)|换(?!热)|周转|流动|贷|借|融|授信|资金|支持|信用|额度|设备款|就|来)"
)
_BETWEEN = re.compile(r"\s*(?:-{1,2}|~|至|到)\s*")


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount or a range as written, in 万元; `start` and `end` are places in the flattened text."""

    start: int
    end: int
    low: float
    high: float


def flatten(text: str) -> str:
    """Widths, dashes and scripts made alike. A full-width comma stays one: it separates clauses, not thousands."""
    folded = "，".join(unicodedata.normalize("NFKC", part) for part in text.split("，"))
    return simplify(folded).translate(_DASHES)


def find_amounts(text: str) -> tuple[Amount, ...]:
    """The amounts of money in a flattened text, left to right; quantities of other things are passed over."""
    quantities = list(_quantities(text))
    amounts: list[Amount] = []
    position = 0
    while position < len(quantities):
        first = quantities[position]
        second = quantities[position + 1] if position + 1 < len(quantities) else None
        position += 1
        if second is not None and _is_range(text, first, second):
            position += 1
            if second.is_money or (first.is_money and not second.scale and _ends_clause(text, second.end)):
                amounts.append(_range(first, second))
        elif second is not None and _continues(first, second):
            position += 1
            total = _plain((first.low + second.low) / _WAN)
            amounts.append(Amount(first.start, second.end, total, total))
        elif first.is_money:
            amounts.append(
                Amount(first.start, first.end, _plain(first.low / _WAN), _plain(first.high / _WAN))
            )
    return tuple(amounts)


@dataclass(frozen=True, slots=True)
class _Quantity:
    start: int
    end: int
    low: Decimal
    high: Decimal
    scale: Decimal
    """What the written scale multiplied by, 0 when none was written."""
    has_yuan: bool
    is_money: bool


def _quantities(text: str) -> Iterator[_Quantity]:
    for match in _QUANTITY.finditer(text):
        scale_word = (match["scale"] or "").lower()
        scale = _SCALES[scale_word]
        if match["vague"]:
            low, high = _vague(match["vague"])
        else:
            value = _value(match["number"], match["chinese"])
            if value is None:
                continue
            low = high = value
        chinese_wan = bool(match["chinese"]) and match["chinese"].endswith(("万", "亿"))
        in_wan = scale_word.endswith(("万", "w", "亿", "k")) or chinese_wan
        has_yuan = bool(match["sign"] or match["yuan"])
        yield _Quantity(
            start=match.start(),
            end=match.start() + len(match.group().rstrip()),
            low=low * scale,
            high=high * scale,
            scale=scale if scale_word else (_WAN if chinese_wan else Decimal(0)),
            has_yuan=has_yuan,
            is_money=has_yuan or (in_wan and _AFTER_WAN.match(text, match.end()) is not None),
        )


def _value(digits: str | None, chinese: str | None) -> Decimal | None:
    if digits is not None:
        return Decimal(digits.replace(",", ""))
    try:
        return Decimal(str(cn2an.cn2an(chinese, "smart")))
    except (ValueError, KeyError):
        return None


def _vague(word: str) -> tuple[Decimal, Decimal]:
    """十几 is 10–20, 几十 and 数十 20–100, 二三十 20–30, 三五 3–5: what the words say, no guess at the middle."""
    powers = {"": 1, "十": 10, "百": 100, "千": 1000}
    digits = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"两": 2}
    if word in powers:
        low = high = powers[word]
    elif word.endswith("十几"):
        low = 10 * digits.get(word[0], 1)
        high = low + 10
    elif word[0] in "几数":
        low, high = 2 * powers[word[1:]], 10 * powers[word[1:]]
    else:
        low, high = sorted(digits[digit] * powers[word[2:]] for digit in word[:2])
    return Decimal(low), Decimal(high)


def _is_range(text: str, first: _Quantity, second: _Quantity) -> bool:
    return _BETWEEN.fullmatch(text[first.end : second.start]) is not None


def _continues(first: _Quantity, second: _Quantity) -> bool:
    """3万5千元, 1万2千: one number in two scales."""
    joined = first.end == second.start and not first.has_yuan and second.is_money | (second.scale > 0)
    return bool(joined and first.scale > second.scale > 0)


def _ends_clause(text: str, end: int) -> bool:
    return re.match(r"\s*(?:$|[,，;；。/()+]|起|每)", text[end:]) is not None


def _range(first: _Quantity, second: _Quantity) -> Amount:
    low, high = first.low, second.high
    if not first.scale and second.scale and not first.has_yuan and low * second.scale <= high:
        low *= second.scale  # 68-120万元
    elif not second.scale and first.scale and not second.has_yuan and low <= high * first.scale:
        high *= first.scale
    if low > high:
        low, high = high, low
    return Amount(first.start, second.end, _plain(low / _WAN), _plain(high / _WAN))


def _plain(value: Decimal) -> float:
    return round(float(value), 10)
