"""What the benchmark measures, each as rows of (what, result)."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from api.runtime import Runtime
from api.settings import Settings
from catalog.queries import Conditions, list_eligible_ids, load_items
from catalog.taxonomy import load_taxonomy
from embeddings.encoders import Vectors
from embeddings.evaluation import find_intervals, load_benchmark, retrieve, summarise
from embeddings.weights import resolve
from tests.bench.server import Server

Row = tuple[str, str]

_QUERIES = 50
_ENCODED = 192
_REPORT_RUNS = 3
_BATCH = 32

_ARMS = {"lexical": "只用词语", "dense": "只用语义", "topic": "只用主题", "content": "只用内容"}
SETS = (("xquad_zh", False), ("software_catalogue_dev", False), ("need_to_product_dev", True))
"""The public sets, and whether the matcher answers them or plain retrieval."""


def duijie(home: Path, *arguments: str) -> dict[str, Any]:
    """One command's JSON; its progress goes on to the terminal."""
    done = subprocess.run(
        [sys.executable, "-m", "api.cli", "--home", str(home), "--json", *arguments],
        stdout=subprocess.PIPE,
        check=True,
    )
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def measure_quality(home: Path, folder: Path, complain: Callable[[str], None]) -> list[Row]:
    """nDCG@10 with its 95 % bootstrap interval by arm, and the other measures, of each set that is there."""
    runtime = Runtime(Settings(home=home))
    rows = []
    for name, matched in SETS:
        if not (folder / name).is_dir():
            complain(f"没有评测集 {folder / name}：这一行没有测！")
            rows.append((f"{name} nDCG@10", "没有测（评测集不在）"))
            continue
        if matched:
            found = duijie(home, "evaluate", str(folder / name), "--match")
            interval = ""
        else:
            benchmark = load_benchmark(folder / name)
            retrieved = retrieve(benchmark, runtime.encoder, runtime.segmenter)
            found = summarise(retrieved, benchmark)
            span = find_intervals(retrieved.rankings["fused"], benchmark)["ndcg@10"]
            interval = f"，95 % 区间 {span.low:.3f}–{span.high:.3f}"
        rows += _say_quality(name, found, interval)
    return rows


def _say_quality(name: str, found: dict[str, Any], interval: str) -> list[Row]:
    arms = "，".join(
        f"{_ARMS[arm]} {values['ndcg@10']:.3f}" for arm, values in found["arms"].items() if arm != "fused"
    )
    other = [
        f"MRR@10 {found['mrr@10']:.3f}",
        *(f"召回@{k} {found[f'recall@{k}']:.3f}" for k in (10, 100)),
    ]
    size = f"{found['docs']} 篇，{found['queries']} 个查询，建索引 {found['index_seconds']:.1f} 秒"
    return [
        (f"{name} nDCG@10", f"**{found['ndcg@10']:.4f}**{interval}（{arms}）；{'，'.join(other)}"),
        (f"{name} 用时", f"{size}，每次查询 p50 {found['query_ms']['p50']:.1f} ms"),
    ]


def pick_queries() -> list[str]:
    """Sentences of our own, spread over all topics."""
    texts = [statement.text for statement in load_taxonomy().statements]
    return texts[:: max(1, len(texts) // _QUERIES)][:_QUERIES]


def measure_service(home: Path, report: Path) -> list[Row]:
    """Search, report and memory of a server over the sample catalogue."""
    queries = pick_queries()
    runtime = Runtime(Settings(home=home))
    with runtime.reading() as session:
        items = len(list_eligible_ids(session, Conditions(), today=runtime.today()))
    with Server(home) as server:
        server.search("预热")
        fresh = _percentiles([_timed(server.search, query) for query in queries])
        first = _timed(server.match, report) / 1000
        resident, peak = server.memory_mib()
        repeated = _percentiles([_timed(server.search, query) for query in queries])
        again = statistics.median(_timed(server.match, report) / 1000 for _ in range(_REPORT_RUNS))
    encoder = runtime.encoder
    encoder.encode_queries(["预热"])
    encoding = _percentiles([_timed(lambda text: encoder.encode_queries([text]), query) for query in queries])
    return [
        (f"检索（{items} 项的示例目录，经 HTTP，{len(queries)} 个不同的查询）", _say_ms(fresh)),
        ("其中向量模型", f"{_say_ms(encoding)}，占中位数的 {encoding[0] / fresh[0]:.0%}"),
        ("重复的查询", _say_ms(repeated)),
        (f"读取并匹配十页的示例报告 {report.name}", f"首次 {first:.1f} 秒，再次 {again:.1f} 秒"),
        (
            f"服务占用内存（{len(queries)} 次查询和一份报告之后）",
            f"{resident:.0f} MiB，峰值 {peak:.0f} MiB",
        ),
    ]


def measure_encoding(home: Path) -> list[Row]:
    """Passages a second beside plain float32 `SentenceTransformer.encode` in the same run, and how near the vectors are."""
    runtime = Runtime(Settings(home=home))
    with runtime.reading() as session:
        eligible = sorted(list_eligible_ids(session, Conditions(), today=runtime.today()))
        texts = [item.text for item in load_items(session, eligible[:_ENCODED]).values()]
    ours = runtime.encoder
    plain = _plain_encoder(resolve(None, runtime.settings.models_dir))
    ours.encode_passages(texts[:_BATCH])
    plain(texts[:_BATCH])
    ours_seconds, ours_vectors = _run(ours.encode_passages, texts)
    plain_seconds, plain_vectors = _run(plain, texts)
    cosines = (ours_vectors * plain_vectors).sum(axis=1)
    rates = [len(texts) / seconds for seconds in (ours_seconds, plain_seconds)]
    said = f"每秒 {rates[0]:.1f} 段；同一次运行中 float32 SentenceTransformer.encode 每秒 {rates[1]:.1f} 段"
    return [
        (f"编码 {len(texts)} 段目录文本", f"{said}，前者是后者的 {rates[0] / rates[1]:.1f} 倍"),
        ("两者向量的余弦", f"最小 {cosines.min():.5f}"),
    ]


def _plain_encoder(folder: Path) -> Callable[[Sequence[str]], Vectors]:
    import torch
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(
        str(folder), device="cpu", local_files_only=True, model_kwargs={"dtype": torch.float32}
    )

    def encode(texts: Sequence[str]) -> Vectors:
        # Ours computes two batches side by side on one thread each; the plain one gets both cores for its batch.
        torch.set_num_threads(len(os.sched_getaffinity(0)))
        found = model.encode(
            list(texts),
            prompt="passage: ",
            batch_size=_BATCH,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        torch.set_num_threads(1)
        return np.asarray(found, dtype=np.float32)

    return encode


def _run(encode: Callable[[Sequence[str]], Vectors], texts: Sequence[str]) -> tuple[float, Vectors]:
    started = time.perf_counter()
    vectors = encode(texts)
    return time.perf_counter() - started, vectors


def _timed(act: Callable[[Any], object], argument: object) -> float:
    """Milliseconds that one call takes."""
    started = time.perf_counter()
    act(argument)
    return (time.perf_counter() - started) * 1000


def _percentiles(milliseconds: Sequence[float]) -> tuple[float, float]:
    p50, p95 = np.percentile(milliseconds, [50, 95])
    return float(p50), float(p95)


def _say_ms(measured: tuple[float, float]) -> str:
    return f"p50 {measured[0]:.1f} ms，p95 {measured[1]:.1f} ms"
