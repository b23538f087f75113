"""The picture of scene levels: points of a radar chart, and the same as a table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from api.presenters.numbers import say_level
from catalog.taxonomy import Taxonomy
from matcher.needs.model import SceneLevel

_WIDTH, _HEIGHT = 560, 420
_RADIUS = 168
_LABEL_GAP = 18
_FEWEST = 3  # fewer axes make no area


@dataclass(frozen=True, slots=True)
class Axis:
    """One scene: the end of its axis, where its label stands and how it is anchored there."""

    name: str
    x: float
    y: float
    label_x: float
    label_y: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A level on an axis."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class LevelRow:
    """A line of the table beside the picture."""

    name: str
    current: str
    target: str


@dataclass(frozen=True, slots=True)
class Radar:
    """`rings` are the outlines of levels 1–4; `current` and `target` are the outlines of the enterprise.

    Where no target is stated, the target's outline keeps to the present level; only raised levels have target dots.
    """

    width: int
    height: int
    center_x: float
    center_y: float
    axes: tuple[Axis, ...]
    rings: tuple[str, ...]
    ring_labels: tuple[Dot, ...]
    current: str
    current_dots: tuple[Dot, ...]
    target: str
    target_dots: tuple[Dot, ...]
    description: str


def present_level_rows(levels: Sequence[SceneLevel], taxonomy: Taxonomy) -> tuple[LevelRow, ...]:
    """The table of graded scenes."""
    return tuple(
        LevelRow(taxonomy.topic(level.topic).name, say_level(level.current), say_level(level.target))
        for level in levels
    )


def present_radar(levels: Sequence[SceneLevel], taxonomy: Taxonomy) -> Radar | None:
    """The picture, or None when fewer than three scenes have a present level."""
    graded = [level for level in levels if level.current is not None]
    if len(graded) < _FEWEST:
        return None
    count = len(graded)
    current = [_point(at, count, level.current or 0) for at, level in enumerate(graded)]
    aims = [level.current if level.target is None else level.target for level in graded]
    target = [_point(at, count, aim or 0) for at, aim in enumerate(aims)]
    aimed = any(level.target is not None for level in graded)
    raised = [
        point
        for point, level in zip(target, graded, strict=True)
        if level.target not in {None, level.current}
    ]
    return Radar(
        width=_WIDTH,
        height=_HEIGHT,
        center_x=_WIDTH / 2,
        center_y=_HEIGHT / 2,
        axes=tuple(_axis(at, count, taxonomy.topic(level.topic).name) for at, level in enumerate(graded)),
        rings=tuple(_outline([_point(at, count, ring) for at in range(count)]) for ring in (1, 2, 3, 4)),
        ring_labels=tuple(
            Dot(_WIDTH / 2, round(_HEIGHT / 2 - _RADIUS * ring / 4, 1)) for ring in (1, 2, 3, 4)
        ),
        current=_outline(current),
        current_dots=tuple(current),
        target=_outline(target) if aimed else "",
        target_dots=tuple(raised),
        description="；".join(_say(level, taxonomy) for level in graded),
    )


def _angle(at: int, count: int) -> float:
    return 2 * math.pi * at / count - math.pi / 2


def _point(at: int, count: int, level: int) -> Dot:
    angle = _angle(at, count)
    distance = _RADIUS * level / 4
    return Dot(
        round(_WIDTH / 2 + distance * math.cos(angle), 1), round(_HEIGHT / 2 + distance * math.sin(angle), 1)
    )


def _axis(at: int, count: int, name: str) -> Axis:
    angle = _angle(at, count)
    end = _point(at, count, 4)
    across = math.cos(angle)
    return Axis(
        name=name,
        x=end.x,
        y=end.y,
        label_x=round(end.x + _LABEL_GAP * across, 1),
        label_y=round(end.y + _LABEL_GAP * math.sin(angle) + 5, 1),
        anchor="middle" if abs(across) < 0.2 else ("start" if across > 0 else "end"),
    )


def _outline(points: Sequence[Dot]) -> str:
    return " ".join(f"{point.x:g},{point.y:g}" for point in points)


def _say(level: SceneLevel, taxonomy: Taxonomy) -> str:
    aim = f"，目标{say_level(level.target)}" if level.target is not None else ""
    return f"{taxonomy.topic(level.topic).name}现为{say_level(level.current)}{aim}"
