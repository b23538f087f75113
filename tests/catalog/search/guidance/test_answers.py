"""How answers move belief and scores."""

from __future__ import annotations

import math

import numpy as np
import pytest

from catalog.search.guidance.answers import (
    LARGEST_LIFT,
    OTHER,
    Answer,
    choice_probabilities,
    find_posterior,
    rerank,
)
from catalog.search.guidance.aspects import Aspect
from catalog.search.guidance.candidates import Candidate, weigh
from tests.catalog.search.guidance.populations import make_answer, make_candidate, make_population

TOPICS = ("S05", "S06", "S07", OTHER)


def test_an_answer_lifts_what_states_it_over_what_is_silent_over_what_states_another() -> None:
    stating, silent, other = make_candidate(1, topic="S05"), make_candidate(2), make_candidate(3, topic="S06")
    answers = [make_answer(Aspect.TOPIC, "S05", offered=TOPICS)]
    belief = find_posterior([stating, silent, other], answers)
    assert belief[1] > 3 * belief[2] > 3 * belief[3] > 0


def test_what_is_offered_is_shared_by_what_states_several() -> None:
    chances = choice_probabilities(
        [make_candidate(1, topic="S05 S06"), make_candidate(2, topic="S09"), make_candidate(3)],
        Aspect.TOPIC,
        TOPICS,
    )
    assert np.allclose(chances.sum(axis=1), 1)
    assert chances[0, 0] == chances[0, 1] > 5 * chances[0, 2]
    assert chances[1].argmax() == TOPICS.index(OTHER)
    assert set(chances[2]) == {1 / len(TOPICS)}


def test_the_next_step_of_a_scale_is_nearer_than_a_far_one() -> None:
    candidates = [
        make_candidate(1, budget="1-5"),
        make_candidate(2, budget="5-10"),
        make_candidate(3, budget="100-"),
    ]
    answers = [make_answer(Aspect.BUDGET, "1-5", offered=("1-5", "5-10", "100-"))]
    belief = find_posterior(candidates, answers)
    assert belief[1] > belief[2] > belief[3]


def test_not_knowing_changes_nothing() -> None:
    population = make_population()
    unsure = [make_answer(Aspect.TOPIC, offered=TOPICS)]
    assert find_posterior(population, unsure) == find_posterior(population, ())
    assert set(rerank(population, unsure).values()) == {0.0}


@pytest.mark.parametrize("answers", [1, 4])
def test_no_answer_removes_a_candidate(answers: int) -> None:
    against = make_candidate(1, 1e-6, topic="S05", industry="新型材料制造", trial="free", kind="finance")
    contradicting = [
        make_answer(Aspect.TOPIC, "S06", "S07", OTHER, offered=("S06", "S07", OTHER)),
        make_answer(Aspect.INDUSTRY, "绿色消费品制造", offered=("绿色消费品制造", "新型材料制造")),
        make_answer(Aspect.TRIAL, "none", offered=("none", "free")),
        make_answer(Aspect.KIND, "product", offered=("product", "finance")),
    ]
    belief = find_posterior([against, make_candidate(2)], contradicting[:answers])
    assert 0 < belief[1] < 1e-6
    assert math.isclose(sum(belief.values()), 1)


def test_answers_come_in_any_order() -> None:
    population = make_population()
    first = make_answer(Aspect.TOPIC, "S05", offered=TOPICS)
    second = make_answer(Aspect.DEPLOYMENT, "SaaS", offered=("SaaS", "本地部署"))
    forth, back = find_posterior(population, [first, second]), find_posterior(population, [second, first])
    assert forth == pytest.approx(back)


def test_an_undone_answer_leaves_no_trace() -> None:
    population = make_population()
    first = make_answer(Aspect.TOPIC, "S05", offered=TOPICS)
    second = make_answer(Aspect.DEPLOYMENT, "SaaS", offered=("SaaS", "本地部署"))
    assert find_posterior(population, [second]) == find_posterior(
        population, [a for a in (first, second) if a != first]
    )
    assert find_posterior(population, [first, second]) != find_posterior(population, [second])


def test_the_part_is_bounded_and_orders_as_the_posterior() -> None:
    scores = {1: 1.3, 2: 1.1, 3: 0.9, 4: 0.6}
    weights = weigh(scores)
    stated = {1: "S06", 2: "S07", 3: "S05", 4: "S05 S06"}
    candidates = [make_candidate(i, weights[i], topic=stated[i]) for i in scores]
    for chosen in [("S05",), ("S05", "S06"), (OTHER,), ("S05", "S06", "S07")]:
        answers = [make_answer(Aspect.TOPIC, *chosen, offered=TOPICS)]
        lifts, belief = rerank(candidates, answers), find_posterior(candidates, answers)
        assert all(0 <= lift <= LARGEST_LIFT for lift in lifts.values())
        assert sorted(scores, key=lambda i: -(scores[i] + lifts[i])) == sorted(
            belief, key=lambda i: -belief[i]
        )


def test_without_candidates_or_belief_nothing_breaks() -> None:
    answers = [make_answer(Aspect.TOPIC, "S05", offered=TOPICS)]
    assert find_posterior([], answers) == rerank([], answers) == {}
    assert find_posterior([make_candidate(1, 0.0), make_candidate(2, 0.0)], ()) == {1: 0.5, 2: 0.5}


def test_a_candidate_that_none_of_the_choices_fits_is_not_favoured() -> None:
    answer = Answer(Aspect.TOPIC, ("S05",), ("S05", "S06"))
    population: list[Candidate] = [
        make_candidate(1, topic="S09"),
        make_candidate(2, topic="S06"),
        make_candidate(3),
    ]
    belief = find_posterior(population, [answer])
    assert belief[1] <= belief[2] < belief[3]
