"""Keyword stuffing does not pay: a copy of a product with added words never stands above it, whatever is asked."""

from __future__ import annotations

import random
from datetime import date

import pytest

from api.runtime import Runtime
from catalog.commands import save_item
from catalog.schemas import ProductContent, TopicUplift
from catalog.search.engine import Request
from catalog.vocabulary import Kind

pytestmark = pytest.mark.model

TODAY = date(2026, 11, 24)
_COPIED = 12


def _stuff(content: ProductContent, words: list[str], way: int, topics: list[str]) -> ProductContent:
    """The four habits: a list behind the text, the same word again and again, words in the name, every topic declared."""
    listed = "、".join(words)
    changes: dict[str, object] = {
        "provider": "堆词示例公司",
        "credit_code": None,
        "cases": (),
        "certificates": (),
    }
    if way == 0:
        changes["summary"] = f"{content.summary}{listed}"
    elif way == 1:
        changes["summary"] = f"{' '.join([words[0]] * 30)} {content.summary} {' '.join([words[1]] * 30)}"
    elif way == 2:
        changes["name"] = f"{content.name} {' '.join(words[:8])}"[:200]
    else:
        known = {uplift.topic for uplift in content.topics}
        more = tuple(TopicUplift(topic=topic) for topic in topics if topic not in known)
        changes |= {"topics": (*content.topics, *more), "summary": f"{listed}。{content.summary}"}
    return content.model_copy(update=changes)


def test_a_stuffed_copy_never_rises_above_its_original(own_runtime: Runtime) -> None:
    rng = random.Random(14)
    taxonomy = own_runtime.taxonomy
    words = sorted(taxonomy.claim_words)
    topics = [topic.code for topic in taxonomy.topics.values() if topic.kind != "finance"]
    items = [item for item in own_runtime.catalogue.load().items.values() if item.kind is not Kind.FINANCE]
    pairs: dict[int, int] = {}
    queries = ["MES", "数字孪生", "设备管理", "人工智能质检", "能耗管理系统", "排产"]
    with own_runtime.writing() as session:
        for at, item in enumerate(rng.sample(items, _COPIED)):
            assert isinstance(item.content, ProductContent)
            added = rng.sample(words, 12)
            copy = _stuff(item.content, added, at % 4, topics)
            saved = save_item(session, copy, taxonomy, actor="tests", now=own_runtime.now())
            pairs[saved.id] = item.id
            queries += [*added[:3], item.name, item.content.pain_points[:60] or item.name]
    own_runtime.refresh_index()
    with own_runtime.reading() as session:
        view = own_runtime.catalogue.view(session)
    met = 0
    for query in queries:
        result = own_runtime.search_engine.search(view, Request(query, 1000), today=TODAY)
        places = {hit.item.id: place for place, hit in enumerate(result.hits)}
        for copy_id, original_id in pairs.items():
            if copy_id in places:
                met += 1
                assert places.get(original_id, 10_000) < places[copy_id], (query, copy_id)
                hit = result.hits[places[copy_id]]
                assert hit.score == sum(hit.parts.values())
    assert met > _COPIED


def test_an_old_item_rewritten_with_a_newer_ones_words_stands_behind_it(own_runtime: Runtime) -> None:
    items = [item for item in own_runtime.catalogue.load().items.values() if item.kind is Kind.PRODUCT]
    thief, victim = items[0], items[-1]
    assert thief.id < victim.id
    assert isinstance(thief.content, ProductContent)
    assert isinstance(victim.content, ProductContent)
    taken = {
        name: getattr(victim.content, name) for name in ("summary", "pain_points", "topics", "industries")
    }
    rewritten = thief.content.model_copy(update={**taken, "cases": (), "certificates": ()})
    with own_runtime.writing() as session:
        saved = save_item(session, rewritten, own_runtime.taxonomy, actor="tests", now=own_runtime.now())
        assert saved.id == thief.id
    own_runtime.refresh_index()
    with own_runtime.reading() as session:
        for text in (victim.content.pain_points, victim.content.summary[:40]):
            listed = [hit.item.id for hit in own_runtime.search(session, Request(text, 1000)).hits]
            assert listed.index(victim.id) < listed.index(thief.id)
    assert own_runtime.catalogue.load().copies[thief.id] == victim.id


def test_a_claim_without_case_or_certificate_counts_less(own_runtime: Runtime) -> None:
    """Two products alike but for what stands behind them, with words of their own each."""
    common = {
        "kind": Kind.PRODUCT,
        "topics": (TopicUplift(topic="S10"),),
        "pain_points": "电费高，不知道高在哪道工序",
    }
    bare = ProductContent.model_validate(
        {**common, "name": "电耗账本", "provider": "示例甲公司", "summary": "每台设备一块表，按班次出单耗。"}
    )
    backed = bare.model_copy(
        update={"name": "电耗台账", "provider": "示例乙公司", "cases": ("某厂：电费降了一成",)}
    )
    with own_runtime.writing() as session:
        ids = [
            save_item(session, content, own_runtime.taxonomy, actor="tests", now=own_runtime.now()).id
            for content in (bare, backed)
        ]
    own_runtime.refresh_index()
    with own_runtime.reading() as session:
        result = own_runtime.search(session, Request("电费高在哪道工序", 1000))
    topical = {hit.item.id: hit.parts["场景对口"] for hit in result.hits if hit.item.id in ids}
    assert topical[ids[0]] < topical[ids[1]]
