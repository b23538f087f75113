"""Who the enterprise is and where it stands: profile and radar picture for the signed part, levels and scores for the annex."""

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
    """The whole in a sentence, what is known of the enterprise, where it stands. What is unknown is asked further on."""
    yield Paragraph(material.page.summary, "lead")
    known = tuple(fact for fact in material.page.profile if fact.known)
    if known:
        yield FactSheet(known)
    if material.assessment is not None:
        yield Paragraph(f"按2024年版评测指标评分：{material.assessment.headline}")
    yield from _picture(material)


def _picture(material: Material) -> Iterator[Block]:
    page = material.page
    if page.radar is None:
        if not page.level_rows:
            yield Paragraph("报告没有写明各场景的等级。", "note")
        return
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


def write_levels(material: Material) -> Iterator[Block]:
    """The levels as a table, and the scored self-assessment."""
    if material.page.level_rows:
        rows = tuple(row(entry.name, entry.current, entry.target) for entry in material.page.level_rows)
        yield Table(("场景", "现状", "目标"), rows, (50, 25, 25))
    if material.assessment is not None:
        yield from _assessment(material)


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
