"""The database engine: SQLite in WAL mode by default, any SQLAlchemy URL by setting."""

from __future__ import annotations

import sqlite3
import time
from typing import Any

from sqlalchemy import Engine, event
from sqlmodel import create_engine

_BUSY_TIMEOUT_MS = 15_000  # an import of thousands of rows commits within a few seconds; others wait for it
_CHECKPOINT_TIMEOUT_MS = 500
_RETRY_SECONDS = 0.02


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
    # First: going over to WAL has to wait for others too.
    cursor.execute(f"PRAGMA busy_timeout={_BUSY_TIMEOUT_MS}")
    _go_over_to_wal(cursor)
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    # What is deleted or emptied is gone from the file at once, not when its place happens to be used again.
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.close()


def _go_over_to_wal(cursor: sqlite3.Cursor) -> None:
    # Of several who open a new file together, SQLite refuses all but one at once, without the busy timeout: each holds a
    # shared lock and wants an exclusive one, so waiting inside would be a deadlock. Asking again is what it leaves to us.
    end = time.monotonic() + _BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if not is_busy(error) or time.monotonic() > end:
                raise
            time.sleep(_RETRY_SECONDS)
        else:
            return


def is_busy(error: BaseException | None) -> bool:
    """Whether SQLite gave up because another process was writing: the same may well succeed later."""
    # The low byte is the code; the others say where it arose (sqlite.org/rescode.html). Errors of the driver have none.
    return getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY


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
