"""What endpoints ask for: the runtime, the journal, the desk.

A session of the database is none of it. An endpoint opens one with `runtime.reading()` and closes it before it returns: where
the framework held it, a connection would be kept while the answer waits for a thread, and the threads wait for connections.
"""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import Depends, Request

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
