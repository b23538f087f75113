"""Changes of an item's facts, or of the money at hand, that may bring it into a bundle; and a problem with them made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import IntEnum

from matcher.bundles.model import Basis, Candidate, Preference, Price, Problem
from matcher.bundles.money import say_yuan, to_wan, to_yuan


class Kind(IntEnum):
    """What is changed; of answers with as many changes the one of the lower kinds comes first."""

    WISH = 0
    PRICE = 1
    BUDGET = 2
    REQUIREMENT = 3
    FIT = 4
    COVER = 5
    CONFLICT = 6


@dataclass(frozen=True, slots=True)
class Change:
    """One change: `subject` is the need, requirement or function it is about, `yuan` the new price or budget."""

    kind: Kind
    subject: str = ""
    yuan: int = 0
    size: float = 0.0
    """How much is changed: 元 for money, weight or grades of fit for needs; compares changes of one kind only."""
    sentence: str = ""


def list_changes(problem: Problem, candidate: Candidate) -> Iterator[Change]:
    """Everything about the item that could be otherwise; the price as low as 0, to be raised as far as it goes."""
    if candidate.id in problem.excluded:
        yield Change(Kind.WISH, sentence="不再列为“不要”")
    if problem.price_of(candidate) != 0:
        yield Change(Kind.PRICE)
    for requirement in candidate.requires:
        if not requirement.alternatives & problem.existing:
            yield Change(
                Kind.REQUIREMENT,
                requirement.label,
                sentence=f"不再以“{requirement.label}”为前提（或企业自己已经具备）",
            )
    for demand in problem.demands:
        share = candidate.covers.get(demand.need, 0.0)
        behind = problem.best_grade(demand.need) - candidate.fits.get(demand.need, 0)
        behind = behind if problem.prefer is Preference.FIT else 0
        if share < 1:
            now = "部分满足" if share else "不涉及"
            said = f"完全满足“{demand.label}”（现在{now}）{'，而且同最对口的产品一样对口' if behind else ''}"
            yield Change(Kind.COVER, demand.need, size=demand.weight * (1 - share), sentence=said)
        elif behind:
            said = f"对“{demand.label}”同最对口的产品一样对口（现在匹配度低{behind}档）"
            yield Change(Kind.FIT, demand.need, size=behind, sentence=said)
    for function in sorted(candidate.functions):
        if any(function in rival.functions and rival.id != candidate.id for rival in problem.candidates):
            yield Change(Kind.CONFLICT, function, sentence="可以与组合里的同类产品一起用，而不是二选一")


def apply_changes(problem: Problem, item: int, changes: Iterable[Change]) -> Problem:
    """The problem as it would be with these changes to the item, or to the budget."""
    candidate = next(candidate for candidate in problem.candidates if candidate.id == item)
    for change in changes:
        if change.kind is Kind.WISH:
            problem = replace(problem, excluded=problem.excluded - {item})
        elif change.kind is Kind.BUDGET:
            problem = replace(problem, budget_wan=to_wan(change.yuan))
        else:
            candidate = _edit(problem, candidate, change)
    others = tuple(candidate if c.id == item else c for c in problem.candidates)
    return replace(problem, candidates=others)


def _edit(problem: Problem, candidate: Candidate, change: Change) -> Candidate:
    if change.kind is Kind.PRICE:
        return replace(candidate, price=_reprice(candidate.price, to_wan(change.yuan), problem.basis))
    if change.kind in {Kind.COVER, Kind.FIT}:
        return replace(
            candidate,
            covers={**candidate.covers, change.subject: 1.0},
            fits={**candidate.fits, change.subject: problem.best_grade(change.subject)},
        )
    if change.kind is Kind.REQUIREMENT:
        kept = tuple(need for need in candidate.requires if need.label != change.subject)
        return replace(candidate, requires=kept)
    return replace(candidate, functions=candidate.functions - {change.subject})


def _reprice(price: Price, wan: float, basis: Basis) -> Price:
    """The price whose end on the basis is this one; the other end moves only as far as it must."""
    if basis is Basis.BEST:
        return Price(wan, None if price.high_wan is None else max(wan, price.high_wan))
    return Price(wan if price.low_wan is None else min(wan, price.low_wan), wan)


def price_change(problem: Problem, candidate: Candidate, yuan: int) -> Change:
    """The change to a first-year price of this many 元."""
    now = problem.price_of(candidate)
    if now is None:
        how = "公布价格" if candidate.price == Price(question=candidate.price.question) else "把价格说定"
        return Change(Kind.PRICE, yuan=yuan, sentence=f"{how}，第一年不超过{say_yuan(yuan)}")
    before = to_yuan(now, up=True)
    said = (
        f"第一年价格从{say_yuan(before)}降到{say_yuan(yuan)}" if yuan else f"免费（现在{say_yuan(before)}）"
    )
    return Change(Kind.PRICE, yuan=yuan, size=before - yuan, sentence=said)


def budget_change(problem: Problem, yuan: int) -> Change:
    """The change to this much own money in 元."""
    before = to_yuan(problem.budget_wan or 0.0, up=False)
    said = f"企业自有资金从{say_yuan(before)}提高到{say_yuan(yuan)}"
    return Change(Kind.BUDGET, yuan=yuan, size=yuan - before, sentence=said)
