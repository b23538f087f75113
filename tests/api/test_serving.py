"""The real server in a process of its own: it starts, answers, and stops when asked."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO
from urllib.error import HTTPError

import pytest

_STARTED = re.compile(r"http://127\.0\.0\.1:(\d+)")
_PATIENCE_SECONDS = 60


@pytest.fixture
def server(sample_home: Path) -> Iterator[subprocess.Popen[str]]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("DUIJIE_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "api.cli", "serve", "--port", "0", "--home", str(sample_home)],
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def _address(stream: IO[str]) -> str:
    for line in stream:
        if found := _STARTED.search(line):
            return found[0]
    pytest.fail("the server ended without saying where it listens")


def _get(url: str) -> tuple[int, str]:
    with urllib.request.urlopen(url, timeout=_PATIENCE_SECONDS) as answer:  # noqa: S310  # loopback only
        return answer.status, answer.read().decode()


def _wait_until_ready(address: str) -> None:
    """Models load beside the running server, which says so until they are there."""
    for _ in range(_PATIENCE_SECONDS * 5):
        with suppress(HTTPError):  # 503 until then
            _get(f"{address}/readyz")
            return
        time.sleep(0.2)
    pytest.fail("the server did not become ready")


def test_server_starts_answers_and_stops(server: subprocess.Popen[str]) -> None:
    assert server.stderr is not None
    started = time.monotonic()
    address = _address(server.stderr)
    assert _get(f"{address}/healthz")[0] == 200
    _wait_until_ready(address)
    status, page = _get(f"{address}/")
    assert status == 200
    assert "<html" in page
    status, answer = _get(f"{address}/api/v1/search?q=%E6%8E%92%E4%BA%A7&k=1")
    assert status == 200
    assert '"hits":[{' in answer
    assert time.monotonic() - started < _PATIENCE_SECONDS
    server.send_signal(signal.SIGINT)
    assert server.wait(_PATIENCE_SECONDS) == 0
