"""The reading process: one report in on stdin, one JSON result out on stdout, nothing else in reach."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .. import errors
from ..errors import DamagedReport, ReportError, ReportTooLarge
from . import wire
from .limits import MIB, Limits
from .model import Document

_ROOT = Path(__file__).resolve().parents[2]
# Two readers at a time: each may take 1.5 GiB and one core.
_SLOTS = threading.BoundedSemaphore(2)
_HEADER_BYTES = 8
# No user site, no working folder on the path, no bytecode written.
_COMMAND = [sys.executable, "-P", "-B", "-s", "-m", "matcher.documents.isolated"]
_LARGEST_ANSWER = 256 * MIB
_ERRORS: dict[str, type[ReportError]] = {
    name: value
    for name, value in vars(errors).items()
    if isinstance(value, type) and issubclass(value, ReportError)
}


def read_isolated(data: bytes, name: str, limits: Limits) -> Document:
    """Read a report in a child process with bounded memory and time. Raises a ReportError only."""
    return run_reader(data, name, limits)[0]


def run_reader(data: bytes, name: str, limits: Limits) -> tuple[Document, dict[str, float]]:
    """The document and what reading it cost: `cpu_s` in seconds and `peak_mib` of memory.

    Raises a ReportError when the report is refused, and ReportTooLarge when the child had to be stopped.
    """
    request = wire.dump({"name": name, "limits": asdict(limits)})
    with _SLOTS:
        try:
            process = subprocess.Popen(
                _COMMAND,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
                cwd="/",
                start_new_session=True,
            )
        except OSError:
            raise ReportError(f"服务器繁忙，“{name}”暂时无法读取，请稍后再试。") from None
        with process:
            try:
                answer, _ = process.communicate(
                    len(request).to_bytes(_HEADER_BYTES, "big") + request + data, timeout=limits.wall_seconds
                )
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
                raise _too_slow(name) from None
            except BaseException:
                process.kill()
                raise
    return _read_answer(answer, process.returncode, name)


def _environment() -> dict[str, str]:
    """Only what Python needs to find this package: no secret of the parent is inherited."""
    return {"PYTHONPATH": str(_ROOT), "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"}


def _too_slow(name: str) -> ReportTooLarge:
    return ReportTooLarge(f"“{name}”太复杂，在规定时间内没有读完，请拆分或精简后再上传。")


def _read_answer(answer: bytes, status: int, name: str) -> tuple[Document, dict[str, float]]:
    if status == -signal.SIGXCPU:
        raise _too_slow(name)
    if status != 0 or len(answer) > _LARGEST_ANSWER:
        raise DamagedReport(f"“{name}”无法读取，读取过程意外中止，请重新导出后再上传。")
    try:
        payload = wire.load(answer)
        refusal = payload.get("error")
        if refusal is None:
            return wire.unpack_document(payload["document"]), payload["usage"]
    except (ValueError, KeyError, TypeError):
        raise DamagedReport(f"“{name}”无法读取，请重新导出后再上传。") from None
    raise _ERRORS.get(refusal["class"], ReportError)(refusal["message"])


def main() -> None:
    """Entry of the child: bound itself, read the request, answer, leave."""
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    size = int.from_bytes(source.read(_HEADER_BYTES), "big")
    request = wire.load(source.read(size))
    limits = Limits(**request["limits"])
    _confine(limits)
    from .parsing import parse_report

    # Made beforehand: when memory has run out there is none left to say so.
    answer = _pack_refusal("ReportTooLarge", _too_slow(request["name"]).message)
    refusal: tuple[str, str] | None = None
    try:
        document = parse_report(source.read(), request["name"], limits)
        answer = wire.dump({"document": wire.pack_document(document), "usage": measure_usage()})
    except ReportError as error:
        refusal = (type(error).__name__, error.message)
    except MemoryError:
        pass
    if refusal is not None:
        answer = _pack_refusal(*refusal)
    sink.write(answer)
    sink.flush()
    # Skips the slow taking apart of large object graphs.
    os._exit(0)


def _pack_refusal(name: str, message: str) -> bytes:
    return wire.dump({"error": {"class": name, "message": message}})


def _confine(limits: Limits) -> None:
    """Bound memory, time and file writing of this process, and forbid sockets and programs."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 2))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.addaudithook(_forbid)


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


if __name__ == "__main__":
    main()
