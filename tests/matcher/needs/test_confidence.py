"""The confidence of a need: it grows with the evidence and never claims certainty."""

from __future__ import annotations

from itertools import pairwise

from matcher.needs.confidence import Calibration, load_calibration
from tests.bench.confidence import expected_error, fit, reliability


def test_more_evidence_is_never_less_sure_and_nothing_is_certain() -> None:
    said = [load_calibration().confidence(balance / 10) for balance in range(-50, 200)]
    assert all(first <= second for first, second in pairwise(said))
    assert said[0] < 0.05
    assert said[-1] == 0.99


def test_a_fitted_curve_says_the_shares_that_it_was_fitted_on() -> None:
    weak, firm = [(0.5, False)] * 60 + [(0.5, True)] * 40, [(3.0, False)] * 10 + [(3.0, True)] * 90
    curve = fit(weak + firm)
    assert (curve.confidence(0.5), curve.confidence(3.0)) == (0.4, 0.9)
    assert expected_error(reliability(curve, weak + firm)) < 0.01


def test_the_error_of_a_curve_that_claims_too_much_is_what_it_claims_too_much() -> None:
    boasting = Calibration(slope=0.0, intercept=2.1972)  # always 0.9
    assert round(expected_error(reliability(boasting, [(1.0, True), (2.0, False)])), 2) == 0.4
