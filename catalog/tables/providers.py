"""Providers: software firms, service firms and financing institutions."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from catalog.tables.columns import json_column, moment_column


class Provider(SQLModel, table=True):
    """One firm, known by its unified social credit code, or by its name while the code is not known."""

    __tablename__ = "provider"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True, index=True)
    credit_code: str | None = Field(default=None, unique=True)
    provider_type: str | None = None
    region: str | None = None
    content: dict[str, object] = Field(sa_column=json_column())
    created_at: datetime = Field(sa_column=moment_column())
    updated_at: datetime = Field(sa_column=moment_column())
