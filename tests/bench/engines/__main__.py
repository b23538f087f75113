"""`make bench-engines`: compare the engines at each size and write the Chinese table; resumes from what was measured."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console

from api.runtime import Runtime
from api.settings import Settings
from embeddings.evaluation import Benchmark
from tests.bench.__main__ import _commit, _cores, _processor, insert
from tests.bench.engines.conduct import Contestant, EngineFailed, Limits, compare, contestants, judge
from tests.bench.engines.corpora import Workshop
from tests.bench.engines.protocol import Corpus
from tests.bench.engines.table import render

_ROOT = Path(__file__).resolve().parents[3]
_err = Console(stderr=True, markup=False, highlight=False)


def main() -> None:
    """Measure what is not yet measured, then write the table."""
    options = _parse(sys.argv[1:])
    runtime = Runtime(Settings(home=options.model_home or options.home, database_url="sqlite://"))
    workshop = Workshop(options.home, options.sets, runtime.encoder, runtime.segmenter)
    chosen = [each for each in contestants(options.python) if each.adapter in options.engines]
    kept = _Kept(options.home / "results")
    limits = Limits(build=options.build_minutes * 60, part=options.part_seconds)
    index = options.home / "index"
    for adapter in options.rebuild:
        for built in index.glob(f"{adapter}-*.built"):
            built.unlink()
    for name, (corpus, benchmark) in workshop.judged().items():
        for each in kept.missing(chosen, name, options.rebuild):
            _err.print(f"{name}：{each.title}")
            kept.keep(each, name, _judged(each, corpus, benchmark, index, limits))
    for size in options.sizes:
        if missing := kept.missing(chosen, str(size), [*options.again, *options.rebuild]):
            corpus = workshop.padded(size)
            found = compare(missing, corpus, index, limits, _err.print)
            for each in missing:
                kept.keep(each, str(size), corpus.about | found[each.adapter])
    table = render(_head(), kept.all(), chosen, options.sizes)
    text = options.out.read_text(encoding="utf-8")
    options.out.write_text(insert(text, table, "engines"), encoding="utf-8")
    Console(markup=False, highlight=False, soft_wrap=True).print(table)


class _Kept:
    """One JSON file for each engine and corpus, so that a run goes on where another ended."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def missing(self, chosen: Sequence[Contestant], name: str, again: Sequence[str]) -> list[Contestant]:
        """The engines that have no result for this corpus, or are asked again."""
        return [each for each in chosen if each.adapter in again or not self._path(each, name).exists()]

    def keep(self, each: Contestant, name: str, result: dict[str, Any]) -> None:
        """Write one result."""
        dated = result | {"commit": _commit(), "date": f"{date.today()}"}  # noqa: DTZ011  # local date
        text = json.dumps(dated, ensure_ascii=False, indent=1)
        self._path(each, name).write_text(text, encoding="utf-8")

    def all(self) -> dict[str, dict[str, Any]]:
        """Every result by `adapter-corpus`."""
        return {
            path.stem: json.loads(path.read_text(encoding="utf-8")) for path in self._folder.glob("*.json")
        }

    def _path(self, each: Contestant, name: str) -> Path:
        return self._folder / f"{each.adapter}-{name}.json"


def _judged(
    each: Contestant, corpus: Corpus, benchmark: Benchmark, index: Path, limits: Limits
) -> dict[str, Any]:
    try:
        return {"ndcg@10": judge(each, corpus, benchmark, index, limits)}
    except EngineFailed as failure:
        return {"failed": str(failure)}


def _head() -> str:
    return f"提交 `{_commit()}`，{date.today():%Y-%m-%d}，{_processor()}，{_cores()} 核（与其他任务共用）。由 `make bench-engines` 写入。"  # noqa: DTZ011


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench-engines", description="与其他嵌入式检索引擎对比")
    names = [each.adapter for each in contestants(Path())]
    parser.add_argument("--sizes", type=_sizes, default=[10_000, 100_000], help="语料篇数，用逗号隔开")
    parser.add_argument("--engines", type=_names, default=names, help=f"只测这些引擎：{','.join(names)}")
    parser.add_argument(
        "--again", type=_names, default=[], help="这些引擎用已有的索引重测速度，其余沿用已有结果"
    )
    parser.add_argument("--rebuild", type=_names, default=[], help="这些引擎的索引重建并重测")
    parser.add_argument(
        "--home", type=Path, default=_ROOT / "var" / "bench" / "engines", help="数据和中间结果"
    )
    parser.add_argument("--model-home", type=Path, help="已有向量模型的数据目录")
    parser.add_argument("--python", type=Path, default=Path(os.devnull), help="装有其他引擎的 Python")
    parser.add_argument(
        "--sets", type=Path, default=_ROOT.parent / "shared" / "bench", help="评测集所在的文件夹"
    )
    parser.add_argument("--build-minutes", type=float, default=30, help="建一个索引最多多少分钟")
    parser.add_argument("--part-seconds", type=float, default=60, help="一种筛选的查询最多多少秒")
    parser.add_argument("--out", type=Path, default=_ROOT / "docs" / "benchmarks.md", help="表格写到哪里")
    return parser.parse_args(arguments)


def _sizes(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def _names(text: str) -> list[str]:
    return text.split(",")


if __name__ == "__main__":
    main()
