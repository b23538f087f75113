"""Listening to a report: whose level each expression is and what it says, sentence by sentence."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from catalog.taxonomy import Taxonomy
from matcher.needs.model import SceneLevel
from matcher.needs.prose_levels.attention import OWN, WHOLE, Attention
from matcher.needs.prose_levels.clauses import Clause, Run, lists, read_clauses
from matcher.needs.prose_levels.cues import DONE, KEEP, OTHERS, SELF, VAGUE, Sense, carried
from matcher.needs.prose_levels.expressions import Expression, Kind, plain
from matcher.needs.prose_levels.legend import Legend
from matcher.needs.prose_levels.record import Grade, LevelRecord, Weight
from matcher.needs.prose_levels.scenes import Naming
from matcher.needs.prose_levels.sentence import Codes, Sentence

_NO_LEGEND = Legend()
_LINE = 10  # characters beside a scene's name in a line that is a heading in all but form
_LABEL = re.compile(
    r"^\(?(?:现状|当前|目前|目标|等级|评测|自评|期望|提升|改造)(?:目标|后|前)?(?:等级|级别|水平|结果)?\)?[:为]"
)
_HEADER = re.compile(
    r"^\|?\s*(?:序号[| ]+)?(?:应用)?(?:场景|环节|项目)[^。，]{0,4}[| ]+(?:现状?|当前|目前)[^。，]{0,4}[| ]+(?:目标|期望)[^。，]{0,4}"
)
_RISEN = re.compile(
    r"^[^拟应须要计目]*[升提](?:升|高)?(?:到|至|为)\x01"
)  # in a record of the past: 整体升至二级
_SELF_RATED = re.compile(r"自评|自报|自认")
_SELF_RATED = re.compile(r"自评|自报|自认")
_UNDECIDED = re.compile(r"够不够|是否|要不要|能否|不再|不(?:必|打算|考虑|提)|没(?:有)?打算")
_BEFORE = re.compile(r"较(?!现[状在有]|目前|当前|改造前)|去年|上年|已(?:经)?$|了$")  # a step that was taken
_EXCEPT = re.compile(r"除(?:了|去)?$")


class LevelListener:
    """Hears a report in reading order and remembers which scene each level is of."""

    def __init__(self, taxonomy: Taxonomy, legend: Legend = _NO_LEGEND, year: int | None = None) -> None:
        """`legend` explains the report's own words for the levels, `year` is the one in which it was made."""
        self._taxonomy = taxonomy
        self._legend = legend
        self._year = year
        self._record = LevelRecord()
        self._attention = Attention(taxonomy)
        self._sentence = Sentence()
        self._headings: tuple[str, ...] = ()
        self._dated = ""  # the day of the row that is being heard
        self._columns = False  # lines below a heading of columns give bare figures

    # --- what comes in ----------------------------------------------------------------------------------------------

    def open_section(self, headings: tuple[str, ...]) -> None:
        """The headings above what follows, outermost first."""
        if headings != self._headings:
            self._headings, self._columns = headings, False
            self._attention.open_section(headings)

    def open_row(self, scene: str | None, dated: str = "") -> None:
        """A row of a table, with the scene that it is about and the day (2025-11-27) that it is of, where it has them."""
        self._headings = ()
        self._attention.open_row(scene)
        self.open_paragraph()
        self._dated = dated

    def open_paragraph(self) -> None:
        """What follows is another paragraph: nothing is spoken of but what the heading names."""
        self._end_sentence()
        self._dated = ""
        self._attention.open_paragraph()

    def hear(self, said: str, likely: str | None = None, *, forward: bool = False) -> None:
        """One statement; `likely` is the scene that it seems to speak of, `forward` whether its part is about plans."""
        text = self._as_columns(plain(said))
        clauses, asides = read_clauses(text, self._taxonomy, self._legend)
        if not asides and self._is_line_of(clauses, text):
            return
        attention, sentence = self._attention, self._sentence
        sentence.forward = forward or attention.wanted
        sentence.wanted = sentence.wanted or attention.wanted
        attention.likely = likely or attention.likely
        if sentence.fresh and attention.above:
            attention.focus = attention.above
        if not attention.focus and _LABEL.match(text):
            attention.focus = attention.before
        for aside in asides:
            self._hear_aside(aside.run.codes, aside.inside)
        for clause in clauses:
            self._hear_clause(clause, Weight.FOLLOWING)
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
        return {code: level for code, level in heard.items() if code != WHOLE}

    def whole_level(self) -> int | None:
        """The present level of the whole enterprise, or None."""
        self._end_sentence()
        return self._record.current(WHOLE)

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
        self._attention.head(runs[0].codes)
        return True

    def _hear_aside(self, codes: Codes, inside: str) -> None:
        """A bracket behind names is heard for itself, of those names."""
        outer, focus = self._sentence, self._attention.focus
        self._sentence, self._attention.focus = Sentence(forward=outer.forward), codes
        clauses, _ = read_clauses(inside, self._taxonomy, self._legend)
        for clause in clauses:
            self._hear_clause(clause, Weight.NAMED)
        outer.said.update(self._sentence.said)
        self._sentence = outer
        self._attention.speak_of(codes)
        self._attention.focus = focus

    def _hear_clause(self, clause: Clause, weight: Weight) -> None:
        sentence = self._sentence
        sentence.fresh = False
        own = [run for run in clause.runs if run.naming in OWN]
        if self._is_of_others(clause):
            self._attention.focus = own[0].codes if own else self._attention.focus
        elif VAGUE.search(clause.own) or not (clause.levels or KEEP.search(clause.own)):
            self._follow(clause, own)
        elif clause.levels:
            sentence.listing = False
            sentence.drop_carry(own[0].codes if own else ())
            self._hear_levels(clause, weight)
            return
        else:
            for code in own[-1].codes if own else tuple(sentence.said) or self._attention.focus:
                sentence.of(code).keeps = True
        if not clause.bracket and not clause.levels:
            sentence.bracketed = clause.start

    def _hear_levels(self, clause: Clause, weight: Weight) -> None:
        """Every cluster of levels is of the names before it, of those listed behind it, or of what is spoken of."""
        at = self._sentence.bracketed if clause.bracket else clause.start
        since = 0  # names before it have their level
        for cluster in _clusters(clause):
            before = [run for run in clause.runs if since <= run.start and run.end <= cluster[0].start]
            ahead = next((run for run in clause.runs if run.start >= cluster[-1].end), None)
            if before:
                codes, how = self._attention.meant(_named_before(before[-1], clause), clause, self._sentence)
            elif ahead is not None and lists(clause.plain[cluster[-1].end : ahead.start]):
                since = ahead.end
                codes, how = self._attention.meant(ahead, clause, self._sentence)
            else:
                codes, how = self._attention.inherited(clause, self._sentence, self._record, weight)
            self._grade(clause, cluster, codes, how, at)
            at = cluster[-1].end
        self._sentence.bracketed = max(at, clause.start)

    def _follow(self, clause: Clause, own: Sequence[Run]) -> None:
        """A clause without a level only says what is spoken of, and perhaps that what follows is wanted."""
        sentence = self._sentence
        sense = carried(clause.own)
        if sense is not None:
            sentence.carry, sentence.carried_by = sense, ()
        if own and _EXCEPT.search(clause.plain[: own[-1].start]):
            sentence.excepted = own[-1].codes
        elif own:
            listed = sentence.listing and own[-1].start == clause.start
            self._attention.mention(own[-1], sentence, listed=listed)
            sentence.listing = not clause.text[own[-1].end :].strip()

    def _is_of_others(self, clause: Clause) -> bool:
        """Whether a clause speaks of others; in brackets for itself, else until the enterprise is named again."""
        sentence = self._sentence
        others = OTHERS.search(clause.own)
        if clause.bracket:
            return bool(others)
        if others:
            again = SELF.search(clause.own, others.end())
            sentence.others = not again or again.start() - others.end() < 2
            sentence.of_scenes = bool(clause.runs)
        # 对标企业安全生产四级，能耗管理三级 goes on about it; 行业平均二级，能耗管理一级 does not.
        elif SELF.search(clause.own) or (clause.runs and not sentence.of_scenes):
            sentence.others = False
        return sentence.others

    # --- what it is -------------------------------------------------------------------------------------------------

    def _grade(
        self, clause: Clause, cluster: Sequence[Expression], codes: Codes, weight: Weight, at: int
    ) -> None:
        sentence = self._sentence
        if weight is Weight.GROUP:
            sentence.groups, sentence.named = codes, False
        elif codes:
            sentence.named = True
            self._attention.speak_of(codes)
        sides: dict[Sense, list[int]] = {}
        last: Sense | None = None
        known = next((self._record.current(code) for code in codes), None)
        for level in cluster:
            if level.kind is Kind.LEVEL:
                last = sentence.sense_of(clause, level, at, codes, known=known, year=self._year, last=last)
                if sentence.is_of_all(clause, level, at, codes):
                    self._note(tuple(dict.fromkeys((*sentence.said, *codes))), last, [level.number], weight)
                elif not (_SELF_RATED.search(clause.text[at : level.start]) and sentence.is_graded(codes)):
                    sides.setdefault(last, []).append(level.number)
                at = level.end
            elif level.kind is Kind.MARK:
                at = level.end
            else:
                self._step(clause, level, codes)
        for sense, numbers in self._settled(sides, clause).items():
            self._note(codes, sense, numbers, weight)

    def _settled(self, sides: dict[Sense, list[int]], clause: Clause) -> dict[Sense, list[int]]:
        """A rise that is over has made its target the present level; what is kept is both."""
        present, target = sides.get(Sense.PRESENT), sides.get(Sense.TARGET)
        risen = self._dated and not present and _RISEN.search(clause.own)
        if target and not self._sentence.carry and (risen or DONE.search(clause.own)):
            present, target = target, None
        if KEEP.search(clause.own):
            present, target = present or target, target or present
        found = {Sense.PRESENT: present, Sense.TARGET: target, Sense.PAST: sides.get(Sense.PAST)}
        return {sense: numbers for sense, numbers in found.items() if numbers}

    def _step(self, clause: Clause, step: Expression, codes: Codes) -> None:
        """提升两个等级, 离目标差一级: the gap between the present level and the target."""
        taken = _BEFORE.search(clause.plain[max(0, step.start - 8) : step.start])
        to_target = step.kind is Kind.STEP or "目标" in clause.plain
        if to_target and not taken and not _UNDECIDED.search(clause.own):
            for code in codes:
                self._sentence.of(code).gap = step.number

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

    def _end_sentence(self) -> None:
        for code, said in self._sentence.said.items():
            self._record.note(code, said, self._dated)
        self._sentence = Sentence()


def _named_before(run: Run, clause: Clause) -> Run:
    """工艺设计：该场景评定为一级 – the scene is named just before."""
    ahead = [other for other in clause.runs if other.end <= run.start and other.naming in OWN]
    return ahead[-1] if ahead and run.naming is Naming.THESE else run


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
