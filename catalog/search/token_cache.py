"""Token vectors of lately compared items, kept in memory: the same few come first for most of what people ask."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence

from cachetools import LRUCache

from embeddings.late import TokenVectors

_MOST_BYTES = 64 * 1024 * 1024  # some 800 items of the length of the samples


class TokenCache:
    """Keeps what an encoder made of revisions. Neither ever changes, so nothing kept is ever wrong."""

    def __init__(self) -> None:
        self._kept: LRUCache[tuple[str, int], TokenVectors] = LRUCache(
            _MOST_BYTES, getsizeof=lambda tokens: tokens.nbytes
        )
        self._lock = threading.Lock()

    def recall(
        self,
        encoder: str,
        revisions: Sequence[int],
        load: Callable[[Sequence[int]], Mapping[int, TokenVectors]],
    ) -> list[TokenVectors] | None:
        """The tokens of revisions, in that order; `load` is asked for those not kept. None where one is nowhere."""
        with self._lock:
            found = {
                revision: tokens
                for revision in revisions
                if (tokens := self._kept.get((encoder, revision))) is not None
            }
        missing = [revision for revision in revisions if revision not in found]
        if missing:
            fresh = load(missing)
            with self._lock:
                self._kept.update({(encoder, revision): tokens for revision, tokens in fresh.items()})
            found.update(fresh)
        return [found[revision] for revision in revisions] if found.keys() >= set(revisions) else None
