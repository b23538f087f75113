"""Writing lists of enterprises and outcomes in the columns of the import, and the templates to fill in."""

from __future__ import annotations

from typing import Literal

from sqlmodel import Session, col, select

from catalog.ingest.columns import SEPARATOR
from catalog.ingest.export import Cell, write_rows
from catalog.ingest.neutral import neutralise
from catalog.ingest.template import build_workbook
from catalog.tables import Provider, SupplyItem
from catalog.taxonomy import Taxonomy, load_taxonomy
from matcher.enterprises.columns import LIST_COLUMNS, ListKind
from matcher.enterprises.schemas import EnterpriseContent
from matcher.tables import EnterpriseRecord, OutcomeRecord


def export_list(session: Session, kind: ListKind, file_format: Literal["xlsx", "csv"]) -> bytes:
    """All enterprises or all outcomes, oldest first, as one file that can be imported again without changing anything."""
    taxonomy = load_taxonomy()
    rows = (
        _enterprise_rows(session, taxonomy)
        if kind is ListKind.ENTERPRISE
        else _outcome_rows(session, taxonomy)
    )
    columns = LIST_COLUMNS[kind]
    table = [[_safe(row.get(column.field)) for column in columns] for row in rows]
    return write_rows([column.header for column in columns], table, title=kind.label, file_format=file_format)


def build_list_template(kind: ListKind) -> bytes:
    """The xlsx template of a list. Its example row is marked and skipped by the import."""
    return build_workbook(LIST_COLUMNS[kind], with_topics=True)


def _enterprise_rows(session: Session, taxonomy: Taxonomy) -> list[dict[str, Cell]]:
    documents = session.exec(select(EnterpriseRecord.content).order_by(col(EnterpriseRecord.id))).all()
    return [_enterprise_row(EnterpriseContent.model_validate(document), taxonomy) for document in documents]


def _enterprise_row(content: EnterpriseContent, taxonomy: Taxonomy) -> dict[str, Cell]:
    grades = (f"{taxonomy.topic(grade.topic).name}:{grade.level}" for grade in content.levels)
    return {
        "name": content.name,
        "credit_code": content.credit_code,
        "industries": content.industry,
        "industry_codes": content.industry_code,
        "region": content.region,
        "employees": content.employees,
        "revenue_wan": _number(content.revenue_wan),
        "tier": content.tier.value if content.tier else None,
        "batch": content.batch,
        "titles": SEPARATOR.join(content.titles) or None,
        "digital_level": content.digital_level,
        "levels": SEPARATOR.join(grades) or None,
        "measured_on": content.measured_on,
        "shown": _yes(stated=content.shown),
        "sample": "示例" if content.sample else None,
    }


def _outcome_rows(session: Session, taxonomy: Taxonomy) -> list[dict[str, Cell]]:
    rows = session.exec(
        select(OutcomeRecord, EnterpriseRecord, SupplyItem, Provider)
        .join(EnterpriseRecord, col(EnterpriseRecord.id) == col(OutcomeRecord.enterprise_id))
        .join(SupplyItem, col(SupplyItem.id) == col(OutcomeRecord.item_id))
        .join(Provider, col(Provider.id) == col(SupplyItem.provider_id))
        .order_by(col(OutcomeRecord.id))
    ).all()
    return [
        {
            "enterprise": enterprise.name,
            "credit_code": enterprise.credit_code,
            "item": item.name,
            "provider": provider.name,
            "topics": taxonomy.topic(outcome.topic).name,
            "stage": outcome.stage,
            "month": outcome.month,
            "level_before": outcome.level_before,
            "level_after": outcome.level_after,
            "cost_wan": _number(outcome.cost_wan),
            "effect": outcome.effect or None,
            "published": _yes(stated=outcome.published),
            "sample": "示例" if outcome.sample else None,
        }
        for outcome, enterprise, item, provider in rows
    ]


def _yes(*, stated: bool) -> str:
    return "是" if stated else "否"


def _number(value: float | None) -> Cell:
    return int(value) if value is not None and value.is_integer() else value


def _safe(cell: Cell) -> Cell:
    return neutralise(cell) if isinstance(cell, str) else cell
