"""Hybrid retrieval against the same formula in plain numpy."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.encoders import Vectors
from embeddings.hybrid import HybridIndex, Query
from embeddings.segmentation import Segmenter
from tests.embeddings.fakes import FakeEncoder, random_vectors

SEGMENTER = Segmenter()
TEXTS = (
    "生产执行系统，工单下达、报工、追溯",
    "设备点检与维修工单",
    "能耗在线监测，水电气",
    "仓库扫码出入库，账实相符",
    "质量检验与不合格品处理",
    "采购询价与供应商管理",
)
IDS = (40, 7, 12, 99, 3, 58)


def _index(texts: Sequence[str] = TEXTS, ids: Sequence[int] = IDS) -> HybridIndex:
    return HybridIndex.build(ids, texts, FakeEncoder().encode_passages(texts), SEGMENTER)


def _query(text: str) -> Query:
    return Query(text, FakeEncoder().encode_queries([text])[0])


def _scaled(values: Vectors) -> Vectors:
    low, high = values.min(), values.max()
    if high - low < 1e-9:
        return (values > 0).astype(np.float32)
    scaled: Vectors = (values - low) / (high - low)
    return scaled


def _expected(query: Query, ids: Sequence[int], texts: Sequence[str], vectors: Vectors) -> dict[int, float]:
    """Half the scaled BM25 of those that have any, half the scaled cosine, for collections below the pool's size."""
    index = HybridIndex.build(ids, texts, vectors, SEGMENTER)
    bm25 = index.lexical.scores(SEGMENTER.terms(query.text))
    words = np.zeros(len(ids), dtype=np.float32)
    if (bm25 > 0).any():
        words[bm25 > 0] = _scaled(bm25[bm25 > 0])
    total = 0.5 * words + 0.5 * _scaled(vectors @ query.vector)
    return dict(zip(ids, total.tolist(), strict=True))


@pytest.mark.parametrize("text", ["工单", "设备维修", "水电", "供应商 MES", "宠物", "，"])
def test_scores_are_the_formula(text: str) -> None:
    query = _query(text)
    vectors = FakeEncoder().encode_passages(TEXTS)
    hits = _index().search(query, 10)
    expected = _expected(query, IDS, TEXTS, vectors)
    assert {hit.id: hit.score for hit in hits} == pytest.approx(expected, abs=1e-5)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    for hit in hits:
        at = IDS.index(hit.id)
        assert hit.cosine == pytest.approx(float(vectors[at] @ query.vector), abs=1e-6)
        assert hit.bm25 == pytest.approx(float(_index().lexical.scores(SEGMENTER.terms(text))[at]), abs=1e-6)


@settings(deadline=None, max_examples=50)
@given(
    texts=st.lists(st.sampled_from([*TEXTS, "", "MES", "工单"]), min_size=1, max_size=12),
    asked=st.sampled_from(["工单报工", "MES", "xyz", "", "能耗与质量"]),
    k=st.integers(1, 15),
    seed=st.integers(0, 1000),
)
def test_parts_make_the_score_exactly(texts: list[str], asked: str, k: int, seed: int) -> None:
    ids = list(range(100, 100 + len(texts)))
    index = HybridIndex.build(ids, texts, random_vectors(len(texts), 8, seed), SEGMENTER)
    hits = index.search(Query(asked, random_vectors(1, 8, seed + 1)[0]), k)
    assert len(hits) == min(k, len(texts))
    assert len({hit.id for hit in hits}) == len(hits)
    for hit in hits:
        assert hit.score == hit.lexical + hit.dense
        assert 0.0 <= hit.lexical <= 0.5
        assert 0.0 <= hit.dense <= 0.5
    assert hits == sorted(hits, key=lambda hit: (-hit.score, hit.id))


@settings(deadline=None, max_examples=40)
@given(among=st.sets(st.sampled_from([*IDS, 1000, 2000])), text=st.sampled_from(["工单", "检验", "无此词"]))
def test_among_is_the_search_of_those_alone(among: set[int], text: str) -> None:
    """The words' statistics stay those of the whole collection; cosines and their scale are those of the chosen."""
    query = _query(text)
    hits = _index().search(query, 10, among=among)
    known = [identifier for identifier in IDS if identifier in among]
    assert {hit.id for hit in hits} == set(known)
    everything = {hit.id: hit for hit in _index().search(query, 10)}
    by_cosine = sorted(known, key=lambda identifier: -everything[identifier].cosine)
    assert [hit.id for hit in sorted(hits, key=lambda hit: -hit.cosine)] == by_cosine
    for hit in hits:
        assert hit.cosine == pytest.approx(everything[hit.id].cosine, abs=1e-6)
        assert hit.bm25 == everything[hit.id].bm25


def test_equal_documents_come_by_id_and_always_alike() -> None:
    texts = ["工单报工"] * 6 + ["能耗"]
    ids = [31, 5, 17, 2, 90, 44, 1]
    index = _index(texts, ids)
    found = [hit.id for hit in index.search(_query("工单"), 7)]
    assert found == [2, 5, 17, 31, 44, 90, 1]
    assert [[hit.id for hit in index.search(_query("工单"), 3)] for _ in range(5)] == [[2, 5, 17]] * 5


def test_more_equal_documents_than_the_pool_are_repeatable() -> None:
    ids = list(range(300, 0, -1))
    index = _index(["工单报工"] * 300, ids)
    first = [hit.id for hit in index.search(_query("工单"), 10)]
    assert [hit.id for hit in index.search(_query("工单"), 10)] == first


def test_words_nobody_used_leave_the_order_to_meaning() -> None:
    query = _query("宠物美容")
    hits = _index().search(query, 6)
    assert all(hit.lexical == 0.0 and hit.bm25 == 0.0 for hit in hits)
    assert [hit.id for hit in hits] == [hit.id for hit in sorted(hits, key=lambda hit: -hit.cosine)]


def test_an_empty_index_and_nothing_allowed() -> None:
    empty = HybridIndex.build([], [], np.empty((0, 16), dtype=np.float32), SEGMENTER)
    assert (len(empty), empty.ids, empty.search(_query("工单"), 5)) == (0, [], [])
    assert empty.search(_query("工单"), 5, among=[1]) == []
    assert _index().search(_query("工单"), 5, among=[]) == []
    assert _index().search(_query("工单"), 0) == []


def test_ids_are_unique() -> None:
    with pytest.raises(ValueError, match="unique"):
        _index(["a", "b"], [1, 1])


def test_a_document_known_only_by_one_arm_is_found() -> None:
    """Beyond the pool of the nearest vectors a word still brings its document in, and the other way round."""
    texts = ["能耗监测"] * 150 + ["除尘器"]
    vectors = random_vectors(151, 8, 1)
    query = random_vectors(1, 8, 2)[0]
    vectors[150] = -query
    hits = HybridIndex.build(range(151), texts, vectors, SEGMENTER).search(Query("除尘器", query), 5)
    by_word = next(hit for hit in hits if hit.id == 150)
    assert (by_word.score, by_word.lexical, by_word.dense) == (0.5, 0.5, 0.0)
    assert by_word.cosine == pytest.approx(-1.0, abs=1e-5)
    by_meaning = next(hit for hit in hits if hit.id == int(np.argmax(vectors @ query)))
    assert by_meaning.lexical == 0.0
    assert by_meaning.dense == pytest.approx(0.5, abs=1e-6)
