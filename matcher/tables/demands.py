"""The pool of open demands: which topics enterprises ask for and how far the catalogue goes; never who asks."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel


class OpenDemand(SQLModel, table=True):
    """One topic that one enterprise asks for in one calendar month (2026-11).

    `digest` is keyed: without the key of this installation it names nobody. `state` is covered, partial or gap;
    `industry` is one of the plan's four, `region` an area of annex 2, both None where the report does not say or says
    something else, for a place as written could name the enterprise.
    """

    __tablename__ = "open_demand"
    __table_args__ = (UniqueConstraint("month", "digest", "topic", name="uq_open_demand_month_digest_topic"),)

    id: int | None = Field(default=None, primary_key=True)
    month: str = Field(index=True)
    digest: str = Field(index=True)
    topic: str
    state: str
    target_level: int | None = None
    industry: str | None = None
    region: str | None = None
