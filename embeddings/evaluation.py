"""Retrieval quality on folders in BEIR layout: nDCG@10 with linear gain, reciprocal rank and recall."""

from __future__ import annotations

import csv
import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ir_measures
import numpy as np
import numpy.typing as npt
from ir_measures import RR, R, nDCG

from embeddings.encoders import Encoder
from embeddings.errors import BenchmarkUnreadable
from embeddings.hybrid import HybridIndex, Query
from embeddings.segmentation import Segmenter

_DEPTH = 100
_DRAWS = 2000
_MEASURES = {"ndcg@10": nDCG @ 10, "mrr@10": RR @ 10, "recall@10": R @ 10, "recall@100": R @ 100}

Ranking = Sequence[str]
"""Document ids, best first."""

Values = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class BenchmarkDocument:
    """One line of corpus.jsonl; `scenes` are the topic codes that the provider declared."""

    id: str
    title: str
    text: str
    scenes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Documents, queries (id to text) and judgements (query to document to grade)."""

    documents: tuple[BenchmarkDocument, ...]
    queries: Mapping[str, str]
    judgements: Mapping[str, Mapping[str, int]]


def load_benchmark(folder: Path) -> Benchmark:
    """Read `corpus.jsonl`, `queries.jsonl` and `qrels.tsv`; only the fields that may be known before scoring.

    Raises BenchmarkUnreadable when a file is missing or not in that form.
    """
    try:
        documents = tuple(
            BenchmarkDocument(
                row["_id"], row.get("title") or "", row.get("text") or "", tuple(row.get("scenes") or ())
            )
            for row in _lines(folder / "corpus.jsonl")
        )
        queries = {row["_id"]: row["text"] for row in _lines(folder / "queries.jsonl")}
        judgements: dict[str, dict[str, int]] = {}
        with (folder / "qrels.tsv").open(encoding="utf-8", newline="") as file:
            for query, document, grade in list(csv.reader(file, delimiter="\t"))[1:]:
                judgements.setdefault(query, {})[document] = int(grade)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BenchmarkUnreadable(
            f"“{folder}”不是 BEIR 格式的评测集：需要 corpus.jsonl、queries.jsonl 和 qrels.tsv 三个文件。"
        ) from error
    judged = {query: text for query, text in queries.items() if query in judgements}
    return Benchmark(documents, judged, judgements)


def _lines(path: Path) -> Iterable[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


@dataclass(frozen=True, slots=True)
class Interval:
    """Where 95 % of the bootstrap's means lie."""

    low: float
    high: float


def measure(rankings: Mapping[str, Ranking], benchmark: Benchmark) -> dict[str, float]:
    """Mean of each measure over the judged queries; a document without judgement is not relevant."""
    return {
        name: round(float(values.mean()), 4) if values.size else 0.0
        for name, values in _measure_queries(rankings, benchmark).items()
    }


def find_intervals(
    rankings: Mapping[str, Ranking], benchmark: Benchmark, *, seed: int = 0
) -> dict[str, Interval]:
    """A 95 % interval of each measure's mean, by the percentile bootstrap over queries (Efron 1979).

    It says how far the mean may move with other queries of the same kind; the documents stay the same. A seed always
    gives the same interval.
    """
    return {
        name: _bootstrap(values, np.random.default_rng(seed))
        for name, values in _measure_queries(rankings, benchmark).items()
    }


def _bootstrap(values: Values, generator: np.random.Generator) -> Interval:
    if values.size == 0:
        return Interval(0.0, 0.0)
    # Drawing how often each query is taken, instead of which, keeps 2000 × 1000 draws small and fast.
    often = generator.multinomial(values.size, np.full(values.size, 1 / values.size), size=_DRAWS)
    low, high = np.percentile(often @ values / values.size, [2.5, 97.5])
    return Interval(round(float(low), 4), round(float(high), 4))


def _measure_queries(rankings: Mapping[str, Ranking], benchmark: Benchmark) -> dict[str, Values]:
    """Each measure of every judged query, in the order of the benchmark."""
    # Scores are written from the ranks, because trec_eval would break equal scores by document id.
    run = {
        query: {document: float(_DEPTH - rank) for rank, document in enumerate(ranking[:_DEPTH])} or {"": 0.0}
        for query, ranking in rankings.items()
    }
    judged = {
        query: dict(grades) for query, grades in benchmark.judgements.items() if query in benchmark.queries
    }
    found = {
        (metric.measure, metric.query_id): metric.value
        for metric in ir_measures.iter_calc(list(_MEASURES.values()), judged, run)
    }
    return {
        name: np.array([found[key, query] for query in judged], dtype=np.float64)
        for name, key in _MEASURES.items()
    }


def percentiles(milliseconds: Sequence[float]) -> dict[str, float]:
    """The median and 95th percentile of latencies."""
    p50, p95 = np.percentile(milliseconds or [0.0], [50, 95])
    return {"p50": round(float(p50), 2), "p95": round(float(p95), 2)}


@dataclass(frozen=True, slots=True)
class Retrieved:
    """What each arm found for every query, and how long it took: seconds to index, milliseconds of each query."""

    rankings: Mapping[str, Mapping[str, Ranking]]
    index_seconds: float
    query_ms: Sequence[float]


def retrieve(
    benchmark: Benchmark,
    encoder: Encoder,
    segmenter: Segmenter,
    progress: Callable[[int, int], None] | None = None,
) -> Retrieved:
    """Index a benchmark and ask all its queries, of both arms alone and fused."""
    started = time.perf_counter()
    texts = [f"{document.title}\n{document.text}".strip() for document in benchmark.documents]
    documents = encoder.encode_documents(texts, progress)
    vectors = np.array([document.vector for document in documents]).reshape(-1, encoder.dimension)
    index = HybridIndex.build(range(len(texts)), texts, vectors, segmenter)
    index_seconds = time.perf_counter() - started
    names = [document.id for document in benchmark.documents]
    arms: dict[str, dict[str, Ranking]] = {"lexical": {}, "dense": {}, "fused": {}}
    latencies = []
    for query_id, text in benchmark.queries.items():
        started = time.perf_counter()
        asked = encoder.encode_query(text)
        query = Query(text, asked.vector, asked.tokens)
        fused = index.search(query, _DEPTH, read_tokens=lambda ids: [documents[at].tokens for at in ids])
        latencies.append((time.perf_counter() - started) * 1000)
        arms["fused"][query_id] = [names[hit.id] for hit in fused]
        scores = index.lexical.scores(segmenter.query_terms(text))
        best = np.argsort(-scores, kind="stable")[:_DEPTH]
        arms["lexical"][query_id] = [names[at] for at in best if scores[at] > 0]
        arms["dense"][query_id] = [names[at] for at in index.vectors.nearest(query.vector, _DEPTH)[0]]
    return Retrieved(arms, index_seconds, latencies)


def evaluate_retrieval(
    benchmark: Benchmark,
    encoder: Encoder,
    segmenter: Segmenter,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """The contract's `evaluate` answer for plain search: both arms alone and fused."""
    return summarise(retrieve(benchmark, encoder, segmenter, progress), benchmark)


def summarise(retrieved: Retrieved, benchmark: Benchmark) -> dict[str, Any]:
    """The contract's `evaluate` answer for what was retrieved; the measures at its top are those of the fused arm."""
    measured = {arm: measure(rankings, benchmark) for arm, rankings in retrieved.rankings.items()}
    return {
        "docs": len(benchmark.documents),
        "queries": len(benchmark.queries),
        **measured["fused"],
        "arms": measured,
        "index_seconds": round(retrieved.index_seconds, 2),
        "query_ms": percentiles(retrieved.query_ms),
    }
