"""Supply items of three kinds in one id space, their append-only revisions, and the fields that conditions query."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Column, ForeignKey, Integer, UniqueConstraint
from sqlmodel import Field, SQLModel

from catalog.tables.columns import json_column, moment_column


def _item_key() -> Column[int]:
    return Column(Integer, ForeignKey("supply_item.id", ondelete="CASCADE"), primary_key=True)


class SupplyItem(SQLModel, table=True):
    """A product, solution or financing product; `revision` is the number of its newest revision."""

    __tablename__ = "supply_item"
    __table_args__ = (UniqueConstraint("provider_id", "name", "kind", name="uq_supply_item_natural_key"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(index=True)
    name: str
    provider_id: int = Field(foreign_key="provider.id", index=True)
    status: str = Field(index=True)
    revision: int
    valid_until: date | None = None
    sample: bool = False
    created_at: datetime = Field(sa_column=moment_column())
    updated_at: datetime = Field(sa_column=moment_column())


class SupplyRevision(SQLModel, table=True):
    """What an item said at one time. Never changed: lists, matches and outcomes point at it."""

    __tablename__ = "supply_revision"
    __table_args__ = (UniqueConstraint("item_id", "number", name="uq_supply_revision_number"),)

    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="supply_item.id", index=True)
    number: int
    content: dict[str, object] = Field(sa_column=json_column())
    text: str
    text_hash: str
    actor: str
    created_at: datetime = Field(sa_column=moment_column())


class SupplyTopic(SQLModel, table=True):
    """A topic that the item's newest revision serves; `position` 0 is the main one."""

    __tablename__ = "supply_topic"

    item_id: int = Field(sa_column=_item_key())
    topic: str = Field(primary_key=True, index=True)
    position: int
    level_from: int | None = None
    level_to: int | None = None


class SupplyFacet(SQLModel, table=True):
    """One value of one many-valued field of the newest revision (`catalog.vocabulary.Facet`)."""

    __tablename__ = "supply_facet"

    item_id: int = Field(sa_column=_item_key())
    field: str = Field(primary_key=True)
    value: str = Field(primary_key=True, index=True)


class ProductDetail(SQLModel, table=True):
    """What conditions on products query: prices in 万元, times in days."""

    __tablename__ = "product_detail"

    item_id: int = Field(sa_column=_item_key())
    price_model: str
    price_min_wan: float | None = None
    price_max_wan: float | None = None
    free: bool | None = None
    trial: bool | None = None
    golive_min_days: int | None = None
    golive_max_days: int | None = None


class FinanceDetail(SQLModel, table=True):
    """What conditions on financing products query: amounts in 万元, terms in months, rates in percent a year."""

    __tablename__ = "finance_detail"

    item_id: int = Field(sa_column=_item_key())
    finance_type: str
    amount_min_wan: float | None = None
    amount_max_wan: float | None = None
    term_min_months: int | None = None
    term_max_months: int | None = None
    rate_min_pct: float | None = None
    rate_max_pct: float | None = None
    min_level: int | None = None
