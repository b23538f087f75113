"""Alembic's environment: the models' metadata, and the connection that `api.migrate` holds the lock on."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection
from sqlmodel import SQLModel

import catalog.tables  # noqa: F401  # importing registers the tables with the metadata
import matcher.tables  # noqa: F401  # as above


def _run_online(connection: Connection) -> None:
    # Batches, because SQLite cannot alter a constraint in place.
    context.configure(connection=connection, target_metadata=SQLModel.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


def _run_offline(dialect: str) -> None:
    context.configure(
        dialect_name=dialect, target_metadata=SQLModel.metadata, literal_binds=True, render_as_batch=True
    )
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    _run_offline(str(context.config.attributes["dialect"]))
else:
    _run_online(context.config.attributes["connection"])
