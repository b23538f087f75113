"""The log of searches: how many, how they went and what was opened; never who asked."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, Integer
from sqlmodel import Field, SQLModel

from catalog.tables.columns import moment_column


def _event_key() -> Column[int]:
    return Column(Integer, ForeignKey("search_event.id", ondelete="CASCADE"), primary_key=True)


class SearchEvent(SQLModel, table=True):
    """One typed search. `text` is masked, and emptied after a while; everything else stays.

    `month` (2026-11) is the calendar month where the service runs, which need not be that of `happened_at` in UTC.
    `token` is random and says nothing about the person; a click names its search by it.
    """

    __tablename__ = "search_event"
    __table_args__ = (Index("ix_search_event_happened_at", "happened_at"),)

    id: int | None = Field(default=None, primary_key=True)
    token: str = Field(unique=True, index=True)
    happened_at: datetime = Field(sa_column=moment_column())
    month: str = Field(index=True)
    channel: str
    text: str | None = None
    kind: str | None = None
    total: int
    nothing_fits: bool
    milliseconds: int


class SearchIndustry(SQLModel, table=True):
    """An industry to which a search was narrowed; alternatives of one search are several rows."""

    __tablename__ = "search_industry"

    event_id: int = Field(sa_column=_event_key())
    industry: str = Field(primary_key=True, index=True)


class SearchClick(SQLModel, table=True):
    """An item that was opened from a search's list, once per search; `position` counts from 1, 0 is unknown.

    No foreign key on the item: what was opened then may be deleted now.
    """

    __tablename__ = "search_click"

    event_id: int = Field(sa_column=_event_key())
    item_id: int = Field(primary_key=True)
    position: int
    happened_at: datetime = Field(sa_column=moment_column())
