"""Runs commands of the service in children that are killed, at a counted step or after a time.

A program of its own, driven by lines of JSON. It loads what is slow once and forks for every command, so that a real
SIGKILL of a real import costs no more than the import.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

import api.runtime
from api.cli.main import run
from catalog.taxonomy import load_taxonomy
from embeddings.segmentation import Segmenter
from tests.embeddings.fakes import FakeEncoder

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_FILE_STEPS = {"os.rename", "os.mkdir", "os.remove", "os.rmdir"}


class Steps:
    """Counts what changes files and what commits; dies before the step with the given number."""

    def __init__(self, home: str, die_at: int | None) -> None:
        self._home = home
        self._die_at = die_at
        self.count = 0

    def watch(self) -> None:
        """Begin to count."""
        sys.addaudithook(self._audit)
        event.listen(Engine, "commit", lambda _connection: self._step())

    def _audit(self, name: str, arguments: tuple[Any, ...]) -> None:
        writes = name in _FILE_STEPS or (name == "open" and bool(arguments[2] & _WRITING))
        if writes and str(arguments[0]).startswith(self._home):
            self._step()

    def _step(self) -> None:
        self.count += 1
        if self.count == self._die_at:
            os.kill(os.getpid(), signal.SIGKILL)


def _prepare() -> None:
    """Stand-ins for the model; everything else is the service's own."""
    shared = cache(lambda: Segmenter(load_taxonomy().words))
    shared().words("预热")
    vars(api.runtime).update(
        Segmenter=lambda _words: shared(),
        SentenceEncoder=lambda _folder: FakeEncoder(),
        resolve=lambda *_: Path(),
    )
    from api import migrate  # noqa: F401
    from api.cli import catalog, tables  # noqa: F401  # loaded before the first fork
    from catalog.ingest import importing  # noqa: F401


def _child(order: dict[str, Any], report: int) -> None:
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    steps = Steps(order["home"], order.get("die_at"))
    steps.watch()
    code = run(["--home", order["home"], *order["arguments"]])
    os.write(report, json.dumps({"code": code, "steps": steps.count}).encode())
    os._exit(0)


def _run(order: dict[str, Any]) -> dict[str, Any]:
    reading, writing = os.pipe()
    started = time.perf_counter()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        _child(order, writing)
    os.close(writing)
    if order.get("die_after") is not None:
        time.sleep(order["die_after"])
        os.kill(
            pid, signal.SIGKILL
        )  # a child not yet waited for may have ended, but its number is still its own
    _, status = os.waitpid(pid, 0)
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read()
    answer = json.loads(told) if told else {"code": None, "steps": None}
    return answer | {
        "killed": os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL,
        "seconds": time.perf_counter() - started,
    }


def main() -> None:
    """Answer every order with one line."""
    _prepare()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_run(json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
