"""What a reader of one kind of condition hands over: where it read, and what."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.search.conditions.model import Field, Op, Value


@dataclass(frozen=True, slots=True)
class Reading:
    """A condition before its quote is known."""

    field: Field
    op: Op
    value: Value
    hard: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """Conditions read from the tokens [first, end); none where the words only belong to conditions beside them."""

    first: int
    end: int
    readings: tuple[Reading, ...]
