"""Filters beside a list: check boxes with the number of items that each leaves, by field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.forms.address import ticked_names
from catalog.search.conditions.model import Field
from catalog.search.engine import Request
from catalog.search.facts import CITY
from catalog.search.narrowing import YES
from catalog.taxonomy import Taxonomy
from catalog.vocabulary import Deployment, ProviderType

_OPEN = 8
_MOST = 40
"""Choices of an open list, such as interfaces; the rarest beyond are reached by writing them."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A check box of a filter; `count` is the length of the list with this value alone in its filter."""

    id: str
    field: str
    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter's choices; `more` are folded away."""

    title: str
    choices: tuple[Choice, ...]
    more: tuple[Choice, ...]


def present_filters(
    request: Request, facets: Mapping[str, Mapping[str, int]], taxonomy: Taxonomy
) -> tuple[Filter, ...]:
    """Every filter that has something to choose, the most used first."""
    chosen = ticked_names(request, Field.TOPIC)
    topics = [topic for topic in taxonomy.topics.values() if topic.kind != "finance" or topic.code in chosen]
    regions = [region.name for region in taxonomy.regions]
    filters = [
        _closed(request, facets, Field.INDUSTRY, {entry.name: entry.name for entry in taxonomy.industries}),
        _open(request, facets, Field.TOPIC, {topic.code: topic.name for topic in topics}),
        _closed(request, facets, Field.DEPLOYMENT, {name: name for name in Deployment}),
        _costs(request, facets),
        _open(request, facets, Field.INTERFACE, _stated(request, facets, Field.INTERFACE)),
        _open(request, facets, Field.REGION, {name: name for name in (CITY, *regions)}),
        _closed(request, facets, Field.PROVIDER_TYPE, {name: name for name in ProviderType}),
    ]
    return tuple(
        entry for entry in filters if any(c.count or c.chosen for c in (*entry.choices, *entry.more))
    )


def _closed(
    request: Request, facets: Mapping[str, Mapping[str, int]], field: Field, labels: Mapping[str, str]
) -> Filter:
    """All values in their own order, whether or not something is left of them."""
    return Filter(field.label, _choices(request, facets, field, labels), ())


def _open(
    request: Request, facets: Mapping[str, Mapping[str, int]], field: Field, labels: Mapping[str, str]
) -> Filter:
    """The values that leave most stand open, in their own order; the others are folded."""
    choices = _choices(request, facets, field, labels)
    ranked = sorted(choices, key=lambda choice: (not choice.chosen, -choice.count))
    first = {choice.value for choice in ranked[:_OPEN]} | set(ticked_names(request, field))
    return Filter(
        field.label,
        tuple(choice for choice in choices if choice.value in first),
        tuple(choice for choice in choices if choice.value not in first),
    )


def _costs(request: Request, facets: Mapping[str, Mapping[str, int]]) -> Filter:
    flags = [
        _choices(request, facets, field, {YES: label})
        for field, label in ((Field.FREE, "有免费版"), (Field.TRIAL, "可以试用"))
    ]
    return Filter("费用", tuple(choice for choices in flags for choice in choices), ())


def _stated(request: Request, facets: Mapping[str, Mapping[str, int]], field: Field) -> dict[str, str]:
    counts = facets[field]
    frequent = sorted(counts, key=lambda name: (-counts[name], name))[:_MOST]
    return {name: name for name in dict.fromkeys([*frequent, *ticked_names(request, field)])}


def _choices(
    request: Request, facets: Mapping[str, Mapping[str, int]], field: Field, labels: Mapping[str, str]
) -> tuple[Choice, ...]:
    chosen = ticked_names(request, field)
    return tuple(
        Choice(
            f"{field}-{value}" if value.isascii() and value.isalnum() else f"{field}-{at}",
            field.value,
            value,
            label,
            facets[field].get(value, 0),
            value in chosen,
        )
        for at, (value, label) in enumerate(_in_order(labels))
    )


def _in_order(labels: Mapping[str, str]) -> Sequence[tuple[str, str]]:
    return list(labels.items())
