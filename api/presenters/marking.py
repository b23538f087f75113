"""Text cut into plain and marked pieces."""

from __future__ import annotations

from collections.abc import Iterable

Pieces = tuple[tuple[str, bool], ...]
"""(text, is marked), in reading order; joined they are the text, character for character."""


def mark(text: str, spans: Iterable[tuple[int, int]]) -> Pieces:
    """Cut the text at the spans [start, end); overlapping or touching spans become one."""
    pieces: list[tuple[str, bool]] = []
    position = 0
    for start, end in _merged(spans, len(text)):
        if start > position:
            pieces.append((text[position:start], False))
        pieces.append((text[start:end], True))
        position = end
    if position < len(text):
        pieces.append((text[position:], False))
    return tuple(pieces)


def excerpt(text: str, spans: Iterable[tuple[int, int]], limit: int) -> Pieces:
    """At most `limit` characters of the text around its first marked span, cut off with an ellipsis."""
    if len(text) <= limit:
        return mark(text, spans)
    merged = _merged(spans, len(text))
    first = merged[0] if merged else (0, 0)
    start = 0 if first[1] <= limit else max(0, min(first[0] - limit // 4, len(text) - limit))
    end = min(len(text), start + limit)
    inside = [
        (max(low, start) - start, min(high, end) - start)
        for low, high in merged
        if high > start and low < end
    ]
    pieces = mark(text[start:end], inside)
    before = (("…", False),) if start else ()
    after = (("…", False),) if end < len(text) else ()
    return (*before, *pieces, *after)


def _merged(spans: Iterable[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted((max(0, start), min(end, length)) for start, end in spans):
        if start >= end:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def shorten(text: str, most: int) -> str:
    """The text, or its beginning and …, at most so many characters."""
    return text if len(text) <= most else f"{text[: most - 1]}…"
