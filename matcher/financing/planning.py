"""A bundle financed: what outside money is to pay, by which products, at what cost, and what stays with the enterprise.

What outside money is to pay, in this order:

1. What the report asks for. Its sum pays first for the bundle's items of its purpose, the dearest first; what is left of it is
   an outlay that the report names beyond the bundle. Without a sum all of that purpose is financed, without a purpose the
   purposes with the largest sums come first.
2. What of the bundle outside money has to carry because a credit was counted on (`credit_wan` of the problem): the rest of
   it, the purpose with the largest sum first, one for which no product is eligible last.
3. On request (`Loan.whole`) everything.

Where none of these asks for anything there is no plan: own money that suffices needs no loan.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from catalog.queries import Item
from catalog.sums import say_fen, say_wan
from catalog.vocabulary import Purpose
from matcher.bundles.model import Bundle, Problem
from matcher.bundles.money import to_wan as yuan_to_wan
from matcher.bundles.money import to_yuan
from matcher.financing.combinations import plan_financing
from matcher.financing.figures import to_fen, to_wan
from matcher.financing.offers import Ground, find_basis, find_wish, size_of_project
from matcher.financing.outlays import Outlay, collect_outlays
from matcher.financing.plans import Combination, FinancingPlan, Lenders, Payment
from matcher.needs.model import FinancingWish, Reading
from matcher.scoring.coverage import Coverage


@dataclass(frozen=True, slots=True)
class Loan:
    """What a person may set beside the report and the settings: everything by outside money, another term, the LPR in percent."""

    whole: bool = False
    term_months: int | None = None
    lpr_pct: float | None = None


AS_REPORTED = Loan()


def finance_bundle(
    bundle: Bundle | None,
    problem: Problem,
    coverage: Coverage,
    reading: Reading,
    lenders: Lenders,
    loan: Loan = AS_REPORTED,
) -> FinancingPlan | None:
    """The plan for a bundle (None where no budget is known) of this problem; None where nothing is to be financed.

    The project's size, of which limits and rewards are shares, is the whole bundle and what the report asks for beyond it.
    """
    outlays = collect_outlays(list_purchases(bundle, problem, coverage, reading), reading.financing)
    wish = find_wish(reading, loan.term_months)
    carried = 0 if bundle is None else to_fen(bundle.net_wan) - to_fen(bundle.own_wan)
    if reading.financing is None and not loan.whole and not carried:
        return None
    basis = find_basis(reading, outlays, lenders.lpr_pct if loan.lpr_pct is None else loan.lpr_pct)
    counted = replace(basis, subsidised=problem.subsidy.share > 0)
    size = size_of_project(outlays, reading.enterprise.investment_wan)
    ground = Ground(reading.enterprise, wish, size, counted, today=lenders.today)
    parts = _allot(outlays, reading.financing, carried, loan)
    plan = plan_financing(lenders.items, _financed(outlays, parts), ground)
    if carried and plan.uncovered:
        parts = _allot(outlays, reading.financing, carried, loan, last=frozenset(plan.uncovered))
        plan = plan_financing(lenders.items, _financed(outlays, parts), ground)
    payments = _pay(outlays, parts, plan.best)
    unknowns = tuple(dict.fromkeys((*_ask(reading.financing, payments), *plan.unknowns)))
    return replace(
        plan,
        payments=payments,
        assumptions=(*_assume(bundle, reading.financing, payments, loan), *_say_form(wish, plan.best)),
        unknowns=unknowns,
    )


def list_purchases(
    bundle: Bundle | None, problem: Problem, coverage: Coverage, reading: Reading
) -> list[tuple[str, Item, float]]:
    """The bundle's items as (topic, item, cost in 万元), which add up to the bundle's cost.

    The topic is the item's main one where it serves that need or none, else that of the weightiest need that it serves. A cost
    that several items share stands with the dearest of them.
    """
    if bundle is None or not bundle.items:
        return []
    prices = {role.item: to_yuan(role.price_wan, up=True) for role in bundle.roles}
    for name, items in _sharers(bundle, problem).items():
        dearest = min(items, key=lambda item: (-prices[item], item))
        prices[dearest] += to_yuan(problem.shared_costs.get(name, 0.0), up=True)
    topics = {need.id: need.topic for need in reading.needs}
    weights = {demand.need: demand.weight for demand in problem.demands}
    purchases = []
    for at in bundle.items:
        item = coverage.items[at]
        served = sorted(
            (need for need, by in bundle.covered_by.items() if by == at), key=lambda need: -weights[need]
        )
        main = item.topics[0] if item.topics else ""
        credited = [topics[need] for need in served]
        topic = main if main in credited or not credited else credited[0]
        purchases.append((topic, item, yuan_to_wan(prices[at])))
    return purchases


def _sharers(bundle: Bundle, problem: Problem) -> dict[str, list[int]]:
    """Each cost that is paid once, with the bundle's items that name it."""
    found: dict[str, list[int]] = {}
    for candidate in problem.candidates:
        if candidate.id in bundle.items:
            for name in sorted(candidate.shared):
                found.setdefault(name, []).append(candidate.id)
    return found


def _allot(
    outlays: Sequence[Outlay],
    wish: FinancingWish | None,
    carried_fen: int,
    loan: Loan,
    *,
    last: frozenset[Purpose] = frozenset(),
) -> list[int]:
    """How much of each outlay outside money is to pay, in 分; see the module for the order."""
    costs = [to_fen(outlay.amount_wan) for outlay in outlays]
    if loan.whole:
        return costs
    parts = [0] * len(outlays)
    if wish is not None:
        wanted = [at for at in _by_size(outlays) if wish.purpose in {None, outlays[at].purpose}]
        left = sum(costs) if wish.amount_wan is None else to_fen(wish.amount_wan)
        _take(parts, costs, wanted, left)
    left = carried_fen - sum(part for part, outlay in zip(parts, outlays, strict=True) if outlay.item)
    others = [at for at in _by_size(outlays, last) if outlays[at].item]
    _take(parts, costs, others, left)
    return parts


def _by_size(outlays: Sequence[Outlay], last: frozenset[Purpose] = frozenset()) -> list[int]:
    """Positions: the bundle's items by the sum of their purpose, then by their own; what goes beyond the bundle at the end."""
    sums: dict[Purpose | None, int] = {}
    for outlay in outlays:
        sums[outlay.purpose] = sums.get(outlay.purpose, 0) + to_fen(outlay.amount_wan)

    def order(at: int) -> tuple[bool, bool, int, str, float, int]:
        outlay = outlays[at]
        return (
            outlay.item is None,
            outlay.purpose in last,
            -sums[outlay.purpose],
            outlay.purpose or "",
            -outlay.amount_wan,
            at,
        )

    return sorted(range(len(outlays)), key=order)


def _take(parts: list[int], costs: Sequence[int], order: Iterable[int], left: int) -> None:
    for at in order:
        more = max(0, min(costs[at] - parts[at], left))
        parts[at] += more
        left -= more


def _financed(outlays: Sequence[Outlay], parts: Sequence[int]) -> list[Outlay]:
    return [
        replace(outlay, amount_wan=to_wan(part)) for outlay, part in zip(outlays, parts, strict=True) if part
    ]


def _pay(outlays: Sequence[Outlay], parts: Sequence[int], best: Combination | None) -> tuple[Payment, ...]:
    """Each outlay with what the best combination lends for it: of its purpose the bundle's items first, the dearest first."""
    lent = dict.fromkeys(Purpose, 0)
    if best is not None:
        left = {draw.support.id: draw.amount_fen for draw in best.draws}
        for option in best.options:
            given = min(option.draw.amount_fen, left[option.draw.support.id])
            left[option.draw.support.id] -= given
            lent[option.purpose] = given
    given_to = [0] * len(outlays)
    for at in _by_size(outlays):
        purpose = outlays[at].purpose
        if purpose is not None:
            given_to[at] = min(parts[at], lent[purpose])
            lent[purpose] -= given_to[at]
    return tuple(
        Payment(
            outlay.item, outlay.what, outlay.purpose, outlay.amount_wan, to_wan(part), to_wan(given_to[at])
        )
        for at, (outlay, part) in enumerate(zip(outlays, parts, strict=True))
    )


def _ask(wish: FinancingWish | None, payments: Sequence[Payment]) -> list[str]:
    """What the report leaves open about its own wish."""
    if wish is None or wish.amount_wan is not None or any(payment.outside_wan for payment in payments):
        return []
    return ["问企业：想借多少"]


def _assume(
    bundle: Bundle | None, wish: FinancingWish | None, payments: Sequence[Payment], loan: Loan
) -> Iterable[str]:
    """Why this much is financed, in sentences."""
    bought = [payment for payment in payments if payment.item is not None]
    outside = sum(to_fen(payment.outside_wan) for payment in bought)
    whole = sum(to_fen(payment.cost_wan) for payment in bought)
    for_wish = 0 if wish is None else _from_wish(wish, bought)
    if wish is not None:
        yield _say_wish(wish, for_wish, sum(to_fen(p.outside_wan) for p in payments if p.item is None))
    if loan.whole:
        yield f"组合里的{say_fen(whole)}按全部借来算" if whole else "组合里没有要付钱的产品"
    elif outside > for_wish:
        yield f"组合里{'另' if for_wish else ''}有{say_fen(outside - for_wish)}用外部资金付"
    if bought and whole > outside:
        yield f"组合里其余{say_fen(whole - outside)}用自有资金"
    if bundle is not None and bundle.subsidy_wan:
        yield f"补助{say_wan(bundle.subsidy_wan)}在验收后才到账，之前要先垫付"


def _say_form(wish: FinancingWish, best: Combination | None) -> Iterable[str]:
    """Where the report asks for a form of financing and no product of that form is eligible."""
    if best is not None and any(option.aside for option in best.options):
        types = dict.fromkeys(option.draw.terms.finance_type.value for option in best.options if option.aside)
        yield f"报告想用{wish.form}，但没有条件相符的产品，先按{'、'.join(types)}算"


def _from_wish(wish: FinancingWish, bought: Sequence[Payment]) -> int:
    """What the money that the report asks for pays of the bundle, in 分."""
    fitting = sum(to_fen(each.outside_wan) for each in bought if wish.purpose in {None, each.purpose})
    return fitting if wish.amount_wan is None else min(fitting, to_fen(wish.amount_wan))


def _say_wish(wish: FinancingWish, first_fen: int, beyond_fen: int) -> str:
    purpose = f"用于{wish.purpose}" if wish.purpose else "，没写用途"
    if wish.amount_wan is None:
        return f"报告想借钱{purpose}，没写多少，先按组合里对应的{say_fen(first_fen)}算"
    said = f"报告想借{say_wan(wish.amount_wan)}{purpose}"
    if first_fen:
        said += f"，先付组合里的{say_fen(first_fen)}"
    if beyond_fen:
        said += f"，{f'其余{say_fen(beyond_fen)}' if first_fen else '都'}是报告提到、组合之外的支出"
    return said
