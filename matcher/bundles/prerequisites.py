"""What a scene at a level rests on: rules as data, and the capabilities that a report says the enterprise has."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from catalog.taxonomy import Taxonomy
from matcher.bundles.model import Requirement
from matcher.needs.model import Reading


@dataclass(frozen=True, slots=True)
class Prerequisite:
    """From `from_level` of `topic` on, `requires_topic` has to be there; `certain` where the indicator set says so."""

    topic: str
    from_level: int
    requires_topic: str
    reason: str
    certain: bool


@cache
def load_prerequisites() -> tuple[Prerequisite, ...]:
    """The rules of `data/prerequisites.csv`, derived from the common pattern of the 2024 indicator set's levels."""
    file = resources.files("matcher.bundles") / "data" / "prerequisites.csv"
    rows = csv.DictReader(file.read_text(encoding="utf-8").splitlines())
    return tuple(
        Prerequisite(
            row["topic"],
            int(row["from_level"]),
            row["requires_topic"],
            row["reason"],
            row["certain"] == "yes",
        )
        for row in rows
    )


def list_requirements(topic: str, level: int, taxonomy: Taxonomy) -> Iterator[Requirement]:
    """What a scene brought to this level rests on."""
    for rule in load_prerequisites():
        if rule.topic == topic and level >= rule.from_level:
            reason = (
                rule.reason if rule.certain else f"{rule.reason}（按评测指标各级规律的判断，请与服务商核实）"
            )
            yield Requirement(
                taxonomy.topic(rule.requires_topic).name, frozenset({rule.requires_topic}), reason
            )


def find_existing(reading: Reading) -> frozenset[str]:
    """Topics that the enterprise has by what its report says, so that nothing has to be bought for them.

    It has a topic whose own level is stated as one or above, and what a scene rests on that it runs at that level
    already. A topic that it asks for it does not have; what the report does not say it does not have either: then the
    bundle provides it, and the requirement's label says what to check.
    """
    levels = {level.topic: level.current for level in reading.levels if level.current is not None}
    levels |= {need.topic: need.current_level for need in reading.needs if need.current_level is not None}
    whole = reading.enterprise.digital_level
    found = {topic for topic, level in levels.items() if level >= 1}
    for rule in load_prerequisites():
        reached = levels.get(rule.topic)
        if (reached is not None and reached >= rule.from_level) or (
            whole is not None and whole >= rule.from_level
        ):
            found.add(rule.requires_topic)
    return frozenset(found - {need.topic for need in reading.needs})
