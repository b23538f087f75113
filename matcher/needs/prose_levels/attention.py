"""What a report is speaking of: the scene of the heading, those named before, and what words such as 该场景 and 其余 mean."""

from __future__ import annotations

import re

from catalog.taxonomy import Taxonomy
from matcher.needs.prose_levels.clauses import Clause, Run
from matcher.needs.prose_levels.cues import EACH
from matcher.needs.prose_levels.expressions import plain
from matcher.needs.prose_levels.record import LevelRecord, Weight
from matcher.needs.prose_levels.scenes import Naming, find_names
from matcher.needs.prose_levels.sentence import Codes, Sentence

OWN = {Naming.OFFICIAL, Naming.ALIAS, Naming.SHORT}
"""Names of single scenes."""
WHOLE = "whole"
"""The enterprise as a whole, kept among the scenes."""
_VERDICT = re.compile(
    r"(?:判定|评定|认定|定级|评级|核定|评|定)(?:结果|其|企业|公司)?(?:现)?(?:为|是|:|处|在)|获评|通过评测|综合(?:判定|评定|评测)|自评(?:为|结果)|(?:等级|水平)(?:为|处于|达到?)|(?:得分|总分|综合得分)[^,;。]{0,6}(?:对应|折合)|结论[^,;。]{0,6}[为是:]"
)
_WANTED = re.compile(r"目标|改造后|愿景|期望")
_GRADED = re.compile(r"现状|核定|评定|判定|认定|定级")  # 等级核定与改造目标 announces both
_SUMMING = re.compile(
    r"(?:总体|整体|综合)(?:水平|判断|评价|结论|等级|情况|评级|判定)|(?:等级|评测|诊断|评价)结论|评测结果|水平到哪"
)
_SINGLE = re.compile(r"^(?:该|此|本|这(?!些|[两三四五六\d]))")
_EXCEPT = re.compile(r"除(?:了|去)?$")
_EXCEPTED = re.compile(r"^(?:[^,;。]{0,8})(?:之外|以外|外)")


class Attention:
    """Follows what the sentences are about."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._taxonomy = taxonomy
        self._scenes = tuple(code for code, topic in taxonomy.topics.items() if topic.kind == "scene")
        self._closed = False  # the heading names what is no scene
        self._summing = False  # the heading announces the level of the whole
        self.wanted = False  # the heading announces targets
        self.above: Codes = ()  # the scenes of the heading
        self.focus: Codes = ()
        self.before: Codes = ()  # spoken of at the end of the paragraph before
        self.spoken: dict[str, None] = {}
        self.likely: str | None = None  # the scene that the paragraph seems to speak of

    def open_section(self, headings: tuple[str, ...]) -> None:
        """The deepest heading that names scenes says what is spoken of below it."""
        self.above, self._closed = (), False
        for heading in reversed(headings):
            names = find_names(plain(heading), self._taxonomy)
            named = [name for name in names if name.naming in OWN - {Naming.SHORT}]
            if named or any(name.naming is Naming.OTHER and name.codes for name in names):
                self.above = tuple(dict.fromkeys(code for name in named for code in name.codes))
                self._closed = not named
                break
        lowest = headings[-1] if headings else ""
        self._summing = bool(_SUMMING.search(lowest))
        self.wanted = bool(_WANTED.search(lowest)) and not _GRADED.search(lowest)
        self.spoken = {}

    def open_row(self, scene: str | None) -> None:
        """A row of a table, with its scene."""
        self.above = (scene,) if scene else ()
        self.wanted = self._closed = self._summing = False

    def open_paragraph(self) -> None:
        """Nothing is spoken of but what the heading names."""
        self.before = self.focus
        self.focus, self.likely = self.above, None

    def head(self, codes: Codes) -> None:
        """A line that names a scene is the heading of what follows."""
        self.above = self.focus = codes
        self._closed = False

    def speak_of(self, codes: Codes) -> None:
        """The scenes that were graded last."""
        self.focus = codes
        self.spoken.update(dict.fromkeys(code for code in codes if code != WHOLE))

    def mention(self, run: Run, sentence: Sentence, *, listed: bool) -> None:
        """Scenes that a clause names without a level; listed ones join those before them."""
        codes = (*self.focus, *run.codes) if listed else run.codes
        self.focus = tuple(dict.fromkeys(codes))
        self.spoken.update(dict.fromkeys(run.codes))
        sentence.excepted = ()

    def meant(self, run: Run, clause: Clause, sentence: Sentence) -> tuple[Codes, Weight]:
        """The scenes that a run of names means here."""
        if run.naming in OWN:
            return self._named(run, clause, sentence)
        if run.naming is Naming.THESE:
            these = self._these(clause.plain[run.start : run.end], run.names[-1].count)
            if not these and self.likely:
                return (self.likely,), Weight.LIKELY
            return these, Weight.FOLLOWING
        if run.naming is Naming.REST:
            named = {*sentence.said, *sentence.excepted, *self.spoken}
            return tuple(code for code in run.codes if code not in named), Weight.GROUP
        if run.naming is Naming.WHOLE:
            return (WHOLE,), Weight.NAMED
        return (self._scenes if run.naming is Naming.ASKED else run.codes), Weight.GROUP

    def _named(self, run: Run, clause: Clause, sentence: Sentence) -> tuple[Codes, Weight]:
        """Scenes by their names; of 除甲外均为一级 all the others."""
        before, behind = clause.plain[clause.start : run.start], clause.plain[run.end :]
        if not _EXCEPT.search(before):
            return run.codes, Weight.NAMED
        sentence.excepted = run.codes
        if not _EXCEPTED.match(behind) or not re.search(r"外[^,]*\x01", clause.text[run.end :]):
            return run.codes, Weight.NAMED
        return self._but(run.codes)

    def _but(self, excepted: Codes) -> tuple[Codes, Weight]:
        """The others of the scenes spoken of, or of all."""
        several = len(self.focus) > 1
        within = self.focus if several else self._scenes
        return tuple(
            code for code in within if code not in excepted
        ), Weight.NAMED if several else Weight.GROUP

    def _these(self, words: str, count: int | None) -> Codes:
        """该场景, 上述两个场景, 前者, 前两项."""
        spoken = tuple(self.spoken)
        if words[0] in "前后" and not words.startswith("前述"):
            size = count or 1
            group = self.focus if len(self.focus) > size else spoken
            return group[:size] if words.startswith("前") else group[-size:]
        if count is None and _SINGLE.match(words):
            return self.above if len(self.above) == 1 else self.focus[-1:]
        if count is not None:
            return self.focus if len(self.focus) == count else spoken[-count:]
        return self.focus if len(self.focus) > 1 else spoken

    def inherited(
        self, clause: Clause, sentence: Sentence, record: LevelRecord, weight: Weight
    ) -> tuple[Codes, Weight]:
        """What a clause without a name speaks of."""
        together = EACH.search(clause.own)
        if sentence.excepted and together:
            return self._but(sentence.excepted)
        if together and len(self.focus) < 2 and len(self.spoken) > 1 and not self.above:
            return tuple(self.spoken), Weight.FOLLOWING
        if sentence.groups and not sentence.named:
            return sentence.groups, Weight.GROUP
        if self.focus and (sentence.named or self.above or not self.likely or record.lacks(self.focus)):
            return self.focus, weight
        if self._closed:
            return (), weight
        if self.likely:
            return (self.likely,), Weight.LIKELY
        said = clause.plain[clause.start : len(clause.text)]
        return ((WHOLE,) if self._summing or _VERDICT.search(said) else ()), Weight.LIKELY
