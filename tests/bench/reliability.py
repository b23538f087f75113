"""How well probabilities keep what they say: errors by bin, and the picture of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]

BINS = 10
_SIDE, _EDGE = 320, 60
_LEAST = 1e-6


@dataclass(frozen=True, slots=True)
class Bin:
    """Hits whose probabilities fall into one tenth: how many, the mean of what was said, and the share that fits."""

    count: int
    said: float
    found: float


def bin_up(probabilities: Values, labels: Values) -> list[Bin]:
    """The non-empty ones of ten bins of equal width."""
    places = np.minimum((probabilities * BINS).astype(int), BINS - 1)
    chosen = [places == place for place in range(BINS)]
    return [
        Bin(int(own.sum()), float(probabilities[own].mean()), float(labels[own].mean()))
        for own in chosen
        if own.any()
    ]


def expected_error(probabilities: Values, labels: Values) -> float:
    """Expected calibration error over ten bins (Naeini, Cooper and Hauskrecht 2015)."""
    bins = bin_up(probabilities, labels)
    return sum(own.count * abs(own.said - own.found) for own in bins) / len(labels)


def brier(probabilities: Values, labels: Values) -> float:
    """Mean squared error (Brier 1950)."""
    return float(np.mean((probabilities - labels) ** 2))


def log_loss(probabilities: Values, labels: Values) -> float:
    """Mean negative log-likelihood, in nats."""
    inside = np.clip(probabilities, _LEAST, 1 - _LEAST)
    return float(-np.mean(labels * np.log(inside) + (1 - labels) * np.log(1 - inside)))


def draw(bins: list[Bin], cut: float) -> str:
    """An SVG: what was said across, what was found upward, each point as large as its bin; the dashed line is the cut."""
    whole = _SIDE + 2 * _EDGE
    ticks = "".join(_tick(value) for value in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0))
    most = max((own.count for own in bins), default=1)
    dots = "".join(
        f'<circle cx="{_across(own.said):.1f}" cy="{_upward(own.found):.1f}" r="{3 + 7 * (own.count / most) ** 0.5:.1f}" '
        f'fill="#1f6feb" fill-opacity="0.75"><title>{own.count} 条：预测 {own.said:.0%}，实际 {own.found:.0%}</title></circle>'
        for own in bins
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {whole}" width="{whole}" height="{whole}" '
        'role="img" font-family="sans-serif" font-size="12">'
        "<title>“合适”的概率与实际合适的比例</title>"
        f'<rect width="{whole}" height="{whole}" fill="#fff"/>{ticks}'
        f'<path d="M{_across(0)} {_upward(0)}L{_across(1)} {_upward(1)}" stroke="#999" fill="none"/>'
        f'<path d="M{_across(cut):.1f} {_upward(0)}V{_upward(1)}" stroke="#c00" stroke-dasharray="4 4" fill="none"/>'
        f"{dots}"
        f'<text x="{whole / 2}" y="{whole - 8}" text-anchor="middle">预测的概率（虚线：低于它不显示）</text>'
        f'<text x="14" y="{whole / 2}" text-anchor="middle" transform="rotate(-90 14 {whole / 2})">实际合适的比例</text>'
        "</svg>\n"
    )


def _tick(value: float) -> str:
    return (
        f'<path d="M{_across(value)} {_upward(0)}V{_upward(1)}M{_across(0)} {_upward(value)}H{_across(1)}" stroke="#eee"/>'
        f'<text x="{_across(value)}" y="{_upward(0) + 16}" text-anchor="middle">{value:.0%}</text>'
        f'<text x="{_across(0) - 6}" y="{_upward(value) + 4}" text-anchor="end">{value:.0%}</text>'
    )


def _across(value: float) -> float:
    return _EDGE + value * _SIDE


def _upward(value: float) -> float:
    return _EDGE + (1 - value) * _SIDE
