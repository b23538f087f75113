"""The matcher on folders in BEIR layout: a need's text against documents that declare their scenes."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from catalog.taxonomy.classifier import TopicClassifier
from embeddings.encoders import Encoder
from embeddings.evaluation import Benchmark, Ranking, measure, percentiles
from embeddings.hybrid import HybridIndex, Query
from embeddings.segmentation import Segmenter
from matcher.scoring.scores import content_part, topic_part

_DEPTH = 100


def evaluate_matching(
    benchmark: Benchmark,
    encoder: Encoder,
    segmenter: Segmenter,
    classifier: TopicClassifier,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """The contract's `evaluate` answer for the matcher: topics of the need's text, declared scenes, texts.

    The same parts as for a report's need; here the topic is not known but a distribution, so it is weighed by it.
    """
    started = time.perf_counter()
    documents = benchmark.documents
    texts = [f"{document.title}\n{document.text}".strip() for document in documents]
    index = HybridIndex.build(range(len(texts)), texts, encoder.encode_passages(texts, progress), segmenter)
    index_seconds = time.perf_counter() - started
    rankings: dict[str, dict[str, Ranking]] = {"topic": {}, "content": {}, "fused": {}}
    latencies = []
    for query_id, text in benchmark.queries.items():
        started = time.perf_counter()
        vector = encoder.encode_queries([text])[0]
        hits = {hit.id: hit for hit in index.search(Query(text, vector), len(texts))}
        odds = classifier.classify([text], vector.reshape(1, -1))[0].probabilities
        scores = {
            "topic": [topic_part(odds, document.scenes) for document in documents],
            "content": [content_part(hits.get(at)) for at in range(len(documents))],
        }
        scores["fused"] = [sum(parts) for parts in zip(scores["topic"], scores["content"], strict=True)]
        latencies.append((time.perf_counter() - started) * 1000)
        for arm, values in scores.items():
            best = sorted(range(len(documents)), key=lambda at: (-values[at], at))[:_DEPTH]
            rankings[arm][query_id] = [documents[at].id for at in best]
    measured = {arm: measure(found, benchmark) for arm, found in rankings.items()}
    return {
        "docs": len(documents),
        "queries": len(benchmark.queries),
        **measured["fused"],
        "arms": measured,
        "index_seconds": round(index_seconds, 2),
        "query_ms": percentiles(latencies),
    }
