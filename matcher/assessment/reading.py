"""Answers, scene levels and the stated total out of a read report, each with its place; then the assessment."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction

from catalog.taxonomy import Taxonomy
from catalog.taxonomy.indicators import Question
from embeddings.segmentation import fold
from matcher.assessment.choices import read_choice, read_points
from matcher.assessment.forms import (
    FoundAnswer,
    TableAnswers,
    find_question,
    iterate_pairs,
    read_answers,
    split_number,
)
from matcher.assessment.model import Answer, Answers, Assessment, Given, Joint
from matcher.assessment.scoring import assess
from matcher.assessment.wording import say_points
from matcher.documents.model import Block, Document, Location
from matcher.layout.grids import iterate_records
from matcher.layout.sections import Part, part_of

_SHARE_ANSWERED = 3  # one question in three must be answered …
_SCENES_GRADED = 8  # … or half of the scenes graded for a report to be a self-assessment
_OF_OTHERS = {Part.SUPPLIER, Part.BACKGROUND, Part.EFFECT}
_TOTAL_LABEL = re.compile(
    r"^(?:企业)?(?:自评|系统|评测|测评)?(?:总分|总得分|评分|得分合计|总评分)(?:[（(]分[）)])?$"
)
_TOTAL_LINE = re.compile(
    r"(?:总分|总得分|系统评分|得分合计)(?:为|是|:|：)?\s*(\d{1,3}(?:\.\d{1,4})?)\s*分?(?![\d%])"
)
_POINTS_IN_LINE = re.compile(
    r"[（(,，;；、\s]*(?:得分?|自评)?[:：]?\s*(\d{1,3}(?:\.\d{1,4})?)\s*分[）)]?|得分[:：]\s*(\d{1,3}(?:\.\d{1,4})?)"
)
_LEAD = re.compile(r"^.{0,20}?(?:[:：]|(?:选择?|答案?)[:：]?)\s*")
_OPTION_LINE = re.compile(r"^\s*(?:[□☐☑√✓■✔☒]|[A-Oa-oＡ-Ｏ][.、．:：\s□☐☑√✓■✔☒])")


def assess_document(document: Document, taxonomy: Taxonomy) -> Assessment | None:
    """The assessment of a self-assessment form; None for any other report.

    It is one when a third of the questions are answered or eight scenes are graded.
    """
    answers = read_form(document, taxonomy)
    answered = len(answers.questions) + sum(len(joint.questions) for joint in answers.joint)
    enough = _SHARE_ANSWERED * answered >= len(taxonomy.indicators.questions)
    return assess(answers, taxonomy) if enough or len(answers.levels) >= _SCENES_GRADED else None


def read_form(document: Document, taxonomy: Taxonomy) -> Answers:
    """Everything of a self-assessment that the document states; what it says twice counts as first said."""
    tables = [
        answers
        for table in document.tables
        if part_of((*table.section, table.title or "")) not in _OF_OTHERS
        and (answers := read_answers(document, table, taxonomy))
    ]
    found: dict[str, FoundAnswer] = {}
    remarks = []
    for entry in (
        *(answer for table in tables for answer in table.answers),
        *_read_prose(document, taxonomy),
    ):
        known = found.setdefault(entry.question.id, entry)
        if known.answer != entry.answer:
            remarks.append(
                f"第{entry.question.number}题“{entry.question.name}”有两处作答且不一致，这里按前一处计。"
            )
    remarks += [entry.remark for entry in found.values() if entry.remark]
    joint = [together for table in tables if table.answers for together in table.joint]
    for together in joint:
        numbers = "、".join(code.removeprefix("Q") for code in together.questions)
        remarks.append(f"第{numbers}题在表中合写一个得分{say_points(together.points)}分，没有分到各题。")
    levels = _read_levels(document, taxonomy)
    total = _find_total(document, tables)
    places = {code: entry.place for code, entry in found.items()}
    return Answers(
        questions={code: entry.answer for code, entry in found.items()},
        levels={code: level for code, (level, _) in levels.items()},
        joint=tuple(_without_overlap(joint, found.keys())),
        places=places | {code: place for code, (_, place) in levels.items()},
        stated_total=total[0] if total else None,
        total_place=total[1] if total else None,
        remarks=tuple(dict.fromkeys(remarks)),
    )


def _without_overlap(joint: Sequence[Joint], answered: Collection[str]) -> Iterator[Joint]:
    """Joint rows none of whose questions is answered elsewhere."""
    taken = set(answered)
    for together in joint:
        if taken.isdisjoint(together.questions):
            taken.update(together.questions)
            yield together


def _read_levels(document: Document, taxonomy: Taxonomy) -> dict[str, tuple[int, Location]]:
    levels: dict[str, tuple[int, Location]] = {}
    for table in document.tables:
        if part_of((*table.section, table.title or "")) in _OF_OTHERS:
            continue
        for record in iterate_records(document, table, taxonomy) or ():
            scene = taxonomy.topics[record.topic] if record.topic else None
            if scene and scene.kind == "scene" and record.current is not None:
                place = record.label.location(0, len(record.label.text))
                levels.setdefault(scene.code, (record.current, place))
    return levels


# --- lines -----------------------------------------------------------------------------------------------------------


def _read_prose(document: Document, taxonomy: Taxonomy) -> Iterator[FoundAnswer]:
    """Answers written as lines: the question with its number, and the answer behind it or in the lines below."""
    blocks = [block for block in document.blocks if block.table is None]
    for at, block in enumerate(blocks):
        asked = _asked(block, taxonomy)
        if asked is None:
            continue
        question, rest = asked
        points = _points_in(rest, question)
        chosen = _LEAD.sub("", _POINTS_IN_LINE.sub("", rest), count=1).strip(" ()（）,，;；")
        answer = read_choice(chosen, question, taxonomy) if chosen else None
        answer = answer or _read_below(blocks[at + 1 : at + 17], question, taxonomy)
        if answer is not None or points is not None:
            place = block.location(0, len(block.text))
            yield FoundAnswer(question, answer or Given(points or Fraction()), place)


def _asked(block: Block, taxonomy: Taxonomy) -> tuple[Question, str] | None:
    """The question that a line with its number and name asks, and what follows the name."""
    number, rest = split_number(block.text)
    question = taxonomy.indicators.by_id.get(f"Q{number}") if number else None
    if question is None:
        return None
    names = [fold(name) for name in (question.name, *question.aliases) if fold(name) in rest]
    named = max(names, key=len, default=None)
    if named is None:
        stated = find_question(re.split(r"[:：]", rest)[0], taxonomy.indicators)
        return (question, rest) if stated is question else None
    return question, rest[rest.index(named) + len(named) :]


def _points_in(rest: str, question: Question) -> Fraction | None:
    for match in _POINTS_IN_LINE.finditer(rest):
        points = read_points(match[1] or match[2], question)
        if points is not None and not re.search("满分|共", rest[: match.start() + 1]):
            return points
    return None


def _read_below(blocks: list[Block], question: Question, taxonomy: Taxonomy) -> Answer | None:
    """The ticked ones among the option lines that follow a question."""
    lines = []
    for block in blocks:
        if not _OPTION_LINE.match(block.text):
            break
        lines.append(block.text)
    ticked = any(re.search(r"[☑√✓■✔☒]", line) for line in lines)
    return read_choice("\n".join(lines), question, taxonomy) if ticked else None


# --- total -----------------------------------------------------------------------------------------------------------


def _find_total(document: Document, tables: list[TableAnswers]) -> tuple[Fraction, Location] | None:
    stated = [table.total for table in tables if table.answers and table.total]
    if stated:
        return stated[0]
    for label, value in iterate_pairs(document):
        if _TOTAL_LABEL.match(re.sub(r"[\s*]", "", fold(label.text))):
            match = re.fullmatch(r"(\d{1,3}(?:\.\d{1,4})?)\s*分?", fold(value.text).strip())
            if match:
                return Fraction(match[1]), value.location(0, len(value.text))
    for block in document.blocks:
        if block.table is None and (match := _TOTAL_LINE.search(block.text)):
            return Fraction(match[1]), block.location(match.start(1), match.end(1))
    return None
