"""Every error has a status, and every refusal one shape."""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

import api
import catalog
import embeddings
import matcher
from api.errors import STATUS, ApiError, Problem, describe, respond, status_of
from catalog.errors import CatalogError, ItemNotFound, TaxonomyDamaged
from embeddings.errors import EmbeddingsError
from matcher.errors import MatcherError

ROOTS: tuple[type[Exception], ...] = (CatalogError, MatcherError, EmbeddingsError, ApiError)


def _family(root: type[Exception]) -> Iterator[type[Exception]]:
    yield root
    for child in root.__subclasses__():
        yield from _family(child)


def _import_everything() -> None:
    for package in (api, catalog, embeddings, matcher):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations" not in module.name and ".samples" not in module.name:
                importlib.import_module(module.name)


def test_every_error_class_has_its_own_status_and_code() -> None:
    _import_everything()
    classes = [cls for root in ROOTS for cls in _family(root) if not cls.__module__.startswith("tests")]
    unmapped = sorted(cls.__name__ for cls in classes if cls not in STATUS)
    assert unmapped == []
    codes = [cls.code for cls in classes]  # type: ignore[attr-defined]
    assert sorted(codes) == sorted(set(codes))
    assert all(400 <= STATUS[cls] < 600 for cls in classes)


def test_an_unlisted_child_answers_as_its_parent() -> None:
    class Newer(ItemNotFound):
        """A class that the table does not know yet."""

    assert status_of(Newer("没有")) == 404
    assert status_of(ValueError("x")) == 500


def test_server_side_failures_keep_their_inner_words() -> None:
    problem = describe(TaxonomyDamaged("分类数据文件损坏：/somewhere/secret.csv"))
    assert problem.status == 500
    assert "secret" not in problem.message
    assert describe(ValueError("机密")).message == problem.message


def test_machines_get_json_and_people_a_page() -> None:
    problem = Problem(404, "item_not_found", "没有<这项>", {"id": "不对"})
    state = {"request_id": "abc"}
    answer = respond({"path": "/api/v1/items/9", "state": state}, problem)
    assert json.loads(bytes(answer.body)) == {
        "code": "item_not_found",
        "message": "没有<这项>",
        "fields": {"id": "不对"},
        "request_id": "abc",
    }
    page = bytes(respond({"path": "/items/9", "state": state}, problem).body).decode()
    assert "没有&lt;这项&gt;" in page
    assert "abc" in page


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/v1/nothing", 404, "not_found"),
        ("POST", "/api/v1/search", 405, "method_not_allowed"),
        ("GET", "/api/v1/items/99999", 404, "item_not_found"),
        ("GET", "/api/v1/items/abc", 422, "invalid_input"),
        ("GET", "/api/v1/search?scene=火星", 422, "unknown_term"),
        ("GET", "/api/v1/template/loans", 404, "template_not_found"),
        ("POST", "/api/v1/reports/needs", 400, "upload_malformed"),
    ],
)
def test_refusals_have_one_shape(client: TestClient, method: str, path: str, status: int, code: str) -> None:
    answer = client.request(method, path)
    body = answer.json()
    assert (answer.status_code, body["code"]) == (status, code)
    assert set(body) == {"code", "message", "fields", "request_id"}
    assert body["request_id"] == answer.headers["x-request-id"]
    assert body["message"].endswith("。")


def test_field_errors_are_named_in_chinese(client: TestClient) -> None:
    body = client.get("/api/v1/search", params={"k": 0, "kind": "toy", "q": "长" * 501}).json()
    assert body["fields"]["k"] == "不能小于 1"
    assert body["fields"]["q"] == "不能超过500个字"
    assert body["fields"]["kind"].startswith("只能是：")


@pytest.mark.parametrize(
    ("method", "path", "status", "words"),
    [
        ("GET", "/nothing", 404, "没有找到"),
        ("DELETE", "/", 405, "不能这样访问"),
        ("GET", "/items/99999", 404, "没有编号为 99999 的产品或服务"),
        ("GET", "/items/abc", 422, "应当是整数"),
        ("GET", "/report/unknown-token", 404, "没有找到这份报告的结果"),
        ("GET", "/static/../app.py", 404, "没有找到"),
    ],
)
def test_pages_say_what_is_wrong_and_lead_on(
    client: TestClient, method: str, path: str, status: int, words: str
) -> None:
    answer = client.request(method, path)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert words in answer.text
    assert answer.headers["x-request-id"] in answer.text
    assert 'href="/report"' in answer.text
