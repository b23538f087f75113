"""Catalogue items as values, without a database."""

from __future__ import annotations

from typing import Any

from catalog.queries import Item
from catalog.schemas import FinanceContent, ItemContent, ProductContent
from catalog.vocabulary import Kind, Status


def make_product(identifier: int = 1, *, kind: Kind = Kind.PRODUCT, **fields: Any) -> Item:
    """A product with a name and a provider; keywords fill its content."""
    stated: dict[str, Any] = {"name": "巡检助手", "provider": "示例软件有限公司"} | fields
    return _to_item(identifier, ProductContent.model_validate({"kind": kind, **stated}))


def make_loan(identifier: int = 1, **fields: Any) -> Item:
    """A financing product with a name and an institution; keywords fill its content."""
    stated: dict[str, Any] = {"name": "设备贷", "provider": "示例银行"} | fields
    return _to_item(identifier, FinanceContent.model_validate({"kind": Kind.FINANCE, **stated}))


def _to_item(identifier: int, content: ItemContent) -> Item:
    return Item(
        id=identifier,
        kind=content.kind,
        name=content.name,
        provider=content.provider,
        provider_type="场景型",
        provider_region="金凤区",
        revision_id=identifier,
        revision=1,
        status=Status.PUBLISHED,
        content=content,
        text=content.name,
    )
