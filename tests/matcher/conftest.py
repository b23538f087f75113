"""An empty database per test, with the tables of both sides."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session, SQLModel

import matcher.tables  # noqa: F401  # registers the tables
from catalog.db import create_database_engine


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """A session over an empty SQLite file that nobody commits."""
    engine = create_database_engine(f"sqlite:///{tmp_path / 'demand.sqlite'}")
    SQLModel.metadata.create_all(engine)
    with Session(engine) as opened:
        yield opened
    engine.dispose()
