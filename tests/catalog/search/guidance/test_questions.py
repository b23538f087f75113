"""Which question is asked, when none is, and what it offers."""

from __future__ import annotations

import random

import pytest

from catalog.search.guidance.answers import MOST_QUESTIONS, OTHER, UNSURE, Answer
from catalog.search.guidance.aspects import Aspect, load_wording
from catalog.search.guidance.candidates import Candidate
from catalog.search.guidance.questions import Question, is_broad, next_question
from tests.catalog.search.guidance.populations import make_candidate, make_population


def _random_population(seed: int) -> list[Candidate]:
    chance = random.Random(seed)
    values = load_wording().values
    return [
        Candidate(
            number,
            chance.random() ** 3,
            {
                aspect: frozenset(chance.sample(list(values[aspect]), chance.randint(1, 3)))
                for aspect in Aspect
                if chance.random() < 0.7
            },
        )
        for number in range(chance.randint(0, 60))
    ]


def test_what_splits_best_is_asked_first() -> None:
    question = next_question(make_population(), ())
    assert question is not None
    assert question.aspect is Aspect.TOPIC
    assert question.text == "最想先管好哪一块？"
    assert [(choice.value, choice.text, choice.count) for choice in question.choices] == [
        ("S05", "排生产计划", 4),
        ("S06", "管车间生产", 4),
        ("S07", "管质量和检验", 4),
        ("S08", "管设备", 4),
    ]
    assert question.several


def test_what_the_query_settles_is_not_asked() -> None:
    question = next_question(make_population(), (), {Aspect.TOPIC})
    assert question is not None
    assert question.aspect is Aspect.DEPLOYMENT
    assert next_question(make_population(), (), {Aspect.TOPIC, Aspect.DEPLOYMENT}) is None


def test_what_is_produced_says_the_industry() -> None:
    population = [
        make_candidate(
            number, industry=("新型材料制造", "绿色消费品制造")[number % 2], trade=("13", "30")[number % 2]
        )
        for number in range(12)
    ]
    assert next_question(population, (), {Aspect.TRADE}) is None
    question = next_question(population, (), {Aspect.INDUSTRY})
    assert question is not None
    assert question.aspect is Aspect.TRADE


def test_a_question_that_only_few_can_answer_waits() -> None:
    places, trades = ("SaaS", "本地部署"), ("13", "30")
    population = [
        make_candidate(number, deployment=places[number % 2], trade=trades[number // 2 % 2])
        for number in range(12)
    ]
    question = next_question(population, ())
    assert question is not None
    assert question.aspect is Aspect.TRADE


@pytest.mark.parametrize("seed", range(12))
def test_every_dialogue_ends_within_four_questions_that_can_be_answered(seed: int) -> None:
    chance = random.Random(seed)
    population = _random_population(seed)
    answers: list[Answer] = []
    while question := next_question(population, answers):
        _check(question, population, answers)
        assert question.aspect not in {answer.aspect for answer in answers}
        assert next_question(population, answers) == question
        answers.append(question.answer(*chance.sample([choice.value for choice in question.choices], 1)))
    assert len(answers) <= MOST_QUESTIONS


def _check(question: Question, population: list[Candidate], answers: list[Answer]) -> None:
    values = [choice.value for choice in question.choices]
    assert 2 <= len(values) <= 6
    assert len(set(values)) == len(values)
    assert UNSURE not in values
    named = [value for value in values if value != OTHER]
    assert len(named) >= 2, "a single value beside 其他 is a yes or no"
    stated = [
        candidate.values.get(question.aspect, frozenset())
        for candidate in population
        if all(_agrees(candidate, answer) for answer in answers)
    ]
    for choice in question.choices:
        expected = (
            sum(bool(found) and found.isdisjoint(named) for found in stated)
            if choice.value == OTHER
            else sum(choice.value in found for found in stated)
        )
        assert choice.count == expected
        assert answers or choice.count
    assert question.gain >= 0.1


def _agrees(candidate: Candidate, answer: Answer) -> bool:
    """Once more in other words: nothing stated, or one of the choices, or, for 其他, none of what was offered."""
    found = candidate.values.get(answer.aspect, frozenset())
    other = OTHER in answer.chosen and not found & set(answer.offered)
    return not found or not answer.chosen or other or bool(found & set(answer.chosen))


def test_a_scale_keeps_its_order() -> None:
    bands = ("100-", "1-5", "30-100", "5-10")
    question = next_question([make_candidate(n, n + 1.0, budget=bands[n % 4]) for n in range(16)], ())
    assert question is not None
    assert [choice.value for choice in question.choices] == ["1-5", "5-10", "30-100", "100-"]


def test_rare_values_are_merged_under_other() -> None:
    codes = [f"{number}" for number in range(13, 33)]
    population = [make_candidate(n, trade=code) for n, code in enumerate([*codes, *codes[:5]])]
    question = next_question(population, ())
    assert question is not None
    assert [choice.value for choice in question.choices] == [*codes[:5], OTHER]
    assert question.choices[-1].count == 15


def test_it_stops_when_few_are_left_or_three_stand_out() -> None:
    population = make_population()
    assert next_question(population[:5], ()) is None
    assert next_question(population[:6], ()) is not None
    standing_out = [
        make_candidate(c.id, 100.0, **{a.value: " ".join(v) for a, v in c.values.items()})
        for c in population[:3]
    ]
    assert next_question([*standing_out, *population[3:]], ()) is None
    assert next_question([], ()) is None


def test_it_stops_after_four_questions_whatever_was_answered() -> None:
    unsure = [
        Answer(aspect, (), ("a", "b")) for aspect in (Aspect.KIND, Aspect.PAIN, Aspect.SIZE, Aspect.TERM)
    ]
    assert next_question(make_population(), unsure) is None
    assert next_question(make_population(), unsure[:3]) is not None


def test_broad_is_what_spreads_belief_over_more_than_two_short_lists() -> None:
    assert is_broad(make_population())
    assert not is_broad(make_population()[:9])
    assert not is_broad([make_candidate(n, 1000.0 if n < 3 else 1.0) for n in range(100)])
    assert not is_broad([])


def test_an_answer_gives_only_what_was_offered() -> None:
    question = next_question(make_population(), ())
    assert question is not None
    assert question.answer("S08", "S05", "S99").chosen == ("S05", "S08")
    assert question.answer("S05", "S06", "S07", "S08").chosen == ("S05", "S06", "S07")
    assert question.answer().chosen == ()
    single = next_question(make_population(), (), {Aspect.TOPIC})
    assert single is not None
    assert single.answer("SaaS", "本地部署").chosen == ("SaaS",)
