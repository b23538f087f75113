"""Changes to the catalogue. Session first, the clock passed in, nothing commits: the caller's scope does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from sqlmodel import Session, SQLModel, col, delete, select

from catalog.errors import InvalidContent, InvalidTransition, ItemNotFound
from catalog.schemas import FinanceContent, ItemContent, ProductContent, ProviderContent
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
from catalog.vocabulary import Facet, Status

_Registered = TypeVar("_Registered", bound=SQLModel)
"""A table of those known by name and credit code."""


class Outcome(StrEnum):
    """What saving did."""

    CREATED = "created"
    REVISED = "revised"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Saved:
    """The row that holds the content now, and what saving did."""

    id: int
    outcome: Outcome


def save_provider(session: Session, content: ProviderContent, *, now: datetime) -> Saved:
    """Create the provider or bring it up to date; known by its credit code, else by its name.

    Raises InvalidContent when name and code belong to two different providers.
    """
    provider = _find_provider(session, content.name, content.credit_code)
    document = content.model_dump(mode="json")
    if provider is not None and provider.content == document:
        return Saved(_id_of(provider.id), Outcome.UNCHANGED)
    outcome = Outcome.REVISED
    if provider is None:
        provider = Provider(name=content.name, content=document, created_at=now, updated_at=now)
        outcome = Outcome.CREATED
    provider.name = content.name
    provider.credit_code = content.credit_code or provider.credit_code
    provider.provider_type = content.provider_type
    provider.region = content.region
    provider.content = document
    provider.updated_at = now
    session.add(provider)
    session.flush()
    # Searches show and filter by what the provider states, as of the generation that they look at.
    for item_id in session.exec(select(SupplyItem.id).where(SupplyItem.provider_id == provider.id)):
        _enqueue(session, _id_of(item_id), now)
    return Saved(_id_of(provider.id), outcome)


def save_item(
    session: Session, content: ItemContent, taxonomy: Taxonomy, *, actor: str, now: datetime
) -> Saved:
    """Create the item, or append a revision when anything differs from its newest one; either way it is published.

    Natural key: provider, name and kind. An unknown provider is created with what the item says of it.
    """
    provider_id = _provider_id_for(session, content, now)
    item = session.exec(
        select(SupplyItem).where(
            SupplyItem.provider_id == provider_id,
            SupplyItem.name == content.name,
            SupplyItem.kind == content.kind,
        )
    ).one_or_none()
    document = content.model_dump(mode="json")
    if (
        item is not None
        and item.status == Status.PUBLISHED
        and _states(_newest(session, item).content, document)
    ):
        return Saved(_id_of(item.id), Outcome.UNCHANGED)
    outcome = Outcome.REVISED
    if item is None:
        outcome = Outcome.CREATED
        item = SupplyItem(
            kind=content.kind,
            name=content.name,
            provider_id=provider_id,
            status=Status.PUBLISHED,
            revision=0,
            created_at=now,
            updated_at=now,
        )
    item.revision += 1
    item.status = Status.PUBLISHED
    item.valid_until = content.valid_until
    item.sample = content.sample
    item.updated_at = now
    session.add(item)
    session.flush()
    item_id = _id_of(item.id)
    text = searchable_text(content, taxonomy)
    session.add(
        SupplyRevision(
            item_id=item_id,
            number=item.revision,
            content=document,
            text=text,
            text_hash=hash_text(text),
            actor=actor,
            created_at=now,
        )
    )
    _replace_details(session, item_id, content)
    _enqueue(session, item_id, now)
    return Saved(item_id, outcome)


def withdraw_item(session: Session, item_id: int, *, now: datetime) -> None:
    """Take an item out of every search; its revisions stay.

    Raises ItemNotFound, and InvalidTransition when it is withdrawn already.
    """
    _change_status(session, item_id, Status.WITHDRAWN, now)


def publish_item(session: Session, item_id: int, *, now: datetime) -> None:
    """Bring a withdrawn item back. Raises ItemNotFound, and InvalidTransition when it is published already."""
    _change_status(session, item_id, Status.PUBLISHED, now)


def _change_status(session: Session, item_id: int, status: Status, now: datetime) -> None:
    item = session.get(SupplyItem, item_id)
    if item is None:
        raise ItemNotFound(f"没有编号为 {item_id} 的产品或服务。")
    if item.status == status:
        raise InvalidTransition(
            f"“{item.name}”已经是{'上架' if status == Status.PUBLISHED else '下架'}状态。"
        )
    item.status = status
    item.updated_at = now
    session.add(item)
    _enqueue(session, item_id, now)


def find_registered(
    session: Session, table: type[_Registered], name: str, credit_code: str | None, noun: str
) -> _Registered | None:
    """The row of this credit code, else of this name. Raises InvalidContent where the two contradict each other."""
    columns: Any = table
    by_code = (
        session.exec(select(table).where(columns.credit_code == credit_code)).one_or_none()
        if credit_code
        else None
    )
    by_name = session.exec(select(table).where(columns.name == name)).one_or_none()
    if by_code and by_name and by_code is not by_name:
        raise InvalidContent(f"“{name}”与统一社会信用代码 {credit_code} 属于两家不同的{noun}。")
    known = getattr(by_name, "credit_code", None)
    if credit_code and known and known != credit_code:
        raise InvalidContent(f"“{name}”已登记的统一社会信用代码不是 {credit_code}。")
    return by_code or by_name


def _find_provider(session: Session, name: str, credit_code: str | None) -> Provider | None:
    return find_registered(session, Provider, name, credit_code, "服务商")


def _provider_id_for(session: Session, content: ItemContent, now: datetime) -> int:
    provider = _find_provider(session, content.provider, content.credit_code)
    if provider is not None:
        return _id_of(provider.id)
    return save_provider(
        session, ProviderContent(name=content.provider, credit_code=content.credit_code), now=now
    ).id


def _newest(session: Session, item: SupplyItem) -> SupplyRevision:
    return session.exec(
        select(SupplyRevision).where(
            SupplyRevision.item_id == item.id, SupplyRevision.number == item.revision
        )
    ).one()


def _states(stored: Mapping[str, Any], document: Mapping[str, Any]) -> bool:
    """Whether a stored content says the same; a field that came after it was written is one that it does not state."""
    return stored.keys() <= document.keys() and all(
        stored[field] == value if field in stored else not value for field, value in document.items()
    )


def _replace_details(session: Session, item_id: int, content: ItemContent) -> None:
    session.exec(delete(SupplyTopic).where(col(SupplyTopic.item_id) == item_id))
    session.exec(delete(SupplyFacet).where(col(SupplyFacet.item_id) == item_id))
    if isinstance(content, ProductContent):
        for position, uplift in enumerate(content.topics):
            session.add(
                SupplyTopic(
                    item_id=item_id,
                    topic=uplift.topic,
                    position=position,
                    level_from=uplift.level_from,
                    level_to=uplift.level_to,
                )
            )
        session.merge(_product_detail(item_id, content))
    else:
        session.merge(_finance_detail(item_id, content))
    for field, values in _facets(content).items():
        for value in dict.fromkeys(values):
            session.add(SupplyFacet(item_id=item_id, field=field, value=value))


def _facets(content: ItemContent) -> dict[Facet, tuple[str, ...]]:
    if isinstance(content, ProductContent):
        return {
            Facet.TOPIC: tuple(uplift.topic for uplift in content.topics),
            Facet.INDUSTRY: content.industries,
            Facet.DEPLOYMENT: tuple(content.deployment),
            Facet.INTERFACE: content.interfaces,
        }
    return {
        Facet.INDUSTRY: content.industries,
        Facet.PURPOSE: tuple(content.purposes),
        Facet.REGION: content.regions,
        Facet.COLLATERAL: content.collateral,
        Facet.SIZE: content.sizes,
        Facet.TITLE: content.titles,
    }


def _product_detail(item_id: int, content: ProductContent) -> ProductDetail:
    return ProductDetail(
        item_id=item_id,
        price_model=content.price.model,
        price_min_wan=content.price.min_wan,
        price_max_wan=content.price.max_wan,
        free=content.free,
        trial=content.trial,
        golive_min_days=content.golive_min_days,
        golive_max_days=content.golive_max_days,
    )


def _finance_detail(item_id: int, content: FinanceContent) -> FinanceDetail:
    return FinanceDetail(
        item_id=item_id,
        finance_type=content.finance_type,
        amount_min_wan=content.amount_min_wan,
        amount_max_wan=content.amount_max_wan,
        term_min_months=content.term_min_months,
        term_max_months=content.term_max_months,
        rate_min_pct=content.rate_min_pct,
        rate_max_pct=content.rate_max_pct,
        min_level=content.min_level,
    )


def _enqueue(session: Session, item_id: int, now: datetime) -> None:
    session.add(IndexJob(item_id=item_id, created_at=now))


def _id_of(identifier: int | None) -> int:
    assert identifier is not None, "the row was flushed"
    return identifier
