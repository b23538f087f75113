"""A small encoder without a model: deterministic, instant, and able to stand for another model."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence

import numpy as np

from embeddings.encoders import Encoded, Vectors
from embeddings.late import quantise


class FakeEncoder:
    """Unit vectors from hashed pairs of characters; texts that share pairs are near. Counts what it encodes."""

    def __init__(self, fingerprint: str = "fake", dimension: int = 16) -> None:
        self._fingerprint = fingerprint
        self._dimension = dimension
        self.encoded = 0

    @property
    def fingerprint(self) -> str:
        return self._fingerprint

    @property
    def dimension(self) -> int:
        return self._dimension

    def encode_queries(self, texts: Sequence[str], *, remember: bool = True) -> Vectors:
        return self._encode(texts)

    def encode_query(self, text: str) -> Encoded:
        return self._encode_tokens(text)

    def encode_documents(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> list[Encoded]:
        self.encoded += len(texts)
        if progress:
            progress(len(texts), len(texts))
        return [self._encode_tokens(text) for text in texts]

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> Vectors:
        self.encoded += len(texts)
        if progress:
            progress(len(texts), len(texts))
        return self._encode(texts)

    def _encode_tokens(self, text: str) -> Encoded:
        """The vectors of a text and of each of its characters."""
        return Encoded(self._encode([text])[0], quantise(self._encode(list(text) or [""])))

    def _encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self._dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for at in range(len(text) + 1):
                digest = zlib.crc32(f"{self._fingerprint}:{text[max(at - 1, 0) : at + 1]}".encode())
                vectors[row, digest % self._dimension] += 1.0 if digest & 0x10000 else -1.0
            vectors[row, 0] += 0.5  # no text leaves the zero vector
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors


def random_vectors(count: int, dimension: int, seed: int) -> Vectors:
    """Unit vectors (count, dimension), the same for the same seed."""
    vectors = np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors
