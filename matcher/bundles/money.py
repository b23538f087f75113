"""Money in whole 元, rounded to the safe side, so that no fraction slips over a budget; and money in words."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction

from catalog.sums import say_fen
from matcher.bundles.model import Problem, Subsidy

_YUAN_IN_WAN = 10_000


def to_yuan(wan: float, *, up: bool) -> int:
    """万元 in whole 元; costs are rounded up, money at hand down. The decimal that was written counts, not its float."""
    rounding = ROUND_CEILING if up else ROUND_FLOOR
    return int((Decimal(str(wan)) * _YUAN_IN_WAN).to_integral_value(rounding=rounding))


def to_wan(yuan: int) -> float:
    """Whole 元 in 万元."""
    return yuan / _YUAN_IN_WAN


def subsidise(subsidy: Subsidy, gross: int) -> int:
    """The subsidy in 元 on a gross cost in 元, rounded down."""
    granted = int(Fraction(str(subsidy.share)) * gross)
    return granted if subsidy.cap_wan is None else min(granted, to_yuan(subsidy.cap_wan, up=False))


def net_of(problem: Problem, gross: int) -> int:
    """What remains of a gross cost in 元 after the subsidy. It never falls as the cost rises: the share is at most 1."""
    return gross - subsidise(problem.subsidy, gross)


def own_part(problem: Problem, gross: int) -> int:
    """The enterprise's own money in 元: the net cost that outside money does not carry."""
    return max(0, net_of(problem, gross) - to_yuan(problem.credit_wan, up=False))


def find_gross_limit(problem: Problem, most: int) -> int | None:
    """The largest gross cost in 元, up to `most`, whose own part fits the budget; None when even `most` does.

    The own part never falls as the cost rises, so that halving finds the limit exactly and a budget after subsidy
    and credit is one limit on the gross cost.
    """
    if problem.budget_wan is None:
        return None
    budget = to_yuan(problem.budget_wan, up=False)
    if own_part(problem, most) <= budget:
        return None
    low, high = 0, most
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if own_part(problem, middle) <= budget else (low, middle)
    return low


def say_yuan(yuan: int) -> str:
    """Money as people say it: 3.2万元, 120万元, 8500元."""
    return say_fen(yuan * 100)
