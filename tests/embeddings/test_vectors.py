"""The vector arm against brute force in numpy."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.vectors import VectorIndex
from tests.embeddings.fakes import random_vectors


@settings(deadline=None, max_examples=50)
@given(
    count=st.integers(1, 60),
    k=st.integers(0, 70),
    seed=st.integers(0, 2**32 - 1),
    chosen=st.none() | st.sets(st.integers(0, 59)),
)
def test_nearest_is_the_sorted_inner_product(count: int, k: int, seed: int, chosen: set[int] | None) -> None:
    vectors = random_vectors(count, 8, seed)
    query = random_vectors(1, 8, seed ^ 1)[0]
    among = None if chosen is None else np.array(sorted(chosen & set(range(count))), dtype=np.int64)
    positions, cosines = VectorIndex.build(vectors).nearest(query, k, among)
    allowed = np.arange(count) if among is None else among
    expected = np.sort(vectors[allowed] @ query)[::-1][:k]
    assert cosines == pytest.approx(expected, abs=1e-6)
    assert vectors[positions] @ query == pytest.approx(expected, abs=1e-6)
    assert len(set(positions.tolist())) == len(positions)
    assert set(positions.tolist()) <= set(allowed.tolist())


def test_filtering_before_equals_filtering_afterwards() -> None:
    index = VectorIndex.build(random_vectors(500, 16, 7))
    query = random_vectors(1, 16, 8)[0]
    among = np.arange(0, 500, 7, dtype=np.int64)
    everything, cosines = index.nearest(query, 500)
    kept = np.isin(everything, among)
    positions, filtered = index.nearest(query, 20, among)
    assert positions.tolist() == everything[kept][:20].tolist()
    assert filtered == pytest.approx(cosines[kept][:20], abs=1e-6)


def test_cosines_of_chosen_positions() -> None:
    vectors = random_vectors(9, 8, 3)
    query = random_vectors(1, 8, 4)[0]
    positions = np.array([5, 0, 8], dtype=np.int64)
    found = VectorIndex.build(vectors).cosines(query, positions)
    assert found == pytest.approx(vectors[positions] @ query, abs=1e-6)


def test_an_empty_index_finds_nothing() -> None:
    index = VectorIndex.build(np.empty((0, 8), dtype=np.float32))
    positions, cosines = index.nearest(random_vectors(1, 8, 1)[0], 5)
    assert (index.size, positions.tolist(), cosines.tolist()) == (0, [], [])


def test_saved_and_loaded_it_answers_the_same(tmp_path: Path) -> None:
    index = VectorIndex.build(random_vectors(40, 8, 5))
    query = random_vectors(1, 8, 6)[0]
    index.save(tmp_path / "vectors.faiss")
    loaded = VectorIndex.load(tmp_path / "vectors.faiss")
    positions, cosines = index.nearest(query, 10)
    found, found_cosines = loaded.nearest(query, 10)
    assert np.array_equal(positions, found)
    assert np.array_equal(cosines, found_cosines)


@pytest.mark.parametrize("content", [None, b"", b"not an index"])
def test_what_is_no_index_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "vectors.faiss"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(RuntimeError):
        VectorIndex.load(path)
