"""Retrieval quality of the real model on public sets; whatever is missing beside the checkout is said loudly."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from embeddings.encoders import Encoder
from embeddings.evaluation import evaluate_retrieval, load_benchmark
from embeddings.segmentation import Segmenter
from tests.embeddings.remembering import RememberingEncoder

SETS = Path(__file__).parents[3] / "shared" / "bench"
_QUICK = 1000  # documents that are encoded within a test run; more take minutes


def _evaluate(name: str, encoder: Encoder, segmenter: Segmenter, model_home: Path) -> dict[str, Any]:
    if not (SETS / name).is_dir():  # the sets are not ours to distribute
        pytest.skip(f"NO QUALITY GATE: {name} is not beside the checkout")
    benchmark = load_benchmark(SETS / name)
    remembering = RememberingEncoder(encoder, model_home / "vectors")
    texts = [f"{document.title}\n{document.text}".strip() for document in benchmark.documents]
    if not (len(texts) <= _QUICK or remembering.remembers(texts) or os.environ.get("DUIJIE_TEST_SLOW")):
        pytest.skip(f"NO QUALITY GATE: DUIJIE_TEST_SLOW=1 encodes the {len(texts)} documents of {name} once")
    # Together is twice as fast, and they are remembered.
    encoder.encode_queries(list(benchmark.queries.values()))
    return evaluate_retrieval(benchmark, remembering, segmenter)


@pytest.mark.model
def test_questions_with_one_answer(encoder: Encoder, segmenter: Segmenter, model_home: Path) -> None:
    found = _evaluate("xquad_zh", encoder, segmenter, model_home)
    assert found["ndcg@10"] >= 0.98
    assert found["arms"]["lexical"]["ndcg@10"] >= 0.968
    assert found["arms"]["dense"]["ndcg@10"] >= 0.945
    assert found["recall@100"] >= 0.999


@pytest.mark.model
def test_a_word_or_two_for_a_kind_of_thing(encoder: Encoder, segmenter: Segmenter, model_home: Path) -> None:
    found = _evaluate("software_catalogue_dev", encoder, segmenter, model_home)
    assert found["ndcg@10"] >= 0.66
    assert found["ndcg@10"] > max(found["arms"][arm]["ndcg@10"] for arm in ("lexical", "dense")) + 0.05
