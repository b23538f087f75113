"""A chosen bundle told: what it costs and covers, and for every item why it is in."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from matcher.bundles.instance import Entry, Instance, count_points
from matcher.bundles.model import Bundle, Candidate, Problem, Role, Unpriced
from matcher.bundles.money import net_of, own_part, say_yuan, subsidise, to_wan, to_yuan
from matcher.bundles.optimising import Best


def describe(instance: Instance, best: Best) -> Bundle:
    """The bundle of a choice; `optimal` only where the search proved it and the recount agrees."""
    problem = instance.problem
    gross = best.rank.cost
    entries = [instance.entries[at] for at in sorted(best.chosen)]
    shares = count_shares(entries, problem)
    low, high = _ends(instance, entries)
    return Bundle(
        items=tuple(entry.id for entry in entries),
        cost_wan=to_wan(gross),
        cost_low_wan=low,
        cost_high_wan=high,
        subsidy_wan=to_wan(subsidise(problem.subsidy, gross)),
        net_wan=to_wan(net_of(problem, gross)),
        own_wan=to_wan(own_part(problem, gross)),
        covered=tuple(need for need, share in shares.items() if share == 1),
        partly={need: share for need, share in shares.items() if share < 1},
        weight=instance.weight_of(best.rank.points),
        fit=instance.fit_of(best.rank),
        bound=instance.weight_of(best.rank.points if best.proven else best.bound),
        optimal=best.proven,
        covered_by={need: entry.id for need, entry in find_serving(entries, problem).items()},
        roles=tuple(_role(instance, best.chosen, at) for at in sorted(best.chosen)),
        unpriced=tuple(_list_unpriced(problem, shares)),
    )


def describe_none(problem: Problem, obstacle: str) -> Bundle:
    """The empty answer to wishes that cannot be met, with the one sentence that says why."""
    return Bundle(
        items=(), cost_wan=0.0, cost_low_wan=0.0, cost_high_wan=0.0, subsidy_wan=0.0, net_wan=0.0, own_wan=0.0,
        covered=(), partly={}, weight=0.0, fit=0, bound=0.0, optimal=False, covered_by={}, roles=(),
        unpriced=tuple(_list_unpriced(problem, {})), obstacle=obstacle,
    )  # fmt: skip


def count_shares(entries: Collection[Entry], problem: Problem) -> dict[str, float]:
    """The share of every need that is covered or partly covered, in the order of the demands."""
    return {
        demand.need: share
        for demand in problem.demands
        if (share := max((entry.candidate.covers.get(demand.need, 0.0) for entry in entries), default=0.0))
    }


def _list_unpriced(problem: Problem, shares: Mapping[str, float]) -> Iterator[Unpriced]:
    """Items that serve a need but have no price on the basis; excluded ones are not missed.

    First those that would add most to what is covered already, then the better fitting ones; so with the needs of each.
    """
    weights = {demand.need: demand.weight for demand in problem.demands}
    open_prices = [
        candidate
        for candidate in problem.candidates
        if candidate.id not in problem.excluded and problem.price_of(candidate) is None
    ]

    def gains(candidate: Candidate) -> dict[str, float]:
        return {
            need: weights[need] * max(0.0, share - shares.get(need, 0.0))
            for need, share in candidate.covers.items()
            if need in weights
        }

    for candidate in sorted(
        open_prices, key=lambda one: (-sum(gains(one).values()), -sum(one.fits.values()), one.id)
    ):
        if gained := gains(candidate):
            needs = tuple(sorted(gained, key=lambda need: -gained[need]))
            question = candidate.price.question or "价格未公布，需要询价"
            yield Unpriced(candidate.id, candidate.name, needs, question)


def _ends(instance: Instance, entries: Sequence[Entry]) -> tuple[float | None, float | None]:
    shared = sum(instance.shared[name] for name in {name for e in entries for name in e.candidate.shared})
    ends: list[float | None] = []
    for stated in (
        [entry.candidate.price.low_wan for entry in entries],
        [entry.candidate.price.high_wan for entry in entries],
    ):
        assumed = [
            wan if wan is not None else instance.problem.assumed_prices.get(entry.id)
            for wan, entry in zip(stated, entries, strict=True)
        ]
        known = [to_yuan(wan, up=True) for wan in assumed if wan is not None]
        ends.append(to_wan(sum(known) + shared) if len(known) == len(entries) else None)
    return ends[0], ends[1]


def find_serving(entries: Sequence[Entry], problem: Problem) -> dict[str, Entry]:
    """The item that serves each need best, cover before fit; of equals the cheaper, then the smaller id."""
    found = {}
    for demand in problem.demands:
        serving = [entry for entry in entries if entry.candidate.covers.get(demand.need)]
        if serving:
            found[demand.need] = min(serving, key=lambda e: (-e.points[demand.need], e.price, e.id))
    return found


def _role(instance: Instance, chosen: frozenset[int], at: int) -> Role:
    entry = instance.entries[at]
    rest = chosen - {at}
    with_it, without = (instance.weight_of(count_points(instance, positions)) for positions in (chosen, rest))
    reasons = tuple(_reasons(instance, rest, entry))
    return Role(entry.id, round(with_it - without, 2), to_wan(entry.price), reasons)


def _reasons(instance: Instance, rest: Collection[int], entry: Entry) -> Iterator[str]:
    problem = instance.problem
    others = [instance.entries[at] for at in rest]
    shares = count_shares(others, problem)
    for demand in problem.demands:
        share, other = entry.candidate.covers.get(demand.need, 0.0), shares.get(demand.need, 0.0)
        if share > other:
            yield f"{'覆盖' if share == 1 else '部分满足'}“{demand.label}”"
        elif share and entry.points[demand.need] > max(e.points.get(demand.need, 0) for e in others):
            yield f"比组合中别的产品更对口“{demand.label}”"
    provided = _provided(instance, rest)
    for at in sorted(rest):
        user = instance.entries[at]
        for requirement in user.open_requirements:
            able = requirement.alternatives & entry.candidate.provides
            if able and not requirement.alternatives & provided:
                yield f"为“{user.candidate.name}”提供前提“{requirement.label}”，企业若已具备可以不买"
    if entry.id in problem.wanted:
        yield "列为必选"
    names = sorted(entry.candidate.shared & {n for at in rest for n in instance.entries[at].candidate.shared})
    for name in names:
        if instance.shared[name]:
            yield f"与组合中同一服务商的产品共用“{name}”，{say_yuan(instance.shared[name])}只付一次"


def _provided(instance: Instance, chosen: Collection[int]) -> frozenset[str]:
    return frozenset[str]().union(*(instance.entries[at].candidate.provides for at in chosen))


def name_needs(problem: Problem, needs: Collection[str]) -> str:
    """The needs by name, each in quotation marks, in the order of the demands."""
    return "".join(f"“{demand.label}”" for demand in problem.demands if demand.need in needs)


def name_items(problem: Problem, items: Collection[int]) -> str:
    """The items by name, each in quotation marks, by id."""
    names: Mapping[int, str] = {candidate.id: candidate.name for candidate in problem.candidates}
    return "".join(f"“{names[item]}”" for item in sorted(items))
