"""Tables brought into one shape: a heading row that names the columns, one record a row, whatever the layout was.

Handles scenes written across instead of down, tables printed side by side, heading rows that the file does not mark, and
columns whose heading says little but whose cells are all levels.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from catalog.taxonomy import Taxonomy
from embeddings.segmentation import fold
from matcher.documents.model import Block, Document, Table
from matcher.layout.levels import find_named_levels, parse_level, parse_move
from matcher.layout.ticks import read_ticked

Grid = list[list[Block | None]]


class Column(StrEnum):
    """What a column holds."""

    TOPIC = "topic"
    CURRENT = "current"
    TARGET = "target"
    LEVEL = "level"
    DECISION = "decision"
    URGENCY = "urgency"
    PROBLEM = "problem"
    DEMAND = "demand"
    STATUS = "status"
    REMARK = "remark"
    STATE = "state"
    SKIP = "skip"


# In this order; the first that fits names the column.
_NAMES: tuple[tuple[Column, str], ...] = (
    (
        Column.DECISION,
        r"是否(?:需要|纳入|实施|改造|建设|提升|有|采纳|立项)|意愿|是否改|本期(?:是否)?|拟改造$|要不要|([改做上建])不\1",
    ),
    (
        Column.STATUS,
        r"(?:现在|目前|当前|现行|现有|如今|眼下|平时)(?:的|是|都)?(?:怎么|怎样|咋|如何|做法|作法|办法|方式|情况)",
    ),
    (Column.DEMAND, r"想(?:要)?(?:解决|改|做|怎么)|要解决|希望|怎么[改办]"),
    (
        Column.URGENCY,
        r"优先|紧急|紧迫|急缓|缓急|阶段|时间|时序|时限|排序|先后|次序|轻重|重要|程度|急需|急不急|迫切|^(?:实施|改造|建设|安排)?[批期]次$",
    ),
    (
        Column.TARGET,
        r"^(?:目标|期望|改造后|拟达|预期|标|想(?:要)?(?:达)?到|要?达到|提升后|应达)(?:的?(?:等级|级别|水平|几级|.{0,4}级))?$|(?:目标|期望|预期)(?:等级|级别|水平)",
    ),
    (
        Column.CURRENT,
        r"(?:现状?|当前|目前|改造前|自评|评定|实际|现在)(?:的)?(?:等级|级别|水平|几级)|^(?:现|眼下|改造前|现等级|提升前)$",
    ),
    (Column.LEVEL, r"^(?:场景|评测|数字化|成熟度)?(?:等级|级别|水平)$"),
    (
        Column.SKIP,
        (
            r"序号|编号|题号|项次|预算|投入|投资|金额|费用|价格|报价|得分|满分|分值|选项|企业选择|影响|效果|成效|收益|回报|回收|部门|责任|归口|供应商|服务商|提供方|"
            r"厂商|厂家|型号|规格|数量|对应问题|权重|类型|单价|部署|年份|上线$|投用|用途|佐证|来源|适合"
        ),
    ),
    (
        Column.PROBLEM,
        r"问题|痛点|短板|差距|不足|表现|困难|瓶颈|难点|难处|痛处|现象|所见|毛病|症结|卡(?:点|在)|发现$",
    ),
    (Column.DEMAND, r"需求|诉求|要求|建议|措施|对策|内容|任务|希望|改进|打算|作法|做法|处方|方案|想要"),
    (
        Column.STATE,
        r"状态|使用情况|(?:办理|处理|落实|整改|核查|销号)(?:情况|结果|进展|进度)|进展|运行|联网|使用效果|体检意见",
    ),
    (Column.STATUS, r"现状|描述|情况|现场|自述|目前|当前|现在|实际"),
    (Column.REMARK, r"说明|备注|评语|意见|评价|原因|理由|点评"),
    (Column.TOPIC, r"场景|环节|领域|方向|项目|名称|系统|类别|种类|事项|指标|题目|模块|业务|维度|条目"),
)
_PATTERNS = tuple((column, re.compile(pattern)) for column, pattern in _NAMES)
_TOPIC_RANK = ("场景", "方向", "项目", "题目", "事项", "指标", "系统", "名称", "环节")
_CURRENT_ROW = re.compile(r"^(?:现状|当前|目前|改造前|现等级|自评)(?:等级)?$")
_TARGET_ROW = re.compile(r"^(?:目标|期望|改造后)(?:等级)?$")
_ANSWER = re.compile(r"回答|答复|作答|答案|企业填")
_QUESTION = re.compile(r"问题|题目|提问|^问$|题项")
_CONFIRMED = re.compile(r"复[核评]|核[定实]|认定|评定|诊断|专家|第三方|现场|机构")
_BOTH_LEVELS = re.compile(r"(?:现|当前|目前|改造前).*[/、→与和\-].*(?:目标|期望|改造后|拟达)")
_MARKS = re.compile(r"[●★☆*◎○▲△※]|[（(].*?[）)]")
_FEWEST_LEVELS = 3  # columns named by a level
_SIGN = re.compile(
    r"(?:[●■√✓✔☑▲◆○〇◯◎☆★△□◇→/、，,\s]|现状?|当前|目标?|拟)+"
)  # √○, 现/目标; no words such as 未实现
_FULL_SIGN = re.compile(r"[●■√✓✔☑▲◆]|现|当前")
_OTHER_SIGN = re.compile(r"[○〇◯◎☆★△□◇→]|目|拟")
_TOPICS_FOR_A_LINE = 3  # so many scene names in one line make it the line of scenes


@dataclass(frozen=True, slots=True)
class Record:
    """One row: what it is about, its cells by what they hold, and its levels."""

    key: str
    label: Block
    cells: tuple[tuple[Column, Block], ...]
    topic: str | None
    current: int | None
    target: int | None

    def texts(self, column: Column) -> list[str]:
        """The texts of the cells of one kind; of boxes what is ticked."""
        return [read_ticked(block.text).strip() for held, block in self.cells if held is column]


def iterate_records(document: Document, table: Table, taxonomy: Taxonomy) -> Iterator[Record] | None:
    """The records of a table, or None when it has no heading row: a form."""
    grid: Grid = [[None if at is None else document.blocks[at] for at in row] for row in table.rows]
    grid, header_rows = _orient(grid, table.header_rows, taxonomy)
    if not header_rows or header_rows >= len(grid):
        return None
    return _records(grid, header_rows, str(document.tables.index(table)), taxonomy)


def find_topic(text: str, taxonomy: Taxonomy) -> str | None:
    """The code of the topic that a short cell names, marks and remarks in brackets aside."""
    name = re.split(r"[:：]", _MARKS.sub("", text))[0].strip()
    found = taxonomy.find_topic(name) or taxonomy.find_topic(name.removesuffix("系统").removesuffix("软件"))
    return found.code if found else None


# --- shape -----------------------------------------------------------------------------------------------------------


def _orient(grid: Grid, header_rows: int, taxonomy: Taxonomy) -> tuple[Grid, int]:
    width = max((len(row) for row in grid), default=0)
    grid = [row + [None] * (width - len(row)) for row in grid]
    topics = [[bool(cell and find_topic(cell.text, taxonomy)) for cell in row] for row in grid]
    across = max((sum(row) for row in topics), default=0)
    down = max((sum(row[at] for row in topics) for at in range(width)), default=0)
    if across >= _TOPICS_FOR_A_LINE and across > down:
        grid = [list(column) for column in zip(*grid, strict=True)]
        topics = [list(column) for column in zip(*topics, strict=True)]
        down, header_rows = across, 0
    if header_rows == 0 and down >= _TOPICS_FOR_A_LINE:
        line = max(range(len(grid[0])), key=lambda at: sum(row[at] for row in topics))
        header_rows = next(at for at, row in enumerate(topics) if row[line])
    if header_rows == 0 and _looks_like_header(grid):
        header_rows = 1
    return grid, header_rows


def _looks_like_header(grid: Grid) -> bool:
    names = [fold(cell.text).strip() if cell else "" for cell in grid[0]]
    known = [
        name for name in dict.fromkeys(names) if name and len(name) <= 12 and name_column(name) is not None
    ]
    return len(grid) >= 3 and len(set(names)) >= 3 and len(known) >= 2


def name_column(name: str) -> Column | None:
    """What a column of this heading holds, or None when the heading does not say."""
    plain = re.sub(r"[（(].*?[）)]|\s|\*", "", fold(name))
    return next((column for column, pattern in _PATTERNS if pattern.search(plain)), None)


# --- records ---------------------------------------------------------------------------------------------------------


def _records(grid: Grid, header_rows: int, table_key: str, taxonomy: Taxonomy) -> Iterator[Record]:
    header = [_heading(grid, header_rows, at) for at in range(len(grid[0]))]
    body = grid[header_rows:]
    for group in _groups(header):
        columns = _columns(header, body, group, taxonomy)
        topic_at = _topic_column(header, columns, body, taxonomy)
        earlier: dict[str, int | None] = {}
        for number, row in enumerate(body):
            label = row[topic_at]
            if label is None or not label.text.strip():
                continue
            cells = tuple(
                (column, row[at]) for at, column in columns.items() if at != topic_at and row[at] is not None
            )
            cells = tuple(dict.fromkeys((column, block) for column, block in cells if block is not label))
            topic = next(
                (
                    found
                    for at in (topic_at, *columns)
                    if (found := _declared(row[at], columns[at], taxonomy))
                ),
                None,
            )
            ticks = _ticked_levels(header, row, group, taxonomy) or _paired_levels(
                header, row, group, taxonomy
            )
            current, target = _levels(row, columns, earlier, label.text, ticks, taxonomy)
            key = f"{table_key}:{group[0]}:{number}"
            yield Record(key, label, tuple((c, b) for c, b in cells if b is not None), topic, current, target)


def _heading(grid: Grid, header_rows: int, column: int) -> str:
    """The lowest heading cell that says something."""
    cells = [grid[row][column] for row in range(header_rows)]
    texts = [fold(cell.text).strip() for cell in cells if cell and cell.text.strip()]
    return texts[-1] if texts else ""


def _groups(header: Sequence[str]) -> list[range]:
    """Columns that describe one topic: a table printed side by side starts over when its first heading returns."""
    starts = [0]
    for at in range(2, len(header)):
        if header[at] and header[at] == header[starts[-1]] and header[at - 1] != header[at]:
            starts.append(at)
    return [range(left, right) for left, right in zip(starts, [*starts[1:], len(header)], strict=True)]


def _columns(header: Sequence[str], body: Grid, group: range, taxonomy: Taxonomy) -> dict[int, Column]:
    # A column without a heading groups the rows; its words are of the form, not of the enterprise.
    columns = {at: (name_column(header[at]) or Column.REMARK) if header[at] else Column.SKIP for at in group}
    if any(_ANSWER.search(header[at]) for at in group):  # a questionnaire asks, and states no problem
        columns |= {at: Column.TOPIC for at in group if _QUESTION.search(header[at])}
        columns |= {at: Column.STATUS for at in group if _ANSWER.search(header[at])}
    graded = [
        at for at in group if columns[at] is not Column.SKIP and _is_graded(at, header[at], body, taxonomy)
    ]
    named = _name_graded(graded, columns, header)
    if len(graded) == 2 and not {Column.CURRENT, Column.TARGET} <= named:
        columns[graded[0]], columns[graded[1]] = Column.CURRENT, Column.TARGET
    elif len(graded) == 1 and not named & {Column.CURRENT, Column.TARGET}:
        columns[graded[0]] = Column.LEVEL
    for at in group:  # 现状 or 目标 in words, not in levels
        if columns[at] is Column.CURRENT and at not in graded:
            columns[at] = Column.STATUS
        elif columns[at] is Column.TARGET and at not in graded and not _is_blank(at, body):
            columns[at] = Column.DEMAND
    return columns


def _name_graded(graded: Sequence[int], columns: dict[int, Column], header: Sequence[str]) -> set[Column]:
    """Of several present levels beside a target the one that others than the enterprise have confirmed, else the last.

    `columns` is changed; returned is what the columns of levels then hold.
    """
    present = [at for at in graded if columns[at] is not Column.TARGET]
    if len(graded) > len(present) > 1:
        confirmed = [at for at in present if _CONFIRMED.search(header[at])]
        chosen = (confirmed or present)[-1]
        columns |= {at: Column.CURRENT if at == chosen else Column.SKIP for at in present}
    return {columns[at] for at in graded}


def _is_graded(column: int, name: str, body: Grid, taxonomy: Taxonomy) -> bool:
    texts = [text for text in _texts(column, body) if text.strip(" /-—－")]
    if not texts or any(len(text) > 16 for text in texts[:1]):
        return False
    levels = [text for text in texts if parse_level(text, taxonomy) is not None]
    if all(text.isdigit() or text in "〇零一二三四" for text in texts) and not re.search(
        r"级|现|标|自评|改造|水平|目标|提升|眼下|达|目前|当前", name
    ):
        return False
    return len(levels) >= 0.6 * len(texts)


def _is_blank(column: int, body: Grid) -> bool:
    return not any(len(text) > 4 for text in _texts(column, body))


def _texts(column: int, body: Grid) -> list[str]:
    return [cell.text.strip() for row in body if (cell := row[column]) is not None]


def _topic_column(header: Sequence[str], columns: dict[int, Column], body: Grid, taxonomy: Taxonomy) -> int:
    naming = {at: sum(1 for row in body if (c := row[at]) and find_topic(c.text, taxonomy)) for at in columns}
    best = max(naming, key=lambda at: naming[at])
    if naming[best] >= 2:
        return best
    topics = [at for at, column in columns.items() if column is Column.TOPIC]
    for word in _TOPIC_RANK:
        for at in topics:
            if word in header[at]:
                return at
    for column in (Column.TOPIC, Column.DEMAND, Column.PROBLEM):
        for at, held in columns.items():
            if held is column:
                return at
    return min(columns)


def _declared(cell: Block | None, column: Column, taxonomy: Taxonomy) -> str | None:
    return find_topic(cell.text, taxonomy) if cell and column is not Column.SKIP else None


def _ticked_levels(
    header: Sequence[str], row: Sequence[Block | None], group: range, taxonomy: Taxonomy
) -> tuple[int | None, int | None] | None:
    """Levels ticked in a column each, 一级 | 二级 | 三级 | 四级; None where the table is not of that form.

    A full sign is the present level and another kind of sign in the same row, or in the same cell, is the target; where the
    report draws them the other way round, the higher one is.
    """
    graded = [(at, level) for at in group if (level := parse_level(header[at], taxonomy)) is not None]
    if len(graded) < _FEWEST_LEVELS:
        return None
    signs = [(level, cell.text.strip()) for at, level in graded if (cell := row[at]) and cell.text.strip()]
    if not all(_SIGN.fullmatch(sign) for _, sign in signs):
        return None
    current = next((level for level, sign in signs if _FULL_SIGN.search(sign)), None)
    target = next((level for level, sign in signs if _OTHER_SIGN.search(sign)), None)
    if current is None or target is None:
        return current, target if target is not None else current
    return min(current, target), max(current, target)


def _paired_levels(
    header: Sequence[str], row: Sequence[Block | None], group: range, taxonomy: Taxonomy
) -> tuple[int | None, int | None] | None:
    """Both levels of one cell below 等级（现状／目标）; None where no column is headed so or the cell holds no two."""
    for at in group:
        cell = row[at]
        if cell and _BOTH_LEVELS.search(header[at]):
            parts = re.split(r"[/、→\-]", fold(cell.text))
            levels = [parse_level(part, taxonomy) for part in parts]
            if len(levels) == 2 and None not in levels:
                return levels[0], levels[1]
    return None


def _levels(
    row: Sequence[Block | None],
    columns: dict[int, Column],
    earlier: dict[str, int | None],
    label: str,
    ticks: tuple[int | None, int | None] | None,
    taxonomy: Taxonomy,
) -> tuple[int | None, int | None]:
    def first(*wanted: Column) -> int | None:
        texts = [cell.text for at, column in columns.items() if column in wanted and (cell := row[at])]
        return next((level for text in texts if (level := parse_level(text, taxonomy)) is not None), None)

    moves = [move for cell in row if cell and (move := parse_move(cell.text, taxonomy))]
    if moves:
        return moves[0]
    words = [fold(cell.text).strip() for cell in row if cell]
    if any(_TARGET_ROW.match(word) for word in words):  # 现状 and 目标 on two lines of the same scene
        return earlier.get(label), first(Column.LEVEL, Column.TARGET, Column.CURRENT)
    named = find_named_levels(label, taxonomy)
    if named != (None, None):
        return named
    if ticks is not None:
        return ticks
    current, target = first(Column.CURRENT, Column.LEVEL), first(Column.TARGET)
    if any(_CURRENT_ROW.match(word) for word in words):
        earlier[label] = current
        return current, None
    blank_target = any(column is Column.TARGET for column in columns.values()) and target is None
    return current, current if blank_target and current is not None else target
