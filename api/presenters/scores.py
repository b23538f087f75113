"""A score as a stacked bar whose shown parts add up to the shown total."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_TONES = 10
_FULL = 100


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the bar in percent of its length; `tone` 1–10 names its colour and stays the same for its place."""

    label: str
    points: str
    x: float
    width: float
    tone: int


@dataclass(frozen=True, slots=True)
class ScoreView:
    """`total` and the parts' points are hundredths of the full mark, rounded so that they add up."""

    total: int
    segments: tuple[Segment, ...]
    summary: str


def present_score(score: float, parts: Mapping[str, float], *, full: float = 1.0) -> ScoreView | None:
    """The bar of a score, or None when it has no parts. `full` is the score that fills the bar.

    Parts below zero take nothing from the bar's drawing, but stand in the legend with their minus.
    """
    if not parts:
        return None
    points = list(round_parts(score, parts, full).values())
    segments = []
    x = 0.0
    for place, (label, value) in enumerate(parts.items()):
        width = min(max(value / full * _FULL, 0.0), _FULL - x)
        segments.append(
            Segment(label, _signed(points[place]), round(x, 2), round(width, 2), place % _TONES + 1)
        )
        x += width
    summary = "，".join(f"{segment.label} {segment.points}" for segment in segments)
    return ScoreView(sum(points), tuple(segments), summary)


def round_parts(score: float, parts: Mapping[str, float], full: float = 1.0) -> dict[str, int]:
    """The parts in hundredths of the full mark, rounded so that they add up to the rounded score."""
    points = _round_together([value / full * _FULL for value in parts.values()], round(score / full * _FULL))
    return dict(zip(parts, points, strict=True))


def _signed(points: int) -> str:
    return f"−{-points}" if points < 0 else str(points)


def _round_together(values: list[float], total: int) -> list[int]:
    """Integers nearest to the values whose sum is the total: the largest remainders are rounded up."""
    floors = [int(value // 1) for value in values]
    left = total - sum(floors)
    by_remainder = sorted(range(len(values)), key=lambda at: values[at] - floors[at], reverse=True)
    for at in by_remainder[: max(0, left)]:
        floors[at] += 1
    return floors
