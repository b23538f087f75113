"""A real SQLite file per test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session, SQLModel

import catalog.tables  # noqa: F401  # registers the tables
from catalog.db import create_database_engine


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """A session on an empty catalogue."""
    engine = create_database_engine(f"sqlite:///{tmp_path / 'catalog.db'}")
    SQLModel.metadata.create_all(engine)
    with Session(engine) as opened:
        yield opened
    engine.dispose()
