"""The database engine: SQLite in WAL mode by default, any SQLAlchemy URL by setting."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, event
from sqlmodel import create_engine

_BUSY_TIMEOUT_MS = 15_000  # an import of thousands of rows commits within a few seconds; others wait for it
_CHECKPOINT_TIMEOUT_MS = 500


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
    cursor.execute(
        f"PRAGMA busy_timeout={_BUSY_TIMEOUT_MS}"
    )  # first: going over to WAL has to wait for others too
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    # What is deleted or emptied is gone from the file at once, not when its place happens to be used again.
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.close()


def _begin_immediately(connection: Any) -> None:
    # A deferred transaction that reads and then writes fails at once with "database is locked" when another has written
    # meanwhile. Readers say so by the execution option and stay concurrent.
    options = connection.get_execution_options()
    connection.exec_driver_sql("BEGIN" if options.get("read_only") else "BEGIN IMMEDIATE")


def empty_write_ahead_log(engine: Engine) -> bool:
    """Bring SQLite's log into the database file and cut it to nothing, so that it holds no old copy of a page.

    False when somebody was reading or writing for longer than a moment: then try again later. True at once on other
    databases, which look after their logs themselves.
    """
    if engine.dialect.name != "sqlite":
        return True
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        # Waiting here would keep writers waiting too.
        cursor.execute(f"PRAGMA busy_timeout={_CHECKPOINT_TIMEOUT_MS}")
        try:
            busy, _, _ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            cursor.execute(f"PRAGMA busy_timeout={_BUSY_TIMEOUT_MS}")
            cursor.close()
    finally:
        connection.close()
    return not busy
