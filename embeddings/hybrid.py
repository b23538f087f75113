"""Hybrid retrieval: BM25 and vectors searched side by side over one id space, fused into named parts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from embeddings.encoders import Vectors
from embeddings.fusion import DENSE_WEIGHT, LEXICAL_WEIGHT, min_max
from embeddings.lexical import LexicalIndex, best
from embeddings.segmentation import Segmenter
from embeddings.vectors import Mask, VectorIndex

# How many of each arm's best set its scale and may be hits; compared with 50 and 1000 on the development sets.
_POOL = 100


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked, as text for BM25 and as a unit vector (dimension,) for FAISS."""

    text: str
    vector: Vectors


@dataclass(frozen=True, slots=True)
class Hit:
    """One found document; `score` is exactly `lexical + dense`. `cosine` and `bm25` are the raw measures."""

    id: int
    score: float
    lexical: float
    dense: float
    cosine: float
    bm25: float


class HybridIndex:
    """Documents with ids, searched by both arms. Immutable: a change makes a new one."""

    def __init__(
        self, ids: Sequence[int], vectors: VectorIndex, lexical: LexicalIndex, segmenter: Segmenter
    ) -> None:
        self._ids: npt.NDArray[np.int64] = np.asarray(ids, dtype=np.int64)
        if len(np.unique(self._ids)) != len(ids):
            raise ValueError("ids must be unique")
        self.vectors = vectors
        self.lexical = lexical
        self._segmenter = segmenter

    @classmethod
    def build(
        cls, ids: Sequence[int], texts: Sequence[str], vectors: Vectors, segmenter: Segmenter
    ) -> HybridIndex:
        """Index texts with their unit vectors; all three sequences run in parallel."""
        lexical = LexicalIndex.build(segmenter.terms(text) for text in texts)
        return cls(ids, VectorIndex.build(vectors), lexical, segmenter)

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def ids(self) -> list[int]:
        """Every id, in index order."""
        return [int(identifier) for identifier in self._ids]

    def search(
        self, query: Query, k: int, among: Collection[int] | npt.NDArray[np.int64] | None = None
    ) -> list[Hit]:
        """The k best documents, best first, only those `among` if given; ties by id, so that order is repeatable."""
        allowed = None if among is None else self._allowed(among)
        if not (len(self) if allowed is None else allowed.any()):
            return []
        pool = max(_POOL, k)
        bm25 = self.lexical.scores(self._segmenter.terms(query.text))
        best_lexical = best(bm25, pool, allowed)
        best_dense, reference = self.vectors.nearest(query.vector, pool, allowed)
        union = np.union1d(best_lexical, best_dense).astype(np.int64)
        cosine = self.vectors.cosines(query.vector, union)
        lexical = LEXICAL_WEIGHT * min_max(bm25[union], bm25[best_lexical]).astype(np.float64)
        dense = DENSE_WEIGHT * min_max(cosine, reference).astype(np.float64)
        total = lexical + dense
        order = np.lexsort((self._ids[union], -total))[:k]
        return [
            Hit(
                id=int(self._ids[union[at]]),
                score=float(total[at]),
                lexical=float(lexical[at]),
                dense=float(dense[at]),
                cosine=float(cosine[at]),
                bm25=float(bm25[union[at]]),
            )
            for at in order
        ]

    def _allowed(self, among: Collection[int] | npt.NDArray[np.int64]) -> Mask:
        """Which documents have one of those ids, shape (n,)."""
        wanted = among if isinstance(among, np.ndarray) else np.fromiter(among, np.int64, len(among))
        return np.isin(self._ids, wanted)
