"""Scaling the scores of one arm."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.fusion import DENSE_WEIGHT, LEXICAL_WEIGHT, Scores, min_max

_VALUES = st.lists(st.floats(-100, 100, width=32), min_size=1, max_size=20)


def _scores(*values: float) -> Scores:
    return np.array(values, dtype=np.float32)


def test_best_is_one_least_is_zero_and_the_middle_keeps_its_place() -> None:
    assert min_max(_scores(2, 4, 3), _scores(2, 4, 3)).tolist() == [0.0, 1.0, 0.5]


def test_what_lies_outside_the_reference_is_cut() -> None:
    assert min_max(_scores(0, 1, 2, 9), _scores(1, 3)).tolist() == [0.0, 0.0, 0.5, 1.0]


@pytest.mark.parametrize(("value", "expected"), [(3.0, 1.0), (0.0, 0.0), (-2.0, 0.0)])
def test_a_single_value_counts_when_it_is_positive(value: float, expected: float) -> None:
    assert min_max(_scores(value), _scores(value)).tolist() == [expected]


def test_nothing_to_compare_with_gives_zeros() -> None:
    assert min_max(_scores(1, 2), _scores()).tolist() == [0.0, 0.0]
    assert min_max(_scores(), _scores()).tolist() == []


def test_weights_make_one() -> None:
    assert LEXICAL_WEIGHT + DENSE_WEIGHT == 1.0


@settings(deadline=None, max_examples=80)
@given(_VALUES, _VALUES)
def test_order_is_kept_within_zero_and_one(values: list[float], reference: list[float]) -> None:
    scores = _scores(*values)
    scaled = min_max(scores, _scores(*reference))
    assert scaled.dtype == np.float32
    assert ((scaled >= 0) & (scaled <= 1)).all()
    order = np.argsort(scores, kind="stable")
    assert (np.diff(scaled[order]) >= 0).all()
