"""The stable JSON of a scored self-assessment, as pure functions from the domain's values to plain dictionaries."""

from __future__ import annotations

from typing import Any

from matcher.assessment.gaps import Gap, find_gaps
from matcher.assessment.model import Assessment, Condition, Interval, PointShare

Document = dict[str, Any]


def assessment_document(assessment: Assessment) -> Document:
    """What `duijie assess --json` answers; points as numbers, `met` null where the unknown decides."""
    stated = assessment.answers.stated_total
    return {
        "total": {**_interval(assessment.total), "max": float(assessment.max_score)},
        "stated_total": None if stated is None else float(stated),
        "level": {"low": assessment.level_low, "high": assessment.level_high},
        "dimensions": [
            {**_share(dimension), "parts": [_share(part) for part in dimension.parts]}
            for dimension in assessment.dimensions
        ],
        "questions": [
            {
                "id": entry.question.id,
                "name": entry.question.name,
                **_interval(entry.points),
                "max": float(entry.question.max_score),
                "answered": entry.answered,
                "uncertain": entry.question.uncertain,
            }
            for entry in assessment.questions
        ],
        "scenes": [
            {"topic": scene.code, "name": scene.name, "mandatory": scene.mandatory, "level": scene.level}
            for scene in assessment.scenes
        ],
        "checks": [
            {"level": check.level, "met": check.met, "conditions": [_condition(c) for c in check.conditions]}
            for check in assessment.checks
        ],
        "gaps": [_gap(gap) for gap in find_gaps(assessment)],
        "notes": [{"kind": note.kind, "text": note.text} for note in assessment.notes],
    }


def _interval(interval: Interval) -> Document:
    return {"low": float(interval.low), "high": float(interval.high)}


def _share(share: PointShare) -> Document:
    return {
        "name": share.name,
        **_interval(share.points),
        "max": float(share.max_score),
        "uncertain": share.uncertain,
    }


def _condition(condition: Condition) -> Document:
    return {
        "kind": condition.kind,
        "needed": float(condition.needed),
        "have": _interval(condition.have),
        "met": condition.met,
        "uncertain": condition.uncertain,
    }


def _gap(gap: Gap) -> Document:
    return {
        "level": gap.level,
        "points": float(gap.points),
        "questions": [{"id": chance.question.id, "left": float(chance.left)} for chance in gap.chances],
        "scenes": gap.scenes,
        "mandatory": gap.mandatory,
        "raises": [scene.code for scene in gap.raises],
        "possible_now": gap.possible_now,
        "sentence": gap.sentence,
    }
