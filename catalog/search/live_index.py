"""The index in memory, exchanged whole when another generation became current."""

from __future__ import annotations

import threading

from embeddings.hybrid import HybridIndex
from embeddings.segmentation import Segmenter
from embeddings.storage import IndexStore, Manifest


class LiveIndex:
    """Gives every search one whole generation; a search that runs keeps the one that it began with."""

    def __init__(self, store: IndexStore, segmenter: Segmenter) -> None:
        self._store = store
        self._segmenter = segmenter
        self._lock = threading.Lock()
        self._held: tuple[HybridIndex, Manifest] | None = None

    def get(self) -> HybridIndex:
        """The current generation. Raises IndexUnavailable when there is none."""
        return self._current()[0]

    def find_manifest(self) -> Manifest | None:
        """The manifest in use, or None before the first build."""
        return self._store.find_manifest()

    def _current(self) -> tuple[HybridIndex, Manifest]:
        held = self._held
        if held is not None and held[1].generation == self._store.current():
            return held
        with self._lock:  # one thread loads, the others wait for it
            if self._held is None or self._held[1].generation != self._store.current():
                self._held = self._store.load(self._segmenter)
            return self._held
