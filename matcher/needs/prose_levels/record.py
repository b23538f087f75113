"""The levels heard so far: what is said outright of a scene outranks what is said of a group or only seems to be of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from enum import IntEnum

from matcher.needs.model import SceneLevel


class Weight(IntEnum):
    """How plainly a level is of its scene."""

    PAST = 0
    GROUP = 1  # 其余场景均为一级
    LIKELY = 2  # of the scene that the sentence seems to speak of
    FOLLOWING = 3  # of the scene of the heading, or of the one named before
    NAMED = 4


_HIGHEST = 4
_NOW = "9999"  # later than any date


@dataclass(frozen=True, slots=True)
class Grade:
    """A level 0–4 and how plainly it is of its scene."""

    weight: Weight
    number: int


@dataclass(slots=True)
class Said:
    """What one sentence says of one scene; `gap` in levels between present and target, `keeps` when it shall stay."""

    current: Grade | None = None
    target: Grade | None = None
    gap: int | None = None
    keeps: bool = False


@dataclass(slots=True)
class LevelRecord:
    """Every scene's levels with the weight of what said them; the first of equal weight stands."""

    _current: dict[str, tuple[Grade, str]] = field(default_factory=dict)
    _target: dict[str, tuple[Grade, str]] = field(default_factory=dict)
    _gaps: dict[str, int] = field(default_factory=dict)
    _kept: set[str] = field(default_factory=set)

    def note(self, code: str, said: Said, dated: str = "") -> None:
        """Take in what a sentence says of a scene; of dated ones (2025-11-27) the newest stands, and what has no date."""
        self._put(self._current, code, said.current, dated or _NOW)
        self._put(self._target, code, said.target, dated or _NOW)
        if said.gap is not None:
            self._gaps.setdefault(code, said.gap)
        if said.keeps:
            self._kept.add(code)

    def current(self, code: str) -> int | None:
        """The present level heard so far."""
        return self._current[code][0].number if code in self._current else None

    def lacks(self, codes: Iterable[str]) -> bool:
        """Whether any of the scenes still wants a present level or a target."""
        return any(code not in self._current or code not in self._target for code in codes)

    def levels(self, asked: Collection[str], known: dict[str, SceneLevel]) -> dict[str, SceneLevel]:
        """Levels by scene. A target set for a group holds for those `asked` for and those graded below it."""
        heard = {}
        for code in sorted(self._current.keys() | self._target.keys()):
            table = known.get(code)
            current = table.current if table and table.current is not None else self.current(code)
            wanted, _ = self._target.get(code, (None, ""))
            target = wanted.number if wanted else None
            grouped = wanted is not None and wanted.weight is Weight.GROUP and code not in asked
            if target is not None and grouped and (current is None or current >= target):
                target = None
            current, target = self._completed(code, current, target)
            if current is not None and target is not None and target < current:
                target = None
            if current is not None or target is not None:
                heard[code] = SceneLevel(code, current, target)
        return heard

    def _completed(self, code: str, current: int | None, target: int | None) -> tuple[int | None, int | None]:
        gap = self._gaps.get(code)
        if gap is not None and current is not None and target is None and current + gap <= _HIGHEST:
            target = current + gap
        elif gap is not None and target is not None and current is None and target >= gap:
            current = target - gap
        if target is None and current is not None and code in self._kept:
            target = current
        return current, target

    @staticmethod
    def _put(side: dict[str, tuple[Grade, str]], code: str, grade: Grade | None, dated: str) -> None:
        if grade is None:
            return
        known, of = side.get(code, (None, ""))
        if known is None or (known.weight, of) < (grade.weight, dated):
            side[code] = (grade, dated)
