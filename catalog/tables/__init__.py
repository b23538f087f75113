"""The catalogue's tables and the log of searches; importing this registers them all with SQLModel's metadata."""

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
from catalog.tables.searching import SearchClick, SearchEvent, SearchIndustry

__all__ = [
    "FinanceDetail",
    "IndexJob",
    "ItemVector",
    "ProductDetail",
    "Provider",
    "SearchClick",
    "SearchEvent",
    "SearchIndustry",
    "SupplyFacet",
    "SupplyItem",
    "SupplyRevision",
    "SupplyTopic",
]
