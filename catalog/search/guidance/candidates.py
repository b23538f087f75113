"""Items as the dialogue sees them: a weight, and for each aspect the values that the item states."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from catalog.queries import Item
from catalog.schemas import FinanceContent, Price, ProductContent
from catalog.search.guidance.aspects import Aspect, band_edges, load_wording
from catalog.vocabulary import PriceModel

SCORE_PER_NAT = 0.4
"""How much of the search's score is worth one nat of evidence (odds of e to 1).

Tuned: of eleven values from 0.1 to 1.2 it makes the targets of the tuning half of tests/bench/guidance.py most likely
under `weigh`, before any answer. It belongs to the scale of the search's score and has to be measured again with it.
"""
_LEAST_WHOLE_WAN = (
    1.0  # from here the price of one unit, such as a line or a furnace, is itself a sum to decide about
)
_MONTHS = 12
_PAYMENTS = {
    PriceModel.FREE: "free",
    PriceModel.SUBSCRIPTION: "yearly",
    PriceModel.PER_SEAT: "seats",
    PriceModel.PER_UNIT: "units",
    PriceModel.ONE_OFF: "once",
    PriceModel.PROJECT: "project",
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item that may be the one looked for.

    `weight` is the belief in it before any answer, to any common scale; an aspect of which it states nothing is missing.
    """

    id: int
    weight: float
    values: Mapping[Aspect, frozenset[str]]


def weigh(scores: Mapping[int, float]) -> dict[int, float]:
    """Belief in each item from its score, summing to 1: a softmax in which SCORE_PER_NAT more score is e times the odds."""
    if not scores:
        return {}
    best = max(scores.values())
    odds = {item_id: math.exp((score - best) / SCORE_PER_NAT) for item_id, score in scores.items()}
    total = math.fsum(odds.values())
    return {item_id: value / total for item_id, value in odds.items()}


def describe(item: Item, weight: float) -> Candidate:
    """What the item states, in the values of the questions; what it does not state is not guessed.

    Matters and pains are read from its texts by cues, the rest from its fields.
    """
    content = item.content
    stated = _describe_finance(content) if isinstance(content, FinanceContent) else _describe_product(content)
    stated |= {Aspect.KIND: (item.kind.value,), Aspect.INDUSTRY: content.industries}
    known = load_wording().values
    values = {aspect: frozenset(stated.get(aspect, ())) & known[aspect].keys() for aspect in Aspect}
    return Candidate(item.id, weight, {aspect: named for aspect, named in values.items() if named})


def _describe_product(content: ProductContent) -> dict[Aspect, Iterable[str]]:
    read = load_wording().read
    days = content.golive_max_days if content.golive_max_days is not None else content.golive_min_days
    levels = [uplift.level_from for uplift in content.topics if uplift.level_from is not None]
    heading = f"{content.name}，{content.pain_points}"
    return {
        Aspect.TOPIC: [uplift.topic for uplift in content.topics],
        Aspect.MATTER: read(Aspect.MATTER, heading) or read(Aspect.MATTER, content.summary),
        Aspect.PAIN: read(Aspect.PAIN, content.pain_points),
        Aspect.STAGE: [str(level) for level in levels[:1]],
        Aspect.TRADE: [code.upper().removeprefix("C")[:2] for code in content.industry_codes],
        Aspect.BUDGET: _find_budget(content.price),
        Aspect.PAYMENT: _find_payments(content),
        Aspect.DEPLOYMENT: [deployment.value for deployment in content.deployment],
        Aspect.GOLIVE: _find_bands(Aspect.GOLIVE, days, days),
        Aspect.INTERFACE: read(Aspect.INTERFACE, "；".join(content.interfaces)),
        Aspect.TRIAL: _find_trial(content),
    }


def _describe_finance(content: FinanceContent) -> dict[Aspect, Iterable[str]]:
    return {
        Aspect.FUNDING: (content.finance_type.value,),
        Aspect.PURPOSE: [purpose.value for purpose in content.purposes],
        Aspect.AMOUNT: _find_bands(Aspect.AMOUNT, content.amount_min_wan, content.amount_max_wan),
        Aspect.TERM: _find_bands(Aspect.TERM, content.term_min_months, content.term_max_months),
        Aspect.COLLATERAL: content.collateral,
        Aspect.SIZE: content.sizes,
    }


def _find_budget(price: Price) -> list[str]:
    """The bands of a first year's cost, one-off fees included; a price for each head or small unit states no sum."""
    if price.min_wan is None and price.max_wan is None:
        return []
    low = price.min_wan or 0.0
    high = price.max_wan if price.max_wan is not None else low
    by_unit = price.model is PriceModel.PER_UNIT and low < _LEAST_WHOLE_WAN
    if by_unit or price.model is PriceModel.PER_SEAT:
        return []
    times = _MONTHS if (price.unit or "").endswith("月") else 1
    one_off = price.one_off_wan or 0.0
    return _find_bands(Aspect.BUDGET, low * times + one_off, high * times + one_off)


def _find_payments(content: ProductContent) -> list[str]:
    paid = _PAYMENTS.get(content.price.model)
    return [name for name in (paid, "free" if content.free else None) if name]


def _find_trial(content: ProductContent) -> list[str]:
    if content.free is None and content.trial is None:
        return []
    offered = [name for name, given in (("free", content.free), ("trial", content.trial)) if given]
    return offered or ["none"]


def _find_bands(aspect: Aspect, low: float | None, high: float | None) -> list[str]:
    """The bands that a range touches; one that is open below begins at 0, one that is open above is its lower end."""
    if high is None:
        high = low
    if high is None:
        return []
    low = min(low or 0.0, high)
    return [band for band in load_wording().values[aspect] if _touches(band_edges(band), low, high)]


def _touches(edges: tuple[float, float], low: float, high: float) -> bool:
    return low <= edges[1] and (high > edges[0] or high == edges[0] == 0)
