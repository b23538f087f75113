"""The reading process: one report in on stdin, progress and a result out on stdout, nothing else in reach."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import asdict
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from .. import errors
from ..errors import DamagedReport, ReportError, ReportTooLarge
from . import wire
from .confinement import confine, measure_usage
from .conversation import converse, read_message, write_message
from .drafts import RecognitionNeeded
from .limits import Limits
from .model import Document

if TYPE_CHECKING:
    from .scanning import Progress, Scanner

_ROOT = Path(__file__).resolve().parents[2]
# Two readers at a time: each may take 1.5 GiB and one core. One recogniser: it takes both cores.
_SLOTS = {False: threading.BoundedSemaphore(2), True: threading.BoundedSemaphore(1)}
# No user site, no working folder on the path, no bytecode written.
_COMMAND = [sys.executable, "-P", "-B", "-s", "-m", "matcher.documents.isolated"]
_RECOGNISER_CORES = 2
_ERRORS: dict[str, type[ReportError]] = {
    name: value
    for name, value in vars(errors).items()
    if isinstance(value, type) and issubclass(value, ReportError)
}


def read_isolated(data: bytes, name: str, limits: Limits, progress: Progress | None = None) -> Document:
    """Read a report in a child process with bounded memory and time. Raises a ReportError only."""
    return run_reader(data, name, limits, progress)[0]


def run_reader(
    data: bytes, name: str, limits: Limits, progress: Progress | None = None
) -> tuple[Document, dict[str, float]]:
    """The document and what reading it cost: `cpu_s` in seconds and `peak_mib` of memory.

    A report with pictures of pages is given up by the first child and read by a second one, which loads the models
    before it is confined; `progress` hears how many of these pages are done. Raises a ReportError when the report is
    refused, and ReportTooLarge when the child had to be stopped.
    """
    answer = _ask_child(data, name, limits, progress, recognise=False)
    if answer.get("recognise"):
        answer = _ask_child(data, name, limits, progress, recognise=True)
    try:
        refusal = answer.get("error")
        if refusal is None:
            return wire.unpack_document(answer["document"]), answer["usage"]
        refusal_class, message = _ERRORS.get(refusal["class"], ReportError), str(refusal["message"])
    except (ValueError, KeyError, TypeError):
        raise DamagedReport(f"“{name}”无法读取，请重新导出后再上传。") from None
    raise refusal_class(message)


def _ask_child(
    data: bytes, name: str, limits: Limits, progress: Progress | None, *, recognise: bool
) -> dict[str, Any]:
    """The child's last message. Raises DamagedReport when it broke down, ReportTooLarge when it took too long."""
    request = wire.dump({"name": name, "limits": asdict(limits), "recognise": recognise})
    header = len(request).to_bytes(8, "big")
    done = 0

    def hear(message: dict[str, Any]) -> None:
        nonlocal done
        now, total = (int(number) for number in message["progress"])
        # A child that babbles is not passed on.
        if progress is not None and (now > done or not now) and now <= total <= limits.recognised_pages:
            done = now
            progress(now, total)

    with _SLOTS[recognise]:
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
        seconds = limits.recognition_seconds if recognise else limits.wall_seconds
        with process:
            try:
                answer = converse(process, (header, request, data), hear, seconds=seconds)
            except TimeoutError:
                raise _too_slow(name) from None
            except (ValueError, TypeError, KeyError):
                answer = {}
    if process.returncode == -signal.SIGXCPU:
        raise _too_slow(name)
    if process.returncode or not answer:
        raise DamagedReport(f"“{name}”无法读取，读取过程意外中止，请重新导出后再上传。")
    return answer


def _environment() -> dict[str, str]:
    """Only what Python needs to find this package: no secret of the parent is inherited."""
    return {"PYTHONPATH": str(_ROOT), "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"}


def _too_slow(name: str) -> ReportTooLarge:
    return ReportTooLarge(f"“{name}”太复杂，在规定时间内没有读完，请拆分或精简后再上传。")


def main() -> None:
    """Entry of the child: read the request, load what is needed, bound itself, read the report, answer, leave."""
    started = time.monotonic()
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    request = wire.load(read_message(source) or b"")
    limits = Limits(**request["limits"])
    scanner = _make_scanner(limits, sink, started) if request["recognise"] else None
    _confine(limits, recognise=request["recognise"])
    from .parsing import parse_report

    # Made beforehand: when memory has run out there is none left to say so.
    answer = _pack_refusal("ReportTooLarge", _too_slow(request["name"]).message)
    refusal: tuple[str, str] | None = None
    try:
        document = parse_report(source.read(), request["name"], limits, scanner)
        answer = wire.dump({"document": wire.pack_document(document), "usage": measure_usage()})
    except RecognitionNeeded:
        answer = wire.dump({"recognise": True})
    except ReportError as error:
        refusal = (type(error).__name__, error.message)
    except MemoryError:
        pass
    if refusal is not None:
        answer = _pack_refusal(*refusal)
    write_message(sink, answer)
    # Skips the slow taking apart of large object graphs.
    os._exit(0)


def _make_scanner(limits: Limits, sink: IO[bytes], started: float) -> Scanner:
    """The models, loaded while libraries may still be loaded and no byte of the report is in this process."""
    for library in ("OPENBLAS", "OMP"):
        os.environ[f"{library}_NUM_THREADS"] = str(_RECOGNISER_CORES)
    from .recognition import Recognizer
    from .scanning import Scanner

    def report(done: int, total: int) -> None:
        write_message(sink, wire.dump({"progress": [done, total]}))

    return Scanner(Recognizer(), limits, started, report)


def _pack_refusal(name: str, message: str) -> bytes:
    return wire.dump({"error": {"class": name, "message": message}})


def _confine(limits: Limits, *, recognise: bool = False) -> None:
    if recognise:
        confine(
            memory_bytes=limits.recognition_bytes,
            cpu_seconds=_RECOGNISER_CORES * limits.recognition_seconds,
        )
    else:
        confine(memory_bytes=limits.memory_bytes, cpu_seconds=limits.cpu_seconds)


if __name__ == "__main__":
    main()
