"""The chart of searches per month: stacked bars as coordinates, so that the page needs no script for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from catalog.search.journal import Figures, MonthFigures

_WIDTH, _HEIGHT = 640, 350
_LEFT, _RIGHT, _TOP, _BOTTOM = 58, 6, 26, 54
_FEWEST, _MOST = 6, 12
_BAR = 0.62  # of a month's width
_GRID_LINES = 4


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar; `tone` is result, unclicked or none."""

    tone: str
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Bar:
    """One month: a link, its parts from the bottom up, and its labels. `year` is "" where the one before it says it."""

    label: str
    year: str
    url: str
    words: str
    total: str
    x: float
    middle: float
    width: float
    top: float
    segments: tuple[Segment, ...]
    faded: bool


@dataclass(frozen=True, slots=True)
class GridLine:
    """A horizontal line and the count that it stands for."""

    y: float
    label: str


@dataclass(frozen=True, slots=True)
class ChartRow:
    """The same numbers as a table's line."""

    month: str
    searches: str
    without_result: str
    unclicked: str
    slow: str


@dataclass(frozen=True, slots=True)
class MonthChart:
    """The picture in a frame of `width` × `height`, with `rows` beside it, the newest first."""

    width: int
    height: int
    left: int
    right: int
    base: float
    grid: tuple[GridLine, ...]
    bars: tuple[Bar, ...]
    rows: tuple[ChartRow, ...]
    description: str


def say_month(month: str) -> str:
    """2026-11 as 2026年11月."""
    year, number = month.split("-")
    return f"{int(year)}年{int(number)}月"


def present_month_chart(
    months: Sequence[MonthFigures], *, chosen: str | None, url: Callable[[str], str]
) -> MonthChart:
    """The last twelve months, or at least six with empty ones before the first. `chosen` stands out, `url` links a month."""
    shown = _pad(list(months[-_MOST:]))
    step = _step(max((entry.figures.searches for entry in shown), default=0))
    top = step * max(1, -(-max((entry.figures.searches for entry in shown), default=0) // step))
    height = _HEIGHT - _TOP - _BOTTOM
    slot = (_WIDTH - _LEFT - _RIGHT) / max(1, len(shown))
    bars = tuple(
        _bar(entry, at, slot, height / top, url(entry.month), faded=chosen not in {None, entry.month})
        for at, entry in enumerate(shown)
    )
    return MonthChart(
        width=_WIDTH,
        height=_HEIGHT,
        left=_LEFT,
        right=_WIDTH - _RIGHT,
        base=_TOP + height,
        grid=tuple(
            GridLine(round(_TOP + height * (1 - count / top), 1), f"{count:,}")
            for count in range(0, top + 1, step)
        ),
        bars=bars,
        rows=tuple(_row(entry) for entry in reversed(months[-_MOST:])),
        description="；".join(bar.words for bar in bars if bar.segments),
    )


def _pad(months: list[MonthFigures]) -> list[MonthFigures]:
    while months and len(months) < _FEWEST:
        year, number = map(int, months[0].month.split("-"))
        before = f"{year - (number == 1):04}-{(number - 2) % 12 + 1:02}"
        months.insert(0, MonthFigures(before, Figures()))
    return months


def _step(highest: int) -> int:
    """A round number (1, 2 or 5 times a power of ten) of which at most `_GRID_LINES` reach the highest bar."""
    power = 1
    while True:
        for factor in (1, 2, 5):
            if highest <= factor * power * _GRID_LINES:
                return factor * power
        power *= 10


def _bar(
    entry: MonthFigures, at: int, slot: float, scale: float, url: str, *, faded: bool
) -> Bar:  # geometry
    figures = entry.figures
    listed = figures.searches - figures.without_result - figures.unclicked
    segments, y = [], float(_HEIGHT - _BOTTOM)
    for tone, count in (
        ("result", listed),
        ("unclicked", figures.unclicked),
        ("none", figures.without_result),
    ):
        if count:
            y -= count * scale
            segments.append(Segment(tone, round(y, 1), round(count * scale, 1)))
    year, number = entry.month.split("-")
    x = _LEFT + slot * at
    words = (
        f"{say_month(entry.month)}搜索{figures.searches:,}次，没有结果{figures.without_result:,}次，"
        f"没人点开{figures.unclicked:,}次"
    )
    return Bar(
        label=str(int(number)),
        year=f"{int(year)}年" if at == 0 or number == "01" else "",
        url=url,
        words=words,
        total=f"{figures.searches:,}" if figures.searches else "",
        x=round(x + slot * (1 - _BAR) / 2, 1),
        middle=round(x + slot / 2, 1),
        width=round(slot * _BAR, 1),
        top=round(y, 1),
        segments=tuple(segments),
        faded=faded,
    )


def _row(entry: MonthFigures) -> ChartRow:
    figures = entry.figures
    return ChartRow(
        say_month(entry.month),
        f"{figures.searches:,}",
        f"{figures.without_result:,}",
        f"{figures.unclicked:,}",
        f"{figures.slow:,}",
    )
