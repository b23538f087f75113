"""Changes to the catalogue: what is created, what is appended, what is refused."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session, SQLModel, col, func, select

from catalog.commands import Outcome, Saved, publish_item, save_item, save_provider, withdraw_item
from catalog.errors import InvalidContent, InvalidTransition, ItemNotFound, UnknownTerm
from catalog.queries import get_item
from catalog.schemas import ItemContent, Price, ProviderContent, TopicUplift
from catalog.tables import (
    FinanceDetail,
    IndexJob,
    ProductDetail,
    Provider,
    SupplyFacet,
    SupplyItem,
    SupplyRevision,
    SupplyTopic,
)
from catalog.taxonomy import Taxonomy
from catalog.texts import hash_text, searchable_text
from catalog.vocabulary import Kind, Status
from tests.catalog.contents import CODE_A, CODE_B, NOW, make_loan, make_product, make_provider

LATER = NOW + timedelta(days=30)


@pytest.fixture
def save(session: Session, taxonomy: Taxonomy) -> Any:
    def save(content: ItemContent, *, now: Any = NOW) -> Saved:
        return save_item(session, content, taxonomy, actor="测试", now=now)

    return save


def _count(session: Session, table: type[SQLModel]) -> int:
    return session.exec(select(func.count()).select_from(table)).one()


def _jobs(session: Session) -> list[int]:
    return list(session.exec(select(IndexJob.item_id).order_by(col(IndexJob.id))))


def _item(session: Session, identifier: int) -> SupplyItem:
    item = session.get(SupplyItem, identifier)
    assert item is not None
    return item


# --- items


def test_a_new_item_is_published_with_its_first_revision(
    session: Session, save: Any, taxonomy: Taxonomy
) -> None:
    content = make_product(valid_until=date(2027, 6, 30), sample=True)
    saved = save(content)
    assert saved.outcome is Outcome.CREATED
    item = _item(session, saved.id)
    assert (item.kind, item.name, item.status, item.revision) == ("product", "巡检助手", "published", 1)
    assert (item.valid_until, item.sample) == (date(2027, 6, 30), True)
    assert item.created_at == item.updated_at == NOW
    [revision] = session.exec(select(SupplyRevision)).all()
    assert (revision.item_id, revision.number, revision.actor) == (saved.id, 1, "测试")
    assert revision.content == content.model_dump(mode="json")
    assert revision.text == searchable_text(content, taxonomy)
    assert revision.text_hash == hash_text(revision.text)
    assert _jobs(session) == [saved.id]
    assert get_item(session, saved.id).content == content


def test_saving_the_same_again_changes_nothing(session: Session, save: Any) -> None:
    first = save(make_product())
    assert save(make_product(), now=LATER) == Saved(first.id, Outcome.UNCHANGED)
    assert (_count(session, SupplyItem), _count(session, SupplyRevision)) == (1, 1)
    assert _jobs(session) == [first.id]
    assert _item(session, first.id).updated_at == NOW


def test_a_revision_from_before_a_field_was_added_still_says_the_same(session: Session, save: Any) -> None:
    content = make_product()
    saved = save(content)
    revision = session.exec(select(SupplyRevision)).one()
    revision.content = {k: v for k, v in revision.content.items() if k not in ("requires", "shared_costs")}
    session.add(revision)
    session.flush()
    assert get_item(session, saved.id).content == content
    assert save(content).outcome is Outcome.UNCHANGED
    assert save(make_product(requires=("B02",))).outcome is Outcome.REVISED


@pytest.mark.parametrize(
    "change",
    [
        {"summary": "手机扫码巡检"},
        {"price": Price(text="3 万元/年", min_wan=3, max_wan=3)},
        {"deployment": ("SaaS",)},
        {"valid_until": date(2027, 1, 1)},
        {"notes": {"备注": "含培训"}},
        {"topics": ("S08", "S09")},
    ],
    ids=str,
)
def test_any_difference_is_a_revision(session: Session, save: Any, change: dict[str, Any]) -> None:
    first = save(make_product())
    before = session.exec(select(SupplyRevision)).one().model_dump()
    assert save(make_product(**change), now=LATER) == Saved(first.id, Outcome.REVISED)
    old, new = session.exec(select(SupplyRevision).order_by(col(SupplyRevision.number))).all()
    assert old.model_dump() == before
    assert (new.number, new.content) == (2, make_product(**change).model_dump(mode="json"))
    item = _item(session, first.id)
    assert (item.revision, item.created_at, item.updated_at) == (2, NOW, LATER)
    assert _jobs(session) == [first.id, first.id]


def test_going_back_to_what_was_said_before_is_a_third_revision(session: Session, save: Any) -> None:
    save(make_product())
    save(make_product(summary="手机扫码巡检"))
    assert save(make_product()).outcome is Outcome.REVISED
    numbers = session.exec(select(SupplyRevision.number).order_by(col(SupplyRevision.number))).all()
    assert numbers == [1, 2, 3]


def test_the_natural_key_is_provider_name_and_kind(session: Session, save: Any) -> None:
    ids = {
        save(make_product()).id,
        save(make_product("巡检助手Pro")).id,
        save(make_product(provider="另一家软件有限公司")).id,
        save(make_product(kind=Kind.SOLUTION)).id,
        save(make_loan("巡检助手", provider="塬上软件有限公司")).id,
    }
    assert len(ids) == 5
    assert {save(make_product(summary="改了")).id, save(make_product(kind=Kind.SOLUTION)).id} < ids


def test_details_are_replaced_and_not_added_to(session: Session, save: Any) -> None:
    save(make_product("别的", topics=("S01",), industries=("新型材料制造",)))
    first = make_product(
        topics=("S08", "S09"),
        industries=("新型材料制造", "绿色消费品制造"),
        deployment=("SaaS", "本地部署"),
        interfaces=("MES",),
        price=Price(model="按年订阅", min_wan=2, max_wan=5),
        free=False,
        trial=True,
        golive_min_days=7,
        golive_max_days=30,
    )
    saved = save(first)
    second = make_product(
        topics=("S07",),
        industries=("绿色消费品制造",),
        price=Price(model="免费", min_wan=0, max_wan=0),
        free=True,
    )
    save(second)
    topics = session.exec(
        select(SupplyTopic.topic, SupplyTopic.position).where(SupplyTopic.item_id == saved.id)
    )
    assert topics.all() == [("S07", 0)]
    facets = session.exec(select(SupplyFacet.field, SupplyFacet.value).where(SupplyFacet.item_id == saved.id))
    assert set(facets) == {("topic", "S07"), ("industry", "绿色消费品制造")}
    detail = session.get(ProductDetail, saved.id)
    assert detail is not None
    assert detail.model_dump() == {
        "item_id": saved.id,
        "price_model": "免费",
        "price_min_wan": 0,
        "price_max_wan": 0,
        "free": True,
        "trial": None,
        "golive_min_days": None,
        "golive_max_days": None,
    }
    assert _count(session, ProductDetail) == 2
    assert _count(session, SupplyTopic) == 2


def test_levels_and_the_order_of_topics_are_kept(session: Session, save: Any) -> None:
    uplifts = (TopicUplift(topic="S12", level_from=0, level_to=2), TopicUplift(topic="S06", level_to=3))
    saved = save(make_product().model_copy(update={"topics": uplifts}))
    rows = session.exec(
        select(
            SupplyTopic.position, SupplyTopic.topic, SupplyTopic.level_from, SupplyTopic.level_to
        ).order_by(col(SupplyTopic.position))
    )
    assert rows.all() == [(0, "S12", 0, 2), (1, "S06", None, 3)]
    assert get_item(session, saved.id).topics == ("S12", "S06")


def test_details_of_a_loan(session: Session, save: Any) -> None:
    saved = save(
        make_loan(
            finance_type="融资租赁",
            purposes=("设备更新", "软件开发"),
            regions=("灵武市",),
            collateral=("信用", "信用"),
            sizes=("小型",),
            titles=("专精特新",),
            amount_min_wan=50,
            amount_max_wan=1000,
            term_max_months=36,
            rate_min_pct=3.2,
            min_level=2,
        )
    )
    detail = session.get(FinanceDetail, saved.id)
    assert detail is not None
    assert detail.model_dump() == {
        "item_id": saved.id,
        "finance_type": "融资租赁",
        "amount_min_wan": 50,
        "amount_max_wan": 1000,
        "term_min_months": None,
        "term_max_months": 36,
        "rate_min_pct": 3.2,
        "rate_max_pct": None,
        "min_level": 2,
    }
    assert set(session.exec(select(SupplyFacet.field, SupplyFacet.value))) == {
        ("purpose", "设备更新"),
        ("purpose", "软件开发"),
        ("region", "灵武市"),
        ("collateral", "信用"),
        ("size", "小型"),
        ("title", "专精特新"),
    }
    assert _count(session, SupplyTopic) == _count(session, ProductDetail) == 0


def test_a_topic_that_the_taxonomy_does_not_know_is_refused(session: Session, save: Any) -> None:
    with pytest.raises(UnknownTerm, match="S99"):
        save(make_product(topics=("S99",)))


# --- states


def test_withdraw_and_publish(session: Session, save: Any) -> None:
    saved = save(make_product())
    withdraw_item(session, saved.id, now=LATER)
    item = _item(session, saved.id)
    assert (item.status, item.revision, item.updated_at) == (Status.WITHDRAWN, 1, LATER)
    publish_item(session, saved.id, now=LATER)
    assert _item(session, saved.id).status == Status.PUBLISHED
    assert _count(session, SupplyRevision) == 1
    assert _jobs(session) == [saved.id] * 3


def test_forbidden_transitions_change_nothing(session: Session, save: Any) -> None:
    saved = save(make_product())
    with pytest.raises(InvalidTransition, match="上架") as caught:
        publish_item(session, saved.id, now=LATER)
    assert caught.value.code == "invalid_transition"
    withdraw_item(session, saved.id, now=NOW)
    with pytest.raises(InvalidTransition, match="下架"):
        withdraw_item(session, saved.id, now=LATER)
    assert _item(session, saved.id).updated_at == NOW
    assert len(_jobs(session)) == 2


@pytest.mark.parametrize("change", [withdraw_item, publish_item])
def test_what_is_not_there_has_no_state(session: Session, change: Any) -> None:
    with pytest.raises(ItemNotFound, match="404"):
        change(session, 404, now=NOW)
    assert _jobs(session) == []


def test_saving_a_withdrawn_item_brings_it_back(session: Session, save: Any) -> None:
    saved = save(make_product())
    withdraw_item(session, saved.id, now=NOW)
    assert save(make_product(), now=LATER) == Saved(saved.id, Outcome.REVISED)
    item = _item(session, saved.id)
    assert (item.status, item.revision) == (Status.PUBLISHED, 2)


# --- providers


def test_a_provider_is_created_revised_and_left_alone(session: Session) -> None:
    created = save_provider(session, make_provider(credit_code=CODE_A, region="金凤区"), now=NOW)
    assert created.outcome is Outcome.CREATED
    again = save_provider(session, make_provider(credit_code=CODE_A, region="金凤区"), now=LATER)
    assert again == Saved(created.id, Outcome.UNCHANGED)
    revised = save_provider(session, make_provider(credit_code=CODE_A, region="灵武市"), now=LATER)
    assert revised == Saved(created.id, Outcome.REVISED)
    [row] = session.exec(select(Provider)).all()
    assert (row.region, row.created_at, row.updated_at) == ("灵武市", NOW, LATER)


def test_the_code_knows_a_provider_under_a_new_name(session: Session, save: Any) -> None:
    first = save_provider(session, make_provider("旧名有限公司", credit_code=CODE_A), now=NOW)
    renamed = save_provider(session, make_provider("新名有限公司", credit_code=CODE_A), now=LATER)
    assert renamed == Saved(first.id, Outcome.REVISED)
    assert session.exec(select(Provider.name)).all() == ["新名有限公司"]
    item = save(make_product(provider="又一个名字", credit_code=CODE_A))
    assert get_item(session, item.id).provider == "新名有限公司"


def test_a_provider_known_by_name_gets_its_code_and_keeps_it(session: Session) -> None:
    save_provider(session, make_provider(), now=NOW)
    save_provider(session, make_provider(credit_code=CODE_A), now=NOW)
    save_provider(session, make_provider(summary="十年工业软件经验"), now=NOW)
    [row] = session.exec(select(Provider)).all()
    assert row.credit_code == CODE_A


@pytest.mark.parametrize("name", ["甲有限公司", "丙有限公司"])
def test_a_name_and_a_code_of_two_firms_are_refused(session: Session, save: Any, name: str) -> None:
    save_provider(session, make_provider("甲有限公司", credit_code=CODE_A), now=NOW)
    save_provider(session, make_provider("乙有限公司", credit_code=CODE_B), now=NOW)
    save_provider(session, make_provider("丙有限公司"), now=NOW)
    for attempt in (
        lambda: save_provider(session, make_provider(name, credit_code=CODE_B), now=NOW),
        lambda: save(make_product(provider=name, credit_code=CODE_B)),
    ):
        with pytest.raises(InvalidContent, match="两家不同的服务商") as caught:
            attempt()
        assert caught.value.code == "invalid_content"
    assert _count(session, SupplyItem) == 0


def test_a_known_name_with_another_new_code_is_refused(session: Session, save: Any) -> None:
    save_provider(session, make_provider(credit_code=CODE_A), now=NOW)
    with pytest.raises(InvalidContent, match=CODE_B):
        save(make_product(credit_code=CODE_B))
    with pytest.raises(InvalidContent, match=CODE_B):
        save_provider(session, make_provider(credit_code=CODE_B), now=NOW)


def test_an_item_brings_its_unknown_provider_with_it(session: Session, save: Any) -> None:
    save(make_product(credit_code=CODE_A))
    [row] = session.exec(select(Provider)).all()
    assert (row.name, row.credit_code, row.created_at) == ("塬上软件有限公司", CODE_A, NOW)
    assert row.content == ProviderContent(name=row.name, credit_code=CODE_A).model_dump(mode="json")


def test_an_item_does_not_overwrite_what_is_known_of_its_provider(session: Session, save: Any) -> None:
    save_provider(session, make_provider(region="金凤区", staff=40), now=NOW)
    save(make_product(), now=LATER)
    [row] = session.exec(select(Provider)).all()
    assert (row.region, row.content["staff"], row.updated_at) == ("金凤区", 40, NOW)


def test_nothing_commits(session: Session, save: Any) -> None:
    save(make_product())
    session.rollback()
    assert [_count(session, table) for table in (SupplyItem, SupplyRevision, IndexJob, Provider)] == [0] * 4
