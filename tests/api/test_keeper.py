"""Changes reach the searches of a running server by themselves, whole, and without an error meanwhile."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from api import keeper
from api.app import create_app
from api.keeper import IndexKeeper
from api.runtime import Runtime
from catalog.commands import save_item
from catalog.schemas import ProductContent, TopicUplift
from catalog.search.conditions.model import Field
from catalog.search.engine import Request
from catalog.vocabulary import Kind

pytestmark = pytest.mark.model

_PATIENCE_SECONDS = 30.0


def _save(runtime: Runtime, version: int) -> int:
    """One product whose every field names its version."""
    content = ProductContent(
        kind=Kind.PRODUCT,
        name="麦田烘焙配料秤",
        provider="示例软件有限公司",
        summary=f"第{version}版配料称重",
        interfaces=(f"V{version}",),
        topics=(TopicUplift(topic="S06"),),
    )
    with runtime.writing() as session:
        return save_item(session, content, runtime.taxonomy, actor="tests", now=runtime.now()).id


def _until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.05)


def test_an_edit_is_found_without_anybody_rebuilding(own_runtime: Runtime) -> None:
    with TestClient(create_app(own_runtime), base_url="http://localhost") as client:
        _until(lambda: client.get("/readyz").status_code == 200)

        def names() -> list[str]:
            answer = client.get("/api/v1/search", params={"q": "麦田烘焙配料秤"})
            return [hit["name"] for hit in answer.json()["hits"]]

        assert "麦田烘焙配料秤" not in names()
        _save(own_runtime, 1)
        _until(lambda: names()[:1] == ["麦田烘焙配料秤"])
        _until(lambda: bool(client.get("/api/v1/index").json()["in_step"]))
        status = client.get("/api/v1/index").json()
        assert (status["jobs"], status["missing"], status["failures"]) == (0, 0, 0)
        assert status["rebuilds"] >= 1
        assert client.get("/readyz").status_code == 200


def test_searches_during_rebuilds_see_no_error_and_no_mixed_version(own_runtime: Runtime) -> None:
    item = _save(own_runtime, 0)
    own_runtime.refresh_index()
    own_runtime.warm_up()
    watcher = IndexKeeper(own_runtime)
    watcher.start()
    stopped = threading.Event()
    seen: set[str] = set()
    mixed: list[str] = []
    failures: list[Exception] = []

    def search_on() -> None:
        while not stopped.is_set():
            try:
                with own_runtime.reading() as session:
                    result = own_runtime.search(session, Request("麦田烘焙配料秤", 1000))
            except Exception as error:  # noqa: BLE001  # the test wants to see every kind
                failures.append(error)
                return
            content = next(hit.item.content for hit in result.hits if hit.item.id == item)
            assert isinstance(content, ProductContent)
            versions = {name for name in result.facets[Field.INTERFACE] if name.startswith("V")}
            version = f"V{content.summary[1:-5]}"
            if not versions == set(content.interfaces) == {version}:
                mixed.append(f"{content.summary} {content.interfaces} {versions}")
            seen.add(version)

    searchers = [threading.Thread(target=search_on) for _ in range(3)]
    for searcher in searchers:
        searcher.start()
    try:
        for version in range(1, 6):
            _save(own_runtime, version)
            _until(lambda version=version: f"V{version}" in seen or bool(failures))  # type: ignore[misc]
    finally:
        stopped.set()
        for searcher in searchers:
            searcher.join()
        watcher.close()
    assert (failures, mixed) == ([], [])
    assert watcher.counters.rebuilds >= 5
    assert watcher.counters.failures == 0


def test_a_keeper_that_cannot_rebuild_is_counted_and_ends_readiness(
    own_runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper, "_PATIENCE_SECONDS", 0.0)
    with TestClient(create_app(own_runtime), base_url="http://localhost") as client:
        _until(lambda: client.get("/readyz").status_code == 200)

        def refuse() -> None:
            raise OSError("disk full")

        monkeypatch.setattr(own_runtime, "refresh_index", refuse)
        _save(own_runtime, 1)
        _until(lambda: client.get("/readyz").status_code == 503)
        assert client.get("/readyz").json()["reason"] == "索引落后于目录：缺1项，过时0项，多余0项。"
        _until(lambda: client.get("/api/v1/index").json()["failures"] >= 1)
        assert client.get("/api/v1/search", params={"q": "设备"}).status_code == 200
