"""Points, levels and gaps: cases computed by hand, and what holds of every self-assessment."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.taxonomy import load_taxonomy
from matcher.assessment.gaps import find_gap, next_level
from matcher.assessment.model import Answer, Answers, Assessment, Chosen, Given, Interval, Joint, Measured
from matcher.assessment.scoring import assess, score
from matcher.assessment.wording import say_interval
from matcher.errors import InvalidAnswers

TAXONOMY = load_taxonomy()
QUESTIONS = TAXONOMY.indicators.by_id
SCENES = [topic.code for topic in TAXONOMY.topics.values() if topic.kind == "scene"]
MANDATORY = {topic.code for topic in TAXONOMY.mandatory_scenes}


def _chosen(*options: int) -> Chosen:
    return Chosen(frozenset(options))


def _given(points: int) -> dict[str, Answer]:
    """Answers that sum up to so many points of a hundred."""
    left, found = Fraction(points), dict[str, Answer]()
    for question in QUESTIONS.values():
        found[question.id] = Given(min(left, question.max_score))
        left -= min(left, question.max_score)
    return found


def _assess(points: int, levels: dict[str, int]) -> Assessment:
    return assess(Answers(_given(points), levels), TAXONOMY)


@pytest.mark.parametrize(
    ("question", "answer", "points"),
    [
        ("Q1", _chosen(2, 3), "4"),
        ("Q1", _chosen(1), "0"),
        ("Q4", _chosen(*range(2, 16)), "10"),
        ("Q4", _chosen(7, 8, 15), "2.3"),
        ("Q6", _chosen(), "0"),
        ("Q9", _chosen(1, 2, 4), "5.625"),
        ("Q2", Measured(Fraction(10)), "0"),
        ("Q2", Measured(Fraction("10.01")), "1.5"),
        ("Q3", Measured(Fraction(60)), "4.5"),
        ("Q3", Measured(Fraction(100)), "6"),
        ("Q8", _chosen(6), "7.5"),
    ],
)
def test_an_answer_has_its_points(question: str, answer: Answer, points: str) -> None:
    assert score(QUESTIONS[question], answer) == Fraction(points)


@pytest.mark.parametrize(
    "answers",
    [
        Answers({"Q1": _chosen(6)}),
        Answers({"Q2": _chosen(1, 2)}),
        Answers({"Q5": _chosen()}),
        Answers({"Q5": Measured(Fraction(50))}),
        Answers({"Q2": Measured(Fraction(101))}),
        Answers({"Q14": Given(Fraction(4))}),
        Answers({"Q16": _chosen(1)}),
        Answers({}, {"S01": 5}),
        Answers({}, {"B01": 1}),
        Answers({"Q12": _chosen(1)}, joint=(Joint(("Q12", "Q13"), Fraction(7)),)),
        Answers({}, joint=(Joint(("Q12", "Q13"), Fraction(15)),)),
    ],
)
def test_answers_that_do_not_fit_are_refused_in_one_sentence(answers: Answers) -> None:
    with pytest.raises(InvalidAnswers, match=r"。$"):
        assess(answers, TAXONOMY)


def test_level_two_needs_every_condition() -> None:
    mandatory = sorted(MANDATORY)
    optional = [code for code in SCENES if code not in MANDATORY]
    levels = dict.fromkeys(SCENES, 1) | dict.fromkeys([*mandatory[:3], *optional[:3]], 2)
    assert _assess(40, levels).level_low == 2
    assert _assess(39, levels).level_low == 1
    assert _assess(40, levels | {optional[0]: 1}).level_low == 1
    assert _assess(40, levels | {mandatory[0]: 1, optional[3]: 2}).level_low == 1


def test_what_is_missing_in_a_sentence() -> None:
    # Level two at four scenes, one of them 约束性 (S01): two more, both mandatory; S08 and S11 are the nearest.
    levels = dict.fromkeys(SCENES, 0) | {"S01": 2, "S02": 2, "S04": 2, "S05": 2, "S14": 1, "S08": 1, "S11": 1}
    answers = _given(36) | {"Q15": Given(Fraction("0.5"))}
    gap = find_gap(assess(Answers(answers, levels), TAXONOMY), 2)
    assert gap.sentence == "离二级还差：总分3.5分；再有2个约束性场景达到二级（设备管理、采购管理最近）。"
    assert (gap.points, gap.scenes, gap.mandatory) == (Fraction("3.5"), 2, 2)
    assert gap.chances[0].left >= Fraction("3.5")


def test_what_is_unknown_leaves_an_interval_and_is_said() -> None:
    assessment = assess(Answers({"Q1": _chosen(2)}, dict.fromkeys(SCENES[:8], 2)), TAXONOMY)
    assert assessment.total == Interval(Fraction(2), Fraction(94))
    assert (assessment.level_low, assessment.level_high) == (
        0,
        3,
    )  # at level four at most eight of ten scenes
    assert "14道题没有作答、8个场景没有等级" in find_gap(assessment, 2).sentence
    assert [check.met for check in assessment.checks] == [None, None, None, False]


def test_points_of_several_questions_together_count_once() -> None:
    answers = Answers({}, joint=(Joint(("Q12", "Q13", "Q14", "Q15"), Fraction(15)),))
    assessment = assess(answers, TAXONOMY)
    effect = assessment.dimensions[-1]
    assert effect.points == Interval(Fraction(15), Fraction(15))
    assert [say_interval(part.points) for part in effect.parts] == ["2至7", "2至7", "0至3", "0至3"]


def test_notes_name_the_uncertain_rules_in_use_and_a_differing_total() -> None:
    answers = _given(100) | {"Q11": _chosen(2)}
    assessment = assess(Answers(answers, {"S01": 3}, stated_total=Fraction(90)), TAXONOMY)
    rules = [note.text for note in assessment.notes if note.kind == "rule"]
    assert any("第11题" in text for text in rules)
    assert any("约束性" in text for text in rules)
    assert any("三级与四级" in text for text in rules)
    assert not any("第8题" in text for text in rules)  # its points are the form's own
    assert "表中写明总分90分，按各题重算是94.375分。" in [
        n.text for n in assessment.notes if n.kind == "form"
    ]


# --- what always holds


@st.composite
def _answers(draw: st.DrawFn) -> Answers:
    questions: dict[str, Answer] = {}
    for question in QUESTIONS.values():
        options = st.integers(1, len(question.option_scores))
        several = (
            st.frozensets(options) if question.answers == "several" else options.map(lambda o: frozenset({o}))
        )
        chosen = draw(st.none() | several)
        if chosen is not None:
            questions[question.id] = Chosen(chosen)
    levels = {code: draw(st.none() | st.integers(0, 4)) for code in SCENES}
    return Answers(questions, {code: level for code, level in levels.items() if level is not None})


def _complete(answers: Answers, draw: st.DataObject) -> Answers:
    questions = dict(answers.questions)
    for question in QUESTIONS.values():
        if question.id not in questions:
            option = draw.draw(st.integers(1, len(question.option_scores)))
            questions[question.id] = _chosen(option)
    levels = {code: answers.levels.get(code, draw.draw(st.integers(0, 4))) for code in SCENES}
    return Answers(questions, levels)


@settings(max_examples=40, deadline=None)
@given(_answers(), st.data())
def test_the_interval_holds_every_completion(answers: Answers, data: st.DataObject) -> None:
    open_, whole = assess(answers, TAXONOMY), assess(_complete(answers, data), TAXONOMY)
    assert open_.total.low <= whole.total.low == whole.total.high <= open_.total.high
    assert open_.level_low <= whole.level_low == whole.level_high <= open_.level_high


@settings(max_examples=40, deadline=None)
@given(_answers(), st.sampled_from(SCENES), st.sampled_from(sorted(QUESTIONS)))
def test_more_never_lowers_the_level(answers: Answers, scene: str, question: str) -> None:
    before = assess(answers, TAXONOMY)
    raised = dict(answers.levels) | {scene: min(4, answers.levels.get(scene, 0) + 1)}
    better = dict(answers.questions) | {question: Given(QUESTIONS[question].max_score)}
    assert assess(Answers(answers.questions, raised), TAXONOMY).level_low >= before.level_low
    assert assess(Answers(better, answers.levels), TAXONOMY).level_low >= before.level_low


@settings(max_examples=40, deadline=None)
@given(_answers(), st.integers(1, 4))
def test_the_gap_applied_reaches_the_level_and_no_part_of_it_can_be_left_out(
    answers: Answers, level: int
) -> None:
    gap = find_gap(assess(answers, TAXONOMY), level)
    gained = _gain(answers, gap.points)
    raised = [scene.code for scene in gap.raises]
    assert _reaches(gained, answers.levels, raised, level)
    for left_out in raised:
        assert not _reaches(gained, answers.levels, [code for code in raised if code != left_out], level)
    if gap.points:
        assert not _reaches(_gain(answers, gap.points - Fraction(1, 1000)), answers.levels, raised, level)
        assert sum(chance.left for chance in gap.chances) >= gap.points
        assert sum(chance.left for chance in gap.chances[:-1]) < gap.points
    assert gap.reached == _reaches(answers.questions, answers.levels, [], level)


def _gain(answers: Answers, points: Fraction) -> dict[str, Answer]:
    assessment = assess(answers, TAXONOMY)
    found = dict(answers.questions)
    for entry in assessment.questions:
        taken = min(points, entry.left)
        points -= taken
        if taken:
            found[entry.question.id] = Given(entry.points.low + taken)
    return found


def _reaches(questions: object, levels: object, raised: list[str], level: int) -> bool:
    assert isinstance(questions, dict)
    assert isinstance(levels, dict)
    changed = levels | dict.fromkeys(raised, level)
    return assess(Answers(questions, changed), TAXONOMY).level_low >= level


def test_at_the_top_nothing_comes_next() -> None:
    assessment = _assess(100, dict.fromkeys(SCENES, 4))
    assert assessment.level_low == 4
    assert next_level(assessment) is None
    assert find_gap(assessment, 4).sentence == "已经达到四级的各项要求。"
