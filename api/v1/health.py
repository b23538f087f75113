"""Whether the process runs, and whether it can answer."""

from __future__ import annotations

from typing import cast

from fastapi import APIRouter, Request, Response

from api.dependencies import RuntimeDep
from api.readiness import Readiness
from api.v1.schemas import HealthAnswer, IndexAnswer, ReadyAnswer

router = APIRouter(tags=["运行状态"])


@router.get("/healthz", summary="进程是否在运行")
def report_health() -> HealthAnswer:
    """Always ok while the process answers."""
    return HealthAnswer(status="ok")


@router.get("/readyz", summary="是否可以提供服务", responses={503: {"model": ReadyAnswer}})
def report_readiness(request: Request, response: Response) -> ReadyAnswer:
    """200 when models are loaded and the index equals the database, else 503 with the reason."""
    reason = cast("Readiness", request.app.state.readiness).find_reason()
    response.status_code = 503 if reason else 200
    return ReadyAnswer(ready=reason is None, reason=reason)


@router.get("/api/v1/index", summary="索引与数据库是否一致，以及更新的次数")
def report_index(request: Request, runtime: RuntimeDep) -> IndexAnswer:
    """Counted afresh: what the index lacks, has too much, or holds in an older revision."""
    lag = runtime.measure_lag()
    manifest = runtime.store.find_manifest()
    counters = cast("Readiness", request.app.state.readiness).keeper.counters
    return IndexAnswer(
        generation=manifest.generation if manifest else None,
        items=len(manifest.hashes) if manifest else 0,
        in_step=lag.in_step,
        missing=lag.missing,
        stale=lag.stale,
        surplus=lag.surplus,
        jobs=lag.jobs,
        rebuilds=counters.rebuilds,
        failures=counters.failures,
        last_rebuild_seconds=counters.last_seconds,
    )
