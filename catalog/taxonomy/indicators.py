"""The 2024 indicator set as typed values: dimensions, questions, the level rule, and what its sources leave uncertain."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

AnswerKind = Literal["one", "several", "band"]

LEVEL_RULE, MANDATORY_SCENES = "level_rule", "mandatory_scenes"
"""What an uncertainty may concern beside questions (`Q8`) and scenes (`S01`)."""


@dataclass(frozen=True, slots=True)
class ScorePart:
    """A sub-indicator of a dimension and its full score in points."""

    name: str
    max_score: Fraction


@dataclass(frozen=True, slots=True)
class Dimension:
    """A dimension; `max_score` is None for the scenes, which are graded and not counted in the hundred points."""

    name: str
    max_score: Fraction | None
    parts: tuple[ScorePart, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A scored question, `Q1` to `Q15`; option 1 is `option_scores[0]`, in points.

    `answers`: one option, several (their points add up), or the band of a measured percentage, whose upper ends
    are `bounds` (the end belongs to the lower band). `option_scenes` and `option_words` name options where forms
    write them by a scene or a word instead of a letter. `uncertain`: its options or scores rest on weak sources.
    """

    id: str
    name: str
    dimension: str
    part: str
    answers: AnswerKind
    max_score: Fraction
    option_scores: tuple[Fraction, ...]
    uncertain: bool
    bounds: tuple[Fraction, ...] = ()
    option_scenes: tuple[str | None, ...] = ()
    option_words: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    @property
    def number(self) -> int:
        """The question's number on the form, from 1."""
        return int(self.id[1:])


@dataclass(frozen=True, slots=True)
class LevelRequirement:
    """What a level asks for: total points, scenes at this level or above, and how many of those are 约束性."""

    level: int
    min_score: Fraction
    min_scenes_at_level: int
    min_mandatory_scenes: int


@dataclass(frozen=True, slots=True)
class LevelRule:
    """The highest level whose requirement is met in every part is the enterprise's; below the first it is 0."""

    uncertain: bool
    levels: tuple[LevelRequirement, ...]


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """A rule whose sources disagree or are too few, and the questions, scenes or rules that it concerns."""

    text: str
    concerns: tuple[str, ...]


@dataclass(frozen=True)
class IndicatorSet:
    """《中小企业数字化水平评测指标（2024年版）》, 工信厅企业〔2024〕56号, as two public transcripts give it."""

    title: str
    document: str
    note: str
    dimensions: tuple[Dimension, ...]
    questions: tuple[Question, ...]
    level_rule: LevelRule
    uncertainties: tuple[Uncertainty, ...]

    @cached_property
    def max_score(self) -> Fraction:
        """The full score: 100 points."""
        return sum((d.max_score for d in self.dimensions if d.max_score is not None), Fraction())

    @cached_property
    def by_id(self) -> Mapping[str, Question]:
        """The questions by id."""
        return {question.id: question for question in self.questions}

    def doubts(self, *concerns: str) -> tuple[Uncertainty, ...]:
        """The uncertainties that concern any of these questions, scenes or rules."""
        return tuple(doubt for doubt in self.uncertainties if not set(concerns).isdisjoint(doubt.concerns))


def parse_indicators(text: str) -> IndicatorSet:
    """The indicator set in `indicators.json`, checked. Raises KeyError or ValueError when it contradicts itself."""
    try:
        raw = json.loads(text, parse_float=Fraction)
        found = IndicatorSet(
            title=raw["title"],
            document=raw["document"],
            note=raw["note"],
            dimensions=tuple(_dimension(entry) for entry in raw["dimensions"]),
            questions=tuple(_question(entry) for entry in raw["questions"]),
            level_rule=LevelRule(
                raw["level_rule"]["uncertain"], tuple(_requirement(r) for r in raw["level_rule"]["levels"])
            ),
            uncertainties=tuple(Uncertainty(u["text"], tuple(u["concerns"])) for u in raw["uncertainties"]),
        )
    except (TypeError, AttributeError) as error:
        raise ValueError(f"indicators.json: {error}") from error
    _check(found)
    return found


def _dimension(raw: Mapping[str, Any]) -> Dimension:
    maximum = raw["max_score"]
    return Dimension(
        raw["name"],
        None if maximum is None else Fraction(maximum),
        tuple(ScorePart(part["name"], Fraction(part["max_score"])) for part in raw["parts"]),
    )


def _question(raw: Mapping[str, Any]) -> Question:
    return Question(
        id=raw["id"],
        name=raw["name"],
        dimension=raw["dimension"],
        part=raw["part"],
        answers=raw["answers"],
        max_score=Fraction(raw["max_score"]),
        option_scores=tuple(Fraction(score) for score in raw["option_scores"]),
        uncertain=raw["uncertain"],
        bounds=tuple(Fraction(bound) for bound in raw.get("bounds", ())),
        option_scenes=tuple(raw.get("option_scenes", ())),
        option_words=tuple(raw.get("option_words", ())),
        aliases=tuple(raw.get("aliases", ())),
    )


def _requirement(raw: Mapping[str, Any]) -> LevelRequirement:
    return LevelRequirement(
        raw["level"], Fraction(raw["min_score"]), raw["min_scenes_at_level"], raw["min_mandatory_scenes"]
    )


def _check(found: IndicatorSet) -> None:
    for question in found.questions:
        _check_question(question)
    for dimension in found.dimensions:
        if dimension.max_score is not None and dimension.max_score != sum(
            p.max_score for p in dimension.parts
        ):
            raise ValueError(f"indicators.json: “{dimension.name}”的满分不等于各子项之和")
        for part in dimension.parts:
            scores = [
                q.max_score for q in found.questions if (q.dimension, q.part) == (dimension.name, part.name)
            ]
            if part.max_score != sum(scores):
                raise ValueError(f"indicators.json: “{part.name}”的满分不等于各题之和")
    if (
        len(found.by_id) != len(found.questions)
        or sum(q.max_score for q in found.questions) != found.max_score
    ):
        raise ValueError("indicators.json: 有的题重复，或不属于任何子项")
    _check_rule(found.level_rule)
    doubted = {concern for doubt in found.uncertainties for concern in doubt.concerns}
    uncertain = {q.id for q in found.questions if q.uncertain}
    uncertain |= {LEVEL_RULE} if found.level_rule.uncertain else set()
    if uncertain != doubted & {*found.by_id, LEVEL_RULE}:
        raise ValueError("indicators.json: uncertain 标记与 uncertainties 不一致")


def _check_question(question: Question) -> None:
    scores, options = question.option_scores, len(question.option_scores)
    if question.answers not in {"one", "several", "band"}:
        raise ValueError(f"indicators.json: {question.id} 的作答方式不对")
    if question.max_score != (sum(scores) if question.answers == "several" else max(scores, default=0)):
        raise ValueError(f"indicators.json: {question.id} 的满分与各选项的分值不符")
    if min(scores, default=Fraction()) < 0:
        raise ValueError(f"indicators.json: {question.id} 有负的分值")
    if question.answers == "band" and (
        len(question.bounds) != options - 1 or list(question.bounds) != sorted(set(question.bounds))
    ):
        raise ValueError(f"indicators.json: {question.id} 的档位不对")
    if any(names and len(names) != options for names in (question.option_scenes, question.option_words)):
        raise ValueError(f"indicators.json: {question.id} 的选项名与分值个数不同")


def _check_rule(rule: LevelRule) -> None:
    if [entry.level for entry in rule.levels] != list(range(1, len(rule.levels) + 1)) or not rule.levels:
        raise ValueError("indicators.json: 等级不是从一级起逐级排列")
    for lower, higher in zip(rule.levels, rule.levels[1:], strict=False):
        if (
            lower.min_score > higher.min_score
            or lower.min_scenes_at_level > higher.min_scenes_at_level
            or lower.min_mandatory_scenes > higher.min_mandatory_scenes
        ):
            raise ValueError(f"indicators.json: {higher.level}级的要求低于{lower.level}级")
    if any(entry.min_mandatory_scenes > entry.min_scenes_at_level for entry in rule.levels):
        raise ValueError("indicators.json: 约束性场景数多于场景数")
