"""Whether a hit fits: a calibrated probability from its signals, and the cut below which a hit is not shown."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib import resources
from typing import Any

from catalog.search.signals import Signals

_LEAST = 1e-6  # a probability of exactly 0 or 1 has no log-odds


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic regression over named measures."""

    weights: Mapping[str, float]
    bias: float

    def probability(self, measures: Mapping[str, float]) -> float:
        """The logistic function of the weighted sum; measures without a weight count nothing."""
        return sigmoid(self.bias + sum(weight * measures[name] for name, weight in self.weights.items()))


@dataclass(frozen=True, slots=True)
class FitModel:
    """P(fits) = P(anything in the catalogue fits the query) · P(this one does, if anything), then Platt's scaling.

    Two questions, because they have different evidence: off the field the best hit is still the best of the list. No weight
    is negative, so more of a hit's own signals never lowers its probability. Platt, "Probabilistic outputs for support vector
    machines" (1999). `cut` was chosen for `rate` (see `catalog.search.fitting.choose_cut`); `fitted` says on what.
    """

    anything: Logistic
    this_one: Logistic
    slope: float
    intercept: float
    cut: float
    rate: float
    fitted: Mapping[str, Any]

    def score(self, signals: Signals) -> float:
        """The product of both answers, before it is calibrated."""
        return self._scores([signals])[0]

    def calibrate(self, score: float) -> float:
        """A score as a probability; rising, so that it changes no order."""
        return sigmoid(self.slope * log_odds(score) + self.intercept)

    def probabilities(self, hits: Sequence[Signals]) -> list[float]:
        """For each hit of one query the share of hits with such signals that fit, 0 … 1.

        The hits of a query share what tells whether anything fits.
        """
        return [self.calibrate(score) for score in self._scores(hits)]

    def _scores(self, hits: Sequence[Signals]) -> list[float]:
        anything = self.anything.probability(query_measures(hits[0])) if hits else 0.0
        return [anything * self.this_one.probability(hit_measures(signals)) for signals in hits]

    def as_json(self) -> dict[str, Any]:
        """What `read` reads."""
        return asdict(self)

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> FitModel:
        """A model from its JSON. Raises KeyError or TypeError when it is none."""
        values = dict(document)
        anything, this_one = Logistic(**values.pop("anything")), Logistic(**values.pop("this_one"))
        return cls(anything=anything, this_one=this_one, **values)


@cache
def load_fit_model() -> FitModel:
    """The model that ships with the package."""
    text = (resources.files("catalog.search") / "data" / "fit.json").read_text(encoding="utf-8")
    return FitModel.read(json.loads(text))


def query_measures(signals: Signals) -> dict[str, float]:
    """What tells whether anything in the catalogue fits the query."""
    return {
        "margin": signals.best_margin,
        "matched": signals.best_matched,
        "coverage": signals.best_coverage,
        "on_topic": signals.best_on_topic,
    }


def hit_measures(signals: Signals) -> dict[str, float]:
    """What tells whether it is this one: how far it stays behind the best, none above 0."""
    return {
        "margin": signals.margin - signals.best_margin,
        "matched": signals.matched - signals.best_matched,
        "coverage": signals.coverage - signals.best_coverage,
        "topical": signals.topical - signals.best_topical,
    }


def sigmoid(value: float) -> float:
    """The logistic function, without overflow."""
    if value >= 0:
        return 1 / (1 + math.exp(-value))
    grown = math.exp(value)
    return grown / (1 + grown)


def log_odds(probability: float) -> float:
    """The inverse of `sigmoid`, finite at both ends."""
    inside = min(max(probability, _LEAST), 1 - _LEAST)
    return math.log(inside / (1 - inside))
