"""Several conditions on one field made into as few as say the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from catalog.search.conditions.findings import Finding, Reading
from catalog.search.conditions.model import Field


def merge(findings: Iterable[Finding]) -> list[Finding]:
    """One finding for each condition, in the order in which they were first said.

    A repetition counts once; of two ceilings or floors the tighter holds, of two exclusions both, of two flags the
    denying one. A merged condition is quoted from the first to the last of its words, so that none is lost.
    """
    merged: list[Finding] = []
    for finding in findings:
        for reading in finding.readings:
            _add(merged, Finding(finding.first, finding.end, (reading,)))
    return merged


def _add(merged: list[Finding], later: Finding) -> None:
    for place, earlier in enumerate(merged):
        joined = _join(earlier.readings[0], later.readings[0])
        if joined is not None:
            merged[place] = Finding(earlier.first, max(earlier.end, later.end), (joined,))
            return
    merged.append(later)


def _join(earlier: Reading, later: Reading) -> Reading | None:
    if earlier.field is not later.field or earlier.op != later.op:
        return None
    if earlier.value == later.value:
        return replace(earlier, hard=earlier.hard or later.hard)
    if earlier.op in ("<=", ">="):
        assert isinstance(earlier.value, (int, float))
        assert isinstance(later.value, (int, float))
        tighter = later.value < earlier.value if earlier.op == "<=" else later.value > earlier.value
        return later if tighter else earlier
    if earlier.op == "not in":
        assert isinstance(earlier.value, tuple)
        assert isinstance(later.value, tuple)
        return replace(earlier, value=tuple(dict.fromkeys((*earlier.value, *later.value))))
    if earlier.field in (Field.FREE, Field.TRIAL):
        return earlier if earlier.value is False else later
    return None
