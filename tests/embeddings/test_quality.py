"""Retrieval quality of the real model on a public set; the other sets are measured by `make bench`."""

from __future__ import annotations

from pathlib import Path

import pytest

from embeddings.encoders import Encoder
from embeddings.evaluation import evaluate_retrieval, load_benchmark
from embeddings.segmentation import Segmenter

FOLDER = Path(__file__).parents[3] / "shared" / "bench" / "xquad_zh"


@pytest.mark.model
@pytest.mark.skipif(not FOLDER.is_dir(), reason=f"NO QUALITY GATE: {FOLDER.name} is not beside the checkout")
def test_xquad_zh(encoder: Encoder, segmenter: Segmenter) -> None:
    benchmark = load_benchmark(FOLDER)
    encoder.encode_queries(
        list(benchmark.queries.values())
    )  # together is twice as fast, and they are remembered
    found = evaluate_retrieval(benchmark, encoder, segmenter)
    assert found["ndcg@10"] >= 0.975
    assert found["arms"]["lexical"]["ndcg@10"] >= 0.96
    assert found["arms"]["dense"]["ndcg@10"] >= 0.945
    assert found["recall@100"] >= 0.999
