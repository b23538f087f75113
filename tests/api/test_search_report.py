"""The search report as page, JSON and command: the same numbers, and clicks that count when a person opens an item."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import select

from api.app import create_app
from api.runtime import Runtime
from api.settings import Settings
from catalog.commands import save_item
from catalog.search.journal import Search, record_click, record_search
from catalog.tables import SearchClick
from tests.api.command import duijie
from tests.catalog.contents import NOW, make_product
from tests.contracts.schema import check

MATERIALS, CHEMICALS = "新型材料制造", "基础化学原料制造"


def _log(
    runtime: Runtime,
    token: str,
    text: str,
    *,
    days_ago: int = 0,
    industries: tuple[str, ...] = (),
    total: int = 5,
    milliseconds: int = 80,
) -> None:
    search = Search(
        token=token,
        when=runtime.now().astimezone() - timedelta(days=days_ago),
        channel="page",
        text=text,
        industries=industries,
        kind=None,
        total=total,
        nothing_fits=total == 0,
        milliseconds=milliseconds,
    )
    with runtime.writing() as session:
        record_search(session, search)


@pytest.fixture
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Runtime]:
    """A service with an item and no model: neither the report nor an item's page needs one."""
    for name in ("DUIJIE_HOME", "DUIJIE_DATABASE_URL", "DUIJIE_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    made = Runtime(Settings(home=tmp_path))
    with made.writing() as session:
        save_item(session, make_product(), made.taxonomy, actor="tests", now=NOW)
    yield made
    made.engine.dispose()


@pytest.fixture
def logged(runtime: Runtime) -> Runtime:
    """Four searches this month and one two months ago."""
    for number in range(2):
        _log(runtime, f"gap{number}", "危废转运联单 <b>", total=0, industries=(CHEMICALS,))
    _log(runtime, "opened", "库存账实对不上")
    _log(runtime, "slow", "葡萄酒溯源", industries=(MATERIALS, CHEMICALS), milliseconds=1_900)
    _log(runtime, "old", "早先的问题", days_ago=62)
    with runtime.writing() as session:
        record_click(session, "opened", 1, 2, runtime.now())
    return runtime


@pytest.fixture
def app(runtime: Runtime) -> FastAPI:
    """The application, not started: a test says when its journal writes, and no model is loaded."""
    return create_app(runtime)


@pytest.fixture
def visitor(app: FastAPI) -> TestClient:
    return TestClient(app, base_url="http://localhost", raise_server_exceptions=False)


def _let_write(app: FastAPI) -> None:
    """What the journal does between the start and the end of a server."""
    app.state.journal.start()
    app.state.journal.close()


def _words(text: str) -> str:
    """The page's text without tags, as a person reads it."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)))


def _months(runtime: Runtime) -> list[str]:
    """The month of five searches and that of the old one, both where the service runs."""
    now = runtime.now().astimezone()
    return [f"{moment:%Y-%m}" for moment in (now, now - timedelta(days=62))]


def test_the_page_says_the_numbers(logged: Runtime, visitor: TestClient) -> None:
    page = visitor.get("/search-report")
    assert page.status_code == 200
    words = _words(page.text)
    assert (
        "大家一共搜索了5次：2次没有结果，2次有结果但没人点开，1次用了0.5秒以上。"
        "没有结果的搜索里，“危废转运联单 <b>”最多，2次。"
    ) in words
    assert "占全部搜索的40.0%" in words
    assert "占网页上有结果的66.7%" in words
    assert "最慢的一次1.9秒" in words
    assert re.search(r"基础化学原料制造 3 2 66\.7% 1 100% 1 33\.3%", words)
    assert re.search(r"没有限定行业 2 0 1 50\.0% 0", words)
    assert "葡萄酒溯源 1 1.9秒" in words
    assert "原文最多留30天" in words
    assert "<b>”" not in page.text, "what people type is shown as text"


def test_the_chart_has_a_bar_for_each_month_with_searches(logged: Runtime, visitor: TestClient) -> None:
    page = visitor.get("/search-report").text
    bars = re.findall(
        r'<a class="months__bar" href="/search-report\?month=([0-9-]+)"[^>]*>(.*?)</a>', page, re.DOTALL
    )
    tall = {month: re.findall(r"months__(none|unclicked|result)", bar) for month, bar in bars}
    this, then = _months(logged)
    assert tall[this] == ["result", "unclicked", "none"]
    assert {month for month, parts in tall.items() if parts} <= {this, then}
    assert 6 <= len(tall) <= 12


def test_choices_are_links_that_narrow_and_widen(logged: Runtime, visitor: TestClient) -> None:
    this, _ = _months(logged)
    page = visitor.get("/search-report", params={"month": this, "industry": MATERIALS})
    assert "限定新型材料制造，大家搜索了1次：0次没有结果，1次有结果但没人点开" in _words(page.text)
    chosen = re.findall(r'<a class="pill" href="([^"]+)" aria-current="true">([^<]+)</a>', page.text)
    assert [label for _, label in chosen][1] == MATERIALS
    wider = re.search(r'<a class="pill" href="([^"]+)">全部行业</a>', page.text)
    assert wider is not None
    assert html.unescape(wider[1]) == f"/search-report?month={this}"
    assert "搜索了4次" in _words(visitor.get(html.unescape(wider[1])).text)


def test_unknown_choices_are_passed_over(logged: Runtime, visitor: TestClient) -> None:
    for query in ("month=2026-13", "month=x", "industry=火星制造", "month=%27%3BDROP&industry=%00"):
        page = visitor.get(f"/search-report?{query}")
        assert page.status_code == 200
        assert "大家一共搜索了5次" in _words(page.text)


def test_a_range_without_searches_leads_out(logged: Runtime, visitor: TestClient) -> None:
    page = visitor.get("/search-report", params={"month": "2020-02"})
    assert "2020年2月没有搜索记录" in _words(page.text)
    assert '<a class="button" href="/search-report">看全部记录</a>' in page.text


def test_an_empty_log_says_so(visitor: TestClient) -> None:
    page = visitor.get("/search-report")
    assert page.status_code == 200
    assert "还没有搜索记录" in _words(page.text)
    assert "还没有人搜索过" in page.text
    assert 'class="pill"' not in page.text
    assert visitor.get("/api/v1/search-report").json()["totals"]["share_without_result"] is None


def test_a_forgotten_text_is_a_number_on_the_page(logged: Runtime, app: FastAPI, visitor: TestClient) -> None:
    _let_write(app)
    words = _words(visitor.get("/search-report").text)
    assert "早先的问题" not in words
    assert "另有1次没有留下原文" in words


def test_json_answers_the_contract_and_the_page_s_numbers(logged: Runtime, visitor: TestClient) -> None:
    body = visitor.get("/api/v1/search-report").json()
    check("search_report", body)
    assert (body["month"], body["industry"], body["slow_ms"], body["text_days"]) == (None, None, 500, 30)
    assert body["totals"] == {
        "searches": 5,
        "without_result": 2,
        "clickable": 3,
        "unclicked": 2,
        "slow": 1,
        "slowest_ms": 1_900,
        "share_without_result": 0.4,
        "share_unclicked": 2 / 3,
        "share_slow": 0.2,
    }
    assert [(row["industry"], row["searches"]) for row in body["industries"]] == [
        (CHEMICALS, 3),
        (MATERIALS, 1),
        (None, 2),
    ]
    assert body["texts"]["without_result"]["rows"] == [
        {"text": "危废转运联单 <b>", "searches": 2, "slowest_ms": 80}
    ]
    this, then = _months(logged)
    counted = {row["month"]: row["searches"] for row in body["months"] if row["searches"]}
    assert counted == {this: 4, then: 1}


def test_json_takes_an_alias_and_refuses_what_it_does_not_know(logged: Runtime, visitor: TestClient) -> None:
    alias = visitor.get("/api/v1/search-report", params={"industry": "新材料"}).json()
    assert (alias["industry"], alias["totals"]["searches"]) == (MATERIALS, 1)
    for params, field in (({"month": "2026-13"}, "month"), ({"month": "11月"}, "month")):
        refused = visitor.get("/api/v1/search-report", params=params)
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid_input")
        assert list(refused.json()["fields"]) == [field]
    refused = visitor.get("/api/v1/search-report", params={"industry": "火星制造"})
    assert (refused.status_code, refused.json()["code"]) == (422, "unknown_term")


def test_the_command_prints_what_the_interface_answers(logged: Runtime, visitor: TestClient) -> None:
    home = logged.settings.home
    this, _ = _months(logged)
    outcome = duijie("search-report", "--month", this, "--industry", "化工", "--json", home=home)
    assert outcome.code == 0
    check("search_report", outcome.document)
    params: dict[str, Any] = {"month": this, "industry": "化工"}
    assert outcome.document == visitor.get("/api/v1/search-report", params=params).json()
    assert outcome.document["totals"]["searches"] == 3


def test_the_command_forgets_old_texts_and_prints_tables(logged: Runtime) -> None:
    outcome = duijie("search-report", home=logged.settings.home)
    assert outcome.code == 0
    assert "大家一共搜索了5次" in outcome.out
    for words in ("危废转运联单 <b>", "葡萄酒溯源", "没有限定行业", "另有1次没有留下原文"):
        assert words in outcome.out
    assert "早先的问题" not in outcome.out


def test_the_command_says_when_nothing_was_searched(runtime: Runtime) -> None:
    outcome = duijie("search-report", home=runtime.settings.home)
    assert (outcome.code, outcome.out.strip()) == (0, "还没有搜索记录。")


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [("--month", "2026-13", "请写成 2026-11 这样"), ("--industry", "火星制造", "没有名为“火星制造”的行业")],
)
def test_the_command_refuses_what_it_does_not_know(
    runtime: Runtime, option: str, value: str, words: str
) -> None:
    outcome = duijie("search-report", option, value, home=runtime.settings.home)
    assert (outcome.code, outcome.out) == (1, "")
    assert words in outcome.err


def _clicks(runtime: Runtime) -> list[tuple[int, int]]:
    with runtime.reading() as session:
        return [(click.item_id, click.position) for click in session.exec(select(SearchClick))]


def test_opening_an_item_from_a_list_counts_once(runtime: Runtime, app: FastAPI, visitor: TestClient) -> None:
    _log(runtime, "token", "点检")
    for at in ("3", "4"):
        assert visitor.get("/items/1", params={"from": "token", "at": at}).status_code == 200
    _let_write(app)
    assert _clicks(runtime) == [(1, 3)]


@pytest.mark.parametrize("header", ["sec-purpose", "purpose", "x-moz"])
def test_a_page_fetched_ahead_is_not_opened(
    runtime: Runtime, app: FastAPI, visitor: TestClient, header: str
) -> None:
    _log(runtime, "token", "点检")
    visitor.get("/items/1?from=token&at=3", headers={header: "prefetch;prerender"})
    _let_write(app)
    assert _clicks(runtime) == []


@pytest.mark.parametrize(
    ("query", "counted"),
    [
        ("", []),
        ("from=", []),
        ("from=nobody&at=1", []),
        (f"from={'x' * 5_000}&at=1", []),
        ("from=token", [(1, 0)]),
        ("from=token&at=x", [(1, 0)]),
        ("from=token&at=-1", [(1, 0)]),
        (f"from=token&at={'9' * 400}", [(1, 0)]),
        ("from=token&at=9999", [(1, 1_000)]),
    ],
)
def test_odd_addresses_still_show_the_item(
    runtime: Runtime, app: FastAPI, visitor: TestClient, query: str, counted: list[tuple[int, int]]
) -> None:
    _log(runtime, "token", "点检")
    page = visitor.get(f"/items/1?{query}")
    assert page.status_code == 200
    assert "巡检助手" in page.text
    _let_write(app)
    assert _clicks(runtime) == counted


def test_an_unknown_item_is_not_counted(runtime: Runtime, app: FastAPI, visitor: TestClient) -> None:
    _log(runtime, "token", "点检")
    assert visitor.get("/items/77?from=token&at=1").status_code == 404
    _let_write(app)
    assert _clicks(runtime) == []
