"""One sentence while it is heard: what it has said so far, and the sense of a level by its words and by what it has said."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from matcher.needs.prose_levels.clauses import LEVEL_SIGN, NAME_SIGN, Clause
from matcher.needs.prose_levels.cues import EACH, Reading, Sense, read_sense
from matcher.needs.prose_levels.expressions import Expression
from matcher.needs.prose_levels.record import Said

Codes = tuple[str, ...]
_BEHIND = 14  # characters behind a level that may say what it is


@dataclass(slots=True)
class Sentence:
    """What is known within one sentence; `forward` in a part about plans, `wanted` below a heading about targets."""

    forward: bool = False
    wanted: bool = False
    fresh: bool = True
    others: bool = False  # it speaks of others
    of_scenes: bool = False  # and names scenes of theirs
    listing: bool = False  # names are listed with commas
    named: bool = False
    bracketed: int = 0  # where the words before a bracket begin that speak of what is in it
    carry: Sense | None = None
    carried_by: Codes = ()  # the scenes of which it was said; none: of whatever follows
    last: Sense | None = None
    excepted: Codes = ()
    groups: Codes = ()
    said: dict[str, Said] = field(default_factory=dict)

    def of(self, code: str) -> Said:
        """What the sentence says of one scene."""
        return self.said.setdefault(code, Said())

    def is_graded(self, codes: Codes) -> bool:
        """Whether it has said their present level already: what a firm gives itself does not change it."""
        said = [self.said[code] for code in codes if code in self.said]
        return bool(said) and all(one.current is not None for one in said)

    def is_of_all(self, clause: Clause, level: Expression, at: int, codes: Codes) -> bool:
        """Whether a level behind others of its clause is of all scenes so far: 甲从一级、乙从零级都提升到二级."""
        before = clause.text[at : level.start]
        several = len({*self.said, *codes}) > len(codes)
        behind_others = LEVEL_SIGN in clause.text[clause.start : at] and NAME_SIGN not in before
        return several and behind_others and bool(EACH.search(before))

    def drop_carry(self, codes: Codes) -> None:
        """What was wanted of one scene is not wanted of the next, unless the two are told alike: A目标三级，B二级."""
        if codes and self.carried_by and not set(codes) & set(self.carried_by):
            said = [self.said[code] for code in self.carried_by if code in self.said]
            if any(one.current is not None for one in said):
                self.carry, self.carried_by = None, ()

    def sense_of(
        self,
        clause: Clause,
        level: Expression,
        at: int,
        codes: Codes,
        *,
        known: int | None,
        year: int | None,
        last: Sense | None,
    ) -> Sense:
        """Present, target or past; without a word for it, what was said before and the part of the report decide.

        `at` is where the level before it ends and `last` its sense; `known` is the present level heard earlier, `year` that of
        the report.
        """
        before, behind = clause.text[at : level.start], clause.plain[level.end : level.end + _BEHIND]
        reading = read_sense(before, behind)
        if reading.sense is Sense.TARGET and _is_over(reading, year):
            return Sense.PRESENT
        if reading.carries:
            self.carry = reading.sense
            self.carried_by = () if NAME_SIGN in before[reading.at :] else codes
        if reading.sense is not Sense.OPEN:
            self.last = reading.sense
            return reading.sense
        if reading.still and self.carry is not Sense.TARGET:
            self.last = Sense.PRESENT
            return Sense.PAST if self.carry is Sense.PAST else Sense.PRESENT
        listed = r"[、,和与及]+|或" if len(codes) < 2 else r"[、,和与及/\s|]+|或"
        if last is not None and re.fullmatch(listed, before):
            return last
        if self.carry is not None or last is not None:
            return self.carry or Sense.TARGET
        return self._open_sense(reading, level.number, codes, known, year)

    def _open_sense(
        self, reading: Reading, number: int, codes: Codes, known: int | None, year: int | None
    ) -> Sense:
        """The sense of a level with no word for it, or only 达到."""
        own = (self.said[code].current for code in codes if code in self.said)
        said = next((grade.number for grade in own if grade is not None), None)
        if reading.attained:
            before = said if said is not None else known
            ahead = self.forward or reading.year is not None or self.last is Sense.TARGET
            risen = before is not None and number > before
            return Sense.TARGET if (ahead or risen) and not _is_over(reading, year) else Sense.PRESENT
        return Sense.TARGET if self.wanted or (said is not None and number > said) else Sense.PRESENT


def _is_over(reading: Reading, year: int | None) -> bool:
    """Whether the year that the words give lies before that of the report."""
    return reading.year is not None and year is not None and reading.year < year
