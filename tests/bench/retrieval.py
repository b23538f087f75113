"""`python -m tests.bench.retrieval SET …`: retrieval with and without its parts, with 95 % intervals, as a table."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from unittest.mock import patch

from rich.console import Console

from api.runtime import Runtime
from api.settings import Settings
from embeddings.evaluation import Benchmark, Ranking, find_intervals, load_benchmark, measure, retrieve
from tests.embeddings.remembering import RememberingEncoder

_out = Console(markup=False, highlight=False, soft_wrap=True)
_HYBRID, _FEEDBACK, _LATE = "embeddings.hybrid", "embeddings.feedback", "embeddings.late"
_VARIANTS: Mapping[str, Mapping[str, float]] = {
    "现在的做法": {},
    "不逐词对照": {f"{_LATE}._WEIGHT": 0},
    "逐词对照占 0.4": {f"{_LATE}._WEIGHT": 0.4},
    "逐词对照占 0.6": {f"{_LATE}._WEIGHT": 0.6},
    "到 20 个词元才占一半": {f"{_LATE}._SAYS_ENOUGH": 20},
    "对照前 50 篇": {f"{_HYBRID}._ALIGNED": 50},
    "不反馈": {f"{_HYBRID}._ROUNDS": 0},
    "反馈一轮": {f"{_HYBRID}._ROUNDS": 1},
    "最好的各篇同权": {f"{_FEEDBACK}._EMPHASIS": 0},
    "按得分一次方计权": {f"{_FEEDBACK}._EMPHASIS": 1},
    "取前 15 篇": {f"{_FEEDBACK}._SEEDS": 15},
    "取 20 个词": {f"{_HYBRID}._FEEDBACK_WORDS": 20},
    "词语占 0.6": {f"{_HYBRID}.LEXICAL_WEIGHT": 0.6, f"{_HYBRID}.DENSE_WEIGHT": 0.4},
}


def main() -> None:
    """Measure every variant on every set; the documents of a set are encoded once and kept under the home."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.retrieval")
    parser.add_argument("sets", type=Path, nargs="+", metavar="SET", help="BEIR 格式的文件夹")
    parser.add_argument("--home", type=Path, default=Path("var/bench"), help="数据目录")
    options = parser.parse_args()
    runtime = Runtime(Settings(home=options.home))
    encoder = RememberingEncoder(runtime.encoder, options.home / "vectors")
    segmenter = runtime.segmenter
    setattr(segmenter, "terms", cache(segmenter.terms))  # noqa: B010  # the same texts for every variant
    for folder in options.sets:
        benchmark = load_benchmark(folder)
        encoder.encode_queries(list(benchmark.queries.values()))
        _out.print(
            f"| {folder.name} nDCG@10 | 全部 | 95 % 区间 | 第 1、3、5… 个查询 | 第 2、4、6… 个查询 |\n|---|---|---|---|---|"
        )
        for name, constants in _VARIANTS.items():
            patches = [patch(target, value) for target, value in constants.items()]
            for change in patches:
                change.start()
            rankings = retrieve(benchmark, encoder, segmenter).rankings
            for change in patches:
                change.stop()
            if not constants:
                for arm, label in (("lexical", "只用词语"), ("dense", "只用语义")):
                    _out.print(_row(label, rankings[arm], benchmark))
            _out.print(_row(name, rankings["fused"], benchmark))


def _row(name: str, rankings: Mapping[str, Ranking], benchmark: Benchmark) -> str:
    interval = find_intervals(rankings, benchmark)["ndcg@10"]
    halves = [_measure_half(rankings, benchmark, first) for first in (0, 1)]
    whole = measure(rankings, benchmark)["ndcg@10"]
    return f"| {name} | {whole:.4f} | {interval.low:.3f}–{interval.high:.3f} | {halves[0]:.4f} | {halves[1]:.4f} |"


def _measure_half(rankings: Mapping[str, Ranking], benchmark: Benchmark, first: int) -> float:
    chosen = {query: benchmark.queries[query] for query in list(benchmark.queries)[first::2]}
    half = Benchmark(benchmark.documents, chosen, benchmark.judgements)
    return measure({query: rankings[query] for query in chosen}, half)["ndcg@10"]


if __name__ == "__main__":
    main()
