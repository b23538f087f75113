"""Simulated people find what they have in mind, on the half of the sample catalogue that tuned nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from api.runtime import Runtime
from catalog.search.guidance.aspects import Aspect
from tests.bench.guidance import (
    Run,
    World,
    adaptive,
    build_world,
    count_alike,
    estimate,
    estimate_saved,
    in_order,
    simulate,
)

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def world(sample_runtime: Runtime) -> World:
    return build_world(sample_runtime)


@pytest.fixture(scope="module")
def asked(world: World) -> list[Run]:
    return simulate(world, world.half(judged=True), adaptive)


def test_the_cases_are_there_to_judge(world: World) -> None:
    assert len(world.described) == 200
    assert count_alike(world) == 0
    targets = {case.target for case in world.half(judged=True)}
    assert len(targets) >= 90
    assert not targets & {case.target for case in world.half(judged=False)}


def test_nine_of_ten_are_among_the_first_three_after_at_most_four_questions(asked: list[Run]) -> None:
    assert max(len(run.ranks) for run in asked) <= 5
    before = estimate([replace(run, ranks=run.ranks[:1]) for run in asked], lambda run: run.found)
    after = estimate(asked, lambda run: run.found)
    assert before[2] < 0.5
    assert after[0] >= 0.9


def test_it_takes_fewer_questions_than_a_fixed_form(world: World, asked: list[Run]) -> None:
    form = simulate(world, world.half(judged=True), in_order(tuple(Aspect)))
    _, least, _ = estimate_saved(asked, form)
    assert least > 0
    assert estimate(asked, lambda run: run.found)[0] > estimate(form, lambda run: run.found)[0]


def test_the_same_people_answer_the_same(world: World, asked: list[Run]) -> None:
    assert simulate(world, [run.case for run in asked[:20]], adaptive) == asked[:20]
