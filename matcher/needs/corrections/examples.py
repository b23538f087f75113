"""What a person decided as labelled examples: sentence by sentence, what the program said and what the person says.

The last word counts: examples are of what stands after all corrections, so that one taken back leaves none behind. Sentences
that nobody judged give none: silence is no label.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from matcher.documents.model import Location
from matcher.needs.corrections.model import Corrected, Kind, NoNeed
from matcher.needs.model import Evidence, Need, Reading

Role = Literal["need"] | NoNeed


@dataclass(frozen=True, slots=True)
class Label:
    """What one side says of a sentence; levels 0–4 and priority are those of its need.

    `role` and `topic` are None where that side does not tell: a rejected need without a reason, whose topic is nobody's.
    """

    is_need: bool
    role: Role | None
    topic: str | None
    current_level: int | None = None
    target_level: int | None = None
    priority: str | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence of the report and both labels; `machine` is None where the program read no need out of it.

    `direct`: the person judged this very sentence, the one that the need shows or one that was picked out; the further
    sentences of a need are judged only with it, which is too weak a word to train on.
    """

    text: str
    location: Location
    need: str
    correction: Kind
    direct: bool
    machine: Label | None
    person: Label


def list_examples(as_read: Reading, corrected: Corrected) -> tuple[Example, ...]:
    """One example for each sentence that was judged in or with a need, in the order of the needs, the rejected ones last."""
    return (*_of_standing(as_read, corrected), *_of_rejected(as_read, corrected))


def _of_standing(as_read: Reading, corrected: Corrected) -> Iterator[Example]:
    for need in corrected.reading.needs:
        for evidence in need.evidence:
            kind = corrected.kinds.get((need.id, evidence.location))
            if kind is not None:
                yield _example(as_read, need, evidence, kind, _label(need))


def _of_rejected(as_read: Reading, corrected: Corrected) -> Iterator[Example]:
    """Sentences of rejected needs, but for those that speak for a need that stands."""
    standing = {evidence.location for need in corrected.reading.needs for evidence in need.evidence}
    for rejection in corrected.rejected:
        person = Label(is_need=False, role=rejection.reason, topic=None)
        for evidence in rejection.need.evidence:
            if evidence.location not in standing:
                yield _example(as_read, rejection.need, evidence, "reject", person)


def _example(as_read: Reading, need: Need, evidence: Evidence, kind: Kind, person: Label) -> Example:
    chosen = evidence.strength == 1.0  # only what a person picked out is that sure
    return Example(
        text=evidence.quote,
        location=evidence.location,
        need=need.id,
        correction=kind,
        direct=chosen or kind == "split" or evidence is need.evidence[0],
        machine=_said_before(as_read, need, evidence),
        person=person,
    )


def _said_before(as_read: Reading, need: Need, evidence: Evidence) -> Label | None:
    """What was read out of the sentence: by the need of this id where it rests on it, else by another one."""
    holding = [
        read for read in as_read.needs if any(one.location == evidence.location for one in read.evidence)
    ]
    holding.sort(key=lambda read: read.id != need.id)
    return _label(holding[0]) if holding else None


def _label(need: Need) -> Label:
    return Label(
        is_need=True,
        role="need",
        topic=need.topic,
        current_level=need.current_level,
        target_level=need.target_level,
        priority=need.priority,
        confidence=need.confidence,
    )
