"""How sure a need is: the balance of its evidence as the share of needs of that balance that were right.

Platt scaling (Platt 1999) on reports whose labels the extraction was not built with; `python -m tests.bench.confidence` fits
it and prints how it does on another set.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from importlib import resources

_SUREST = 0.99  # nothing read by a program is certain


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic curve over a balance of evidence in nats."""

    slope: float
    intercept: float

    def confidence(self, balance: float) -> float:
        """The probability, 0–0.99, that a topic with this balance is a need; it grows with the balance."""
        return round(min(_SUREST, 1 / (1 + math.exp(-(self.intercept + self.slope * balance)))), 2)


@cache
def load_calibration() -> Calibration:
    """The fitted curve."""
    fitted = json.loads((resources.files("matcher.needs") / "data" / "confidence.json").read_text("utf-8"))
    return Calibration(slope=fitted["slope"], intercept=fitted["intercept"])
