"""One candidate set narrowed by conditions: what is left, how many each further choice leaves, what to drop when none is.

An item is kept out by the fields whose hard conditions it does not meet. From that set alone follow the list (nothing
keeps it out), a facet's counts (nothing but that facet's own conditions does, so that siblings stay choosable) and the
smallest sets of conditions to relax (the smallest such sets that occur).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from catalog.search.conditions.model import MEASURED, Condition, Field
from catalog.search.facts import Facts, meets

FACETS = tuple(field for field in Field if field not in MEASURED)
"""Fields whose values are counted."""
YES = "true"
"""How a facet writes a flag that is set; flags that are not set are no choice."""


@dataclass(frozen=True, slots=True)
class Relaxation:
    """Fields whose conditions to drop, as few as possible, and how many items that brings."""

    drop: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Narrowed:
    """`ids` meet every hard condition, in the order given; `facets` count by field and value.

    `unstated` counts by field the items that only fail because they are silent there. `relaxations` are given when
    nothing is left.
    """

    ids: tuple[int, ...]
    facets: Mapping[str, Counter[str]]
    unstated: Mapping[str, int]
    relaxations: tuple[Relaxation, ...]


def narrow(ids: Sequence[int], facts: Mapping[int, Facts], conditions: Iterable[Condition]) -> Narrowed:
    """Narrow candidates by the hard ones of the conditions. Linear in candidates times conditions."""
    hard = [condition for condition in conditions if condition.hard]
    kept: list[int] = []
    facets: dict[str, Counter[str]] = {field.value: Counter() for field in FACETS}
    unstated: Counter[str] = Counter()
    barriers: Counter[frozenset[Field]] = Counter()
    for item_id in ids:
        stated = facts[item_id]
        met = {condition.field: _verdict(stated, condition, hard) for condition in hard}
        failed = frozenset(field for field, verdict in met.items() if verdict is not True)
        barriers[failed] += 1
        if not failed:
            kept.append(item_id)
        if len(failed) == 1 and met[next(iter(failed))] is None:
            unstated[next(iter(failed)).value] += 1
        for field in FACETS if not failed else failed if len(failed) == 1 else ():
            if field.value in facets:
                facets[field.value].update(facet_values(stated, field))
    return Narrowed(
        tuple(kept), facets, dict(unstated), () if kept else _relax(barriers, [c.field for c in hard])
    )


def _verdict(stated: Facts, condition: Condition, hard: Sequence[Condition]) -> bool | None:
    """Of all conditions of one field: met when each is, contradicted when one is, else silent."""
    verdicts = [meets(stated, other) for other in hard if other.field is condition.field]
    if False in verdicts:
        return False
    return None if None in verdicts else True


def facet_values(stated: Facts, field: Field) -> frozenset[str]:
    """The values of a field under which an item is counted."""
    value = stated.get(field)
    if isinstance(value, frozenset):
        return value
    return frozenset({YES}) if value is True else frozenset()


def _relax(barriers: Mapping[frozenset[Field], int], order: Sequence[Field]) -> tuple[Relaxation, ...]:
    """The smallest sets of fields that keep an item out, the most fruitful first."""
    if not barriers:
        return ()
    fewest = min(map(len, barriers))
    found = [
        Relaxation(tuple(field.value for field in dict.fromkeys(order) if field in failed), count)
        for failed, count in barriers.items()
        if len(failed) == fewest
    ]
    return tuple(sorted(found, key=lambda relaxation: (-relaxation.count, relaxation.drop)))
