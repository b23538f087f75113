"""The word arm against BM25 written out."""

from __future__ import annotations

import math
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import bm25s
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.lexical import LexicalIndex, Scores, best
from embeddings.vectors import Mask, Positions

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


def _zipfian(count: int, seed: int) -> list[list[str]]:
    """Documents of 20 to 200 terms, of which a few are in most documents and most in a few, as words are."""
    chance = np.random.default_rng(seed)
    return [
        [f"t{number}" for number in chance.zipf(1.3, size=chance.integers(20, 200))] for _ in range(count)
    ]


def test_scores_equal_those_of_another_implementation_to_the_last_bit() -> None:
    documents = [*_zipfian(2000, 1), [], ["t1"]]
    other = bm25s.BM25(k1=1.5, b=0.75)
    other.index(documents, show_progress=False)
    index = LexicalIndex.build(iter(documents))
    for query in _zipfian(30, 2):
        assert np.array_equal(index.scores(query), other.get_scores(query))


_SCORES = st.lists(st.sampled_from([0.0, 0.5, 1.0, 1.5, 2.0, 7.0]), max_size=40)


@given(
    scores=_SCORES, k=st.integers(0, 45), chosen=st.none() | st.sets(st.integers(0, 39)), mask=st.booleans()
)
def test_best_is_the_head_of_a_full_sort(
    scores: list[float], k: int, chosen: set[int] | None, mask: bool
) -> None:
    allowed = [at for at in range(len(scores)) if chosen is None or at in chosen]
    expected = sorted((at for at in allowed if scores[at] > 0), key=lambda at: (-scores[at], at))[:k]
    among: Positions | Mask | None = None if chosen is None else np.array(allowed, dtype=np.int64)
    if among is not None and mask:
        among = np.isin(np.arange(len(scores)), among)
    found = best(np.array(scores, dtype=np.float32), k, among)
    assert found.tolist() == expected
    assert found.dtype == np.int64


@pytest.mark.parametrize("share", [0.001, 0.1, 1.0])
def test_best_of_many_is_the_head_of_a_full_sort(share: float) -> None:
    chance = np.random.default_rng(6)
    drawn = np.round(chance.gamma(2, 2, 20_000), 1) * (chance.random(20_000) < share)
    scores: Scores = drawn.astype(np.float32)
    expected = [at for at in np.argsort(-scores, kind="stable") if scores[at] > 0][:100]
    assert best(scores, 100).tolist() == expected


def test_files_of_another_index_are_refused(tmp_path: Path) -> None:
    LexicalIndex.build(_zipfian(40, 3)).save(tmp_path / "one")
    LexicalIndex.build(_zipfian(40, 4)).save(tmp_path / "other")
    with pytest.raises(ValueError, match="reshape"):
        LexicalIndex.load(tmp_path / "one", 41)
    for name in ("documents.i32", "vocabulary.json"):
        folder = tmp_path / name
        shutil.copytree(tmp_path / "one", folder)
        shutil.copy(tmp_path / "other" / name, folder / name)
        with pytest.raises(ValueError):
            LexicalIndex.load(folder, 40)
        (folder / name).write_bytes(b"")
        with pytest.raises(ValueError):
            LexicalIndex.load(folder, 40)
        (folder / name).unlink()
        with pytest.raises((OSError, ValueError)):
            LexicalIndex.load(folder, 40)


def test_threads_load_and_ask_side_by_side(tmp_path: Path) -> None:
    documents = _zipfian(200, 5)
    LexicalIndex.build(documents).save(tmp_path / "lexical")
    expected = LexicalIndex.build(documents).scores(documents[0])
    with ThreadPoolExecutor(8) as pool:
        answers = pool.map(
            lambda _: LexicalIndex.load(tmp_path / "lexical", 200).scores(documents[0]), range(64)
        )
        assert all(np.array_equal(answer, expected) for answer in answers)
