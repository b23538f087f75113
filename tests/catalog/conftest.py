"""An empty catalogue per test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, SQLModel

import catalog.tables  # noqa: F401  # registers the tables
from catalog.db import create_database_engine


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """A SQLite file with all tables and nothing in them."""
    created = create_database_engine(f"sqlite:///{tmp_path / 'catalogue.sqlite'}")
    SQLModel.metadata.create_all(created)
    yield created
    created.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session that nobody commits."""
    with Session(engine) as opened:
        yield opened
