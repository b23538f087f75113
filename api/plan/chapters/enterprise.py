"""Who the enterprise is and where it stands: profile, scene levels as a radar picture, the scored self-assessment."""

from __future__ import annotations

from collections.abc import Iterator

from api.plan.material import Material
from api.plan.model import (
    Block,
    FactSheet,
    LevelPicture,
    LevelPoint,
    Paragraph,
    Points,
    Subheading,
    Table,
    row,
)


def write(material: Material) -> Iterator[Block]:
    """Profile, levels, assessment."""
    yield FactSheet(material.page.profile)
    yield from _levels(material)
    if material.assessment is not None:
        yield from _assessment(material)


def _levels(material: Material) -> Iterator[Block]:
    page = material.page
    if not page.level_rows:
        return
    yield Subheading("各场景等级")
    if page.radar is not None:
        levels = [level for level in material.study.result.reading.levels if level.current is not None]
        points = tuple(
            LevelPoint(
                material.taxonomy.topic(level.topic).name,
                level.current or 0,
                (level.current or 0) if level.target is None else level.target,
            )
            for level in levels
        )
        yield LevelPicture(points, page.radar)
    rows = tuple(row(entry.name, entry.current, entry.target) for entry in page.level_rows)
    yield Table(("场景", "现状", "目标"), rows, (50, 25, 25))


def _assessment(material: Material) -> Iterator[Block]:
    assessment = material.assessment
    assert assessment is not None
    yield Subheading("按2024年版评测指标评分")
    yield Paragraph(assessment.headline)
    rows = tuple(row(group.name, group.words) for group in assessment.groups)
    if rows:
        yield Table(("维度", "得分 / 满分"), rows, (60, 40))
    yield Table(
        (assessment.conditions_title, "现有与要求", "是否满足"),
        tuple(row(entry.name, entry.words, entry.said) for entry in assessment.conditions),
        (35, 40, 25),
    )
    if assessment.sentences:
        yield Points(assessment.sentences)
    if assessment.unanswered:
        yield Paragraph(assessment.unanswered, "note")
    for doubt in (*assessment.remarks, *assessment.doubts):
        yield Paragraph(doubt, "note")
