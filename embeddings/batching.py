"""Gathers what several threads ask for at the same time, so that the model computes it together."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Result = TypeVar("Result")

_SHORT = 32  # characters: padding a text up to this length costs less than a batch of its own


@dataclass(slots=True, eq=False)
class _Job(Generic[Result]):
    """One text, the same for all who ask for it, until its result or its error is there."""

    text: str
    result: Result | None = None
    error: Exception | None = None

    @property
    def done(self) -> bool:
        return self.result is not None or self.error is not None


class Batcher(Generic[Result]):
    """Leader and followers: a caller that finds a lane free computes at once, for itself and for all who wait by then.

    Nobody waits for a timer: a caller alone pays for two locks. Those who come while every lane computes form the next
    batch, a text that several of them ask for is computed once, and one of them leads it. An error reaches only those who
    asked for the text that caused it. A caller that is torn away while it leads leaves the batch to those who still wait.
    """

    def __init__(
        self, compute: Callable[[Sequence[str]], Sequence[Result]], *, most: int, lanes: int
    ) -> None:
        """Compute: n texts to n results, none of them None; called by at most `lanes` threads with at most `most` texts."""
        self._compute = compute
        self._most = most
        self._free_lanes = lanes
        self._jobs: dict[str, _Job[Result]] = {}  # queued or being computed
        self._queue: list[_Job[Result]] = []
        self._changed = threading.Condition()

    def results(self, texts: Sequence[str]) -> list[Result]:
        """What was computed of each text. Raises what computing one of the texts raised."""
        with self._changed:
            mine = [self._join(text) for text in texts]
            while not all(job.done for job in mine):
                if self._free_lanes and self._queue:
                    self._lead()
                else:
                    self._changed.wait()
        if error := next((job.error for job in mine if job.error), None):
            raise error
        return [job.result for job in mine if job.result is not None]

    def _join(self, text: str) -> _Job[Result]:
        job = self._jobs.get(text)
        if job is None:
            job = self._jobs[text] = _Job(text)
            self._queue.append(job)
        return job

    def _lead(self) -> None:
        """Compute the next batch with the lock released. Called with the lock held, and returns so."""
        batch = self._take()
        self._free_lanes -= 1
        self._changed.release()
        try:
            self._fill(batch)
        finally:
            self._changed.acquire()
            self._free_lanes += 1
            for job in batch:
                if job.done:
                    del self._jobs[job.text]
            self._queue[:0] = [job for job in batch if not job.done]
            self._changed.notify_all()

    def _take(self) -> list[_Job[Result]]:
        """The oldest job, and those behind it that are not so much longer that it would be mostly padding."""
        longest = max(_SHORT, 2 * len(self._queue[0].text))
        batch = [job for job in self._queue if len(job.text) <= longest][: self._most]
        self._queue = [job for job in self._queue if job not in batch]
        return batch

    def _fill(self, batch: Sequence[_Job[Result]]) -> None:
        try:
            results = self._compute([job.text for job in batch])
        except Exception as error:  # noqa: BLE001  # whatever it is, it belongs to whoever asked
            if len(batch) == 1:
                batch[0].error = error
                return
            for job in batch:  # one of them is at fault; the others must not pay for it
                self._fill([job])
            return
        for job, result in zip(batch, results, strict=True):
            job.result = result
