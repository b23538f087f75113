"""A product that was not chosen beside the one that does its work in the bundle: only what differs, and one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from api.presenters.numbers import say_wan
from matcher.bundles.comparing import Comparison, Side, explain_over, find_counterparts, list_gained
from matcher.bundles.describing import name_needs
from matcher.bundles.model import Bundle, Candidate, Demand, Problem


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """One respect in which the two differ; `whole` where it is about the whole bundle and not the item alone."""

    label: str
    chosen: str
    asked: str
    whole: bool = False


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """The chosen product beside the one asked about."""

    chosen: str
    chosen_url: str
    asked: str
    sentence: str
    rows: tuple[DifferenceRow, ...]


def compare_with_chosen(problem: Problem, bundle: Bundle, item: int) -> tuple[ComparisonView, ...]:
    """The item beside each chosen one that does its work, at most two; empty where none does or it is chosen itself."""
    if item in bundle.items:
        return ()
    return tuple(
        present_comparison(explain_over(problem, chosen, item), problem, chosen, item)
        for chosen in find_counterparts(problem, bundle, item)
    )


def present_comparison(comparison: Comparison, problem: Problem, chosen: int, asked: int) -> ComparisonView:
    """Both in words; where one of them fits into no bundle the sentence says why and only their own facts are told."""
    candidates = {candidate.id: candidate for candidate in problem.candidates}
    pair = candidates[chosen], candidates[asked]
    sides = comparison.first, comparison.second
    rows = [*_own_rows(problem, pair)]
    if sides[0] is None or sides[1] is None:
        sentence = f"{'；'.join(comparison.sentences)}。"
    else:
        sentence = _sentence(problem, sides[0], sides[1], pair[1].name)
        rows += _whole_rows(problem, sides[0], sides[1])
    return ComparisonView(
        pair[0].name,
        f"/items/{chosen}",
        pair[1].name,
        sentence,
        tuple(row for row in rows if row.chosen != row.asked),
    )


def _sentence(problem: Problem, first: Side, second: Side, asked: str) -> str:
    lost, gained = list_gained(first, second), list_gained(second, first)
    changes = [
        f"{name_needs(problem, lost)}满足得差一些" if lost else "",
        f"{name_needs(problem, gained)}满足得好一些" if gained else "",
    ]
    before, after = _share(problem, first), _share(problem, second)
    served = f"按重要程度满足从{before}变为{after}" if before != after else f"按重要程度满足{after}不变"
    more = round(second.cost_wan - first.cost_wan, 4)  # to the 元
    money = f"首年{'多' if more > 0 else '少'}花{say_wan(abs(more))}" if more else "首年费用不变"
    return f"{'，'.join([f'换成“{asked}”后，{served}', *filter(None, changes), money])}。"


def _share(problem: Problem, side: Side) -> str:
    return f"{side.weight / sum(demand.weight for demand in problem.demands):.1%}"


def _own_rows(problem: Problem, pair: tuple[Candidate, Candidate]) -> Iterator[DifferenceRow]:
    """What the two items are: how far they serve each need, what they cost, what they rest on."""
    one, other = pair
    for demand in problem.demands:
        yield DifferenceRow(demand.label, _say_cover(one, demand), _say_cover(other, demand))
    yield DifferenceRow("首年费用", _say_price(problem, one), _say_price(problem, other))
    yield DifferenceRow("要先具备", _say_requirements(problem, one), _say_requirements(problem, other))


def _whole_rows(problem: Problem, first: Side, second: Side) -> Iterator[DifferenceRow]:
    """What becomes of the whole bundle with the one or the other."""
    for label, one, other in (
        ("共用费用", first.shared_wan, second.shared_wan),
        ("其余产品", first.others_wan, second.others_wan),
        ("首年合计", first.cost_wan, second.cost_wan),
    ):
        yield DifferenceRow(label, say_wan(one), say_wan(other), whole=True)
    yield DifferenceRow("按重要程度满足", _share(problem, first), _share(problem, second), whole=True)


def _say_cover(candidate: Candidate, demand: Demand) -> str:
    share = candidate.covers.get(demand.need, 0.0)
    return "能满足" if share == 1 else "部分满足" if share else "不对应"


def _say_price(problem: Problem, candidate: Candidate) -> str:
    price = problem.price_of(candidate)
    return "价格没说全" if price is None else say_wan(price)


def _say_requirements(problem: Problem, candidate: Candidate) -> str:
    unmet = [need.label for need in candidate.requires if not need.alternatives & problem.existing]
    return "、".join(unmet) or "没有"
