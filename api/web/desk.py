"""Uploaded reports on their way and their results, in memory only, each for the visitor who brought it."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Literal

from api.errors import DeskFull, StudyNotFound, log_failure
from api.reports import Advance, Study
from embeddings.errors import EmbeddingsError
from matcher.errors import ReportError

State = Literal["waiting", "working", "done", "refused", "failed"]
Work = Callable[[bytes, str, Advance], Study]

WORKERS = 2  # two shared cores; a report takes one
_CAPACITY = 40  # studied reports of a few MB each
_WAITING = 12


@dataclass(frozen=True, slots=True)
class Job:
    """One report's state at a moment; `stage` indexes `api.reports.STAGES`, `note` and `refusal` are for people.

    `expires_at` is a moment of the desk's clock in seconds; `ahead` counts the reports that are waited for. `turn` is held
    while its study is revised.
    """

    token: str
    owner: str
    number: int
    name: str
    size_bytes: int
    expires_at: float
    state: State = "waiting"
    stage: int = 0
    note: str = ""
    ahead: int = 0
    study: Study | None = None
    refusal: str = ""
    turn: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)


class Desk:
    """Takes reports in, studies two at a time, keeps results until they expire. Nothing is written or logged."""

    def __init__(self, work: Work, *, minutes: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.minutes = minutes
        self._work = work
        self._clock = clock
        self._jobs: dict[str, Job] = {}
        self._waiting: dict[str, bytes] = {}  # reports not begun yet, so that deleting one frees it at once
        self._lock = threading.Lock()
        self._number = 0
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="report")

    def submit(self, owner: str, data: bytes, name: str) -> str:
        """Queue a report for a visitor; returns its token. Raises DeskFull when too many wait or are kept."""
        self.sweep()
        token = secrets.token_urlsafe(24)
        with self._lock:
            waiting = sum(job.state in {"waiting", "working"} for job in self._jobs.values())
            if waiting >= _WAITING or len(self._jobs) >= _CAPACITY:
                raise DeskFull("现在排队的报告较多，请过几分钟再上传。")
            self._number += 1
            self._jobs[token] = Job(
                token=token,
                owner=_digest(owner),
                number=self._number,
                name=name,
                size_bytes=len(data),
                expires_at=self._clock() + 60 * self.minutes,
            )
            self._waiting[token] = data
        self._pool.submit(self._run, token, name)
        return token

    def get(self, token: str, owner: str) -> Job:
        """The visitor's job. Raises StudyNotFound when it expired, was deleted or is another's, all alike."""
        self.sweep()
        with self._lock:
            job = self._jobs.get(token)
            if job is None or not hmac.compare_digest(job.owner, _digest(owner)):
                raise StudyNotFound(
                    "没有找到这份报告的结果：它可能已经到期删除，或者不是在这个浏览器里上传的。"
                )
            ahead = sum(
                other.state in {"waiting", "working"} and other.number < job.number
                for other in self._jobs.values()
            )
            return replace(job, ahead=max(0, ahead - WORKERS + 1))

    def revise(self, token: str, owner: str, change: Callable[[Study], Study]) -> Job:
        """Replace the visitor's finished study by what `change` makes of it; changes of one report wait for one another.

        Raises StudyNotFound, also when there is no study yet, and whatever `change` raises: then all stays as it was.
        """
        with self.get(token, owner).turn:
            job = self.get(token, owner)
            if job.study is None or not self._update(token, study=change(job.study)):
                raise StudyNotFound("这份报告还没有读完，或者已经删除。")
        return self.get(token, owner)

    def minutes_left(self, job: Job) -> int:
        """Whole minutes until the job is deleted, at least 1."""
        return max(1, round((job.expires_at - self._clock()) / 60))

    def forget(self, token: str, owner: str) -> None:
        """Delete the visitor's job at once. Raises StudyNotFound."""
        self.get(token, owner)
        with self._lock:
            self._drop(token)

    def sweep(self) -> None:
        """Delete what expired."""
        now = self._clock()
        with self._lock:
            for token in [token for token, job in self._jobs.items() if job.expires_at <= now]:
                self._drop(token)

    def _drop(self, token: str) -> None:
        self._jobs.pop(token, None)
        self._waiting.pop(token, None)

    def close(self) -> None:
        """Stop taking work and forget everything."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        with self._lock:
            self._jobs.clear()
            self._waiting.clear()

    def _run(self, token: str, name: str) -> None:
        with self._lock:
            data = self._waiting.pop(token, None)
        if data is None or not self._update(token, state="working"):
            return
        try:

            def advance(stage: int, note: str = "") -> None:
                self._update(token, stage=stage, note=note)

            study = self._work(data, name, advance)
        except ReportError as error:
            self._update(token, state="refused", refusal=error.message)
        except EmbeddingsError as error:
            self._update(token, state="failed", refusal=error.message)
        except Exception as error:  # noqa: BLE001  # a worker must never die silently
            log_failure(error, "", "/report")
            self._update(token, state="failed", refusal="读这份报告时服务出了问题，请稍后再传一次。")
        else:
            self._update(token, state="done", study=study)

    def _update(self, token: str, **changes: object) -> bool:
        """Change a job that is still wanted; False when it was deleted meanwhile."""
        with self._lock:
            if token not in self._jobs:
                return False
            self._jobs[token] = replace(self._jobs[token], **changes)  # type: ignore[arg-type]
            return True


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8")).hexdigest()
