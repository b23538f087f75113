"""Talking to a reading process: a request goes in, framed messages come out, and a clock ends it in any case."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import IO, Any

from . import wire
from .limits import MIB

HEADER_BYTES = 8
_LARGEST_MESSAGE = 256 * MIB


def write_message(sink: IO[bytes], message: bytes) -> None:
    """One message with its length in front."""
    sink.write(len(message).to_bytes(HEADER_BYTES, "big") + message)
    sink.flush()


def read_message(source: IO[bytes]) -> bytes | None:
    """The next message, or None at the end. Raises ValueError when it is cut short or larger than any answer."""
    header = source.read(HEADER_BYTES)
    if not header:
        return None
    size = int.from_bytes(header, "big")
    if len(header) < HEADER_BYTES or size > _LARGEST_MESSAGE:
        raise ValueError("no message")
    message = source.read(size)
    if len(message) < size:
        raise ValueError("message cut short")
    return message


def converse(
    process: subprocess.Popen[bytes],
    request: Sequence[bytes],
    hear: Callable[[dict[str, Any]], None],
    *,
    seconds: float,
) -> dict[str, Any]:
    """Send the request and return the answer; `hear` gets the messages with `progress` as they come before it.

    Raises TimeoutError when the process had to be stopped after `seconds`, ValueError or TypeError when it said
    nothing or something else than messages.
    """
    stopped = threading.Event()

    def stop() -> None:
        stopped.set()
        process.kill()

    clock = threading.Timer(seconds, stop)
    clock.daemon = True
    feeder = threading.Thread(target=_feed, args=(process, request), daemon=True)
    clock.start()
    feeder.start()
    try:
        return _listen(process, hear)
    finally:
        # A child that closed its output yet goes on is awaited, until the clock ends it.
        process.wait()
        clock.cancel()
        feeder.join()
        if stopped.is_set():
            raise TimeoutError


def _listen(process: subprocess.Popen[bytes], hear: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    assert process.stdout is not None
    last: dict[str, Any] | None = None
    try:
        while (message := read_message(process.stdout)) is not None:
            said = wire.load(message)
            if "progress" in said:
                hear(said)
            else:
                last = said
    except BaseException:
        process.kill()
        raise
    if last is None:
        raise ValueError("no answer")
    return last


def _feed(process: subprocess.Popen[bytes], request: Sequence[bytes]) -> None:
    """Write without waiting for answers; a child that stops reading has its reasons."""
    assert process.stdin is not None
    with suppress(OSError, ValueError):
        for part in request:
            process.stdin.write(part)
    with suppress(OSError, ValueError):
        process.stdin.close()
