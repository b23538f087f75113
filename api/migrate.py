"""Bringing a database to the newest schema at start-up, once, whoever starts first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, text

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).parent / "migrations"

# Any number that no other program on the same PostgreSQL uses; "dj" in ASCII.
_ADVISORY_LOCK = 0x646A


class DatabaseTooNew(Exception):
    """The database was made by a newer release, so that this one must not touch it."""

    code = "database_too_new"

    def __init__(self, found: str) -> None:
        self.message = f"数据库由更新的版本建立（结构版本 {found}），请升级程序，或换一个数据目录。"
        super().__init__(self.message)


def upgrade_database(engine: Engine) -> None:
    """Apply the missing revisions in one transaction under a lock; a few milliseconds when none is missing.

    Raises DatabaseTooNew when the database knows a revision that this release does not.
    """
    known = list_revisions()
    with engine.connect().execution_options(read_only=True) as connection:
        if _is_newest(connection, known):
            return
    with engine.begin() as connection:  # on SQLite this takes the write lock at once
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
        if not _is_newest(connection, known):  # another process may have been first
            from alembic import command

            command.upgrade(make_config(connection), "head")


def list_revisions() -> list[str]:
    """Every revision of this release, oldest first: the numbers that begin the file names."""
    return sorted(path.name.split("_")[0] for path in (FOLDER / "versions").glob("[0-9]*.py"))


def make_config(connection: Connection) -> Config:
    """Alembic's settings for commands that run on this connection, within its transaction."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _is_newest(connection: Connection, known: list[str]) -> bool:
    """Whether nothing is to be done. Alembic itself is not asked, for importing it costs more than the answer."""
    if not connection.dialect.has_table(connection, "alembic_version"):
        return False
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if found is not None and found not in known:
        raise DatabaseTooNew(str(found))
    return found == known[-1]
