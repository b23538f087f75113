"""The log of searches, written beside the answers: a search never waits for it and never fails by it."""

from __future__ import annotations

import logging
import queue
import secrets
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from api.runtime import Runtime
from catalog.db import empty_write_ahead_log
from catalog.search.journal import Channel, Search, forget_texts, record_click, record_search

log = logging.getLogger("duijie.journal")

_CAPACITY = 1_000
_BATCH = 100
_SWEEP_SECONDS = 3_600.0
_RETRY_SECONDS = 60.0
_GRACE_SECONDS = 10.0
_TOKEN_BYTES = 9


@dataclass(frozen=True, slots=True)
class _Click:
    token: str
    item_id: int
    position: int
    when: datetime


@dataclass(frozen=True, slots=True)
class _Mark:
    """Reached when all notes before it are written; the last one ends the writer."""

    reached: threading.Event
    is_last: bool


_Note = Search | _Click


class SearchJournal:
    """Takes notes of searches and clicks and writes them from one thread of its own, a few at a time.

    When more notes wait than `capacity`, further ones are dropped and counted in `lost`, as are those that could not be
    written. Texts past their time are forgotten at the start and every hour. `clock` counts seconds.
    """

    def __init__(
        self, runtime: Runtime, *, capacity: int = _CAPACITY, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.lost = 0
        self._runtime = runtime
        self._keeps_texts = runtime.settings.search_text_days > 0
        self._clock = clock
        self._notes: queue.Queue[_Note | _Mark] = queue.Queue(capacity)
        self._lock = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="search-journal", daemon=True)

    def start(self) -> None:
        """Begin to write; safe to repeat. Notes taken before wait for it."""
        with self._lock:
            if not self._closed and not self._thread.is_alive():
                self._thread.start()

    def note_search(
        self,
        *,
        channel: Channel,
        text: str,
        industries: Sequence[str] = (),
        kind: str | None = None,
        total: int,
        nothing_fits: bool,
        milliseconds: float,
    ) -> str:
        """Note a typed search; returns the token by which a click names it, or "" for an empty text: that is browsing."""
        if not text.strip():
            return ""
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        search = Search(
            token=token,
            when=self._runtime.now().astimezone(),
            channel=channel,
            text=text if self._keeps_texts else None,
            industries=tuple(industries),
            kind=kind,
            total=total,
            nothing_fits=nothing_fits,
            milliseconds=round(milliseconds),
        )
        self._put(search)
        return token

    def note_click(self, token: str, item_id: int, position: int) -> None:
        """Note that an item was opened from the list of the search with this token; `position` counts from 1."""
        if token:
            self._put(_Click(token, item_id, position, self._runtime.now()))

    def flush(self, seconds: float = _GRACE_SECONDS) -> bool:
        """Wait until everything noted so far is written; False when that took longer than `seconds`."""
        return self._mark(is_last=False, seconds=seconds)

    def close(self) -> None:
        """Write what is left, then stop. Safe to repeat; later notes are passed over."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
        if self._mark(is_last=True, seconds=_GRACE_SECONDS):
            self._thread.join(_GRACE_SECONDS)

    def _put(self, note: _Note) -> None:
        if self._closed:
            return
        try:
            self._notes.put_nowait(note)
        except queue.Full:
            self._lose(1)

    def _lose(self, count: int) -> None:
        with self._lock:
            self.lost += count

    def _mark(self, *, is_last: bool, seconds: float) -> bool:
        if not self._thread.is_alive():
            return self._notes.empty()
        mark = _Mark(threading.Event(), is_last)
        try:
            self._notes.put(mark, timeout=seconds)
        except queue.Full:
            return False
        return mark.reached.wait(seconds)

    def _run(self) -> None:
        due = self._clock() + self._sweep()
        reported = 0
        while True:
            batch, mark = self._take(max(0.0, due - self._clock()))
            self._write(batch)
            if mark is not None:
                mark.reached.set()
                if mark.is_last:
                    return
            if self._clock() >= due:
                due = self._clock() + self._sweep()
                if self.lost > reported:
                    log.warning("%d notes of searches were lost so far", self.lost)
                    reported = self.lost

    def _take(self, patience: float) -> tuple[list[_Note], _Mark | None]:
        """What waits, at most a batch and up to the first mark; nothing when nothing came for `patience` seconds."""
        batch: list[_Note] = []
        try:
            note = self._notes.get(timeout=patience)
            while isinstance(note, _Note):
                batch.append(note)
                if len(batch) == _BATCH:
                    return batch, None
                note = self._notes.get_nowait()
        except queue.Empty:
            return batch, None
        return batch, note

    def _write(self, batch: Sequence[_Note]) -> None:
        if not batch:
            return
        try:
            with self._runtime.writing() as session:
                for note in batch:
                    if isinstance(note, Search):
                        record_search(session, note)
                    else:
                        record_click(session, note.token, note.item_id, note.position, note.when)
        except Exception as error:  # noqa: BLE001  # whatever it is, the writer goes on
            self._lose(len(batch))
            _log_failure("write", error)

    def _sweep(self) -> float:
        """Forget old texts; returns after how many seconds to do so again."""
        try:
            return _SWEEP_SECONDS if forget_old_texts(self._runtime) else _RETRY_SECONDS
        except Exception as error:  # noqa: BLE001  # whatever it is, the writer goes on
            _log_failure("forget texts", error)
            return _RETRY_SECONDS


def forget_old_texts(runtime: Runtime) -> bool:
    """Empty the texts that would pass their time before the next sweep, in the database and in its log.

    False when somebody kept the database's log open, so that old copies may still stand in it: then call again.
    """
    kept = timedelta(days=runtime.settings.search_text_days) - timedelta(seconds=_SWEEP_SECONDS)
    with runtime.writing() as session:
        forget_texts(session, before=runtime.now() - kept)
    return empty_write_ahead_log(runtime.engine)


def _log_failure(what: str, error: Exception) -> None:
    """Only the class: a database's error quotes the statement's values, and so the text."""
    log.error("search journal could not %s: %s", what, type(error).__name__)
