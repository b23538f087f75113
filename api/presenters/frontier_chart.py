"""The picture of what more money buys: a staircase of importance met over own money, as coordinates."""

from __future__ import annotations

import math
from dataclasses import dataclass

from api.presenters.numbers import say_number, say_wan
from matcher.bundles.frontier import Frontier, Step

_WIDTH, _HEIGHT = 640, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 66, 18, 20, 60
_TICKS = 5
_BEYOND = 1.12  # the frame reaches so far past the last step
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Tick:
    """A grid line at `at` with its label."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Stair:
    """The corner of a step: where it begins and what it says."""

    x: float
    y: float
    words: str
    current: bool


@dataclass(frozen=True, slots=True)
class FrontierChart:
    """The picture in a frame of `width` × `height`; `marker` is the x of the budget, None outside the frame."""

    width: int
    height: int
    left: int
    right: int
    top: int
    base: int
    path: str
    area: str
    stairs: tuple[Stair, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    marker: float | None
    marker_label: str
    marker_anchor: str
    description: str


def present_frontier(frontier: Frontier, whole: float, budget_wan: float | None) -> FrontierChart | None:
    """The staircase; `whole` is the weight of all needs. None with fewer than two steps: nothing to see."""
    steps = frontier.steps
    if len(steps) < _FEWEST or whole <= 0:
        return None
    widest = steps[-1].budget_wan * _BEYOND or 1.0
    base, right = _HEIGHT - _BOTTOM, _WIDTH - _RIGHT

    def x(wan: float) -> float:
        return round(_LEFT + (right - _LEFT) * min(wan, widest) / widest, 1)

    def y(weight: float) -> float:
        return round(base - (base - _TOP) * weight / whole, 1)

    reached = frontier.at(budget_wan) if budget_wan is not None else steps[-1]
    path = f"M{x(steps[0].budget_wan)} {y(steps[0].weight)}"
    for step in steps[1:]:
        path += f"H{x(step.budget_wan)}V{y(step.weight)}"
    path += f"H{right}"
    inside = budget_wan is not None and budget_wan <= widest
    marker = x(budget_wan) if budget_wan is not None and inside else None
    return FrontierChart(
        width=_WIDTH,
        height=_HEIGHT,
        left=_LEFT,
        right=right,
        top=_TOP,
        base=base,
        path=path,
        area=f"{path}V{base}H{x(steps[0].budget_wan)}Z",
        stairs=tuple(Stair(x(s.budget_wan), y(s.weight), _say(s, whole), s is reached) for s in steps),
        across=tuple(Tick(x(wan), say_number(wan) if wan else "0") for wan in _round_numbers(widest)),
        up=tuple(Tick(y(whole * part / 4), f"{25 * part}%") for part in range(5)),
        marker=marker,
        marker_label="" if budget_wan is None else f"预算{say_wan(budget_wan)}",
        marker_anchor="end" if marker is not None and marker > _WIDTH / 2 else "start",
        description=f"自付从{say_wan(steps[0].budget_wan)}到{say_wan(steps[-1].budget_wan)}，按重要程度满足的份额从"
        f"{steps[0].weight / whole:.0%}升到{steps[-1].weight / whole:.0%}，共{len(steps)}级",
    )


def _say(step: Step, whole: float) -> str:
    return f"自付{say_wan(step.budget_wan)}，满足{step.weight / whole:.0%}：{step.sentence}"


def _round_numbers(widest: float) -> list[float]:
    """Multiples of 1, 2 or 5 times a power of ten, some five of them, from zero on."""
    rough = widest / _TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    unit = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)
    return [unit * at for at in range(int(widest / unit) + 1)]
