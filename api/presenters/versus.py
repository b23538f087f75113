"""What sets a later suggestion apart from the first: the difference of their scores, part by part, adding up exactly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from api.presenters.scores import round_parts

_MIDDLE = 50.0  # of a bar 100 long: what is above stands to the right of it, what is below to the left
_SMALLEST_FULL = 10  # hundredths that fill half a bar at least, so that small differences look small


@dataclass(frozen=True, slots=True)
class PartDifference:
    """One part: its points above (+) or below (−) the first's, and its bar (`x` and `width` in percent)."""

    label: str
    points: str
    x: float
    width: float
    above: bool


@dataclass(frozen=True, slots=True)
class Versus:
    """All parts that differ, greatest first; `total` is the difference of the shown totals, their sum."""

    sentence: str
    total: str
    parts: tuple[PartDifference, ...]
    summary: str


def present_versus(
    first: tuple[float, Mapping[str, float]], other: tuple[float, Mapping[str, float]], *, full: float
) -> Versus:
    """Two scores with their parts, compared in the hundredths of the full mark in which both are shown."""
    mine, theirs = round_parts(*other, full), round_parts(*first, full)
    differences = {label: mine.get(label, 0) - theirs.get(label, 0) for label in {**theirs, **mine}}
    told = sorted(
        ((label, points) for label, points in differences.items() if points),
        key=lambda entry: -abs(entry[1]),
    )
    reach = max([_SMALLEST_FULL, *(abs(points) for _, points in told)])
    parts = tuple(_part(label, points, reach) for label, points in told)
    total = sum(differences.values())
    return Versus(
        sentence=_sentence(total, bool(parts)),
        total=_say(total),
        parts=parts,
        summary="，".join(f"{part.label} {part.points}" for part in parts),
    )


def _part(label: str, points: int, reach: int) -> PartDifference:
    width = round(_MIDDLE * abs(points) / reach, 2)
    return PartDifference(
        label, _say(points), _MIDDLE if points > 0 else _MIDDLE - width, width, above=points > 0
    )


def _say(points: int) -> str:
    return f"+{points}" if points > 0 else f"−{-points}" if points else "0"


def _sentence(total: int, differs: bool) -> str:
    if not differs:
        return "得分与第一个相同"
    if not total:
        return "总分与第一个相同，各有长短"
    return f"比第一个{'高' if total > 0 else '低'}{abs(total)}分，差在哪里"
