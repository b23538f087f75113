"""What the best bundle, its frontier and a why-not answer cost on catalogue-sized problems, and that they are proven."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import numpy as np

from matcher.bundles.counterfactual import explain_absence
from matcher.bundles.frontier import trace_frontier
from matcher.bundles.model import Problem
from matcher.bundles.solving import solve_bundle
from tests.bench.measures import Row
from tests.matcher.bundles.problems import make_large

_SEEDS = range(8)
_BUDGETS = (5.0, 10.0, 20.0, 30.0, 60.0)
_FRONTIERS = range(5)
_T = TypeVar("_T")


def _timed(work: Callable[[], _T]) -> tuple[_T, float]:
    started = time.perf_counter()
    found = work()
    return found, time.perf_counter() - started


def measure_bundles() -> list[Row]:
    """Seconds on random problems of 200 items and 12 needs, and how many were proven or complete."""
    plain = [make_large(seed, budget_wan=budget) for seed in _SEEDS for budget in _BUDGETS]
    few = [replace(problem, most_providers=1 + (at // len(_BUDGETS)) % 5) for at, problem in enumerate(plain)]
    return [
        _solve("组合方案（200 项产品 × 12 条需求）", plain),
        _solve("同上，最多 1–5 家服务商", few),
        _frontiers(),
        _questions(plain[3 : 3 + 3 * len(_BUDGETS) : len(_BUDGETS)]),
    ]


def _solve(what: str, problems: list[Problem]) -> Row:
    answers = [_timed(lambda problem=problem: solve_bundle(problem)) for problem in problems]  # type: ignore[misc]
    proven = sum(bundle.optimal and bundle.bound == bundle.weight for bundle, _ in answers)
    return what, f"{_say([seconds for _, seconds in answers])}；{proven}/{len(answers)} 个证明最优（差距 0）"


def _frontiers() -> Row:
    answers = [_timed(lambda seed=seed: trace_frontier(make_large(seed))) for seed in _FRONTIERS]  # type: ignore[misc]
    steps = [len(found.steps) for found, _ in answers]
    whole = sum(found.complete for found, _ in answers)
    said = _say([seconds for _, seconds in answers])
    return (
        "再加多少钱多覆盖什么（200 × 12）",
        f"{said}；{min(steps)}–{max(steps)} 级，{whole}/{len(answers)} 个完整",
    )


def _questions(problems: list[Problem]) -> Row:
    answers = []
    for problem in problems:
        chosen = solve_bundle(problem).items
        absent = [candidate.id for candidate in problem.candidates if candidate.id not in chosen][:5]
        answers += [_timed(lambda p=problem, i=item: explain_absence(p, i)) for item in absent]  # type: ignore[misc]
    found = sum(bool(answer.changes) for answer, _ in answers)
    said = _say([seconds for _, seconds in answers])
    return "为什么没有它（200 × 12）", f"{said}；{found}/{len(answers)} 个找到了最小改变"


def _say(seconds: list[float]) -> str:
    return f"中位 {np.median(seconds):.2f} 秒，最慢 {max(seconds):.2f} 秒"
