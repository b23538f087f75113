"""What documents share, how much it counts, and its files."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.feedback import DocumentWords, find_share, weigh_seeds

DOCUMENTS: tuple[list[str], ...] = (["工单", "报工", "工单"], ["工单", "追溯"], ["能耗"], [])


def _positions(*values: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array(values, dtype=np.int64)


def test_words_tell_by_their_holders_weights_and_their_rarity() -> None:
    words = DocumentWords.build(DOCUMENTS)
    found = words.find_telling(_positions(0, 1), np.array([0.75, 0.25]), 10)
    rare, shared = math.log1p(3.5 / 1.5), math.log1p(2.5 / 2.5)
    assert found == pytest.approx({"报工": 0.75 * rare, "工单": shared, "追溯": 0.25 * rare})
    assert list(found) == ["报工", "工单", "追溯"]
    assert list(words.find_telling(_positions(0, 1), np.array([0.75, 0.25]), 1)) == ["报工"]


def test_documents_without_words_tell_nothing() -> None:
    words = DocumentWords.build(DOCUMENTS)
    assert words.find_telling(_positions(3), np.array([1.0]), 10) == {}
    assert DocumentWords.build([]).find_telling(_positions(), np.array([]), 10) == {}


@pytest.mark.parametrize("documents", [DOCUMENTS, ([],), ()])
def test_what_was_saved_is_loaded(tmp_path: Path, documents: tuple[list[str], ...]) -> None:
    words = DocumentWords.build(documents)
    words.save(tmp_path / "words")
    loaded = DocumentWords.load(tmp_path / "words", len(documents))
    everything = np.arange(len(documents))
    weights = np.ones(len(documents))
    assert loaded.find_telling(everything, weights, 10) == words.find_telling(everything, weights, 10)
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
def test_seeds_are_the_best_and_their_weights_make_one(values: list[float]) -> None:
    scores = np.array([*values, 1.0])
    found = np.arange(len(scores)) + 100
    seeds, weights = weigh_seeds(found, scores, found)
    assert len(seeds) == min(10, len(scores))
    assert weights.sum() == pytest.approx(1.0)
    assert (np.diff(weights) <= 0).all()
    assert scores[seeds - 100].min() >= np.sort(scores)[::-1][: len(seeds)].min()


def test_equal_seeds_come_by_id_and_count_alike() -> None:
    found = _positions(5, 6, 7)
    seeds, weights = weigh_seeds(found, np.array([0.5, 1.0, 0.5]), _positions(90, 3, 10))
    assert seeds.tolist() == [6, 7, 5]
    assert weights.tolist() == pytest.approx([1 / 1.5, 0.25 / 1.5, 0.25 / 1.5])
