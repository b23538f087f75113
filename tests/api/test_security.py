"""What must not come in, what every answer carries, and that no failure leaks."""

from __future__ import annotations

import logging

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.datastructures import Headers

from api.app import create_app
from api.runtime import Runtime
from api.security import is_same_origin
from api.settings import Settings


@pytest.mark.parametrize("path", ["/", "/report", "/docs", "/nothing", "/api/v1/nothing", "/static/app.css"])
def test_every_answer_carries_the_protecting_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["content-security-policy"].startswith("default-src 'self';")
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert len(headers["x-request-id"]) == 16
    assert headers["cache-control"] == (
        "no-store" if not path.startswith("/static") else headers["cache-control"]
    )


@pytest.mark.parametrize(
    "path", ["/", "/?q=设备坏了才修", "/items/1", "/items/190", "/report", "/docs", "/nothing"]
)
def test_pages_hold_nothing_that_the_policy_forbids(client: TestClient, path: str) -> None:
    html = client.get(path).text
    assert "<style" not in html
    assert " style=" not in html
    assert " onclick=" not in html
    assert "https://" not in html
    assert html.count("<script ") == html.count("<script src=") == 2


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("localhost:8000", 200),
        ("127.0.0.1:8000", 200),
        ("[::1]:8000", 200),
        ("10.1.2.3", 200),
        ("evil.example", 421),
        ("localhost.evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("", 421),
    ],
)
def test_a_foreign_name_bound_to_this_machine_is_refused(client: TestClient, host: str, status: int) -> None:
    assert client.get("/healthz", headers={"host": host}).status_code == status


def test_a_configured_name_is_served(sample_runtime: Runtime) -> None:
    client = TestClient(create_app(sample_runtime, allowed_hosts=["Duijie.example"]))
    assert client.get("http://duijie.example/healthz").status_code == 200


@pytest.mark.parametrize(
    ("headers", "same"),
    [
        ({}, True),
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "cross-site", "origin": "http://localhost:8000"}, False),
        ({"origin": "http://localhost:8000"}, True),
        ({"origin": "http://localhost:9000"}, False),
        ({"origin": "null"}, False),
        ({"origin": "https://evil.example"}, False),
    ],
)
def test_same_origin_is_told_by_what_browsers_send(headers: dict[str, str], same: bool) -> None:
    assert is_same_origin(Headers({"host": "localhost:8000", **headers})) is same


@pytest.mark.parametrize("path", ["/report", "/report/sample", "/report/x/delete", "/api/v1/reports/match"])
def test_another_site_cannot_post(client: TestClient, path: str) -> None:
    answer = client.post(path, headers={"origin": "https://evil.example"}, data={"sample": "x"})
    assert answer.status_code == 403
    assert "来自别的网站" in answer.text


def test_a_body_beyond_the_limit_is_refused_with_a_sentence(sample_runtime: Runtime) -> None:
    settings = sample_runtime.settings.model_copy(update={"max_upload_mb": 1})
    small = Runtime(settings)
    client = TestClient(create_app(small), base_url="http://localhost")
    body = b"x" * (2 * 1024 * 1024)
    page = client.post("/report", files={"file": ("大.pdf", body)})
    assert page.status_code == 413
    assert "超过 1 MB 的上限" in page.text

    def stream() -> object:
        for _ in range(20):
            yield body[:200_000]

    headers = {"content-type": "multipart/form-data; boundary=x"}
    chunked = client.post("/api/v1/reports/needs", content=stream(), headers=headers)  # type: ignore[arg-type]
    assert chunked.status_code == 413
    assert chunked.json()["code"] == "body_too_large"


def test_an_unexpected_failure_answers_without_leaking(
    sample_runtime: Runtime, caplog: pytest.LogCaptureFixture
) -> None:
    app: FastAPI = create_app(sample_runtime)

    @app.get("/boom")
    @app.get("/api/boom")
    def boom() -> None:
        raise RuntimeError("机" + "密")

    client = TestClient(app, base_url="http://localhost")
    caplog.set_level(logging.DEBUG)
    page, body = client.get("/boom"), client.get("/api/boom").json()
    assert page.status_code == 500
    assert "服务出了点问题" in page.text
    assert body["code"] == "internal_error"
    assert "机密" not in page.text + str(body) + caplog.text
    assert f"request {body['request_id']}" in caplog.text
    assert "RuntimeError" in caplog.text


def test_head_answers_as_get_without_a_body(client: TestClient) -> None:
    answer = client.head("/")
    assert (answer.status_code, answer.content) == (200, b"")
    assert client.head("/nothing").status_code == 404


def test_assets_are_ours_typed_and_cached(client: TestClient) -> None:
    answer = client.get("/static/vendor/htmx.min.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.text.startswith("var htmx=")
    assert "immutable" in answer.headers["cache-control"]
    again = client.get("/static/vendor/htmx.min.js", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/static/nothing.css").status_code == 404


def test_settings_are_not_needed_for_an_app_object() -> None:
    app = create_app(Runtime(Settings(database_url="sqlite://")))
    assert app.docs_url is None
    assert app.redoc_url is None
