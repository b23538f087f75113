"""A scored self-assessment as the report's page shows it: bars of points, conditions of the next level, what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from matcher.assessment.gaps import find_gaps, next_level
from matcher.assessment.model import Assessment, Condition, ConditionKind, PointShare
from matcher.assessment.wording import name_level, say_interval, say_levels, say_points

CONDITION_NAMES: Mapping[ConditionKind, str] = {
    "score": "总分",
    "scenes": "达到该级的场景",
    "mandatory": "其中约束性场景",
}
_UNITS: Mapping[ConditionKind, str] = {"score": "分", "scenes": "个", "mandatory": "个"}
_STATES: Mapping[bool | None, str] = {True: "met", False: "unmet", None: "open"}
_WORDS: Mapping[bool | None, str] = {True: "已满足", False: "未满足", None: "看未填的内容"}
_SIGNS: Mapping[bool | None, str] = {True: "✓", False: "✗", None: "?"}


@dataclass(frozen=True, slots=True)
class PointBar:
    """A part's points; `sure` and `possible` are widths in percent of its full score."""

    name: str
    words: str
    sure: float
    possible: float
    uncertain: bool


@dataclass(frozen=True, slots=True)
class BarGroup:
    """A dimension's points and the bars of its parts."""

    name: str
    words: str
    bars: tuple[PointBar, ...]


@dataclass(frozen=True, slots=True)
class ConditionView:
    """One condition: a sign, the state in words for those who do not see it, and the figures."""

    state: str
    sign: str
    said: str
    name: str
    words: str
    uncertain: bool


@dataclass(frozen=True, slots=True)
class AssessmentView:
    """The part of the page; `sentences` tell what is missing, `doubts` which rules are not certain."""

    headline: str
    groups: tuple[BarGroup, ...]
    conditions_title: str
    conditions: tuple[ConditionView, ...]
    sentences: tuple[str, ...]
    unanswered: str
    remarks: tuple[str, ...]
    doubts: tuple[str, ...]


def present_assessment(assessment: Assessment) -> AssessmentView:
    """A self-assessment; its conditions are those of the next level, at the top those of the highest."""
    level = next_level(assessment) or len(assessment.checks)
    names = "、".join(f"{question.number} {question.name}" for question in assessment.unanswered)
    answered = len(assessment.unanswered) < len(assessment.questions)
    if not answered:
        points, names = "没有逐题作答", ""
    else:
        points = f"{say_interval(assessment.total)}分（满分{say_points(assessment.max_score)}）"
    return AssessmentView(
        headline=f"{points}，{say_levels(assessment.level_low, assessment.level_high)}",
        groups=tuple(_group(dimension) for dimension in assessment.dimensions if answered),
        conditions_title=f"{name_level(level)}的条件",
        conditions=tuple(_condition(entry) for entry in assessment.checks[level - 1].conditions),
        sentences=tuple(gap.sentence for gap in find_gaps(assessment)),
        unanswered=f"没有作答：{names}" if names else "",
        remarks=tuple(note.text for note in assessment.notes if note.kind == "form"),
        doubts=tuple(note.text for note in assessment.notes if note.kind == "rule"),
    )


def say_met(met: bool | None) -> str:
    """✓ met, ✗ not met, ? where the unknown decides."""
    return _SIGNS[met]


def _group(share: PointShare) -> BarGroup:
    return BarGroup(share.name, _say_share(share), tuple(_bar(part) for part in share.parts))


def _bar(part: PointShare) -> PointBar:
    return PointBar(
        part.name,
        _say_share(part),
        sure=round(float(100 * part.points.low / part.max_score), 2),
        possible=round(float(100 * part.points.high / part.max_score), 2),
        uncertain=part.uncertain,
    )


def _say_share(share: PointShare) -> str:
    return f"{say_interval(share.points)} / {say_points(share.max_score)}"


def _condition(condition: Condition) -> ConditionView:
    unit = _UNITS[condition.kind]
    return ConditionView(
        state=_STATES[condition.met],
        sign=say_met(condition.met),
        said=_WORDS[condition.met],
        name=CONDITION_NAMES[condition.kind],
        words=f"有{say_interval(condition.have)}{unit}，要{say_points(condition.needed)}{unit}",
        uncertain=condition.uncertain,
    )
