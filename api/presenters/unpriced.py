"""Items whose price is not stated in full: what to ask, and what a person estimates meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from api.forms.bundle import BundleForm, price_field
from matcher.bundles.model import Bundle, Candidate, Problem


@dataclass(frozen=True, slots=True)
class UnpricedView:
    """An item whose price the provider does not state in full, and the estimate that was typed for it."""

    id: int
    name: str
    url: str
    provider: str
    needs: str
    question: str
    estimate: str
    error: str


def list_unpriced(bundle: Bundle, form: BundleForm, problem: Problem) -> Iterator[UnpricedView]:
    """Those that nobody asked for, to look at and perhaps to estimate."""
    names = {demand.need: demand.label for demand in problem.demands}
    candidates = {candidate.id: candidate for candidate in problem.candidates}
    for entry in bundle.unpriced:
        if entry.item not in problem.wanted and entry.item not in form.prices:
            needs = "、".join(dict.fromkeys(names[need] for need in entry.needs))
            yield _view(candidates[entry.item], needs, form)


def list_estimated(form: BundleForm, problem: Problem) -> Iterator[UnpricedView]:
    """Those that are wanted or were estimated."""
    names = {demand.need: demand.label for demand in problem.demands}
    for candidate in problem.candidates:
        open_price = candidate.price.at(problem.basis) is None
        if open_price and (candidate.id in problem.wanted or candidate.id in form.prices):
            needs = "、".join(dict.fromkeys(names[need] for need in candidate.covers if need in names))
            yield _view(candidate, needs, form)


def _view(candidate: Candidate, needs: str, form: BundleForm) -> UnpricedView:
    return UnpricedView(
        id=candidate.id,
        name=candidate.name,
        url=f"/items/{candidate.id}",
        provider=candidate.provider,
        needs=needs,
        question=candidate.price.question or "价格未公布，需要询价",
        estimate=form.prices.get(candidate.id, ""),
        error=form.errors.get(price_field(candidate.id), ""),
    )
