"""Correcting needs on the report page: what is said changes the result and can be taken back, and nobody else sees it."""

from __future__ import annotations

import csv
import html
import json
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import Session, select

from api.app import create_app
from api.runtime import Runtime
from matcher.tables import OpenDemand

_WORDS = """走访记录
一、存在的问题
仓库账实不符，找料要半天，希望上条码把库存管起来。
设备坏了才修，备件找不到，想把点检和保养管住。
二、其他
去年全厂用电六百万元，空压站占三成。
"""


@dataclass
class _Visit:
    """A visitor with one finished report."""

    client: TestClient
    address: str

    def page(self) -> str:
        return self.client.get(self.address).text

    def seen(self) -> str:
        found = re.search(r'name="seen" value="(\d+)"', self.page())
        assert found is not None
        return found[1]

    def send(self, kind: str, **fields: str | list[str]) -> Response:
        data = {"kind": kind, "seen": self.seen()} | fields
        return self.client.post(self.address, data=data, follow_redirects=False)

    def needs(self) -> dict[str, str]:
        """Topics by id, as the cards show them."""
        cards = re.findall(
            r'<article class="need [^"]*" id="need-(\w+)">.*?</span>([^<]+)</h3>', self.page(), re.DOTALL
        )
        return dict(cards)


@pytest.fixture
def visit(own_runtime: Runtime) -> Iterator[_Visit]:
    """A report of our own that counts in the pool of open demands."""
    with TestClient(create_app(own_runtime), base_url="http://127.0.0.1") as client:
        upload = {"file": ("走访.txt", _WORDS.encode(), "text/plain")}
        address = client.post("/report", files=upload, follow_redirects=False).headers["location"]
        while client.get(f"{address}/progress").status_code != 204:
            pass
        yield _Visit(client, address)


def _pool(runtime: Runtime) -> set[str]:
    with runtime.reading() as session:
        return _topics(session)


def _topics(session: Session) -> set[str]:
    rows = session.exec(select(OpenDemand)).all()
    assert len({row.digest for row in rows}) <= 1
    assert len({row.topic for row in rows}) == len(rows)  # once each, however often it was corrected
    return {row.topic for row in rows}


def test_what_is_said_of_a_need_changes_page_match_and_pool(visit: _Visit, own_runtime: Runtime) -> None:
    needs = visit.needs()
    store = next(need for need, topic in needs.items() if topic == "仓储物流")
    other = next(need for need, topic in needs.items() if topic == "设备管理")
    assert _pool(own_runtime) == {"S08", "S12"}

    answer = visit.send("confirm", need=store)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{visit.address}#need-{store}")
    assert '<span class="checked">已核对</span>' in visit.page()

    answer = visit.send("correct", need=other, topic="S06", current="1", target="2", priority="high")
    assert answer.headers["location"] == f"{visit.address}#need-{other}"
    assert visit.needs() == needs | {other: "生产管控"}
    card = visit.page().partition(f'id="need-{other}"')[2].partition("</article>")[0]
    assert "一级 → 二级" in card
    assert 'class="priority priority--high"' in card
    assert "应用场景：主要用于生产管控" in card  # matched again
    assert _pool(own_runtime) == {"S06", "S12"}

    visit.send("reject", need=store, reason="working")
    assert visit.needs() == {other: "生产管控"}
    assert "已去掉1项" in visit.page()
    assert _pool(own_runtime) == {"S06"}

    visit.send("restore", need=store)
    assert visit.send("undo").status_code == 303
    assert visit.needs() == {other: "生产管控"}
    for _ in range(3):
        visit.send("undo")
    assert visit.needs() == needs
    assert _pool(own_runtime) == {"S08", "S12"}
    assert 'class="checked"' not in visit.page()


def test_a_need_is_added_from_a_sentence_found_by_its_words(visit: _Visit) -> None:
    before = visit.needs()
    page = visit.client.get(f"{visit.address}?find=空压站 三成").text
    found = re.search(r'name="sentence" value="([\d-]+)" required><span><q>([^<]+)</q>', page)
    assert found is not None
    answer = visit.send("add", sentence=found[1], topic="S10", current="0", target="1", priority="normal")
    (new,) = visit.needs().keys() - before.keys()
    assert answer.headers["location"] == f"{visit.address}#need-{new}"
    card = visit.page().partition(f'id="need-{new}"')[2].partition("</article>")[0]
    assert "人工加的" in card
    assert f'<q class="quote__text">{found[2]}</q>' in card
    assert f'id="quote-{new}-0"' in visit.page()  # marked in the text beside
    assert "没有写着“量子纠缠”的句子" in visit.client.get(f"{visit.address}?find=量子纠缠").text


def test_needs_are_split_and_merged_by_the_forms_of_their_card(visit: _Visit) -> None:
    needs = visit.needs()
    first = next(iter(needs))
    sides = re.findall(
        r'<select name="side"', visit.page().partition(f'id="need-{first}"')[2].partition("</article>")[0]
    )
    visit.send("split", need=first, topic="S11", side=["both"] * len(sides))
    (new,) = visit.needs().keys() - needs.keys()
    assert visit.needs()[new] == "采购管理"
    answer = visit.send("merge", need=new, into=first)
    assert answer.headers["location"] == f"{visit.address}#need-{first}"
    assert visit.needs() == needs
    assert f"把“采购管理”并入“{needs[first]}”" in visit.page()


def test_a_need_without_its_sentence_is_refused_and_nothing_changes(visit: _Visit) -> None:
    page = visit.page()
    for fields in (
        {"sentence": ""},
        {"sentence": "0-0-999"},
        {"sentence": "4-0-9", "text": "机器人自己写的话"},
    ):
        answer = visit.send("add", topic="S10", **fields)
        assert answer.status_code == 422
        assert re.search(r'<p class="notice" role="alert" data-told>[^<]*原文', answer.text)
    assert visit.send("correct", need="N01", topic="S08", current="3", target="1").status_code == 422
    assert visit.page() == page
    # The script exchanges the page, so it gets one.
    data = {"kind": "confirm", "seen": "0", "need": "N99"}
    answer = visit.client.post(visit.address, data=data, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "没有这项需求了" in answer.text


def test_what_was_sent_twice_counts_once(visit: _Visit) -> None:
    need = next(iter(visit.needs()))
    data = {"kind": "reject", "seen": "0", "need": need}
    assert visit.client.post(visit.address, data=data, follow_redirects=False).status_code == 303
    again = visit.client.post(visit.address, data=data, follow_redirects=False)
    assert (again.status_code, "下面已是最新的" in again.text) == (422, True)
    undo = visit.client.post(visit.address, data={"kind": "undo", "seen": "0"}, follow_redirects=False)
    assert undo.status_code == 422
    assert need not in visit.needs()


def test_the_bundle_and_what_was_tried_on_it_stay_with_a_correction(visit: _Visit) -> None:
    need = next(iter(visit.needs()))
    data = {"kind": "confirm", "seen": "0", "need": need}
    answer = visit.client.post(f"{visit.address}?budget=7", data=data, follow_redirects=False)
    assert answer.headers["location"] == f"{visit.address}?budget=7#need-{need}"
    found = visit.client.get(f"{visit.address}?budget=7&want=1&find=总表").text
    search = found.partition('class="add__find"')[2].partition("</form>")[0]
    assert (
        '<input type="hidden" name="budget" value="7"><input type="hidden" name="want" value="1">' in search
    )
    assert search.count('name="find"') == 1
    tried = visit.client.get(f"{visit.address}/bundle?budget=7&share=x", headers={"HX-Request": "true"})
    assert tried.headers["HX-Replace-Url"] == f"{visit.address}?budget=7&basis=worst"


def test_the_examples_are_for_the_owner_alone(
    visit: _Visit, own_runtime: Runtime, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    needs = visit.needs()
    store = next(need for need, topic in needs.items() if topic == "仓储物流")
    quote = html.unescape(
        re.findall(
            r'quote__text">([^<]+)<',
            visit.page().partition(f'id="need-{store}"')[2].partition("</article>")[0],
        )[0]
    )
    visit.send("correct", need=store, topic="S11", current="", target="", priority="normal")
    answer = visit.client.get(f"{visit.address}/corrections/examples.jsonl")
    assert answer.headers["content-disposition"].startswith("attachment")
    row = json.loads(answer.text.splitlines()[0])
    assert (row["text"], row["topic"], row["machine"]["topic"]) == (quote, "S11", "S12")
    assert row["model"] == f"{own_runtime.encoder.fingerprint}/{own_runtime.taxonomy.version}"
    for name, label in (("roles.csv", "need"), ("topics.csv", "S11")):
        rows = list(csv.reader(visit.client.get(f"{visit.address}/corrections/{name}").text.splitlines()))
        assert rows[1] == [label, quote]
    assert visit.client.get(f"{visit.address}/corrections/all.zip").status_code == 422
    assert "仓库" not in caplog.text

    visit.client.cookies.clear()
    for path in ("", "/sentences?find=仓库", "/corrections/examples.jsonl"):
        assert visit.client.get(f"{visit.address}{path}").status_code == 404
    refused = visit.client.post(visit.address, data={"kind": "undo", "seen": "1"})
    assert refused.status_code == 404


def test_a_page_of_another_site_cannot_correct(visit: _Visit) -> None:
    need = next(iter(visit.needs()))
    data = {"kind": "reject", "seen": "0", "need": need}
    answer = visit.client.post(visit.address, data=data, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert need in visit.needs()


def test_the_script_gets_the_sentences_alone_and_others_the_page(visit: _Visit) -> None:
    part = visit.client.get(f"{visit.address}/sentences?find=空压站", headers={"HX-Request": "true"}).text
    assert part.lstrip().startswith('<details class="add" id="add-need" open>')
    assert "空压站占三成" in part
    answer = visit.client.get(f"{visit.address}/sentences?find=空压站", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"].endswith("#add-need")


def test_a_scene_of_a_self_assessment_is_taken_over(own_runtime: Runtime) -> None:
    with TestClient(create_app(own_runtime), base_url="http://127.0.0.1") as client:
        sample = {"sample": "dairy_selfcheck.xlsx"}
        address = client.post("/report/sample", data=sample, follow_redirects=False).headers["location"]
        while client.get(f"{address}/progress").status_code != 204:
            pass
        visit = _Visit(client, address)
        before = visit.needs()
        assert "升到下一级还差的场景" in visit.page()
        visit.send("raise", topic="S06")
        (new,) = visit.needs().keys() - before.keys()
        assert visit.needs()[new] == "生产管控"
        assert visit.send("raise", topic="S06").status_code == 422
        assert _pool(own_runtime) == set()  # samples are nobody's demand
