"""What a person may do with the needs of a report and what was done: controls beside each need, taken-away needs, the reading as it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from api.corrections import replay_study
from api.presenters.marking import shorten
from api.presenters.numbers import say_level
from api.reports import Study
from catalog.taxonomy import Taxonomy
from matcher.needs.corrections.model import (
    Add,
    Confirm,
    Correct,
    Corrected,
    Correction,
    Merge,
    NoNeed,
    Reject,
    Restore,
    Split,
)
from matcher.needs.corrections.passages import Sentence, find_sentences
from matcher.needs.corrections.scenes import MissingScene, list_missing_scenes
from matcher.needs.model import Need, Origin, Priority

ORIGIN_MARKS: Mapping[Origin, str] = {
    "read": "",
    "confirmed": "已核对",
    "corrected": "已改",
    "added": "人工加的",
}
"""What a need shows of the person who judged it; nothing for one as it was read."""
_REASONS: Mapping[NoNeed, str] = {
    "working": "说的是已经做到的",
    "past": "说的是过去的事",
    "others": "说的是别家或行业",
    "deferred": "说的是暂不考虑",
    "effect": "说的是预期成效",
    "profile": "只是企业情况",
}
_PRIORITIES: Mapping[Priority, str] = {"high": "优先", "normal": "一般", "low": "可缓"}
_LEVELS = ("", "0", "1", "2", "3", "4")
_FOUND = 12  # sentences shown at once
_SHORT = 44  # characters of a sentence in a list


@dataclass(frozen=True, slots=True)
class Choice:
    """An option of a select."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class ChoiceGroup:
    """Options under one heading."""

    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class NeedChecks:
    """What may be said of one need; `mark` tells what was said already, values are those that its form starts with."""

    id: str
    topic: str
    mark: str
    current: str
    target: str
    priority: str
    others: tuple[Choice, ...]
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RejectedView:
    """A need that was taken away, with the reason in words, "" where none was given."""

    id: str
    topic: str
    quote: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReadView:
    """A need as it was read, and what became of it."""

    topic: str
    facts: str
    quote: str
    outcome: str


@dataclass(frozen=True, slots=True)
class FoundView:
    """A sentence of the report that may become a need; `value` is its address."""

    value: str
    text: str
    place: str


@dataclass(frozen=True, slots=True)
class MissingView:
    """A scene of a self-assessment that may be taken over as a need."""

    topic: str
    name: str
    levels: str
    quote: str


@dataclass(frozen=True, slots=True)
class ChecksView:
    """Everything about correcting on the page; `last` is the last correction in words, "" before the first one.

    `tried` are the fields of the address that hold what is tried on the bundle. `urgencies` are the `priorities` and that none is stated.
    """

    seen: int
    needs: Mapping[str, NeedChecks]
    topics: tuple[ChoiceGroup, ...]
    levels: tuple[Choice, ...]
    priorities: tuple[Choice, ...]
    urgencies: tuple[Choice, ...]
    reasons: tuple[Choice, ...]
    last: str
    refused: str
    rejected: tuple[RejectedView, ...]
    as_read: tuple[ReadView, ...]
    find: str
    tried: tuple[tuple[str, str], ...]
    found: tuple[FoundView, ...]
    missing: tuple[MissingView, ...]


def present_checks(
    study: Study,
    taxonomy: Taxonomy,
    *,
    find: str = "",
    tried: Sequence[tuple[str, str]] = (),
    refused: str = "",
) -> ChecksView:
    """The controls of one report; `find` are words to look sentences up by, `tried` fields that its search keeps."""
    corrected = replay_study(study, taxonomy)
    needs = corrected.reading.needs
    priorities = tuple(Choice(value, label) for value, label in _PRIORITIES.items())
    return ChecksView(
        seen=len(study.corrections),
        needs={need.id: _present_need(need, needs, taxonomy) for need in needs},
        topics=_topics(taxonomy),
        levels=tuple(Choice(value, say_level(int(value) if value else None)) for value in _LEVELS),
        priorities=priorities,
        urgencies=(Choice("", "未写明"), *priorities),
        reasons=(Choice("", "不说原因"), *(Choice(value, label) for value, label in _REASONS.items())),
        last=_say_last(study, taxonomy),
        refused=refused,
        rejected=tuple(
            RejectedView(
                entry.need.id,
                taxonomy.topic(entry.need.topic).name,
                shorten(entry.need.quote, _SHORT),
                _REASONS[entry.reason] if entry.reason else "",
            )
            for entry in corrected.rejected
        ),
        as_read=_present_as_read(study, corrected, taxonomy) if study.corrections else (),
        find=find,
        tried=tuple(tried),
        found=tuple(_present_found(entry) for entry in find_sentences(study.document, find, most=_FOUND)),
        missing=tuple(
            _present_missing(entry)
            for entry in list_missing_scenes(corrected.reading, study.document, taxonomy)
        ),
    )


def _topics(taxonomy: Taxonomy) -> tuple[ChoiceGroup, ...]:
    groups: dict[str, list[Choice]] = {}
    for topic in taxonomy.topics.values():
        groups.setdefault(topic.group, []).append(Choice(topic.code, topic.name))
    return tuple(ChoiceGroup(label, tuple(choices)) for label, choices in groups.items())


def _present_need(need: Need, needs: Sequence[Need], taxonomy: Taxonomy) -> NeedChecks:
    return NeedChecks(
        id=need.id,
        topic=need.topic,
        mark=ORIGIN_MARKS[need.origin],
        current=_value(need.current_level),
        target=_value(need.target_level),
        priority=need.priority,
        others=tuple(
            Choice(other.id, f"{number} {taxonomy.topic(other.topic).name}")
            for number, other in enumerate(needs, start=1)
            if other.id != need.id
        ),
        sentences=tuple(shorten(evidence.quote, _SHORT) for evidence in need.evidence),
    )


def _value(level: int | None) -> str:
    return "" if level is None else str(level)


def _present_found(entry: Sentence) -> FoundView:
    passage = entry.passage
    return FoundView(f"{entry.block}-{entry.start}-{entry.end}", passage.text, passage.location.place.label())


def _present_missing(entry: MissingScene) -> MissingView:
    levels = f"{say_level(entry.scene.level)} → {say_level(entry.need.target_level)}"
    return MissingView(entry.scene.code, entry.scene.name, levels, shorten(entry.need.passage.text, _SHORT))


def _present_as_read(study: Study, corrected: Corrected, taxonomy: Taxonomy) -> tuple[ReadView, ...]:
    standing = {need.id: need for need in corrected.reading.needs}
    rejected = {entry.need.id for entry in corrected.rejected}
    views = []
    for need in study.reading_as_read.needs:
        now = standing.get(need.id)
        if now is not None:
            renamed = f"改为“{taxonomy.topic(now.topic).name}”" if now.topic != need.topic else ""
            outcome = renamed or ORIGIN_MARKS[now.origin]
        else:
            outcome = "已去掉" if need.id in rejected else "已并入别项"
        graded = need.current_level is not None or need.target_level is not None
        levels = f"，{say_level(need.current_level)} → {say_level(need.target_level)}" if graded else ""
        facts = f"{_PRIORITIES[need.priority]}{levels}"
        views.append(ReadView(taxonomy.topic(need.topic).name, facts, shorten(need.quote, _SHORT), outcome))
    return tuple(views)


def _say_last(study: Study, taxonomy: Taxonomy) -> str:
    """The last correction in words, its needs named as they were just before."""
    if not study.corrections:
        return ""
    before = replay_study(replace(study, corrections=study.corrections[:-1]), taxonomy)
    known = (*before.reading.needs, *(entry.need for entry in before.rejected))
    return _say(study.corrections[-1], {need.id: taxonomy.topic(need.topic).name for need in known}, taxonomy)


def _say(correction: Correction, names: Mapping[str, str], taxonomy: Taxonomy) -> str:
    """The correction in a few words, as something done."""
    if isinstance(correction, Add):
        return f"加了“{taxonomy.topic(correction.topic).name}”"
    name = names[correction.need]
    match correction:
        case Confirm():
            return f"核对了“{name}”"
        case Correct():
            return f"改了“{name}”"
        case Merge():
            return f"把“{name}”并入“{names[correction.into]}”"
        case Split():
            return f"从“{name}”拆出“{taxonomy.topic(correction.topic).name}”"
        case Reject():
            return f"去掉了“{name}”"
        case Restore():
            return f"恢复了“{name}”"
