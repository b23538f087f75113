"""The plan that an address asks for: the form read, the bundle chosen and financed, the views made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from api.forms.bundle import read_bundle_form
from api.presenters.bundle import BundleView, present_bundle
from api.presenters.financing import FinancingView, present_financing
from api.presenters.outlook import Outlook
from api.reports import Study
from matcher.bundles.frontier import trace_frontier
from matcher.bundles.solving import solve_bundle
from matcher.bundles.thrift import trace_thrift
from matcher.financing.outlays import collect_outlays
from matcher.financing.planning import finance_bundle, list_purchases
from matcher.financing.subsidies import find_shares_of_outlay


@dataclass(frozen=True, slots=True)
class AskedPlan:
    """The bundle and how it is paid for; no bundle where there is nothing to choose, as no need but money.

    No financing where there is neither a bundle nor anything to be financed.
    """

    bundle: BundleView | None
    financing: FinancingView | None


def plan_asked(token: str, asked: Iterable[tuple[str, str]], study: Study) -> AskedPlan:
    """The plan for the form's fields on the report of `token`."""
    result = study.result
    form, problem = read_bundle_form(asked, result.problem)
    bundle = solve_bundle(problem) if problem.demands else None
    purchases = list_purchases(bundle, problem, result.coverage, result.reading)
    purposes = {outlay.purpose for outlay in collect_outlays(purchases) if outlay.purpose}
    plan = finance_bundle(bundle, problem, result.coverage, result.reading, result.lenders, form.loan)
    shares = find_shares_of_outlay(result.reading, result.lenders, purposes)
    financing = present_financing(token, form, plan, shares, bundle, problem.budget_wan)
    if bundle is None:
        return AskedPlan(None, financing if plan else None)
    outlook = Outlook(trace_frontier(problem), trace_thrift(problem))
    view = present_bundle(token, form, problem, bundle, outlook, result.coverage)
    return AskedPlan(view, financing)
