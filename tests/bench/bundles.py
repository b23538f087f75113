"""What the best bundle, its frontier and a why-not answer cost on catalogue-sized problems, and that they are proven."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np

from api.reports import begin_study, match_reading
from api.runtime import Runtime
from api.samples import list_samples, read_sample
from api.settings import Settings
from matcher.bundles.composing import EFFORT
from matcher.bundles.counterfactual import explain_absence
from matcher.bundles.frontier import trace_frontier
from matcher.bundles.model import Problem
from matcher.bundles.solving import solve_bundle
from matcher.documents.reading import read_report_bytes
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


def measure_bundles(home: Path) -> list[Row]:
    """Seconds on random problems of 200 items and 12 needs and on the sample reports, and how many were proven or complete."""
    plain = [make_large(seed, budget_wan=budget) for seed in _SEEDS for budget in _BUDGETS]
    sparing = [replace(problem, effort=EFFORT) for problem in plain]
    few = [replace(problem, most_providers=1 + (at // len(_BUDGETS)) % 5) for at, problem in enumerate(plain)]
    served = list(_compose_samples(home))
    return [
        _solve(f"组合方案（{len(list_samples())} 份示例报告 × {len(_BUDGETS)} 个预算）", served),
        _solve("组合方案（随机的 200 项产品 × 12 条需求）", plain),
        _solve(f"同上，多一项产品抵匹配 {EFFORT} 档", sparing),
        _solve("同上，最多 1–5 家服务商", few),
        _frontiers(),
        _questions(plain[3 : 3 + 3 * len(_BUDGETS) : len(_BUDGETS)]),
    ]


def _compose_samples(home: Path) -> Iterator[Problem]:
    """The problems of the sample reports as the service composes them."""
    runtime = Runtime(Settings(home=home))
    for sample in list_samples():
        document = read_report_bytes(read_sample(sample.file) or b"", sample.file)
        reading = runtime.need_extractor.extract(document)
        problem = match_reading(runtime, begin_study(document, reading), reading).result.problem
        yield from (replace(problem, budget_wan=budget) for budget in _BUDGETS)


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
