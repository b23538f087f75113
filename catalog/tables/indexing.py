"""What keeps the search index equal to the database: a queue of changes and the vectors of revisions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary
from sqlmodel import Field, SQLModel

from catalog.tables.columns import moment_column


class IndexJob(SQLModel, table=True):
    """An item whose index entry may be out of date; written in the transaction of the change itself.

    No foreign key: the job of a deleted item must outlive it.
    """

    __tablename__ = "index_job"

    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(index=True)
    created_at: datetime = Field(sa_column=moment_column())


class ItemVector(SQLModel, table=True):
    """The vectors of one revision by one encoder, so that a rebuild encodes nothing again.

    `vector` is the whole text's, little-endian float32; `tokens` the text's tokens', one byte a number, row by row.
    """

    __tablename__ = "item_vector"

    revision_id: int = Field(
        sa_column=Column(Integer, ForeignKey("supply_revision.id", ondelete="CASCADE"), primary_key=True)
    )
    fingerprint: str = Field(primary_key=True)
    vector: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    tokens: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
