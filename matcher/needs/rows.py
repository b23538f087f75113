"""Tables as statements: scene levels, problems, demands, decisions, inventories, cards and forms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from catalog.taxonomy import Taxonomy
from embeddings.segmentation import fold
from matcher.documents.model import Block, Document, Table
from matcher.layout.grids import Column, Record, find_topic, iterate_records, name_column
from matcher.layout.levels import find_levels, parse_level
from matcher.layout.sections import Part, part_of, part_of_heading
from matcher.needs.model import SceneLevel
from matcher.needs.statements import Statement, cut

_SUMMARY = re.compile(r"^(?:合计|总计|小计|综合(?:判定|等级|评定)?|总分|总投资|共计|平均)")
_NO = re.compile(
    r"^(?:否|无|不|暂不|暂缓|不需要|无需|不改造|不做|不动|不变|不上|不提升|不单独做|不考虑|×|✗|✕|x|n|no|/|-|—|——|－|不涉及|不纳入|可不改|照旧|(?:维持|保持)(?:现状)?)[。]?$"
)
_NOTHING_ASKED = re.compile(
    rf"{_NO.pattern}|^(?:无|没有|暂无|不用|不需要)[,，;；。]"
)  # 无，服务商来推过，我们不要
_CLOSED = re.compile(
    r"^(?:已经?|企业|暂时?|不予)?(?:办结|完结|结案|关闭|完成|解决|撤回|撤销|撤单|取消|作废|驳回|(?:不|未|没有?)(?:予)?(?:采纳|立项|受理|批准)|转?观察|不(?:改|做|办|建)|终止|中止|挂起|搁置|暂停|暂缓|销号)$"
)  # what a register says of an entry that nobody works on any more
_YES = re.compile(r"^(?:是|有|需要|要|√|✓|☑|y|yes|强|较强|强烈|一般|拟改造|改造|纳入|急需|高|中|低|必须.*)$")
_DATED = re.compile(r"阶段|[年月期季]")  # when it is done, not how urgent it is
_SHORT_REMARK = 8  # characters
_ORDER = re.compile(r"优先|首要|[急缓]|靠后|最后|[先后][做办建]")
_DASHES = {"/", "-", "—", "——", "－"}  # no urgency stated
_REFERENCE = re.compile(r"^(?:同|见)(?:上|[Qq]?\d+|前)")
_SUPPLIERS = re.compile(r"供应商|服务商|机构|厂商|代表产品|主要产品")
_PROFILE_LABEL = re.compile(
    r"(?:企业|单位|公司)(?:全称|名称)|信用代码|从业人员|职工人数|营业收入|法定代表人|主[导要]产品"
)
_STAYS = {Part.PROBLEM, Part.DEMAND, Part.EXCLUDED, Part.EFFECT, Part.BACKGROUND, Part.WORKING}
_OF_OTHERS = {Part.EXCLUDED, Part.EFFECT, Part.BACKGROUND, Part.SUPPLIER}
_SAYS = {
    Column.PROBLEM: Part.PROBLEM,
    Column.DEMAND: Part.DEMAND,
    Column.STATUS: Part.STATUS,
    Column.REMARK: Part.STATUS,
    Column.STATE: Part.STATUS,
}


class RowReader:
    """Turns a document's tables into statements, and notes every graded scene on the way."""

    def __init__(self, document: Document, taxonomy: Taxonomy) -> None:
        self._document = document
        self._taxonomy = taxonomy
        self._levels: dict[str, SceneLevel] = {}

    @property
    def levels(self) -> tuple[SceneLevel, ...]:
        """Graded scenes; complete when `read` is exhausted."""
        return tuple(self._levels.values())

    def read(self) -> Iterator[Statement]:
        """Statements of all tables, in order."""
        for table in self._document.tables:
            part = part_of(tuple(heading for heading in (*table.section, table.title or "") if heading))
            if part is Part.SUPPLIER or not table.rows or self._lists_suppliers(table):
                continue
            records = iterate_records(self._document, table, self._taxonomy)
            if records is None:
                yield from self._read_form(table, part)
                continue
            for record in records:
                if not _SUMMARY.match(fold(record.label.text).strip()):
                    yield from self._read_record(record, part)

    def _lists_suppliers(self, table: Table) -> bool:
        heading = [self._document.blocks[at].text for at in table.rows[0] if at is not None]
        return sum(1 for text in dict.fromkeys(heading) if _SUPPLIERS.search(text)) >= 2

    # --- records -----------------------------------------------------------------------------------------------------

    def _read_record(self, record: Record, part: Part) -> Iterator[Statement]:
        if record.topic:
            self._note_level(record.topic, record.current, record.target)
        base = Statement(
            record.label,
            0,
            0,
            part,
            context=record.label.text.strip(),
            topic=record.topic,
            current=record.current,
            target=record.target,
            demanded=_decision(record),
            urgency=" ".join(record.texts(Column.URGENCY)) or _urgent_remark(record),
            row=record.key,
        )
        said = list(self._read_cells(record, base))
        refused = any(_NOTHING_ASKED.match(fold(text)) for text in record.texts(Column.DEMAND)) and not any(
            statement.part is Part.DEMAND for statement in said
        )
        if refused and base.demanded is None:
            base = replace(base, demanded=False)
        yield from (replace(statement, demanded=base.demanded) for statement in said)
        yield from self._read_label(base)

    def _read_cells(self, record: Record, base: Statement) -> Iterator[Statement]:
        for column, block in record.cells:
            text = fold(block.text).strip()
            if column not in _SAYS or _NOTHING_ASKED.match(text) or _REFERENCE.match(text):
                continue
            part = _SAYS[column]
            if base.part in _OF_OTHERS or (base.part in _STAYS and part is Part.STATUS):
                part = base.part
            for start, end in cut(block):
                yield replace(base, block=block, start=start, end=end, part=part)

    def _read_label(self, base: Statement) -> Iterator[Statement]:
        """The row's own name as a statement, where the row asks for it by levels, decision or place."""
        span = next(iter(cut(base.block)), None) or _whole(base.block)
        gap = base.current is not None and base.target is not None and base.target > base.current
        ranked = bool(base.urgency) and not _DATED.search(base.urgency)
        if span and (gap or base.demanded is not None or ranked or base.part in _STAYS):
            asked = base.part not in _OF_OTHERS and (base.part is Part.DEMAND or gap or base.demanded is True)
            part = Part.DEMAND if asked else base.part
            yield replace(base, start=span[0], end=span[1], part=part, heading=True)

    def _note_level(self, topic: str, current: int | None, target: int | None) -> None:
        if current is None and target is None:
            return
        known = self._levels.get(topic)
        self._levels[topic] = SceneLevel(
            topic,
            current if current is not None else (known.current if known else None),
            target if target is not None else (known.target if known else None),
        )

    # --- forms: labels and values side by side, or a card about one problem -----------------------------------------

    def _read_form(self, table: Table, part: Part) -> Iterator[Statement]:
        rows = [
            [self._document.blocks[at] for at in dict.fromkeys(at for at in row if at is not None)]
            for row in table.rows
        ]
        pairs = [pair for row in rows for pair in zip(row[::2], row[1::2], strict=False)]
        if sum(1 for label, _ in pairs if _PROFILE_LABEL.search(label.text)) >= 2:
            return
        titles = [row[0] for row in rows if len(row) == 1]
        base = self._card(table, part, pairs, titles)
        for title in titles:
            heading = len(title.text) <= 40
            for start, end in cut(title):
                yield replace(base, block=title, start=start, end=end, part=part, heading=heading)
        for label, value in pairs:
            yield from self._read_pair(label, value, base)

    def _card(
        self, table: Table, part: Part, pairs: list[tuple[Block, Block]], titles: list[Block]
    ) -> Statement:
        """What all cells of a card share: its title, the levels between which it moves, its urgency."""
        moves = [levels for _, value in pairs if len(levels := find_levels(value.text, self._taxonomy)) == 2]
        current, target = moves[0] if moves else _graded(pairs, self._taxonomy)
        urgency = [value.text for label, value in pairs if name_column(label.text) is Column.URGENCY]
        is_card = any(name_column(label.text) in {Column.PROBLEM, Column.DEMAND} for label, _ in pairs)
        context = titles[0].text.strip() if titles and is_card else ""
        return Statement(
            (titles or [self._document.blocks[0]])[0],
            0,
            0,
            part,
            context=context,
            current=current if is_card else None,
            target=target if is_card else None,
            urgency=" ".join(urgency) if is_card else "",
            row=f"{self._document.tables.index(table)}" if is_card else "",
        )

    def _read_pair(self, label: Block, value: Block, base: Statement) -> Iterator[Statement]:
        name = label.text.strip()
        column = name_column(name)
        if _NO.match(fold(value.text).strip()) or column in {Column.SKIP, Column.URGENCY}:
            return
        below = _SAYS.get(column, base.part) if column else part_of_heading(name) or base.part
        if base.part in _OF_OTHERS:
            below = base.part
        for start, end in cut(value):
            yield replace(
                base,
                block=value,
                start=start,
                end=end,
                part=below,
                context=base.context or name,
                topic=find_topic(name, self._taxonomy),
            )


def _graded(pairs: list[tuple[Block, Block]], taxonomy: Taxonomy) -> tuple[int | None, int | None]:
    """The levels that a card gives beside the labels 现状等级 and 目标等级."""
    levels = {name_column(label.text): parse_level(value.text, taxonomy) for label, value in pairs}
    return levels.get(Column.CURRENT), levels.get(Column.TARGET)


def _decision(record: Record) -> bool | None:
    """Whether the row is asked for: a yes or no in its own column, or a target no higher than what is reached."""
    if any(_NO.match(fold(text)) and text not in _DASHES for text in record.texts(Column.URGENCY)):
        return False
    if any(_CLOSED.match(fold(block.text).strip()) for _, block in record.cells):
        return False
    for text in record.texts(Column.DECISION):
        folded = fold(text)
        if _NO.match(folded):
            return False
        if _YES.match(folded):
            return True
    if record.current is not None and record.target is not None and record.target <= record.current:
        return False
    return None


def _urgent_remark(record: Record) -> str:
    """A remark that only says how urgent the row is: 优先, 不急."""
    remarks = (text for text in record.texts(Column.REMARK) if len(text) <= _SHORT_REMARK)
    return next((text for text in remarks if _ORDER.search(text)), "")


def _whole(block: Block) -> tuple[int, int] | None:
    return (0, len(block.text)) if block.text.strip() else None
