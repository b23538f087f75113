"""Listening to a report: whose level each expression is, sentence by sentence, from the names in it and around it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from catalog.taxonomy import Taxonomy
from matcher.needs.model import SceneLevel
from matcher.needs.prose_levels.clauses import LEVEL_SIGN, NAME_SIGN, Clause, Run, lists, read_clauses
from matcher.needs.prose_levels.cues import (
    DONE,
    EACH,
    KEEP,
    OTHERS,
    SELF,
    VAGUE,
    Reading,
    Sense,
    carried,
    read_sense,
)
from matcher.needs.prose_levels.expressions import Expression, Kind, plain
from matcher.needs.prose_levels.legend import Legend
from matcher.needs.prose_levels.record import Grade, LevelRecord, Said, Weight
from matcher.needs.prose_levels.scenes import Naming, find_names

Codes = tuple[str, ...]
_NO_LEGEND = Legend()
_OWN = {Naming.OFFICIAL, Naming.ALIAS, Naming.SHORT}
_WHOLE = "whole"  # the enterprise, kept among the scenes
_VERDICT = re.compile(
    r"(?:判定|评定|认定|定级|评级|核定|评|定)(?:结果|其|企业|公司)?(?:现)?(?:为|是|:|处|在)|获评|通过评测|综合(?:判定|评定|评测)|自评(?:为|结果)|(?:等级|水平)(?:为|处于|达到?)|(?:得分|总分|综合得分)[^,;。]{0,6}(?:对应|折合)|结论[^,;。]{0,6}[为是:]"
)
_WANTED = re.compile(r"目标|改造后|愿景|期望")
_LINE = 10  # characters beside a scene's name in a line that is a heading in all but form
_LABEL = re.compile(
    r"^\(?(?:现状|当前|目前|目标|等级|评测|自评|期望|提升|改造)(?:目标|后|前)?(?:等级|级别|水平|结果)?\)?[:为]"
)
_HEADER = re.compile(
    r"^\|?\s*(?:序号[| ]+)?(?:应用)?(?:场景|环节|项目)[^。，]{0,4}[| ]+(?:现状?|当前|目前)[^。，]{0,4}[| ]+(?:目标|期望)[^。，]{0,4}"
)
_SUMMING = re.compile(
    r"(?:总体|整体|综合)(?:水平|判断|评价|结论|等级|情况|评级|判定)|(?:等级|评测|诊断|评价)结论|评测结果|水平到哪"
)
_RISEN = re.compile(
    r"^[^拟应须要计目]*[升提](?:升|高)?(?:到|至|为)\x01"
)  # in a record of the past: 整体升至二级
_SELF_RATED = re.compile(r"自评|自报|自认")
_UNDECIDED = re.compile(r"够不够|是否|要不要|能否|不再|不(?:必|打算|考虑|提)|没(?:有)?打算")
_SINGLE = re.compile(r"^(?:该|此|本|这(?!些|[两三四五六\d]))")
_FORMER = re.compile(r"前者|后者")
_EXCEPT = re.compile(r"除(?:了|去)?$")
_EXCEPTED = re.compile(r"^(?:[^,;。]{0,8})(?:之外|以外|外)")


class LevelListener:
    """Hears a report in reading order and remembers which scene each level is of."""

    def __init__(self, taxonomy: Taxonomy, legend: Legend = _NO_LEGEND, year: int | None = None) -> None:
        """`legend` explains the report's own words for the levels, `year` is the one in which it was made."""
        self._taxonomy = taxonomy
        self._legend = legend
        self._year = year
        self._dated = ""
        self._columns = False  # lines below a heading of columns give bare figures
        self._record = LevelRecord()
        self._headings: tuple[str, ...] = ()
        self._above: Codes = ()
        self._closed = False  # the heading names what is no scene
        self._wanted = False  # the heading announces targets
        self._summing = False  # the heading announces the level of the whole
        self._spoken: dict[str, None] = {}
        self._focus: Codes = ()
        self._before: Codes = ()  # spoken of at the end of the paragraph before
        self._likely: str | None = None
        self._sentence = _Sentence()

    # --- what comes in ----------------------------------------------------------------------------------------------

    def open_section(self, headings: tuple[str, ...]) -> None:
        """The headings above what follows, outermost first."""
        if headings == self._headings:
            return
        self._headings = headings
        self._columns = False
        self._above, self._closed = (), False
        for heading in reversed(headings):
            names = [
                name for name in find_names(plain(heading), self._taxonomy) if name.naming is not Naming.SHORT
            ]
            own = tuple(dict.fromkeys(code for name in names if name.naming in _OWN for code in name.codes))
            if own or any(name.naming is Naming.OTHER and name.codes for name in names):
                self._above, self._closed = own, not own
                break
        self._summing = bool(headings) and bool(_SUMMING.search(headings[-1]))
        self._wanted = bool(headings) and bool(_WANTED.search(headings[-1])) and "现状" not in headings[-1]
        self._spoken = {}

    def open_row(self, scene: str | None, dated: str = "") -> None:
        """A row of a table, with the scene that it is about and the day (2025-11-27) that it is of, where it has them."""
        self._headings, self._wanted, self._closed = (), False, False
        self._above = (scene,) if scene else ()
        self.open_paragraph()
        self._dated = dated

    def open_paragraph(self) -> None:
        """What follows is another paragraph: nothing is spoken of but what the heading names."""
        self._end_sentence()
        self._dated = ""
        self._before = self._focus
        self._focus, self._likely = self._above, None

    def hear(self, said: str, likely: str | None = None, *, forward: bool = False) -> None:
        """One statement; `likely` is the scene that it seems to speak of, `forward` whether its part is about plans."""
        text = self._as_columns(plain(said))
        clauses, asides = read_clauses(text, self._taxonomy, self._legend)
        if not asides and self._is_line_of(clauses, text):
            return
        self._sentence.forward = forward or self._wanted
        self._sentence.wanted = self._sentence.wanted or self._wanted
        self._likely = likely or self._likely
        if self._sentence.fresh and self._above:
            self._focus = self._above
        if not self._focus and _LABEL.match(text):
            self._focus = self._before
        for aside in asides:
            self._hear_aside(aside.run.codes, aside.inside)
        for clause in clauses:
            self._hear_clause(clause)
            if not clause.levels and not clause.bracket:
                self._sentence.bracketed = clause.start
            if clause.ending in {"。", "!", "?"}:
                self._end_sentence()
        if re.search(r"[。!?！？]$", text):
            self._end_sentence()

    def levels(
        self, asked: Collection[str] = (), known: Mapping[str, SceneLevel] | None = None
    ) -> dict[str, SceneLevel]:
        """The levels heard, by scene; `asked` are the scenes that the report asks for, `known` what its tables grade."""
        self._end_sentence()
        heard = self._record.levels(asked, dict(known or {}))
        return {code: level for code, level in heard.items() if code != _WHOLE}

    def whole_level(self) -> int | None:
        """The present level of the whole enterprise, or None."""
        self._end_sentence()
        return self._record.current(_WHOLE)

    # --- clauses ----------------------------------------------------------------------------------------------------

    def _as_columns(self, text: str) -> str:
        """A line of figures under 场景｜现状｜目标, as plain text has tables, with its figures as levels."""
        if _HEADER.search(text):
            self._columns = True
        if not self._columns or not re.search(r"[| ][0-4](?:$|[| ])", text):
            return text
        return re.sub(r"([| ])([0-4])(?=$|[| ])", r"\1\2级", text)

    def _is_line_of(self, clauses: Sequence[Clause], text: str) -> bool:
        """A line with a scene's name alone is a heading for what follows."""
        runs = [run for clause in clauses for run in clause.runs]
        levels = any(clause.levels for clause in clauses)
        if levels or len(runs) != 1 or len(runs[0].codes) != 1 or runs[0].naming is not Naming.OFFICIAL:
            return False
        if len(text) - (runs[0].end - runs[0].start) > _LINE or text.endswith("。") or len(clauses) > 2:
            return False
        self._above = self._focus = runs[0].codes
        self._closed = False
        return True

    def _hear_aside(self, codes: Codes, inside: str) -> None:
        outer, self._sentence = self._sentence, _Sentence(forward=self._sentence.forward)
        focus, self._focus = self._focus, codes
        clauses, _ = read_clauses(inside, self._taxonomy, self._legend)
        for clause in clauses:
            self._hear_clause(clause, weight=Weight.NAMED)
        inner, self._sentence, self._focus = self._sentence, outer, focus
        for code, said in inner.said.items():
            self._sentence.said[code] = said
        self._spoken.update(dict.fromkeys(codes))

    def _hear_clause(self, clause: Clause, weight: Weight = Weight.FOLLOWING) -> None:
        sentence = self._sentence
        sentence.fresh = False
        if self._is_of_others(clause):
            self._focus = next((run.codes for run in clause.runs if run.naming in _OWN), self._focus)
            return
        if VAGUE.search(clause.own) or not (clause.levels or KEEP.search(clause.own)):
            self._follow(clause)
            return
        used: set[int] = set()
        done = bool(DONE.search(clause.own))
        at = sentence.bracketed if clause.bracket else clause.start
        sentence.listing = False
        self._drop_carry(clause)
        for cluster in _clusters(clause):
            run = next(
                (
                    run
                    for run in reversed(clause.runs)
                    if run.end <= cluster[0].start and run.start not in used
                ),
                None,
            )
            ahead = next((run for run in clause.runs if run.start >= cluster[-1].end), None)
            parted = [r for r in clause.runs if r.start in used and r.end <= cluster[0].start]
            if run is not None and parted and parted[-1].start > run.start:
                run = None
            if run is None and ahead is not None and lists(clause.plain[cluster[-1].end : ahead.start]):
                used.add(ahead.start)
                codes, how = self._meant(ahead, clause)
            elif run is not None:
                codes, how = self._meant(_named_before(run, clause), clause)
            else:
                codes, how = self._inherited(clause, weight)
            self._grade(clause, cluster, codes, how, at, done=done)
            at = cluster[-1].end
        sentence.bracketed = max(at, clause.start)
        if not clause.levels:
            self._keep(clause)

    def _drop_carry(self, clause: Clause) -> None:
        """What was wanted of one scene is not wanted of the next, unless the two are told alike: A目标三级，B二级."""
        sentence = self._sentence
        own = [run for run in clause.runs if run.naming in _OWN]
        if own and sentence.carried_by and not set(own[0].codes) & set(sentence.carried_by):
            said = [sentence.said[code] for code in sentence.carried_by if code in sentence.said]
            if any(one.current is not None for one in said):
                sentence.carry, sentence.carried_by = None, ()

    def _follow(self, clause: Clause) -> None:
        """A clause without a level only says what is spoken of, and perhaps that what follows is wanted."""
        sense = carried(clause.own)
        if sense is not None:
            self._sentence.carry, self._sentence.carried_by = sense, ()
        own = [run for run in clause.runs if run.naming in _OWN]
        if not own:
            return
        run = own[-1]
        if _EXCEPT.search(clause.plain[: run.start]):
            self._sentence.excepted = run.codes
            return
        listed = self._sentence.listing and run.start == clause.start
        codes = (*self._focus, *run.codes) if listed else run.codes
        self._focus = tuple(dict.fromkeys(codes))
        self._sentence.listing = clause.text[run.end :].strip() == ""
        self._spoken.update(dict.fromkeys(run.codes))

    def _is_of_others(self, clause: Clause) -> bool:
        text = clause.own
        others = OTHERS.search(text)
        if clause.bracket:
            return bool(others)
        if others:
            self_named = SELF.search(text, others.end())
            self._sentence.others = not self_named or self_named.start() - others.end() < 2
            self._sentence.of_scenes = bool(clause.runs)
            return self._sentence.others
        # 对标企业安全生产四级，能耗管理三级 goes on about it; 行业平均二级，能耗管理一级 does not.
        if self._sentence.others and (SELF.search(text) or (clause.runs and not self._sentence.of_scenes)):
            self._sentence.others = False
        return self._sentence.others

    # --- whose level ------------------------------------------------------------------------------------------------

    def _meant(self, run: Run, clause: Clause) -> tuple[Codes, Weight]:
        """The scenes that a run of names means here."""
        words = clause.plain[run.start : run.end]
        before = clause.plain[clause.start : run.start]
        if run.naming in _OWN:
            if _EXCEPT.search(before) and _EXCEPTED.match(clause.plain[run.end :]):
                within = self._focus if len(self._focus) > 1 else self._all()
                if not re.search(r"外[^,]*\x01", clause.text[run.end :]):
                    return run.codes, Weight.NAMED
                return tuple(
                    code for code in within if code not in run.codes
                ), Weight.GROUP if within == self._all() else Weight.NAMED
            if before.endswith("除") or before.endswith("除了"):
                self._sentence.excepted = run.codes
            return run.codes, Weight.NAMED
        if run.naming is Naming.THESE:
            these = self._these(words, run.names[-1].count)
            if not these and self._likely:
                return (self._likely,), Weight.LIKELY
            return these, Weight.FOLLOWING
        if run.naming is Naming.REST:
            named = {*self._sentence.said, *self._sentence.excepted, *self._spoken}
            return tuple(code for code in run.codes if code not in named), Weight.GROUP
        if run.naming is Naming.ASKED:
            return self._all(), Weight.GROUP
        if run.naming in {Naming.ALL, Naming.MANDATORY, Naming.OPTIONAL, Naming.GROUP}:
            return run.codes, Weight.GROUP
        return ((_WHOLE,), Weight.NAMED) if run.naming is Naming.WHOLE else ((), Weight.GROUP)

    def _these(self, words: str, count: int | None) -> Codes:
        spoken = tuple(self._spoken)
        if words[0] in "前后" and not words.startswith("前述"):
            size = count or 1
            group = self._focus if len(self._focus) > size else spoken
            return group[:size] if words.startswith("前") else group[-size:]
        if count is None and _SINGLE.match(words):
            return self._above if len(self._above) == 1 else self._focus[-1:]
        if count is not None:
            return self._focus if len(self._focus) == count else spoken[-count:]
        return self._focus if len(self._focus) > 1 else spoken

    def _inherited(self, clause: Clause, weight: Weight) -> tuple[Codes, Weight]:
        """What a clause without a name speaks of."""
        sentence = self._sentence
        if sentence.excepted and EACH.search(clause.own):
            within = self._focus if len(self._focus) > 1 else self._all()
            return tuple(code for code in within if code not in sentence.excepted), Weight.GROUP
        if EACH.search(clause.own) and len(self._focus) < 2 and len(self._spoken) > 1 and not self._above:
            return tuple(self._spoken), Weight.FOLLOWING
        if sentence.groups and not sentence.named:
            return sentence.groups, Weight.GROUP
        if self._focus and (
            sentence.named or self._above or not self._likely or self._record.lacks(self._focus)
        ):
            return self._focus, weight
        if self._closed:
            return (), weight
        if not self._likely and (
            self._summing or _VERDICT.search(clause.plain[clause.start : len(clause.text)])
        ):
            return (_WHOLE,), Weight.LIKELY
        return ((self._likely,), Weight.LIKELY) if self._likely else ((), weight)

    def _all(self) -> Codes:
        return tuple(code for code, topic in self._taxonomy.topics.items() if topic.kind == "scene")

    # --- what it is -------------------------------------------------------------------------------------------------

    def _grade(
        self,
        clause: Clause,
        cluster: Sequence[Expression],
        codes: Codes,
        weight: Weight,
        at: int,
        *,
        done: bool,
    ) -> None:
        sentence = self._sentence
        if weight is Weight.GROUP:
            sentence.groups, sentence.named = codes, False
        elif codes:
            self._focus = codes
            sentence.named = True
            self._spoken.update(dict.fromkeys(code for code in codes if code != _WHOLE))
        sides: dict[Sense, list[int]] = {}
        last: Sense | None = None
        for level in cluster:
            if level.kind in {Kind.STEP, Kind.SHORT}:
                self._step(clause, level, codes)
                continue
            if level.kind is Kind.MARK:
                at = level.end
                continue
            sense = self._sense(clause, level, at, codes, last, bool(sides))
            if self._of_all(clause, level, at, codes):  # 甲从一级、乙从零级都提升到二级
                self._note(
                    (*sentence.said, *(code for code in codes if code not in sentence.said)),
                    sense,
                    [level.number],
                    weight,
                )
            elif not (_SELF_RATED.search(clause.text[at : level.start]) and self._is_graded(codes)):
                sides.setdefault(sense, []).append(level.number)
            last, at = sense, level.end
        risen = self._dated and Sense.PRESENT not in sides and _RISEN.search(clause.own)
        if (done or risen) and sides.get(Sense.TARGET) and not sentence.carry:
            sides[Sense.PRESENT] = sides.pop(Sense.TARGET)
        if KEEP.search(clause.own) and Sense.PRESENT in sides and Sense.TARGET not in sides:
            sides[Sense.TARGET] = sides[Sense.PRESENT]
        if KEEP.search(clause.own) and Sense.TARGET in sides and Sense.PRESENT not in sides:
            sides[Sense.PRESENT] = sides[Sense.TARGET]
        for sense, numbers in sides.items():
            self._note(codes, sense, numbers, weight)

    def _of_all(self, clause: Clause, level: Expression, at: int, codes: Codes) -> bool:
        """Whether a level behind others of the clause is of all the scenes of the sentence."""
        before = clause.text[at : level.start]
        several = len({*self._sentence.said, *codes}) > len(codes)
        return (
            several
            and LEVEL_SIGN in clause.text[clause.start : at]
            and NAME_SIGN not in before
            and bool(EACH.search(before))
        )

    def _is_graded(self, codes: Codes) -> bool:
        """Whether the sentence has said the present level already: what a firm gives itself does not change it."""
        said = [self._sentence.said[code] for code in codes if code in self._sentence.said]
        return bool(said) and all(one.current is not None for one in said)

    def _sense(
        self, clause: Clause, level: Expression, at: int, codes: Codes, last: Sense | None, other: bool
    ) -> Sense:
        """Present, target or past; without a word for it, what was said before and the part of the report decide."""
        sentence = self._sentence
        before, behind = clause.text[at : level.start], clause.plain[level.end : level.end + 14]
        reading = read_sense(before, behind)
        sense = reading.sense
        if sense is Sense.TARGET and reading.year is not None and self._year and reading.year < self._year:
            return Sense.PRESENT
        if reading.carries:
            sentence.carry = sense
            sentence.carried_by = () if NAME_SIGN in before[reading.at :] else codes
        if sense is not Sense.OPEN:
            sentence.last = sense
            return sense
        if reading.still and sentence.carry is not Sense.TARGET:
            sentence.last = Sense.PRESENT
            return Sense.PAST if sentence.carry is Sense.PAST else Sense.PRESENT
        listed = r"[、,和与及]+|或" if len(codes) < 2 else r"[、,和与及/\s|]+|或"
        if last is not None and re.fullmatch(listed, before):
            return last
        return self._open_sense(reading, level.number, codes, moved=other)

    def _open_sense(self, reading: Reading, number: int, codes: Codes, *, moved: bool) -> Sense:
        sentence = self._sentence
        said = next(
            (said.current.number for code in codes if (said := sentence.said.get(code)) and said.current),
            None,
        )
        known = said if said is not None else next((self._record.current(code) for code in codes), None)
        if sentence.carry is not None:
            return sentence.carry
        if moved:
            return Sense.TARGET
        if reading.attained:
            if reading.year is not None and self._year and reading.year < self._year:
                return Sense.PRESENT
            ahead = sentence.forward or reading.year is not None or sentence.last is Sense.TARGET
            return Sense.TARGET if ahead or (known is not None and number > known) else Sense.PRESENT
        if sentence.wanted or (said is not None and number > said):
            return Sense.TARGET
        return Sense.PRESENT

    def _step(self, clause: Clause, level: Expression, codes: Codes) -> None:
        sentence = self._sentence
        text = clause.plain[: level.start]
        if re.search(r"较|去年|上年|已(?:经)?$|了$", text[-8:]) or _UNDECIDED.search(clause.own):
            return
        if level.kind is Kind.SHORT and "目标" not in sentence.heard + clause.plain:
            return
        for code in codes:
            sentence.of(code).gap = level.number

    def _note(self, codes: Codes, sense: Sense, numbers: Sequence[int], weight: Weight) -> None:
        if len(numbers) > 1 and len(numbers) == len(codes):
            pairs = list(zip(codes, numbers, strict=True))
        elif len(codes) > 1 and len(numbers) > 1 and sense is not Sense.TARGET:
            return  # 分别为 with other counts says nothing sure
        else:
            pairs = [(code, numbers[-1] if sense is Sense.TARGET else numbers[0]) for code in codes]
        for code, number in pairs:
            said = self._sentence.of(code)
            if sense is Sense.PRESENT:
                said.current = Grade(weight, number)
            elif sense is Sense.TARGET:
                said.target = Grade(weight, number)
            elif said.current is None:
                said.current = Grade(Weight.PAST, number)

    def _keep(self, clause: Clause) -> None:
        codes = tuple(self._sentence.said) or self._focus
        own = [run for run in clause.runs if run.naming in _OWN]
        for code in own[-1].codes if own else codes:
            self._sentence.of(code).keeps = True

    def _end_sentence(self) -> None:
        for code, said in self._sentence.said.items():
            self._record.note(code, said, self._dated)
        self._sentence = _Sentence()


def _named_before(run: Run, clause: Clause) -> Run:
    """工艺设计：该场景评定为一级 – the scene is named just before."""
    ahead = [other for other in clause.runs if other.end <= run.start and other.naming in _OWN]
    return ahead[-1] if ahead and run.naming is Naming.THESE else run


class _Sentence:
    """What is known within one sentence."""

    def __init__(self, *, forward: bool = False) -> None:
        self.fresh = True
        self.forward = forward
        self.wanted = False
        self.others = False
        self.bracketed = 0  # where the words before a bracket begin that speak of what is in it
        self.of_scenes = False  # scenes of theirs were named
        self.listing = False
        self.named = False
        self.carry: Sense | None = None
        self.carried_by: Codes = ()  # the scenes of which it was said; none: of whatever follows
        self.last: Sense | None = None
        self.excepted: Codes = ()
        self.groups: Codes = ()
        self.heard = ""
        self.said: dict[str, Said] = {}

    def of(self, code: str) -> Said:
        """What the sentence says of one scene."""
        return self.said.setdefault(code, Said())


def _clusters(clause: Clause) -> list[list[Expression]]:
    """Levels with no name between them."""
    clusters: list[list[Expression]] = []
    for level in clause.levels:
        last = clusters[-1][-1] if clusters else None
        if last is None or any(last.end <= run.start < level.start for run in clause.runs):
            clusters.append([level])
        else:
            clusters[-1].append(level)
    return clusters
