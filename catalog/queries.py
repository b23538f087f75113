"""Reading the catalogue: items as callers may see them, and which of them meet hard conditions."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from catalog.errors import ItemNotFound
from catalog.schemas import ItemContent, ProductContent, ProviderContent
from catalog.tables import Provider, SupplyFacet, SupplyItem, SupplyRevision
from catalog.vocabulary import Facet, Kind, Status

_CONTENT: TypeAdapter[ItemContent] = TypeAdapter(ItemContent)
FINANCING_TOPIC = "F01"
_LARGEST_ID = 2**31 - 1  # of the id columns; a longer number from an address is an unknown id, not an error
_CHUNK = 500  # SQLite takes about 32 000 variables in one statement, PostgreSQL 65 000; both are far above


@dataclass(frozen=True, slots=True)
class Item:
    """A supply item as its newest revision states it, with its provider's public facts."""

    id: int
    kind: Kind
    name: str
    provider: str
    provider_type: str | None
    provider_region: str | None
    revision_id: int
    revision: int
    status: Status
    content: ItemContent
    text: str
    topics: tuple[str, ...] = field(init=False, compare=False)
    """Topic codes, the main one first; none for financing products."""

    def __post_init__(self) -> None:
        """Every search asks each item for its topics."""
        stated = self.content.topics if isinstance(self.content, ProductContent) else ()
        object.__setattr__(self, "topics", tuple(uplift.topic for uplift in stated))


@dataclass(frozen=True, slots=True)
class Conditions:
    """Hard conditions: values of one field are alternatives, fields must all hold.

    An item that states only `excluded` values in a field is left out; one that offers something else beside them, or that
    states nothing there, is not.
    """

    kinds: frozenset[Kind] = frozenset()
    facets: Mapping[Facet, frozenset[str]] = field(default_factory=dict)
    excluded: Mapping[Facet, frozenset[str]] = field(default_factory=dict)


def list_eligible_ids(session: Session, conditions: Conditions, *, today: date) -> frozenset[int]:
    """Ids of published, unexpired items that meet the conditions."""
    statement = select(SupplyItem.id).where(*_visible(today))
    if conditions.kinds:
        statement = statement.where(col(SupplyItem.kind).in_([kind.value for kind in conditions.kinds]))
    for name, values in conditions.facets.items():
        statement = statement.where(col(SupplyItem.id).in_(_having(name, values)))
    eligible = {identifier for identifier in session.exec(statement) if identifier is not None}
    for name, values in conditions.excluded.items():
        eligible -= _with_nothing_else(session, name, values)
    return frozenset(eligible)


def _visible(today: date) -> tuple[ColumnElement[bool], ...]:
    unexpired = or_(col(SupplyItem.valid_until).is_(None), col(SupplyItem.valid_until) >= today)
    return (col(SupplyItem.status) == Status.PUBLISHED.value, unexpired)


def _having(name: Facet, values: Collection[str]) -> SelectOfScalar[int]:
    return select(SupplyFacet.item_id).where(
        col(SupplyFacet.field) == name.value, col(SupplyFacet.value).in_(list(values))
    )


def _with_nothing_else(session: Session, name: Facet, values: Collection[str]) -> set[int]:
    """Items all of whose values in the field are among `values`: only those are excluded, not ones that offer more."""
    stated: dict[int, set[str]] = {}
    rows = session.exec(select(SupplyFacet.item_id, SupplyFacet.value).where(SupplyFacet.field == name.value))
    for item_id, value in rows:
        stated.setdefault(item_id, set()).add(value)
    return {item_id for item_id, found in stated.items() if found <= set(values)}


def get_item(session: Session, item_id: int) -> Item:
    """One item whatever its status. Raises ItemNotFound."""
    found = load_items(session, [item_id])
    if not found:
        raise ItemNotFound(f"没有编号为 {item_id} 的产品或服务。")
    return found[item_id]


def get_published_item(session: Session, item_id: int) -> Item:
    """One item that people may see; one that was withdrawn is not found, one that expired still is. Raises ItemNotFound."""
    item = get_item(session, item_id)
    if item.status is not Status.PUBLISHED:
        raise ItemNotFound(f"没有编号为 {item_id} 的产品或服务。")
    return item


def get_provider(session: Session, item_id: int) -> ProviderContent:
    """What the provider of an item states about itself. Raises ItemNotFound."""
    found = session.exec(
        select(Provider)
        .join(SupplyItem, col(SupplyItem.provider_id) == col(Provider.id))
        .where(col(SupplyItem.id) == item_id)
    ).first()
    if found is None:
        raise ItemNotFound(f"没有编号为 {item_id} 的产品或服务。")
    return ProviderContent.model_validate({"name": found.name, **found.content})


def load_items(session: Session, item_ids: Sequence[int]) -> dict[int, Item]:
    """The items with these ids, by id; unknown ids are left out."""
    loaded: dict[int, Item] = {}
    item_ids = [item_id for item_id in item_ids if 0 < item_id <= _LARGEST_ID]
    for start in range(0, len(item_ids), _CHUNK):
        statement = (
            select(SupplyItem, SupplyRevision, Provider)
            .join(SupplyRevision, _is_newest())
            .join(Provider, col(Provider.id) == col(SupplyItem.provider_id))
            .where(col(SupplyItem.id).in_(item_ids[start : start + _CHUNK]))
        )
        for item, revision, provider in session.exec(statement):
            content = _CONTENT.validate_python(revision.content)
            loaded[required_id(item.id)] = _to_item(item, revision, provider, content)
    return loaded


def _is_newest() -> ColumnElement[bool]:
    return (col(SupplyRevision.item_id) == col(SupplyItem.id)) & (
        col(SupplyRevision.number) == col(SupplyItem.revision)
    )


def _to_item(item: SupplyItem, revision: SupplyRevision, provider: Provider, content: ItemContent) -> Item:
    return Item(
        id=required_id(item.id),
        kind=Kind(item.kind),
        name=content.name,
        provider=provider.name,
        provider_type=provider.provider_type,
        provider_region=provider.region,
        revision_id=required_id(revision.id),
        revision=revision.number,
        status=Status(item.status),
        content=content,
        text=revision.text,
    )


def required_id(identifier: int | None) -> int:
    """The id of a row that was read."""
    assert identifier is not None, "rows read from the database have ids"
    return identifier


def list_hidden_ids(session: Session) -> frozenset[int]:
    """Ids of the items that were withdrawn: few, and found by their status."""
    rows = session.exec(select(SupplyItem.id).where(col(SupplyItem.status) != Status.PUBLISHED.value))
    return frozenset(required_id(item_id) for item_id in rows)


def load_revisions(
    session: Session, revisions: Mapping[int, int], known: Mapping[int, Item] | None = None
) -> dict[int, Item]:
    """Items by id as these revisions (item id to revision id) state them, whatever is newest now.

    Revisions never change, so that the content of those among `known` is not read again.
    """
    before = {item.revision_id: item.content for item in (known or {}).values()}
    wanted = list(revisions.values())
    fresh = [revision for revision in wanted if revision not in before]
    contents = before | _load_contents(session, fresh)
    loaded: dict[int, Item] = {}
    for start in range(0, len(wanted), _CHUNK):
        statement = (
            select(SupplyItem, SupplyRevision, Provider)
            .join(SupplyRevision, col(SupplyRevision.item_id) == col(SupplyItem.id))
            .join(Provider, col(Provider.id) == col(SupplyItem.provider_id))
            .where(col(SupplyRevision.id).in_(wanted[start : start + _CHUNK]))
            .options(defer(SupplyRevision.content))  # type: ignore[arg-type]
        )
        for item, revision, provider in session.exec(statement):
            content = contents[required_id(revision.id)]
            loaded[required_id(item.id)] = _to_item(item, revision, provider, content)
    return loaded


def load_history(
    session: Session, item_ids: Sequence[int]
) -> Iterator[tuple[int, list[tuple[int, ItemContent]]]]:
    """One item after the other, its id and its revisions, oldest first, with what they state."""
    for start in range(0, len(item_ids), _CHUNK):
        rows = session.exec(
            select(SupplyRevision.item_id, SupplyRevision.id, SupplyRevision.content)
            .where(col(SupplyRevision.item_id).in_(item_ids[start : start + _CHUNK]))
            .order_by(col(SupplyRevision.item_id), col(SupplyRevision.id))
        )
        for item_id, own in groupby(rows, key=lambda row: row[0]):
            yield item_id, [(required_id(row[1]), _CONTENT.validate_python(row[2])) for row in own]


def _load_contents(session: Session, revision_ids: Sequence[int]) -> dict[int, ItemContent]:
    found: dict[int, ItemContent] = {}
    for start in range(0, len(revision_ids), _CHUNK):
        rows = session.exec(
            select(SupplyRevision.id, SupplyRevision.content).where(
                col(SupplyRevision.id).in_(revision_ids[start : start + _CHUNK])
            )
        )
        found |= {required_id(revision): _CONTENT.validate_python(content) for revision, content in rows}
    return found
