"""This project's HybridIndex, kept and opened through its own storage as the service does."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from catalog.taxonomy import load_taxonomy
from embeddings.hybrid import HybridIndex, Query
from embeddings.segmentation import Segmenter
from embeddings.storage import IndexStore
from tests.bench.engines.protocol import Asked, Corpus, K, limit


class Adapter:
    """Equal weights of BM25 and cosine, each min-max over its best hundred; ids are positions."""

    def __init__(self) -> None:
        self._segmenter = Segmenter(load_taxonomy().words)

    def build(self, corpus: Corpus, folder: Path) -> None:
        """Segments, indexes and writes a generation."""
        texts = [text for text, _ in corpus.documents()]
        index = HybridIndex.build(range(len(texts)), texts, np.asarray(corpus.vectors), self._segmenter)
        IndexStore(folder).write(index, {}, "bench")

    def open(self, corpus: Corpus, folder: Path) -> None:
        """Loads the generation."""
        self._index, _ = IndexStore(folder).load(self._segmenter)
        self._buckets = corpus.buckets

    def search(self, asked: Asked, share: float | None) -> list[int]:
        """Hybrid search; the filter is worked out anew for each query."""
        return [hit.id for hit in self._index.search(Query(asked.text, asked.vector), K, self._among(share))]

    def nearest(self, asked: Asked, share: float | None) -> list[int]:
        """The vector arm alone."""
        found: list[int] = self._index.vectors.nearest(asked.vector, K, self._among(share))[0].tolist()
        return found

    def count(self, share: float) -> int:
        """How many ids are allowed."""
        among = self._among(share)
        return len(self._buckets) if among is None else len(among)

    def _among(self, share: float | None) -> npt.NDArray[np.int64] | None:
        return None if share is None else np.flatnonzero(self._buckets < limit(share))
