"""What a reading process may do: read files and compute, within bounds of memory and time."""

from __future__ import annotations

import os
import resource
import sys
from pathlib import Path
from typing import Any

_FORBIDDEN = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.fork",
    "os.remove",
    "os.rename",
    "os.mkdir",
    "os.rmdir",
    "os.symlink",
    "os.link",
    "os.chmod",
    "ctypes.dlopen",
    "shutil.",
    "tempfile.",
    "webbrowser.",
    "urllib.",
    "http.",
    "smtplib.",
    "ftplib.",
)


def confine(*, memory_bytes: int, cpu_seconds: int) -> None:
    """Bound memory, processor time and file writing of this process, and forbid sockets and programs."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 2))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.addaudithook(_forbid)


def _forbid(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook that lets this process read files and nothing more."""
    if event.startswith(_FORBIDDEN):
        raise PermissionError(event)
    if event == "open":
        _, mode, flags = arguments
        writes = isinstance(mode, str) and any(sign in mode for sign in "wax+")
        if writes or (isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)):
            raise PermissionError(event)


def measure_usage() -> dict[str, float]:
    """CPU seconds and peak memory in MiB of this process so far."""
    spent = resource.getrusage(resource.RUSAGE_SELF)
    peak = 0.0
    # ru_maxrss of a child starts at its parent's size; the kernel's own mark is per program.
    for line in (
        Path("/proc/self/status").read_text().splitlines() if Path("/proc/self/status").exists() else ()
    ):
        if line.startswith("VmHWM:"):
            peak = int(line.split()[1]) / 1024
    return {"cpu_s": spent.ru_utime + spent.ru_stime, "peak_mib": peak or spent.ru_maxrss / 1024}
