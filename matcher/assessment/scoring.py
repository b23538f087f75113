"""Scoring a self-assessment by the 2024 rules in exact fractions; what is unknown becomes an interval, never a guess."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from catalog.taxonomy import Taxonomy
from catalog.taxonomy.indicators import (
    LEVEL_RULE,
    MANDATORY_SCENES,
    Dimension,
    IndicatorSet,
    LevelRequirement,
    Question,
)
from matcher.assessment.model import (
    Answer,
    Answers,
    Assessment,
    Chosen,
    Condition,
    Interval,
    Joint,
    LevelCheck,
    Measured,
    Note,
    PointShare,
    QuestionPoints,
    Scene,
)
from matcher.assessment.wording import say_points
from matcher.errors import InvalidAnswers


def assess(answers: Answers, taxonomy: Taxonomy) -> Assessment:
    """Points, levels and conditions of these answers. Raises InvalidAnswers when one does not fit its question.

    The rule is monotone: more points or a higher scene never lower the level. So its value at the least
    and at the greatest completion of what is unknown are the ends of the interval, exactly.
    """
    indicators = taxonomy.indicators
    _check(answers, taxonomy)
    questions = tuple(_question_points(question, answers, indicators) for question in indicators.questions)
    scenes = tuple(
        Scene(topic.code, topic.name, topic.mandatory, answers.levels.get(topic.code))
        for topic in taxonomy.topics.values()
        if topic.kind == "scene"
    )
    total = _sum(questions, answers, indicators)
    checks = tuple(
        _check_level(requirement, total, questions, scenes, indicators)
        for requirement in indicators.level_rule.levels
    )
    return Assessment(
        answers=answers,
        total=total,
        max_score=indicators.max_score,
        dimensions=tuple(
            _share(dimension, questions, answers, indicators)
            for dimension in indicators.dimensions
            if dimension.parts
        ),
        questions=questions,
        scenes=scenes,
        checks=checks,
        level_low=max((check.level for check in checks if check.met), default=0),
        level_high=max((check.level for check in checks if check.met is not False), default=0),
        notes=tuple(_notes(answers, total, scenes, indicators)),
    )


def score(question: Question, answer: Answer) -> Fraction:
    """The points of one answer. Raises InvalidAnswers when it does not fit the question."""
    if isinstance(answer, Chosen):
        return _score_options(question, answer.options)
    if isinstance(answer, Measured):
        if question.answers != "band" or not 0 <= answer.percent <= 100:
            raise InvalidAnswers(f"第{question.number}题“{question.name}”的百分比不对。")
        return question.option_scores[bisect_left(question.bounds, answer.percent)]
    if not 0 <= answer.points <= question.max_score:
        raise InvalidAnswers(
            f"第{question.number}题“{question.name}”最多{say_points(question.max_score)}分，"
            f"写的是{say_points(answer.points)}分。"
        )
    return answer.points


def _score_options(question: Question, options: frozenset[int]) -> Fraction:
    if not all(1 <= option <= len(question.option_scores) for option in options):
        raise InvalidAnswers(f"第{question.number}题“{question.name}”没有这个选项。")
    if question.answers != "several" and len(options) != 1:
        raise InvalidAnswers(f"第{question.number}题“{question.name}”只能选一项。")
    return sum((question.option_scores[option - 1] for option in options), Fraction())


def _check(answers: Answers, taxonomy: Taxonomy) -> None:
    unknown = answers.questions.keys() - taxonomy.indicators.by_id.keys()
    if unknown:
        raise InvalidAnswers(f"评测指标里没有这些题：{'、'.join(sorted(unknown))}。")
    _check_joint(answers, taxonomy.indicators)
    highest = len(taxonomy.indicators.level_rule.levels)
    for code, level in answers.levels.items():
        topic = taxonomy.topics.get(code)
        if topic is None or topic.kind != "scene":
            raise InvalidAnswers(f"没有代码为“{code}”的场景。")
        if not 0 <= level <= highest:
            raise InvalidAnswers(f"场景“{topic.name}”的等级应为0到{highest}，写的是 {level}。")


def _check_joint(answers: Answers, indicators: IndicatorSet) -> None:
    taken = [*answers.questions, *(code for joint in answers.joint for code in joint.questions)]
    if len(taken) != len(set(taken)) or not indicators.by_id.keys() >= set(taken):
        raise InvalidAnswers("几题合写的得分里，有的题不存在，或者已经单独作答。")
    for joint in answers.joint:
        full = _full(joint, indicators)
        if not 0 <= joint.points <= full:
            raise InvalidAnswers(f"合写的几题最多{say_points(full)}分，写的是{say_points(joint.points)}分。")


def _full(joint: Joint, indicators: IndicatorSet) -> Fraction:
    return sum((indicators.by_id[code].max_score for code in joint.questions), Fraction())


def _question_points(question: Question, answers: Answers, indicators: IndicatorSet) -> QuestionPoints:
    """The points that one question has, or may have where it is unanswered or its points are stated with others'."""
    together = any(question.id in joint.questions for joint in answers.joint)
    alone = QuestionPoints(
        question, Interval(Fraction(), question.max_score), together or question.id in answers.questions
    )
    if answer := answers.questions.get(question.id):
        points = score(question, answer)
        return replace(alone, points=Interval(points, points))
    return replace(alone, points=_sum((alone,), answers, indicators)) if together else alone


def _sum(entries: Sequence[QuestionPoints], answers: Answers, indicators: IndicatorSet) -> Interval:
    """The least and greatest sum of these questions.

    Of points stated for several questions together these get at least what the others cannot hold, at most what they
    themselves can.
    """
    low = high = Fraction()
    for entry in entries:
        if not any(entry.question.id in joint.questions for joint in answers.joint):
            low, high = low + entry.points.low, high + entry.points.high
    for joint in answers.joint:
        inside = sum((e.question.max_score for e in entries if e.question.id in joint.questions), Fraction())
        low += max(Fraction(), joint.points - (_full(joint, indicators) - inside))
        high += min(inside, joint.points)
    return Interval(low, high)


def _share(
    dimension: Dimension, questions: Sequence[QuestionPoints], answers: Answers, indicators: IndicatorSet
) -> PointShare:
    own = [entry for entry in questions if entry.question.dimension == dimension.name]
    parts = []
    for part in dimension.parts:
        of_part = [entry for entry in own if entry.question.part == part.name]
        parts.append(
            PointShare(part.name, _sum(of_part, answers, indicators), part.max_score, _doubtful(of_part))
        )
    return PointShare(
        dimension.name,
        _sum(own, answers, indicators),
        dimension.max_score or Fraction(),
        _doubtful(own),
        tuple(parts),
    )


def _doubtful(questions: Iterable[QuestionPoints]) -> bool:
    return any(entry.question.uncertain and entry.answered for entry in questions)


def _check_level(
    requirement: LevelRequirement,
    total: Interval,
    questions: tuple[QuestionPoints, ...],
    scenes: tuple[Scene, ...],
    indicators: IndicatorSet,
) -> LevelCheck:
    level, doubted = requirement.level, indicators.level_rule.uncertain
    mandatory = [scene for scene in scenes if scene.mandatory]
    return LevelCheck(
        level,
        (
            Condition("score", requirement.min_score, total, doubted or _doubtful(questions)),
            Condition("scenes", Fraction(requirement.min_scenes_at_level), _count_at(level, scenes), doubted),
            Condition(
                "mandatory",
                Fraction(requirement.min_mandatory_scenes),
                _count_at(level, mandatory),
                doubted or bool(indicators.doubts(MANDATORY_SCENES)),
            ),
        ),
    )


def _count_at(level: int, scenes: Iterable[Scene]) -> Interval:
    levels = [scene.level for scene in scenes]
    sure = sum(1 for reached in levels if reached is not None and reached >= level)
    return Interval(Fraction(sure), Fraction(sure + levels.count(None)))


def _notes(
    answers: Answers, total: Interval, scenes: tuple[Scene, ...], indicators: IndicatorSet
) -> Iterator[Note]:
    """The uncertain rules that a figure here rests on, then what is odd in the form."""
    # Scores given by the form itself rest on its own options, not on those of our sources.
    asked = [code for code, answer in answers.questions.items() if isinstance(answer, Chosen | Measured)]
    swapped = [scene.code for scene in scenes if (scene.level or 0) >= _ADVANCED]
    graded = [MANDATORY_SCENES] if answers.levels else []
    for doubt in indicators.doubts(LEVEL_RULE, *graded, *asked, *swapped):
        yield Note(doubt.text, "rule")
    for remark in answers.remarks:
        yield Note(remark, "form")
    stated = answers.stated_total
    if stated is not None and not answers.questions and not answers.joint:
        yield Note(f"表中写明总分{say_points(stated)}分，但没有逐题的作答，无法核对。", "form")
    elif stated is not None and total.exact and stated != total.low:
        yield Note(f"表中写明总分{say_points(stated)}分，按各题重算是{say_points(total.low)}分。", "form")
    elif stated is not None and not total.low <= stated <= total.high:
        yield Note(
            f"表中写明总分{say_points(stated)}分，按各题重算在{say_points(total.low)}到"
            f"{say_points(total.high)}分之间。",
            "form",
        )


_ADVANCED = 3  # from this level on the sources differ in the wording of some scenes
