"""The table of the best bundle for people: what is bought and why, what it costs and covers, and what more money buys."""

from __future__ import annotations

from rich.table import Table

from api.cli.tables import Parts, heading, make_table
from api.presenters.bundle import CAUTION, say_shared
from api.presenters.numbers import say_number, say_wan
from matcher.bundles.frontier import trace_frontier
from matcher.bundles.model import Bundle, Problem

_STEPS_SHOWN = 6
_UNPRICED_SHOWN = 5


def render_bundle(bundle: Bundle, problem: Problem) -> Parts:
    """The bundle, its sums, the next steps of the frontier above the budget, and what has to be asked."""
    parts: Parts = [heading("组合方案（按第一年费用计，含一次性费用）")]
    if bundle.obstacle:
        return [*parts, bundle.obstacle]
    if bundle.items:
        parts.append(_items_table(bundle, problem))
        if shared := say_shared(bundle):
            parts.append(f"几项产品共用、只付一次的费用：{shared}")
    parts += [_say_sums(bundle, problem), _say_coverage(bundle, problem), _say_proof(bundle), CAUTION]
    if problem.budget_wan is not None:
        frontier = trace_frontier(problem)
        before = frontier.at(problem.budget_wan)
        for step in frontier.above(problem.budget_wan)[:_STEPS_SHOWN]:
            base = f"（上一级{say_wan(before.budget_wan)}）" if before else ""
            parts.append(f"预算到{say_wan(step.budget_wan)}{base}：{step.sentence}")
            before = step
    for unpriced in bundle.unpriced[:_UNPRICED_SHOWN]:
        parts.append(f"没有算进来：{unpriced.name}（{_name(problem, unpriced.needs)}），{unpriced.question}")
    if len(bundle.unpriced) > _UNPRICED_SHOWN:
        parts.append(f"价格不明、没有算进来的共{len(bundle.unpriced)}项")
    return parts


def _items_table(bundle: Bundle, problem: Problem) -> Table:
    candidates = {candidate.id: candidate for candidate in problem.candidates}
    table = make_table("产品", "服务商", "第一年费用", "为什么选它", narrow=("第一年费用",))
    for role in bundle.roles:
        candidate = candidates[role.item]
        table.add_row(candidate.name, candidate.provider, say_wan(role.price_wan), "\n".join(role.reasons))
    return table


def _say_sums(bundle: Bundle, problem: Problem) -> str:
    said = [f"合计{say_wan(bundle.cost_wan)}"]
    if problem.budget_wan is not None:
        said.append(f"预算{say_wan(problem.budget_wan)}")
    if problem.credit_wan:
        said.append(f"可用贷款{say_wan(problem.credit_wan)}")
    if bundle.subsidy_wan:
        said.append(f"补助{say_wan(bundle.subsidy_wan)}")
    if bundle.own_wan != bundle.cost_wan:
        said.append(f"自付{say_wan(bundle.own_wan)}")
    if bundle.cost_low_wan is not None and bundle.cost_low_wan < bundle.cost_wan:
        said.append(f"按最低报价{say_wan(bundle.cost_low_wan)}")
    return "，".join(said)


def _say_coverage(bundle: Bundle, problem: Problem) -> str:
    said = (
        [f"覆盖{len(bundle.covered)}项：{_name(problem, bundle.covered)}"]
        if bundle.covered
        else ["没有完全覆盖的需求"]
    )
    if bundle.partly:
        said.append(f"部分满足{len(bundle.partly)}项：{_name(problem, tuple(bundle.partly))}")
    return "；".join(said)


def _say_proof(bundle: Bundle) -> str:
    if bundle.optimal:
        return f"权重{say_number(bundle.weight)}，已证明预算内没有更好的组合"
    return f"权重{say_number(bundle.weight)}，没有证明是最优，最多还能到{say_number(bundle.bound)}"


def _name(problem: Problem, needs: tuple[str, ...]) -> str:
    return "、".join(demand.label for demand in problem.demands if demand.need in needs)
