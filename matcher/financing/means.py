"""The money for a bundle of a report that tells its own money apart: own money first, then only what somebody would lend."""

from __future__ import annotations

from dataclasses import dataclass, replace

from matcher.bundles.budgets import split_budget
from matcher.bundles.model import Problem
from matcher.bundles.solving import solve_bundle
from matcher.financing.planning import AS_REPORTED, Loan, finance_bundle
from matcher.financing.plans import Lenders
from matcher.needs.model import Reading
from matcher.scoring.coverage import Coverage


@dataclass(frozen=True, slots=True)
class Means:
    """The problem with own money and credit told apart; `refused` where its best bundle needs a loan that nobody gives."""

    problem: Problem
    refused: bool = False


def settle_means(
    whole: Problem,
    own_wan: float,
    coverage: Coverage,
    reading: Reading,
    lenders: Lenders,
    loan: Loan = AS_REPORTED,
) -> Means:
    """The problem with `own_wan` (万元) as its budget, and as credit what its best bundle costs beyond that.

    `whole` has the report's whole budget. Where no product lends any of it there is no credit: a plan that counts on money
    which nobody gives is none.
    """
    told = split_budget(whole, solve_bundle(whole), own_wan)
    if not told.credit_wan:
        return Means(told)
    plan = finance_bundle(solve_bundle(told), told, coverage, reading, lenders, loan)
    if plan is not None and plan.best is not None:
        return Means(told)
    return Means(replace(told, credit_wan=0.0), refused=True)
