"""What endpoints ask for: the runtime, a reading session, the visitor's upload."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, cast

from fastapi import Depends, Request
from sqlmodel import Session

from api.errors import NotReady
from api.journal import SearchJournal
from api.readiness import Readiness
from api.runtime import Runtime
from api.web.desk import Desk


def get_runtime(request: Request) -> Runtime:
    """The service's parts."""
    return cast("Runtime", request.app.state.runtime)


def get_desk(request: Request) -> Desk:
    """Where uploaded reports are studied."""
    return cast("Desk", request.app.state.desk)


def get_journal(request: Request) -> SearchJournal:
    """Where searches and clicks are noted."""
    return cast("SearchJournal", request.app.state.journal)


def get_ready_runtime(request: Request) -> Runtime:
    """The service's parts once the models are loaded: nobody waits for that with an open connection. Raises NotReady."""
    readiness = cast("Readiness", request.app.state.readiness)
    if readiness.is_warming:
        raise NotReady("服务刚启动，正在加载模型，页面会自动重试。")
    return get_runtime(request)


RuntimeDep = Annotated[Runtime, Depends(get_runtime)]
ReadyRuntimeDep = Annotated[Runtime, Depends(get_ready_runtime)]
DeskDep = Annotated[Desk, Depends(get_desk)]
JournalDep = Annotated[SearchJournal, Depends(get_journal)]


def open_reading_session(runtime: RuntimeDep) -> Iterator[Session]:
    """A session that sees one moment of the database and writes nothing."""
    with runtime.reading() as session:
        yield session


# Function scope: the session ends before the answer goes out, so that a late failure still becomes an error answer.
SessionDep = Annotated[Session, Depends(open_reading_session, scope="function")]
