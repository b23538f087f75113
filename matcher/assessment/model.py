"""A scored self-assessment as values: answers, points as intervals, scene levels, conditions of each level, notes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from catalog.taxonomy.indicators import Question
from matcher.documents.model import Location


@dataclass(frozen=True, slots=True)
class Chosen:
    """Option numbers from 1; empty where a question that takes several was answered with none."""

    options: frozenset[int]


@dataclass(frozen=True, slots=True)
class Measured:
    """A measured percentage, 0–100."""

    percent: Fraction


@dataclass(frozen=True, slots=True)
class Given:
    """Points that the form states, where what was chosen is not told."""

    points: Fraction


Answer = Chosen | Measured | Given


@dataclass(frozen=True, slots=True)
class Joint:
    """Points that a form states for several questions together, without telling how they divide."""

    questions: tuple[str, ...]
    points: Fraction


@dataclass(frozen=True, slots=True)
class Answers:
    """What a form says: an answer by question id, a level 0–4 by scene code; what is absent is unknown.

    No question stands in `questions` and `joint`, or twice in `joint`.
    `places` tells where each stands; `stated_total` are the points that the form itself sums up to; `remarks`
    are Chinese sentences on what could not be read.
    """

    questions: Mapping[str, Answer] = field(default_factory=dict)
    levels: Mapping[str, int] = field(default_factory=dict)
    joint: tuple[Joint, ...] = ()
    places: Mapping[str, Location] = field(default_factory=dict)
    stated_total: Fraction | None = None
    total_place: Location | None = None
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Interval:
    """The least and the greatest figure that the unknown answers leave open; both ends are reached."""

    low: Fraction
    high: Fraction

    @property
    def exact(self) -> bool:
        """Whether nothing is left open."""
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class QuestionPoints:
    """A question and its points; an unanswered one may still have anything from nothing to all."""

    question: Question
    points: Interval
    answered: bool

    @property
    def left(self) -> Fraction:
        """Points that are surely not yet earned; an unanswered question counts as nothing earned."""
        return self.question.max_score - (self.points.high if self.answered else self.points.low)


@dataclass(frozen=True, slots=True)
class PointShare:
    """Points of a dimension or one of its parts, and the full score."""

    name: str
    points: Interval
    max_score: Fraction
    uncertain: bool
    parts: tuple[PointShare, ...] = ()


ConditionKind = Literal["score", "scenes", "mandatory"]


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a level: total points, scenes at the level, or mandatory scenes at the level.

    `met` is None when the unknown answers decide it. `uncertain`: the rule, or a figure that it is held against,
    rests on weak sources.
    """

    kind: ConditionKind
    needed: Fraction
    have: Interval
    uncertain: bool

    @property
    def met(self) -> bool | None:
        """Whether it holds in every completion (True), in none (False), or in some (None)."""
        if self.have.low >= self.needed:
            return True
        return None if self.have.high >= self.needed else False


@dataclass(frozen=True, slots=True)
class LevelCheck:
    """A level 1–4 and its conditions, all of which must hold."""

    level: int
    conditions: tuple[Condition, ...]

    @property
    def met(self) -> bool | None:
        """Whether the level is reached: surely, surely not, or depending on what is unknown."""
        held = {condition.met for condition in self.conditions}
        return False if False in held else None if None in held else True


@dataclass(frozen=True, slots=True)
class Note:
    """A Chinese sentence to read beside a figure: an uncertain rule that it rests on, or something odd in the form."""

    text: str
    kind: Literal["rule", "form"]


@dataclass(frozen=True, slots=True)
class Scene:
    """A scene with its level 0–4, None where the form does not grade it."""

    code: str
    name: str
    mandatory: bool
    level: int | None


@dataclass(frozen=True, slots=True)
class Assessment:
    """A self-assessment as the rules score it; `level_low` and `level_high` are 0–4 and differ only by what is unknown."""

    answers: Answers
    total: Interval
    max_score: Fraction
    dimensions: tuple[PointShare, ...]
    questions: tuple[QuestionPoints, ...]
    scenes: tuple[Scene, ...]
    checks: tuple[LevelCheck, ...]
    level_low: int
    level_high: int
    notes: tuple[Note, ...]

    @property
    def unanswered(self) -> tuple[Question, ...]:
        """Questions without an answer."""
        return tuple(entry.question for entry in self.questions if not entry.answered)

    @property
    def ungraded(self) -> tuple[Scene, ...]:
        """Scenes without a level."""
        return tuple(scene for scene in self.scenes if scene.level is None)
