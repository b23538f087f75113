"""Reading times, interest rates and loan amounts from what providers and banks write; the unreadable stays empty."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import cn2an

from catalog.amounts import LONGEST_READ, find_amounts, flatten

_Converter = Callable[[str, str], float | None]

DAYS_IN_MONTH = 30
WORKDAYS_IN_WEEK = 5


@dataclass(frozen=True, slots=True)
class Span:
    """A lowest and a highest value in the unit that the function names; None where the text leaves the end open."""

    low: float | None = None
    high: float | None = None

    def __bool__(self) -> bool:
        return self.low is not None or self.high is not None


NOTHING = Span()

_NUMBER = r"(?:\d+(?:\.\d+)?|[零一二两三四五六七八九十百半]+)"
_UNIT = r"(?:个半月|年半|个工作日|工作日|个自然日|自然日|个月|月|周年|年|个星期|星期|周|个?小时|日|天)"
_DURATION = re.compile(
    rf"(?P<low>{_NUMBER})\s*(?P<low_unit>{_UNIT})?\s*(?:(?:-{{1,2}}|~|至|到)\s*(?P<high>{_NUMBER})\s*(?P<high_unit>{_UNIT}))?"
)
_PARENS = re.compile(r"[(\[【][^()\[\]【】]*[)\]】]")
_MOST_BEFORE = re.compile(r"(?:最长|最多|最迟|最慢|不超过|不高于|不长于|至多|≤|<=|<|上限)\D{0,4}$")
_LEAST_BEFORE = re.compile(r"(?:最快|最短|最少|至少|不少于|不低于|≥|>=|>)\D{0,4}$")
_MOST_AFTER = re.compile(r"^\s*(?:以内|之内|内(?!容)|以下|封顶)")
_LEAST_AFTER = re.compile(r"^\s*(?:以上|起|及以上)")
_AT_ONCE = re.compile(r"即开即用|开通即用|即时(?:开通|上线)|即买即用|注册即用|下载即用|实时开通")
_NOT_GOLIVE = re.compile(r"试用|质保|维护|驻场|陪跑|试运行|培训|每|合同期|服务期|免费")


def _flatten(text: str) -> str:
    return flatten(text) if len(text) <= LONGEST_READ else ""


def read_golive_days(text: str) -> Span:
    """How long until it is in use, in calendar days: a week is 7, a month 30, working days × 7/5 rounded up.

    Several times of different parts, or a date, are not added up: the answer is then empty.
    """
    flat = _PARENS.sub("", _flatten(text))
    if _AT_ONCE.search(flat):
        return Span(0, 0)
    if re.search(r"当[天日](?:上线|开通|可用|部署|交付|内)?", flat) and not re.search(r"\d", flat):
        return Span(1, 1)
    found = [
        span
        for clause in re.split(r"[，；;。,、\n+]", flat)
        if not _NOT_GOLIVE.search(clause)
        for span in _durations(clause, _in_days)
    ]
    return _rounded(_one_of(found))


def read_term_months(text: str) -> Span:
    """How long money is lent, in months; grace periods and renewals are passed over, several uses give one range."""
    flat = _PARENS.sub("", _flatten(text))
    found = []
    for clause in re.split(r"[，；;。,\n]", flat):
        if re.search(r"宽限|展期|续贷|续期|每|到期|贴息|提前|成立|验收|放款|办理|审批", clause):
            continue
        found += list(_durations(clause, _in_months))
    found = [span for span in found if span]
    if not found:
        return NOTHING
    return _rounded(_envelope(found))


def _envelope(found: list[Span]) -> Span:
    """From the lowest to the highest; an end is open when a part that reaches beyond leaves it open."""
    lows = [span.low for span in found if span.low is not None]
    highs = [span.high for span in found if span.high is not None]
    low, high = min(lows, default=None), max(highs, default=None)
    if low is not None and any(span.low is None and (span.high or 0) < low for span in found):
        low = None
    return Span(low, high if len(highs) == len(found) else None)


_YEAR_OF_THE_CALENDAR = re.compile(r"(?:19|20)\d\d\s*[年./-]")
_OF_THE_CALENDAR = re.compile(r"(?:\d+日)?(?:前|底|初|份|中旬|上旬|下旬|末)")


def _durations(clause: str, convert: _Converter) -> Iterator[Span]:
    if _YEAR_OF_THE_CALENDAR.search(clause):
        return
    for match in _DURATION.finditer(clause):
        unit = match["high_unit"] or match["low_unit"]
        if unit is None or (match["low_unit"] is None and match["high"] is None):
            continue
        before, after = clause[: match.start()], clause[match.end() :]
        if before.endswith("+") or (unit == "月" and _OF_THE_CALENDAR.match(after)):
            continue
        low = convert(match["low"], match["low_unit"] or unit)
        high = convert(match["high"], unit) if match["high"] else low
        if low is None or high is None:
            continue
        low, high = min(low, high), max(low, high)
        if _MOST_BEFORE.search(before) or (_MOST_AFTER.search(after) and match["high"] is None):
            yield Span(None, high)
        elif _LEAST_BEFORE.search(before) or _LEAST_AFTER.search(after):
            yield Span(low, None)
        else:
            yield Span(low, high)


def _in_days(number: str, unit: str) -> float | None:
    value = _value(number)
    if value is None:
        return None
    if unit == "个半月":
        return (value + 0.5) * DAYS_IN_MONTH
    if unit == "年半":
        return (value + 0.5) * 12 * DAYS_IN_MONTH
    if "工作日" in unit:
        return math.ceil(value * 7 / WORKDAYS_IN_WEEK)
    if "小时" in unit:
        return math.ceil(value / 24)
    if "月" in unit:
        return value * DAYS_IN_MONTH
    if unit in ("年", "周年"):
        return value * 12 * DAYS_IN_MONTH
    if unit.endswith(("周", "星期")):
        return value * 7
    return value


def _in_months(number: str, unit: str) -> float | None:
    value = _value(number)
    if value is None or "小时" in unit or "工作日" in unit:
        return None
    if unit in ("年", "周年"):
        return value * 12
    if unit == "年半":
        return value * 12 + 6
    days = _in_days(number, unit)
    return None if days is None or days < DAYS_IN_MONTH / 2 else days / DAYS_IN_MONTH


def _value(number: str) -> float | None:
    if number == "半":
        return 0.5
    try:
        return float(number) if number[0].isdigit() else float(cn2an.cn2an(number, "smart"))
    except (ValueError, KeyError):
        return None


def _one_of(found: list[Span]) -> Span:
    """One statement, or a fastest and a usual one; anything else is not understood."""
    if len(found) == 1:
        return found[0]
    if len(found) == 2:
        least = next((span for span in found if span.high is None), None)
        other = next((span for span in found if span.high is not None), None)
        if least and other and least.low is not None and other.high is not None and least.low <= other.high:
            return Span(least.low, other.high)
    return NOTHING


def _rounded(span: Span) -> Span:
    return Span(
        None if span.low is None else math.ceil(span.low), None if span.high is None else math.ceil(span.high)
    )


_PERCENT = re.compile(
    r"(?P<low>\d+(?:\.\d+)?)\s*%?\s*(?:(?:-{1,2}|~|至|到)\s*(?P<high>\d+(?:\.\d+)?)\s*)?(?P<sign>%|‰)"
)
_FORMULA = re.compile(r"lpr|基准|上浮|下浮|基点|bp|百分点|个点|加点|减点", re.IGNORECASE)
_NOT_INTEREST = re.compile(
    r"担保费|贴息|贴补|补贴|补助|奖补|折|首付|占|比例|优惠(?!利率|至|后|价)|下降|下调(?!至)|降低(?!至)|合同额|返还|投资|投入|保证金|手续费|服务费|按\D{0,8}$"
)
_INTEREST = re.compile(
    r"年化|利率|年利|月利|月息|年息|利息率|资金成本|融资成本|综合成本|租息率|优惠至|降至|下调至|可至"
)
_BARE_RATE = re.compile(
    r"^(?:约|大约|最低|低至|最高|不高于|不超过|不低于|≤|≥|<=|>=|执行|按|固定|首年|次年起?|第二年起?|信用|抵押|保证|一般|优惠|"
    r"目前|当前|现行|\s)*$"
)
_RATE_MOST = re.compile(r"(?:不高于|不超过|最高|≤|<=|上限|至多|控制在)\D{0,3}$")
_RATE_LEAST = re.compile(r"(?:最低|低至|不低于|≥|>=|下限)\D{0,3}$")


def read_rate_percent(text: str) -> Span:
    """Interest in percent a year; a monthly rate × 12. LPR plus or minus points stays empty: LPR changes."""
    flat = _PARENS.sub("", _flatten(text))
    found: list[Span] = []
    for clause in re.split(r"[，；;。\n]|,(?!\d{3})", flat):
        if _FORMULA.search(clause):
            continue
        found += _rates(clause)
    found = [span for span in found if all(end is None or end <= 100 for end in (span.low, span.high))]
    return _envelope(found) if found else NOTHING


def _rates(clause: str) -> Iterator[Span]:
    for match in _PERCENT.finditer(clause):
        before, after = clause[: match.start()], clause[match.end() :]
        if _NOT_INTEREST.search(before) or not (_INTEREST.search(before) or _BARE_RATE.match(before)):
            continue
        if re.search(r"日(?:利|息)", before) or re.match(r"\s*/[日天]", after):
            continue  # banks count 360 or 365 days; which is not said
        factor = 0.1 if match["sign"] == "‰" else 1.0
        if re.search(r"月(?:利|息)", before) or re.match(r"\s*/月", after):
            factor *= 12
        low = round(float(match["low"]) * factor, 6)
        high = round(float(match["high"] or match["low"]) * factor, 6)
        low, high = min(low, high), max(low, high)
        if _RATE_LEAST.search(before) or re.match(r"\s*(?:/年|每年)?\s*(?:起|以上)", after):
            yield Span(low, None)
        elif _RATE_MOST.search(before) or re.match(r"\s*(?:/年)?\s*(?:以内|以下|封顶)", after):
            yield Span(None, high)
        else:
            yield Span(low, high)


# 10 亿元: larger sums in such lists are the size of a programme, not of one loan.
MOST_PLAUSIBLE_LOAN_WAN = 100_000
_WHOLE_PROGRAMME = re.compile(
    r"规模|总额|资金池|专项额度|额度池|全市|累计投放|累计发放|已发放|已投放|平均|户均|安排|合计投放|首批"
)
_LIMIT_NOTE = re.compile(r"[(\[【][^()\[\]【】]*(?:最高|叠加|可达|可增|上浮至)[^()\[\]【】]*[)\]】]")
_AMOUNT_LEAST_AFTER = re.compile(r"^\s*(?:起|以上|及以上)")
_AMOUNT_LEAST_BEFORE = re.compile(r"(?:最低|不低于|至少|≥|>=)\D{0,3}$")
_AMOUNT_MOST_BEFORE = re.compile(r"(?:最高|不超过|≤|<=)\D{0,3}$")
_OF_THE_FIRM = re.compile(r"(?:总投资|营收|收入|权益|产值|注册资本)\D{0,4}[≥>不]")


def _keep_limit(note: re.Match[str]) -> str:
    """A parenthesis that raises the limit speaks; others only explain."""
    return note.group().strip("()[]【】").join("，，") if _LIMIT_NOTE.fullmatch(note.group()) else ""


def read_loan_wan(text: str) -> Span:
    """The least and the most that one enterprise can get, in 万元; a lone sum is the most.

    With several caps (by title, by collateral) the largest counts. Sizes of whole programmes are no amount of a loan.
    """
    flat = _flatten(text)
    flat = _PARENS.sub(_keep_limit, flat)
    lows: list[float] = []
    highs: list[float] = []
    for clause in re.split(r"[，；;。\n]|,(?!\d{3}(?!\d))", flat):
        if _WHOLE_PROGRAMME.search(clause) or _OF_THE_FIRM.search(clause):
            continue
        for amount in find_amounts(clause):
            before, after = clause[: amount.start], clause[amount.end :]
            if amount.high > MOST_PLAUSIBLE_LOAN_WAN or re.match(r"\s*额度", after):
                continue
            if _AMOUNT_LEAST_BEFORE.search(before) or _AMOUNT_LEAST_AFTER.match(after):
                lows.append(amount.low)
            elif amount.low < amount.high and not _AMOUNT_MOST_BEFORE.search(before):
                lows.append(amount.low)
                highs.append(amount.high)
            else:
                highs.append(amount.high)
    low, high = min(lows, default=None), max(highs, default=None)
    return Span(low, high) if low is None or high is None or low <= high else Span(None, high)
