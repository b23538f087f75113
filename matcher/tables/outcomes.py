"""What enterprises bought and what came of it: signed, live, accepted or stopped."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Integer, UniqueConstraint
from sqlmodel import Field, SQLModel

from catalog.tables.columns import moment_column


class OutcomeRecord(SQLModel, table=True):
    """One project: an enterprise, an item and a topic; `stage` is how far it has come by `month` (2026-11).

    `revision_id` is the item as it stood when the project was first recorded. Levels 0–4, cost in 万元, None is not stated.
    `published` says that the enterprise agreed to this project being shown under its name.
    """

    __tablename__ = "outcome"
    __table_args__ = (UniqueConstraint("enterprise_id", "item_id", "topic", name="uq_outcome_project"),)

    id: int | None = Field(default=None, primary_key=True)
    enterprise_id: int = Field(
        sa_column=Column(Integer, ForeignKey("enterprise.id", ondelete="CASCADE"), nullable=False, index=True)
    )
    item_id: int = Field(foreign_key="supply_item.id", index=True)
    revision_id: int = Field(foreign_key="supply_revision.id")
    topic: str = Field(index=True)
    stage: str
    level_before: int | None = None
    level_after: int | None = None
    cost_wan: float | None = None
    month: str
    effect: str = ""
    published: bool = False
    sample: bool = False
    created_at: datetime = Field(sa_column=moment_column())
    updated_at: datetime = Field(sa_column=moment_column())
