"""The vector arm against brute force in numpy."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.encoders import Vectors
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


_MANY = 30_000


def _clustered(count: int, seed: int) -> Vectors:
    """Unit vectors as an encoder's: all in one half, 200 topics of unlike size, the same topics for every seed."""
    chance = np.random.default_rng(seed)
    topics = random_vectors(1, 48, 1) + 0.7 * random_vectors(200, 48, 0)
    chosen = np.minimum(chance.exponential(60, size=count).astype(np.int64), 199)
    vectors = topics[chosen] + chance.normal(size=(count, 48), scale=0.08).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


@pytest.fixture(scope="module")
def many() -> Vectors:
    return _clustered(_MANY, 1)


@pytest.fixture(scope="module")
def graph(many: Vectors) -> VectorIndex:
    """An index that has a graph, though it would be too small for one."""
    return VectorIndex.build(many, graph_from=_MANY)


@pytest.mark.parametrize("share", [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 0.5, 0.8, 1.0])
@pytest.mark.parametrize("form", ["mask", "positions"])
def test_filtered_recall_with_a_graph(graph: VectorIndex, many: Vectors, share: float, form: str) -> None:
    mask = np.random.default_rng(2).random(_MANY) < share
    found = 0
    for query in _clustered(50, 3):
        positions, cosines = graph.nearest(query, 10, mask if form == "mask" else np.flatnonzero(mask))
        assert len(positions) == len(set(positions.tolist())) == 10
        assert mask[positions].all()
        assert cosines == pytest.approx(many[positions] @ query, abs=1e-5)
        assert (np.diff(cosines) <= 0).all()
        exact = np.where(mask, many @ query, -2.0)
        found += int(np.count_nonzero(exact[positions] >= np.sort(exact)[-10] - 1e-6))
    assert found / 500 >= 0.99


def test_the_graph_is_asked_only_where_a_scan_costs_more(graph: VectorIndex) -> None:
    unfiltered, filtered = graph.effort(10, _MANY), graph.effort(10, _MANY // 2)
    assert unfiltered is not None
    assert filtered is not None
    assert filtered > unfiltered
    assert graph.effort(10, _MANY // 100) is None
    assert graph.effort(_MANY, _MANY) is None
    assert graph.effort(10, 0) is None


def test_few_vectors_have_no_graph_and_many_have_one(many: Vectors) -> None:
    assert VectorIndex.build(many[:1000]).effort(10, 1000) is None
    assert VectorIndex.build(many[:999], graph_from=1000).effort(1, 999) is None


@pytest.mark.parametrize("share", [0.1, 0.5, 1.0])
def test_a_scan_behind_a_broad_filter_is_exact(many: Vectors, share: float) -> None:
    index = VectorIndex.build(many)
    mask = np.random.default_rng(4).random(_MANY) < share
    for query in _clustered(5, 5):
        expected = np.sort((many @ query)[mask])[::-1][:100]
        assert index.nearest(query, 100, mask)[1] == pytest.approx(expected, abs=1e-6)


def test_a_saved_graph_answers_the_same(graph: VectorIndex, tmp_path: Path) -> None:
    graph.save(tmp_path / "vectors.faiss")
    loaded = VectorIndex.load(tmp_path / "vectors.faiss")
    assert (loaded.size, loaded.effort(10, _MANY)) == (_MANY, graph.effort(10, _MANY))
    mask = np.arange(_MANY) % 2 == 0
    for query in _clustered(5, 6):
        for among in (None, mask):
            assert [part.tolist() for part in loaded.nearest(query, 10, among)] == [
                part.tolist() for part in graph.nearest(query, 10, among)
            ]


def test_threads_share_one_index(graph: VectorIndex) -> None:
    queries = _clustered(64, 7)
    mask = np.arange(_MANY) % 3 > 0
    alone = [graph.nearest(query, 10, mask)[0].tolist() for query in queries]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda query: graph.nearest(query, 10, mask)[0].tolist(), queries))
    assert together == alone
