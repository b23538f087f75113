"""The web application: routes, guard, error answers, and the parts that live as long as the server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager, suppress
from typing import Any

from fastapi import FastAPI
from starlette.types import ASGIApp

from api.errors import install_handlers
from api.journal import SearchJournal
from api.readiness import Readiness
from api.reports import Advance, Study, study_report
from api.runtime import Runtime
from api.security import Guard
from api.v1.health import router as health_router
from api.v1.items import router as items_router
from api.v1.journal import router as journal_router
from api.v1.reports import router as reports_router
from api.v1.search import router as search_router
from api.v1.shortages import router as shortages_router
from api.web.assets import router as assets_router
from api.web.correction_pages import router as correction_pages_router
from api.web.desk import Desk
from api.web.docs_page import router as docs_router
from api.web.journal_pages import router as journal_pages_router
from api.web.pages import router as pages_router
from api.web.plan_pages import router as plan_pages_router
from api.web.report_pages import router as report_pages_router
from api.web.shortage_pages import router as shortage_pages_router

_FORM_OVERHEAD = 64 * 1024
_SWEEP_SECONDS = 30

_DESCRIPTION = """把企业的数字化需求对接到用得上的产品、服务与贷款。

金额单位为万元，时间单位为天或月（见字段名），等级 0–4 依据 2024 年版评测指标。
上传的报告只在内存中处理，不落盘；缺口榜只留场景、状态、目标等级、行业、区域、月份和认不出企业的摘要。"""


class DuijieApp(FastAPI):
    """FastAPI with the guard as its outermost layer, outside even of the framework's own error handling."""

    def __init__(self, *, guard_options: dict[str, Any], **options: Any) -> None:
        self._guard_options = guard_options
        super().__init__(**options)

    def build_middleware_stack(self) -> ASGIApp:
        """The framework's stack inside the guard."""
        return Guard(super().build_middleware_stack(), **self._guard_options)


def create_app(runtime: Runtime, *, allowed_hosts: Collection[str] = ()) -> FastAPI:
    """The application over a runtime; `allowed_hosts` are names beside loopback ones and plain addresses."""

    def work(data: bytes, name: str, advance: Advance) -> Study:
        return study_report(runtime, data, name, advance=advance)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.readiness.start()
        app.state.journal.start()
        sweeping = asyncio.create_task(_sweep(app.state.desk))
        try:
            yield
        finally:
            sweeping.cancel()
            with suppress(asyncio.CancelledError):
                await sweeping
            await asyncio.to_thread(app.state.desk.close)
            await asyncio.to_thread(app.state.readiness.close)
            await asyncio.to_thread(app.state.journal.close)

    max_body_bytes = runtime.settings.max_upload_mb * 1024 * 1024 + _FORM_OVERHEAD
    app = DuijieApp(
        guard_options={"max_body_bytes": max_body_bytes, "allowed_hosts": allowed_hosts},
        title="对接 接口",
        description=_DESCRIPTION,
        version="1",
        lifespan=lifespan,
        max_body_size=max_body_bytes,
        docs_url=None,
        redoc_url=None,
    )
    app.state.runtime = runtime
    app.state.desk = Desk(work, minutes=runtime.settings.report_minutes)
    app.state.journal = SearchJournal(runtime)
    app.state.readiness = Readiness(runtime)
    install_handlers(app)
    for router in (
        search_router,
        reports_router,
        items_router,
        journal_router,
        shortages_router,
        health_router,
        assets_router,
        docs_router,
        pages_router,
        report_pages_router,
        plan_pages_router,
        correction_pages_router,
        journal_pages_router,
        shortage_pages_router,
    ):
        app.include_router(router)
    return app


async def _sweep(desk: Desk) -> None:
    """Delete expired reports also when nobody asks for one."""
    while True:
        await asyncio.sleep(_SWEEP_SECONDS)
        desk.sweep()
