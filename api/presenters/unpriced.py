"""Items whose price is not stated in full: what to ask, and the numbers and estimates that a person gives meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from api.forms.bundle import BundleForm, count_field, price_field
from api.presenters.numbers import say_wan_range
from matcher.bundles.model import Bundle, Candidate, Problem


@dataclass(frozen=True, slots=True)
class CountView:
    """A unit that a price is counted by, the field for its number and what was typed there."""

    unit: str
    field: str
    typed: str
    error: str


@dataclass(frozen=True, slots=True)
class UnpricedView:
    """An item whose price the provider does not state in full, and what was typed for it.

    `question` is what is still open; without one `price` is what the numbers of units come to.
    """

    id: int
    name: str
    url: str
    provider: str
    needs: str
    question: str
    price: str
    counts: tuple[CountView, ...]
    counted: str
    estimate: str
    error: str


@dataclass(frozen=True, slots=True)
class UnpricedGroup:
    """Those that would do most for one need; `now` is what the bundle makes of it."""

    need: str
    label: str
    now: str
    entries: tuple[UnpricedView, ...]


def list_unpriced(bundle: Bundle, form: BundleForm, problem: Problem) -> Iterator[UnpricedView]:
    """Those that nobody asked for, to look at and perhaps to estimate."""
    names = {demand.need: demand.label for demand in problem.demands}
    candidates = {candidate.id: candidate for candidate in problem.candidates}
    for entry in bundle.unpriced:
        candidate = candidates[entry.item]
        if entry.item not in problem.wanted and not _is_estimated(candidate, form):
            needs = "、".join(dict.fromkeys(names[need] for need in entry.needs))
            yield _view(candidate, needs, form, problem)


def group_unpriced(bundle: Bundle, form: BundleForm, problem: Problem) -> Iterator[UnpricedGroup]:
    """The same by the need that each would do most for, in the order of what the first of them would do."""
    views = {view.id: view for view in list_unpriced(bundle, form, problem)}
    groups: dict[str, list[UnpricedView]] = {}
    for entry in bundle.unpriced:
        if entry.item in views:
            groups.setdefault(entry.needs[0], []).append(views[entry.item])
    names = {demand.need: demand.label for demand in problem.demands}
    for need, entries in groups.items():
        now = "已覆盖" if need in bundle.covered else "部分满足" if need in bundle.partly else "未覆盖"
        yield UnpricedGroup(need, names[need], now, tuple(entries))


def list_estimated(bundle: Bundle, form: BundleForm, problem: Problem) -> Iterator[UnpricedView]:
    """Those that were estimated, and of the wanted and the chosen those that are open or counted by the unit."""
    names = {demand.need: demand.label for demand in problem.demands}
    for candidate in problem.candidates:
        asked = candidate.id in problem.wanted or candidate.id in bundle.items
        uncertain = candidate.price.at(problem.basis) is None or candidate.price.units
        if _is_estimated(candidate, form) or (asked and uncertain):
            needs = "、".join(dict.fromkeys(names[need] for need in candidate.covers if need in names))
            yield _view(candidate, needs, form, problem)


def say_counts(candidate: Candidate, form: BundleForm) -> str:
    """The numbers of units that an item is counted with: 账号20、台3; "" where none was typed."""
    typed = {unit: form.counts.get((candidate.id, unit), "") for unit in candidate.price.units}
    right = (unit for unit in typed if typed[unit] and count_field(candidate.id, unit) not in form.errors)
    return "、".join(f"{unit}{typed[unit]}" for unit in right)


def _is_estimated(candidate: Candidate, form: BundleForm) -> bool:
    return candidate.id in form.prices or any(item == candidate.id for item, _ in form.counts)


def _view(candidate: Candidate, needs: str, form: BundleForm, problem: Problem) -> UnpricedView:
    price = candidate.price
    known = price.at(problem.basis) is not None
    return UnpricedView(
        id=candidate.id,
        name=candidate.name,
        url=f"/items/{candidate.id}",
        provider=candidate.provider,
        needs=needs,
        question="" if known else price.question or "价格未公布，需要询价",
        price=(say_wan_range(price.low_wan, price.high_wan) or "") if known else "",
        counts=tuple(
            CountView(
                unit,
                name := count_field(candidate.id, unit),
                form.counts.get((candidate.id, unit), ""),
                form.errors.get(name, ""),
            )
            for unit in price.units
        ),
        counted=say_counts(candidate, form),
        estimate=form.prices.get(candidate.id, ""),
        error=form.errors.get(price_field(candidate.id), ""),
    )
