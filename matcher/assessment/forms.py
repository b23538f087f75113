"""Tables of answers: which rows belong to which question, whatever the layout, and the total that the form sums up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from catalog.taxonomy import Taxonomy
from catalog.taxonomy.indicators import IndicatorSet, Question
from embeddings.segmentation import fold
from matcher.assessment.choices import is_tick, read_choice, read_points
from matcher.assessment.model import Answer, Given, Joint
from matcher.assessment.scoring import score
from matcher.assessment.wording import say_points
from matcher.documents.model import Block, Document, Location, Table

_NUMBER_COLUMN = re.compile(r"^(?:题号|题目编号|题序|序号|编号|题)$")
_NAME_COLUMN = re.compile(r"题目|指标|问题|题干|内容|评测项|项目")
_CHOICE_COLUMN = re.compile(r"企业选择|选择$|作答|答案|勾选|自评结果|填报|选择情况")
_LIST_COLUMN = re.compile(r"选项")
_POINTS_COLUMN = re.compile(r"得分|自评分|评分$")
_NUMBER = re.compile(r"^(?:q|第)?\s*0?(\d{1,2})\s*题?[.、:：]?$")
_LED = re.compile(r"^(?:q\s*|第\s*)?0?(\d{1,2})\s*题?\s*[.、:：)\s]\s*")
_RANGE = re.compile(r"(\d{1,2})\s*(?:-|–|—|~|至|到)\s*q?(\d{1,2})")
_STATED = re.compile(r"(\d{1,3}(?:\.\d{1,4})?)\s*分?")
_TOTAL_ROW = re.compile(r"^(?:合计|总计|总分|总得分)$")
_HEADING_ROWS = 4  # a heading lies among the first rows, below a title or two
_NAME_LENGTH = 60  # characters; longer cells explain rather than name


@dataclass(frozen=True, slots=True)
class FoundAnswer:
    """One question's answer, where it stands, and a remark where the form contradicts itself."""

    question: Question
    answer: Answer
    place: Location
    remark: str = ""


@dataclass(frozen=True, slots=True)
class _Columns:
    number: int | None
    name: int | None
    choice: int | None
    listed: int | None
    points: int | None


@dataclass(frozen=True, slots=True)
class TableAnswers:
    """What one table answers; `joint` are rows of several questions with one figure, `total` is its sum as stated."""

    answers: tuple[FoundAnswer, ...]
    joint: tuple[Joint, ...]
    total: tuple[Fraction, Location] | None


def read_answers(document: Document, table: Table, taxonomy: Taxonomy) -> TableAnswers | None:
    """The answers of a table, or None when its heading does not say that it holds any."""
    rows = [[None if at is None else document.blocks[at] for at in row] for row in table.rows]
    headed = _find_columns(rows)
    if headed is None:
        return None
    columns, start = headed
    body = rows[start:]
    trusted = _numbers_agree(body, columns, taxonomy.indicators)
    groups: dict[str, list[list[Block | None]]] = {}
    joint = []
    current: Question | None = None
    for row in body:
        if ranged := _RANGE.search(_text(row, columns.number)):
            current = None
            together = _read_joint(int(ranged[1]), int(ranged[2]), row, columns, taxonomy.indicators)
            joint += [together] if trusted and together else []
            continue
        if any(_TOTAL_ROW.match(_text(row, at)) for at in (columns.number, columns.name)):
            current = None
            continue
        named = _question_of(row, columns, taxonomy.indicators, trusted=trusted)
        if named is None and (_text(row, columns.number) or _text(row, columns.name)):
            current = None  # another question, which is not of this set
        current = named or current
        if current is not None:
            groups.setdefault(current.id, []).append(row)
    found = [
        answer
        for code, lines in groups.items()
        if (answer := _read_group(taxonomy.indicators.by_id[code], lines, columns, taxonomy))
    ]
    return TableAnswers(tuple(found), tuple(joint), _find_total(body, columns))


def find_question(text: str, indicators: IndicatorSet) -> Question | None:
    """The question that a short text names: the longest name in it, or the part that holds just this question."""
    name = re.sub(r"\s", "", fold(text))
    if not name or len(name) > _NAME_LENGTH:
        return None
    names = [
        (alias, q) for q in indicators.questions for alias in (q.name, *q.aliases) if fold(alias) in name
    ]
    if names:
        return max(names, key=lambda entry: len(entry[0]))[1]
    bare = _LED.sub("", name)
    of_part = [question for question in indicators.questions if question.part == bare]
    return of_part[0] if len(of_part) == 1 else None


def split_number(text: str) -> tuple[int | None, str]:
    """The number that leads a line, and the rest: Q3 设备联网率 is 3 and 设备联网率."""
    folded = fold(text).strip()
    alone = _NUMBER.match(folded)
    if alone:
        return int(alone[1]), ""
    led = _LED.match(folded)
    return (int(led[1]), folded[led.end() :]) if led else (None, folded)


# --- heading ---------------------------------------------------------------------------------------------------------


def _find_columns(rows: Sequence[Sequence[Block | None]]) -> tuple[_Columns, int] | None:
    for at, row in enumerate(rows[:_HEADING_ROWS]):
        names = [re.sub(r"\s|[（(].*?[）)]|\*", "", fold(block.text)) if block else "" for block in row]
        columns = _Columns(
            *(
                next((column for column, name in enumerate(names) if pattern.search(name)), None)
                for pattern in (_NUMBER_COLUMN, _NAME_COLUMN, _CHOICE_COLUMN, _LIST_COLUMN, _POINTS_COLUMN)
            )
        )
        held = {columns.choice, columns.listed, columns.points} - {None}
        asked = {columns.number, columns.name} - {None}
        if held and asked and not asked & held:
            return columns, at + 1
    return None


def _numbers_agree(
    rows: Sequence[Sequence[Block | None]], columns: _Columns, indicators: IndicatorSet
) -> bool:
    """Whether the form's numbers are those of the 2024 set: no name that is known stands at another number.

    At least half of the numbered rows must be known by name, else the form may be of another edition.
    """
    agreed = numbered = 0
    for row in rows:
        number, _ = split_number(_text(row, columns.number))
        named = find_question(_text(row, columns.name), indicators)
        if number is None:
            continue
        numbered += 1
        if named is not None and named.number != number:
            return False
        agreed += named is not None
    return numbered > 0 and 2 * agreed >= numbered


def _question_of(
    row: Sequence[Block | None], columns: _Columns, indicators: IndicatorSet, *, trusted: bool
) -> Question | None:
    named = find_question(_text(row, columns.name), indicators)
    if named is not None or not trusted:
        return named
    number, _ = split_number(_text(row, columns.number))
    return indicators.by_id.get(f"Q{number}")


def _text(row: Sequence[Block | None], at: int | None) -> str:
    block = _cell(row, at)
    return fold(block.text).strip() if block else ""


def _cell(row: Sequence[Block | None], at: int | None) -> Block | None:
    return row[at] if at is not None and at < len(row) else None


# --- one question ----------------------------------------------------------------------------------------------------


def _read_group(
    question: Question, rows: Sequence[Sequence[Block | None]], columns: _Columns, taxonomy: Taxonomy
) -> FoundAnswer | None:
    """The answer of the rows of one question: one row, or one for each option with a mark beside those chosen."""
    chosen, listed = _choice_cells(rows, columns)
    answer: Answer | None = None
    if chosen:
        text = "\n".join(dict.fromkeys(block.text for block in chosen))
        answer = read_choice(text, question, taxonomy, listed=listed)
    cells = [cell for row in rows if (cell := _cell(row, columns.points))]
    points = next(
        ((value, cell) for cell in cells if (value := read_points(cell.text, question)) is not None), None
    )
    if answer is None:
        return FoundAnswer(question, Given(points[0]), _whole(points[1])) if points else None
    return FoundAnswer(question, answer, _whole(chosen[0]), _compare(question, answer, points))


def _choice_cells(rows: Sequence[Sequence[Block | None]], columns: _Columns) -> tuple[list[Block], str]:
    pairs = [(_cell(row, columns.choice), _cell(row, columns.listed)) for row in rows]
    listed = "\n".join(dict.fromkeys(option.text for _, option in pairs if option))
    if columns.choice is None:
        return [option for _, option in pairs if option], listed
    ticked = [option for choice, option in pairs if choice and option and is_tick(choice.text)]
    if ticked:
        return ticked, listed
    return list(dict.fromkeys(choice for choice, _ in pairs if choice and choice.text.strip())), listed


def _compare(question: Question, answer: Answer, points: tuple[Fraction, Block] | None) -> str:
    own = score(question, answer)
    if points is None or points[0] == own:
        return ""
    return (
        f"第{question.number}题“{question.name}”表中得{say_points(points[0])}分，"
        f"按所选的选项是{say_points(own)}分，这里按选项计。"
    )


def _whole(block: Block) -> Location:
    return block.location(0, len(block.text))


def _read_joint(
    first: int, last: int, row: Sequence[Block | None], columns: _Columns, indicators: IndicatorSet
) -> Joint | None:
    """The points of a row that several questions share, or None when it states none or more than they can bring."""
    questions = [question for question in indicators.questions if first <= question.number <= last]
    stated = _STATED.fullmatch(_text(row, columns.points))
    points = Fraction(stated[1]) if stated else None
    if points is None or not questions or points > sum(question.max_score for question in questions):
        return None
    return Joint(tuple(question.id for question in questions), points)


def _find_total(
    rows: Sequence[Sequence[Block | None]], columns: _Columns
) -> tuple[Fraction, Location] | None:
    for row in rows:
        cell = _cell(row, columns.points)
        if cell and any(_TOTAL_ROW.match(_text(row, at)) for at in (columns.number, columns.name)):
            stated = _STATED.fullmatch(fold(cell.text).strip())
            if stated:
                return Fraction(stated[1]), _whole(cell)
    return None


def iterate_pairs(document: Document) -> Iterator[tuple[Block, Block]]:
    """A label and the value beside it, in every table."""
    for table in document.tables:
        for row in table.rows:
            cells = [document.blocks[at] for at in dict.fromkeys(at for at in row if at is not None)]
            yield from pairwise(cells)
