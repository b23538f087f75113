"""Why a named item is not in the list: the true obstacle is named, and removing it brings the item in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from api.runtime import Runtime
from catalog.commands import withdraw_item
from catalog.errors import ItemNotFound
from catalog.search.absence import Absence, Verdict, explain_absence, find_named
from catalog.search.conditions.model import Condition, Field
from catalog.search.engine import Request
from catalog.search.view import CatalogueView

pytestmark = pytest.mark.model
TODAY = date(2026, 11, 24)


def _view(runtime: Runtime) -> CatalogueView:
    with runtime.reading() as session:
        return runtime.catalogue.view(session)


def _ask(runtime: Runtime, request: Request, name: str, today: date = TODAY) -> Absence:
    view = _view(runtime)
    return explain_absence(runtime.search_engine, view, request, find_named(view, name), today=today)


def _names(runtime: Runtime, request: Request) -> list[str]:
    result = runtime.search_engine.search(_view(runtime), request, today=TODAY)
    return [hit.item.name for hit in result.hits]


def test_a_condition_that_is_not_met_is_named_and_dropping_it_lists_the_item(sample_runtime: Runtime) -> None:
    plain = Request("质量追溯", 1000)
    for item_name in _names(sample_runtime, plain)[:8]:
        asked = replace(
            plain, conditions=(Condition(Field.PRICE, "<=", 0.01), Condition(Field.KIND, "=", "finance"))
        )
        found = _ask(sample_runtime, asked, item_name)
        assert found.verdict is Verdict.CONDITIONS
        fields = {obstacle.condition.field for obstacle in found.obstacles}
        assert Field.KIND in fields
        left = tuple(c for c in asked.conditions if c.field not in fields)
        assert item_name in _names(sample_runtime, replace(asked, conditions=left))


def test_silence_is_told_from_a_contradiction(sample_runtime: Runtime) -> None:
    view = _view(sample_runtime)
    silent = next(i for i, facts in view.generation.facts.items() if facts.get(Field.PRICE, "") is None)
    asked = Request("", 1000, (Condition(Field.PRICE, "<=", 5.0),))
    obstacle = _ask(sample_runtime, asked, str(silent)).obstacles[0]
    assert (obstacle.condition.field, obstacle.silent) == (Field.PRICE, True)


def test_a_listed_item_has_its_place(sample_runtime: Runtime) -> None:
    names = _names(sample_runtime, Request("设备点检", 1000))
    for place, name in enumerate(names[:5], start=1):
        found = _ask(sample_runtime, Request("设备点检"), name)
        assert (found.verdict, found.place, found.obstacles) == (Verdict.LISTED, place, ())


def test_what_is_about_something_else_is_compared_with_the_last_listed(sample_runtime: Runtime) -> None:
    listed = set(_names(sample_runtime, Request("流动资金贷款", 1000)))
    other = next(item.name for item in _view(sample_runtime).items.values() if item.name not in listed)
    found = _ask(sample_runtime, Request("流动资金贷款"), other)
    assert (found.verdict, found.place) == (Verdict.NOT_ABOUT_IT, None)
    assert sum(found.parts.values()) < sum(found.last.values())
    assert 0 <= found.chance < found.cut < 1


def test_withdrawn_and_expired_are_said(own_runtime: Runtime) -> None:
    with own_runtime.writing() as session:
        withdraw_item(session, 1, now=own_runtime.now())
    assert _ask(own_runtime, Request("设备"), "1").verdict is Verdict.WITHDRAWN
    assert _ask(own_runtime, Request("设备"), "2", today=date(2099, 1, 1)).verdict is Verdict.EXPIRED


def test_names_are_found_whole_in_part_and_nearly(sample_runtime: Runtime) -> None:
    view = _view(sample_runtime)
    name = view.items[1].name
    assert find_named(view, name).id == find_named(view, "1").id == 1
    assert find_named(view, name[:-1]).name.startswith(name[:-1])
    assert find_named(view, name[:3] + "甲" + name[4:]).id == 1
    with pytest.raises(ItemNotFound, match="请写得完整些，例如"):
        find_named(view, "管理")
    for unknown in ("", "　", "不存在的火星探测系统", "9999999", "🙂"):
        with pytest.raises(ItemNotFound):
            find_named(view, unknown)
