"""The log of searches: the report is what a recount gives, and a forgotten text is nowhere in the files."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from catalog.db import empty_write_ahead_log
from catalog.search.journal import (
    TOP_TEXTS,
    Figures,
    Search,
    SearchReport,
    TextList,
    forget_texts,
    record_click,
    record_search,
    summarise_searches,
)
from catalog.search.masking import mask_text
from catalog.tables import SearchClick, SearchEvent, SearchIndustry

YINCHUAN = timezone(timedelta(hours=8))
NOW = datetime(2026, 11, 24, 16, 0, tzinfo=YINCHUAN)
INDUSTRIES = ("基础化学原料制造", "新型材料制造", "绿色消费品制造")


def _search(token: str = "t", **fields: object) -> Search:  # noqa: S107  # it opens nothing
    plain = Search(
        token=token,
        when=NOW,
        channel="page",
        text="库存账实对不上",
        industries=(),
        kind=None,
        total=3,
        nothing_fits=False,
        milliseconds=80,
    )
    return replace(plain, **fields)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Logged:
    """A search with whether something was opened and whether its text is still kept."""

    search: Search
    clicked: bool
    text: str | None

    @property
    def month(self) -> str:
        return f"{self.search.when:%Y-%m}"

    @property
    def without_result(self) -> bool:
        return self.search.nothing_fits or self.search.total == 0

    @property
    def clickable(self) -> bool:
        return self.search.channel == "page" and not self.without_result


def _write_random_log(session: Session, seed: int, count: int) -> list[Logged]:
    """Random searches over half a year; those older than 60 days have lost their texts."""
    chance = random.Random(seed)
    texts = [f"问题{number}" for number in range(25)] + ["", "联系13812345678"]
    log = []
    for number in range(count):
        search = _search(
            f"token{number}",
            when=NOW - timedelta(minutes=chance.randrange(180 * 24 * 60)),
            channel=chance.choice(["page", "page", "page", "api", "cli"]),
            text=chance.choice([*texts, None]),
            industries=tuple(chance.sample(INDUSTRIES, chance.choice([0, 0, 1, 2]))),
            total=chance.choice([0, 1, 5, 200]),
            nothing_fits=chance.random() < 0.1,
            milliseconds=chance.choice([3, 499, 500, 501, 2_000]),
        )
        record_search(session, search)
        clicks = chance.choice([0, 0, 1, 3])
        for position in range(1, clicks + 1):
            record_click(session, search.token, chance.randrange(1, 9), position, search.when)
        kept = search.text is not None and search.when >= NOW - timedelta(days=60)
        log.append(Logged(search, clicks > 0, (mask_text(search.text or "") or None) if kept else None))
    forget_texts(session, before=NOW - timedelta(days=60))
    return log


def _recount(log: Iterable[Logged], slow_ms: int) -> Figures:
    chosen = list(log)
    return Figures(
        searches=len(chosen),
        without_result=sum(entry.without_result for entry in chosen),
        clickable=sum(entry.clickable for entry in chosen),
        unclicked=sum(entry.clickable and not entry.clicked for entry in chosen),
        slow=sum(entry.search.milliseconds >= slow_ms for entry in chosen),
        slowest_ms=max((entry.search.milliseconds for entry in chosen), default=0),
    )


def _check_texts(found: TextList, log: Sequence[Logged]) -> None:
    counts = Counter(entry.text for entry in log if entry.text is not None)
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    assert [(row.text, row.searches) for row in found.rows] == ranked[:TOP_TEXTS]
    for row in found.rows:
        assert row.slowest_ms == max(e.search.milliseconds for e in log if e.text == row.text)
    assert sum(row.searches for row in found.rows) + found.unlisted + found.forgotten == len(log)
    assert found.forgotten == sum(entry.text is None for entry in log)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_report_is_what_a_recount_gives(session: Session, seed: int) -> None:
    log = _write_random_log(session, seed, 300)
    for month, industry in product(
        [None, "2026-11", "2026-08", "2020-01"], [None, INDUSTRIES[1], "没有的行业"]
    ):
        _check_report(summarise_searches(session, month=month, industry=industry, slow_ms=500), log)


def _check_report(report: SearchReport, log: Sequence[Logged]) -> None:
    def of_month(entry: Logged) -> bool:
        return report.month in {None, entry.month}

    def of_industry(entry: Logged) -> bool:
        return report.industry is None or report.industry in entry.search.industries

    chosen = [entry for entry in log if of_month(entry) and of_industry(entry)]
    assert report.totals == _recount(chosen, 500)
    _check_texts(report.without_result, [entry for entry in chosen if entry.without_result])
    _check_texts(report.unclicked, [entry for entry in chosen if entry.clickable and not entry.clicked])
    _check_texts(report.slow, [entry for entry in chosen if entry.search.milliseconds >= 500])
    for shown in report.months:
        fitting = [entry for entry in log if of_industry(entry) and entry.month == shown.month]
        assert shown.figures == _recount(fitting, 500)
    assert sum(shown.figures.searches for shown in report.months) == sum(map(of_industry, log))
    for row in report.industries:
        fitting = [entry for entry in log if of_month(entry) and _is_in(entry, row.industry)]
        assert row.figures == _recount(fitting, 500)
    assert {row.industry for row in report.industries} == {
        industry for entry in log if of_month(entry) for industry in (entry.search.industries or (None,))
    }


def _is_in(entry: Logged, industry: str | None) -> bool:
    return industry in entry.search.industries if industry else not entry.search.industries


def test_a_recount_would_notice_a_search_left_out(session: Session) -> None:
    log = _write_random_log(session, 5, 50)
    report = summarise_searches(session, month=None, industry=None, slow_ms=500)
    assert report.totals != _recount(log[1:], 500)


def test_an_empty_log_has_no_shares(session: Session) -> None:
    report = summarise_searches(session, month=None, industry=None, slow_ms=500)
    assert report.totals == Figures()
    assert (report.months, report.industries) == ((), ())
    assert (report.totals.share_without_result, report.totals.share_unclicked) == (None, None)
    assert report.totals.share_slow is None


def test_shares_are_of_what_could_have_been_otherwise(session: Session) -> None:
    record_search(session, _search("a", total=0, nothing_fits=True))
    record_search(session, _search("b"))
    record_search(session, _search("c", milliseconds=900))
    record_search(session, _search("d", channel="api"))
    record_click(session, "c", 7, 2, NOW)
    totals = summarise_searches(session, month=None, industry=None, slow_ms=500).totals
    assert (totals.share_without_result, totals.share_slow) == (0.25, 0.25)
    assert totals.share_unclicked == 0.5  # b of b and c: the API shows no list to click in


def test_months_are_those_of_the_place_and_have_no_gaps(session: Session) -> None:
    record_search(session, _search("a", when=datetime(2026, 11, 1, 1, 0, tzinfo=YINCHUAN)))  # October in UTC
    record_search(session, _search("b", when=datetime(2026, 8, 31, 23, 0, tzinfo=YINCHUAN)))
    event = session.exec(select(SearchEvent).where(SearchEvent.token == "a")).one()
    assert (event.month, event.happened_at) == ("2026-11", datetime(2026, 10, 31, 17, 0, tzinfo=UTC))
    report = summarise_searches(session, month=None, industry=None, slow_ms=500)
    assert [(entry.month, entry.figures.searches) for entry in report.months] == [
        ("2026-08", 1),
        ("2026-09", 0),
        ("2026-10", 0),
        ("2026-11", 1),
    ]


def test_months_run_over_the_new_year(session: Session) -> None:
    for token, year, month in (("a", 2026, 11), ("b", 2027, 2)):
        record_search(session, _search(token, when=datetime(year, month, 3, tzinfo=YINCHUAN)))
    report = summarise_searches(session, month=None, industry=None, slow_ms=500)
    assert [entry.month for entry in report.months] == ["2026-11", "2026-12", "2027-01", "2027-02"]


def test_an_item_opened_again_counts_once_and_an_unknown_token_not_at_all(session: Session) -> None:
    record_search(session, _search("a"))
    for token, item, position in (("a", 7, 2), ("a", 7, 3), ("a", 8, 1), ("nobody", 7, 1)):
        record_click(session, token, item, position, NOW)
    clicks = session.exec(select(SearchClick).order_by("item_id")).all()
    assert [(click.item_id, click.position) for click in clicks] == [(7, 2), (8, 1)]


def test_nothing_but_the_search_is_written(session: Session) -> None:
    record_search(
        session, _search("a", industries=(INDUSTRIES[0], INDUSTRIES[0]), text="找13812345678", kind="finance")
    )
    event = session.exec(select(SearchEvent)).one()
    assert event.model_dump(exclude={"id", "happened_at"}) == {
        "token": "a",
        "month": "2026-11",
        "channel": "page",
        "text": "找〔电话〕",
        "kind": "finance",
        "total": 3,
        "nothing_fits": False,
        "milliseconds": 80,
    }
    assert [row.industry for row in session.exec(select(SearchIndustry))] == [INDUSTRIES[0]]


def test_forgetting_leaves_the_counts_and_the_younger_texts(session: Session) -> None:
    record_search(session, _search("old", when=NOW - timedelta(days=31), text="旧的问题"))
    record_search(session, _search("limit", when=NOW - timedelta(days=30), text="刚好三十天"))
    record_search(session, _search("new", text="新的问题"))
    before = summarise_searches(session, month=None, industry=None, slow_ms=500)
    assert forget_texts(session, before=NOW - timedelta(days=30)) == 1
    assert forget_texts(session, before=NOW - timedelta(days=30)) == 0
    after = summarise_searches(session, month=None, industry=None, slow_ms=500)
    assert {row.text for row in after.unclicked.rows} == {"刚好三十天", "新的问题"}
    assert after.unclicked.forgotten == 1
    assert (after.totals, after.months) == (before.totals, before.months)


def _read_files(engine: Engine) -> bytes:
    database = Path(str(engine.url.database))
    return b"".join(path.read_bytes() for path in sorted(database.parent.glob(f"{database.name}*")))


def _write_long_log(engine: Engine, text_of: Callable[[int], str]) -> None:
    """Enough searches in several transactions that pages split and are copied about."""
    for start in range(0, 1_200, 100):
        with Session(engine) as session, session.begin():
            for number in range(start, start + 100):
                record_search(
                    session,
                    _search(f"token{number:06}", when=NOW - timedelta(days=40), text=text_of(number)),
                )


def test_a_forgotten_text_is_nowhere_in_the_files(engine: Engine) -> None:
    _write_long_log(engine, lambda number: f"遗忘测试{'很长的话' * (number % 20)}第{number}句")
    needle = "遗忘测试".encode()
    assert needle in _read_files(engine)
    with Session(engine) as session, session.begin():
        assert forget_texts(session, before=NOW - timedelta(days=30)) == 1_200
    assert empty_write_ahead_log(engine)
    left = _read_files(engine)
    assert needle not in left
    assert b"token000007" in left
    assert "很长的话".encode() not in left
    with Session(engine) as session:
        totals = summarise_searches(session, month=None, industry=None, slow_ms=500).totals
    assert totals.searches == 1_200
