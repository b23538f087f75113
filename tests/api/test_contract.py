"""The contract's documents from values: what is unknown stays null, what speaks against an item is said."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from api.contract.results import match_document, needs_document, place_document, search_document
from catalog.queries import Item
from catalog.schemas import FinanceContent, ProductContent
from catalog.search.conditions.model import Condition, Field, Understood
from catalog.search.engine import Request, SearchResult
from catalog.search.narrowing import Relaxation
from catalog.search.showing import Highlight, SearchHit
from catalog.vocabulary import Kind, Status
from matcher.bundles.model import Candidate, Demand, Price, Problem
from matcher.bundles.solving import solve_bundle
from matcher.documents.model import Location, Place, Warning
from matcher.financing.offers import FinanceOffer
from matcher.matching.model import MatchResult, NeedMatch, Recommendation
from matcher.needs.model import Enterprise, Evidence, FinancingWish, Need, Reading
from tests.contracts.schema import check

SENTENCE = Location(Place("paragraph", 7), 3, 9)


def _item(content: ProductContent | FinanceContent) -> Item:
    return Item(
        id=41,
        kind=content.kind,
        name=content.name,
        provider=content.provider,
        provider_type=None,
        provider_region=None,
        revision_id=1,
        revision=1,
        status=Status.PUBLISHED,
        content=content,
        text=content.name,
    )


PRODUCT = _item(ProductContent(kind=Kind.PRODUCT, name="排产软件", provider="甲公司"))
LOAN = _item(FinanceContent(name="设备贷", provider="乙银行"))
NEED = Need("N01", "S05", "计划排程：排产靠人工", (Evidence("排产靠人工。", SENTENCE, 0.9),), confidence=0.9)
READING = Reading("报告.docx", "0" * 64, Enterprise(), (NEED,), None, (), ())


def test_what_a_report_does_not_say_is_null() -> None:
    document = needs_document(READING)
    check("needs", document)
    assert set(document["enterprise"].values()) == {None}
    assert document["financing"] is None
    assert (document["needs"][0]["current_level"], document["needs"][0]["target_level"]) == (None, None)


def test_a_wish_without_amount_is_a_wish_with_null() -> None:
    wish = FinancingWish(None, None, None, "想贷点款。", SENTENCE)
    document = needs_document(replace(READING, financing=wish))
    check("needs", document)
    assert document["financing"] == {
        "purpose": None,
        "amount_wan": None,
        "term_months": None,
        "quote": "想贷点款。",
    }


def test_titles_may_be_stated_as_none_at_all() -> None:
    reading = replace(READING, enterprise=Enterprise(titles=()))
    assert needs_document(reading)["enterprise"]["titles"] == []


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (Place("paragraph", 7), {"kind": "paragraph", "number": 7}),
        (Place("paragraph", 9, part="footnote"), {"kind": "paragraph", "number": 9, "part": "footnote"}),
        (Place("cell", 2, row=3, column=1), {"kind": "cell", "number": 2, "row": 3, "column": 1}),
        (
            Place("cell", sheet="场景", row=3, column=1),
            {"kind": "cell", "sheet": "场景", "row": 3, "column": 1},
        ),
        (Place("page", 5), {"kind": "page", "number": 5}),
        (Place("row", sheet="场景", row=3), {"kind": "row", "sheet": "场景", "row": 3}),
    ],
)
def test_a_place_has_only_the_fields_of_its_kind(place: Place, expected: dict[str, Any]) -> None:
    assert place_document(place) == expected
    reading = replace(READING, warnings=(Warning("a_code", "请看一眼。", place),))
    document = needs_document(reading)
    check("needs", document)
    assert document["warnings"] == [{"code": "a_code", "message": "请看一眼。", "location": expected}]


def test_concerns_and_questions_stand_behind_the_reasons() -> None:
    found = Recommendation(PRODUCT, 0.5, {"场景对口": 0.5}, ("主要用于计划排程",), ("价格未公布",))
    offer = FinanceOffer(
        LOAN, 0.25, {"资金用途": 0.25}, ("可用于设备更新",), eligible=False, unmet=("要求专精特新",),
        unknown=("要求项目备案",), amount_wan=None, net_cost_wan=None,
    )  # fmt: skip
    matches = (NeedMatch("N01", "partial", (found,)),)
    document = match_document(MatchResult(READING, matches, (offer,)))
    check("match", document)
    assert document["matches"][0]["items"][0]["reasons"] == ["主要用于计划排程", "注意：价格未公布"]
    assert document["finance"][0]["reasons"] == ["可用于设备更新", "待确认：要求项目备案"]
    assert document["finance"][0]["unmet"] == ["要求专精特新"]
    assert document["bundle"] is None


def test_a_bundle_is_told_in_the_contracts_words() -> None:
    item = Candidate(41, "排产软件", "甲公司", Price(2.5, 3), {"N01": 1.0})
    bundle = solve_bundle(Problem((Demand("N01", 20),), (item,), budget_wan=4))
    document = match_document(replace(MatchResult(READING, (), ()), bundle=bundle))
    check("match", document)
    assert document["bundle"] == {
        "items": ["41"],
        "cost_wan": 3.0,
        "covered": ["N01"],
        "weight": 20.0,
        "optimal": True,
        "bound": 20.0,
    }


def test_a_gap_has_no_items() -> None:
    document = match_document(MatchResult(READING, (NeedMatch("N01", "gap", ()),), ()))
    check("match", document)
    assert document["matches"] == [{"need": "N01", "state": "gap", "items": []}]


def test_search_passes_scores_on_unrounded_and_facets_by_count() -> None:
    parts = {"词语匹配": 0.1, "语义相近": 0.2}
    hit = SearchHit(
        PRODUCT, sum(parts.values()), parts, (Highlight("name", ((0, 2),)),), ("名称中提到“排产”",)
    )
    conditions = (
        Condition(Field.PRICE, "<=", 10.0, "10万以下"),
        Condition(Field.TOPIC, "in", ("S05", "S06"), hard=False),
    )
    facets = {"topic": Counter({"S06": 1, "S05": 3})}
    document = search_document(_result("10万以下 排产", conditions, total=4, facets=facets, hits=(hit,)))
    check("search", document)
    assert document["hits"][0]["score"] == 0.1 + 0.2 == sum(document["hits"][0]["parts"].values())
    assert document["hits"][0]["highlights"] == [{"field": "name", "spans": [[0, 2]]}]
    assert document["facets"]["topic"] == [{"value": "S05", "count": 3}, {"value": "S06", "count": 1}]
    assert (document["query"], document["text"]) == ("10万以下 排产", "排产")
    assert document["conditions"] == [
        {"field": "price_wan", "op": "<=", "value": 10.0, "quote": "10万以下", "hard": True},
        {"field": "topic", "op": "in", "value": ["S05", "S06"], "quote": "", "hard": False},
    ]


def _result(query: str, conditions: tuple[Condition, ...], **found: Any) -> SearchResult:
    stated: dict[str, Any] = {
        "total": 0, "facets": {}, "hits": (), "nothing_fits": False, "unstated": {}, "relaxations": (), "was_read": True,
    } | found  # fmt: skip
    return SearchResult(Request(query), Understood(query, "排产", conditions), **stated)


def test_ways_out_of_an_empty_list_are_named() -> None:
    relaxations = (Relaxation(("kind",), 3),)
    document = search_document(_result("排产", (), nothing_fits=True, relaxations=relaxations))
    check("search", document)
    assert document["relaxations"] == [{"drop": ["kind"], "count": 3}]
