"""The plan that an address asks for: the form read, the bundle chosen and financed, the views made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from api.forms.bundle import read_bundle_form, write_wan
from api.presenters.bundle import BundleView, present_bundle
from api.presenters.financing import FinancingView, present_financing
from api.presenters.items import Fact
from api.presenters.numbers import say_wan
from api.presenters.outlook import Outlook
from api.reports import Study
from matcher.bundles.budgets import lend_rest
from matcher.bundles.frontier import trace_frontier
from matcher.bundles.model import Problem
from matcher.bundles.solving import solve_bundle
from matcher.bundles.thrift import trace_thrift
from matcher.financing.means import Means, settle_means
from matcher.financing.outlays import collect_outlays
from matcher.financing.planning import Loan, finance_bundle, list_purchases
from matcher.financing.subsidies import find_shares_of_outlay
from matcher.matching.model import MatchResult


@dataclass(frozen=True, slots=True)
class AskedPlan:
    """The bundle and how it is paid for; no bundle where there is nothing to choose, as no need but money.

    No financing where there is neither a bundle nor anything to be financed.
    """

    bundle: BundleView | None
    financing: FinancingView | None


def find_whole(problem: Problem, result: MatchResult) -> Problem | None:
    """The problem with the report's whole budget, where own and outside money stand as the report has them.

    None where they were typed, or the report does not tell them apart: other wishes may need more or less of a loan.
    """
    enterprise, default = result.reading.enterprise, result.problem
    own, whole = enterprise.own_wan, enterprise.budget_wan
    kept = (problem.budget_wan, problem.credit_wan) == (default.budget_wan, default.credit_wan)
    if not kept or own is None or own != default.budget_wan or whole is None or whole <= own:
        return None
    return replace(problem, budget_wan=whole, credit_wan=0.0)


def plan_asked(token: str, asked: Iterable[tuple[str, str]], study: Study) -> AskedPlan:
    """The plan for the form's fields on the report of `token`."""
    result = study.result
    form, problem = read_bundle_form(asked, result.problem, result.coverage)
    whole = find_whole(problem, result)
    means = _settle(whole, problem, result, form.loan) if whole is not None else Means(problem)
    problem = means.problem
    if whole is not None:
        form = replace(form, credit=write_wan(problem.credit_wan) if problem.credit_wan else "")
    bundle = solve_bundle(problem) if problem.demands else None
    purchases = list_purchases(bundle, problem, result.coverage, result.reading)
    purposes = {outlay.purpose for outlay in collect_outlays(purchases) if outlay.purpose}
    plan = finance_bundle(bundle, problem, result.coverage, result.reading, result.lenders, form.loan)
    shares = find_shares_of_outlay(result.reading, result.lenders, purposes)
    financing = present_financing(token, form, plan, shares, bundle, problem.budget_wan)
    if bundle is None:
        return AskedPlan(None, financing if plan else None)
    outlook = Outlook(trace_frontier(problem), trace_thrift(problem))
    quotes = {need.id: [evidence.quote for evidence in need.evidence] for need in result.reading.needs}
    view = present_bundle(token, form, problem, bundle, outlook, result.coverage, quotes)
    if whole is not None and means.refused and not bundle.obstacle:
        view = replace(view, facts=(*view.facts, _say_refused(whole, problem)))
    return AskedPlan(view, financing)


def find_lendable(whole: Problem, problem: Problem, result: MatchResult, loan: Loan) -> Problem:
    """The problem with all of the report's money beyond the own as credit, or without any where nobody lends."""
    means = _settle(whole, problem, result, loan)
    return means.problem if means.refused else lend_rest(whole, problem.budget_wan or 0.0)


def _settle(whole: Problem, problem: Problem, result: MatchResult, loan: Loan) -> Means:
    own = problem.budget_wan or 0.0
    return settle_means(whole, own, result.coverage, result.reading, result.lenders, loan)


def _say_refused(whole: Problem, problem: Problem) -> Fact:
    """That a better bundle would need more than the own money, and that nobody lends it."""
    rest = say_wan(round((whole.budget_wan or 0.0) - (problem.budget_wan or 0.0), 6))
    return Fact("自有以外的钱", f"{rest}，目录里还没有能借到的，没有计入", known=False)
