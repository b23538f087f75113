"""What is owed month by month under a way of repayment, and how much of its interest a discount or reward takes off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from matcher.financing.discounts import Discount
from matcher.financing.figures import add_exactly, round_fen
from matcher.financing.limits import Method

LONGEST_MONTHS = 480
"""Forty years: no loan for a plant runs longer, and work stays bounded."""


@dataclass(frozen=True, slots=True)
class Month:
    """One month of a loan: what is owed at its start and the interest for it, both exact in 分."""

    owed: Fraction
    interest: Fraction


Columns = tuple[tuple[Month, ...] | None, tuple[Month, ...] | None]
"""The months of one loan in the best and the worst case; None where the rate or the term is not known."""


@lru_cache(maxsize=1024)
def schedule(principal_fen: int, months: int, rate_pct: Fraction, method: Method) -> tuple[Month, ...]:
    """The months of a loan at this rate a year, one twelfth of it a month (按月计息).

    equal_principal 等额本金, annuity 等额本息 and bullet 按期付息、到期一次还本 by their textbook formulas. Raises ValueError
    for a term outside 1 to LONGEST_MONTHS.
    """
    if not 1 <= months <= LONGEST_MONTHS:
        raise ValueError(f"期限应为1–{LONGEST_MONTHS}个月")
    rate = rate_pct / 1200
    owed = _owed(Fraction(principal_fen), months, rate, method)
    return tuple(Month(rest, rest * rate) for rest in owed)


def _owed(principal: Fraction, months: int, rate: Fraction, method: Method) -> list[Fraction]:
    if method == "bullet":
        return [principal] * months
    if method == "equal_principal" or not rate:
        return [principal * (months - passed) / months for passed in range(months)]
    # Exact powers of long terms have thousands of digits; a thousandth of a 分 is enough for any rounding here.
    growth = [(1 + rate) ** 0]
    for _ in range(months):
        growth.append((growth[-1] * (1 + rate)).limit_denominator(10**24))
    return [principal * (growth[months] - growth[passed]) / (growth[months] - 1) for passed in range(months)]


def join_months(schedules: Sequence[Sequence[Month]]) -> list[Month]:
    """Several loans that start together, month by month."""
    if len(schedules) == 1:
        return list(schedules[0])
    longest = max((len(months) for months in schedules), default=0)
    return [
        Month(
            add_exactly(months[index].owed for months in schedules if index < len(months)),
            add_exactly(months[index].interest for months in schedules if index < len(months)),
        )
        for index in range(longest)
    ]


def total_interest(months: Sequence[Month]) -> Fraction:
    """The interest of all months in 分, not rounded."""
    return add_exactly(month.interest for month in months)


def year_money(months: Sequence[Month]) -> Fraction:
    """What is owed times how long, in 分 times years: a rate of one on it costs as much."""
    return add_exactly(month.owed for month in months) / 12


def discounted(
    discount: Discount, months: Sequence[Month], lpr_pct: Fraction | None, *, lasting: int
) -> int | None:
    """What the discount takes off in 分 when it lasts this many months; None when it needs the LPR and none is given.

    Each month at most that month's interest; each year from the first payout at most the yearly cap (loan years stand for
    calendar years), all years together at most the total cap.
    """
    if discount.basis == "lpr" and lpr_pct is None:
        return None
    paid = months[:lasting]
    years = [
        add_exactly(_off(discount, month, start // 12, lpr_pct) for month in paid[start : start + 12])
        for start in range(0, len(paid), 12)
    ]
    if discount.cap_year_fen is not None:
        years = [min(year, Fraction(discount.cap_year_fen)) for year in years]
    total = add_exactly(years)
    if discount.cap_total_fen is not None:
        total = min(total, Fraction(discount.cap_total_fen))
    return round_fen(total)


def _off(discount: Discount, month: Month, year: int, lpr_pct: Fraction | None) -> Fraction:
    share = discount.shares[min(year, len(discount.shares) - 1)]
    if discount.basis == "interest":
        return month.interest * share
    points = share if discount.basis == "points" else share * (lpr_pct or 0)
    return min(month.owed * points / 1200, month.interest)
