"""What documents share, how much it counts, and its files."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.feedback import DocumentWords, choose_seeds, find_share

DOCUMENTS: tuple[list[str], ...] = (["工单", "报工", "工单"], ["工单", "追溯"], ["能耗"], [])


def _positions(*values: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array(values, dtype=np.int64)


def test_words_tell_by_their_holders_weights_and_their_rarity() -> None:
    words = DocumentWords.build(DOCUMENTS)
    found = words.find_telling(_positions(0, 1), 10)
    rare, shared = math.log1p(3.5 / 1.5), math.log1p(2.5 / 2.5)
    assert found == pytest.approx({"工单": shared, "报工": rare / 2, "追溯": rare / 2})
    assert next(iter(found)) == "工单"
    assert list(words.find_telling(_positions(0, 1), 1)) == ["工单"]


def test_documents_without_words_tell_nothing() -> None:
    words = DocumentWords.build(DOCUMENTS)
    assert words.find_telling(_positions(3), 10) == {}
    assert DocumentWords.build([]).find_telling(_positions(), 10) == {}


@pytest.mark.parametrize("documents", [DOCUMENTS, ([],), ()])
def test_what_was_saved_is_loaded(tmp_path: Path, documents: tuple[list[str], ...]) -> None:
    words = DocumentWords.build(documents)
    words.save(tmp_path / "words")
    loaded = DocumentWords.load(tmp_path / "words", len(documents))
    everything = np.arange(len(documents))
    assert loaded.find_telling(everything, 10) == words.find_telling(everything, 10)
    with pytest.raises(ValueError, match="does not hold"):
        DocumentWords.load(tmp_path / "words", len(documents) + 1)


def test_the_share_is_that_of_the_tenth_best() -> None:
    scores = np.array([0.1] * 50 + [0.8, *np.linspace(0.7, 0.5, 8), 0.4])
    assert find_share(scores) == pytest.approx(0.5)
    assert find_share(np.ones(10)) == 1.0
    assert find_share(np.ones(9)) == 0.0
    assert find_share(np.zeros(20)) == 0.0
    assert find_share(np.array([])) == 0.0


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_seeds_are_the_best(values: list[float]) -> None:
    scores = np.array(values)
    found = np.arange(len(scores)) + 100
    seeds = choose_seeds(found, scores, found)
    assert scores[seeds - 100].tolist() == sorted(values, reverse=True)[:10]


def test_equal_seeds_come_by_id() -> None:
    seeds = choose_seeds(_positions(5, 6, 7), np.array([0.5, 1.0, 0.5]), _positions(90, 3, 10))
    assert seeds.tolist() == [6, 7, 5]
