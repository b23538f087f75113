"""Scenes of a self-assessment that are missing for the next level, each with what the form itself says of it."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.taxonomy import Taxonomy
from matcher.assessment.gaps import find_gap, next_level
from matcher.assessment.model import Scene
from matcher.documents.model import Block, Document
from matcher.layout.grids import Column, Record, iterate_records
from matcher.needs.corrections.model import Add, Passage
from matcher.needs.model import Reading
from matcher.needs.statements import QUOTE_LIMIT

_TELLING = (Column.PROBLEM, Column.DEMAND, Column.STATUS, Column.REMARK, Column.STATE)
_WHOLE = 4  # characters: below, a cell is a mark and no sentence


@dataclass(frozen=True, slots=True)
class MissingScene:
    """A scene to raise, and the need that it would be."""

    scene: Scene
    need: Add


def list_missing_scenes(reading: Reading, document: Document, taxonomy: Taxonomy) -> tuple[MissingScene, ...]:
    """The nearest scenes to raise for the next level that are no needs yet; only what the form has a row of its own for.

    Each rests on the row's cell that says most: the problem, the demand, the state or a remark, else the scene's own name.
    """
    assessment = reading.assessment
    level = next_level(assessment) if assessment else None
    if assessment is None or level is None:
        return ()
    asked = {need.topic for need in reading.needs}
    rows = {
        record.label.location(0, len(record.label.text)): record for record in _records(document, taxonomy)
    }
    found = []
    for scene in find_gap(assessment, level).raises:
        place = assessment.answers.places.get(scene.code)
        record = rows.get(place) if place is not None else None
        if record is not None and record.topic == scene.code and scene.code not in asked:
            need = Add(scene.code, _quote(record), scene.level, level, graded=True)
            found.append(MissingScene(scene, need))
    return tuple(found)


def _records(document: Document, taxonomy: Taxonomy) -> list[Record]:
    return [
        record for table in document.tables for record in iterate_records(document, table, taxonomy) or ()
    ]


def _quote(record: Record) -> Passage:
    """The cell that says most of the scene."""
    cells = (cell for wanted in _TELLING for column, cell in record.cells if column is wanted)
    best: Block = next((cell for cell in cells if len(cell.text.strip()) >= _WHOLE), record.label)
    text = best.text[:QUOTE_LIMIT]
    return Passage(text, best.location(0, len(text)))
