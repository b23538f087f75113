"""BM25 over index terms, a thin shell around bm25s that scores every document of the index."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import bm25s
import numpy as np
import numpy.typing as npt

# bm25s's defaults, kept after three settings were compared on the public development sets.
_K1 = 1.5
_B = 0.75

Scores = npt.NDArray[np.float32]


class LexicalIndex:
    """BM25 (Lucene's variant) over lists of terms; documents are positions 0 … n-1."""

    def __init__(self, model: bm25s.BM25 | None, size: int) -> None:
        self._model = model
        self._size = size

    @classmethod
    def build(cls, documents: Sequence[Sequence[str]]) -> LexicalIndex:
        """Index documents given as terms; an index without any term answers zeros."""
        if not any(documents):
            return cls(None, len(documents))
        model = bm25s.BM25(k1=_K1, b=_B)
        model.index([list(terms) for terms in documents], show_progress=False)
        return cls(model, len(documents))

    def scores(self, terms: Sequence[str]) -> Scores:
        """The score of every document, shape (n,); zero where no term occurs."""
        if self._model is None or not terms:
            return np.zeros(self._size, dtype=np.float32)
        found: Scores = self._model.get_scores(list(terms))
        return found

    def save(self, folder: Path) -> None:
        """Write the index into a new folder; an empty index writes an empty folder."""
        folder.mkdir()
        if self._model is not None:
            self._model.save(str(folder), show_progress=False)

    @classmethod
    def load(cls, folder: Path, size: int) -> LexicalIndex:
        """Read what `save` wrote. Raises OSError or ValueError when files are missing or damaged."""
        if not any(folder.iterdir()):
            return cls(None, size)
        return cls(bm25s.BM25.load(str(folder)), size)
