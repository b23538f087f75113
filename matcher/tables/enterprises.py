"""Enterprises of the pilot and the levels that were measured at them; no contact person is kept."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Column, ForeignKey, Integer
from sqlmodel import Field, SQLModel

from catalog.tables.columns import json_column, moment_column


class EnterpriseRecord(SQLModel, table=True):
    """One enterprise, known by its unified social credit code, or by its name while the code is not known.

    Money in 万元, levels 0–4, None is not stated. `content` is what the list says, as `EnterpriseContent`; the columns
    beside it are what queries ask for. `shown` is the enterprise's consent to be named as a model (愿意作为样板公开).
    """

    __tablename__ = "enterprise"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True, index=True)
    credit_code: str | None = Field(default=None, unique=True)
    industry: str | None = Field(default=None, index=True)
    industry_code: str | None = None
    region: str | None = None
    employees: int | None = None
    revenue_wan: float | None = None
    tier: str | None = None
    batch: int | None = None
    digital_level: int | None = None
    shown: bool = False
    sample: bool = False
    content: dict[str, object] = Field(sa_column=json_column())
    created_at: datetime = Field(sa_column=moment_column())
    updated_at: datetime = Field(sa_column=moment_column())


class EnterpriseLevel(SQLModel, table=True):
    """The level of one scene at an enterprise, as measured on a day; earlier measurements stay."""

    __tablename__ = "enterprise_level"

    enterprise_id: int = Field(
        sa_column=Column(Integer, ForeignKey("enterprise.id", ondelete="CASCADE"), primary_key=True)
    )
    topic: str = Field(primary_key=True)
    measured_on: date = Field(primary_key=True)
    level: int
