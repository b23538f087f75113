"""Late interaction: MaxSim as its formula says, its weight, and what it does to a search."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.hybrid import HybridIndex, Query
from embeddings.late import TokenVectors, find_weight, max_sim, quantise
from embeddings.segmentation import Segmenter
from tests.embeddings.fakes import FakeEncoder, random_vectors

SEGMENTER = Segmenter()
TEXTS = [
    "设备点检与维修工单，保养计划自动排",
    "订单排产，插单后自动重排，缺料提前知道",
    "能源监测，空压机用电按班组看",
    "质量追溯，一批料到一张检验单",
    "排产计划和设备保养计划放在一张日历上",
    "仓库条码，入库出库扫一下就记账",
]
ASKED = "插单以后排产要自动重排"


def _slow_max_sim(query: TokenVectors, document: TokenVectors, centre: np.ndarray) -> float:
    """The formula, token by token."""
    asked, held = (
        [row / np.linalg.norm(row) - centre for row in rows.astype(float)] for rows in (query, document)
    )
    weights = [float(token @ token) for token in asked]
    nearest = [
        max(float(token @ other) / np.linalg.norm(token) / np.linalg.norm(other) for other in held)
        for token in asked
    ]
    return float(np.average(nearest, weights=weights))


@given(st.integers(1, 9), st.lists(st.integers(1, 12), min_size=1, max_size=6), st.integers(0, 99))
def test_it_is_the_weighted_mean_of_the_nearest_cosines(tokens: int, sizes: list[int], seed: int) -> None:
    query = quantise(random_vectors(tokens, 8, seed))
    documents = [quantise(random_vectors(size, 8, seed + at + 1)) for at, size in enumerate(sizes)]
    centre = random_vectors(1, 8, seed + 77)[0] * np.float32(0.6)
    expected = [_slow_max_sim(query, document, centre) for document in documents]
    np.testing.assert_allclose(max_sim(query, documents, centre), expected, atol=1e-4)


def test_quantised_directions_stay() -> None:
    vectors = random_vectors(200, 384, 5)
    quantised = quantise(vectors * np.float32(3)).astype(np.float32)
    quantised /= np.linalg.norm(quantised, axis=1, keepdims=True)
    assert (quantised * vectors).sum(axis=1).min() > 0.9995
    assert quantise(np.zeros((2, 4), dtype=np.float32)).tolist() == [[0] * 4] * 2


def test_a_document_without_tokens_is_like_nothing() -> None:
    query, centre = quantise(random_vectors(3, 8, 1)), np.zeros(8, dtype=np.float32)
    none = np.empty((0, 8), dtype=np.int8)
    found = max_sim(query, [none, query, none], centre)
    assert found.tolist() == pytest.approx([-1, 1, -1])
    assert max_sim(query, [none], centre).tolist() == [-1]
    assert max_sim(query, [], centre).tolist() == []


def test_keywords_are_not_compared_and_sentences_are() -> None:
    weights = [find_weight(tokens) for tokens in range(40)]
    assert weights == sorted(weights)
    assert weights[4] == 0 < weights[5]
    assert weights[12] == weights[39] == 0.5


class Shelf:
    """An index over texts whose token vectors are read from here; counts what was read."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.encoder = FakeEncoder(dimension=64)
        self.documents = self.encoder.encode_documents(texts)
        vectors = np.array([document.vector for document in self.documents])
        self.index = HybridIndex.build(range(len(texts)), texts, vectors, SEGMENTER)
        self.reads: list[list[int]] = []

    def read(self, ids: Sequence[int]) -> list[TokenVectors]:
        self.reads.append(list(ids))
        return [self.documents[at].tokens for at in ids]

    def query(self, text: str) -> Query:
        encoded = self.encoder.encode_query(text)
        return Query(text, encoded.vector, encoded.tokens)


def test_the_parts_add_up_and_the_nearest_by_tokens_gets_most() -> None:
    shelf = Shelf(TEXTS)
    hits = shelf.index.search(shelf.query(ASKED), 6, read_tokens=shelf.read)
    for hit in hits:
        assert hit.score == pytest.approx(hit.lexical + hit.dense + hit.feedback + hit.aligned)
    assert max(hits, key=lambda hit: hit.aligned).id == 1
    assert max(hit.aligned for hit in hits) == pytest.approx(find_weight(len(ASKED)))
    assert sum(hit.aligned for hit in hits) > find_weight(len(ASKED))


def test_without_tokens_or_a_reader_nothing_is_compared() -> None:
    shelf = Shelf(TEXTS)
    plain = Query(ASKED, shelf.query(ASKED).vector)
    unread = shelf.index.search(shelf.query(ASKED), 6)
    assert unread == shelf.index.search(plain, 6, read_tokens=shelf.read)
    assert {hit.aligned for hit in unread} == {0.0}
    assert shelf.reads == []


def test_only_the_best_are_read_and_scores_do_not_depend_on_k() -> None:
    shelf = Shelf([f"{text}，第 {number} 家工厂用过" for number in range(30) for text in TEXTS])
    everything = shelf.index.search(shelf.query(ASKED), 180, read_tokens=shelf.read)
    assert [len(ids) for ids in shelf.reads] == [20]
    given = {hit.id for hit in everything if hit.aligned}
    assert given
    assert given < set(shelf.reads[0]), "the last of the best gets nothing"
    few = shelf.index.search(shelf.query(ASKED), 7, read_tokens=shelf.read)
    assert [(hit.id, hit.score, hit.aligned) for hit in few] == [
        (hit.id, hit.score, hit.aligned) for hit in everything[:7]
    ]


def test_only_those_among_are_read() -> None:
    shelf = Shelf(TEXTS)
    hits = shelf.index.search(shelf.query(ASKED), 6, among=[0, 4, 5], read_tokens=shelf.read)
    assert {hit.id for hit in hits} == {0, 4, 5} == set(shelf.reads[0])
