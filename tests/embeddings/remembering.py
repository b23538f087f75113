"""The real encoder with the vectors of a public set kept between runs."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from embeddings.encoders import Encoded, Encoder, Vectors


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
        """Whether `encode_documents` would only read."""
        return self._path("documents", texts).is_file()

    def encode_queries(self, texts: Sequence[str], *, remember: bool = True) -> Vectors:
        return self._encoder.encode_queries(texts, remember=remember)

    def encode_query(self, text: str) -> Encoded:
        return self._encoder.encode_query(text)

    def encode_documents(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> list[Encoded]:
        path = self._path("documents", texts)
        if not path.is_file():
            self._folder.mkdir(parents=True, exist_ok=True)
            encoded = self._encoder.encode_documents(texts, progress)
            with path.with_suffix(".part").open("wb") as file:
                np.savez(
                    file,
                    vectors=np.array([found.vector for found in encoded]),
                    tokens=np.concatenate([found.tokens for found in encoded]),
                    ends=np.cumsum([len(found.tokens) for found in encoded]),
                )
            path.with_suffix(".part").rename(path)
        kept = np.load(path)
        tokens = np.split(kept["tokens"], kept["ends"][:-1])
        return [Encoded(vector, own) for vector, own in zip(kept["vectors"], tokens, strict=True)]

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> Vectors:
        path = self._path("passages", texts)
        if not path.is_file():
            self._folder.mkdir(parents=True, exist_ok=True)
            np.save(path, self._encoder.encode_passages(texts, progress))
        vectors: Vectors = np.load(path)
        return vectors

    def _path(self, what: str, texts: Sequence[str]) -> Path:
        digest = hashlib.sha256("\x1f".join((self.fingerprint, *texts)).encode()).hexdigest()[:16]
        return self._folder / f"{what}-{digest}.{'npy' if what == 'passages' else 'npz'}"
