"""Which rows of a table name its columns: words, shapes, and forms whose labels stand beside their values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

# Words that name columns, the scenes of the indicator set and their groups among them: in a matrix they stand on top.
_COLUMN_WORD = re.compile(
    r"序号|编号|题号|项次|名称|问题|表现|影响|场景|等级|级别|得分|分值|满分|评分|评价|说明|备注|型号|规格|数量|状态|供应商|厂家|厂商|"
    r"年份|年度|类别|类型|种类|分类|项目|事项|内容|指标|阶段|时间|周期|目标|措施|需求|建议|预算|投入|投资|金额|价格|单价|单位|"
    r"现状|差距|环节|部门|优先级|系统|设备|软件|功能|效果|成效|方案|产品|要求|选项|答案|结果|维度|任务|描述|原因|依据|痛点|"
    r"服务商|负责人|部署|合计|占比|比例|权重|日期|来源|品牌|改造|题目|填报|业务|模块|应用|领域|机构|方向|范围|情况|方式|"
    r"报价|次序|顺序|眼下|当前|目前|参考|程度|进度|意见|思路|举措|困难|难点|短板|收益|费用|资金|额度|期限|用途|自述|打算|计划|"
    r"生命周期|生产执行|供应链|管理决策|产品设计|工艺设计|营销管理|售后服务|计划排程|生产管控|质量管理|设备管理|安全生产|"
    r"能耗管理|采购管理|仓储物流|财务管理|人力资源|协同办公|决策支持|"
    r"項次|項目|問題|現狀|現況|現場狀況|說明|備註|目標|預算|建議|類別|設備|環節|場景|等級|內容|狀態|數量"
)
# What the first column of a list is called; a row that starts so and is wordy throughout opens a table of its own.
_FIRST_COLUMN = re.compile(
    r"^(?:序号|编号|题号|项次|項次|场景|环节|维度|类别|阶段|领域|业务|指标|名称|项目名称|设备名称|软件名称)"
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
_DEEPEST_HEADER = 3
_FEWEST_GRADES = 3  # columns named by a grade each
_ROWS_OF_A_FORM = 12  # looked at to tell a form from a list
_VALUE = re.compile(r"^[\s\d.,，%％+\-–—/~～:：年月日万元台套个人级分]+$")
_GRADE = re.compile(r"^(?:L?\d(?:\.\d+)?|[零一二三四五\d]\s*级|[高中低是否有无√×☑□✓★☆—–\-/]+)$")
_OPTION = re.compile(r"^[□☐☑☒√✓✔■○●◯◉◎]\s*\S")  # an answer to choose, ticked or not
_YEAR = re.compile(
    r"^(?:(?:19|20)\d\d\s*年?(?:度|末)?)?\s*(?:Q[1-4]|H[12]|第?[一二三四1-4]季度|[上下]半年|\d{1,2}月)?$|^第[一二三四五]年$"
)
SENTENCE = re.compile(r"[。；;，]")

Rows = Sequence[Sequence[int | None]]


def find_single(row: Sequence[int | None], *, filling: bool = False) -> int | None:
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
    while first < min(len(rows), _DEEPEST_HEADER) and find_single(rows[first]) is not None:
        first += 1
    if first + 1 >= len(rows) or not _names_columns(rows, first, texts):
        return 0
    depth = first + 1
    while depth < min(len(rows) - 1, first + _DEEPEST_HEADER) and _continues_header(rows, depth, texts):
        depth += 1
    return depth


def is_form_header(row: Sequence[int | None], texts: Sequence[str]) -> bool:
    """Whether a row only says 项目 and 内容, and so stands above a form."""
    return _FORM_HEADER.issuperset(_list_names(row, texts))


def find_cuts(rows: Rows, texts: Sequence[str]) -> list[int]:
    """Rows where another table begins inside one grid: column names under rows of another kind.

    Forms are drawn as one grid of base data, then a list, then another list. The bands just above the column names
    belong to them.
    """
    cuts: list[int] = []
    number = max(1, count_header_rows(rows, texts))
    while number < len(rows) - 1:
        start = number
        while start > 0 and find_single(rows[start - 1]) is not None:
            start -= 1
        has_body = any(find_single(row) is None for row in rows[(cuts or [0])[-1] : start])
        if has_body and _opens_list(rows, number, texts) and not _is_held_together(rows, start):
            cuts.append(start)
            number += 1
            while number < len(rows) - 1 and _continues_header(rows, number, texts):
                number += 1
        number += 1
    return cuts


def _opens_list(rows: Rows, number: int, texts: Sequence[str]) -> bool:
    """Whether a row inside a grid is beyond doubt one of column names."""
    row = rows[number]
    names = _list_names(row, texts)
    if len(set(names)) < max(3, len(names)) or sum(index is None for index in row) * 3 > len(row):
        return False
    if not _FIRST_COLUMN.match(names[0]) or any(_FORM_LABEL.search(name) for name in names):
        return False
    if any(
        len(name) > _LONGEST_PLAIN_NAME + 2 or _VALUE.match(name) or SENTENCE.search(name) for name in names
    ):
        return False
    return sum(bool(_COLUMN_WORD.search(name)) for name in names) * 4 >= 3 * len(names)


def _is_held_together(rows: Rows, start: int) -> bool:
    """Whether a merged cell reaches over the start of a row."""
    return any(
        above is not None and above == below
        for above, below in zip(rows[start - 1], rows[start], strict=True)
    )


def _list_names(row: Sequence[int | None], texts: Sequence[str]) -> list[str]:
    seen = dict.fromkeys(index for index in row if index is not None)
    return [" ".join(texts[index].split()) for index in seen]


def _names_columns(rows: Rows, first: int, texts: Sequence[str]) -> bool:
    """Whether a row looks like column names: short, different, wordy, and no labels with their values."""
    row = rows[first]
    names = _list_names(row, texts)
    half = len(names) // 2
    repeated = len(names) >= 4 and len(names) % 2 == 0 and names[:half] == names[half:]
    distinct = names[:half] if repeated else names
    if any(_OPTION.match(name) for name in distinct):
        return False
    if len(distinct) < 2 or len(set(distinct)) < len(distinct) or _FORM_HEADER.issuperset(distinct):
        return False
    values = [name for name in distinct if _VALUE.match(name) and not _YEAR.match(name)]
    if values or any(len(name) > _LONGEST_COLUMN_NAME or SENTENCE.search(name) for name in distinct):
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
    looked_at = rows[first : first + _ROWS_OF_A_FORM]
    for row in looked_at:
        names = _list_names(row, texts)
        hits = [bool(_FORM_LABEL.search(name)) and len(name) <= 20 for name in names]
        labels += sum(hits[::2])
        values += sum(hits[1::2])
        rows_with_labels += any(hits[::2])
    return labels > values and rows_with_labels * 2 >= len(looked_at)


def _stands_out(rows: Rows, first: int, texts: Sequence[str]) -> bool:
    """Whether a row without known words differs from what stands below it: shorter, or above grades and figures."""
    row = rows[first]
    names = _list_names(row, texts)
    if None in row or len(rows) - first < 3:
        return False
    if any(
        len(name) > _LONGEST_PLAIN_NAME or re.search(r"\d", name) or SENTENCE.search(name) for name in names
    ):
        return False
    below = [text for below_row in rows[first + 1 :] for text in _list_names(below_row, texts)]
    if sum(map(len, below)) * len(names) > 1.3 * sum(map(len, names)) * len(below) > 0:
        return True
    return any(_is_graded(rows, first, column, texts) for column in range(1, len(row)))


def _is_graded(rows: Rows, first: int, column: int, texts: Sequence[str]) -> bool:
    """Whether a column holds grades or figures below a first cell that is none."""
    head = rows[first][column]
    below = [row[column] for row in rows[first + 1 :]]
    filled = [texts[index].strip() for index in below if index is not None]
    graded = sum(bool(_GRADE.match(text)) or bool(_VALUE.match(text)) for text in filled)
    return head is not None and not _GRADE.match(texts[head].strip()) and graded > max(2, 0.6 * len(filled))


def _continues_header(rows: Rows, depth: int, texts: Sequence[str]) -> bool:
    """Whether a row is the lower half of a header: it splits wide names, and the others reach down into it."""
    above, row = rows[depth - 1], rows[depth]
    wide = {index for index, following in pairwise(above) if index is not None and index == following}
    own: list[str] = []
    for upper, lower in zip(above, row, strict=True):
        if lower is None or lower == upper:
            continue
        if upper is not None and upper not in wide:
            return False
        own.append(texts[lower].strip())
    if not own:
        return all(upper is not None and upper == lower for upper, lower in zip(above, row, strict=True))
    short = all(len(name) <= _LONGEST_COLUMN_NAME and not SENTENCE.search(name) for name in own)
    # 等级 over 一级 | 二级 | 三级, beside names that reach down: columns to tick, and no row of grades.
    reaches_down = any(upper is not None and upper == lower for upper, lower in zip(above, row, strict=True))
    graded = any(_VALUE.match(name) or _GRADE.match(name) for name in own) and not (
        reaches_down
        and len(own) >= _FEWEST_GRADES
        and all(map(_GRADE.match, own))
        and len(set(own)) == len(own)
    )
    return bool(wide) and short and not graded
