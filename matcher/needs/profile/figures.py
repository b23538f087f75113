"""The enterprise in figures: employees, revenue and budget in 万元, digital level."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from catalog.quantities import find_amounts, parse_number
from catalog.taxonomy import Taxonomy
from matcher.documents.model import Document
from matcher.needs.levels import find_levels, parse_level
from matcher.needs.profile.fields import Field, labelled

_STAFF_LABEL = re.compile(
    r"(?:从业|在册|职工|员工|在岗|用工).{0,4}(?:人员|人数|数|总数|规模|职工)?|^人员(?:规模|数量)?$|^人数$"
)
_NOT_STAFF = re.compile(r"信息化|数字化|研发|技术|管理人员|社保|大专|专科|平均|人均|培训")
_REVENUE_LABEL = re.compile(r"营业收入|营收|销售(?:收入|额)|年收入|主营业务收入")
_BUDGET_LABEL = re.compile(
    r"(?:改造|项目|本次|数字化|预算|计划).{0,6}(?:预算|投入|投资|出资)|^预算(?:总额|合计|金额)?$|^(?:打算|准备|计划|拟)(?:花|投|出)|总投资|投资总额|^计划投入|预算"
)
_NOT_BUDGET = re.compile(
    r"近[三3两2]年|数字化投入合计|其中|累计|固定资产|上年|历年|已投入|\d{4}年.{0,2}(?:数字化)?投入|占比|(?<!本)年度"
)
_LEVEL_LABEL = re.compile(
    r"(?:数字化)?(?:水平|综合|整体|总体|系统判定|自评|评测|判定|企业).{0,6}(?:等级|级别|评测|结果)|^等级$|综合判定|^(?:线上)?(?:评测|自评)(?:结果|结论)?$|体检结论|^数字化(?:水平|程度)$"
)


_LEAST_STAFF = 10  # smaller counts in prose are of a department
_COUNT = r"(\d{1,3}(?:[,，]\d{3})+|\d+|[一二三四五六七八九十百千两]+)"


def find_employees(fields: list[Field], prose: list[str], document: Document) -> int | None:
    """The head count of the whole enterprise, or None."""
    for field in labelled(fields, _STAFF_LABEL, _NOT_STAFF):
        number = re.search(_COUNT, field.value)
        if number and (value := parse_number(number[1])):
            return int(value[0])
    by_column = list(_latest_column(document, _STAFF_LABEL, _NOT_STAFF))
    if by_column:
        return int(max(by_column)[1])
    patterns = (
        rf"(?:员工|职工|从业人员|在册人员|在岗人员|用工|从业者)(?:总数|人数|共计|总计|合计)?(?:约|共|有|为|总共|现有|大约|近)*\s*{_COUNT}\s*(?:多|余)?\s*(?:人|名|位)",
        rf"(?:现有|共有|在册|在职|在岗|全厂|全公司|上下|一共|总共|拥有)[^，。；]{{0,6}}?{_COUNT}\s*(?:多|余)?\s*(?:个|名|位|号)?(?:员工|职工|人(?![次均]))",
        rf"{_COUNT}\s*(?:多|余)?(?:名|个|位|号)(?:员工|职工)",
        rf"(?:员工|职工)[^，。；\d]{{0,4}}{_COUNT}(?:人|名)",
        rf"(?:厂里|厂子里?|公司里|我们)(?:现在|共|总共|一共|有)*\s*{_COUNT}\s*(?:多|来)?(?:个|口|号)?人",
    )
    for pattern in patterns:
        for text in prose:
            match = re.search(pattern, text)
            if match and not re.search(r"培训|研发人员|信息化|党员|技术人员\d", text[: match.end()][-24:]):
                value = parse_number(match[1])
                if value and value[0] >= _LEAST_STAFF:
                    return int(value[0])
    return None


def find_revenue(fields: list[Field], prose: list[str], document: Document) -> float | None:
    """The newest stated revenue in 万元, or None."""
    by_year: list[tuple[int, float]] = []
    for field in labelled(fields, _REVENUE_LABEL, re.compile(r"占|率|每百元|人均|增")):
        year = re.search(r"(20\d\d)", field.label + field.value)
        amount = _amount(field)
        if amount is not None:
            by_year.append((int(year[1]) if year else 0, amount))
    by_year += _revenue_columns(document)
    for text in prose:
        for match in re.finditer(r"营业收入|营收|销售收入|销售额|产值(?=.{0,4}亿)|去年卖了|年销售", text):
            amounts = list(find_amounts(text[match.end() : match.end() + 24]))
            years = re.findall(r"(20\d\d)年", text[: match.start()])
            series = _SERIES.match(text, match.end())
            if series and len(amounts := list(find_amounts(text[match.end() : match.end() + 60]))) > 1:
                amounts = amounts[:: 1 if years == sorted(years, reverse=True) else -1]
            if amounts and not re.search(
                r"力争|目标|预计|达到.{0,4}以上|增加|增长|提高|下降|人均|每百元",
                text[max(0, match.start() - 8) : match.end() + 8],
            ):
                by_year.append((int(years[-1]) if years else 0, amounts[0].high))
    return max(by_year, key=lambda pair: pair[0])[1] if by_year else None


_SERIES = re.compile(r"(?:依次|分别)(?:为|是|达到?)")


def _revenue_columns(document: Document) -> Iterator[tuple[int, float]]:
    """Tables with a year a column: 指标（万元） | 2022年 | 2023年."""
    return _latest_column(document, _REVENUE_LABEL, re.compile(r"占|率|每百元|人均|增"))


def _latest_column(
    document: Document, wanted: re.Pattern[str], refused: re.Pattern[str]
) -> Iterator[tuple[int, float]]:
    """(year, amount) of the rows of this label in tables with a year a column; a bare number takes its label's unit."""
    for table in document.tables:
        if not table.header_rows:
            continue

        def text_at(row: int, column: int, rows: tuple[tuple[int | None, ...], ...] = table.rows) -> str:
            index = rows[row][column]
            return "" if index is None else document.blocks[index].text

        header = [text_at(table.header_rows - 1, column) for column in range(len(table.rows[0]))]
        for row in range(table.header_rows, len(table.rows)):
            label = text_at(row, 0)
            if not wanted.search(label) or refused.search(label) or label.startswith("其中"):
                continue
            for column, name in enumerate(header[1:], start=1):
                year = re.search(r"20\d\d", name)
                amount = _amount(Field(label + header[0], text_at(row, column)))
                if year and amount is not None:
                    yield int(year[0]), amount


_LABEL_UNITS = (
    (re.compile(r"亿"), 10_000.0),
    (re.compile(r"千元"), 0.1),
    (re.compile(r"(?<![万千百亿])元"), 0.0001),
)


def _amount(field: Field) -> float | None:
    """The value in 万元; a bare number takes the unit of its label."""
    amounts = list(find_amounts(field.value))
    if amounts:
        return amounts[0].high
    bare = re.fullmatch(r"\s*(?:约)?\s*(\d[\d,，]*(?:\.\d+)?)\s*", field.value)
    if not bare:
        return None
    value = float(re.sub("[,，]", "", bare[1]))
    scale = next((scale for unit, scale in _LABEL_UNITS if unit.search(field.label)), 1.0)
    return round(value * scale, 6)


def find_budget(fields: list[Field], prose: list[str], document: Document) -> float | None:
    """What the enterprise will spend on this transformation, in 万元: a field, the total of a plan's table, or prose."""
    for field in labelled(fields, _BUDGET_LABEL, _NOT_BUDGET):
        amount = _amount(field)
        if amount is not None:
            return amount
    stated = next(
        (amount for text in prose if (amount := _said_budget(text, _FIRM_BUDGET)) is not None), None
    )
    if stated is None:
        stated = next(_table_totals(document), None)
    if stated is None:
        about_it = (text for text in prose if re.search(r"改造|数字化|项目|本次|信息化|软件|系统", text))
        stated = next(
            (amount for text in about_it if (amount := _said_budget(text, _LOOSE_BUDGET)) is not None), None
        )
    return stated


_FIRM_BUDGET = re.compile(
    r"预算|总投[资入]|合计(?:需)?投[入资]|(?:共|总共|一共)(?:需|要)?投[入资]|(?:计划|拟|预计|准备|打算|愿意|可)(?:用)?(?:投入|投资|出资|拿出?|花)|"
    r"投[资入]总?[额量]|投资估算|资金盘子|(?:最多|顶多|至多)(?:能|可)?(?:出|拿|投|花)?|能拿出|控制在|封顶|上限|不超过"
)
_LOOSE_BUDGET = re.compile(r"投入|投资|出资|拿出|费用")
_OTHER_MONEY = re.compile(
    r"20\d\d年(?!.{0,6}(?:计划|拟|预算|改造))|近[三3两2]年|累计|已|曾|固定资产|回收|贷款|额度|单户|营|收入|补[贴助]|奖|每[年月]|罚|损失|电费|设备款|注册资"
)


def _said_budget(text: str, words: re.Pattern[str]) -> float | None:
    for match in words.finditer(text):
        before = text[max(0, match.start() - 12) : match.end()]
        amounts = list(find_amounts(text[match.end() : match.end() + 18]))
        if amounts and not _OTHER_MONEY.search(before + text[match.end() : match.end() + amounts[0].start]):
            return amounts[0].high
    return None


def _table_totals(document: Document) -> Iterator[float]:
    """The 合计 row of a table with a column 投入（万元）."""
    for table in document.tables:
        for at, column in enumerate(
            _text(document, table.rows[max(0, table.header_rows - 1)], range(len(table.rows[0])))
        ):
            if not table.header_rows or not re.search(r"投[入资]|预算|费用|估算|金额", column):
                continue
            for row in table.rows[table.header_rows :]:
                first, value = _text(document, row, (0, at))
                if re.match(r"\s*(?:合计|总计|总投资|共计)", first) and (
                    amount := _amount(Field(column, value))
                ):
                    yield amount


def _text(document: Document, row: tuple[int | None, ...], columns: Iterable[int]) -> list[str]:
    return ["" if (index := row[at]) is None else document.blocks[index].text.strip() for at in columns]


def find_level(fields: list[Field], prose: list[str], taxonomy: Taxonomy) -> int | None:
    """The level 0–4 of the whole enterprise, or None when only scenes are graded or a target is named."""
    for field in labelled(fields, _LEVEL_LABEL, re.compile(r"目标|场景|期望|改造后|安全|信用|标准化")):
        level = parse_level(field.value, taxonomy)
        if level is None and (found := find_levels(field.value, taxonomy)):
            level = found[0]
        if level is not None:
            return level
    whole = re.compile(
        r"(?:企业|综合|整体|总体|数字化|评测|判定|评定)[^。；，]{0,14}(?:等级|水平|结果|级别)|综合(?:判定|评定|评测)|(?:判定|评定|认定|定|评)为|获评|(?:整体|总体)(?:处于|为|达到)|(?:等级|水平)(?:为|处于|达到?)"
    )
    for text in prose:
        for clause in re.split(r"[，；。]", text):
            match = whole.search(clause)
            if match and not re.search(
                r"目标|力争|改造后|试点要求|须达|应达|要求|预计|有望|争取|提升(?:到|至)|达到.{0,6}以上|场景",
                clause,
            ):
                found = find_levels(clause[match.start() :], taxonomy)
                if found:
                    return found[0]
    return None
