"""What an engine is asked, and the corpus it is given: read by every engine's process, so nothing but numpy is needed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

BUCKETS = 1000
"""Every document lies in one of so many buckets of like size, by chance; a filter allows the first share of them."""

K = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """One query: its text, its words as jieba cuts them, and its unit vector (dimension,)."""

    text: str
    words: tuple[str, ...]
    vector: npt.NDArray[np.float32]


class Corpus:
    """A folder with documents.jsonl, vectors.npy, buckets.npy and queries.json; documents are numbered 0 … n-1."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def about(self) -> dict[str, Any]:
        """Its name, its size and how many of its documents are real."""
        found: dict[str, Any] = json.loads((self.folder / "about.json").read_text(encoding="utf-8"))
        return found

    @cached_property
    def vectors(self) -> npt.NDArray[np.float32]:
        """Unit vectors (n, dimension), mapped from the file."""
        found: npt.NDArray[np.float32] = np.load(self.folder / "vectors.npy", mmap_mode="r")
        return found

    @cached_property
    def buckets(self) -> npt.NDArray[np.int64]:
        """The bucket of every document."""
        found: npt.NDArray[np.int64] = np.load(self.folder / "buckets.npy")
        return found

    def documents(self) -> Iterator[tuple[str, list[str]]]:
        """Text and words of every document, in order."""
        with (self.folder / "documents.jsonl").open(encoding="utf-8") as file:
            for line in file:
                text, words = json.loads(line)
                yield text, words.split()

    def queries(self) -> list[Asked]:
        """What is asked of this corpus."""
        rows = json.loads((self.folder / "queries.json").read_text(encoding="utf-8"))
        vectors = np.load(self.folder / "query_vectors.npy")
        return [
            Asked(text, tuple(words), vector) for (text, words), vector in zip(rows, vectors, strict=True)
        ]


class Engine(Protocol):
    """One engine with one index. `share` is the part of the buckets that a filter allows, None for no filter."""

    def build(self, corpus: Corpus, folder: Path) -> None:
        """Index the corpus and keep it in a new folder."""

    def open(self, corpus: Corpus, folder: Path) -> None:
        """Make ready to answer from what `build` kept."""

    def search(self, asked: Asked, share: float | None) -> list[int]:
        """The ten best documents by the engine's own recommended hybrid of words and vectors."""

    def nearest(self, asked: Asked, share: float | None) -> list[int]:
        """The ten nearest documents by vector alone."""

    def count(self, share: float) -> int:
        """How many documents the engine says that the filter allows."""


def limit(share: float) -> int:
    """The first bucket that a filter of this share no longer allows."""
    return round(share * BUCKETS)
