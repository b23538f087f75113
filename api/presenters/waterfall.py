"""The picture of what money costs: from interest and fees down through discount and reward to the net cost, as bars on one scale."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from api.presenters.numbers import UNSTATED, say_wan, say_wan_range
from matcher.financing.capital import Cost
from matcher.financing.lines import Line

_WHOLE = 100.0
_FEWEST = 3
_UNITS = ("亿元", "万元", "元")  # of the amounts of numbers.say_wan, the longer first
_Ends = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a bar; `x` and `width` in percent of the scale."""

    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Fall:
    """One bar. `sure` is what best and worst case share, `open` what lies between them; `endless` where no worst case is known."""

    tone: str
    label: str
    words: str
    sure: Span | None
    open: Span | None
    endless: bool


@dataclass(frozen=True, slots=True)
class Waterfall:
    """The bars from top to bottom and where zero stands, in percent of the scale; `endless` where any worst case is unknown."""

    falls: tuple[Fall, ...]
    zero: float
    endless: bool


def present_waterfall(cost: Cost) -> Waterfall | None:
    """The picture of one cost; None where nothing is known, or nothing is taken off so that there is nothing to see."""
    steps = list(_steps(cost))
    known = [fen for step in steps for line in step[2:] for fen in (line.best_fen, line.worst_fen) if fen]
    if not known or len(steps) < _FEWEST:
        return None
    low, high = min(0, *known), max(0, *known)

    def place(ends: _Ends | None) -> Span | None:
        if ends is None or ends[0] >= ends[1]:
            return None
        width = _WHOLE * (ends[1] - ends[0]) / (high - low)
        return Span(round(_WHOLE * (ends[0] - low) / (high - low), 2), round(width, 2))

    falls = []
    for tone, label, above, below in steps:
        best, worst = _ends(above.best_fen, below.best_fen), _ends(above.worst_fen, below.worst_fen)
        sure = None if best is None or worst is None else (max(best[0], worst[0]), min(best[1], worst[1]))
        both = [ends for ends in (best, worst) if ends is not None]
        widest = (min(e[0] for e in both), max(e[1] for e in both)) if both else None
        words = (
            say_net(below) if tone == "net" else say_ends(_between(above, below) if tone == "off" else below)
        )
        falls.append(Fall(tone, label, words, place(sure), place(widest), worst is None))
    zero = round(_WHOLE * -low / (high - low), 2)
    return Waterfall(tuple(falls), zero, any(fall.endless for fall in falls))


def _steps(cost: Cost) -> Iterator[tuple[str, str, Line, Line]]:
    """Tone, label, and the sums between which the bar stands."""
    zero = Line("", "", 0, 0)
    kinds = {line.kind for line in cost.lines}
    yield "cost", "利息和费用", zero, cost.gross
    if "discount" in kinds:
        yield "off", "减：过程贴息", cost.gross, cost.before_reward
    if "reward" in kinds:
        yield "off", "减：成效奖励", cost.before_reward, cost.net
    yield "net", "净成本", zero, cost.net


def _ends(first: int | None, second: int | None) -> _Ends | None:
    return None if first is None or second is None else (min(first, second), max(first, second))


def _between(above: Line, below: Line) -> Line:
    """What was taken off from one sum to the next."""
    best, worst = (
        None if first is None or second is None else second - first
        for first, second in ((above.best_fen, below.best_fen), (above.worst_fen, below.worst_fen))
    )
    return Line("", "", best, worst)


def say_ends(line: Line) -> str:
    """A line's sum in 万元 as people say it: 8.79–8.94万元, −2.33至−2.37万元, 最好1.13万元，最坏未公布."""
    best, worst = line.best_wan, line.worst_wan
    if best is None and worst is None:
        return UNSTATED
    if best is None:
        return f"最好{UNSTATED}，最坏{_signed(worst or 0)}"
    if worst is None:
        return f"最好{_signed(best)}，最坏{UNSTATED}"
    first, second = _signed(best), _signed(worst)
    if first == second:
        return first
    if 0 <= best <= worst:
        return say_wan_range(best, worst) or UNSTATED
    unit = next(unit for unit in _UNITS if first.endswith(unit))
    number = first.removesuffix(unit)
    return f"{number if second.removesuffix(unit)[-1:].isdigit() else first}至{second}"


def say_net(net: Line) -> str:
    """A net cost in words; where rewards exceed it at best only: 最好多得5.73万元，最坏花4062.5元."""
    best, worst = net.best_wan, net.worst_wan
    if best is None or best >= 0 or (worst is not None and worst <= 0):
        return say_ends(net)
    return f"最好多得{say_wan(-best)}，最坏{UNSTATED if worst is None else f'花{say_wan(worst)}'}"


def _signed(wan: float) -> str:
    return say_wan(wan) if wan >= 0 else f"−{say_wan(-wan)}"
