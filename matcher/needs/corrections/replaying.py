"""Corrections replayed over a reading: the same ones give the same result, and leaving out the last one undoes it.

A topic is one need: what a person adds or moves to a topic that a need already has joins that need's evidence. A need keeps
its id and its place whatever is said of it, and new ones are numbered on, so that links to a need stay good. Every need of
the result rests on characters of the report. One that a person has judged is certain (confidence 1); one that a sentence only
joined is as doubtful as it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from catalog.queries import FINANCING_TOPIC
from catalog.taxonomy import Taxonomy
from matcher.documents.model import Document, Location
from matcher.errors import CorrectionRefused
from matcher.needs.corrections.financing import find_wish
from matcher.needs.corrections.model import (
    Add,
    Confirm,
    Correct,
    Corrected,
    Correction,
    Kind,
    Merge,
    NoNeed,
    Passage,
    Reject,
    Rejection,
    Restore,
    Split,
)
from matcher.needs.corrections.passages import check_passage
from matcher.needs.extraction import NOTHING_FOUND
from matcher.needs.model import Evidence, Need, Reading, SceneLevel
from matcher.needs.scene_levels import gather_levels
from matcher.needs.wording import say_need

MOST_CORRECTIONS = 200
"""Of one report; a report has some twenty needs at most, one a topic."""

_HIGHEST = 4  # level
_URGENCY = ("high", "normal", "low")


@dataclass(frozen=True, slots=True)
class _State:
    """What stands after some corrections; `needs` hold the rejected ones in their places, `number` is the last id's."""

    needs: tuple[Need, ...]
    number: int
    rejected: Mapping[str, NoNeed | None]
    kinds: Mapping[tuple[str, Location], Kind]


@dataclass(frozen=True, slots=True)
class _Ground:
    """What corrections are held against; `scenes` are the levels that the report states, whoever asks for them."""

    document: Document
    taxonomy: Taxonomy
    scenes: Mapping[str, SceneLevel]


def apply(
    reading: Reading, document: Document, corrections: Sequence[Correction], taxonomy: Taxonomy
) -> Reading:
    """The reading that stands after the corrections; the one given is left as it is. Raises CorrectionRefused."""
    return replay(reading, document, corrections, taxonomy).reading


def replay(
    reading: Reading, document: Document, corrections: Sequence[Correction], taxonomy: Taxonomy
) -> Corrected:
    """The corrections in their order over a reading of this document.

    Raises CorrectionRefused where one does not fit what stands before it: no such need or topic, a target below the
    present level, a passage that the document does not hold, or more than MOST_CORRECTIONS of them.
    """
    if not corrections:
        return Corrected(reading, (), {})
    if len(corrections) > MOST_CORRECTIONS:
        raise CorrectionRefused(f"一份报告最多记{MOST_CORRECTIONS}次改动，请先撤销几步。")
    scenes = {level.topic: level for level in reading.levels if not level.of_need}
    ground = _Ground(document, taxonomy, scenes)
    numbers = (int(need.id[1:]) for need in reading.needs if need.id[1:].isdecimal())
    state = _State(reading.needs, max(numbers, default=0), {}, {})
    for correction in corrections:
        state = _take(state, correction, ground)
    return _finish(reading, state, ground)


def _take(state: _State, correction: Correction, ground: _Ground) -> _State:
    match correction:
        case Confirm():
            need = _standing(state, correction.need)
            return _put(state, _judged(need, "confirmed"), "confirm")
        case Correct():
            return _correct(state, correction, ground)
        case Merge():
            return _merge(state, correction)
        case Split():
            return _split(state, correction, ground)
        case Add():
            return _add(state, correction, ground)
        case Reject():
            need = _standing(state, correction.need)
            return replace(state, rejected={**state.rejected, need.id: correction.reason})
        case Restore():
            return _restore(state, correction, ground)


# --- one correction each ---------------------------------------------------------------------------------------------


def _correct(state: _State, correction: Correct, ground: _Ground) -> _State:
    before = _standing(state, correction.need)
    name = _topic_name(correction.topic, ground)
    other = _of_topic(state, correction.topic)
    if other is not None and other.id != before.id:
        raise CorrectionRefused(f"已经有一项“{name}”了；如果说的是同一件事，请用“合并”。")
    current, target = _levels(correction.topic, correction.current_level, correction.target_level)
    after = replace(
        before,
        topic=correction.topic,
        current_level=current,
        target_level=target,
        priority=correction.priority,
        statement=_statement(before, correction.topic, before.evidence, ground),
    )
    if after == before:
        return _put(state, _judged(after, "confirmed"), "confirm")
    return _put(state, _judged(after, "corrected"), "correct")


def _merge(state: _State, correction: Merge) -> _State:
    source, target = _standing(state, correction.need), _standing(state, correction.into)
    if source.id == target.id:
        raise CorrectionRefused("请选另一项需求来合并。")
    ungraded = target.current_level is None and target.target_level is None
    graded = source if ungraded and target.topic != FINANCING_TOPIC else target
    after = replace(
        _join(target, source.evidence),
        current_level=graded.current_level,
        target_level=graded.target_level,
        priority=min(source.priority, target.priority, key=_URGENCY.index),
    )
    rest = replace(state, needs=tuple(need for need in state.needs if need.id != source.id))
    return _put(rest, _judged(after, "corrected"), "merge")


def _split(state: _State, correction: Split, ground: _Ground) -> _State:
    before = _standing(state, correction.need)
    _topic_name(correction.topic, ground)
    if correction.topic == before.topic:
        raise CorrectionRefused("拆出来的一项要选另一个场景。")
    moved = {passage.location for passage in correction.moved} - {
        passage.location for passage in correction.shared
    }
    kept = tuple(evidence for evidence in before.evidence if evidence.location not in moved)
    parted = _evidence(before, (*correction.moved, *correction.shared), ground)
    if not kept or not parted:
        raise CorrectionRefused("拆开后每一项至少要有一句原文；一句话两项都说到时，请选“两项都是”。")
    first = replace(before, evidence=kept, statement=_statement(before, before.topic, kept, ground))
    state = _put(state, _judged(first, "corrected"), "split")
    return _place(state, correction.topic, parted, before, ground)


def _place(
    state: _State, topic: str, evidence: tuple[Evidence, ...], beside: Need, ground: _Ground
) -> _State:
    """The split-off evidence joins the need of its topic, or becomes a new one beside the need that it came from."""
    known = _of_topic(state, topic)
    if known is not None:
        return _put(state, _join(known, evidence), "split", evidence)
    new = replace(_new_need(state, topic, evidence, ground), priority=beside.priority)
    at = next(at for at, need in enumerate(state.needs, start=1) if need.id == beside.id)
    grown = replace(state, needs=(*state.needs[:at], new, *state.needs[at:]), number=state.number + 1)
    return _put(grown, _judged(new, "corrected"), "split")


def _add(state: _State, correction: Add, ground: _Ground) -> _State:
    name = _topic_name(correction.topic, ground)
    check_passage(ground.document, correction.passage)
    evidence = (Evidence(correction.passage.text, correction.passage.location, 1.0),)
    kind: Kind = "raise" if correction.graded else "add"
    known = _of_topic(state, correction.topic)
    if known is None:
        new = replace(_new_need(state, correction.topic, evidence, ground), origin="added")
        grown = replace(state, needs=(*state.needs, new), number=state.number + 1)
        return _put(grown, _with_stated(new, correction), kind)
    if any(one.location == correction.passage.location for one in known.evidence):
        raise CorrectionRefused(f"这句话已经记在“{name}”里了。")
    joined = _join(known, evidence)
    after = _with_stated(joined, correction)
    return _put(state, joined if after == joined else _judged(after, "corrected"), kind, evidence)


def _restore(state: _State, correction: Restore, ground: _Ground) -> _State:
    if correction.need not in state.rejected:
        raise CorrectionRefused("这项需求没有去掉，不用恢复。")
    need = next(need for need in state.needs if need.id == correction.need)
    if _of_topic(state, need.topic) is not None:
        name = ground.taxonomy.topic(need.topic).name
        raise CorrectionRefused(f"现在另有一项“{name}”，不能再恢复这一项；请先把那一项去掉。")
    return replace(state, rejected={other: why for other, why in state.rejected.items() if other != need.id})


# --- parts -----------------------------------------------------------------------------------------------------------


def _standing(state: _State, identifier: str) -> Need:
    for need in state.needs:
        if need.id == identifier and need.id not in state.rejected:
            return need
    raise CorrectionRefused("没有这项需求了，它可能已经合并或去掉。")


def _of_topic(state: _State, topic: str) -> Need | None:
    standing = (need for need in state.needs if need.id not in state.rejected)
    return next((need for need in standing if need.topic == topic), None)


def _new_need(state: _State, topic: str, evidence: tuple[Evidence, ...], ground: _Ground) -> Need:
    """The need with the next number; it has the levels that the report states of its scene."""
    scene = ground.scenes.get(topic)
    return Need(
        id=f"N{state.number + 1:02d}",
        topic=topic,
        statement=say_need(ground.taxonomy.topic(topic), evidence[0].quote),
        evidence=evidence,
        current_level=scene.current if scene else None,
        target_level=scene.target if scene else None,
        confidence=1.0,
    )


def _put(state: _State, need: Need, kind: Kind, judged: Sequence[Evidence] = ()) -> _State:
    """The state with the need as it is now; only these sentences of it were judged, without any all of them."""
    needs = tuple(need if other.id == need.id else other for other in state.needs)
    kinds = {(need.id, evidence.location): kind for evidence in judged or need.evidence}
    return replace(state, needs=needs, kinds={**state.kinds, **kinds})


def _judged(need: Need, how: str) -> Need:
    """The need as a person's own: what was added stays so, and what was corrected is no less so once it is confirmed."""
    if need.origin == "added" or (need.origin == "corrected" and how == "confirmed"):
        return replace(need, confidence=1.0)
    return replace(need, confidence=1.0, origin="confirmed" if how == "confirmed" else "corrected")


def _join(need: Need, evidence: Sequence[Evidence]) -> Need:
    """The need with further evidence behind its own; what stands at the same place counts once."""
    places = {one.location for one in need.evidence}
    return replace(need, evidence=(*need.evidence, *(one for one in evidence if one.location not in places)))


def _evidence(need: Need, passages: Sequence[Passage], ground: _Ground) -> tuple[Evidence, ...]:
    """The passages as evidence, each once: the need's own where they are, else new ones, certain as a person chose them."""
    own = {one.location: one for one in need.evidence}
    chosen: dict[object, Evidence] = {}
    for passage in passages:
        check_passage(ground.document, passage)
        new = Evidence(passage.text, passage.location, 1.0)
        chosen[passage.location] = own.get(passage.location, new)
    return tuple(chosen.values())


def _statement(need: Need, topic: str, evidence: Sequence[Evidence], ground: _Ground) -> str:
    if (topic, evidence[0]) == (need.topic, need.evidence[0]):
        return need.statement
    return say_need(ground.taxonomy.topic(topic), evidence[0].quote)


def _topic_name(code: str, ground: _Ground) -> str:
    if code not in ground.taxonomy.topics:
        raise CorrectionRefused("请从列表里选一个场景。")
    return ground.taxonomy.topics[code].name


def _with_stated(need: Need, added: Add) -> Need:
    """The need with the levels and the urgency that a person stated; what he did not state it keeps."""
    current = need.current_level if added.current_level is None else added.current_level
    target = need.target_level if added.target_level is None else added.target_level
    if (current, target) != (need.current_level, need.target_level):
        current, target = _levels(need.topic, current, target)
    return replace(need, current_level=current, target_level=target, priority=added.priority or need.priority)


def _levels(topic: str, current: int | None, target: int | None) -> tuple[int | None, int | None]:
    """Levels that may stand together; money has none."""
    if topic == FINANCING_TOPIC:
        return None, None
    if any(level is not None and not 0 <= level <= _HIGHEST for level in (current, target)):
        raise CorrectionRefused(f"等级只有0到{_HIGHEST}级。")
    if current is not None and target is not None and target < current:
        raise CorrectionRefused("目标等级不能低于现在的等级。")
    return current, target


def _finish(reading: Reading, state: _State, ground: _Ground) -> Corrected:
    needs = tuple(need for need in state.needs if need.id not in state.rejected)
    rejected = tuple(
        Rejection(need, state.rejected[need.id]) for need in state.needs if need.id in state.rejected
    )
    warnings = reading.warnings
    if needs:
        warnings = tuple(warning for warning in warnings if warning.code != NOTHING_FOUND.code)
    after = replace(
        reading,
        needs=needs,
        financing=find_wish(reading, needs, ground.document),
        levels=gather_levels(ground.scenes.values(), needs),
        warnings=warnings,
    )
    return Corrected(after, rejected, state.kinds)
