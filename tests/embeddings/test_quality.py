"""Retrieval quality of the real model on public sets; whatever is missing beside the checkout is said loudly."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from embeddings.encoders import Encoder, Vectors
from embeddings.evaluation import Benchmark, load_benchmark, retrieve, summarise
from embeddings.segmentation import Segmenter

SETS = Path(__file__).parents[3] / "shared" / "bench"


class _Remembering:
    """The real encoder, whose passages are kept in a file named by the model and the texts: minutes become seconds."""

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        self._encoder = encoder
        self._folder = folder
        self.fingerprint = encoder.fingerprint
        self.dimension = encoder.dimension

    def encode_queries(self, texts: list[str], *, remember: bool = True) -> Vectors:
        return self._encoder.encode_queries(texts, remember=remember)

    def encode_passages(self, texts: list[str], progress: Any = None) -> Vectors:
        digest = hashlib.sha256("\x1f".join((self.fingerprint, *texts)).encode()).hexdigest()[:16]
        path = self._folder / f"passages-{digest}.npy"
        if not path.is_file():
            self._folder.mkdir(parents=True, exist_ok=True)
            np.save(path, self._encoder.encode_passages(texts, progress))
        vectors: Vectors = np.load(path)
        return vectors


def _evaluate(name: str, encoder: Encoder, segmenter: Segmenter, model_home: Path) -> dict[str, Any]:
    if not (SETS / name).is_dir():
        pytest.skip(f"NO QUALITY GATE: {name} is not beside the checkout")
    benchmark: Benchmark = load_benchmark(SETS / name)
    # Together is twice as fast, and they are remembered.
    encoder.encode_queries(list(benchmark.queries.values()))
    return summarise(retrieve(benchmark, _Remembering(encoder, model_home / "vectors"), segmenter), benchmark)


@pytest.mark.model
def test_questions_with_one_answer(encoder: Encoder, segmenter: Segmenter, model_home: Path) -> None:
    found = _evaluate("xquad_zh", encoder, segmenter, model_home)
    assert found["ndcg@10"] >= 0.977
    assert found["arms"]["lexical"]["ndcg@10"] >= 0.968
    assert found["arms"]["dense"]["ndcg@10"] >= 0.945
    assert found["recall@100"] >= 0.999


@pytest.mark.model
def test_a_word_or_two_for_a_kind_of_thing(encoder: Encoder, segmenter: Segmenter, model_home: Path) -> None:
    found = _evaluate("software_catalogue_dev", encoder, segmenter, model_home)
    assert found["ndcg@10"] >= 0.66
    assert found["ndcg@10"] > max(found["arms"][arm]["ndcg@10"] for arm in ("lexical", "dense")) + 0.05
