"""Keeps a running server's index in step with the database: looks for changes, builds beside the searches, swaps."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace

from api.errors import log_failure
from api.runtime import Runtime

_LOOK_SECONDS = 0.25
"""Between two looks for changes: two cheap questions, to the database and to the index folder."""
_RECONCILE_SECONDS = 60.0
"""Between two comparisons of everything, which also find what no job announced."""
_PATIENCE_SECONDS = 5.0
"""How long the index may be behind before the service calls itself not ready."""


@dataclass(frozen=True, slots=True)
class KeeperCounters:
    """What was done since the server started; seconds of the last rebuild."""

    rebuilds: int = 0
    failures: int = 0
    last_seconds: float | None = None


class IndexKeeper:
    """One thread. A search never waits for it: it loads the new generation before searches go over to it."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="index-keeper", daemon=True)
        self._behind_since: float | None = None
        self._is_told = False
        self.counters = KeeperCounters()

    def start(self) -> None:
        """Begin to look for changes."""
        self._thread.start()

    def close(self) -> None:
        """Stop; a rebuild that runs is finished first."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def works_on_it(self) -> bool:
        """Told that the index lags: whether somebody works on it, and has not done so in vain for too long."""
        if self._behind_since is None:
            self._behind_since = time.monotonic()
        self._is_told = True
        return self._thread.is_alive() and time.monotonic() - self._behind_since < _PATIENCE_SECONDS

    def _keep(self) -> None:
        reconciled = time.monotonic()
        while not self._stop.wait(_LOOK_SECONDS):
            due = self._is_told or time.monotonic() - reconciled > _RECONCILE_SECONDS
            try:
                self._look(reconcile=due)
            except Exception as error:  # noqa: BLE001  # whatever it is, the next look tries again
                self.counters = replace(self.counters, failures=self.counters.failures + 1)
                log_failure(error, "", "index-keeper")
            if due:
                reconciled = time.monotonic()

    def _look(self, *, reconcile: bool) -> None:
        self._is_told = False
        changed = self._runtime.count_index_jobs() > 0
        if changed and self._behind_since is None:
            self._behind_since = time.monotonic()
        if changed or reconcile:
            started = time.monotonic()
            lag = self._runtime.refresh_index()
            if lag.jobs or not lag.in_step:
                seconds = time.monotonic() - started
                self.counters = replace(
                    self.counters, rebuilds=self.counters.rebuilds + 1, last_seconds=round(seconds, 3)
                )
        if self._runtime.store.current():
            self._runtime.catalogue.load()  # also what another process built
        self._behind_since = None
