"""Filters, counts and ways out come from one candidate set."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from urllib.parse import parse_qsl, urlsplit

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.forms.address import read_address
from api.presenters.search import EXAMPLES, present_search
from api.runtime import Runtime
from catalog.commands import withdraw_item
from catalog.errors import ItemNotFound
from catalog.queries import get_published_item
from catalog.search.conditions.model import Field, choose
from catalog.search.engine import Request, SearchResult, drop_conditions, take_out
from catalog.taxonomy import load_taxonomy
from catalog.vocabulary import Kind

TODAY = date(2026, 12, 1)
_INDUSTRIES = [industry.name for industry in load_taxonomy().industries]
_TOPICS = [code for code, topic in load_taxonomy().topics.items() if topic.kind != "finance"]
_QUERIES = ["", *EXAMPLES, "质量追溯", "xyzzy"]


def _search(runtime: Runtime, request: Request) -> SearchResult:
    with runtime.reading() as session:
        return runtime.search_engine.search(runtime.catalogue.view(session), request, today=TODAY)


def _request(text: str, k: int = 1000, **names: Sequence[str]) -> Request:
    return Request(
        text,
        k,
        tuple(condition for name, values in names.items() for condition in choose(Field(name), values)),
    )


def _choose_alone(request: Request, field: str, value: str) -> Request:
    bare = drop_conditions(request, {field})
    return replace(bare, conditions=(*bare.conditions, *choose(Field(field), [value])), k=1000)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.sampled_from(_QUERIES),
    kind=st.sampled_from([None, *Kind]),
    industries=st.lists(st.sampled_from(_INDUSTRIES), max_size=2, unique=True),
    topics=st.lists(st.sampled_from(_TOPICS), max_size=3, unique=True),
    field=st.sampled_from(["kind", "industry", "topic"]),
    data=st.data(),
)
def test_a_count_is_the_length_of_the_list_that_its_value_alone_gives(
    sample_runtime: Runtime,
    text: str,
    kind: Kind | None,
    industries: list[str],
    topics: list[str],
    field: str,
    data: st.DataObject,
) -> None:
    request = _request(text, 10, kind=[kind] if kind else [], industry=industries, topic=topics)
    found = _search(sample_runtime, request)
    pools: dict[str, list[str]] = {"kind": list(Kind), "industry": _INDUSTRIES, "topic": _TOPICS}
    value = data.draw(st.sampled_from(pools[field]))
    result = _search(sample_runtime, _choose_alone(request, field, value))
    assert found.facets[field].get(value, 0) == result.total == len(result.hits)


def test_an_empty_list_names_the_fewest_filters_to_drop_with_true_counts(sample_runtime: Runtime) -> None:
    request = _request("设备更新贷款", kind=["finance"], topic=["S08"])
    found = _search(sample_runtime, request)
    assert (found.total, found.nothing_fits) == (0, True)
    assert found.relaxations
    for relaxation in found.relaxations:
        looser = drop_conditions(take_out(found), relaxation.drop)
        assert _search(sample_runtime, looser).total == relaxation.count > 0
    assert {len(relaxation.drop) for relaxation in found.relaxations} == {1}


def test_values_of_one_filter_are_alternatives(sample_runtime: Runtime) -> None:
    one, other, both = (
        {hit.item.id for hit in _search(sample_runtime, _request("", industry=names)).hits}
        for names in (_INDUSTRIES[:1], _INDUSTRIES[1:2], _INDUSTRIES[:2])
    )
    assert both == one | other
    assert len(both) > max(len(one), len(other))


def test_a_withdrawn_item_is_not_found(own_runtime: Runtime) -> None:
    with own_runtime.writing() as session:
        withdraw_item(session, 1, now=own_runtime.now())
    with own_runtime.reading() as session:
        assert get_published_item(session, 2).id == 2
        with pytest.raises(ItemNotFound):
            get_published_item(session, 1)


def test_the_page_offers_every_sibling_and_a_link_to_drop_each_filter(sample_runtime: Runtime) -> None:
    request = _request("库存账实对不上", 10, industry=_INDUSTRIES[3:4], topic=["S12"])
    page = present_search(_search(sample_runtime, request), load_taxonomy())
    assert page.sentence == f"“库存账实对不上”找到{page.total}项产品、方案和金融产品"
    industries, topics = page.filters[:2]
    assert [choice.label for choice in industries.choices] == _INDUSTRIES
    assert [choice.label for choice in industries.choices if choice.chosen] == [_INDUSTRIES[3]]
    assert sum(choice.count > 0 for choice in industries.choices) > 1
    assert {choice.value for choice in (*topics.choices, *topics.more)} == set(_TOPICS)
    assert [chip.label for chip in page.chips] == ["绿色消费品制造", "仓储物流场景"]
    assert "industry=" not in page.chips[0].remove_url
    assert "topic=S12" in page.chips[0].remove_url
    assert page.clear_url is not None
    assert "topic" not in page.clear_url
    assert all(entry.score and entry.score.total <= 100 for entry in page.cards)


def test_more_and_too_many_are_said_in_turn(sample_runtime: Runtime) -> None:
    taxonomy = load_taxonomy()
    first = present_search(_search(sample_runtime, Request("")), taxonomy)
    assert first.is_home
    assert (first.shown, first.total) == (10, 200)
    assert first.more is not None
    assert (first.more.label, first.more.url) == ("再看10项", "/?n=20")
    noted = present_search(_search(sample_runtime, Request("")), sample_runtime.taxonomy, token="t-1")
    assert noted.more is not None
    assert noted.more.url == "/?n=20&from=t-1"
    assert first.too_many is None
    last = present_search(_search(sample_runtime, Request("", k=100)), taxonomy)
    assert (last.shown, last.more) == (100, None)
    assert last.too_many is not None
    assert last.too_many.startswith("后面还有100项")


def test_how_likely_an_item_fits_is_said_only_where_a_matter_was_asked(sample_runtime: Runtime) -> None:
    taxonomy = sample_runtime.taxonomy
    asked = present_search(_search(sample_runtime, Request("设备点检10万以下")), taxonomy)
    assert asked.cards
    assert all(card.chance.endswith("%") for card in asked.cards)
    for text in ("", "10万以下 化工"):
        browsed = present_search(_search(sample_runtime, Request(text)), taxonomy)
        assert browsed.cards
        assert {card.chance for card in browsed.cards} == {""}


def test_a_pasted_page_is_repeated_by_its_beginning(sample_runtime: Runtime) -> None:
    pasted = "设备老坏，想提前知道什么时候要坏。" * 20
    page = present_search(_search(sample_runtime, Request(pasted)), sample_runtime.taxonomy)
    assert page.broader[0].url == "/report"
    said = page.sentence
    assert said.startswith(f"“{pasted[:50]}")
    assert "…”找到" in said
    assert len(said) < 90


def test_more_searchers_than_connections_are_all_answered(client: TestClient) -> None:
    """A search that asked for a second connection while it holds one would wait for the others, and they for it."""
    texts = [f"插单以后第{at}条线排产要自动重排，缺料能提前知道" for at in range(24)]
    with ThreadPoolExecutor(len(texts)) as searchers:
        answers = list(searchers.map(lambda text: client.get("/api/v1/search", params={"q": text}), texts))
    assert {answer.status_code for answer in answers} == {200}
    assert all(answer.json()["hits"] for answer in answers)


@pytest.mark.parametrize("written", ["质量管理", "zhiliang guanli"])
def test_who_writes_a_scenes_name_can_see_all_of_the_scene(sample_runtime: Runtime, written: str) -> None:
    taxonomy = sample_runtime.taxonomy
    page = present_search(_search(sample_runtime, Request(written)), taxonomy)
    way = page.broader[0]
    assert "质量管理" in way.label
    whole = _search(sample_runtime, read_address(parse_qsl(urlsplit(way.url).query), taxonomy))
    assert (
        whole.total
        == sum("S07" in item.topics for item in sample_runtime.catalogue.load().items.values())
        > page.total
    )
    assert present_search(_search(sample_runtime, Request("质量追溯到哪一批料")), taxonomy).broader == ()
