"""The price of money as a product words it: a fixed rate, a range, a lower end only, or points above or below the LPR."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from catalog.schemas import FinanceContent
from matcher.financing.figures import NUMBER, fold, has_unread_figure, say_pct

ASK_RATE = "实际执行的年利率是多少"
ASK_LPR = "最新一期 LPR 是多少（在网页的融资方案里可以填）"
_APPROXIMATE = re.compile(r"约|左右|上下|大概|参考|预计|测算|加权平均|平均")
_LOWER_ONLY = re.compile(r"起(?!点|算)|最低|低至|不低于|≥|>=|不少于")
_UPPER_ONLY = re.compile(r"不超过|不高于|最高|≤|<=|以内|以下|封顶|上限")
_FIXED = re.compile(
    rf"(?P<per>月利率|月费率|月息|每月)?\D{{0,3}}?(?P<low>{NUMBER})\s*%?(?:\s*(?:-{{1,2}}|~|至|到)\s*(?P<high>{NUMBER}))?\s*%"
)
_LI = re.compile(r"月息(?P<li>[一二三四五六七八九]|\d(?:\.\d{1,2})?)厘(?P<half>半)?")
_LPR = re.compile(
    rf"(?:(?:1|一|5|五)年期(?:以上)?)?(?:LPR|贷款市场报价利率)(?:\(LPR\))?\s*(?:基础上)?\s*"
    rf"(?:(?P<sign>加|减|\+|-|上浮|下浮|下调|上调)\s*(?P<low>{NUMBER})\s*(?:(?:-{{1,2}}|~|至|到)\s*(?P<high>{NUMBER})\s*)?"
    rf"(?P<unit>个?基点|BPS?|个?百分点|%))?"
)
_FURTHER = re.compile(rf"再(?:减|降|下调|下浮|优惠)\s*(?P<points>{NUMBER})\s*个?(?:基点|BPS?)")
_HALVED = re.compile(r"(?:^|[,，;；。(])(?P<who>[^,，;；。()\d]{2,16}?)(?:企业)?减半")
_DOWN = {"减", "-", "下浮", "下调"}


@dataclass(frozen=True, slots=True)
class RateEnd:
    """One end of a rate: `points` percent a year, on top of `lpr_times` times the LPR (0 for a rate without LPR)."""

    points: Fraction
    lpr_times: Fraction = Fraction(0)

    def at(self, lpr_pct: Fraction | None) -> Fraction | None:
        """Percent a year under this LPR; None when it needs the LPR and none is given. Never below zero."""
        if not self.lpr_times:
            return self.points
        return None if lpr_pct is None else max(self.lpr_times * lpr_pct + self.points, Fraction(0))


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate with the words it was read from; an end is None where it is not published.

    `halved_for` is a title whose holders pay half. `understood` is False when only the words count.
    """

    words: str
    low: RateEnd | None = None
    high: RateEnd | None = None
    halved_for: str = ""

    @property
    def understood(self) -> bool:
        """Whether any end was read."""
        return self.low is not None or self.high is not None

    @property
    def needs_lpr(self) -> bool:
        """Whether the rate is stated over the LPR."""
        return any(end is not None and end.lpr_times for end in (self.low, self.high))

    def ends(
        self, lpr_pct: Fraction | None, titles: tuple[str, ...] = ()
    ) -> tuple[Fraction | None, Fraction | None]:
        """The lowest and the highest rate in percent a year; None where not published or the LPR is missing."""
        low = None if self.low is None else self.low.at(lpr_pct)
        high = None if self.high is None else self.high.at(lpr_pct)
        if self.halved_for and low is not None:
            low /= 2
            if high is not None and any(self.halved_for in title for title in titles):
                high /= 2
        return low, high

    def say(self, lpr_pct: Fraction | None) -> str:
        """The words, with the LPR that they were reckoned by where one is."""
        words = self.words or "未公布"
        if self.needs_lpr and lpr_pct is not None:
            return f"{words}，按 LPR {say_pct(lpr_pct)}（填写）"
        return words if self.understood or not self.words else f"{words}（以文字为准）"


def read_rate(content: FinanceContent) -> Rate:
    """The rate or fee that a product states; its figures as fields count only where its words have none."""
    words = content.rate_text
    read = read_rate_words(words)
    if read.understood or (words and _names_figure(words)):
        return read
    low, high = content.rate_min_pct, content.rate_max_pct
    if low is None and high is None:
        return read
    stated = words or _say_span(low, high)
    return Rate(stated, _end(low), _end(high))


def read_rate_words(words: str) -> Rate:
    """The rate in these words; without ends when they hold none, say 约, or hold a figure that is not understood."""
    text = fold(words)
    if not text or _APPROXIMATE.search(text):
        return Rate(words)
    lpr = list(_LPR.finditer(text))
    if lpr:
        return _read_lpr(words, text, lpr)
    halved = _HALVED.search(text)
    spans = [halved.span()] if halved else []
    if li := _LI.search(text):
        found, low = li, _per_year_li(li)
        high = low
    elif fixed := _FIXED.search(text):
        found = fixed
        times = 12 if fixed["per"] else 1
        low = Fraction(fixed["low"]) * times
        high = Fraction(fixed["high"]) * times if fixed["high"] else low
    else:
        return Rate(words)
    if low > high or has_unread_figure(text, [found.span(), *spans]):
        return Rate(words)
    return _bounded(words, text, RateEnd(low), RateEnd(high), halved["who"] if halved else "")


def _per_year_li(match: re.Match[str]) -> Fraction:
    """月息三厘 is three thousandths a month."""
    digits = {digit: value for value, digit in enumerate("零一二三四五六七八九")}
    written = match["li"]
    value = Fraction(digits[written]) if written in digits else Fraction(written)
    return (value + (Fraction(1, 2) if match["half"] else 0)) / 10 * 12


def _read_lpr(words: str, text: str, found: list[re.Match[str]]) -> Rate:
    ends = [end for match in found for end in _lpr_ends(match)]
    further = list(_FURTHER.finditer(text))
    spans = [match.span() for match in (*found, *further)]
    loose = re.search(r"LPR\s*(?:加减|±|\+/-|浮动|上浮|下浮|加|减)", text)
    signed = any(match["sign"] for match in found)
    if (loose and not signed) or len(found) > 2 or has_unread_figure(text, spans):
        return Rate(words)
    low, high = min(ends, key=_nominal), max(ends, key=_nominal)
    for match in further:
        low = RateEnd(low.points - Fraction(match["points"]) / 100, low.lpr_times)
    return _bounded(words, text, low, high, "")


def _lpr_ends(match: re.Match[str]) -> list[RateEnd]:
    """Both ends of one mention. 上浮30% multiplies the LPR, LPR+0.3% adds to it."""
    if not match["sign"]:
        return [RateEnd(Fraction(0), Fraction(1))]
    sign = -1 if match["sign"] in _DOWN else 1
    numbers = [Fraction(match["low"]), Fraction(match["high"] or match["low"])]
    if match["unit"] == "%" and match["sign"] in {"上浮", "下浮", "上调", "下调"}:
        return [RateEnd(Fraction(0), 1 + sign * number / 100) for number in numbers]
    scale = 1 if match["unit"].endswith(("百分点", "%")) else 100
    return [RateEnd(sign * number / scale, Fraction(1)) for number in numbers]


def _nominal(end: RateEnd) -> Fraction:
    """Orders ends of one text, which share a base: any LPR of usual size gives the same order."""
    return end.lpr_times * 3 + end.points


def _bounded(words: str, text: str, low: RateEnd, high: RateEnd, halved_for: str) -> Rate:
    """A range keeps both ends; of one figure, 起 leaves the upper and 不超过 the lower end unpublished."""
    if low == high and _LOWER_ONLY.search(text):
        return Rate(words, low, None, halved_for)
    if low == high and _UPPER_ONLY.search(text):
        return Rate(words, None, high, halved_for)
    return Rate(words, low, high, halved_for)


def _names_figure(words: str) -> bool:
    return re.search(r"\d|LPR", fold(words)) is not None


def _end(pct: float | None) -> RateEnd | None:
    return None if pct is None else RateEnd(Fraction(str(pct)))


def _say_span(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return f"{high:g}%以内" if low is None else f"{low:g}%起"
    return f"{low:g}%" if low == high else f"{low:g}%—{high:g}%"
