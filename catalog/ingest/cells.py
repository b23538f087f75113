"""Readers of single cells: one for each way in which a column is read, from text to a validated value."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date
from typing import Any

from stdnum.cn import uscc

from catalog.amounts import find_amounts, flatten
from catalog.ingest.closed import (
    read_deployment,
    read_finance_type,
    read_industries,
    read_industry_codes,
    read_kind,
    read_level,
    read_provider_type,
    read_purposes,
    read_regions,
    read_topics,
    read_uplifts,
)
from catalog.ingest.columns import Column, Read
from catalog.ingest.shared_costs import read_shared_costs
from catalog.ingest.terms import read_golive_days, read_loan_wan, read_rate_percent, read_term_months
from catalog.ingest.values import CellProblem, Remark, split_values
from catalog.taxonomy import Taxonomy
from embeddings.segmentation import fold


def read_cell(text: str, column: Column, taxonomy: Taxonomy) -> Any:
    """The value of a filled cell, or a Remark around it. Raises CellProblem."""
    return _READERS[column.read](text, column, taxonomy)


def _line(text: str, column: Column, _taxonomy: Taxonomy) -> str:
    line = " ".join(text.split())
    if len(line) > 200:
        raise CellProblem(f"{column.header}不能超过200个字，现有{len(line)}个")
    return line


def _paragraph(text: str, column: Column, _taxonomy: Taxonomy) -> str:
    if len(text) > 4000:
        raise CellProblem(f"{column.header}不能超过4000个字，现有{len(text)}个")
    return text


def _lines(text: str, column: Column, taxonomy: Taxonomy) -> tuple[str, ...]:
    return tuple(_line(part, column, taxonomy) for part in split_values(text, "、"))


def _cases(text: str, column: Column, taxonomy: Taxonomy) -> tuple[str, ...]:
    return tuple(_paragraph(part, column, taxonomy) for part in split_values(text))


def _span(reader: Callable[[str], Any], what: str) -> Callable[[str, Column, Taxonomy], Any]:
    def read(text: str, _column: Column, _taxonomy: Taxonomy) -> Any:
        span = reader(text)
        stated = re.search(r"\d", text) and not re.search(r"(?i)lpr|面议|未公布|%贴|基点", text)
        return span if span or not stated else Remark(span, f"读不出{what}，只保留原文")

    return read


def _yes_no(text: str, _column: Column, _taxonomy: Taxonomy) -> bool:
    word = fold(text).strip("。. ")
    if word in ("否", "no", "n", "false", "0", "×", "x", "收费", "付费", "不可", "不可以") or re.match(
        r"不|无|没|非|暂不", word
    ):
        return False
    if word in (
        "是",
        "yes",
        "y",
        "true",
        "1",
        "√",
        "✓",
        "✔",
        "有",
        "可",
        "可以",
        "支持",
        "免费",
        "提供",
    ) or re.search(r"\d+\s*(?:天|日|周|个月)|可?免费|试用|可申请|支持", word):
        return True
    raise CellProblem("应填“是”或“否”，已按未说明处理", fatal=False)


def _sample(text: str, _column: Column, _taxonomy: Taxonomy) -> bool:
    return any(word in fold(text) for word in ("示例", "演示", "样例", "sample", "demo"))


_DATE = re.compile(
    r"(?P<y>(?:19|20)\d{2})\D{0,2}?[-/.年]?\s*(?P<m>\d{1,2})\s*[-/.月]?\s*(?P<d>\d{1,2})?\s*日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?"
)


def _date(text: str, column: Column, _taxonomy: Taxonomy) -> date | None:
    folded = flatten(text).strip()
    if re.fullmatch(r"长期(?:有效)?|永久(?:有效)?|不限|无限期", folded):
        return None
    match = _DATE.fullmatch(folded)
    if match is None and re.fullmatch(r"(?:19|20)\d{6}", folded):
        match = _DATE.fullmatch(f"{folded[:4]}-{folded[4:6]}-{folded[6:]}")
    if match is None:
        raise CellProblem(f"{column.header}应写成年-月-日，如 2028-12-31")
    year, month = int(match["y"]), int(match["m"])
    try:
        # A month alone is valid to its end.
        return date(year, month, int(match["d"]) if match["d"] else calendar.monthrange(year, month)[1])
    except (ValueError, calendar.IllegalMonthError):
        raise CellProblem(f"“{text}”不是日历上的日期") from None


_AROUND = re.compile(
    r"(?:约|近|超过?|逾|共|大约|现有|满|不低于|不少于|≥|>=)?\s*(\d+(?:,\d{3})*(?:\.\d+)?)\s*(?:多|余)?\s*(?:[个名人位年]+|工作日|个工作日|天|日)?(?:以上|及以上|左右|内|以内)?"
)


_MOST = 10_000_000_000


def _number(text: str, column: Column, _taxonomy: Taxonomy) -> float:
    match = _AROUND.fullmatch(flatten(text).strip())
    if match is None:
        raise CellProblem(f"{column.header}应为一个数，已按未说明处理", fatal=False)
    number = float(match[1].replace(",", ""))
    if number > _MOST:
        raise CellProblem(f"{column.header}的数值过大，已按未说明处理", fatal=False)
    return number


def _whole(text: str, column: Column, taxonomy: Taxonomy) -> int:
    if column.field == "founded" and (match := re.match(r"((?:19|20)\d{2})(?:年|[-/.]|$)", text)):
        return int(match[1])
    return round(_number(text, column, taxonomy))


def _years(text: str, column: Column, taxonomy: Taxonomy) -> float:
    span = read_term_months(text) if re.search(r"[年月]", text) else None
    if span and (span.low or span.high):
        return float(span.low or span.high or 0) / 12
    return _number(text, column, taxonomy)


def _wan(text: str, column: Column, taxonomy: Taxonomy) -> float:
    amounts = find_amounts(flatten(text))
    return amounts[0].low if amounts else _number(text, column, taxonomy)


def _credit_code(text: str, _column: Column, _taxonomy: Taxonomy) -> str:
    code = re.sub(r"[\s-]", "", fold(text)).upper()
    if len(code) != 18:
        raise CellProblem(f"统一社会信用代码应为18位，现有{len(code)}位")
    if not uscc.is_valid(code):
        raise CellProblem("统一社会信用代码的校验位不对，请核对")
    return code


def _choice(text: str, column: Column, _taxonomy: Taxonomy) -> str:
    """One of the column's choices, with words around it or not: 已验收 is 验收, 骨干企业 is 骨干; 待验收 is none."""
    folded = fold(text)
    found = [
        choice for choice in column.choices if re.search(rf"(?<![未待不拟非]){re.escape(choice)}", folded)
    ]
    if len(found) != 1:
        raise CellProblem(f"应为{'、'.join(f'“{choice}”' for choice in column.choices)}之一")
    return found[0]


_READERS: dict[Read, Callable[[str, Column, Taxonomy], Any]] = {
    Read.LINE: _line,
    Read.PARAGRAPH: _paragraph,
    Read.LINES: _lines,
    Read.CASES: _cases,
    Read.KIND: read_kind,
    Read.PROVIDER_TYPE: read_provider_type,
    Read.FINANCE_TYPE: read_finance_type,
    Read.INDUSTRIES: read_industries,
    Read.INDUSTRY_CODES: read_industry_codes,
    Read.TOPICS: read_topics,
    Read.UPLIFTS: read_uplifts,
    Read.REQUIRES: read_topics,
    Read.DEPLOYMENT: read_deployment,
    Read.PURPOSES: read_purposes,
    Read.REGIONS: read_regions,
    Read.PRICE: _paragraph,
    Read.SHARED_COSTS: read_shared_costs,
    Read.GOLIVE: _span(read_golive_days, "天数"),
    Read.AMOUNT: _span(read_loan_wan, "金额"),
    Read.TERM: _span(read_term_months, "月数"),
    Read.RATE: _span(read_rate_percent, "年利率"),
    Read.YES_NO: _yes_no,
    Read.SAMPLE: _sample,
    Read.DATE: _date,
    Read.WHOLE: _whole,
    Read.NUMBER: _number,
    Read.WAN: _wan,
    Read.YEARS: _years,
    Read.WORKDAYS: _whole,
    Read.LEVEL: read_level,
    Read.CREDIT_CODE: _credit_code,
    Read.CHOICE: _choice,
}
