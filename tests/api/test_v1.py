"""The JSON interface: the stable contract, over the sample catalogue."""

from __future__ import annotations

import io
import threading
from typing import Any

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from api.app import create_app
from api.runtime import Runtime
from api.samples import read_sample
from api.settings import Settings
from catalog.commands import withdraw_item
from tests.contracts.schema import list_breaches


def _upload(name: str) -> dict[str, tuple[str, bytes]]:
    data = read_sample(name)
    assert data is not None
    return {"file": (name, data)}


def test_search_answers_the_contract(client: TestClient) -> None:
    params: dict[str, Any] = {"q": "设备点检", "k": 2, "kind": "product", "scene": "设备运维"}
    body = client.get("/api/v1/search", params=params).json()
    assert list_breaches("search", body) == []
    assert body["conditions"] == [
        {"field": "kind", "op": "=", "value": "product", "quote": "", "hard": True},
        {"field": "topic", "op": "=", "value": "S08", "quote": "", "hard": True},
    ]
    assert len(body["hits"]) == 2 < body["total"]
    for hit in body["hits"]:
        assert hit["score"] == sum(hit["parts"].values())
        assert hit["kind"] == "product"
    assert [hit["score"] for hit in body["hits"]] == sorted(
        (hit["score"] for hit in body["hits"]), reverse=True
    )


def test_a_broad_search_is_asked_back_step_by_step(client: TestClient) -> None:
    asked = client.get("/api/v1/search/question", params={"q": "生产管理软件"}).json()
    assert asked["question"]
    assert 2 <= len(asked["choices"]) <= 6
    assert (asked["answers"], asked["understood"]) == ("", "")
    answered = client.get(
        "/api/v1/search/question", params={"q": "生产管理软件", "answers": asked["choices"][0]["answers"]}
    ).json()
    assert answered["understood"].startswith("您")
    assert answered["question"] != asked["question"]
    unsure = client.get(
        "/api/v1/search/question", params={"q": "生产管理软件", "answers": asked["unsure"]}
    ).json()
    assert unsure["understood"] == ""
    before, after = (
        client.get("/api/v1/search", params={"q": "生产管理软件", "answers": answers, "k": 50}).json()
        for answers in ("", asked["choices"][0]["answers"])
    )
    assert before["total"] == after["total"]
    assert any("问答相符" in hit["parts"] for hit in after["hits"])
    nothing = client.get("/api/v1/search/question", params={"q": "宠物美容预约", "answers": "junk"}).json()
    assert (nothing["question"], nothing["choices"]) == (None, [])


def test_what_was_read_by_pinyin_is_said_in_the_reasons(client: TestClient) -> None:
    hits = client.get("/api/v1/search", params={"q": "zhiliang guanli"}).json()["hits"]
    assert hits
    assert all(hit["reasons"][0] == "按拼音：“zhiliang guanli”读作“质量管理”" for hit in hits)


def test_suggestions_say_how_they_were_found(client: TestClient) -> None:
    found = client.get("/api/v1/suggest", params={"q": "zhil"}).json()["suggestions"]
    assert {"text": "质量管理", "how": "按拼音"} in found
    assert client.get("/api/v1/suggest", params={"q": "🙂"}).json() == {"suggestions": []}


def test_why_an_item_is_missing(client: TestClient) -> None:
    params = {"q": "设备点检 一万以下", "kind": "finance", "item": "1"}
    answer = client.get("/api/v1/search/absence", params=params).json()
    assert answer["verdict"] in {"conditions", "not_about_it"}
    assert {obstacle["field"] for obstacle in answer["obstacles"]} >= {"kind"}
    assert answer["sentence"]
    unknown = client.get("/api/v1/search/absence", params={"item": "不存在的火星探测系统"})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "item_not_found")


def test_search_by_two_industries_finds_either(client: TestClient) -> None:
    def count(*names: str) -> int:
        return int(client.get("/api/v1/search", params={"industry": list(names)}).json()["total"])

    assert max(count("化工"), count("新材料")) < count("化工", "新材料") <= count("化工") + count("新材料")


def test_an_empty_search_says_what_to_drop(client: TestClient) -> None:
    params = {"q": "设备更新贷款", "kind": "finance", "scene": "S08"}
    body = client.get("/api/v1/search", params=params).json()
    assert (body["total"], body["hits"], body["nothing_fits"]) == (0, [], True)
    assert body["relaxations"]


def test_needs_and_match_answer_the_contract(client: TestClient) -> None:
    needs = client.post("/api/v1/reports/needs", files=_upload("machine_parts.docx")).json()
    assert list_breaches("needs", needs) == []
    assert needs["enterprise"]["industry"] == "高端装备及零部件制造"
    match = client.post(
        "/api/v1/reports/match",
        files=_upload("machine_parts.docx"),
        data={"k": "2", "budget_wan": "1"},
    ).json()
    assert list_breaches("match", match) == []
    assert [need["quote"] for need in match["needs"]] == [need["quote"] for need in needs["needs"]]
    assert max(len(entry["items"]) for entry in match["matches"]) == 2
    assert any(
        "高于预算" in reason for m in match["matches"] for hit in m["items"] for reason in hit["reasons"]
    )


@pytest.mark.parametrize(
    ("data", "field"), [({"k": "0"}, "k"), ({"k": "many"}, "k"), ({"budget_wan": "nan"}, "budget_wan")]
)
def test_wrong_options_are_named(client: TestClient, data: dict[str, str], field: str) -> None:
    answer = client.post("/api/v1/reports/match", files=_upload("machine_parts.docx"), data=data)
    assert answer.status_code == 422
    assert list(answer.json()["fields"]) == [field]


@pytest.mark.parametrize(
    ("files", "status", "code"),
    [
        ({"other": ("x.txt", b"x")}, 422, "upload_missing"),
        ({"file": ("图.gif", b"GIF89a" + bytes(32))}, 415, "report_unsupported"),
        ({"file": ("图.png", b"\x89PNG\r\n\x1a\n")}, 422, "report_damaged"),
        ({"file": ("空.txt", b"")}, 422, "report_empty"),
    ],
)
def test_refused_reports_say_why(
    client: TestClient, files: dict[str, tuple[str, bytes]], status: int, code: str
) -> None:
    answer = client.post("/api/v1/reports/needs", files=files)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_an_item_holds_the_provider_s_statements(client: TestClient) -> None:
    hit = client.get("/api/v1/search", params={"kind": "finance", "k": 1}).json()["hits"][0]
    body = client.get(f"/api/v1/items/{hit['id']}").json()
    assert (body["id"], body["kind"], body["name"], body["revision"]) == (
        hit["id"],
        "finance",
        hit["name"],
        1,
    )
    assert body["content"]["amount_text"]
    assert body["valid_until"] == body["content"]["valid_until"]


@pytest.mark.parametrize("kind", ["product", "finance", "provider"])
def test_templates_are_workbooks_with_headers(client: TestClient, kind: str) -> None:
    answer = client.get(f"/api/v1/template/{kind}")
    assert f'filename="duijie-{kind}.xlsx"' in answer.headers["content-disposition"]
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    assert "名称" in str(sheet["A1"].value)


def test_health_and_readiness(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"ready": True, "reason": None}


def test_not_ready_while_the_index_lags(own_runtime: Runtime) -> None:
    app = create_app(own_runtime)
    client = TestClient(app, base_url="http://localhost")
    assert client.get("/readyz").json()["reason"] == "正在加载模型和索引，请稍候。"
    assert client.get("/readyz").status_code == 503
    with TestClient(app, base_url="http://localhost"):
        assert app.state.readiness.wait(120)
        assert client.get("/readyz").status_code == 200
        app.state.readiness.keeper.close()  # nobody works on it any more
        with own_runtime.writing() as session:
            withdraw_item(session, 1, now=own_runtime.now())
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert answer.json()["reason"] == "索引落后于目录：缺0项，过时0项，多余1项。"
        own_runtime.refresh_index()
        assert client.get("/readyz").status_code == 200


def test_nobody_waits_with_an_open_connection_while_models_load(
    own_runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = threading.Event()
    monkeypatch.setattr(own_runtime, "warm_up", lambda: loaded.wait(30))
    app = create_app(own_runtime)
    with TestClient(app, base_url="http://localhost") as client:
        answer = client.get("/api/v1/search", params={"q": "设备"})
        assert (answer.status_code, answer.json()["code"]) == (503, "not_ready")
        assert answer.headers["retry-after"] == "5"
        page = client.get("/")
        assert page.status_code == 503
        assert '<meta http-equiv="refresh" content="3">' in page.text
        loaded.set()
        assert app.state.readiness.wait(30)
        assert client.get("/items/1").status_code == 200


def test_without_a_model_the_service_says_so_and_stays_up(own_runtime: Runtime) -> None:
    broken = Runtime(Settings(home=own_runtime.settings.home, model="nowhere"))
    app = create_app(broken)
    with TestClient(app, base_url="http://localhost") as client:
        assert app.state.readiness.wait(60)
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert answer.json()["reason"]
        assert client.get("/healthz").status_code == 200
        refused = client.get("/api/v1/search", params={"q": "设备"})
        assert (refused.status_code, refused.json()["code"]) == (503, "model_unavailable")
    broken.engine.dispose()
