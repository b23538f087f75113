"""Changes to enterprises and outcomes. Session first, the clock passed in, nothing commits: the caller's scope does."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session, col, select

from catalog.commands import Outcome, Saved, find_registered
from catalog.tables import Provider, SupplyItem, SupplyRevision
from embeddings.segmentation import fold
from matcher.enterprises.schemas import EnterpriseContent, OutcomeContent
from matcher.errors import OutcomeRefused
from matcher.tables import EnterpriseLevel, EnterpriseRecord, OutcomeRecord


def save_enterprise(session: Session, content: EnterpriseContent, *, now: datetime) -> Saved:
    """Create the enterprise or bring it up to date; known by its credit code, else by its name.

    Levels measured on another day are added to the earlier ones. Raises InvalidContent when name and code belong to two
    different enterprises.
    """
    record = _find_enterprise(session, content.name, content.credit_code)
    document = content.model_dump(mode="json")
    if record is not None and record.content == document:
        return Saved(_id_of(record.id), Outcome.UNCHANGED)
    outcome = Outcome.REVISED
    if record is None:
        record = EnterpriseRecord(name=content.name, content=document, created_at=now, updated_at=now)
        outcome = Outcome.CREATED
    _fill(record, content, document)
    record.updated_at = now
    session.add(record)
    session.flush()
    for grade in content.levels:
        assert content.measured_on is not None, "the schema asks for the day of levels"
        session.merge(
            EnterpriseLevel(
                enterprise_id=_id_of(record.id),
                topic=grade.topic,
                measured_on=content.measured_on,
                level=grade.level,
            )
        )
    session.flush()
    return Saved(_id_of(record.id), outcome)


def record_outcome(session: Session, content: OutcomeContent, *, now: datetime) -> Saved:
    """Create the project or bring it up to date; known by enterprise, item and topic.

    Raises OutcomeRefused when the enterprise or the item is not known, when several items have the name, or when the
    project is recorded as of a later month.
    """
    enterprise = _known_enterprise(session, content)
    item = _known_item(session, content)
    record = session.exec(
        select(OutcomeRecord).where(
            OutcomeRecord.enterprise_id == enterprise.id,
            OutcomeRecord.item_id == item.id,
            OutcomeRecord.topic == content.topic,
        )
    ).one_or_none()
    stated = content.model_dump(
        mode="json", exclude={"enterprise", "credit_code", "item", "provider", "topic"}
    )
    if record is not None and stated == _stated(record, stated):
        return Saved(_id_of(record.id), Outcome.UNCHANGED)
    if record is not None and record.month > content.month:
        raise OutcomeRefused(
            f"这个项目已经记到 {record.month}（{record.stage}），这一行是更早的 {content.month}，没有采用。"
        )
    outcome = Outcome.REVISED
    if record is None:
        outcome = Outcome.CREATED
        record = OutcomeRecord(
            enterprise_id=_id_of(enterprise.id),
            item_id=_id_of(item.id),
            revision_id=_newest_revision(session, item),
            topic=content.topic,
            stage=content.stage,
            month=content.month,
            created_at=now,
            updated_at=now,
        )
    for field, value in stated.items():
        setattr(record, field, value)
    record.updated_at = now
    session.add(record)
    session.flush()
    return Saved(_id_of(record.id), outcome)


def _fill(record: EnterpriseRecord, content: EnterpriseContent, document: dict[str, object]) -> None:
    record.name = content.name
    record.credit_code = content.credit_code or record.credit_code
    for field in (
        "industry",
        "industry_code",
        "region",
        "employees",
        "revenue_wan",
        "batch",
        "digital_level",
        "shown",
        "sample",
    ):
        setattr(record, field, getattr(content, field))
    record.tier = content.tier.value if content.tier else None
    record.content = document


def _find_enterprise(session: Session, name: str, credit_code: str | None) -> EnterpriseRecord | None:
    return find_registered(session, EnterpriseRecord, name, credit_code, "企业")


def _known_enterprise(session: Session, content: OutcomeContent) -> EnterpriseRecord:
    found = _find_enterprise(session, content.enterprise, content.credit_code)
    if found is None:
        raise OutcomeRefused(f"企业名单里没有“{content.enterprise}”，请先导入企业名单。")
    return found


def _known_item(session: Session, content: OutcomeContent) -> SupplyItem:
    """The item by its name and, where given, its provider; an exact name wins over one that is written alike."""
    rows = session.exec(
        select(SupplyItem, Provider).join(Provider, col(Provider.id) == col(SupplyItem.provider_id))
    ).all()
    named = [
        (item, provider)
        for item, provider in rows
        if _key(item.name) == _key(content.item)
        and (content.provider is None or _key(provider.name) == _key(content.provider))
    ]
    exact = [(item, provider) for item, provider in named if item.name == content.item]
    found = exact or named
    if not found:
        whose = f"“{content.provider}”的" if content.provider else ""
        raise OutcomeRefused(f"目录里没有{whose}“{content.item}”，请先导入这项产品，或核对名称。")
    if len(found) > 1:
        owners = "、".join(dict.fromkeys(provider.name for _, provider in found))
        raise OutcomeRefused(f"目录里有几项“{content.item}”（{owners}），请写明服务商名称。")
    return found[0][0]


def _key(text: str) -> str:
    return "".join(fold(text).split())


def _newest_revision(session: Session, item: SupplyItem) -> int:
    return _id_of(
        session.exec(
            select(SupplyRevision.id).where(
                SupplyRevision.item_id == item.id, SupplyRevision.number == item.revision
            )
        ).one()
    )


def _stated(record: OutcomeRecord, fields: Mapping[str, object]) -> dict[str, object]:
    return {field: getattr(record, field) for field in fields}


def _id_of(identifier: int | None) -> int:
    assert identifier is not None, "the row was flushed"
    return identifier
