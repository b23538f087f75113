"""The supply side's tables; importing this registers them all with SQLModel's metadata."""

from catalog.tables.indexing import IndexJob, ItemVector
from catalog.tables.items import (
    FinanceDetail,
    ProductDetail,
    SupplyFacet,
    SupplyItem,
    SupplyRevision,
    SupplyTopic,
)
from catalog.tables.providers import Provider

__all__ = [
    "FinanceDetail",
    "IndexJob",
    "ItemVector",
    "ProductDetail",
    "Provider",
    "SupplyFacet",
    "SupplyItem",
    "SupplyRevision",
    "SupplyTopic",
]
