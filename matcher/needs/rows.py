"""Reading tables row by row: scene levels, problems, demands, decisions, inventories, whatever their layout."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from catalog.taxonomy import Taxonomy
from embeddings.segmentation import fold
from matcher.documents.model import Block, Document, Table
from matcher.needs.levels import parse_level
from matcher.needs.model import SceneLevel
from matcher.needs.sections import Part, part_of, part_of_heading
from matcher.needs.statements import Statement, cut


class Column(StrEnum):
    """What a column holds, read from its heading and checked against its cells."""

    TOPIC = "topic"
    CURRENT = "current"
    TARGET = "target"
    LEVEL = "level"
    PHASE = "phase"
    DECISION = "decision"
    URGENCY = "urgency"
    PROBLEM = "problem"
    DEMAND = "demand"
    STATUS = "status"
    REMARK = "remark"
    STATE = "state"
    SKIP = "skip"


# In this order; the first that fits names the column.
_COLUMNS: tuple[tuple[Column, str], ...] = (
    (Column.DECISION, r"是否(?:需要|纳入|实施|改造|建设|提升)|意愿|是否改|本期(?:是否)?|拟改造$"),
    (Column.URGENCY, r"优先|紧急|紧迫|急缓|缓急|阶段|时间|时序|时限|排序|重要"),
    (Column.TARGET, r"目标|期望|改造后|拟达|预期等级"),
    (Column.CURRENT, r"(?:现状?|当前|目前|改造前|自评|评定|实际)(?:的)?(?:等级|级别|水平)|^现状$|^当前$|^现等级$"),
    (Column.LEVEL, r"^(?:场景|评测|数字化)?(?:等级|级别|水平)$"),
    (Column.SKIP, r"序号|编号|题号|预算|投入|投资|金额|费用|价格|得分|满分|分值|选项|选择|影响|效果|成效|收益|回报|回收|部门|责任|供应商|服务商|厂商|厂家|型号|规格|数量|对应问题|权重|类型|单价|部署|年份|上线$|用途|佐证"),
    (Column.PROBLEM, r"问题|痛点|短板|差距|不足|表现|困难|瓶颈|难点"),
    (Column.DEMAND, r"需求|诉求|要求|建议|措施|对策|内容|任务|希望|改进"),
    (Column.STATE, r"状态|使用情况|运行|联网|使用效果"),
    (Column.STATUS, r"现状|描述|情况"),
    (Column.REMARK, r"说明|备注|评语|意见|评价|原因|理由|点评"),
    (Column.TOPIC, r"场景|环节|领域|方向|项目|名称|系统|类别|种类|事项|指标|题目|模块|业务"),
)
_PATTERNS = tuple((column, re.compile(pattern)) for column, pattern in _COLUMNS)
_TOPIC_RANK = ("场景", "方向", "项目", "题目", "事项", "指标", "系统", "名称", "环节")
_SUMMARY = re.compile(r"^(?:合计|总计|小计|综合(?:判定|等级|评定)?|总分|总投资|共计|平均)")
_NO = re.compile(r"^(?:否|无|不|暂不|暂缓|不需要|无需|不改造|不做|不考虑|×|✗|✕|x|n|no|/|-|—|——|－|不涉及|不纳入|可不改|维持)$")
_YES = re.compile(r"^(?:是|有|需要|要|√|✓|☑|y|yes|强|较强|强烈|一般|拟改造|改造|纳入|急需|高|中|低|必须.*)$")
_KEEP = re.compile(r"^(?:维持|保持)(?:现状)?$")
_REFERENCE = re.compile(r"^(?:同|见)(?:上|[Qq]?\d+|前)")
_CURRENT_WORDS = re.compile(r"^(?:现状|当前|目前|改造前|现等级|自评)(?:等级)?$")
_TARGET_WORDS = re.compile(r"^(?:目标|期望|改造后)(?:等级)?$")
_SUPPLIERS = re.compile(r"供应商|服务商|机构|厂商")


@dataclass(frozen=True, slots=True)
class _Group:
    """One set of columns that describe one topic; tables printed side by side have two."""

    topic: int
    columns: dict[int, Column]


class RowReader:
    """Turns a document's tables into statements and graded scenes."""

    def __init__(self, document: Document, taxonomy: Taxonomy) -> None:
        self._document = document
        self._taxonomy = taxonomy
        self.levels: list[SceneLevel] = []

    def read(self) -> Iterator[Statement]:
        """Statements of all tables, in order; `levels` is complete when it is exhausted."""
        for table in self._document.tables:
            headings = (*table.section, table.title or "")
            part = part_of(tuple(heading for heading in headings if heading))
            if part is Part.SUPPLIER or not table.rows:
                continue
            if table.header_rows:
                yield from self._read_columns(table, part)
            else:
                yield from self._read_form(table, part)

    def _cell(self, table: Table, row: int, column: int) -> Block | None:
        index = table.rows[row][column]
        return None if index is None else self._document.blocks[index]

    def _text(self, table: Table, row: int, column: int | None) -> str:
        cell = None if column is None else self._cell(table, row, column)
        return cell.text.strip() if cell else ""

    # --- tables with a heading row -------------------------------------------------------------------------------

    def _read_columns(self, table: Table, part: Part) -> Iterator[Statement]:
        header = [fold(self._text(table, table.header_rows - 1, c)) for c in range(len(table.rows[0]))]
        named = {at: _column_of(name) for at, name in enumerate(header)}
        if part is not Part.DEMAND and any(_SUPPLIERS.search(name) for name in header) and "主要产品" in "".join(header):
            return
        groups = _group(header, named)
        for group in groups:
            pending: dict[str, tuple[int | None, int | None]] = {}
            for row in range(table.header_rows, len(table.rows)):
                first = self._text(table, row, group.topic)
                if not first or _SUMMARY.match(fold(first)) or _SUMMARY.match(fold(self._text(table, row, 0))):
                    continue
                yield from self._read_row(table, row, group, part, pending)

    def _read_row(
        self, table: Table, row: int, group: _Group, part: Part, pending: dict[str, tuple[int | None, int | None]]
    ) -> Iterator[Statement]:
        by_column: dict[Column, list[int]] = {}
        for at, column in group.columns.items():
            by_column.setdefault(column, []).append(at)
        label = self._label(table, row, group)
        topic = self._topic(table, row, group)
        current, target = self._levels_of(table, row, by_column)
        phase = self._phase(table, row, by_column)
        if phase is not None and Column.LEVEL in by_column:
            level = parse_level(self._text(table, row, by_column[Column.LEVEL][0]), self._taxonomy)
            before = pending.get(label, (None, None))
            pending[label] = (level, before[1]) if phase == "current" else (before[0], level)
            if phase == "current":
                target = None
                current = level
            else:
                current, target = pending[label]
        if topic and (current is not None or target is not None):
            self._note_level(topic, current, target)
        demanded = self._decision(table, row, by_column)
        if demanded is None and current is not None and target is not None and target <= current:
            demanded = False
        gap = current is not None and target is not None and target > current
        base = Statement(
            self._cell(table, row, group.topic) or self._document.blocks[0],
            0,
            0,
            part,
            context=label,
            topic=topic,
            current=current,
            target=target,
            demanded=demanded,
            urgency=" ".join(self._text(table, row, at) for at in by_column.get(Column.URGENCY, [])),
            row=f"{self._document.tables.index(table)}:{row}",
        )
        yield from self._statements(table, row, by_column, base, gap=gap)

    def _statements(
        self, table: Table, row: int, by_column: dict[Column, list[int]], base: Statement, *, gap: bool
    ) -> Iterator[Statement]:
        parts = {
            Column.PROBLEM: Part.PROBLEM,
            Column.DEMAND: Part.DEMAND,
            Column.STATUS: base.part if base.part in _KEPT else Part.STATUS,
            Column.REMARK: base.part if base.part in _KEPT else Part.STATUS,
            Column.STATE: Part.STATUS,
        }
        if base.part in {Part.EXCLUDED, Part.EFFECT, Part.BACKGROUND}:
            parts = dict.fromkeys(parts, base.part)
        said = False
        for column, part in parts.items():
            for at in by_column.get(column, []):
                cell = self._cell(table, row, at)
                if cell is None:
                    continue
                text = fold(cell.text).strip()
                if _REFERENCE.match(text) or (column in {Column.PROBLEM, Column.DEMAND} and _NO.match(text)):
                    if column is Column.DEMAND and _NO.match(text) and base.demanded is None:
                        base = replace(base, demanded=False)
                    continue
                for start, end in cut(cell):
                    said = True
                    yield replace(base, block=cell, start=start, end=end, part=part)
        name = base.block
        whole = next(iter(cut(name)), None)
        if whole and (gap or base.demanded is not None or not said):
            asked = base.part in {Part.PROBLEM, Part.DEMAND} or gap or base.demanded is True
            yield replace(
                base, start=whole[0], end=whole[1], part=Part.DEMAND if asked else base.part, heading=True
            )

    def _label(self, table: Table, row: int, group: _Group) -> str:
        return self._text(table, row, group.topic)

    def _topic(self, table: Table, row: int, group: _Group) -> str | None:
        """The topic that the row declares by name: in its topic column first, then in any short cell."""
        for at in (group.topic, *(c for c, column in group.columns.items() if column is Column.TOPIC)):
            name = re.sub(r"[●★☆*◎○▲△※]|[（(].*?[）)]", "", self._text(table, row, at)).strip()
            found = self._taxonomy.find_topic(name) or self._taxonomy.find_topic(name.removesuffix("系统"))
            if found is not None:
                return found.code
        return None

    def _levels_of(
        self, table: Table, row: int, by_column: dict[Column, list[int]]
    ) -> tuple[int | None, int | None]:
        def first(column: Column) -> int | None:
            cells = [self._text(table, row, at) for at in by_column.get(column, [])]
            return next((level for cell in cells if (level := parse_level(cell, self._taxonomy)) is not None), None)

        current, target = first(Column.CURRENT), first(Column.TARGET)
        if current is None and Column.PHASE not in by_column:
            current = first(Column.LEVEL)
        targets = [fold(self._text(table, row, at)) for at in by_column.get(Column.TARGET, [])]
        if target is None and current is not None and any(_NO.match(text) or _KEEP.match(text) for text in targets):
            target = current
        return current, target

    def _phase(self, table: Table, row: int, by_column: dict[Column, list[int]]) -> str | None:
        """Whether the row is the 现状 or the 目标 line of its scene, in tables that write the two below each other."""
        for at in range(len(table.rows[row])):
            text = fold(self._text(table, row, at))
            if _CURRENT_WORDS.match(text):
                return "current"
            if _TARGET_WORDS.match(text):
                return "target"
        return None

    def _decision(self, table: Table, row: int, by_column: dict[Column, list[int]]) -> bool | None:
        for at in by_column.get(Column.DECISION, []):
            text = fold(self._text(table, row, at)).strip()
            if _NO.match(text):
                return False
            if _YES.match(text):
                return True
        return None

    def _note_level(self, topic: str, current: int | None, target: int | None) -> None:
        self.levels = [level for level in self.levels if level.topic != topic] + [
            _merge_level(next((level for level in self.levels if level.topic == topic), None), topic, current, target)
        ]

    # --- forms: a label and its value side by side ---------------------------------------------------------------

    def _read_form(self, table: Table, part: Part) -> Iterator[Statement]:
        for row in range(len(table.rows)):
            cells = list(dict.fromkeys(at for at in table.rows[row] if at is not None))
            blocks = [self._document.blocks[at] for at in cells]
            if len(blocks) == 1:
                yield from (Statement(blocks[0], start, end, part) for start, end in cut(blocks[0]))
            for label, value in zip(blocks[::2], blocks[1::2], strict=False):
                yield from self._read_pair(label, value, part)

    def _read_pair(self, label: Block, value: Block, part: Part) -> Iterator[Statement]:
        if _NO.match(fold(value.text).strip()):
            return
        topic = self._taxonomy.find_topic(label.text.strip())
        below = part_of_heading(label.text) or part
        for start, end in cut(value):
            yield Statement(
                value,
                start,
                end,
                below if part not in {Part.EXCLUDED, Part.EFFECT, Part.BACKGROUND} else part,
                context=label.text.strip(),
                topic=topic.code if topic else None,
            )


_KEPT = {Part.PROBLEM, Part.DEMAND, Part.EXCLUDED, Part.EFFECT, Part.BACKGROUND, Part.WORKING}


def _column_of(name: str) -> Column:
    plain = re.sub(r"[（(].*?[）)]|\s|\*", "", name)
    return next((column for column, pattern in _PATTERNS if pattern.search(plain)), Column.REMARK)


def _group(header: Sequence[str], named: dict[int, Column]) -> list[_Group]:
    """Split columns into groups that start over when the same heading returns (tables printed side by side)."""
    starts = [0]
    seen: set[str] = set()
    for at, name in enumerate(header):
        if name and name in seen and name == header[starts[-1]]:
            starts.append(at)
            seen = set()
        seen.add(name)
    groups = []
    for left, right in zip(starts, [*starts[1:], len(header)], strict=True):
        columns = {at: named[at] for at in range(left, right)}
        groups.append(_Group(_topic_column(header, columns), columns))
    return groups


def _topic_column(header: Sequence[str], columns: dict[int, Column]) -> int:
    topics = [at for at, column in columns.items() if column is Column.TOPIC]
    for word in _TOPIC_RANK:
        for at in topics:
            if word in header[at]:
                return at
    wanted = (Column.TOPIC, Column.DEMAND, Column.PROBLEM, Column.STATUS, Column.REMARK)
    for column in wanted:
        for at, held in columns.items():
            if held is column:
                return at
    return min(columns)


def _merge_level(before: SceneLevel | None, topic: str, current: int | None, target: int | None) -> SceneLevel:
    return SceneLevel(
        topic,
        current if current is not None else (before.current if before else None),
        target if target is not None else (before.target if before else None),
    )
