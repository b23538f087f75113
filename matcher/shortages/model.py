"""The shortage board as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Dimension = Literal["topic", "industry", "region"]

FEWEST = 3
"""Enterprises that a group needs to be listed by itself."""


@dataclass(frozen=True, slots=True)
class Group:
    """Enterprises that ask for one topic, in one industry, in one area; a dimension that was not asked for is None.

    Each enterprise counts once, with its latest state: `covered + partial + gap == enterprises` where the group is of one
    topic, else those count demands. `target_levels` counts the levels 0–4 aimed at, where stated. `items` are catalogue
    entries that declare the topic (and suit the industry); None where the group is not of one topic.
    """

    topic: str | None
    industry: str | None
    region: str | None
    enterprises: int
    covered: int
    partial: int
    gap: int
    target_levels: Mapping[int, int]
    items: int | None

    @property
    def demands(self) -> int:
        """Topics asked for, summed over the group's enterprises."""
        return self.covered + self.partial + self.gap

    @property
    def short(self) -> int:
        """Demands that the catalogue does not meet in full."""
        return self.partial + self.gap


@dataclass(frozen=True, slots=True)
class Rest:
    """What is folded into 其他: how many groups, and the sums of them, None where fewer than three enterprises remain."""

    groups: int
    enterprises: int | None
    covered: int | None
    partial: int | None
    gap: int | None


@dataclass(frozen=True, slots=True)
class Board:
    """The board of the months from `first` to `last` (2026-11, both inside; None is open).

    `enterprises` is None where one or two ask: then nothing else is told either. `months` are all that have demands,
    whatever was chosen. `call` says what to ask providers for, `theme` what the next event should be about; both "" where
    nothing can be said.
    """

    first: str | None
    last: str | None
    industry: str | None
    region: str | None
    by: tuple[Dimension, ...]
    months: tuple[str, ...]
    enterprises: int | None
    covered: int
    partial: int
    gap: int
    groups: tuple[Group, ...]
    rest: Rest | None
    call: str
    theme: str

    @property
    def demands(self) -> int:
        """Topics asked for, summed over the enterprises."""
        return self.covered + self.partial + self.gap
