"""Whether asking back finds what is looked for: simulated people with a known item in mind answer from what it states.

`python -m tests.bench.guidance`. Every item of the sample catalogue is a target, asked for by broad queries that do not
know its name. Items with an even id were used to choose constants; only those with an odd one are judged.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from api.runtime import Runtime
from api.settings import Settings
from catalog.queries import Conditions, Item, list_eligible_ids, load_items
from catalog.search.engine import Request
from catalog.search.guidance.answers import MOST_QUESTIONS, OTHER, Answer, believe, find_posterior
from catalog.search.guidance.aspects import Aspect
from catalog.search.guidance.candidates import SCORE_PER_NAT, Candidate, describe, weigh
from catalog.search.guidance.questions import Question, ask, next_question
from catalog.taxonomy import Taxonomy
from catalog.vocabulary import Kind
from tests.bench.measures import duijie

_ROOT = Path(__file__).resolve().parents[2]
TOP = 3
UNSURE_SHARE, WRONG_SHARE, FURTHER_SHARE = 0.15, 0.05, 0.5
"""How often a simulated person does not know, errs, and gives a further fitting choice where several may be given."""
UNREACHED = MOST_QUESTIONS + 1
"""Questions counted for a target that never came among the first three."""

# Broad phrases of our own: what such a factory might type first.
TOPIC_PHRASES = {
    "研发管理软件": ("S01", "S02"),
    "销售和售后管理软件": ("S03", "S04"),
    "生产管理软件": ("S05", "S06"),
    "质量和设备管理系统": ("S07", "S08"),
    "安全和能源管理系统": ("S09", "S10"),
    "采购和仓库管理软件": ("S11", "S12"),
    "企业管理软件": ("S13", "S14", "S15", "S16"),
    "车间联网改造": ("B01", "B02"),
    "上云和信息安全": ("B03", "B04"),
    "数字化转型": ("M01", "M02"),
}
INDUSTRY_PHRASES = {
    "基础化学原料制造": "化工厂管理软件",
    "新型材料制造": "新材料企业数字化",
    "高端装备及零部件制造": "机械厂软件",
    "绿色消费品制造": "食品厂软件",
}
FINANCE_PHRASES = ("贷款", "融资")
_BEST_FORM, _PLAIN_FORM = "最好的固定问卷", "普通的固定问卷"


@dataclass(frozen=True, slots=True)
class Case:
    """A target, the broad query of the person who looks for it, and the aspects that the query settles."""

    target: int
    query: str
    settled: frozenset[Aspect]


@dataclass(frozen=True, slots=True)
class World:
    """The items described, the scores that the search gives for each query, and the cases whose target it offers.

    `missed` counts the cases whose target the search does not offer: no question can help them.
    """

    described: Mapping[int, Candidate]
    scores: Mapping[str, Mapping[int, float]]
    cases: tuple[Case, ...]
    missed: int

    def half(self, *, judged: bool) -> tuple[Case, ...]:
        """The cases of the judging half, or of the tuning half."""
        return tuple(case for case in self.cases if case.target % 2 == judged)

    def candidates(self, query: str) -> tuple[Candidate, ...]:
        """What the search offers for a query, weighed by its scores."""
        weights = weigh(self.scores[query])
        return tuple(Candidate(i, weight, self.described[i].values) for i, weight in weights.items())


@dataclass(frozen=True, slots=True)
class Run:
    """One simulated dialogue: the target's rank before it and after each question."""

    case: Case
    ranks: tuple[int, ...]

    @property
    def found(self) -> bool:
        """Whether the target stands among the first three at the end."""
        return self.ranks[-1] <= TOP

    @property
    def needed(self) -> int:
        """Questions until it first stood there, UNREACHED if it never did."""
        return next((asked for asked, rank in enumerate(self.ranks) if rank <= TOP), UNREACHED)


Strategy = Callable[
    [Sequence[Candidate], Sequence[Answer], Collection[Aspect], random.Random], Question | None
]


def score_query(runtime: Runtime, text: str) -> dict[int, float]:
    """The search's candidates for a text with their scores; the one place that knows how the engine is asked."""
    with runtime.reading() as session:
        view = runtime.catalogue.view(session)
    study = runtime.search_engine.study(view, Request(text), today=runtime.today())
    return {item_id: study.entries[item_id].score for item_id in study.narrowed.ids}


def build_world(runtime: Runtime) -> World:
    """The sample catalogue as candidates and cases."""
    with runtime.reading() as session:
        eligible = sorted(list_eligible_ids(session, Conditions(), today=runtime.today()))
        items = load_items(session, eligible)
    cases = [case for item in items.values() for case in _list_cases(item, runtime.taxonomy)]
    scores = {query: score_query(runtime, query) for query in dict.fromkeys(case.query for case in cases)}
    offered = tuple(case for case in cases if case.target in scores[case.query])
    described = {item_id: describe(item, 1.0) for item_id, item in items.items()}
    return World(described, scores, offered, len(cases) - len(offered))


def _list_cases(item: Item, taxonomy: Taxonomy) -> Iterator[Case]:
    if item.kind is Kind.FINANCE:
        for phrase in FINANCE_PHRASES:
            yield Case(item.id, phrase, frozenset({Aspect.KIND}))
        return
    topic = taxonomy.topic(item.topics[0])
    for name in (topic.name, topic.aliases[0]):
        yield Case(item.id, name, frozenset({Aspect.TOPIC}))
    for phrase, topics in TOPIC_PHRASES.items():
        if topic.code in topics:
            yield Case(item.id, phrase, frozenset())
    for industry in item.content.industries[:1]:
        yield Case(item.id, INDUSTRY_PHRASES[industry], frozenset({Aspect.INDUSTRY}))


def respond(target: Candidate, question: Question, chance: random.Random, further: float) -> Answer:
    """What a person answers who has the target in mind; `further` is the chance of each fitting choice beside the first.

    What the target does not state, its seeker does not know.
    """
    offered = [choice.value for choice in question.choices]
    stated = target.values.get(question.aspect, frozenset())
    draw = chance.random()
    if not stated or draw < UNSURE_SHARE:
        return question.answer()
    fitting = [value for value in offered if value in stated] or [
        value for value in offered if value == OTHER
    ]
    if draw < UNSURE_SHARE + WRONG_SHARE:
        return question.answer(chance.choice([value for value in offered if value not in fitting] or offered))
    if not fitting:
        return question.answer()
    first = chance.choice(fitting)
    return question.answer(first, *(value for value in fitting if chance.random() < further))


def simulate(
    world: World,
    cases: Sequence[Case],
    strategy: Strategy,
    *,
    repeats: int = 1,
    further: float = FURTHER_SHARE,
) -> list[Run]:
    """Each case asked `repeats` times; a case draws the same chances whatever other cases there are."""
    runs = []
    for case in cases:
        candidates = world.candidates(case.query)
        for repeat in range(repeats):
            chance = random.Random(f"{case.target} {case.query} {repeat}")
            runs.append(_run(case, candidates, strategy, chance, further))
    return runs


def _run(
    case: Case, candidates: Sequence[Candidate], strategy: Strategy, chance: random.Random, further: float
) -> Run:
    target = next(candidate for candidate in candidates if candidate.id == case.target)
    answers: list[Answer] = []
    ranks = [_rank(candidates, answers, case.target)]
    while question := strategy(candidates, answers, case.settled, chance):
        answers.append(respond(target, question, chance, further))
        ranks.append(_rank(candidates, answers, case.target))
    return Run(case, tuple(ranks))


def _rank(candidates: Sequence[Candidate], answers: Sequence[Answer], target: int) -> int:
    belief = find_posterior(candidates, answers)
    return 1 + sum((-held, item) < (-belief[target], target) for item, held in belief.items())


def adaptive(
    candidates: Sequence[Candidate],
    answers: Sequence[Answer],
    settled: Collection[Aspect],
    _chance: random.Random,
) -> Question | None:
    """The strategy under test."""
    return next_question(candidates, answers, settled)


def in_order(order: Sequence[Aspect], *, choices_adapt: bool = False) -> Strategy:
    """A form: always these aspects one after the other, passing over what is settled or cannot be asked.

    Its choices are those of the start, or adapt to the answers so far: then only the order is fixed.
    """
    return _questionnaire(lambda _chance: order, choices_adapt=choices_adapt)


def in_random_order() -> Strategy:
    """Any aspect that can be asked, with choices that adapt."""
    return _questionnaire(lambda chance: chance.sample(list(Aspect), len(Aspect)), choices_adapt=True)


def _questionnaire(order: Callable[[random.Random], Sequence[Aspect]], *, choices_adapt: bool) -> Strategy:
    def choose(
        candidates: Sequence[Candidate],
        answers: Sequence[Answer],
        settled: Collection[Aspect],
        chance: random.Random,
    ) -> Question | None:
        if len(answers) >= MOST_QUESTIONS:
            return None
        belief = believe(candidates, answers if choices_adapt else ())
        closed = {*settled, *(answer.aspect for answer in answers)}
        asked = (
            ask(candidates, belief, aspect, candidates) for aspect in order(chance) if aspect not in closed
        )
        return next((question for question in asked if question), None)

    return choose


def find_best_order(world: World) -> list[Aspect]:
    """The strongest fixed order we can name: aspects by their mean information at the start, over the tuning half."""
    gains = dict.fromkeys(Aspect, 0.0)
    for case in world.half(judged=False):
        candidates = world.candidates(case.query)
        belief = believe(candidates, ())
        for aspect in Aspect:
            question = None if aspect in case.settled else ask(candidates, belief, aspect, candidates)
            gains[aspect] += question.gain if question else 0.0
    return sorted(Aspect, key=lambda aspect: -gains[aspect])


Interval = tuple[float, float, float]
"""A mean and the ends of its 95 % bootstrap interval."""


def estimate(runs: Sequence[Run], measure: Callable[[Run], float], *, draws: int = 2000) -> Interval:
    """The mean over runs; targets, not runs, are drawn again, for the cases of one target are alike."""
    by_target: dict[int, list[float]] = {}
    for run in runs:
        by_target.setdefault(run.case.target, []).append(measure(run))
    sums = np.array([sum(values) for values in by_target.values()], dtype=np.float64)
    counts = np.array([len(values) for values in by_target.values()], dtype=np.float64)
    drawn = np.random.default_rng(0).integers(len(sums), size=(draws, len(sums)))
    means = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return float(sums.sum() / counts.sum()), float(low), float(high)


def estimate_saved(runs: Sequence[Run], others: Sequence[Run]) -> Interval:
    """Questions saved by the first runs, case by case against the others; both must be of the same cases in one order."""
    saved = {id(run): other.needed - run.needed for run, other in zip(runs, others, strict=True)}
    return estimate(runs, lambda run: saved[id(run)])


def count_alike(world: World) -> int:
    """Items that share every stated value with another one: no question can tell them apart."""
    seen: dict[tuple[tuple[Aspect, tuple[str, ...]], ...], int] = {}
    for candidate in world.described.values():
        key = tuple((aspect, tuple(sorted(values))) for aspect, values in candidate.values.items())
        seen[key] = seen.get(key, 0) + 1
    return sum(count for count in seen.values() if count > 1)


def log_likelihood(world: World, score_per_nat: float) -> float:
    """Mean natural logarithm of the belief in the target before any question, over the tuning half: SCORE_PER_NAT's yardstick."""
    logs = []
    for case in world.half(judged=False):
        scores = world.scores[case.query]
        scaled = {item: score * SCORE_PER_NAT / score_per_nat for item, score in scores.items()}
        logs.append(float(np.log(weigh(scaled)[case.target])))
    return float(np.mean(logs))


def main() -> None:
    """Print the comparison on the judging half."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.guidance", description="追问的模拟评测")
    parser.add_argument("--home", type=Path, default=_ROOT / "var" / "bench", help="数据目录")
    parser.add_argument("--repeats", type=int, default=3, help="每个目标和查询模拟几次")
    options = parser.parse_args()
    options.home.mkdir(parents=True, exist_ok=True)
    duijie(options.home, "demo")
    world = build_world(Runtime(Settings(home=options.home)))
    console = Console(markup=False, highlight=False, width=120)
    console.print(_say_setting(world))
    judged = world.half(judged=True)
    order = find_best_order(world)
    console.print("固定顺序：" + "、".join(order[:6]))
    repeats = options.repeats
    runs = {
        "追问": simulate(world, judged, adaptive, repeats=repeats),
        "追问，每次只选一项": simulate(world, judged, adaptive, repeats=repeats, further=0.0),
        _BEST_FORM: simulate(world, judged, in_order(order), repeats=repeats),
        _PLAIN_FORM: simulate(world, judged, in_order(tuple(Aspect)), repeats=repeats),
        "最好的固定顺序，选项随回答变": simulate(
            world, judged, in_order(order, choices_adapt=True), repeats=repeats
        ),
        "随机顺序，选项随回答变": simulate(world, judged, in_random_order(), repeats=repeats),
    }
    saved = [
        f"比{other}少问：{_say(estimate_saved(runs['追问'], done))}"
        for other, done in runs.items()
        if not other.startswith("追问")
    ]
    runs["不问"] = [Run(run.case, run.ranks[:1]) for run in runs["追问"]]
    console.print(_tabulate(runs))
    console.print("\n".join(saved))


def _say_setting(world: World) -> str:
    likelihoods = {step: log_likelihood(world, step) for step in (0.1, 0.2, 0.3, 0.4, 0.5, 0.8, 1.2)}
    tried = "，".join(f"{step} {value:.3f}" for step, value in likelihoods.items())
    return "\n".join(
        [
            f"{len(world.described)} 项，{len(world.cases)} 个目标与查询的组合；另有 {world.missed} 个检索没有给出目标，不计。",
            f"每个方面都相同、无法区分的：{count_alike(world)} 项。",
            f"调参一半上目标的平均对数似然，按 SCORE_PER_NAT：{tried}。",
        ]
    )


def _tabulate(runs: Mapping[str, Sequence[Run]]) -> Table:
    table = Table("", "最后在前三", "到前三要问几个", "实际问了几个")
    for name, done in runs.items():
        asked = float(np.mean([len(run.ranks) - 1 for run in done]))
        found, needed = estimate(done, lambda run: run.found), estimate(done, lambda run: run.needed)
        table.add_row(name, _say(found), _say(needed), f"{asked:.2f}")
    return table


def _say(interval: Interval) -> str:
    mean, low, high = interval
    return f"{mean:.3f}（{low:.3f}–{high:.3f}）"


if __name__ == "__main__":
    main()
