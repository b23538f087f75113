"""pdfminer with bounds: streams unpack within a budget, and a document that needs a password says so."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from pdfminer import pdftypes

_LONGEST_PARTIAL = 4096


class InflationBudget:
    """Counts the bytes that a document's streams unpack to; `exceeded` stays set once the budget is spent."""

    def __init__(self, limit: int) -> None:
        self._left = limit
        self.exceeded = False

    def inflate(self, data: bytes) -> bytes:
        """Unpack one stream, also a truncated one.

        Raises MemoryError beyond the budget, zlib.error for garbage.
        """
        worker = zlib.decompressobj()
        unpacked = worker.decompress(data, self._left + 1)
        self._left -= len(unpacked)
        if self._left < 0:
            self.exceeded = True
            raise MemoryError("pdf stream beyond the budget")
        return unpacked

    def inflate_corrupted(self, data: bytes) -> bytes:
        """What can be unpacked before a stream breaks."""
        worker = zlib.decompressobj()
        parts: list[bytes] = []
        for start in range(0, len(data), _LONGEST_PARTIAL):
            try:
                parts.append(worker.decompress(data[start : start + _LONGEST_PARTIAL], self._left + 1))
            except zlib.error:
                break
            self._left -= len(parts[-1])
            if self._left < 0:
                self.exceeded = True
                raise MemoryError("pdf stream beyond the budget")
        return b"".join(parts)


@contextmanager
def bounded_inflation(limit: int) -> Iterator[InflationBudget]:
    """Inside the block pdfminer unpacks at most `limit` bytes; meant for the reading process."""
    budget = InflationBudget(limit)
    module: Any = pdftypes
    before = module.zlib, module.decompress_corrupted
    module.zlib = SimpleNamespace(decompress=budget.inflate, error=zlib.error)
    module.decompress_corrupted = budget.inflate_corrupted
    try:
        yield budget
    finally:
        module.zlib, module.decompress_corrupted = before
