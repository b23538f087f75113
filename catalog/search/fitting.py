"""How the fit model is made from judged hits: two regressions, Platt's scaling, and a cut with a guarantee."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.stats import binom

from catalog.search.fit import FitModel, Logistic, hit_measures, log_odds, query_measures
from catalog.search.signals import Signals

Values = npt.NDArray[np.float64]

RATE = 0.25
"""The share of wrong ones among what is shown that we accept, the mean over queries."""
RISK = 0.1
"""The probability with which the cut may miss that rate."""
# Inverse regularisation, scikit-learn's default, on measures scaled to unit deviation; not tuned.
_C = 1.0
_DIGITS = 4  # of stored numbers: below what another processor's rounding of the vectors may change
_GRID = np.round(np.arange(0.99, 0.005, -0.01), 2)


def fit_logistic(measures: Sequence[Mapping[str, float]], labels: Sequence[float]) -> Logistic:
    """L2-regularised logistic regression with no weight below 0, so that more evidence never speaks against.

    scikit-learn's has no bounds; L-BFGS-B (Byrd et al. 1995) minimises the same loss within them.
    """
    names = list(measures[0])
    table = np.array([[row[name] for name in names] for row in measures])
    wanted = np.asarray(labels, dtype=np.float64)
    spread = table.std(axis=0) + 1e-9
    scaled = np.column_stack([table / spread, np.ones(len(table))])
    penalty = np.append(np.full(len(names), 1 / _C), 0.0)

    def loss(weights: Values) -> tuple[float, Values]:
        odds = scaled @ weights
        wrong = 1 / (1 + np.exp(-odds)) - wanted
        value = np.sum(np.logaddexp(0, odds) - wanted * odds) + np.sum(penalty * weights**2) / 2
        return float(value), scaled.T @ wrong + penalty * weights

    bounds = [(0, None)] * len(names) + [(None, None)]
    options = {"maxiter": 5000, "ftol": 1e-14, "gtol": 1e-8}
    start = np.zeros(len(names) + 1)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options=options).x
    weights = {
        name: round(float(weight), _DIGITS) for name, weight in zip(names, found[:-1] / spread, strict=True)
    }
    return Logistic(weights, round(float(found[-1]), _DIGITS))


Judged = Sequence[tuple[Sequence[Signals], Sequence[float]]]
"""Queries, each its hits' signals, and for every hit 1 if it fits and 0 if not."""


def fit_model(fitting: Judged, scaling: Judged, listed: Judged, fitted: Mapping[str, Any]) -> FitModel:
    """A model: weights from `fitting`, Platt's scale from `scaling`, the cut from `listed`; `fitted` is its provenance.

    `scaling` and `listed` are of the same queries, not those of `fitting`: the first with the hits that somebody looked at,
    the second with all that would be shown.
    """
    asked = [query for query in fitting if query[0]]
    anything = fit_logistic(
        [query_measures(signals[0]) for signals, _ in asked], [float(any(labels)) for _, labels in asked]
    )
    answered = [
        pair for signals, labels in asked if any(labels) for pair in zip(signals, labels, strict=True)
    ]
    this_one = fit_logistic([hit_measures(own) for own, _ in answered], [label for _, label in answered])
    raw = FitModel(anything, this_one, 1.0, 0.0, 0.0, RATE, fitted)
    odds = [{"odds": log_odds(raw.score(own))} for signals, _ in scaling for own in signals]
    scale = fit_logistic(odds, [label for _, labels in scaling for label in labels])
    scaled = FitModel(anything, this_one, scale.weights["odds"], scale.bias, 0.0, RATE, fitted)
    # Chosen on the score: the scale, which has seen these labels, then has no part in the choice.
    scores = [np.array([raw.score(own) for own in signals]) for signals, _ in listed]
    score = choose_cut(scores, [np.asarray(labels, dtype=np.float64) for _, labels in listed], RATE)
    cut = round(scaled.calibrate(score), _DIGITS) if score <= 1 else score
    return FitModel(anything, this_one, scaled.slope, scaled.intercept, cut, RATE, fitted)


def choose_cut(
    scores: Sequence[Values], labels: Sequence[Values], rate: float, *, risk: float = RISK
) -> float:
    """The least score to show at which at most `rate` of what is shown is wrong, each query counting alike.

    One array of scores and one of labels (1 fits, 0 does not) for every query. With probability 1 - `risk` over the draw of
    the queries, the expected share of wrong ones among the shown (0 where none is) stays within `rate`: cuts are tried
    from strict to lax, and the last is taken before one whose Hoeffding-Bentkus p-value exceeds `risk` (fixed-sequence
    testing; Angelopoulos, Bates, Candès, Jordan and Lei, "Learn then Test", 2021). Shares of wrong ones do not fall
    steadily with the cut, which rules out plain conformal risk control. When no cut is safe: above 1, nothing is shown.
    """
    chosen = math.nextafter(1.0, 2.0)
    for cut in _GRID:
        shares = [share_wrong(own, wanted, float(cut)) for own, wanted in zip(scores, labels, strict=True)]
        if not shares or hoeffding_bentkus(float(np.mean(shares)), len(shares), rate) > risk:
            break
        chosen = float(cut)
    return chosen


def share_wrong(scores: Values, labels: Values, cut: float) -> float:
    """The share of one query's hits at or above the cut that do not fit; 0 when none is shown."""
    shown = labels[scores >= cut]
    return float(1 - shown.mean()) if shown.size else 0.0


def hoeffding_bentkus(mean: float, count: int, rate: float) -> float:
    """p-value of "the expected loss exceeds `rate`" for `count` losses in 0 … 1 with this mean.

    The lesser of Hoeffding's bound exp(-n·KL(mean, rate)) and Bentkus's e·P(Binomial(n, rate) ≤ ⌈n·mean⌉); Bates et al.,
    "Distribution-free, risk-controlling prediction sets" (2021), section 3.1.
    """
    if mean >= rate:
        return 1.0
    divergence = (mean * math.log(mean / rate) if mean else 0.0) + (1 - mean) * math.log(
        (1 - mean) / (1 - rate)
    )
    bentkus = math.e * float(binom.cdf(math.ceil(count * mean), count, rate))
    return min(math.exp(-count * divergence), bentkus, 1.0)
