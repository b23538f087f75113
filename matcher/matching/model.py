"""What matching answers, as values: recommendations per need with the parts of their scores, and a whole report matched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from catalog.queries import Item
from matcher.bundles.model import Bundle, Problem
from matcher.financing.offers import FinanceOffer
from matcher.financing.plans import FinancingPlan, Lenders
from matcher.needs.model import Reading
from matcher.scoring.coverage import Coverage, State


@dataclass(frozen=True, slots=True)
class Recommendation:
    """An item for a need; `score` is exactly the sum of `parts`. `reasons` speak for it, `concerns` against."""

    item: Item
    score: float
    parts: Mapping[str, float]
    reasons: tuple[str, ...]
    concerns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NeedMatch:
    """The best items for one need; no item and state `gap` when nothing fits."""

    need: str
    state: State
    recommendations: tuple[Recommendation, ...]


@dataclass(frozen=True, slots=True)
class MatchResult:
    """A report read and matched.

    `coverage` holds every candidate of every need, `problem` what a bundle is chosen from; `bundle` is the best one within
    the budget, None when no budget is known. `financing` is how outside money pays for bundle and wish, None where nothing is
    to be financed; `lenders` are what it was planned from, to plan another bundle with.
    """

    reading: Reading
    matches: tuple[NeedMatch, ...]
    finance: tuple[FinanceOffer, ...]
    coverage: Coverage = field(default_factory=lambda: Coverage({}, {}))
    problem: Problem = field(default_factory=lambda: Problem((), ()))
    bundle: Bundle | None = None
    lenders: Lenders = field(default_factory=Lenders)
    financing: FinancingPlan | None = None
