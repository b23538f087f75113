"""What endpoints ask for: the runtime, a reading session, the visitor's upload."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, cast

from fastapi import Depends, Request
from sqlmodel import Session

from api.runtime import Runtime
from api.web.desk import Desk


def get_runtime(request: Request) -> Runtime:
    """The service's parts."""
    return cast("Runtime", request.app.state.runtime)


def get_desk(request: Request) -> Desk:
    """Where uploaded reports are studied."""
    return cast("Desk", request.app.state.desk)


RuntimeDep = Annotated[Runtime, Depends(get_runtime)]
DeskDep = Annotated[Desk, Depends(get_desk)]


def open_reading_session(runtime: RuntimeDep) -> Iterator[Session]:
    """A session that sees one moment of the database and writes nothing."""
    with runtime.reading() as session:
        yield session


# Function scope: the session ends before the answer goes out, so that a late failure still becomes an error answer.
SessionDep = Annotated[Session, Depends(open_reading_session, scope="function")]
