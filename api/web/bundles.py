"""The bundle that an address asks for: the form read, the problem solved, the view made."""

from __future__ import annotations

from collections.abc import Iterable

from api.reports import Study
from api.web.bundle_form import read_bundle_form
from api.web.presenters.bundle import BundleView, present_bundle
from matcher.bundles.frontier import trace_frontier
from matcher.bundles.solving import solve_bundle


def solve_asked(token: str, asked: Iterable[tuple[str, str]], study: Study) -> BundleView | None:
    """The view of the best bundle for the form's fields; None where there is nothing to choose: no need but money."""
    if not study.result.problem.demands:
        return None
    form, problem = read_bundle_form(asked, study.result.problem)
    return present_bundle(
        token, form, problem, solve_bundle(problem), trace_frontier(problem), study.result.coverage
    )
