"""Reading the catalogue: visibility, hard conditions and counts, compared with a recount in plain Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session

from catalog import queries
from catalog.commands import save_item, save_provider, withdraw_item
from catalog.errors import ItemNotFound
from catalog.queries import (
    Conditions,
    get_item,
    get_provider,
    list_eligible_ids,
    load_history,
    load_items,
)
from catalog.schemas import FinanceContent, ItemContent, ProductContent
from catalog.taxonomy import load_taxonomy
from catalog.vocabulary import Facet, Kind, Status
from tests.catalog.contents import NOW, make_loan, make_product, make_provider

TODAY = NOW.date()
CHEMISTRY, MATERIALS, EQUIPMENT = "基础化学原料制造", "新型材料制造", "高端装备及零部件制造"
CATALOGUE: tuple[ItemContent, ...] = (
    make_product("点检", topics=("S08",), industries=(CHEMISTRY, MATERIALS), deployment=("SaaS",)),
    make_product("追溯", topics=("S07", "S06"), industries=(MATERIALS,), deployment=("SaaS", "本地部署")),
    make_product(
        "排产", topics=("S05",), industries=(EQUIPMENT,), deployment=("本地部署",), interfaces=("ERP",)
    ),
    make_product("未说明", topics=()),
    make_product("方案", kind=Kind.SOLUTION, topics=("S06", "S08"), industries=(CHEMISTRY, EQUIPMENT)),
    make_product("过期", topics=("S08",), valid_until=TODAY - timedelta(days=1)),
    make_product("今天到期", topics=("S08",), valid_until=TODAY),
    make_product("下架", topics=("S08",), industries=(CHEMISTRY,)),
    make_loan("设备贷", purposes=("设备更新",), regions=("灵武市", "贺兰县"), collateral=("信用",)),
    make_loan(
        "软件贷", purposes=("软件开发", "设备更新"), industries=(MATERIALS,), collateral=("抵押", "信用")
    ),
    make_loan("抵押贷", purposes=("流动资金",), collateral=("抵押",)),
)


@pytest.fixture
def ids(session: Session) -> dict[str, int]:
    """Ids of the catalogue by name; 下架 is withdrawn."""
    return _fill(session)


def _fill(session: Session) -> dict[str, int]:
    taxonomy = load_taxonomy()
    found = {
        content.name: save_item(session, content, taxonomy, actor="测试", now=NOW).id for content in CATALOGUE
    }
    withdraw_item(session, found["下架"], now=NOW)
    return found


def _names(session: Session, ids: Mapping[str, int], conditions: Conditions, today: date = TODAY) -> set[str]:
    eligible = list_eligible_ids(session, conditions, today=today)
    return {name for name, identifier in ids.items() if identifier in eligible}


VISIBLE = {content.name for content in CATALOGUE} - {"过期", "下架"}


def test_without_conditions_all_that_is_published_and_valid(session: Session, ids: dict[str, int]) -> None:
    assert _names(session, ids, Conditions()) == VISIBLE


@pytest.mark.parametrize(
    ("days", "gone"),
    [(-2, {"下架"}), (-1, {"下架"}), (0, {"下架", "过期"}), (1, {"下架", "过期", "今天到期"})],
)
def test_an_item_is_valid_to_the_end_of_its_last_day(
    session: Session, ids: dict[str, int], days: int, gone: set[str]
) -> None:
    assert _names(session, ids, Conditions(), TODAY + timedelta(days=days)) == ids.keys() - gone


def _facets(**values: Iterable[str]) -> dict[Facet, frozenset[str]]:
    return {Facet(name): frozenset(found) for name, found in values.items()}


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        (Conditions(kinds=frozenset({Kind.SOLUTION})), {"方案"}),
        (Conditions(kinds=frozenset({Kind.SOLUTION, Kind.FINANCE})), {"方案", "设备贷", "软件贷", "抵押贷"}),
        (Conditions(facets=_facets(topic=["S08"])), {"点检", "方案", "今天到期"}),
        (Conditions(facets=_facets(topic=["S05", "S07"])), {"排产", "追溯"}),
        (Conditions(facets=_facets(topic=["S06"], industry=[MATERIALS])), {"追溯"}),
        (
            Conditions(facets=_facets(topic=["S06", "S08"], industry=[MATERIALS, EQUIPMENT])),
            {"点检", "追溯", "方案"},
        ),
        (Conditions(facets=_facets(topic=["S06"], deployment=["SaaS"], interface=["ERP"])), set()),
        (Conditions(kinds=frozenset({Kind.PRODUCT}), facets=_facets(topic=["S06"])), {"追溯"}),
        (Conditions(facets=_facets(region=["贺兰县", "永宁县"])), {"设备贷"}),
        (Conditions(facets=_facets(topic=[])), set()),
        (Conditions(facets=_facets(topic=["S08'; DROP TABLE supply_item; --"])), set()),
    ],
)
def test_values_of_a_field_are_alternatives_and_fields_all_hold(
    session: Session, ids: dict[str, int], conditions: Conditions, expected: set[str]
) -> None:
    assert _names(session, ids, conditions) == expected


@pytest.mark.parametrize(
    ("excluded", "gone"),
    [
        ({"deployment": ["SaaS"]}, {"点检"}),  # 追溯 also runs on premises; others state nothing
        ({"deployment": ["SaaS", "本地部署"]}, {"点检", "追溯", "排产"}),
        ({"collateral": ["抵押"]}, {"抵押贷"}),
        ({"collateral": ["抵押"], "deployment": ["SaaS"]}, {"抵押贷", "点检"}),
        ({"collateral": ["保证"]}, set()),
    ],
)
def test_only_what_offers_nothing_else_is_excluded(
    session: Session, ids: dict[str, int], excluded: dict[str, list[str]], gone: set[str]
) -> None:
    assert _names(session, ids, Conditions(excluded=_facets(**excluded))) == VISIBLE - gone


def _values(content: ItemContent, facet: Facet) -> set[str]:
    if isinstance(content, ProductContent):
        stated: dict[Facet, Iterable[str]] = {
            Facet.TOPIC: [uplift.topic for uplift in content.topics],
            Facet.INDUSTRY: content.industries,
            Facet.DEPLOYMENT: content.deployment,
            Facet.INTERFACE: content.interfaces,
        }
    else:
        assert isinstance(content, FinanceContent)
        stated = {
            Facet.INDUSTRY: content.industries,
            Facet.PURPOSE: content.purposes,
            Facet.REGION: content.regions,
            Facet.COLLATERAL: content.collateral,
        }
    return set(map(str, stated.get(facet, ())))


def test_a_history_has_every_revision_oldest_first_item_by_item(session: Session) -> None:
    texts = {"甲": ["一", "二", "三"], "乙": ["四"]}
    ids = {}
    for name, said in texts.items():
        for text in said:
            saved = save_item(
                session, make_product(name, summary=text), load_taxonomy(), actor="测试", now=NOW
            )
            ids[name] = saved.id
    found = dict(load_history(session, [ids["乙"], ids["甲"], 999]))
    assert {item_id: [content.summary for _, content in own] for item_id, own in found.items()} == {
        ids[name]: said for name, said in texts.items()
    }
    revisions = [revision for revision, _ in found[ids["甲"]]]
    assert revisions == sorted(revisions)


def test_a_provider_is_found_by_its_item(session: Session) -> None:
    save_provider(session, make_provider(phone="0951-0000101"), now=NOW)
    saved = save_item(session, make_product(), load_taxonomy(), actor="测试", now=NOW)
    assert get_provider(session, saved.id).phone == "0951-0000101"
    with pytest.raises(ItemNotFound):
        get_provider(session, saved.id + 1)


def _holds(content: ItemContent, conditions: Conditions) -> bool:
    """The rules once more, over contents instead of rows."""
    return (
        content.name not in {"过期", "下架"}
        and (not conditions.kinds or content.kind in conditions.kinds)
        and all(_values(content, facet) & values for facet, values in conditions.facets.items())
        and not any(
            _values(content, facet) and _values(content, facet) <= values
            for facet, values in conditions.excluded.items()
        )
    )


_WANTED = st.dictionaries(
    st.sampled_from([Facet.TOPIC, Facet.INDUSTRY, Facet.DEPLOYMENT, Facet.COLLATERAL, Facet.PURPOSE]),
    st.frozensets(
        st.sampled_from(
            ["S05", "S06", "S08", CHEMISTRY, MATERIALS, "SaaS", "本地部署", "信用", "抵押", "设备更新"]
        ),
        max_size=5,
    ),
    max_size=2,
)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kinds=st.frozensets(st.sampled_from(Kind), max_size=2), facets=_WANTED, excluded=_WANTED)
def test_any_conditions_select_what_a_plain_reading_selects(
    engine: Engine, kinds: frozenset[Kind], facets: Any, excluded: Any
) -> None:
    with Session(engine) as session:
        ids = _fill(session)
        conditions = Conditions(kinds, facets, excluded)
        expected = {content.name for content in CATALOGUE if _holds(content, conditions)}
        assert _names(session, ids, conditions) == expected


def test_more_ids_than_one_statement_takes(
    session: Session, ids: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    items = load_items(session, list(ids.values()))
    monkeypatch.setattr(queries, "_CHUNK", 2)
    assert load_items(session, list(ids.values())) == items


def test_an_item_is_its_newest_revision(session: Session, ids: dict[str, int]) -> None:
    taxonomy = load_taxonomy()
    save_provider(session, make_provider(provider_type="场景型", region="西夏区"), now=NOW)
    revised = make_product("点检", topics=("S09",), summary="改版")
    save_item(session, revised, taxonomy, actor="测试", now=NOW)
    item = get_item(session, ids["点检"])
    assert item.content == revised
    assert (item.revision, item.status, item.kind) == (2, Status.PUBLISHED, Kind.PRODUCT)
    assert (item.provider, item.provider_type, item.provider_region) == (
        "塬上软件有限公司",
        "场景型",
        "西夏区",
    )
    assert item.topics == ("S09",)
    assert item.text.startswith("点检\n安全生产\n")


def test_get_finds_what_searches_do_not(session: Session, ids: dict[str, int]) -> None:
    assert get_item(session, ids["下架"]).status is Status.WITHDRAWN
    assert get_item(session, ids["过期"]).content.valid_until == TODAY - timedelta(days=1)


@pytest.mark.parametrize("identifier", [0, -1, 10**6, 2**31, 2**63, 10**30])
def test_an_unknown_id_is_not_found_however_long(
    session: Session, ids: dict[str, int], identifier: int
) -> None:
    with pytest.raises(ItemNotFound, match=str(identifier)):
        get_item(session, identifier)
    assert load_items(session, [identifier, ids["点检"]]).keys() == {ids["点检"]}
