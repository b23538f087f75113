"""The search report's presenters: sentences, shares and the chart's geometry."""

from __future__ import annotations

import pytest

from api.presenters.journal import present_search_report, say_remainder, say_report
from api.presenters.month_chart import MonthChart, present_month_chart
from catalog.search.journal import Figures, MonthFigures, SearchReport, TextCount, TextList
from catalog.taxonomy import Taxonomy

NONE = TextList((), 0, 0)


def _report(totals: Figures, **fields: object) -> SearchReport:
    plain = {
        "month": None,
        "industry": None,
        "slow_ms": 500,
        "months": (),
        "industries": (),
        "without_result": NONE,
        "unclicked": NONE,
        "slow": NONE,
    }
    return SearchReport(totals=totals, **{**plain, **fields})  # type: ignore[arg-type]


def _chart(*counts: int, first: int = 1, chosen: str | None = None) -> MonthChart:
    months = [
        MonthFigures(f"2026-{first + at:02}", Figures(count, count // 4, count, count // 2, 0, 90))
        for at, count in enumerate(counts)
    ]
    return present_month_chart(months, chosen=chosen, url=lambda month: f"/x?{month}")


def test_the_sentence_names_the_range_and_the_commonest_gap() -> None:
    gaps = TextList((TextCount("危废联单", 12, 80),), 3, 0)
    report = _report(Figures(1_240, 84, 1_000, 412, 6, 1_900), month="2026-11", without_result=gaps)
    assert say_report(report) == (
        "2026年11月，大家搜索了1,240次：84次没有结果，412次有结果但没人点开，6次用了0.5秒以上。"
        "没有结果的搜索里，“危废联单”最多，12次。"
    )


def test_the_sentence_says_when_only_some_texts_are_left() -> None:
    gaps = TextList((TextCount("危废联单", 2, 80),), 0, 9)
    assert "没有结果、还留着原文的搜索里，“危废联单”最多，2次。" in say_report(
        _report(Figures(11, 11), without_result=gaps)
    )


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        (NONE, ""),
        (TextList((), 5, 0), "另有5次是较少见的话。"),
        (TextList((), 0, 1_422), "另有1,422次没有留下原文。"),
        (TextList((), 5, 2), "另有5次是较少见的话，2次没有留下原文。"),
    ],
)
def test_what_no_row_shows_is_said(texts: TextList, words: str) -> None:
    assert say_remainder(texts) == words


@pytest.mark.parametrize(
    ("part", "words"),
    [(0, "0%"), (1, "不到0.1%"), (1_000, "10.0%"), (9_999, "99.9%"), (10_000, "100%")],
)
def test_shares_round_to_neither_nothing_nor_all(taxonomy: Taxonomy, part: int, words: str) -> None:
    page = present_search_report(_report(Figures(10_000, part)), taxonomy, text_days=30)
    assert page.figures[1].note == f"占全部搜索的{words}"


def test_without_any_list_there_is_no_share_to_tell(taxonomy: Taxonomy) -> None:
    page = present_search_report(_report(Figures(3, 3)), taxonomy, text_days=30)
    assert page.figures[2].note == "占网页上有结果的–"


def test_texts_that_are_not_kept_are_explained(taxonomy: Taxonomy) -> None:
    report = _report(Figures(9, 4), without_result=TextList((), 0, 4))
    never = present_search_report(report, taxonomy, text_days=0)
    assert never.texts[0].empty == "共4次，按设置不保存搜索原文。"
    assert (never.kept, never.kept_note) == ("从不留原文", "按设置只留次数。")
    expired = present_search_report(report, taxonomy, text_days=7)
    assert expired.texts[0].empty == "共4次，原文已到期删除。"
    assert expired.texts[1].empty == "这段时间一次也没有。"
    assert expired.kept == "原文最多留7天"


def test_every_industry_has_a_row_and_the_year_is_said_once(taxonomy: Taxonomy) -> None:
    months = tuple(MonthFigures(name, Figures(1)) for name in ("2025-12", "2026-01", "2026-02"))
    page = present_search_report(_report(Figures(3), months=months), taxonomy, text_days=30)
    assert [row.name for row in page.rows] == [entry.name for entry in taxonomy.industries] + ["没有限定行业"]
    assert [choice.label for choice in page.months] == ["全部月份", "2026年2月", "1月", "2025年12月"]


def test_a_chosen_month_beyond_the_log_stays_chosen(taxonomy: Taxonomy) -> None:
    page = present_search_report(_report(Figures(), month="2020-01"), taxonomy, text_days=30)
    assert [(choice.label, choice.current) for choice in page.months] == [
        ("全部月份", False),
        ("2020年1月", True),
    ]
    assert page.blank is not None


def test_bars_stand_on_the_base_and_their_parts_add_up() -> None:
    chart = _chart(40, 80, 100, 20, 60, 8)
    scale = (chart.grid[0].y - chart.grid[-1].y) / int(chart.grid[-1].label)
    for bar, count in zip(chart.bars, (40, 80, 100, 20, 60, 8), strict=True):
        assert [part.tone for part in bar.segments] == ["result", "unclicked", "none"]
        heights = [part.height for part in bar.segments]
        assert sum(heights) == pytest.approx(count * scale, abs=0.2)
        assert bar.segments[0].y + heights[0] == pytest.approx(chart.base, abs=0.2)
        assert bar.segments[-1].y == bar.top
        assert chart.left <= bar.x < bar.x + bar.width <= chart.right


@pytest.mark.parametrize(
    ("highest", "labels"),
    [
        (0, ["0", "1"]),
        (1, ["0", "1"]),
        (4, ["0", "1", "2", "3", "4"]),
        (5, ["0", "2", "4", "6"]),
        (680, ["0", "200", "400", "600", "800"]),
        (12_345, ["0", "5,000", "10,000", "15,000"]),
    ],
)
def test_the_scale_has_round_numbers_above_the_highest_bar(highest: int, labels: list[str]) -> None:
    assert [line.label for line in _chart(highest).grid] == labels


def test_a_short_log_is_led_up_to_and_a_long_one_cut() -> None:
    short = _chart(7, first=2)
    assert [bar.label for bar in short.bars] == ["9", "10", "11", "12", "1", "2"]
    assert [bar.year for bar in short.bars] == ["2025年", "", "", "", "2026年", ""]
    assert [bar.total for bar in short.bars] == ["", "", "", "", "", "7"]
    months = [MonthFigures(f"{2025 + at // 12}-{at % 12 + 1:02}", Figures(at)) for at in range(20)]
    long = present_month_chart(months, chosen=None, url=str)
    assert long.bars[0].words.startswith("2025年9月搜索8次")
    assert long.bars[-1].words.startswith("2026年8月搜索19次")
    assert len(long.bars) == len(long.rows) == 12
    assert long.rows[0].month == "2026年8月"


def test_a_chosen_month_stands_out_and_an_empty_log_has_no_bars() -> None:
    chart = _chart(3, 4, 5, 6, 7, 8, chosen="2026-03")
    assert [bar.faded for bar in chart.bars] == [True, True, False, True, True, True]
    assert chart.bars[2].url == "/x?2026-03"
    assert _chart().bars == ()
