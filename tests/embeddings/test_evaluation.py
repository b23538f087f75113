"""Retrieval measures against a table computed by hand."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from embeddings.errors import BenchmarkUnreadable
from embeddings.evaluation import (
    Benchmark,
    BenchmarkDocument,
    evaluate_retrieval,
    find_intervals,
    load_benchmark,
    measure,
    percentiles,
    retrieve,
    summarise,
)
from embeddings.segmentation import Segmenter
from tests.embeddings.fakes import FakeEncoder

CORPUS = {
    "d1": ("设备点检", "巡检与维修工单"),
    "d2": ("能耗监测", "水电气在线采集"),
    "d3": ("仓库管理", "扫码出入库"),
    "d4": ("排产", "计划排程与插单"),
}
QUERIES = {"q1": "设备点检维修", "q2": "仓库扫码", "q3": "没有人判断过"}
QRELS = [("q1", "d1", 2), ("q1", "d4", 1), ("q2", "d3", 1), ("q2", "d2", 0)]


def _write(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    rows = [{"_id": key, "title": title, "text": text} for key, (title, text) in CORPUS.items()]
    rows[0]["extra"] = "ignored"
    (folder / "corpus.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n\n", encoding="utf-8")
    asked = [{"_id": key, "text": text} for key, text in QUERIES.items()]
    (folder / "queries.jsonl").write_text("\n".join(map(json.dumps, asked)), encoding="utf-8")
    lines = ["query-id\tcorpus-id\tscore", *("\t".join(map(str, row)) for row in QRELS)]
    (folder / "qrels.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def test_load(tmp_path: Path) -> None:
    benchmark = load_benchmark(_write(tmp_path))
    assert benchmark.documents[0] == BenchmarkDocument("d1", "设备点检", "巡检与维修工单")
    assert len(benchmark.documents) == 4
    assert dict(benchmark.queries) == {"q1": QUERIES["q1"], "q2": QUERIES["q2"]}
    assert benchmark.judgements["q1"] == {"d1": 2, "d4": 1}


def test_scenes_are_read_when_there_are_any(tmp_path: Path) -> None:
    _write(tmp_path)
    row = {"_id": "p1", "title": None, "text": "MES", "scenes": ["S06", "S07"]}
    (tmp_path / "corpus.jsonl").write_text(json.dumps(row), encoding="utf-8")
    assert load_benchmark(tmp_path).documents == (BenchmarkDocument("p1", "", "MES", ("S06", "S07")),)


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("corpus.jsonl", None),
        ("queries.jsonl", None),
        ("qrels.tsv", None),
        ("corpus.jsonl", "no json"),
        ("corpus.jsonl", '{"title": "without id"}'),
        ("corpus.jsonl", "[1, 2]"),
        ("queries.jsonl", '{"_id": "q1"}'),
        ("qrels.tsv", "query-id\tcorpus-id\tscore\nq1\td1\tmuch\n"),
        ("qrels.tsv", "query-id\tcorpus-id\tscore\nq1\td1\n"),
    ],
)
def test_an_unreadable_folder_is_refused(tmp_path: Path, file: str, content: str | None) -> None:
    _write(tmp_path)
    if content is None:
        (tmp_path / file).unlink()
    else:
        (tmp_path / file).write_text(content, encoding="utf-8")
    with pytest.raises(BenchmarkUnreadable) as caught:
        load_benchmark(tmp_path)
    assert caught.value.code == "benchmark_unreadable"
    assert tmp_path.name in caught.value.message


def _benchmark(judgements: dict[str, dict[str, int]]) -> Benchmark:
    return Benchmark((), dict.fromkeys(judgements, "?"), judgements)


def test_measures_equal_the_hand_computed_table() -> None:
    """Linear gain: nDCG = Σ grade / log2(rank + 1) over the same of the best order."""
    judgements = {
        "first": {"a": 1},  # found at rank 1
        "third": {"a": 1},  # found at rank 3
        "graded": {"a": 2, "b": 1},  # b at rank 1, a at rank 2
        "half": {"a": 1, "z": 1},  # one of two found, at rank 2
        "deep": {"a": 1},  # found at rank 12
        "nothing": {"a": 1},  # empty ranking
    }
    rankings = {
        "first": ["a", "x", "y"],
        "third": ["x", "y", "a"],
        "graded": ["b", "a"],
        "half": ["x", "a"],
        "deep": [*(f"x{at}" for at in range(11)), "a"],
        "nothing": [],
    }
    second = 1 / math.log2(3)
    ndcg = [
        1.0,
        1 / math.log2(4),
        (1 + 2 * second) / (2 + second),
        second / (1 + second),
        0.0,
        0.0,
    ]
    expected = {
        "ndcg@10": sum(ndcg) / 6,
        "mrr@10": (1 + 1 / 3 + 1 + 1 / 2 + 0 + 0) / 6,
        "recall@10": (1 + 1 + 1 + 0.5 + 0 + 0) / 6,
        "recall@100": (1 + 1 + 1 + 0.5 + 1 + 0) / 6,
    }
    assert measure(rankings, _benchmark(judgements)) == pytest.approx(expected, abs=5e-5)


def test_ranks_count_and_not_the_names_of_documents() -> None:
    judgements = {"q": {"a": 1}}
    for others in (["z1", "z2"], ["0", "1"]):
        assert measure({"q": [*others, "a"]}, _benchmark(judgements))["mrr@10"] == pytest.approx(
            1 / 3, abs=5e-5
        )


def test_a_query_without_ranking_counts_as_zero() -> None:
    found = measure({"q1": ["a"]}, _benchmark({"q1": {"a": 1}, "q2": {"a": 1}}))
    assert found["ndcg@10"] == 0.5


def _mixed(queries: int) -> tuple[dict[str, list[str]], Benchmark]:
    """Rankings of which every third is perfect and every other empty."""
    judgements = {f"q{at}": {"a": 1} for at in range(queries)}
    rankings = {query: ["a"] if at % 3 == 0 else [] for at, query in enumerate(judgements)}
    return rankings, _benchmark(judgements)


def test_an_interval_holds_its_mean_and_is_as_wide_as_the_spread_says() -> None:
    """The mean of n values that are 1 with probability p has the standard deviation √(p (1 - p) / n)."""
    for queries in (90, 900):
        rankings, benchmark = _mixed(queries)
        spread = math.sqrt(1 / 3 * 2 / 3 / queries)
        mean = measure(rankings, benchmark)["ndcg@10"]
        for name, interval in find_intervals(rankings, benchmark).items():
            assert interval.low < mean < interval.high, name
            assert interval.high - interval.low == pytest.approx(2 * 1.96 * spread, rel=0.1)


def test_a_seed_gives_the_same_interval_and_another_seed_another() -> None:
    _, benchmark = _mixed(90)
    rankings = {query: [*"bcdefgh"[: at % 8], "a"] for at, query in enumerate(benchmark.queries)}
    first = find_intervals(rankings, benchmark, seed=1)
    assert find_intervals(rankings, benchmark, seed=1) == first
    assert find_intervals(rankings, benchmark, seed=2) != first
    assert set(first) == set(measure(rankings, benchmark))


def test_queries_that_all_go_alike_leave_no_doubt() -> None:
    judgements = {f"q{at}": {"a": 1} for at in range(7)}
    found = find_intervals({query: ["a"] for query in judgements}, _benchmark(judgements))
    assert {(interval.low, interval.high) for interval in found.values()} == {(1.0, 1.0)}


def test_without_a_judged_query_everything_is_zero() -> None:
    assert set(measure({}, _benchmark({})).values()) == {0.0}
    assert {interval.high for interval in find_intervals({}, _benchmark({})).values()} == {0.0}


def test_percentiles() -> None:
    assert percentiles([1.0, 2.0, 3.0, 4.0, 5.0]) == {"p50": 3.0, "p95": 4.8}
    assert percentiles([]) == {"p50": 0.0, "p95": 0.0}


def test_evaluate_searches_all_three_ways(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    found = evaluate_retrieval(
        load_benchmark(_write(tmp_path)),
        FakeEncoder(),
        Segmenter(),
        lambda done, total: told.append((done, total)),
    )
    assert (found["docs"], found["queries"], told) == (4, 2, [(4, 4)])
    assert set(found["arms"]) == {"lexical", "dense", "fused"}
    assert found["arms"]["fused"] == {
        name: found[name] for name in ("ndcg@10", "mrr@10", "recall@10", "recall@100")
    }
    # q1's words are in d1 alone; d4, of grade 1, has none of them
    ideal = 2 + 1 / math.log2(3)
    assert found["arms"]["lexical"]["ndcg@10"] == pytest.approx((2 / ideal + 1) / 2, abs=5e-5)
    assert found["recall@100"] == 1.0


def test_what_was_retrieved_is_summarised_and_kept(tmp_path: Path) -> None:
    benchmark = load_benchmark(_write(tmp_path))
    retrieved = retrieve(benchmark, FakeEncoder(), Segmenter())
    assert set(retrieved.rankings) == {"lexical", "dense", "fused"}
    assert all(set(found) == {"q1", "q2"} for found in retrieved.rankings.values())
    assert retrieved.rankings["lexical"]["q1"] == ["d1"]
    assert set(retrieved.rankings["fused"]["q2"]) == set(CORPUS)
    summary = summarise(retrieved, benchmark)
    assert summary["arms"]["dense"] == measure(retrieved.rankings["dense"], benchmark)
    assert len(retrieved.query_ms) == 2
