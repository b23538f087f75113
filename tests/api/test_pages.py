"""The pages over the sample catalogue: what stands on them, and what happens to a report."""

from __future__ import annotations

import html
import re
import time
from typing import Protocol

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.presenters.search import EXAMPLES
from api.runtime import Runtime
from api.samples import list_samples, read_sample
from api.web.desk import Desk
from api.web.visitors import VISITOR_COOKIE
from catalog.queries import Conditions, get_item, list_eligible_ids, load_items
from catalog.schemas import FinanceContent, ProductContent
from catalog.vocabulary import Kind

REPORT = "chemical_plant.docx"


class _Page(Protocol):
    """An answer, whichever HTTP client the test client is built on."""

    @property
    def text(self) -> str: ...
    @property
    def status_code(self) -> int: ...


def _words(page: _Page) -> str:
    """The page's text without tags, as a person reads it."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page.text)))


def test_the_first_page_offers_examples_and_the_whole_catalogue(client: TestClient) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert 'action="/" method="get"' in page.text
    assert "目录中共有200项产品、方案和金融产品" in _words(page)
    assert page.text.count('class="card"') == 10
    for example in EXAMPLES:
        assert f">{example}</a>" in page.text


def test_a_search_shows_cards_whose_facts_are_the_catalogue_s(
    client: TestClient, sample_runtime: Runtime
) -> None:
    page = client.get("/", params={"q": "设备坏了才修，想提前知道"})
    identifiers = [
        int(found) for found in re.findall(r'class="card__name"><a href="/items/(\d+)[^"]*"', page.text)
    ]
    assert len(identifiers) == page.text.count('class="card"') > 2
    with sample_runtime.reading() as session:
        items = load_items(session, identifiers)
    words = _words(page)
    for item in items.values():
        assert item.name in words
        assert item.provider in words
    assert "S08" in items[identifiers[0]].topics
    assert "<mark>设备</mark>" in page.text
    assert page.text.count('class="score"') == len(identifiers)


def test_filters_keep_the_question_and_tick_what_was_chosen(client: TestClient) -> None:
    params = {"q": "库存账实对不上", "topic": ["S12", "S11"], "kind": "product"}
    page = client.get("/", params=params)
    for code in ("S12", "S11"):
        assert re.search(rf'id="topic-{code}"[^>]* checked', page.text)
    assert not re.search(r'id="topic-S08"[^>]* checked', page.text)
    assert '<input type="hidden" name="kind" value="product">' in page.text
    assert 'value="库存账实对不上"' in page.text


def test_unknown_values_in_an_address_are_passed_over(client: TestClient) -> None:
    page = client.get("/?kind=toy&industry=火星制造&topic=Z99&n=99999")
    assert page.status_code == 200
    assert "200项产品、方案和金融产品" in _words(page)
    assert page.text.count('class="card"') == 100


def test_filters_that_leave_nothing_say_so_and_lead_out(client: TestClient) -> None:
    page = client.get("/", params={"q": "设备更新贷款", "kind": "finance", "topic": "S08"})
    assert "这些条件下没有" in page.text
    ways = re.findall(r'<a class="button" href="(/\?[^"]+)">去掉[^<]+，有(\d+)项</a>', page.text)
    assert ways
    for url, count in ways:
        found = client.get(html.unescape(url))
        assert f"找到{count}项" in _words(found)


def test_a_question_beside_the_point_gets_no_forced_answers(client: TestClient) -> None:
    page = client.get("/", params={"q": "zzzqqq"})
    assert "目录里没有合适的" in page.text
    assert 'class="card"' not in page.text
    assert all(example in page.text for example in EXAMPLES)


def test_what_visitors_type_is_shown_as_text(client: TestClient) -> None:
    page = client.get("/", params={"q": "<script>alert(1)</script>"})
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text


def test_an_item_page_states_what_the_provider_states(client: TestClient, sample_runtime: Runtime) -> None:
    today = sample_runtime.today()
    with sample_runtime.reading() as session:
        product, loan = (
            get_item(session, min(list_eligible_ids(session, Conditions(frozenset({kind})), today=today)))
            for kind in (Kind.PRODUCT, Kind.FINANCE)
        )
    assert isinstance(product.content, ProductContent)
    assert isinstance(loan.content, FinanceContent)
    words = _words(client.get(f"/items/{product.id}"))
    for text in (product.name, product.provider, product.content.summary, product.content.price.text):
        assert " ".join(text.split()) in words
    words = _words(client.get(f"/items/{loan.id}"))
    for text in (loan.name, loan.content.amount_text, loan.content.rate_text):
        assert " ".join(text.split()) in words


def test_every_item_of_the_catalogue_can_be_shown(client: TestClient, sample_runtime: Runtime) -> None:
    with sample_runtime.reading() as session:
        identifiers = sorted(list_eligible_ids(session, Conditions(), today=sample_runtime.today()))
    assert len(identifiers) == 200
    for identifier in identifiers[::7]:
        assert client.get(f"/items/{identifier}").status_code == 200


def test_the_form_tells_what_happens_to_the_file_and_offers_samples(client: TestClient) -> None:
    page = client.get("/report")
    for words in ("只在内存里读", "60分钟后自动删除", "不超过 30 MB"):
        assert words in page.text
    samples = list_samples()
    assert len(samples) == 8
    for sample in samples:
        assert f'value="{sample.file}"' in page.text
        assert read_sample(sample.file)
    assert read_sample("../build.py") is None


@pytest.mark.parametrize(
    ("name", "data", "status", "words"),
    [
        ("", b"", 422, "请先选择一份报告"),
        ("空.docx", b"", 422, "是空文件"),
        ("图.gif", b"GIF89a\0", 415, "GIF 图片"),
        ("照.heic", b"\0\0\0\x18ftypheic\0", 415, "另存为 JPG"),
    ],
)
def test_a_file_refused_at_first_sight_leaves_the_form_with_a_sentence(
    client: TestClient, name: str, data: bytes, status: int, words: str
) -> None:
    files = {"file": (name, data)} if name else {"other": ("", b"")}
    page = client.post("/report", files=files, data={"x": "1"}, follow_redirects=False)
    assert page.status_code == status
    assert 'name="file"' in page.text
    assert words in re.findall(r'id="file-error"[^>]*>([^<]+)<', page.text)[0]
    assert page.headers.get("set-cookie") is None


def _follow(client: TestClient, address: str) -> _Page:
    """Ask for a report's page until it is no longer being read."""
    for _ in range(600):
        page = client.get(address)
        if "正在读报告" not in page.text:
            return page
        time.sleep(0.1)
    pytest.fail("the report was not finished in a minute")


def test_a_damaged_file_comes_back_to_the_form(client: TestClient) -> None:
    answer = client.post(
        "/report", files={"file": ("坏.docx", b"PK\x03\x04 not a package")}, follow_redirects=False
    )
    assert answer.status_code == 303
    page = _follow(client, answer.headers["location"])
    assert page.status_code in {415, 422}
    assert "坏.docx" in re.findall(r'id="file-error"[^>]*>([^<]+)<', page.text)[0]


@pytest.fixture(scope="module")
def studied(running_app: FastAPI) -> tuple[TestClient, str, _Page]:
    """A visitor who brought a sample report, its address and its finished page."""
    client = TestClient(running_app, base_url="http://localhost")
    answer = client.post("/report/sample", data={"sample": REPORT}, follow_redirects=False)
    assert answer.status_code == 303
    address = answer.headers["location"]
    progress = client.get(address)
    assert "识别需求" in progress.text
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in progress.text
    return client, address, _follow(client, address)


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client: TestClient) -> None:
    answer = client.post("/report/sample", data={"sample": "machine_parts.docx"}, follow_redirects=False)
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{VISITOR_COOKIE}=")
    assert {"HttpOnly", "SameSite=strict", "Path=/report"} <= {part.strip() for part in cookie.split(";")}
    assert len(answer.headers["location"].removeprefix("/report/")) >= 32
    client.post(f"{answer.headers['location']}/delete")


def test_the_result_shows_enterprise_needs_products_and_loans(
    studied: tuple[TestClient, str, _Page], sample_runtime: Runtime
) -> None:
    client, address, page = studied
    desk: Desk = client.app.state.desk  # type: ignore[attr-defined]
    study = desk.get(address.rsplit("/", 1)[1], client.cookies[VISITOR_COOKIE]).study
    assert study is not None
    result = study.result
    words = _words(page)
    assert result.reading.enterprise.name
    assert result.reading.enterprise.name in words
    assert page.text.count('<article class="need ') == len(result.reading.needs) > 5
    for need in result.reading.needs:
        assert f'id="need-{need.id}"' in page.text
        assert need.quote in html.unescape(page.text)
    for match in result.matches:
        for entry in match.recommendations:
            assert f'href="/items/{entry.item.id}"' in page.text
    assert len(result.finance) > 5
    for offer in result.finance:
        assert offer.item.name in words
        assert all(reason in words for reason in offer.unmet)
    assert '<svg class="radar"' in page.text
    assert f"{sum(match.state == 'covered' for match in result.matches)}目录里有" in words


def test_every_quote_leads_to_its_sentence_in_the_text_and_back(
    studied: tuple[TestClient, str, _Page],
) -> None:
    page = studied[2].text
    hrefs = re.findall(r'<a class="quote[^"]*" href="#([^"]+)"', page)
    anchors = re.findall(r'<span class="anchor" id="([^"]+)"', page)
    assert len(hrefs) > 20
    assert set(hrefs) <= set(anchors)
    assert len(anchors) == len(set(anchors))
    for target in set(re.findall(r'data-cited="([^"]+)"', page)):
        assert f'id="{target}"' in page


def test_nobody_else_can_read_a_report(studied: tuple[TestClient, str, _Page], client: TestClient) -> None:
    _, address, _ = studied
    for cookie in ("", "x" * 32):
        client.cookies.set(VISITOR_COOKIE, cookie)
        for path in (address, f"{address}/progress"):
            assert client.get(path).status_code == 404
        assert client.post(f"{address}/delete").status_code == 404
    assert studied[0].get(address).status_code == 200


def test_progress_asks_the_page_to_come_again_when_it_is_done(
    studied: tuple[TestClient, str, _Page],
) -> None:
    client, address, _ = studied
    answer = client.get(f"{address}/progress", headers={"hx-request": "true"})
    assert (answer.status_code, answer.headers["hx-refresh"]) == (204, "true")


def test_a_deleted_report_is_gone(client: TestClient) -> None:
    answer = client.post("/report/sample", data={"sample": "cashmere_visit.txt"}, follow_redirects=False)
    address = answer.headers["location"]
    assert _follow(client, address).status_code == 200
    deleted = client.post(f"{address}/delete", follow_redirects=False)
    assert (deleted.status_code, deleted.headers["location"]) == (303, "/report?deleted=1")
    assert "已经删除" in client.get("/report?deleted=1").text
    assert client.get(address).status_code == 404


def test_an_uploaded_report_gives_what_the_sample_gives(
    client: TestClient, studied: tuple[TestClient, str, _Page]
) -> None:
    data = read_sample(REPORT)
    assert data is not None
    answer = client.post("/report", files={"file": (REPORT, data)}, follow_redirects=False)
    assert answer.status_code == 303
    page = _follow(client, answer.headers["location"])
    strip = re.compile(r"/report/[\w-]+|还保留 \d+ 分钟")
    assert strip.sub("", page.text) == strip.sub("", studied[2].text)


def test_an_unknown_sample_is_not_found(client: TestClient) -> None:
    assert client.post("/report/sample", data={"sample": "../build.py"}).status_code == 404


def test_the_interface_is_described_without_a_foreign_host(client: TestClient) -> None:
    page = client.get("/docs")
    document = client.get("/openapi.json").json()
    for path in document["paths"]:
        assert path in page.text
    for model in ("SearchAnswer", "MatchAnswer", "ErrorAnswer"):
        assert f'id="model-{model}"' in page.text
    assert re.findall(r'(?:src|href)="(?!/|#)', page.text) == []


def test_more_of_a_list_is_the_same_search(client: TestClient) -> None:
    """What is opened further down counts for the search that led there; what cannot be a token is not carried along."""
    more = client.get("/", params={"q": "设备", "n": "20", "from": "token-1"}).text
    assert {match[1] for match in re.finditer(r"/items/\d+\?from=([^&]*)&amp;at=", more)} == {"token-1"}
    assert "from=" not in client.get("/", params={"q": "设备", "n": "20", "from": "x' y"}).text
