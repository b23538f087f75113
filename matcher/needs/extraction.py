"""A read report becomes a reading: profile, needs with their sentences, financing wish, levels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from catalog.queries import FINANCING_TOPIC
from catalog.taxonomy import Taxonomy
from matcher.assessment.reading import assess_document
from matcher.documents.model import Document, Warning
from matcher.layout.sections import Part
from matcher.needs.financing import find_financing, settle_rest
from matcher.needs.judging import Judge, Judgement
from matcher.needs.model import Evidence, Need, Reading, SceneLevel
from matcher.needs.priorities import priority_of
from matcher.needs.profile import read_profile
from matcher.needs.prose_levels import complete_level, with_prose_levels
from matcher.needs.rows import RowReader
from matcher.needs.scene_levels import gather_levels
from matcher.needs.statements import Statement, clauses, iterate_prose
from matcher.needs.weighing import Case, weigh
from matcher.needs.wording import say_need

_PRIORITY_ORDER = {"high": 0, "normal": 1, "low": 2}
# What is said of suppliers, policy and the trade at large makes up much of a long report and speaks for no need of its own.
_OF_OTHERS = {Part.SUPPLIER, Part.BACKGROUND}


@dataclass(frozen=True, slots=True)
class _Heard:
    """What a report says, judged sentence by sentence, and the levels that its tables grade."""

    statements: list[Statement]
    judged: dict[str, Judgement]
    levels: tuple[SceneLevel, ...]


class NeedExtractor:
    """Reads needs without a language model: structure, labelled sentences, lexicon and cues together."""

    def __init__(self, taxonomy: Taxonomy, judge: Judge) -> None:
        self._taxonomy = taxonomy
        self._judge = judge

    @property
    def versions(self) -> tuple[str, ...]:
        """Names of the classifiers that it judges with."""
        return self._judge.names

    def extract(self, document: Document) -> Reading:
        """Everything that the report says about its enterprise. Deterministic; about ten milliseconds a sentence."""
        heard = self._hear(document)
        statements, judged = heard.statements, heard.judged
        cases, levels = self._weigh(heard)
        financing = find_financing(statements, judged)
        needs = [
            self._to_need(case, levels, statements)
            for case in sorted(cases.values(), key=lambda case: -case.balance)
            if case.is_need and case.topic != FINANCING_TOPIC
        ]
        if financing is not None:
            evidence = Evidence(financing.quote, financing.location, 0.9)
            needs.append(
                Need(
                    "",
                    FINANCING_TOPIC,
                    self._statement(FINANCING_TOPIC, financing.quote),
                    (evidence,),
                    confidence=0.9,
                )
            )
        needs.sort(key=lambda need: _PRIORITY_ORDER[need.priority])  # stable: the firmest first among equals
        numbered = tuple(replace(need, id=f"N{number:02d}") for number, need in enumerate(needs, start=1))
        enterprise = read_profile(document, self._taxonomy)
        return Reading(
            file=document.name,
            sha256=document.sha256,
            enterprise=enterprise,
            needs=numbered,
            financing=settle_rest(financing, enterprise),
            levels=gather_levels(levels.values(), numbered),
            warnings=document.warnings if numbered else (*document.warnings, NOTHING_FOUND),
            assessment=assess_document(document, self._taxonomy),
        )

    def weigh(self, document: Document) -> list[Case]:
        """Every topic that anything in the report speaks for or against, needed or not: what a confidence is fitted on."""
        heard = self._hear(document)
        return list(self._weigh(heard)[0].values())

    def _weigh(self, heard: _Heard) -> tuple[dict[str, Case], Mapping[str, SceneLevel]]:
        """The cases, and the levels by topic: what a table or the prose says, and whether a topic is to rise by it."""
        cases = weigh(heard.statements, heard.judged, self._taxonomy.topics)
        asked = [topic for topic, case in cases.items() if case.is_need]
        levels = with_prose_levels(heard.levels, heard.statements, heard.judged, self._taxonomy, asked)
        for topic, level in levels.items():
            if topic in cases and level.current is not None and level.target is not None:
                cases[topic].raised = level.target > level.current
        return cases, levels

    def _hear(self, document: Document) -> _Heard:
        rows = RowReader(document, self._taxonomy)
        statements = [*iterate_prose(document), *rows.read()]
        statements = [statement for statement in statements if statement.part not in _OF_OTHERS]
        return _Heard(statements, self._judge_all(statements), rows.levels)

    def _judge_all(self, statements: Sequence[Statement]) -> dict[str, Judgement]:
        texts = dict.fromkeys(
            text
            for s in statements
            for text in (s.text, s.context, s.theme, *(clauses(s.text) if s.row else ()))
            if text
        )
        return dict(zip(texts, self._judge.judge(list(texts)), strict=True))

    def _to_need(self, case: Case, levels: Mapping[str, SceneLevel], statements: Sequence[Statement]) -> Need:
        graded = complete_level(levels.get(case.topic), _graded_by_witnesses(case))
        evidence = case.evidence()
        return Need(
            id="",
            topic=case.topic,
            statement=self._statement(case.topic, evidence[0].quote),
            evidence=evidence,
            current_level=graded.current if graded else None,
            target_level=graded.target if graded else None,
            priority=priority_of(case, statements),
            confidence=case.confidence,
        )

    def _statement(self, topic: str, quote: str) -> str:
        return say_need(self._taxonomy.topic(topic), quote)


def _graded_by_witnesses(case: Case) -> SceneLevel | None:
    """Levels of the rows that speak for a topic without naming it as the indicator set does."""
    rows = sorted(case.witnesses, key=lambda witness: -witness.strength)
    graded = (w.statement for w in rows if w.statement.current is not None or w.statement.target is not None)
    best = next(graded, None)
    return SceneLevel(case.topic, best.current, best.target) if best else None


NOTHING_FOUND = Warning(
    "no_needs_found", "没有在这份报告中读到企业自己的数字化需求。请确认上传的是诊断报告、自评表或走访记录。"
)
