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
_TOGETHER = re.compile(r"这[两三四几]|[两二三四五几]个场景|(?:均|都|全部|一律)")
_MANDATORY = "约束性场景"
_FORWARD = re.compile(
    r"目标|提升(?:到|至)|升(?:到|至)|达到(?!了)|做到|建到|力争|想到|[应须要得]达|[要须得上迈提]到|到(?=[一二三四1-4L]级?才)"
)
_BESIDE = re.compile(r"\s*(?:[、和与及/]|以及)\s*")
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
        subject = _subject(statement, judged, scenes)
        for clause in re.split(r"[，；。]|(?=目标等级)", simplify(statement.text)):
            found = find_levels(clause, taxonomy)
            named = _scenes_named(clause, scenes)
            spoken = _scene_spoken_of(clause, scenes) if found and not named else None
            subject = named[-1] if named else spoken or subject
            if len(named) > 1:
                spoken_of = dict.fromkeys(named)
            if not 1 <= len(found) <= 2:
                continue
            current, target = (found[0], found[1]) if len(found) == 2 else _one_level(clause, found[0])
            if _MANDATORY in clause:
                _aim(levels, [scene.code for scene in scenes if scene.mandatory], target)
                continue
            together = len(found) == 1 and spoken_of and _TOGETHER.search(clause)
            for code in list(spoken_of) if together else [subject] if subject else []:
                if taxonomy.topic(code).kind == "scene":
                    spoken_of[code] = None
                    levels[code] = _complete(levels.get(code), SceneLevel(code, current, target))
    return levels


def _subject(statement: Statement, judged: Mapping[str, Judgement], scenes: Sequence[Topic]) -> str | None:
    """The scene of the heading above, else the one that the sentence is likely about."""
    above = _scenes_named(simplify(statement.block.section[-1]), scenes) if statement.block.section else []
    if len(above) == 1:
        return above[0]
    topics = topics_of(statement, judged)
    likely = max(topics, key=lambda topic: topics[topic])
    return likely if topics[likely] >= _LIKELY else None


def _aim(levels: dict[str, SceneLevel], codes: Sequence[str], target: int | None) -> None:
    """A target set for many scenes at once is that of those which are graded below it."""
    for code in codes:
        known = levels.get(code)
        if target is not None and known and known.current is not None and known.current < target:
            levels[code] = _complete(known, SceneLevel(code, None, target))


def _complete(known: SceneLevel | None, said: SceneLevel) -> SceneLevel:
    if known is None:
        return said
    return SceneLevel(
        said.topic,
        known.current if known.current is not None else said.current,
        known.target if known.target is not None else said.target,
    )


def _scenes_named(clause: str, scenes: Sequence[Topic]) -> list[str]:
    """The scenes whose names stand side by side at the end of those that a clause names: levels follow their scenes.

    生产管控、质量管理两个场景 are two; of 采购管理已达三级，设备管理 only what stands last before the level counts.
    """
    places = sorted(
        {
            (clause.rfind(name), len(name), topic.code)
            for topic in scenes
            for name in (topic.name, *topic.aliases)
            if name in clause
        }
    )
    named: list[tuple[int, int, str]] = []
    for at, length, code in places:
        if named and at < named[-1][1]:  # a name within a longer one
            continue
        if named and not _BESIDE.fullmatch(clause[named[-1][1] : at]):
            named = []
        named.append((at, at + length, code))
    return list(dict.fromkeys(code for *_, code in named))


def _scene_spoken_of(clause: str, scenes: Sequence[Topic]) -> str | None:
    """The scene whose name is said short just before its level: 质量这块够不上一级."""
    return next(
        (topic.code for topic in scenes if re.search(re.escape(topic.name[:_HEAD]) + _SPOKEN, clause)), None
    )


def _one_level(text: str, level: int) -> tuple[int | None, int | None]:
    """A single level is a target when the sentence looks forward, else the present one."""
    forward = _FORWARD.search(text) and not _REACHED.search(text)
    return (None, level) if forward else (level, None)
