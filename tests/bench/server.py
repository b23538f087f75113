"""A server of our own in a process of its own, asked over HTTP."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Self

import httpx2

_STARTED = re.compile(r"http://127\.0\.0\.1:\d+")
_PATIENCE_SECONDS = 120.0


class Server:
    """`duijie serve` on a free port, ready to answer when entered, ended when left."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "api.cli", "serve", "--port", "0", "--home", str(self._home)],
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self._process.stderr is not None
        found = next((hit for line in self._process.stderr if (hit := _STARTED.search(line))), None)
        if found is None:
            raise RuntimeError("the server did not start")
        self.address = found[0]
        self._client = httpx2.Client(base_url=self.address, timeout=_PATIENCE_SECONDS)
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while self._client.get("/readyz").status_code != 200:
            if time.monotonic() > deadline:
                raise RuntimeError("the server did not become ready")
            time.sleep(0.2)
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()
        self._process.terminate()
        self._process.communicate(timeout=_PATIENCE_SECONDS)

    def search(self, text: str) -> dict[str, Any]:
        """One search as a program asks it."""
        answer = self._client.get("/api/v1/search", params={"q": text})
        answer.raise_for_status()
        document: dict[str, Any] = answer.json()
        return document

    def match(self, report: Path) -> dict[str, Any]:
        """One report uploaded, read and matched."""
        answer = self._client.post(
            "/api/v1/reports/match", files={"file": (report.name, report.read_bytes())}
        )
        answer.raise_for_status()
        document: dict[str, Any] = json.loads(answer.content)
        return document

    def memory_mib(self) -> tuple[float, float]:
        """Resident memory now and at its peak, of the server and the processes that it keeps."""
        found = [_status(pid) for pid in (self._process.pid, *_children(self._process.pid))]
        return sum(now for now, _ in found), sum(peak for _, peak in found)


def _status(pid: int) -> tuple[float, float]:
    fields = dict(
        line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines() if ":" in line
    )
    return int(fields["VmRSS"].split()[0]) / 1024, int(fields["VmHWM"].split()[0]) / 1024


def _children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
