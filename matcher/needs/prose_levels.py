"""Levels that sentences state: 设备管理由一级提升到三级, 质量够不上一级, 这两块明年要到二级."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from catalog.taxonomy import Taxonomy, Topic
from embeddings.segmentation import simplify
from matcher.needs.judging import Judgement
from matcher.needs.levels import find_levels
from matcher.needs.model import SceneLevel
from matcher.needs.statements import Statement
from matcher.needs.weighing import topics_of

_LIKELY = 0.6  # a sentence about one scene gives its level without naming it
_HEAD = 2  # characters of a scene's name that people say for the whole: 质量 for 质量管理
_SPOKEN = (
    r"(?:这[一]?[块头项]|方面|环节|这边|那块)?(?:的?(?:现状|水平|等级))?\s*"
    r"(?:[现目前在是为只仅才刚够还大概约也处于达到不未自评]|L|l|[零一二三四0-4])"
)
_TOGETHER = re.compile(r"这[两三四几]|(?:均|都|全部|一律)(?:要|应|须|需|得|提|升|达|力)")
_FORWARD = re.compile(
    r"目标|提升(?:到|至)|升(?:到|至)|达到(?!了)|做到|建到|力争|想到|[应须要得]达|[要须得]到|到(?=[一二三四1-4L]级?才)"
)
_REACHED = re.compile(r"已(?:经)?达到|目前达到")


def with_prose_levels(
    graded: Sequence[SceneLevel],
    statements: Sequence[Statement],
    judged: Mapping[str, Judgement],
    taxonomy: Taxonomy,
) -> dict[str, SceneLevel]:
    """Levels from tables, completed by what sentences say; a table's level is never changed by a sentence."""
    levels = {level.topic: level for level in graded if level.current is not None or level.target is not None}
    scenes = [topic for topic in taxonomy.topics.values() if topic.kind == "scene"]
    block, spoken_of = None, dict[str, None]()
    for statement in statements:
        if statement.row:
            continue
        if statement.block is not block:
            block, spoken_of = statement.block, {}
        topics = topics_of(statement, judged)
        likely = max(topics, key=lambda topic: topics[topic])
        subject = likely if topics[likely] >= _LIKELY else None
        for clause in re.split(r"[，；。]", simplify(statement.text)):
            found = find_levels(clause, taxonomy)
            subject = (
                _scene_named(clause, scenes)
                or (_scene_spoken_of(clause, scenes) if found else None)
                or subject
            )
            if not 1 <= len(found) <= 2:
                continue
            current, target = (found[0], found[1]) if len(found) == 2 else _one_level(clause, found[0])
            together = target is not None and current is None and _TOGETHER.search(clause)
            subjects = list(spoken_of) if together and spoken_of else [subject] if subject else []
            for code in subjects:
                if taxonomy.topic(code).kind == "scene":
                    spoken_of[code] = None
                    levels[code] = _complete(levels.get(code), SceneLevel(code, current, target))
    return levels


def _complete(known: SceneLevel | None, said: SceneLevel) -> SceneLevel:
    if known is None:
        return said
    return SceneLevel(
        said.topic,
        known.current if known.current is not None else said.current,
        known.target if known.target is not None else said.target,
    )


def _scene_named(clause: str, scenes: Sequence[Topic]) -> str | None:
    """The scene whose name or alias stands last in the clause: levels follow their scene."""
    places = [
        (clause.rfind(name), len(name), topic.code)
        for topic in scenes
        for name in (topic.name, *topic.aliases)
    ]
    at, _, code = max(places)
    return code if at >= 0 else None


def _scene_spoken_of(clause: str, scenes: Sequence[Topic]) -> str | None:
    """The scene whose name is said short just before its level: 质量这块够不上一级."""
    return next(
        (topic.code for topic in scenes if re.search(re.escape(topic.name[:_HEAD]) + _SPOKEN, clause)), None
    )


def _one_level(text: str, level: int) -> tuple[int | None, int | None]:
    """A single level is a target when the sentence looks forward, else the present one."""
    forward = _FORWARD.search(text) and not _REACHED.search(text)
    return (None, level) if forward else (level, None)
