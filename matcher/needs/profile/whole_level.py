"""The level of the whole enterprise, 0–4: a form's, else what sentences say of it; not a scene's and not a target."""

from __future__ import annotations

import re

from catalog.taxonomy import Taxonomy
from matcher.documents.model import Document
from matcher.layout.levels import find_levels, parse_level
from matcher.layout.sections import Part, part_of
from matcher.needs.profile.fields import Field, labelled
from matcher.needs.prose_levels import LevelListener, day_of, read_legend
from matcher.needs.statements import cut

_LABEL = re.compile(
    r"(?:数字化)?(?:水平|综合|整体|总体|系统判定|自评|评测|判定|企业).{0,6}(?:等级|级别|评测|结果)|^数字化等级$|^等级$|综合判定|^(?:线上)?(?:评测|自评)(?:结果|结论)?$|体检结论|^数字化(?:水平|程度)$"
)
_OTHER_LABEL = re.compile(r"目标|场景|期望|改造后|安全|信用|标准化")
_OWN_VERDICT = re.compile(
    r"(?:受评|受诊|受测|被评测|被诊断|参评|本|该)(?:企业|单位|公司)[^。；]{0,8}(?:水平|等级|评级)[^。；]{0,4}[为是达处]"
)  # where the course of the assessment ends in its result
_OF_OTHERS = {Part.BACKGROUND, Part.SUPPLIER, Part.EFFECT}


def find_level(fields: list[Field], document: Document, taxonomy: Taxonomy) -> int | None:
    """The level, or None when only scenes are graded or a target is named."""
    for field in labelled(fields, _LABEL, _OTHER_LABEL):
        level = parse_level(field.value, taxonomy)
        if level is None and (found := find_levels(field.value, taxonomy)):
            level = found[0]
        if level is not None:
            return level
    listener = LevelListener(taxonomy, read_legend((block.text for block in document.blocks), taxonomy))
    days = _days_of_cells(document)
    for block in document.blocks:
        if part_of(block.section) in _OF_OTHERS and not _OWN_VERDICT.search(block.text):
            continue
        if block.index in days:
            listener.open_row(None, days[block.index])
        else:
            listener.open_section(block.section)
            listener.open_paragraph()
        for start, end in cut(block):
            listener.hear(block.text[start:end])
    return listener.whole_level()


def _days_of_cells(document: Document) -> dict[int, str]:
    """The day of the row of every cell whose row has one: a record of several diagnoses."""
    days = {}
    for table in document.tables:
        for row in table.rows:
            cells = [at for at in row if at is not None]
            day = max((day_of(document.blocks[at].text) for at in cells), default="")
            if day:
                days.update(dict.fromkeys(cells, day))
    return days
