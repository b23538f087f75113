"""The corpora: real texts first, then texts recombined from them, with vectors mixed in the same parts."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from catalog.samples import sample_files
from embeddings.encoders import Encoder, Vectors
from embeddings.evaluation import Benchmark, load_benchmark
from embeddings.segmentation import Segmenter
from tests.bench.engines.protocol import BUCKETS, Corpus

SETS = ("software_catalogue_dev", "xquad_zh")
_ASKED = 60  # queries of each set that the timed corpora are asked
_PARTS = 3  # of so many real texts a recombined one is made

Rows = tuple[Sequence[str], Vectors, int]
"""Texts, their vectors, and how many of them are real."""


@dataclass(frozen=True, slots=True)
class Real:
    """Real texts with their vectors (n, dimension)."""

    texts: Sequence[str]
    vectors: Vectors


class Workshop:
    """Makes corpora in one folder; vectors of real texts are encoded once and kept by the encoder's fingerprint."""

    def __init__(self, folder: Path, sets: Path, encoder: Encoder, segmenter: Segmenter) -> None:
        self._folder = folder
        self._encoder = encoder
        self._segmenter = segmenter
        self._benchmarks = {name: load_benchmark(sets / name) for name in SETS if (sets / name).is_dir()}

    def judged(self) -> dict[str, tuple[Corpus, Benchmark]]:
        """Each public set as a corpus that is asked all its judged queries."""
        return {name: (self._judged(name), benchmark) for name, benchmark in self._benchmarks.items()}

    def padded(self, size: int) -> Corpus:
        """All real texts, or the first `size`, then recombined ones; asked a spread of the sets' queries."""
        return self._make(f"{size}", lambda: self._padded_rows(size), self._spread())

    def _judged(self, name: str) -> Corpus:
        benchmark = self._benchmarks[name]
        real = self._documents(name)
        queries = list(benchmark.queries.values())
        vectors = self._asked(name)
        return self._make(name, lambda: (real.texts, real.vectors, len(real.texts)), Real(queries, vectors))

    def _asked(self, name: str) -> Vectors:
        queries = list(self._benchmarks[name].queries.values())
        return self._kept(f"{name}.queries", lambda: self._encoder.encode_queries(queries))

    def _documents(self, name: str) -> Real:
        texts = [
            f"{document.title}\n{document.text}".strip() for document in self._benchmarks[name].documents
        ]
        return Real(texts, self._kept(name, lambda: self._encoder.encode_passages(texts)))

    def _samples(self) -> Real:
        texts = list(_sample_texts())
        return Real(texts, self._kept("samples", lambda: self._encoder.encode_passages(texts)))

    def _padded_rows(self, size: int) -> Rows:
        sources = [*(self._documents(name) for name in self._benchmarks), self._samples()]
        real = Real(
            [text for source in sources for text in source.texts],
            np.concatenate([source.vectors for source in sources]),
        )
        return pad(real, size)

    def _spread(self) -> Real:
        texts: list[str] = []
        vectors = []
        for name, benchmark in self._benchmarks.items():
            queries = list(benchmark.queries.values())
            found = self._asked(name)
            step = max(1, len(queries) // _ASKED)
            texts += queries[::step][:_ASKED]
            vectors.append(found[::step][:_ASKED])
        return Real(texts, np.concatenate(vectors))

    def _kept(self, name: str, make: Callable[[], Vectors]) -> Vectors:
        path = self._folder / f"{name}.{self._encoder.fingerprint}.npy"
        if not path.exists():
            self._folder.mkdir(parents=True, exist_ok=True)
            np.save(path, make())
        vectors: Vectors = np.load(path)
        return vectors

    def _make(self, name: str, rows: Callable[[], Rows], asked: Real) -> Corpus:
        folder = self._folder / f"corpus-{name}"
        if (folder / "about.json").exists():
            return Corpus(folder)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        texts, vectors, real = rows()
        with (folder / "documents.jsonl").open("w", encoding="utf-8") as file:
            for text in texts:
                words = " ".join(self._segmenter.words(text))
                file.write(json.dumps([text, words], ensure_ascii=False) + "\n")
        np.save(folder / "vectors.npy", np.ascontiguousarray(vectors, dtype=np.float32))
        np.save(folder / "buckets.npy", np.random.default_rng(7).permutation(len(texts)) % BUCKETS)
        rows_asked = [[text, list(self._segmenter.words(text))] for text in asked.texts]
        (folder / "queries.json").write_text(json.dumps(rows_asked, ensure_ascii=False), encoding="utf-8")
        np.save(folder / "query_vectors.npy", asked.vectors)
        about = {"name": name, "size": len(texts), "real": real}
        (folder / "about.json").write_text(json.dumps(about), encoding="utf-8")  # last: the folder is whole
        return Corpus(folder)


def pad(real: Real, size: int, seed: int = 1) -> Rows:
    """The first `size` real texts, or all and then recombined ones; returns texts, vectors and how many are real.

    A recombined text is one stretch from each of three real texts, in parts drawn evenly (Dirichlet) and as long
    together as a real text; its vector is the three vectors mixed in the same parts, made unit length again.
    """
    texts = list(real.texts[:size])
    missing = size - len(texts)
    if not missing:
        return texts, real.vectors[:size], size
    chance = np.random.default_rng(seed)
    sources = chance.integers(len(real.texts), size=(missing, _PARTS))
    parts = chance.dirichlet(np.ones(_PARTS), size=missing).astype(np.float32)
    starts = chance.random(size=(missing, _PARTS))
    texts.extend(
        "，".join(_stretches(real.texts, sources[row], parts[row], starts[row])) for row in range(missing)
    )
    mixed = np.zeros((missing, real.vectors.shape[1]), dtype=np.float32)
    for part in range(_PARTS):
        mixed += real.vectors[sources[:, part]] * parts[:, [part]]
    mixed /= np.linalg.norm(mixed, axis=1, keepdims=True)
    return texts, np.concatenate([real.vectors, mixed]), len(real.texts)


def _stretches(
    texts: Sequence[str], sources: Sequence[int], parts: Sequence[float], starts: Sequence[float]
) -> Iterator[str]:
    for source, part, start in zip(sources, parts, starts, strict=True):
        text = texts[source]
        length = round(float(part) * len(text))
        first = int(float(start) * (len(text) - length + 1))
        if length:
            yield text[first : first + length]


def _sample_texts() -> Iterator[str]:
    """The rows of our sample catalogue, their cells joined."""
    for path in sample_files():
        if path.stem in {"products", "finance"}:
            with path.open(encoding="utf-8-sig", newline="") as file:
                for row in list(csv.reader(file))[1:]:
                    yield "，".join(cell for cell in row if cell)
