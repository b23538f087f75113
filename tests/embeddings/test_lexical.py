"""The word arm against BM25 written out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.lexical import LexicalIndex

_TERMS = st.lists(st.sampled_from(["工单", "报工", "质检", "mes", "能耗", "库存"]), max_size=12)


def _bm25(documents: Sequence[Sequence[str]], query: Sequence[str]) -> list[float]:
    """Lucene's BM25 with k1 = 1.5 and b = 0.75, one term at a time; a repeated query term counts each time."""
    mean = sum(map(len, documents)) / len(documents)
    scores = [0.0] * len(documents)
    for term in query:
        holding = sum(term in document for document in documents)
        if not holding:
            continue
        idf = math.log(1 + (len(documents) - holding + 0.5) / (holding + 0.5))
        for at, document in enumerate(documents):
            frequency = document.count(term)
            norm = 1.5 * (1 - 0.75 + 0.75 * len(document) / mean)
            scores[at] += idf * frequency / (frequency + norm)
    return scores


@settings(deadline=None, max_examples=60)
@given(documents=st.lists(_TERMS, min_size=1, max_size=8), query=_TERMS)
def test_scores_are_bm25(documents: list[list[str]], query: list[str]) -> None:
    found = LexicalIndex.build(documents).scores(query)
    expected = _bm25(documents, query) if any(documents) else [0.0] * len(documents)
    assert found == pytest.approx(expected, abs=1e-5)
    assert found.shape == (len(documents),)


def test_unknown_words_and_no_words_score_zero() -> None:
    index = LexicalIndex.build([["工单"], ["报工", "质检"]])
    assert index.scores(["宠物", "美容"]).tolist() == [0.0, 0.0]
    assert index.scores([]).tolist() == [0.0, 0.0]
    assert index.scores(["报工", "宠物"])[1] == index.scores(["报工"])[1] > 0


@pytest.mark.parametrize("documents", [[], [[]], [[], []]])
def test_an_index_without_terms(documents: list[list[str]], tmp_path: Path) -> None:
    index = LexicalIndex.build(documents)
    assert index.scores(["工单"]).tolist() == [0.0] * len(documents)
    index.save(tmp_path / "lexical")
    assert LexicalIndex.load(tmp_path / "lexical", len(documents)).scores(["工单"]).tolist() == [0.0] * len(
        documents
    )


def test_saved_and_loaded_it_answers_the_same(tmp_path: Path) -> None:
    index = LexicalIndex.build([["工单", "报工"], ["质检"], ["报工", "报工", "能耗"]])
    index.save(tmp_path / "lexical")
    loaded = LexicalIndex.load(tmp_path / "lexical", 3)
    assert np.array_equal(loaded.scores(["报工", "能耗"]), index.scores(["报工", "能耗"]))
