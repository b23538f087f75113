"""Points and levels as people say them: 43.65, 二级, 12至20."""

from __future__ import annotations

from fractions import Fraction

from matcher.assessment.model import Interval

_LEVELS = ("未达一级", "一级", "二级", "三级", "四级")


def say_points(points: Fraction) -> str:
    """Points without needless zeros; the scores of the set have three decimals at most: 43.65, 1.875, 20."""
    return f"{float(points):.3f}".rstrip("0").rstrip(".")


def say_interval(interval: Interval) -> str:
    """One figure, or both ends where something is unknown: 20, 12至20."""
    low = say_points(interval.low)
    return low if interval.exact else f"{low}至{say_points(interval.high)}"


def name_level(level: int) -> str:
    """The level in words, 0–4: 未达一级, 二级."""
    return _LEVELS[level]


def say_levels(low: int, high: int) -> str:
    """One level, or both ends where something is unknown: 二级, 一级至二级."""
    return name_level(low) if low == high else f"{name_level(low)}至{name_level(high)}"
