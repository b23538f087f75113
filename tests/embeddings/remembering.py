"""The real encoder with the vectors of a public set kept between runs."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from embeddings.encoders import Encoder, Vectors


class RememberingEncoder:
    """Keeps passages in a file named by the model and the texts: what took minutes takes a moment the next time."""

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        self._encoder = encoder
        self._folder = folder

    @property
    def fingerprint(self) -> str:
        return self._encoder.fingerprint

    @property
    def dimension(self) -> int:
        return self._encoder.dimension

    def remembers(self, texts: Sequence[str]) -> bool:
        """Whether `encode_passages` would only read."""
        return self._path(texts).is_file()

    def encode_queries(self, texts: Sequence[str], *, remember: bool = True) -> Vectors:
        return self._encoder.encode_queries(texts, remember=remember)

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> Vectors:
        path = self._path(texts)
        if not path.is_file():
            self._folder.mkdir(parents=True, exist_ok=True)
            np.save(path, self._encoder.encode_passages(texts, progress))
        vectors: Vectors = np.load(path)
        return vectors

    def _path(self, texts: Sequence[str]) -> Path:
        digest = hashlib.sha256("\x1f".join((self.fingerprint, *texts)).encode()).hexdigest()[:16]
        return self._folder / f"passages-{digest}.npy"
