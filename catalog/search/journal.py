"""The log of searches: what is written down, what is forgotten again, and the report that is counted from it.

Session first, the clock passed in, nothing commits. A search for a report's need is no search here: what an enterprise
writes in its report is never logged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, Select, and_, case, exists, not_, or_, update
from sqlalchemy import select as select_rows
from sqlmodel import Session, col, func, select

from catalog.search.masking import mask_text
from catalog.tables import SearchClick, SearchEvent, SearchIndustry

Channel = Literal["page", "api", "cli"]
"""Where a search was typed. Only the page shows a list from which an item can be opened."""

TOP_TEXTS = 10


@dataclass(frozen=True, slots=True)
class Search:
    """One typed search and how it went.

    `when` is aware and in the zone where the service runs, for it also says to which month the search belongs. `text` is
    None when texts are not kept. `industries` are those to which it was narrowed.
    """

    token: str
    when: datetime
    channel: Channel
    text: str | None
    industries: tuple[str, ...]
    kind: str | None
    total: int
    nothing_fits: bool
    milliseconds: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of searches; times in milliseconds.

    `clickable` are those on the page that listed something, `unclicked` those of them where nothing was opened.
    """

    searches: int = 0
    without_result: int = 0
    clickable: int = 0
    unclicked: int = 0
    slow: int = 0
    slowest_ms: int = 0

    @property
    def share_without_result(self) -> float | None:
        """The part of all searches that found nothing, 0–1; None without searches."""
        return self.without_result / self.searches if self.searches else None

    @property
    def share_unclicked(self) -> float | None:
        """The part of the searches with a list where nothing was opened, 0–1; None without any."""
        return self.unclicked / self.clickable if self.clickable else None

    @property
    def share_slow(self) -> float | None:
        """The part of all searches that took long, 0–1; None without searches."""
        return self.slow / self.searches if self.searches else None


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """One calendar month (2026-11)."""

    month: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class IndustryFigures:
    """The searches narrowed to one industry; None are those narrowed to none. A search may be in several rows."""

    industry: str | None
    figures: Figures


@dataclass(frozen=True, slots=True)
class TextCount:
    """One text, as it is kept, and how often it was typed."""

    text: str
    searches: int
    slowest_ms: int


@dataclass(frozen=True, slots=True)
class TextList:
    """The commonest texts of one kind of search, and how many searches stand behind no row.

    `unlisted` searches have rarer texts; the texts of `forgotten` ones are not kept, or not any more.
    """

    rows: tuple[TextCount, ...]
    unlisted: int
    forgotten: int


@dataclass(frozen=True, slots=True)
class SearchReport:
    """How searches went, as the log has it.

    `totals` and the texts count the chosen month and industry. `months` leave the month open and `industries` the
    industry, so that the others stay choosable. `months` run without gaps from the first logged to the last.
    """

    month: str | None
    industry: str | None
    slow_ms: int
    totals: Figures
    months: tuple[MonthFigures, ...]
    industries: tuple[IndustryFigures, ...]
    without_result: TextList
    unclicked: TextList
    slow: TextList


def record_search(session: Session, event: Search) -> None:
    """Write a search down, its text masked. Raises ValueError when `event.when` is naive."""
    row = SearchEvent(
        token=event.token,
        happened_at=event.when,
        month=f"{event.when:%Y-%m}",
        channel=event.channel,
        text=(mask_text(event.text) or None) if event.text is not None else None,
        kind=event.kind,
        total=event.total,
        nothing_fits=event.nothing_fits,
        milliseconds=event.milliseconds,
    )
    session.add(row)
    session.flush()
    assert row.id is not None, "flushed rows have ids"
    session.add_all(
        SearchIndustry(event_id=row.id, industry=industry) for industry in dict.fromkeys(event.industries)
    )
    session.flush()


def record_click(session: Session, token: str, item_id: int, position: int, now: datetime) -> None:
    """Write down that an item was opened from the search's list; once per search, and nothing for an unknown token.

    `position` counts from 1; 0 is unknown.
    """
    event_id = session.exec(select(SearchEvent.id).where(SearchEvent.token == token)).first()
    if event_id is None or session.get(SearchClick, (event_id, item_id)) is not None:
        return
    session.add(SearchClick(event_id=event_id, item_id=item_id, position=position, happened_at=now))
    session.flush()


def forget_texts(session: Session, *, before: datetime) -> int:
    """Empty the texts of searches older than `before`; returns how many. Their counts stay."""
    old = (col(SearchEvent.text).is_not(None), col(SearchEvent.happened_at) < before)
    found = session.exec(select(func.count()).where(*old)).one()
    session.connection().execute(update(SearchEvent).where(*old).values(text=None))
    return found


def summarise_searches(
    session: Session, *, month: str | None, industry: str | None, slow_ms: int
) -> SearchReport:
    """The report on one month and industry, or on all; a search is slow from `slow_ms` milliseconds up."""
    in_month = [col(SearchEvent.month) == month] if month else []
    in_industry = [_narrowed_to(industry)] if industry else []
    chosen = (*in_month, *in_industry)
    totals = _count(session, chosen, slow_ms)
    return SearchReport(
        month=month,
        industry=industry,
        slow_ms=slow_ms,
        totals=totals,
        months=_by_month(session, in_industry, slow_ms),
        industries=_by_industry(session, in_month, slow_ms),
        without_result=_list_texts(session, (*chosen, _is_without_result()), totals.without_result),
        unclicked=_list_texts(session, (*chosen, _is_unclicked()), totals.unclicked),
        slow=_list_texts(session, (*chosen, _is_slow(slow_ms)), totals.slow),
    )


def _is_without_result() -> ColumnElement[bool]:
    return or_(col(SearchEvent.nothing_fits), col(SearchEvent.total) == 0)


def _is_clickable() -> ColumnElement[bool]:
    return and_(col(SearchEvent.channel) == "page", not_(_is_without_result()))


def _is_unclicked() -> ColumnElement[bool]:
    clicked = exists().where(col(SearchClick.event_id) == col(SearchEvent.id))
    return and_(_is_clickable(), not_(clicked))


def _is_slow(slow_ms: int) -> ColumnElement[bool]:
    return col(SearchEvent.milliseconds) >= slow_ms


def _narrowed_to(industry: str) -> ColumnElement[bool]:
    return exists().where(
        col(SearchIndustry.event_id) == col(SearchEvent.id), col(SearchIndustry.industry) == industry
    )


def _figures(slow_ms: int) -> tuple[ColumnElement[Any], ...]:
    """The columns of `Figures`, in its order."""
    conditions = (_is_without_result(), _is_clickable(), _is_unclicked(), _is_slow(slow_ms))
    sums = (func.coalesce(func.sum(case((condition, 1), else_=0)), 0) for condition in conditions)
    return (func.count(), *sums, func.coalesce(func.max(SearchEvent.milliseconds), 0))


def _count(session: Session, conditions: Sequence[ColumnElement[bool]], slow_ms: int) -> Figures:
    statement = select_rows(*_figures(slow_ms)).select_from(SearchEvent).where(*conditions)
    return Figures(*_run(session, statement)[0])


def _by_month(
    session: Session, conditions: Sequence[ColumnElement[bool]], slow_ms: int
) -> tuple[MonthFigures, ...]:
    month = col(SearchEvent.month)
    statement = select_rows(month, *_figures(slow_ms)).where(*conditions).group_by(month)
    counted = {row[0]: Figures(*row[1:]) for row in _run(session, statement)}
    if not counted:
        return ()
    months = [min(counted)]
    while months[-1] < max(counted):
        months.append(_next_month(months[-1]))
    return tuple(MonthFigures(name, counted.get(name, Figures())) for name in months)


def _next_month(month: str) -> str:
    year, number = map(int, month.split("-"))
    return f"{year + number // 12:04}-{number % 12 + 1:02}"


def _by_industry(
    session: Session, conditions: Sequence[ColumnElement[bool]], slow_ms: int
) -> tuple[IndustryFigures, ...]:
    industry = col(SearchIndustry.industry)
    statement = (
        select_rows(industry, *_figures(slow_ms))
        .select_from(SearchEvent)
        .outerjoin(SearchIndustry, col(SearchIndustry.event_id) == col(SearchEvent.id))
        .where(*conditions)
        .group_by(industry)
    )
    rows = [IndustryFigures(row[0], Figures(*row[1:])) for row in _run(session, statement)]
    return tuple(
        sorted(rows, key=lambda row: (row.industry is None, -row.figures.searches, row.industry or ""))
    )


def _list_texts(session: Session, conditions: Sequence[ColumnElement[bool]], total: int) -> TextList:
    text, count = col(SearchEvent.text), func.count()
    with_text = (*conditions, text.is_not(None))
    known: int = _run(session, select_rows(count).select_from(SearchEvent).where(*with_text))[0][0]
    commonest = (
        select_rows(text, count, func.max(SearchEvent.milliseconds))
        .where(*with_text)
        .group_by(text)
        .order_by(count.desc(), text)
        .limit(TOP_TEXTS)
    )
    rows = tuple(TextCount(row[0], row[1], row[2]) for row in _run(session, commonest))
    return TextList(rows, known - sum(row.searches for row in rows), total - known)


def _run(session: Session, statement: Select[*tuple[Any, ...]]) -> Sequence[Row[*tuple[Any, ...]]]:
    return session.connection().execute(statement).all()
