"""The comparison with other engines: its corpora, our adapter over real files, and the table it writes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.bench.engines.adapters.ours import Adapter
from tests.bench.engines.conduct import SHARES, contestants
from tests.bench.engines.corpora import Real, pad
from tests.bench.engines.protocol import Corpus
from tests.bench.engines.table import render
from tests.embeddings.fakes import random_vectors

REAL = Real(
    ["工单按工序下达到班组。", "设备点检用手机拍照留痕。", "能耗按车间和班次统计。"], random_vectors(3, 8, 1)
)


def test_padding_keeps_real_texts_first_and_mixes_text_and_vector_alike() -> None:
    texts, vectors, real = pad(REAL, 50)
    again, vectors_again, _ = pad(REAL, 50)
    assert (len(texts), vectors.shape, real) == (50, (50, 8), 3)
    assert list(texts[:3]) == list(REAL.texts)
    assert np.array_equal(vectors[:3], REAL.vectors)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(50), abs=1e-5)
    for text in texts[3:]:
        assert all(any(part in whole for whole in REAL.texts) for part in text.split("，"))
    assert list(again) == list(texts)
    assert np.array_equal(vectors, vectors_again)
    assert pad(REAL, 2)[2] == len(pad(REAL, 2)[0]) == 2


def test_our_adapter_filters_and_counts(tmp_path: Path) -> None:
    texts, vectors, _ = pad(REAL, 40)
    corpus = Corpus(tmp_path)
    rows = (json.dumps([text, text], ensure_ascii=False) for text in texts)
    (tmp_path / "documents.jsonl").write_text("\n".join(rows), encoding="utf-8")
    np.save(tmp_path / "vectors.npy", vectors)
    np.save(tmp_path / "buckets.npy", np.arange(40) * 25)
    np.save(tmp_path / "query_vectors.npy", vectors[:1])
    (tmp_path / "queries.json").write_text(json.dumps([[texts[0], ["工单"]]]), encoding="utf-8")
    engine, asked = Adapter(), corpus.queries()[0]
    engine.build(corpus, tmp_path / "index")
    engine.open(corpus, tmp_path / "index")
    assert engine.search(asked, None)[0] == engine.nearest(asked, None)[0] == 0
    assert engine.count(0.1) == 4
    assert sorted(engine.search(asked, 0.1)) == sorted(engine.nearest(asked, 0.1)) == [0, 1, 2, 3]


def _found(**changed: Any) -> dict[str, Any]:
    part = {
        "p50": 1.25,
        "p95": 2.5,
        "processor": 0.8,
        "queries": 120,
        "outside": 0,
        "short": 0,
        "recall": 0.987,
        "total": [100, 100],
    }
    parts = {"all" if share is None else f"{share:g}": part for share in SHARES}
    return {
        "size": 10000,
        "real": 6600,
        "build_seconds": 12.3,
        "build_processor_seconds": 20.4,
        "memory_mib": 345.6,
        **parts,
        **changed,
    }


def test_the_table_says_what_was_measured_and_what_failed() -> None:
    chosen = contestants(Path("python"))[:4]
    results = {
        "ours-10000": _found(),
        "milvus-10000": _found(
            **{"0.1": {**_found()["all"], "queries": 20, "total": [90, 100], "outside": 3}}
        ),
        "seekdb-10000": {"size": 10000, "real": 6600, "failed": "超过 600 秒没有完成"},
        "ours-xquad_zh": {"ndcg@10": 0.97},
    }
    table = render("提交 `abc`", results, chosen, [10000, 500000])
    lines = table.splitlines()
    assert "### 10,000 篇（真实 6,600 篇，重组 34%）" in lines
    assert (
        "| 本项目 | 12 秒（处理器 20 秒） | 346 MiB | 1.2 / 2.5 / 0.8 | 1.2 / 2.5 / 0.8 | 1.2 / 2.5 / 0.8 | 1.2 / 2.5 / 0.8 |"
        in lines
    )
    assert "1.2 / 2.5 / 0.8（只测 20 个查询）" in table
    assert "| Milvus Lite | 0.987 | 0.987 | 0.987 | 0.987 | 3 | 0 | 90≠100 |" in lines
    assert "| — | — | 超过 600 秒没有完成 | — |" in table
    assert "| Tantivy＋精确向量 | — | — | 没有测 | — | — | — |" in lines
    assert "| 本项目 | 0.970 | 没有测 |" in lines
    assert "### 500,000 篇" in lines
