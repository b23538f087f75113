"""Nearest neighbours by inner product in FAISS: exact where a scan is cheap, through an HNSW graph where it is not."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import faiss
import numpy as np
import numpy.typing as npt

from embeddings.encoders import Vectors

Positions = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

GRAPH_FROM = 50_000
"""From so many vectors on an index has a graph; a scan of fewer takes some 4 ms, and building a graph takes minutes."""

_NEIGHBOURS = 32
_CONSTRUCTION = 200  # with FAISS's 40, or with 64, real queries needed four times the effort

# Processor time in microseconds, measured on 100 000 vectors of 384 numbers with one thread: one vector compared in a
# scan of all, one in a scan that a filter breaks up, one bit of a filter looked at, and one step through the graph.
_SCANNED = 0.07
_FILTERED = 0.25
_SKIPPED = 0.0016
_STEP = 5.0

# Up to so many vectors it is faster to copy them out and multiply than to ask a filter about every vector.
_GATHERED = 4096

# The effort (HNSW's efSearch) is three times the least of these with which the graph finds nearly all of the true ten
# nearest to midpoints of its own vectors. Three times, because questions lie further from passages than passages from
# each other: on 100 000 vectors mixed from public sets midpoints needed 128; with that effort the sets' real questions
# had a recall@10 of .984, with 256 .989 to .996, with 384 .993 to .999.
_EFFORTS = (32, 48, 64, 96, 128, 192, 256, 384, 512)
_RECALL = 0.995
_TRIALS = 200
_MARGIN = 3


@dataclass(frozen=True, slots=True)
class _Filter:
    """Which vectors may be found; `count` is how many."""

    mask: Mask
    count: int


class VectorIndex:
    """Unit vectors at positions 0 … n-1. Immutable, so threads may share it; a query runs in the thread that asks."""

    def __init__(self, index: faiss.IndexFlatIP | faiss.IndexHNSWFlat) -> None:
        self._graph = index if isinstance(index, faiss.IndexHNSWFlat) else None
        self._flat = index if self._graph is None else faiss.downcast_index(index.storage)

    @classmethod
    def build(cls, vectors: Vectors, graph_from: int = GRAPH_FROM) -> VectorIndex:
        """Index unit vectors of shape (n, dimension), with a graph if there are `graph_from` or more of them."""
        vectors = np.ascontiguousarray(vectors, dtype=np.float32)
        if len(vectors) < graph_from:
            index = faiss.IndexFlatIP(vectors.shape[1])
            index.add(vectors)
            return cls(index)
        graph = faiss.IndexHNSWFlat(vectors.shape[1], _NEIGHBOURS, faiss.METRIC_INNER_PRODUCT)
        graph.hnsw.efConstruction = _CONSTRUCTION
        faiss.omp_set_num_threads(len(os.sched_getaffinity(0)))
        graph.add(vectors)
        built = cls(graph)
        graph.hnsw.efSearch = _MARGIN * built._least_effort(vectors)
        return built

    @property
    def size(self) -> int:
        """Number of vectors."""
        return int(self._flat.ntotal)

    def nearest(
        self, query: Vectors, k: int, among: Positions | Mask | None = None
    ) -> tuple[Positions, Vectors]:
        """Positions and cosines of the k nearest to one query (dimension,), best first.

        Only `among` if given: sorted positions, or a mask of shape (n,). With a graph, nearly all of the true k.
        """
        chosen = None if among is None else self._filter(among)
        allowed = self.size if chosen is None else chosen.count
        k = min(k, allowed)
        if k <= 0:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
        effort = self.effort(k, allowed)
        if effort is not None:
            positions, cosines = self._through_graph(query, k, chosen, effort)
            if len(positions) == k:
                return positions, cosines
        return self._by_scan(query, k, chosen)

    def effort(self, k: int, allowed: int) -> int | None:
        """HNSW's efSearch for k among so many allowed vectors, or None where an exact scan costs less.

        It grows with the root of what a filter takes away: such were the least efforts that kept filtered recall@10 over
        .99 where 1, 1/2, 1/5 and 1/10 of 100 000 vectors were allowed (180, 250, 400 and 600).
        """
        if self._graph is None or allowed == 0:
            return None
        share = allowed / self.size
        effort = max(2 * k, math.ceil(self._graph.hnsw.efSearch / math.sqrt(share)))
        scan = _SCANNED * self.size if share == 1 else _SKIPPED * self.size + _FILTERED * allowed
        return effort if _STEP * effort < scan else None

    @cached_property
    def centre(self) -> Vectors:
        """The mean of all vectors (dimension,): its product with a query is the query's mean cosine."""
        parts = [
            self.take(np.arange(first, min(first + _GATHERED, self.size))).sum(axis=0, dtype=np.float64)
            for first in range(0, self.size, _GATHERED)
        ]
        mean: Vectors = (np.sum(parts, axis=0) / max(self.size, 1)).astype(np.float32)
        return mean if self.size else np.zeros(self._flat.d, dtype=np.float32)

    def take(self, positions: Positions) -> Vectors:
        """The vectors at `positions`, shape (len(positions), dimension)."""
        chosen: Vectors = self._flat.reconstruct_batch(positions)
        return chosen

    def cosines(self, query: Vectors, positions: Positions) -> Vectors:
        """Cosines of one query to the vectors at `positions`."""
        found: Vectors = self.take(positions) @ query
        return found

    def save(self, path: Path) -> None:
        """Write the FAISS file."""
        faiss.write_index(self._flat if self._graph is None else self._graph, str(path))

    @classmethod
    def load(cls, path: Path) -> VectorIndex:
        """Read the FAISS file. Raises RuntimeError when it is missing or damaged."""
        return cls(faiss.read_index(str(path)))

    def _filter(self, among: Positions | Mask) -> _Filter | None:
        mask = np.zeros(self.size, dtype=np.bool_)
        mask[among] = True
        count = int(np.count_nonzero(mask))
        return None if count == self.size else _Filter(mask, count)

    def _through_graph(
        self, query: Vectors, k: int, chosen: _Filter | None, effort: int
    ) -> tuple[Positions, Vectors]:
        parameters = faiss.SearchParametersHNSW(sel=_selector(chosen), efSearch=effort)
        return _search(self._graph, query, k, parameters)

    def _by_scan(self, query: Vectors, k: int, chosen: _Filter | None) -> tuple[Positions, Vectors]:
        if chosen is None or chosen.count > _GATHERED:
            return _search(self._flat, query, k, faiss.SearchParameters(sel=_selector(chosen)))
        positions = np.flatnonzero(chosen.mask)
        cosines = self.cosines(query, positions)
        best = np.argpartition(-cosines, k - 1)[:k]
        best = best[np.lexsort((best, -cosines[best]))]
        return positions[best], cosines[best]

    def _least_effort(self, vectors: Vectors) -> int:
        """The least effort that finds nearly all of the ten nearest to midpoints; a prohibitive one if none does."""
        assert self._graph is not None, "called for a new graph"
        chance = np.random.default_rng(0)
        first, second = chance.integers(len(vectors), size=(2, _TRIALS))
        queries = vectors[first] + vectors[second]
        faiss.omp_set_num_threads(len(os.sched_getaffinity(0)))
        _, wanted = self._flat.search(queries, 10)
        for effort in _EFFORTS:
            _, found = self._graph.search(queries, 10, params=faiss.SearchParametersHNSW(efSearch=effort))
            if (
                np.mean([len(np.intersect1d(a, b)) for a, b in zip(found, wanted, strict=True)])
                >= 10 * _RECALL
            ):
                return effort
        return len(vectors)


def _selector(chosen: _Filter | None) -> faiss.IDSelector | None:
    return None if chosen is None else faiss.IDSelectorBitmap(np.packbits(chosen.mask, bitorder="little"))


def _search(
    index: faiss.Index, query: Vectors, k: int, parameters: faiss.SearchParameters
) -> tuple[Positions, Vectors]:
    faiss.omp_set_num_threads(
        1
    )  # OpenMP keeps this number for each thread; more threads make one query slower
    cosines, positions = index.search(query.reshape(1, -1), k, params=parameters)
    found = positions[0] >= 0  # FAISS pads with -1
    return positions[0][found], cosines[0][found]
