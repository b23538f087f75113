"""A read report becomes a reading: profile, needs with their sentences, financing wish, levels."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from catalog.queries import FINANCING_TOPIC
from catalog.taxonomy import Taxonomy, Topic
from embeddings.segmentation import simplify
from matcher.documents.model import Document, Warning
from matcher.needs.financing import find_financing
from matcher.needs.judging import Judge, Judgement
from matcher.needs.levels import find_levels
from matcher.needs.model import Evidence, Need, Reading, SceneLevel
from matcher.needs.profile import read_profile
from matcher.needs.rows import RowReader
from matcher.needs.sections import Part
from matcher.needs.statements import Statement, iterate_prose
from matcher.needs.weighing import Case, priority_of, topics_of, weigh

_PRIORITY_ORDER = {"high": 0, "normal": 1, "low": 2}
_STATEMENT_LIMIT = 80
_LIKELY = 0.6  # a sentence about one scene gives its level without naming it


class NeedExtractor:
    """Reads needs without a language model: structure, labelled sentences, lexicon and cues together."""

    def __init__(self, taxonomy: Taxonomy, judge: Judge) -> None:
        self._taxonomy = taxonomy
        self._judge = judge

    def extract(self, document: Document) -> Reading:
        """Everything that the report says about its enterprise. Deterministic; about ten milliseconds a sentence."""
        rows = RowReader(document, self._taxonomy)
        statements = [*iterate_prose(document), *rows.read()]
        statements = [statement for statement in statements if statement.part is not Part.SUPPLIER]
        judged = self._judge_all(statements)
        cases = weigh(statements, judged, self._taxonomy.topics)
        financing = find_financing(statements, judged)
        levels = _with_prose_levels(rows.levels, statements, judged, self._taxonomy)
        needs = [
            self._to_need(case, levels)
            for case in cases.values()
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
        needs.sort(key=lambda need: (_PRIORITY_ORDER[need.priority], -need.confidence, need.topic))
        numbered = tuple(
            Need(
                id=f"N{number:02d}",
                topic=need.topic,
                statement=need.statement,
                evidence=need.evidence,
                current_level=need.current_level,
                target_level=need.target_level,
                priority=need.priority,
                confidence=need.confidence,
            )
            for number, need in enumerate(needs, start=1)
        )
        return Reading(
            file=document.name,
            sha256=document.sha256,
            enterprise=read_profile(document, self._taxonomy),
            needs=numbered,
            financing=financing,
            levels=_all_levels(levels, numbered),
            warnings=document.warnings if numbered else (*document.warnings, _NOTHING_FOUND),
        )

    def _judge_all(self, statements: Sequence[Statement]) -> dict[str, Judgement]:
        texts = dict.fromkeys(text for s in statements for text in (s.text, s.context) if text)
        return dict(zip(texts, self._judge.judge(list(texts)), strict=True))

    def _to_need(self, case: Case, levels: dict[str, SceneLevel]) -> Need:
        graded = levels.get(case.topic) or _graded_by_witnesses(case)
        evidence = case.evidence()
        return Need(
            id="",
            topic=case.topic,
            statement=self._statement(case.topic, evidence[0].quote),
            evidence=evidence,
            current_level=graded.current if graded else None,
            target_level=graded.target if graded else None,
            priority=priority_of(case.witnesses),
            confidence=case.confidence,
        )

    def _statement(self, topic: str, quote: str) -> str:
        text = simplify(quote).rstrip("。；;！!？? ")
        short = text if len(text) <= _STATEMENT_LIMIT else text[: _STATEMENT_LIMIT - 1] + "…"
        return f"{self._taxonomy.topic(topic).name}：{short}"


def _all_levels(levels: Mapping[str, SceneLevel], needs: Sequence[Need]) -> tuple[SceneLevel, ...]:
    """Graded scenes by topic; what only a need's own row grades is a scene's level too."""
    graded = {
        need.topic: SceneLevel(need.topic, need.current_level, need.target_level)
        for need in needs
        if need.current_level is not None or need.target_level is not None
    }
    return tuple(sorted({**graded, **levels}.values(), key=lambda level: level.topic))


def _graded_by_witnesses(case: Case) -> SceneLevel | None:
    """Levels of the rows that speak for a topic without naming it as the indicator set does."""
    rows = sorted(case.witnesses, key=lambda witness: -witness.strength)
    graded = (w.statement for w in rows if w.statement.current is not None or w.statement.target is not None)
    best = next(graded, None)
    return SceneLevel(case.topic, best.current, best.target) if best else None


_NOTHING_FOUND = Warning(
    "no_needs_found", "没有在这份报告中读到企业自己的数字化需求。请确认上传的是诊断报告、自评表或走访记录。"
)


def _with_prose_levels(
    graded: Sequence[SceneLevel],
    statements: Sequence[Statement],
    judged: Mapping[str, Judgement],
    taxonomy: Taxonomy,
) -> dict[str, SceneLevel]:
    """Levels from tables, completed by clauses such as 设备管理由一级提升到三级 or, below its heading, 够不上一级."""
    levels = {level.topic: level for level in graded if level.current is not None or level.target is not None}
    scenes = [topic for topic in taxonomy.topics.values() if topic.kind == "scene"]
    for statement in statements:
        if statement.row or statement.part in {Part.BACKGROUND, Part.SUPPLIER}:
            continue
        topics = topics_of(statement, judged)
        likely = max(topics, key=lambda topic: topics[topic])
        subject = likely if topics[likely] >= _LIKELY else None
        for clause in re.split(r"[，；。]", simplify(statement.text)):
            found = find_levels(clause, taxonomy)
            subject = _scene_named(clause, scenes) or subject
            if subject is None or taxonomy.topic(subject).kind != "scene" or not 1 <= len(found) <= 2:
                continue
            known = levels.get(subject, SceneLevel(subject, None, None))
            current, target = (found[0], found[1]) if len(found) == 2 else _one_level(clause, found[0])
            levels[subject] = SceneLevel(
                subject,
                known.current if known.current is not None else current,
                known.target if known.target is not None else target,
            )
    return levels


def _scene_named(clause: str, scenes: Sequence[Topic]) -> str | None:
    """The scene whose name or alias stands last in the clause: levels follow their scene."""
    places = [
        (clause.rfind(name), len(name), topic.code)
        for topic in scenes
        for name in (topic.name, *topic.aliases)
    ]
    at, _, code = max(places)
    return code if at >= 0 else None


def _one_level(text: str, level: int) -> tuple[int | None, int | None]:
    """A single level is a target when the sentence looks forward, else the present one."""
    forward = re.search(r"目标|提升(?:到|至)|升(?:到|至)|达到(?!了)|做到|建到|力争|想到|应达|须达", text)
    return (None, level) if forward and not re.search(r"已(?:经)?达到|目前达到", text) else (level, None)
