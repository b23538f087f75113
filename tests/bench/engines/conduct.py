"""Runs the engines in turn, each in its own process, and keeps what was measured as one JSON file for each."""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from embeddings.evaluation import Benchmark, measure
from tests.bench.engines.protocol import Corpus, K, limit

_ROOT = Path(__file__).resolve().parents[3]
_TURN = 10  # queries that one engine answers before it is the next one's turn
SHARES: tuple[float | None, ...] = (None, 0.01, 0.1, 0.5)
_CHECKED = 50  # queries whose filtered neighbours are compared with the exact ones

Say = Callable[[str], None]


class EngineFailed(Exception):
    """An engine's process ended, answered nothing in time or could not be started; the message says which."""


@dataclass(frozen=True, slots=True)
class Contestant:
    """An engine: the adapter's module, its name in the table, and the Python that it is installed for."""

    adapter: str
    title: str
    python: Path


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds that an engine may take to build one index, and to answer one timed part of the queries."""

    build: float
    part: float


class Running:
    """An engine's process that answers JSON lines; `seconds` bounds every answer."""

    def __init__(self, contestant: Contestant, what: str, corpus: Corpus, index: Path, log: Path) -> None:
        self._log = log.open("ab")
        self._process = subprocess.Popen(
            [
                str(contestant.python),
                "-m",
                "tests.bench.engines.worker",
                what,
                contestant.adapter,
                str(corpus.folder),
                str(index),
            ],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
        )
        self._index = index

    def answer(self, seconds: float) -> dict[str, Any]:
        """The next line. Raises EngineFailed when the process ends or the time is over."""
        assert self._process.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            if not selector.select(seconds):
                raise EngineFailed(f"超过 {seconds:.0f} 秒没有完成")
        line = self._process.stdout.readline()
        if not line:
            raise EngineFailed(f"进程异常退出：{_last_line(Path(self._log.name))}")
        document: dict[str, Any] = json.loads(line)
        return document

    def ask(self, request: dict[str, Any], seconds: float) -> dict[str, Any]:
        """One request and its answer."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()
        except OSError as error:
            raise EngineFailed(f"进程异常退出：{_last_line(Path(self._log.name))}") from error
        return self.answer(seconds)

    def memory_mib(self) -> float:
        """Resident memory of the process and of those that serve the same index, also where they left its tree."""
        return sum(_resident_mib(pid) for pid in {self._process.pid, *_serving(self._index)})

    def processor_seconds(self) -> float:
        """Processor time so far of the process and of those that serve the same index."""
        return sum(_processor_seconds(pid) for pid in {self._process.pid, *_serving(self._index)})

    def end(self) -> None:
        """End the process, and those that it left behind for its index."""
        self._process.kill()
        self._process.wait()
        for pid in _serving(self._index):  # seekdb's server is a daemon
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        for stream in (self._process.stdin, self._process.stdout, self._log):
            if stream:
                stream.close()


@dataclass(slots=True)
class _Part:
    """What one engine answered to one filter: milliseconds and ids, query by query, and its processor time for all."""

    milliseconds: list[float] = field(default_factory=list)
    processor_seconds: float = 0.0
    found: list[list[int]] = field(default_factory=list)


def judge(contestant: Contestant, corpus: Corpus, benchmark: Benchmark, work: Path, limits: Limits) -> float:
    """nDCG@10 of the engine's own hybrid on a public set. Raises EngineFailed."""
    index = work / f"{contestant.adapter}-{corpus.about['name']}"
    build(contestant, corpus, index, limits)
    running = Running(contestant, "serve", corpus, index, index.with_suffix(".log"))
    try:
        running.answer(limits.build)
        asked = list(range(len(benchmark.queries)))
        answer = running.ask({"do": "search", "share": None, "queries": asked}, limits.build)
    finally:
        running.end()
    names = [document.id for document in benchmark.documents]
    rankings = {
        query: [names[at] for at in found]
        for query, found in zip(benchmark.queries, answer["found"], strict=True)
    }
    return measure(rankings, benchmark)["ndcg@10"]


def build(contestant: Contestant, corpus: Corpus, index: Path, limits: Limits) -> dict[str, float]:
    """Wall and processor seconds that the engine takes, or took, to build its index from nothing. Raises EngineFailed.

    An index that is there whole is kept: its `.built` file, written last, holds these seconds.
    """
    built = index.with_suffix(".built")
    if built.exists():
        known: dict[str, float] = json.loads(built.read_text(encoding="ascii"))
        return known
    shutil.rmtree(index, ignore_errors=True)
    index.parent.mkdir(parents=True, exist_ok=True)
    running = Running(contestant, "build", corpus, index, index.with_suffix(".log"))
    try:
        seconds = float(running.answer(limits.build)["seconds"])
        spent = {"build_seconds": seconds, "build_processor_seconds": running.processor_seconds()}
    finally:
        running.end()
    built.write_text(json.dumps(spent), encoding="ascii")
    return spent


def compare(
    contestants: Sequence[Contestant],
    corpus: Corpus,
    work: Path,
    limits: Limits,
    say: Say,
) -> dict[str, dict[str, Any]]:
    """All engines over one corpus, asked in turn by tens, so that a busy moment of the machine hits each alike."""
    found: dict[str, dict[str, Any]] = {}
    running: dict[str, Running] = {}
    try:
        for contestant in contestants:
            say(f"{corpus.about['name']}：{contestant.title} 建索引")
            index = work / f"{contestant.adapter}-{corpus.about['name']}"
            result: dict[str, Any] = {}
            found[contestant.adapter] = result
            try:
                result |= build(contestant, corpus, index, limits)
                result["disk_mib"] = sum(f.stat().st_size for f in index.rglob("*") if f.is_file()) / 2**20
                opened = Running(contestant, "serve", corpus, index, index.with_suffix(".log"))
                running[contestant.adapter] = opened
                opened.answer(limits.build)
            except EngineFailed as failure:
                _give_up(contestant.adapter, str(failure), found, running)
        for share in SHARES:
            say(f"{corpus.about['name']}：查询，筛选 {share}")
            _ask_in_turn(share, corpus, found, running, limits)
        for adapter in list(running):
            try:
                _check(adapter, corpus, found, running, limits)
            except EngineFailed as failure:
                _give_up(adapter, str(failure), found, running)
    finally:
        for each in running.values():
            each.end()
    return found


def _ask_in_turn(
    share: float | None,
    corpus: Corpus,
    found: dict[str, dict[str, Any]],
    running: dict[str, Running],
    limits: Limits,
) -> None:
    count = len(corpus.queries())
    parts = {adapter: _Part() for adapter in running}
    spent = dict.fromkeys(running, 0.0)
    for turn, start in enumerate(range(0, count, _TURN)):
        order = sorted(running)
        for adapter in order[turn % len(order) :] + order[: turn % len(order)] if order else ():
            if spent[adapter] > limits.part and turn:
                continue  # slow, but enough was measured: the table says of how many queries
            asked = list(range(start, min(start + _TURN, count)))
            request = {"do": "search", "share": share, "queries": asked}
            started = time.monotonic()
            try:
                if turn == 0:
                    running[adapter].ask(request, 10 * limits.part)  # to warm up
                before = running[adapter].processor_seconds()
                answer = running[adapter].ask(request, 10 * limits.part)
                parts[adapter].processor_seconds += running[adapter].processor_seconds() - before
            except EngineFailed as failure:
                _give_up(adapter, str(failure), found, running)
                continue
            spent[adapter] += time.monotonic() - started
            parts[adapter].milliseconds += answer["milliseconds"]
            parts[adapter].found += answer["found"]
    for adapter in running:
        part = parts[adapter]
        p50, p95 = np.percentile(part.milliseconds, [50, 95])
        allowed = (
            np.ones(len(corpus.buckets), dtype=np.bool_) if share is None else corpus.buckets < limit(share)
        )
        found[adapter][_key(share)] = {
            "p50": float(p50),
            "p95": float(p95),
            "processor": 1000 * part.processor_seconds / len(part.milliseconds),
            "queries": len(part.milliseconds),
            "outside": sum(not allowed[at] for hits in part.found for at in hits),
            "short": sum(len(hits) < min(K, int(allowed.sum())) for hits in part.found),
        }


def _check(
    adapter: str,
    corpus: Corpus,
    found: dict[str, dict[str, Any]],
    running: dict[str, Running],
    limits: Limits,
) -> None:
    """Memory, totals, and recall@10 of the vector search against exact neighbours among what the filter allows."""
    process = running[adapter]
    found[adapter]["memory_mib"] = process.memory_mib()
    asked = corpus.queries()
    chosen = list(range(0, len(asked), max(1, len(asked) // _CHECKED)))[:_CHECKED]
    questions = np.array([asked[at].vector for at in chosen])
    cosines = questions @ np.asarray(corpus.vectors).T
    for share in SHARES:
        request = {"do": "nearest", "share": share, "queries": chosen}
        hits = process.ask(request, 20 * limits.part)["found"]
        allowed = None if share is None else corpus.buckets < limit(share)
        among = cosines if allowed is None else np.where(allowed, cosines, -2.0)
        tenth = np.partition(among, -K, axis=1)[:, -K]
        right = [
            np.count_nonzero(among[row, list(dict.fromkeys(ids))] >= tenth[row] - 1e-6) / K
            for row, ids in enumerate(hits)
        ]
        found[adapter][_key(share)]["recall"] = float(np.mean(right))
        if share is not None and allowed is not None:
            total = process.ask({"do": "count", "share": share}, 20 * limits.part)["count"]
            found[adapter][_key(share)]["total"] = [int(total), int(allowed.sum())]


def _give_up(adapter: str, why: str, found: dict[str, dict[str, Any]], running: dict[str, Running]) -> None:
    found[adapter]["failed"] = why
    if adapter in running:
        running.pop(adapter).end()


def _key(share: float | None) -> str:
    return "all" if share is None else f"{share:g}"


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1][:200] if lines else "没有说明"


def _serving(index: Path) -> list[int]:
    """Processes that name the index's folder in their command line."""
    found = []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if entry.name.isdigit() and f"{index}/".encode() in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
    return found


def _resident_mib(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return 0.0
    line = next((line for line in status.splitlines() if line.startswith("VmRSS:")), "VmRSS: 0 kB")
    return int(line.split()[1]) / 1024


def _processor_seconds(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")  # user and system time


def contestants(others: Path) -> list[Contestant]:
    """Ours in this Python, the others in theirs."""
    return [
        Contestant("ours", "本项目", Path(sys.executable)),
        Contestant("milvus", "Milvus Lite", others),
        Contestant("seekdb", "seekdb（嵌入式）", others),
        Contestant("tantivy_py", "Tantivy＋精确向量", others),
        Contestant("qdrant", "Qdrant（本地模式）", others),
    ]
