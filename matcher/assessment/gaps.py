"""What is missing for a level: points, and the fewest scenes to raise, the nearest first."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from matcher.assessment.model import Assessment, QuestionPoints, Scene
from matcher.assessment.wording import name_level, say_points

PILOT_LEVEL = 2
"""A pilot enterprise must reach level two (银川市试点实施方案, item 17)."""


@dataclass(frozen=True, slots=True)
class Gap:
    """What surely leads to `level`, counting everything unknown as nothing; all empty when it is reached.

    `points` are short of the total; `chances` are the fewest questions that can bring them, the most left to gain
    first. `raises` are the scenes to bring to `level`; `scenes` of them are needed at least, `mandatory` of those
    must be 约束性. `possible_now`: what is unknown may turn out to suffice.
    """

    level: int
    points: Fraction
    chances: tuple[QuestionPoints, ...]
    scenes: int
    mandatory: int
    raises: tuple[Scene, ...]
    possible_now: bool
    sentence: str

    @property
    def reached(self) -> bool:
        """Whether nothing is missing."""
        return not self.points and not self.raises


def find_gap(assessment: Assessment, level: int) -> Gap:
    """What is missing for a level 1–4.

    The number of scene changes is the least possible: one raised scene adds at most one to the scenes at the level and
    at most one to the mandatory ones, so no fewer than the larger shortfall can do; and raising mandatory scenes first
    does it with exactly so many. Among the smallest choices this one needs the fewest steps in all: it takes the nearest
    mandatory scenes that must be, then the nearest of the rest, and no exchange of two scenes makes that shorter.
    """
    check = assessment.checks[level - 1]
    short = {entry.kind: max(entry.needed - entry.have.low, Fraction()) for entry in check.conditions}
    mandatory = int(short["mandatory"])
    changes = max(int(short["scenes"]), mandatory)
    raises = _nearest(assessment.scenes, level, mandatory, changes)
    return Gap(
        level=level,
        points=short["score"],
        chances=_chances(assessment.questions, short["score"]),
        scenes=changes,
        mandatory=mandatory,
        raises=raises,
        possible_now=check.met is None,
        sentence=_say(assessment, level, short["score"], mandatory, raises),
    )


def next_level(assessment: Assessment) -> int | None:
    """The level above what is surely reached, or None at the highest."""
    return assessment.level_low + 1 if assessment.level_low < len(assessment.checks) else None


def _nearest(scenes: tuple[Scene, ...], level: int, mandatory: int, changes: int) -> tuple[Scene, ...]:
    below = sorted(
        (scene for scene in scenes if scene.level is None or scene.level < level),
        key=lambda scene: (level - (scene.level or 0), scene.level is None, not scene.mandatory, scene.code),
    )
    must = [scene for scene in below if scene.mandatory][:mandatory]
    rest = [scene for scene in below if scene not in must][: changes - mandatory]
    return (*must, *rest)


def _chances(questions: tuple[QuestionPoints, ...], points: Fraction) -> tuple[QuestionPoints, ...]:
    """The fewest questions that can bring the points: the largest first."""
    found: list[QuestionPoints] = []
    for entry in sorted(questions, key=lambda entry: (-entry.left, entry.question.number)):
        if sum((chance.left for chance in found), Fraction()) >= points:
            break
        found.append(entry)
    return tuple(found)


def _say(
    assessment: Assessment, level: int, points: Fraction, mandatory: int, raises: tuple[Scene, ...]
) -> str:
    name = name_level(level)
    missing = []
    if points and len(assessment.unanswered) == len(assessment.questions):
        missing.append(
            f"总分要逐题作答后才知道（要满{say_points(assessment.max_score)}分里的"
            f"{say_points(assessment.checks[level - 1].conditions[0].needed)}分）"
        )
    elif points:
        missing.append(f"总分{say_points(points)}分")
    if raises:
        missing.append(_say_raises(name, mandatory, raises))
    if not missing:
        return f"已经达到{name}的各项要求。"
    return f"离{name}还差：{'；'.join(missing)}。{_say_unknown(assessment)}"


def _say_raises(level: str, mandatory: int, raises: tuple[Scene, ...]) -> str:
    names = "、".join(scene.name for scene in raises)
    if mandatory == len(raises):
        return f"再有{mandatory}个约束性场景达到{level}（{names}最近）"
    must = f"，其中至少{mandatory}个是约束性场景" if mandatory else ""
    return f"再有{len(raises)}个场景达到{level}{must}（{names}最近）"


def _say_unknown(assessment: Assessment) -> str:
    open_points = (
        [f"{len(assessment.unanswered)}道题没有作答"]
        if assessment.unanswered and len(assessment.unanswered) < len(assessment.questions)
        else []
    )
    open_points += [f"{len(assessment.ungraded)}个场景没有等级"] if assessment.ungraded else []
    return f"另有{'、'.join(open_points)}，这里都按没有计，补上后可能更少。" if open_points else ""


def find_gaps(assessment: Assessment) -> tuple[Gap, ...]:
    """What is missing for the pilot's level and for the next one; one entry when they are the same."""
    wanted = {PILOT_LEVEL, next_level(assessment) or PILOT_LEVEL}
    return tuple(find_gap(assessment, level) for level in sorted(wanted))
