"""Tables as grids: which rows name the columns, what a table is called, and column names for its readers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .drafts import Draft, TableDraft
from .model import Document, Table
from .numbering import find_label
from .outline import heading_title, is_caption

# Words that name columns, and labels that stand beside their value in a form.
_COLUMN_WORD = re.compile(
    r"序号|编号|题号|名称|问题|表现|影响|场景|等级|级别|得分|分值|满分|评分|评价|说明|备注|型号|规格|数量|状态|供应商|厂家|厂商|"
    r"年份|年度|类别|类型|种类|分类|项目|事项|内容|指标|阶段|时间|周期|目标|措施|需求|建议|预算|投入|投资|金额|价格|单价|单位|"
    r"现状|差距|环节|部门|优先级|系统|设备|软件|功能|效果|成效|方案|产品|要求|选项|答案|结果|维度|任务|描述|原因|依据|痛点|"
    r"服务商|负责人|部署|合计|占比|比例|权重|日期|来源|品牌|改造|题目|填报|业务|模块|应用|领域|机构|方向|范围|情况|方式"
)
_FORM_LABEL = re.compile(
    r"企业名称|企业全称|单位名称|公司名称|信用代码|法定代表人|法人|注册资本|注册地|详细地址|企业地址|通讯地址|厂址|成立时间|成立日期|"
    r"所属行业|行业代码|国民经济|员工人数|职工人数|从业人员|营业收入|销售收入|上年营收|利润|联系人|联系电话|电话|邮箱|传真|主营业务|"
    r"主营产品|主导产品|主要产品|企业规模|企业类型|企业性质|资质|称号|所在地|所属区域|诊断时间|诊断日期|诊断机构|诊断单位|诊断人员|"
    r"填表|填报|研发投入|资产总额|纳税|统一社会"
)
# 项目 | 内容 above a form says nothing about its columns.
_FORM_HEADER = {
    *("项", "项目", "项目名称", "信息项", "字段", "事项", "名目"),
    *("内容", "填写内容", "填报内容", "信息", "具体内容", "填写"),
}
_LONGEST_COLUMN_NAME = 24
_LONGEST_PLAIN_NAME = 10
_LONGEST_PAIR_NAME = 8
_LONGEST_TITLE = 60
_LONGEST_BAND = 40
_DEEPEST_HEADER = 3
_VALUE = re.compile(r"^[\s\d.,，%％+\-–—/~～:：年月日万元台套个人级分]+$")
_YEAR = re.compile(r"^(?:19|20)\d\d\s*年?(?:度|末)?$")
_TABLE_WORD = re.compile(r"(?:表|清单|一览|明细|台账|情况|汇总)\s*(?:如下)?[：:]?\s*$")
_TOTAL = re.compile(r"^\s*(?:合\s*计|小\s*计|总\s*计|总分|注|备注|说明)")
_SENTENCE = re.compile(r"[。；;，]")

Rows = Sequence[Sequence[int | None]]


def _single(row: Sequence[int | None], *, filling: bool = False) -> int | None:
    """The only cell of a row; with `filling`, only if it fills the whole row."""
    cells = set(row) - {None}
    if len(row) < 2 or len(cells) != 1 or (filling and None in row):
        return None
    return next(iter(cells))


def count_header_rows(rows: Rows, texts: Sequence[str]) -> int:
    """How many leading rows name the columns, titles above them included; 0 for a form of labels and values.

    `rows` holds indexes into `texts`.
    """
    first = 0
    while first < min(len(rows), _DEEPEST_HEADER) and _single(rows[first]) is not None:
        first += 1
    if first + 1 >= len(rows) or not _names_columns(rows, first, texts):
        return 0
    depth = first + 1
    while depth < min(len(rows) - 1, first + _DEEPEST_HEADER) and _continues_header(rows, depth, texts):
        depth += 1
    return depth


def _distinct(row: Sequence[int | None], texts: Sequence[str]) -> list[str]:
    seen = dict.fromkeys(index for index in row if index is not None)
    return [" ".join(texts[index].split()) for index in seen]


def _names_columns(rows: Rows, first: int, texts: Sequence[str]) -> bool:
    """Whether a row looks like column names: short, different, wordy, and no labels with their values."""
    row = rows[first]
    names = _distinct(row, texts)
    half = len(names) // 2
    repeated = len(names) >= 4 and len(names) % 2 == 0 and names[:half] == names[half:]
    distinct = names[:half] if repeated else names
    if len(distinct) < 2 or len(set(distinct)) < len(distinct) or _FORM_HEADER.issuperset(distinct):
        return False
    values = [name for name in distinct if _VALUE.match(name) and not _YEAR.match(name)]
    if values or any(len(name) > _LONGEST_COLUMN_NAME or _SENTENCE.search(name) for name in distinct):
        return False
    years = [bool(_YEAR.match(name)) for name in distinct]
    if sum(index is not None for index in row) * 2 < len(row):
        return False
    if _is_form(rows, first, texts) and not all(years[1:]):
        return False
    words = [bool(_COLUMN_WORD.search(name)) or year for name, year in zip(distinct, years, strict=True)]
    if len(row) == 2:
        return all(words) and all(len(name) <= _LONGEST_PAIR_NAME for name in distinct)
    return sum(words) * 2 >= len(words) or _stands_out(rows, first, texts)


def _is_form(rows: Rows, first: int, texts: Sequence[str]) -> bool:
    """Whether labels stand beside values: form labels in the even columns and none between them."""
    labels = values = rows_with_labels = 0
    for row in rows[first : first + 12]:
        names = _distinct(row, texts)
        hits = [bool(_FORM_LABEL.search(name)) and len(name) <= 20 for name in names]
        labels += sum(hits[::2])
        values += sum(hits[1::2])
        rows_with_labels += any(hits[::2])
    return labels > values and rows_with_labels * 2 >= len(rows[first : first + 12])


def _stands_out(rows: Rows, first: int, texts: Sequence[str]) -> bool:
    """Whether a row without known words is shorter than what stands below it, and free of figures."""
    names = _distinct(rows[first], texts)
    if len(names) < len(rows[first]) or len(rows) - first < 3:
        return False
    if any(
        len(name) > _LONGEST_PLAIN_NAME or re.search(r"\d", name) or _SENTENCE.search(name) for name in names
    ):
        return False
    below = [len(text) for row in rows[first + 1 :] for text in _distinct(row, texts)]
    return bool(below) and sum(below) / len(below) > 1.3 * sum(map(len, names)) / len(names)


def _continues_header(rows: Rows, depth: int, texts: Sequence[str]) -> bool:
    """Whether a row is the lower half of a header: cells reach down into it, or it splits a wide name."""
    above, row = rows[depth - 1], rows[depth]
    pairs = list(zip(above, row, strict=True))
    if all(a is not None and a == b for a, b in pairs):
        return True
    is_split = any(
        above[i] is not None and above[i] == above[i + 1] and row[i] != row[i + 1]
        for i in range(len(row) - 1)
    )
    own = [texts[b].strip() for a, b in pairs if b is not None and a != b and texts[b].strip()]
    short = all(len(name) <= _LONGEST_COLUMN_NAME and not _VALUE.match(name) for name in own)
    return is_split and bool(own) and short


def find_bands(rows: Rows, texts: Sequence[str], header_rows: int) -> dict[int, int]:
    """Rows that head the rows below them, as {row: cell}: a title, or 一、… across the whole table."""
    bands: dict[int, int] = {}
    before: set[int | None] = set()
    for number, row in enumerate(rows[:-1]):
        cell = _single(row)
        is_new = cell is not None and cell not in before
        before = set(row)
        if cell is None or not is_new:
            continue
        text = texts[cell].strip()
        numbered = find_label(text) is not None
        on_top = number < header_rows or len(bands) == number
        fits = len(text) <= _LONGEST_BAND and "\n" not in text and not _SENTENCE.search(text)
        if fits and not _TOTAL.match(text) and (_single(row, filling=True) is not None or numbered or on_top):
            bands[number] = cell
    return bands


def find_title(drafts: Sequence[Draft], depths: Sequence[int | None], first_cell: int) -> str | None:
    """The caption just above a table: 表1 …, or a short line, no heading, that ends in 表 or the like."""
    for index in range(first_cell - 1, max(-1, first_cell - 3), -1):
        draft = drafts[index]
        if draft.role == "aside":
            continue
        text = draft.text.strip()
        if draft.table is not None or len(text) > _LONGEST_TITLE or "\n" in text or depths[index] is not None:
            return None
        return text if is_caption(text) or _TABLE_WORD.search(text) else None
    return None


class TableFinisher:
    """Turns table drafts into tables once the outline is known; rows that head others extend the sections."""

    def __init__(
        self, drafts: Sequence[Draft], depths: list[int | None], sections: list[tuple[str, ...]]
    ) -> None:
        """`depths` and `sections` belong to `drafts` and are completed in place."""
        self._drafts = drafts
        self._texts = [draft.text for draft in drafts]
        self._depths = depths
        self._sections = sections

    def finish(self, table: TableDraft) -> Table:
        """The finished table: header rows counted where the file did not say, title and section found."""
        first = min((index for row in table.rows for index in row if index is not None), default=0)
        section = self._sections[first]
        header = table.header_rows
        if header is None:
            header = count_header_rows(table.rows, self._texts)
        elif header and _FORM_HEADER.issuperset(_distinct(table.rows[0], self._texts)):
            header = 0
        title = table.title or find_title(self._drafts, self._depths, first)
        bands = find_bands(table.rows, self._texts, header)
        self._apply_bands(table.rows, bands)
        if title is None and 0 in bands:
            title = self._texts[bands[0]].strip()
        rows = tuple(tuple(row) for row in table.rows)
        return Table(rows=rows, header_rows=header, section=section, title=title)

    def _apply_bands(self, rows: Rows, bands: dict[int, int]) -> None:
        open_bands: list[tuple[int, str]] = []
        done: set[int] = set()
        for number, row in enumerate(rows):
            band = bands.get(number)
            rank = 0
            if band is not None:
                label = find_label(self._texts[band])
                rank = label.rank if label else 0
                open_bands = [item for item in open_bands if item[0] < rank]
            path = tuple(title for _, title in open_bands)
            for index in row:
                if index is not None and index not in done:
                    done.add(index)
                    self._sections[index] += path
            if band is not None:
                self._depths[band] = len(self._sections[band]) + 1
                open_bands.append((rank, heading_title(self._texts[band])))


def name_columns(document: Document, table: Table) -> tuple[str, ...]:
    """The name of every column, its header cells joined by a space; empty strings without a header.

    A title that fills a whole row is no part of any name.
    """
    width = max((len(row) for row in table.rows), default=0)
    names: list[list[str]] = [[] for _ in range(width)]
    for row in table.rows[: table.header_rows]:
        if _single(row) is not None:
            continue
        for column, index in enumerate(row):
            if index is None:
                continue
            text = " ".join(document.blocks[index].text.split())
            if text and text not in names[column]:
                names[column].append(text)
    return tuple(" ".join(parts) for parts in names)
