"""Exact nearest neighbours by inner product in FAISS."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

import faiss
import numpy as np
import numpy.typing as npt

from embeddings.encoders import Vectors

Positions = npt.NDArray[np.int64]


class VectorIndex:
    """A flat FAISS index over unit vectors; exact, and fast enough to about 100 000 vectors (5 ms a query)."""

    def __init__(self, index: faiss.IndexFlatIP) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: Vectors) -> VectorIndex:
        """Index unit vectors of shape (n, dimension); positions are 0 … n-1."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    @property
    def size(self) -> int:
        """Number of vectors."""
        return int(self._index.ntotal)

    @cached_property
    def centre(self) -> Vectors:
        """The mean of all vectors (dimension,): its product with a query is the query's mean cosine."""
        if not self.size:
            return np.zeros(self._index.d, dtype=np.float32)
        mean: Vectors = self._index.reconstruct_n(0, self.size).mean(axis=0)
        return mean

    def nearest(self, query: Vectors, k: int, among: Positions | None = None) -> tuple[Positions, Vectors]:
        """Positions and cosines of the k nearest to one query (dimension,), best first, only `among` if given."""
        k = min(k, self.size if among is None else len(among))
        if k <= 0:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
        parameters = None if among is None else faiss.SearchParameters(sel=faiss.IDSelectorBatch(among))
        cosines, positions = self._index.search(query.reshape(1, -1), k, params=parameters)
        found = positions[0] >= 0  # FAISS pads with -1
        return positions[0][found], cosines[0][found]

    def cosines(self, query: Vectors, positions: Positions) -> Vectors:
        """Cosines of one query to the vectors at `positions`."""
        chosen: Vectors = self._index.reconstruct_batch(positions) @ query
        return chosen

    def take(self, positions: Positions) -> Vectors:
        """The vectors at `positions`, shape (len(positions), dimension)."""
        chosen: Vectors = self._index.reconstruct_batch(positions)
        return chosen

    def save(self, path: Path) -> None:
        """Write the FAISS file."""
        faiss.write_index(self._index, str(path))

    @classmethod
    def load(cls, path: Path) -> VectorIndex:
        """Read the FAISS file. Raises RuntimeError when it is missing or damaged."""
        return cls(faiss.read_index(str(path)))
