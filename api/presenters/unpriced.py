"""Items whose price is not stated in full: what to ask, and the numbers and estimates that a person gives meanwhile."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from api.forms.bundle import BundleForm, count_field, price_field
from api.presenters.numbers import say_wan_range
from embeddings.segmentation import simplify
from matcher.bundles.model import Bundle, Candidate, Problem

Quotes = Mapping[str, Sequence[str]]
"""What the report says for each need, by need id."""

NO_QUOTES: Quotes = {}


@dataclass(frozen=True, slots=True)
class CountView:
    """A unit that a price is counted by, the field for its number and what was typed there.

    `hint` is the only number of that unit which the report names where it asks for what the item serves, "" for none.
    """

    unit: str
    field: str
    typed: str
    error: str
    hint: str


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


def list_unpriced(
    bundle: Bundle, form: BundleForm, problem: Problem, quotes: Quotes = NO_QUOTES
) -> Iterator[UnpricedView]:
    """Those that nobody asked for, to look at and perhaps to estimate."""
    names = {demand.need: demand.label for demand in problem.demands}
    candidates = {candidate.id: candidate for candidate in problem.candidates}
    for entry in bundle.unpriced:
        candidate = candidates[entry.item]
        if entry.item not in form.wanted and not _is_estimated(candidate, form):
            needs = "、".join(dict.fromkeys(names[need] for need in entry.needs))
            yield _view(candidate, needs, form, problem, quotes)


def group_unpriced(
    unpriced: Sequence[UnpricedView], bundle: Bundle, problem: Problem
) -> Iterator[UnpricedGroup]:
    """The same by the need that each would do most for, in the order of what the first of them would do."""
    views = {view.id: view for view in unpriced}
    groups: dict[str, list[UnpricedView]] = {}
    for entry in bundle.unpriced:
        if entry.item in views:
            groups.setdefault(entry.needs[0], []).append(views[entry.item])
    names = {demand.need: demand.label for demand in problem.demands}
    for need, entries in groups.items():
        now = "已覆盖" if need in bundle.covered else "部分满足" if need in bundle.partly else "未覆盖"
        yield UnpricedGroup(need, names[need], now, tuple(entries))


def list_estimated(
    bundle: Bundle, form: BundleForm, problem: Problem, quotes: Quotes = NO_QUOTES
) -> Iterator[UnpricedView]:
    """Those that were estimated, and of the wanted and the chosen those that are open or counted by the unit."""
    names = {demand.need: demand.label for demand in problem.demands}
    for candidate in problem.candidates:
        asked = candidate.id in form.wanted or candidate.id in bundle.items
        uncertain = candidate.price.at(problem.basis) is None or candidate.price.units
        if _is_estimated(candidate, form) or (asked and uncertain):
            needs = "、".join(dict.fromkeys(names[need] for need in candidate.covers if need in names))
            yield _view(candidate, needs, form, problem, quotes)


def list_waiting(form: BundleForm, problem: Problem) -> Iterator[str]:
    """Of the wanted items those that wait for a price, each with what is missing."""
    for candidate in problem.candidates:
        if candidate.id in form.wanted - problem.wanted:
            question = (candidate.price.question or "价格未公布，需要询价").rstrip("。")
            yield f"“{candidate.name}”先没有放进组合：{question}。在下面填上数量或估价，就放进来"


def say_counts(candidate: Candidate, form: BundleForm) -> str:
    """The numbers of units that an item is counted with: 账号20、台3; "" where none was typed."""
    typed = {unit: form.counts.get((candidate.id, unit), "") for unit in candidate.price.units}
    right = (unit for unit in typed if typed[unit] and count_field(candidate.id, unit) not in form.errors)
    return "、".join(f"{unit}{typed[unit]}" for unit in right)


def _is_estimated(candidate: Candidate, form: BundleForm) -> bool:
    return candidate.id in form.prices or any(item == candidate.id for item, _ in form.counts)


def find_count(unit: str, texts: Iterable[str]) -> str:
    """The number of a unit that the texts name (18 for 台 in 18台数控机床); "" where they name none or several."""
    counted = re.compile(rf"(?<![\d.])(\d{{1,6}})\s*(?:多|余)?\s*{re.escape(unit)}(?!时)")
    found = {match[1] for text in texts for match in counted.finditer(simplify(text))}
    return found.pop() if len(found) == 1 else ""


def _view(
    candidate: Candidate, needs: str, form: BundleForm, problem: Problem, quotes: Quotes
) -> UnpricedView:
    price = candidate.price
    texts = [text for need in candidate.covers for text in quotes.get(need, ())]
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
                find_count(unit, texts),
            )
            for unit in price.units
        ),
        counted=say_counts(candidate, form),
        estimate=form.prices.get(candidate.id, ""),
        error=form.errors.get(price_field(candidate.id), ""),
    )
