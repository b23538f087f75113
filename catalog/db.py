"""The database engine: SQLite in WAL mode by default, any SQLAlchemy URL by setting."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, event
from sqlmodel import create_engine

_BUSY_TIMEOUT_MS = 15_000  # an import of thousands of rows commits within a few seconds; others wait for it


def create_database_engine(url: str) -> Engine:
    """An engine for the URL; on SQLite with WAL, foreign keys and a busy timeout."""
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _configure_sqlite)
        event.listen(engine, "begin", _begin_immediately)
    return engine


def _configure_sqlite(connection: Any, _record: Any) -> None:
    # The driver must not open transactions by itself, or `_begin_immediately` would come too late.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute(f"PRAGMA busy_timeout={_BUSY_TIMEOUT_MS}")
    cursor.close()


def _begin_immediately(connection: Any) -> None:
    # A deferred transaction that reads and then writes fails at once with "database is locked" when another has written
    # meanwhile. Readers say so by the execution option and stay concurrent.
    options = connection.get_execution_options()
    connection.exec_driver_sql("BEGIN" if options.get("read_only") else "BEGIN IMMEDIATE")
