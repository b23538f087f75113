"""Several conditions on one field made into as few as say the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from catalog.search.conditions.model import Condition, Field


def merge(conditions: Sequence[Condition]) -> tuple[Condition, ...]:
    """Without repetitions; of two ceilings or floors the tighter, of two exclusions both, of two flags the denying one.

    The first place in the query keeps the condition; its quote stays that of the words that decide.
    """
    merged: list[Condition] = []
    for condition in conditions:
        for place, earlier in enumerate(merged):
            joined = _join(earlier, condition)
            if joined is not None:
                merged[place] = joined
                break
        else:
            merged.append(condition)
    return tuple(merged)


def _join(earlier: Condition, later: Condition) -> Condition | None:
    if earlier.field is not later.field or earlier.op != later.op:
        return None
    if earlier.value == later.value:
        return replace(earlier, hard=earlier.hard or later.hard)
    if earlier.op in ("<=", ">="):
        assert isinstance(earlier.value, (int, float)) and isinstance(later.value, (int, float))
        tighter = later.value < earlier.value if earlier.op == "<=" else later.value > earlier.value
        return later if tighter else earlier
    if earlier.op == "not in":
        assert isinstance(earlier.value, tuple) and isinstance(later.value, tuple)
        return replace(earlier, value=tuple(dict.fromkeys((*earlier.value, *later.value))))
    if earlier.field in (Field.FREE, Field.TRIAL):
        return earlier if earlier.value is False else later
    return None
