"""What a person says of a need on the report page: the form's fields to a correction."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from api.reports import Study
from catalog.taxonomy import Taxonomy
from matcher.documents.model import Document
from matcher.errors import CorrectionRefused
from matcher.needs.corrections.model import (
    Add,
    Confirm,
    Correct,
    Correction,
    Merge,
    NoNeed,
    Passage,
    Reject,
    Restore,
    Split,
)
from matcher.needs.corrections.passages import take_passage
from matcher.needs.corrections.scenes import list_missing_scenes
from matcher.needs.model import Priority
from matcher.needs.statements import QUOTE_LIMIT

_SENTENCE = re.compile(r"(\d{1,7})-(\d{1,7})-(\d{1,7})", re.ASCII)
_MOST_SIDES = 200

Level = Literal["", "0", "1", "2", "3", "4"]


class CorrectionForm(BaseModel):
    """The fields of all correction forms; each form sends some of them.

    `seen` is how many corrections the page knew of. `sentence` is block-start-end in the report's text, `text` the words that
    the browser saw there, empty where it did not look. `side` holds for each sentence of a need what splitting does with it.
    """

    kind: Literal["confirm", "correct", "merge", "split", "add", "raise", "reject", "restore", "undo"]
    seen: int
    need: Annotated[str, Field(max_length=12)] = ""
    into: Annotated[str, Field(max_length=12)] = ""
    topic: Annotated[str, Field(max_length=12)] = ""
    current: Level = ""
    target: Level = ""
    priority: Priority | Literal[""] = ""
    reason: NoNeed | Literal[""] = ""
    sentence: Annotated[str, Field(max_length=24)] = ""
    text: Annotated[str, Field(max_length=4 * QUOTE_LIMIT)] = ""
    side: Annotated[list[Literal["stays", "moves", "both"]], Field(max_length=_MOST_SIDES)] = []


def read_correction(form: CorrectionForm, study: Study, taxonomy: Taxonomy) -> Correction:
    """The correction that a form asks for. Raises CorrectionRefused where it names nothing that there is."""
    match form.kind:
        case "confirm":
            return Confirm(form.need)
        case "correct":
            current, target = _level(form.current), _level(form.target)
            return Correct(form.need, form.topic, current, target, form.priority or "normal")
        case "merge":
            return Merge(form.need, form.into)
        case "split":
            return _read_split(form, study)
        case "add":
            passage = _read_passage(form, study.document)
            current, target = _level(form.current), _level(form.target)
            return Add(form.topic, passage, current, target, form.priority or None)
        case "raise":
            return _read_raise(form, study, taxonomy)
        case "reject":
            return Reject(form.need, form.reason or None)
        case "restore":
            return Restore(form.need)
        case "undo":
            raise CorrectionRefused("撤销不是一次改动。")


def _read_split(form: CorrectionForm, study: Study) -> Split:
    need = next((need for need in study.result.reading.needs if need.id == form.need), None)
    passages = [Passage(one.quote, one.location) for one in need.evidence] if need else []
    if len(form.side) != len(passages):
        raise CorrectionRefused("没有这项需求了，它可能已经合并或去掉。")
    sides = list(zip(form.side, passages, strict=True))
    return Split(
        form.need,
        form.topic,
        moved=tuple(passage for side, passage in sides if side == "moves"),
        shared=tuple(passage for side, passage in sides if side == "both"),
    )


def _read_passage(form: CorrectionForm, document: Document) -> Passage:
    """The chosen sentence; what the browser saw there must be what stands there."""
    place = _SENTENCE.fullmatch(form.sentence)
    if place is None:
        raise CorrectionRefused("请先选一句报告里的原文，没有原文的需求不记。")
    passage = take_passage(document, *(int(number) for number in place.groups()))
    if form.text and _plain(form.text) != _plain(passage.text):
        raise CorrectionRefused("报告原文里没有找到这句话，请在原文里重新选。")
    return passage


def _plain(text: str) -> str:
    """Without blanks: forms send line ends in another way than the text has them."""
    return "".join(text.split())


def _read_raise(form: CorrectionForm, study: Study, taxonomy: Taxonomy) -> Add:
    missing = list_missing_scenes(study.result.reading, study.document, taxonomy)
    for entry in missing:
        if entry.scene.code == form.topic:
            return entry.need
    raise CorrectionRefused("这个场景已经是一项需求，或者自评表里没有它的原文。")


def _level(text: Level) -> int | None:
    return int(text) if text else None
