"""Contents of providers and items, with only what a test cares about spelled out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from catalog.schemas import FinanceContent, ProductContent, ProviderContent, TopicUplift
from catalog.vocabulary import Kind

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
CODE_A = "91640100MA75AB0X57"
CODE_B = "91640100MA76CD1Y8P"


def make_provider(name: str = "塬上软件有限公司", **fields: Any) -> ProviderContent:
    return ProviderContent.model_validate({"name": name, **fields})


def make_product(
    name: str = "巡检助手", *, topics: tuple[str, ...] = ("S08",), kind: Kind = Kind.PRODUCT, **fields: Any
) -> ProductContent:
    stated: dict[str, Any] = {
        "provider": "塬上软件有限公司",
        "topics": tuple(TopicUplift(topic=topic) for topic in topics),
        "pain_points": "点检靠纸，漏检没人知道",
        **fields,
    }
    return ProductContent.model_validate({"name": name, "kind": kind, **stated})


def make_loan(name: str = "设备更新贷", **fields: Any) -> FinanceContent:
    stated: dict[str, Any] = {"provider": "河套示例银行", "summary": "买设备、改产线", **fields}
    return FinanceContent.model_validate({"name": name, **stated})
