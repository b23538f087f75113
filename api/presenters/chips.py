"""Conditions as chips: what was understood, in words, each with its ways to change, soften and remove it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from api.forms.address import PAGE, list_pairs, write_address
from catalog.search.conditions.codec import encode_condition
from catalog.search.conditions.model import Condition, Field
from catalog.search.conditions.wording import format_condition
from catalog.search.engine import Request
from catalog.taxonomy import Taxonomy
from catalog.vocabulary import Deployment, Kind, ProviderType


@dataclass(frozen=True, slots=True)
class Option:
    """A value to choose instead."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """`edit` is the condition up to its value, which `value` or `options` fill; `hidden` are the other parts of the search."""

    id: str
    label: str
    quote: str
    hard: bool
    remove_url: str
    toggle_url: str
    edit: str
    value: str | None
    options: tuple[Option, ...]
    hidden: tuple[tuple[str, str], ...]


def present_chips(request: Request, taxonomy: Taxonomy) -> tuple[Chip, ...]:
    """A chip for every condition of a request whose conditions are all taken out of its text; kinds are tabs instead."""
    return tuple(
        _present(request, at, taxonomy)
        for at, condition in enumerate(request.conditions)
        if not (condition.field is Field.KIND and condition.hard and condition.op == "=")
    )


def _present(request: Request, at: int, taxonomy: Taxonomy) -> Chip:
    condition = request.conditions[at]
    others = [*request.conditions[:at], *request.conditions[at + 1 :]]
    bare = replace(request, conditions=tuple(others), k=PAGE)
    turned = replace(condition, hard=not condition.hard)
    written = encode_condition(condition)
    start = len(encode_condition(replace(condition, value="", op=condition.op)))
    options = _options(condition, taxonomy)
    return Chip(
        id=f"chip-{at}",
        label=format_condition(replace(condition, hard=True), taxonomy),
        quote=condition.quote,
        hard=condition.hard,
        remove_url=write_address(bare),
        toggle_url=write_address(replace(bare, conditions=(*others, turned))),
        edit=written[:start],
        value=written[start:] if condition.field.is_measured else None,
        options=options,
        hidden=(*list_pairs(bare), ("was", written)),
    )


def _options(condition: Condition, taxonomy: Taxonomy) -> tuple[Option, ...]:
    labels = {
        Field.INDUSTRY: {entry.name: entry.name for entry in taxonomy.industries},
        Field.TOPIC: {code: topic.name for code, topic in taxonomy.topics.items()},
        Field.REGION: {name: name for name in ("银川市", *(region.name for region in taxonomy.regions))},
        Field.DEPLOYMENT: {name.value: name.value for name in Deployment},
        Field.KIND: {kind.value: kind.label for kind in Kind},
        Field.PROVIDER_TYPE: {name.value: name.value for name in ProviderType},
    }.get(condition.field, {})
    chosen: Sequence[str] = condition.value if isinstance(condition.value, tuple) else (str(condition.value),)
    return tuple(Option(value, label, value in chosen) for value, label in labels.items())
