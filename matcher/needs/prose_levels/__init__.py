"""Levels that sentences state: 设备管理由一级提升到三级, 质量够不上一级, 其余场景均为二级, 该场景的目标定为三级."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from catalog.taxonomy import Taxonomy
from embeddings.segmentation import simplify
from matcher.layout.sections import Part
from matcher.needs.judging import Judgement
from matcher.needs.model import SceneLevel
from matcher.needs.prose_levels.legend import Legend, read_legend
from matcher.needs.prose_levels.listening import LevelListener
from matcher.needs.statements import Statement
from matcher.needs.weighing import topics_of

__all__ = ["Legend", "LevelListener", "complete_level", "day_of", "read_legend", "with_prose_levels"]

_LIKELY = 0.6  # a sentence about one scene gives its level without naming it
_PLANS = {Part.DEMAND, Part.EFFECT, Part.FUNDING}
_DAY = re.compile(r"(20\d\d)[年./-](?:(\d{1,2})(?:[月./-](?:(\d{1,2})日?)?)?)?")
_DATED = re.compile(
    r"(?:诊断|评测|编制|填报|走访|调研|进厂|入企|报告|自评|日期|时间)[^。；\n]{0,12}?(20\d\d)\s*[年./-]"
)


def with_prose_levels(
    graded: Sequence[SceneLevel],
    statements: Sequence[Statement],
    judged: Mapping[str, Judgement],
    taxonomy: Taxonomy,
    asked: Collection[str] = (),
) -> dict[str, SceneLevel]:
    """Levels from tables, completed by what sentences say; a table's level is never changed by a sentence.

    `asked` are the topics that the report asks for: targets set for all scenes at once are theirs.
    """
    known = {level.topic: level for level in graded if level.current is not None or level.target is not None}
    texts = list(dict.fromkeys(statement.block.text for statement in statements))
    listener = LevelListener(taxonomy, read_legend(texts, taxonomy), _year_of(texts))
    days = _days_of_rows(statements)
    block = None
    for statement in statements:
        if statement.row and (statement.current is not None or statement.target is not None):
            continue
        if statement.block is not block:
            block = statement.block
            _open(listener, statement, days, taxonomy)
        likely = _likely_scene(statement, judged, taxonomy)
        listener.hear(statement.text, likely, forward=statement.part in _PLANS)
    heard = listener.levels(asked, known)
    both = {code: complete_level(known.get(code), heard.get(code)) for code in (*known, *heard)}
    return {code: level for code, level in both.items() if level is not None}


def _open(listener: LevelListener, statement: Statement, days: Mapping[str, str], taxonomy: Taxonomy) -> None:
    """Tell the listener where the statement stands: in a row of a table, or below headings."""
    if statement.row:
        is_scene = statement.topic is not None and taxonomy.topic(statement.topic).kind == "scene"
        listener.open_row(statement.topic if is_scene else None, days.get(statement.row, ""))
        return
    heading = statement.text if statement.heading else statement.theme
    listener.open_section((*statement.block.section, heading) if heading else statement.block.section)
    listener.open_paragraph()


def _days_of_rows(statements: Sequence[Statement]) -> dict[str, str]:
    """The day of every row of a table that has one in a cell of its own: a record of several diagnoses."""
    days = {}
    for statement in statements:
        day = day_of(statement.text) or day_of(statement.urgency) if statement.row else ""
        if day:
            days[statement.row] = day
    return days


def day_of(cell: str) -> str:
    """The date that a cell is, as 2025-11-27, else nothing."""
    match = _DAY.fullmatch(cell.strip())
    return "-".join(part.zfill(2) for part in match.groups() if part) if match else ""


def _likely_scene(statement: Statement, judged: Mapping[str, Judgement], taxonomy: Taxonomy) -> str | None:
    """The scene that a sentence seems to speak of, or None."""
    topics = topics_of(statement, judged)
    likely = max(topics, key=lambda topic: topics[topic])
    return likely if topics[likely] >= _LIKELY and taxonomy.topic(likely).kind == "scene" else None


def _year_of(texts: Sequence[str]) -> int | None:
    """The year in which the report was made, by the latest date that it gives for its own making."""
    return max((int(year) for text in texts for year in _DATED.findall(simplify(text))), default=None)


def complete_level(known: SceneLevel | None, said: SceneLevel | None) -> SceneLevel | None:
    """What is known of a scene, and where it lacks a side what else is said."""
    if known is None or said is None:
        return known or said
    return SceneLevel(
        known.topic,
        known.current if known.current is not None else said.current,
        known.target if known.target is not None else said.target,
    )
