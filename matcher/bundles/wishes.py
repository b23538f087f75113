"""Why wishes cannot be met: one Chinese sentence that names the items and the limit that stand against each other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from matcher.bundles.describing import name_items
from matcher.bundles.dominance import drop_beaten
from matcher.bundles.instance import count_cost, make_instance
from matcher.bundles.model import Candidate, Problem
from matcher.bundles.money import own_part, say_yuan, to_yuan
from matcher.bundles.programme import Goal, Limits, Programme


def find_obstacle(problem: Problem) -> str | None:
    """What keeps the wanted items from being bought at all, budget aside; None when nothing obvious does."""
    return next(_obstacles(problem), None)


def _obstacles(problem: Problem) -> Iterator[str]:
    candidates = {candidate.id: candidate for candidate in problem.candidates}
    if unknown := problem.wanted - candidates.keys():
        yield f"必选的产品（编号{'、'.join(map(str, sorted(unknown)))}）不在候选之中，它不对应任何需求或不符合硬条件。"
    if both := problem.wanted & problem.excluded:
        yield f"{name_items(problem, both)}既列为必选又列为不要，请去掉一个。"
    wanted = [candidates[item] for item in sorted(problem.wanted & candidates.keys())]
    for candidate in wanted:
        if problem.price_of(candidate) is None:
            question = candidate.price.question or "价格未公布，需要询价"
            yield f"必选的“{candidate.name}”不能算进预算：{question}；可先填一个估计的价格。"
    for first, second in combinations(wanted, 2):
        if first.functions & second.functions:
            yield f"必选的“{first.name}”和“{second.name}”是同一类产品，组合中只能有一个。"
    providers = {candidate.provider for candidate in wanted}
    if problem.most_providers is not None and len(providers) > problem.most_providers:
        yield f"必选的产品来自{len(providers)}家服务商，超过最多{problem.most_providers}家的限制。"
    yield from _missing_prerequisites(problem, wanted)


def _missing_prerequisites(problem: Problem, wanted: list[Candidate]) -> Iterator[str]:
    available = [
        candidate
        for candidate in problem.candidates
        if candidate.id not in problem.excluded and problem.price_of(candidate) is not None
    ]
    offered = problem.existing.union(*(candidate.provides for candidate in available))
    for candidate in wanted:
        for requirement in candidate.requires:
            if not requirement.alternatives & offered:
                yield f"必选的“{candidate.name}”以“{requirement.label}”为前提，企业没有，候选产品中也没有能提供且有价格的。"


def explain_infeasible(problem: Problem, programme: Programme) -> str:
    """Why no bundle holds all wanted items although nothing obvious stands against them: money, or rules together."""
    names = name_items(problem, problem.wanted)
    cheapest = programme.solve(Goal.COST, Limits())
    if cheapest.chosen is None or problem.budget_wan is None:
        return f"必选的{names}与前提、同类只选一个、服务商个数等条件不能同时满足。"
    instance = programme.instance
    gross = count_cost(instance, cheapest.chosen)
    others = [
        instance.entries[at].id for at in cheapest.chosen if instance.entries[at].id not in problem.wanted
    ]
    along = f"连同前提{name_items(problem, others)}" if others else ""
    budget = to_yuan(problem.budget_wan, up=False)
    return (
        f"必选的{names}{along}至少要自付{say_yuan(own_part(problem, gross))}，超过{say_yuan(budget)}的预算。"
    )


def make_programme(problem: Problem) -> Programme:
    """The integer programme of a problem, without entries that no best bundle holds."""
    return Programme(drop_beaten(make_instance(problem)))
