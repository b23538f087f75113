"""Many people searching at once: errors, response times and throughput of a real server on loopback.

Alone: `python -m tests.bench.concurrency --home var/bench --seconds 60 --searchers 32`.
"""

from __future__ import annotations

import argparse
import itertools
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import numpy as np
from rich.console import Console

from catalog.taxonomy import load_taxonomy
from tests.bench.measures import Row
from tests.bench.server import Server

_SEARCHERS = 32
_SECONDS = 60.0
_TIMEOUT_SECONDS = 60.0


@dataclass(slots=True)
class Load:
    """What the searchers met; written by many threads, each of which only appends."""

    milliseconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def rows(self, searchers: int) -> list[Row]:
        """As lines of the table. Says so when not one search was answered."""
        what = f"{searchers} 人同时检索 {self.seconds:.0f} 秒（各不相同的查询）"
        faults = "，".join(f"{name} × {count}" for name, count in Counter(self.errors).most_common())
        said = f"出错 {len(self.errors)} 次" + (f"（{faults}）" if faults else "")
        if not self.milliseconds:
            return [(what, f"没有一次得到回答，{said}！")]
        p50, p95 = np.percentile(self.milliseconds, [50, 95])
        rate = len(self.milliseconds) / self.seconds
        done = f"{len(self.milliseconds)} 次，{said}，每秒 {rate:.1f} 次"
        return [(what, f"{done}，p50 {p50:.0f} ms，p95 {p95:.0f} ms")]


def measure_concurrency(home: Path, *, searchers: int = _SEARCHERS, seconds: float = _SECONDS) -> list[Row]:
    """Rows of the table for a server over the catalogue of `home`, and its memory afterwards."""
    with Server(home) as server:
        server.search("预热")
        load = put_under_load(server.address, searchers=searchers, seconds=seconds)
        resident, peak = server.memory_mib()
    return [
        *load.rows(searchers),
        ("之后服务占用内存", f"{resident:.0f} MiB，峰值 {peak:.0f} MiB"),
    ]


def put_under_load(address: str, *, searchers: int, seconds: float) -> Load:
    """Each searcher asks again as soon as it is answered, until the time is over; no query is asked twice alike."""
    load = Load()
    queries = _endless_queries()
    lock = threading.Lock()
    until = time.monotonic() + seconds

    def search() -> None:
        with httpx2.Client(base_url=address, timeout=_TIMEOUT_SECONDS) as client:
            while time.monotonic() < until:
                with lock:
                    query = next(queries)
                _ask(client, query, load)

    started = time.monotonic()
    threads = [threading.Thread(target=search) for _ in range(searchers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    load.seconds = time.monotonic() - started
    return load


def _ask(client: httpx2.Client, query: str, load: Load) -> None:
    started = time.perf_counter()
    try:
        answer = client.get("/api/v1/search", params={"q": query})
        answer.raise_for_status()
        found = answer.json()["hits"]
    except (httpx2.HTTPError, ValueError, KeyError) as error:
        status = getattr(getattr(error, "response", None), "status_code", None)
        load.errors.append(f"HTTP {status}" if status else type(error).__name__)
        return
    if not isinstance(found, list):
        load.errors.append("没有结果列表")
        return
    load.milliseconds.append((time.perf_counter() - started) * 1000)


def _endless_queries() -> itertools.chain[str]:
    """The taxonomy's sentences, then each again with a number behind it, so that no cache of vectors answers."""
    texts = [statement.text for statement in load_taxonomy().statements]
    return itertools.chain(texts, (f"{text} {at}" for at in itertools.count(1) for text in texts))


def main() -> None:
    """Measure once and print the rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--searchers", type=int, default=_SEARCHERS)
    parser.add_argument("--seconds", type=float, default=_SECONDS)
    options = parser.parse_args()
    console = Console(markup=False, highlight=False, soft_wrap=True)
    for what, result in measure_concurrency(
        options.home, searchers=options.searchers, seconds=options.seconds
    ):
        console.print(f"{what}：{result}")


if __name__ == "__main__":
    main()
