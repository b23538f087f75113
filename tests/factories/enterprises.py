"""Enterprises, outcomes and demands, with only what a test cares about spelled out."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session

from catalog.commands import save_item
from catalog.taxonomy import load_taxonomy
from matcher.enterprises.commands import record_outcome, save_enterprise
from matcher.enterprises.schemas import EnterpriseContent, OutcomeContent
from matcher.tables import OpenDemand
from tests.catalog.contents import NOW, make_product

MATERIALS, CHEMICALS, MACHINES = "新型材料制造", "基础化学原料制造", "高端装备及零部件制造"


def add_item(session: Session, name: str = "巡检助手", **fields: Any) -> int:
    """A published product; returns its id."""
    return save_item(session, make_product(name, **fields), load_taxonomy(), actor="tests", now=NOW).id


def make_enterprise(name: str = "塬上机械有限公司", **fields: Any) -> EnterpriseContent:
    """A listed enterprise of 新型材料制造, 中型, that agreed to be shown, unless said otherwise."""
    stated = {
        "industry": MATERIALS,
        "region": "贺兰县",
        "employees": 320,
        "revenue_wan": 9_000,
        "shown": True,
    }
    return EnterpriseContent.model_validate({"name": name, **stated, **fields})


def make_outcome(enterprise: str = "塬上机械有限公司", **fields: Any) -> OutcomeContent:
    """An accepted, published project in 设备管理, unless said otherwise."""
    stated = {
        "item": "巡检助手",
        "topic": "S08",
        "stage": "验收",
        "month": "2026-09",
        "published": True,
    }
    return OutcomeContent.model_validate({"enterprise": enterprise, **stated, **fields})


def add_company(session: Session, name: str, *outcomes: dict[str, Any], **fields: Any) -> None:
    """A listed enterprise with its projects."""
    save_enterprise(session, make_enterprise(name, **fields), now=NOW)
    for outcome in outcomes:
        record_outcome(session, make_outcome(name, **outcome), now=NOW)


def add_demand(session: Session, digest: str, topic: str = "S08", state: str = "gap", **fields: Any) -> None:
    """One topic that one enterprise asks for in 2026-11, unless said otherwise."""
    stated: dict[str, Any] = {"month": "2026-11", "industry": MATERIALS, "region": "贺兰县"} | fields
    session.add(OpenDemand(digest=digest, topic=topic, state=state, **stated))
    session.flush()
