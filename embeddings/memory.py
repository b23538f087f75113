"""Gives memory back to the system."""

from __future__ import annotations

import ctypes


def release_freed() -> None:
    """Return what was freed but is still held for the next use; glibc keeps holes of any size. Elsewhere does nothing."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
