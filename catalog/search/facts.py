"""What an item states in each field that can be asked for, and whether that meets a condition."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from catalog.queries import Item
from catalog.schemas import FinanceContent, Price, ProductContent
from catalog.search.conditions.model import Condition, Field
from catalog.taxonomy import Taxonomy
from catalog.vocabulary import PriceModel
from embeddings.segmentation import fold


@dataclass(frozen=True, slots=True)
class Interval:
    """A stated range in the field's unit; an open end is infinite."""

    low: float
    high: float


Statement = frozenset[str] | Interval | bool
Facts = Mapping[Field, Statement | None]
"""By field what an item states, None where it is silent. A field that its kind cannot have is missing."""

CITY = "银川市"
_WHOLE_CITY = (CITY, "宁夏", "宁夏回族自治区", "全国")


def gather_facts(item: Item, taxonomy: Taxonomy) -> Facts:
    """The item's statements; money in 万元, times in days or months as the field's name says."""
    common: dict[Field, Statement | None] = {
        Field.KIND: frozenset({item.kind.value}),
        Field.INDUSTRY: _names(item.content.industries),
        Field.PROVIDER_TYPE: _names([item.provider_type] if item.provider_type else []),
    }
    if isinstance(item.content, FinanceContent):
        return common | _finance_facts(item.content, taxonomy)
    return common | _product_facts(item, item.content, taxonomy)


def _product_facts(item: Item, content: ProductContent, taxonomy: Taxonomy) -> dict[Field, Statement | None]:
    free = True if content.price.model is PriceModel.FREE else content.free
    return {
        Field.TOPIC: _names(item.topics),
        Field.DEPLOYMENT: _names(content.deployment),
        Field.INTERFACE: _names(content.interfaces),
        Field.REGION: _regions([item.provider_region] if item.provider_region else [], taxonomy),
        Field.PRICE: _price(content.price, free=bool(free)),
        Field.GOLIVE: _interval(content.golive_min_days, content.golive_max_days),
        Field.FREE: free,
        Field.TRIAL: content.trial,
    }


def _finance_facts(content: FinanceContent, taxonomy: Taxonomy) -> dict[Field, Statement | None]:
    return {
        Field.REGION: _regions(content.regions, taxonomy),
        Field.AMOUNT: _up_to(content.amount_min_wan, content.amount_max_wan),
        Field.TERM: _up_to(content.term_min_months, content.term_max_months),
        Field.RATE: _interval(content.rate_min_pct, content.rate_max_pct),
    }


def served_regions(written: str, taxonomy: Taxonomy) -> tuple[str, ...]:
    """The regions for which an address or a sales area answers: an area of annex 2 also for its city, the city for each area."""
    within = written.removeprefix(CITY)
    found = taxonomy.find_region(written) or (taxonomy.find_region(within) if within else None)
    if found is not None:
        return (found.name, CITY)
    if written in _WHOLE_CITY:
        return (written, CITY, *(region.name for region in taxonomy.regions))
    return (written, CITY) if within != written else (written,)


def _names(values: Iterable[str]) -> frozenset[str] | None:
    return frozenset(str(value) for value in values) or None


def _regions(written: Iterable[str], taxonomy: Taxonomy) -> frozenset[str] | None:
    return _names(name for region in written for name in served_regions(region, taxonomy))


def _interval(low: float | None, high: float | None) -> Interval | None:
    """A single figure, such as 18万起 or 30天, stands for itself: a start price is what one must expect to pay."""
    ends = [float(end) for end in (low, high) if end is not None]
    return Interval(min(ends), max(ends)) if ends else None


def _up_to(low: float | None, high: float | None) -> Interval | None:
    """A limit without a lower end begins at nothing: 最高500万 lends 10万 as well."""
    if low is None and high is None:
        return None
    return Interval(low or 0.0, math.inf if high is None else high)


def _price(price: Price, *, free: bool) -> Interval | None:
    """What the first year costs at least and at most as far as it is written, one-off fees included."""
    if free and price.min_wan is None:
        return Interval(0.0, 0.0)
    stated = _interval(price.min_wan, price.max_wan)
    if stated is None:
        return None
    extra = price.one_off_wan or 0.0
    return Interval(0.0 if free else stated.low + extra, stated.high + extra)


def meets(facts: Facts, condition: Condition) -> bool | None:
    """Whether the item can be had under the condition; None when it is silent on that.

    Ranges meet a bound when some value in them does. An excluded name rules out only what states nothing else: software
    that runs on premises or as SaaS is no answer to 不要私有化 only if it cannot be had otherwise; silence rules out nothing.
    """
    if condition.field not in facts:
        return condition.op == "not in"
    stated = facts[condition.field]
    if condition.op == "not in":
        return not (isinstance(stated, frozenset) and _all_among(condition, stated))
    if stated is None:
        return None
    if isinstance(stated, Interval):
        return _reaches(stated, condition)
    if isinstance(stated, bool):
        return stated == bool(condition.value)
    return any(is_named(condition.field, wanted, stated) for wanted in wanted_names(condition))


def wanted_names(condition: Condition) -> tuple[str, ...]:
    """The names that a condition asks for or excludes."""
    return condition.value if isinstance(condition.value, tuple) else (str(condition.value),)


def _all_among(condition: Condition, stated: frozenset[str]) -> bool:
    excluded = wanted_names(condition)
    return all(
        any(is_named(condition.field, name, frozenset({value})) for name in excluded) for value in stated
    )


def _reaches(stated: Interval, condition: Condition) -> bool:
    wanted = condition.value
    if not isinstance(wanted, int | float):
        return False
    if condition.op == "<=":
        return stated.low <= wanted
    if condition.op == ">=":
        return stated.high >= wanted
    return stated.low <= wanted <= stated.high


def is_named(field: Field, wanted: str, stated: frozenset[str]) -> bool:
    """Whether one of the stated names is the wanted one; for systems to connect with also one that begins or holds it."""
    return wanted in stated or (field is Field.INTERFACE and any(_connects(wanted, name) for name in stated))


@lru_cache(maxsize=65536)
def _connects(wanted: str, stated: str) -> bool:
    """用友 is met by 用友U8, OPC by OPC UA; AD is not by CAD."""
    plain, name = re.escape(fold(wanted)), fold(stated)
    before = r"(?<![a-z0-9])" if fold(wanted)[:1].isascii() else ""
    after = r"(?![a-z])" if fold(wanted)[-1:].isascii() else ""
    return re.search(f"{before}{plain}{after}", name) is not None
