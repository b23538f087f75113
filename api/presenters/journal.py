"""The search report as the page shows it: sentence, figures, chart, industries, and what people typed."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from api.presenters.choices import Choice
from api.presenters.month_chart import MonthChart, present_month_chart, say_month
from api.presenters.numbers import say_number
from catalog.search.journal import Figures, SearchReport, TextList
from catalog.taxonomy import Taxonomy

_MOST_MONTHS = 12
_UNNARROWED = "没有限定行业"


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the four large numbers; `tone` is plain, or poor where the number is to go down."""

    label: str
    value: str
    note: str
    tone: str


@dataclass(frozen=True, slots=True)
class IndustryRow:
    """One industry; the cells are a count and its share in words, "" without a share. `url` is None for the unnarrowed."""

    name: str
    url: str | None
    current: bool
    searches: str
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TextRow:
    """A text, how often, and how long at most."""

    text: str
    searches: str
    slowest: str


@dataclass(frozen=True, slots=True)
class TextTable:
    """The commonest texts of one kind; `empty` is what to say when there are none, `remainder` what no row shows."""

    id: str
    title: str
    hint: str
    rows: tuple[TextRow, ...]
    shows_time: bool
    empty: str
    remainder: str


@dataclass(frozen=True, slots=True)
class Blank:
    """Nothing to show: why, and the way out; `first` when nothing was ever counted."""

    title: str
    text: str
    url: str
    label: str
    first: bool = False


@dataclass(frozen=True, slots=True)
class SearchReportPage:
    """Everything on the page; `blank` instead of figures when there is nothing to count."""

    sentence: str
    can_choose: bool
    months: tuple[Choice, ...]
    industries: tuple[Choice, ...]
    figures: tuple[Figure, ...]
    chart: MonthChart
    rows: tuple[IndustryRow, ...]
    texts: tuple[TextTable, ...]
    blank: Blank | None
    kept: str
    kept_note: str


def present_search_report(report: SearchReport, taxonomy: Taxonomy, *, text_days: int) -> SearchReportPage:
    """The page of a report; `text_days` is how long texts are kept, 0 for never."""
    return SearchReportPage(
        sentence=say_report(report),
        can_choose=bool(report.months or report.month or report.industry),
        months=_months(report),
        industries=_industries(report, taxonomy),
        figures=_figures(report),
        chart=present_month_chart(
            report.months, chosen=report.month, url=lambda month: _url(month, report.industry)
        ),
        rows=_rows(report, taxonomy),
        texts=_texts(report, text_days),
        blank=None if report.totals.searches else _blank(report),
        kept=f"原文最多留{text_days}天" if text_days else "从不留原文",
        kept_note="到期自动抹去，只留次数。" if text_days else "按设置只留次数。",
    )


def say_report(report: SearchReport) -> str:
    """The report in one or two plain sentences."""
    scope = "，".join(part for part in (_say_period(report), _say_industry(report)) if part)
    totals = report.totals
    if not totals.searches:
        return f"{scope}没有搜索记录。" if scope else "还没有搜索记录。"
    opening = f"{scope}，大家搜索了" if scope else "大家一共搜索了"
    said = (
        f"{opening}{totals.searches:,}次：{totals.without_result:,}次没有结果，"
        f"{totals.unclicked:,}次有结果但没人点开，{totals.slow:,}次用了{_say_ms(report.slow_ms)}以上。"
    )
    if not report.without_result.rows:
        return said
    first = report.without_result.rows[0]
    among = "没有结果、还留着原文的" if report.without_result.forgotten else "没有结果的"
    return f"{said}{among}搜索里，“{first.text}”最多，{first.searches:,}次。"


def say_remainder(texts: TextList) -> str:
    """What no row of a list of texts shows, or ""."""
    rarer = f"{texts.unlisted:,}次是较少见的话" if texts.unlisted else ""
    forgotten = f"{texts.forgotten:,}次没有留下原文" if texts.forgotten else ""
    said = "，".join(part for part in (rarer, forgotten) if part)
    return f"另有{said}。" if said else ""


def _say_period(report: SearchReport) -> str:
    return say_month(report.month) if report.month else ""


def _say_industry(report: SearchReport) -> str:
    return f"限定{report.industry}" if report.industry else ""


def _say_ms(milliseconds: int) -> str:
    return f"{milliseconds}毫秒" if milliseconds < 100 else f"{say_number(round(milliseconds / 1000, 2))}秒"


def _say_share(share: float | None) -> str:
    """A share 0–1 in percent; what is there never reads 0%, what is missing never 100%."""
    if share is None:
        return "–"
    if 0 < share < 0.001:
        return "不到0.1%"
    return f"{min(100 * share, 99.9):.1f}%" if 0 < share < 1 else f"{share:.0%}"


def _url(month: str | None, industry: str | None) -> str:
    pairs = {name: value for name, value in (("month", month), ("industry", industry)) if value}
    return f"/search-report?{urlencode(pairs)}" if pairs else "/search-report"


def _months(report: SearchReport) -> tuple[Choice, ...]:
    """The newest first, the year only where it changes; a chosen month beyond them stands at the end."""
    recent = [entry.month for entry in reversed(report.months[-_MOST_MONTHS:])]
    if report.month and report.month not in recent:
        recent.append(report.month)
    choices = [Choice("全部月份", _url(None, report.industry), report.month is None)]
    year = ""
    for month in recent:
        said = say_month(month)
        label = said.partition("年")[2] if month[:4] == year else said
        choices.append(Choice(label, _url(month, report.industry), month == report.month))
        year = month[:4]
    return tuple(choices)


def _industries(report: SearchReport, taxonomy: Taxonomy) -> tuple[Choice, ...]:
    every = Choice("全部行业", _url(report.month, None), report.industry is None)
    choices = (
        Choice(entry.name, _url(report.month, entry.name), entry.name == report.industry)
        for entry in taxonomy.industries
    )
    return (every, *choices)


def _figures(report: SearchReport) -> tuple[Figure, ...]:
    totals = report.totals
    slowest = f"最慢的一次{_say_ms(totals.slowest_ms)}"
    return (
        Figure("搜索", f"{totals.searches:,}", _say_span(report), "plain"),
        Figure(
            "没有结果",
            f"{totals.without_result:,}",
            f"占全部搜索的{_say_share(totals.share_without_result)}",
            "poor" if totals.without_result else "plain",
        ),
        Figure(
            "有结果，没人点开",
            f"{totals.unclicked:,}",
            f"占网页上有结果的{_say_share(totals.share_unclicked)}",
            "poor" if totals.unclicked else "plain",
        ),
        Figure(
            f"用了{_say_ms(report.slow_ms)}以上",
            f"{totals.slow:,}",
            slowest,
            "poor" if totals.slow else "plain",
        ),
    )


def _say_span(report: SearchReport) -> str:
    if report.month or not report.months:
        return _say_period(report) or "全部月份"
    first, last = report.months[0].month, report.months[-1].month
    return say_month(first) if first == last else f"{say_month(first)}至{say_month(last)}"


def _rows(report: SearchReport, taxonomy: Taxonomy) -> tuple[IndustryRow, ...]:
    """Every industry of the field, in its order, also without searches; then the unnarrowed ones."""
    counted = {entry.industry: entry.figures for entry in report.industries}
    names = [entry.name for entry in taxonomy.industries]
    others = [name for name in counted if name is not None and name not in names]
    rows = [
        _row(name, counted.get(name, Figures()), _url(report.month, name), current=name == report.industry)
        for name in (*names, *others)
    ]
    return (*rows, _row(_UNNARROWED, counted.get(None, Figures()), None, current=False))


def _row(name: str, figures: Figures, url: str | None, *, current: bool) -> IndustryRow:
    counts = (
        (figures.without_result, figures.share_without_result),
        (figures.unclicked, figures.share_unclicked),
        (figures.slow, figures.share_slow),
    )
    cells = tuple((f"{count:,}", _say_share(share) if count else "") for count, share in counts)
    return IndustryRow(name, url, current, f"{figures.searches:,}", cells)


def _texts(report: SearchReport, text_days: int) -> tuple[TextTable, ...]:
    totals = report.totals
    return (
        _text_table(
            "without-result",
            "没有结果的",
            "目录里缺的东西，多半在这里。",
            report.without_result,
            totals.without_result,
            text_days,
        ),
        _text_table(
            "unclicked",
            "有结果，没人点开的",
            "列出的未必是想要的，或者说明写得不清楚。",
            report.unclicked,
            totals.unclicked,
            text_days,
        ),
        _text_table(
            "slow", "慢的", f"用了{_say_ms(report.slow_ms)}以上的搜索。", report.slow, totals.slow, text_days
        ),
    )


def _text_table(  # what one table is made of, once per table above
    identifier: str, title: str, hint: str, texts: TextList, total: int, text_days: int
) -> TextTable:
    rows = tuple(TextRow(row.text, f"{row.searches:,}", _say_ms(row.slowest_ms)) for row in texts.rows)
    kept = "按设置不保存搜索原文" if text_days == 0 else "原文已到期删除"
    return TextTable(
        id=identifier,
        title=title,
        hint=hint,
        rows=rows,
        shows_time=identifier == "slow",
        empty=f"共{total:,}次，{kept}。" if total else "这段时间一次也没有。",
        remainder=say_remainder(texts) if rows else "",
    )


def _blank(report: SearchReport) -> Blank:
    if report.month or report.industry:
        return Blank(
            "这个范围里没有搜索",
            "换一个月份或行业，或者看全部记录。",
            "/search-report",
            "看全部记录",
        )
    return Blank(
        "还没有人搜索过",
        "有人在首页、接口或命令行里搜索之后，这里会列出每月的次数，以及没有结果的、没人点开的和慢的搜索。",
        "/",
        "去搜一次",
    )
