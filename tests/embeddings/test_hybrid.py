"""Hybrid retrieval against the same formula in plain numpy."""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.encoders import Vectors
from embeddings.fusion import DENSE_WEIGHT, LEXICAL_WEIGHT
from embeddings.hybrid import HybridIndex, Query
from embeddings.segmentation import Segmenter
from tests.embeddings.fakes import FakeEncoder, random_vectors

SEGMENTER = Segmenter(["制造执行系统", "生产执行系统"])
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
    """Half the scaled BM25 of those that have any, half the scaled cosine, for collections too small for feedback."""
    index = HybridIndex.build(ids, texts, vectors, SEGMENTER)
    bm25 = index.lexical.scores(SEGMENTER.query_terms(query.text))
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
        assert hit.bm25 == pytest.approx(
            float(_index().lexical.scores(SEGMENTER.query_terms(text))[at]), abs=1e-6
        )
        assert hit.feedback == 0.0


@settings(deadline=None, max_examples=50)
@given(
    texts=st.lists(st.sampled_from([*TEXTS, "", "MES", "工单"]), min_size=1, max_size=30),
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
        assert hit.score == hit.lexical + hit.dense + hit.feedback
        assert 0.0 <= hit.lexical <= LEXICAL_WEIGHT
        assert 0.0 <= hit.dense <= DENSE_WEIGHT
        assert 0.0 <= hit.feedback <= 1.0
        assert hit.score <= 1.0 + 1e-6
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
    hits = HybridIndex.build(range(151), texts, vectors, SEGMENTER).search(Query("除尘器", query), 151)
    by_word = next(hit for hit in hits if hit.id == 150)
    assert by_word.lexical > 0.0
    assert by_word.dense == 0.0
    assert by_word.cosine == pytest.approx(-1.0, abs=1e-5)
    by_meaning = next(hit for hit in hits if hit.id == int(np.argmax(vectors @ query)))
    assert by_meaning.lexical == 0.0
    assert by_meaning.dense == pytest.approx(by_word.lexical, abs=1e-6)  # each is the best of its arm


def _families() -> HybridIndex:
    """Thirty documents of two families; only most of the first family say 排产."""
    first = ["排产 报工 追溯 车间"] * 12 + ["报工 追溯 车间"] * 6
    other = [f"采购 询价 供应商 {at}" for at in range(12)]
    texts = [*first, *other]
    return HybridIndex.build(range(30), texts, FakeEncoder().encode_passages(texts), SEGMENTER)


def test_what_the_best_share_brings_their_kind_before_others() -> None:
    """Documents without the word asked for, but with the words of those that have it."""
    index = _families()
    vector = np.zeros(16, dtype=np.float32)  # meaning says nothing: words alone
    hits = index.search(Query("排产", vector), 30)
    assert {hit.id for hit in hits[:12]} == set(range(12))
    kin = [hit for hit in hits if 12 <= hit.id < 18]
    others = [hit for hit in hits if hit.id >= 18]
    assert all(hit.bm25 == 0.0 and hit.lexical == 0.0 for hit in kin)
    assert min(hit.score for hit in kin) > max(hit.score for hit in others)


@settings(deadline=None, max_examples=30)
@given(among=st.sets(st.integers(0, 40)), text=st.sampled_from(["排产", "报工 追溯", "供应商", ""]))
def test_feedback_stays_among_the_allowed(among: set[int], text: str) -> None:
    index = _families()
    found = [hit.id for hit in index.search(_query(text), 50, among=among)]
    assert set(found) == among & set(range(30))
    assert index.search(_query(text), 50, among=among) == index.search(_query(text), 50, among=among)


@given(among=st.lists(st.integers(-5, 120)), k=st.integers(0, 8))
@settings(deadline=None, max_examples=50)
def test_an_array_of_ids_is_the_collection_of_them(among: list[int], k: int) -> None:
    """In whatever order, with repetitions and with ids that the index does not hold."""
    index = _index()
    as_array = np.array(among, dtype=np.int64)
    assert index.search(_query("工单"), k, among=as_array) == index.search(
        _query("工单"), k, among=set(among)
    )


def test_scores_do_not_depend_on_how_many_are_asked_for() -> None:
    rng = np.random.default_rng(5)
    texts = ["".join(rng.choice(list("工单报能耗采购质检"), 6)) for _ in range(260)]
    index = HybridIndex.build(range(260), texts, FakeEncoder().encode_passages(texts), SEGMENTER)
    everything = index.search(_query("工单能耗"), len(index))
    assert sorted(hit.id for hit in everything) == list(range(260))
    assert index.search(_query("工单能耗"), 20) == everything[:20]


def test_an_exact_question_takes_nothing_from_others() -> None:
    """Where one document stands out by far, its score hardly depends on the rest."""
    texts = [*(f"能耗监测第{at}号" for at in range(20)), "除尘器滤袋更换周期"]
    index = HybridIndex.build(range(21), texts, FakeEncoder(dimension=256).encode_passages(texts), SEGMENTER)
    query = Query(texts[20], FakeEncoder(dimension=256).encode_queries([texts[20]])[0])
    hits = index.search(query, 21)
    assert hits[0].id == 20
    assert hits[0].lexical + hits[0].dense > 0.8
    assert hits[0].score > 2 * hits[1].score


def test_a_synonym_finds_what_the_word_itself_does_not_and_stands_behind_it() -> None:
    texts = ["MES 下达工单", "制造执行系统，下达工单", "能耗在线监测", "制造业的执行"]
    index = _index(texts, range(4))
    plain = {hit.id: hit for hit in index.search(_query("MES"), 4)}
    asked = {
        hit.id: hit
        for hit in index.search(replace(_query("MES"), synonyms={"mes": ("制造执行系统", "生产执行系统")}), 4)
    }
    assert plain[1].bm25 == 0 < asked[1].bm25 < asked[0].bm25
    assert asked[0].bm25 == plain[0].bm25
    assert asked[2].bm25 == 0
    assert asked[3].bm25 == 0, "only a part of the word"


def test_a_synonym_adds_nothing_where_the_word_itself_says_more() -> None:
    texts = ["排产 APS", "排产", "APS 与仓库", "能耗"]
    index = _index(texts, range(4))
    asked = replace(_query("排产"), synonyms={"排产": ("APS",)})
    plain, both = ({hit.id: hit.bm25 for hit in index.search(query, 4)} for query in (_query("排产"), asked))
    assert (both[0], both[1]) == (plain[0], plain[1])
    assert 0 == plain[2] < both[2] < both[1]


def test_a_synonym_alone_in_the_index_counts_its_share() -> None:
    index = _index(["制造执行系统", "能耗"], range(2))
    [first, _] = index.search(replace(_query("MES"), synonyms={"mes": ("制造执行系统",)}), 2)
    whole = float(index.lexical.scores(SEGMENTER.words("制造执行系统"))[0])
    assert first.id == 0
    assert first.bm25 == pytest.approx(0.7 * whole)


class _Terms(list[str]):
    """A list that can be watched."""


def test_building_holds_the_terms_of_few_texts_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    segmenter = Segmenter()
    alive: list[weakref.ref[_Terms]] = []
    most = 0

    def terms(text: str) -> list[str]:
        nonlocal most
        found = _Terms(Segmenter.terms(segmenter, text))
        alive.append(weakref.ref(found))
        most = max(most, sum(each() is not None for each in alive))
        return found

    monkeypatch.setattr(segmenter, "terms", terms)
    texts = [f"{text}{number}" for number in range(20) for text in TEXTS]
    HybridIndex.build(range(len(texts)), texts, FakeEncoder().encode_passages(texts), segmenter)
    assert 1 <= most <= 3
