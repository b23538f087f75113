"""The enterprise's revenue: of all that a report states the newest full year; output value only where no revenue is stated."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from catalog.quantities import find_amounts
from matcher.documents.model import Document
from matcher.needs.profile.columns import amount_of, latest_column
from matcher.needs.profile.fields import Field, labelled
from matcher.needs.profile.own import own_part

_LABEL = re.compile(r"营业收入|营收|开票(?:销售)?(?:收入|额)|销售(?:收入|额)|年收入|主营业务收入")
_OTHER_LABEL = re.compile(r"占|率|每百元|人均|增|目标|预计|预期|集团")
_REVENUE = re.compile(
    r"(?:主营)?(?:营业|业务)(?:总)?收入|营收|销售(?:总)?收入|销售额|(?:去年|上年|一年|全年)(?:大概|大约|差不多|能|共)*(?:卖了?|开了?票)|(?<!\d)年销售|(?<!\d)年收入|开票(?:销售)?(?:收入|额|金额)|(?P<output>(?:工业)?(?:总)?产值)"
)
_RATIO = re.compile(r"(?:人均|每百元|每万元|单位|占|万元)(?:年)?$")
_STOP = re.compile(
    r"力争|目标|预计|计划|有望|争取|预期|将达|利润|利税|税[收金]|纳税|净利|出口|其中|投资|投入|研发|资产|注册|贷款|补[贴助]|占|成本|电费|能耗|节约|每增|增加(?!到|至)|员工|职工"
)
_ITEM = re.compile(r"(?P<year>20\d\d)(?=年|[-—–~至、和])|(?P<before>上一?年|去年|前年)")
_YEAR_PAIR = re.compile(
    r"(20\d\d)年?(?:度)?\s*[:：]?\s*(\d[\d,，]*(?:\.\d+)?)(?!\s*[\d万亿元年.%,，]*[万亿元年%])"
)
_SERIES = re.compile(r"分别|依次|逐年")
_GROWTH = re.compile(r"(?:增加|增长|减少|下降|提高|多了|少了|净增)(?:了|约)?$")
_PARTIAL = re.compile(
    r"上半年|下半年|[一二三四1-4前首]+(?:个)?季度|\d{1,2}\s*[-—–~至]\s*\d{1,2}月|(?<!\d)\d{1,2}月(?:份)?(?!底|末|止)"
)
_LISTED = re.compile(r"(?:\d+(?:\.\d+)?\s*[、和与及/]\s*)+\d+(?:\.\d+)?\s*(?P<unit>万元|亿元|亿|万)")


@dataclass(frozen=True, slots=True)
class _Claim:
    """A stated sum in 万元: whether it is revenue (or output), of a full year, and of which (0 where not said)."""

    revenue: bool
    full: bool
    year: int
    amount: float

    @property
    def rank(self) -> tuple[bool, bool, int]:
        return self.revenue, self.full, self.year


def find_revenue(fields: list[Field], prose: list[str], document: Document) -> float | None:
    """The newest stated revenue in 万元, or None."""
    claims = [claim for field in labelled(fields, _LABEL, _OTHER_LABEL) for claim in _of_field(field)]
    claims += [
        _Claim(True, True, year, amount) for year, amount in latest_column(document, _LABEL, _OTHER_LABEL)
    ]
    claims += [claim for text in prose for claim in _of_sentence(own_part(text))]
    return max(claims, key=lambda claim: claim.rank).amount if claims else None


def _of_field(field: Field) -> Iterator[_Claim]:
    said = list(_of_sentence(f"{field.label}：{field.value}"))
    if len(said) > 1:
        yield from said
        return
    bare = _YEAR_PAIR.findall(field.value)
    if bare and (len(bare) > 1 or not said):
        for written, number in bare:
            amount = amount_of(Field(field.label, number))
            if amount is not None:
                yield _Claim(True, True, int(written), amount)
        return
    year = re.search(r"20\d\d", field.label + field.value)
    amount = amount_of(field)
    if amount is not None:
        yield _Claim(
            True, not _PARTIAL.search(field.label + field.value), int(year[0]) if year else 0, amount
        )


def _of_sentence(text: str) -> Iterator[_Claim]:
    """Every sum that a sentence gives as revenue, with its year."""
    words = list(_REVENUE.finditer(text))
    starts = [0, *(word.end() for word in words)]
    known: list[int] = []
    for word, start, following in zip(words, starts, [*words, None][1:], strict=False):
        lead = text[start : word.start()]
        known = [int(match["year"]) for match in _ITEM.finditer(lead) if match["year"]] or known[-1:]
        if _RATIO.search(lead[-6:]):
            continue
        span = text[word.end() : following.start() if following else len(text)]
        stop = _STOP.search(span)
        span = _with_units(span[: stop.start()] if stop else span)
        partial = bool(_PARTIAL.search(lead[-14:]))
        if re.search(r"力争|目标|预计|有望|争取", lead.rpartition("，")[2]):
            continue
        for year, amount, whole in _dated(lead, span, known):
            yield _Claim(not word["output"], whole and not partial, year, amount)
        before = list(find_amounts(lead[-14:]))
        if before and re.search(r"[元亿万](?:左右|多)?的?(?:年)?$", lead):
            yield _Claim(not word["output"], not partial, 0, before[-1].high)


def _dated(lead: str, span: str, years: Sequence[int]) -> Iterator[tuple[int, float, bool]]:
    """(year or 0, 万元, of a full year): a series over the years before it, else each sum of the year last named before it."""
    amounts = [amount for amount in find_amounts(span) if not _GROWTH.search(span[: amount.start])]
    if _SERIES.search(lead[-4:] + span[:8]) and len(amounts) > 1:
        own = [int(match["year"]) for match in _ITEM.finditer(span[: amounts[0].start]) if match["year"]]
        for year, amount in zip(_expand(own or years, len(amounts)), amounts, strict=True):
            yield year, amount.high, True
        return
    relative = re.search(r"去年|上一?年", lead)
    year = (
        years[-1] if years else (1 if relative else 0)
    )  # 去年 is newer than no word, older than a year's number
    marks = sorted(
        [(match.start(), match) for match in _ITEM.finditer(span)]
        + [(amount.start, amount) for amount in amounts],
        key=lambda mark: mark[0],
    )
    taken: set[int] = set()
    since = 0
    for _, mark in marks:
        if isinstance(mark, re.Match):
            year, since = int(mark["year"]) if mark["year"] else max(0, year - 1), mark.end()
        elif year not in taken:
            taken.add(year)
            yield year, mark.high, not _PARTIAL.search(span[since : mark.start])


def _expand(years: Sequence[int], count: int) -> list[int]:
    """As many years as sums: named one by one, as a span 2023—2025, or only in their order."""
    if len(years) == count:
        return list(years)
    if len(years) == 2 and years[1] - years[0] + 1 == count:
        return list(range(years[0], years[1] + 1))
    last = max(years, default=count)
    return [last - count + 1 + at for at in range(count)]


def _with_units(text: str) -> str:
    """8600、9100、9800万元 with the unit behind each."""
    return _LISTED.sub(lambda match: re.sub(r"(\d)(?=\s*[、和与及/])", rf"\1{match['unit']}", match[0]), text)
