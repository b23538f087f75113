"""Readers of single cells: one for each way in which a column is read, from text to a validated value."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from rapidfuzz import fuzz, process
from stdnum.cn import uscc

from catalog.ingest.amounts import find_amounts, flatten
from catalog.ingest.columns import EVERY_INDUSTRY, Column, Read, list_choices
from catalog.ingest.terms import read_golive_days, read_loan_wan, read_rate_percent, read_term_months
from catalog.schemas import TopicUplift
from catalog.taxonomy import Taxonomy
from catalog.vocabulary import Deployment, FinanceType, Kind, ProviderType, Purpose
from embeddings.segmentation import fold


@dataclass(frozen=True, slots=True)
class CellProblem(Exception):
    """A cell that cannot be read as its column asks; `fatal` refuses the row, otherwise the field stays empty."""

    message: str
    fatal: bool = True
    known: Any = None
    """What could be read nevertheless; kept where the file's words are known to be free (a lenient mapping)."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A value that was read, and what people should know about it."""

    value: Any
    message: str


_PLACEHOLDERS = {"-", "--", "—", "——", "/", "\\", "无", "暂无", "未知", "不详", "n/a", "na", "null", "none", "未注明", "未填", "待补充", "待定", "tbd", "…", "..."}  # fmt: skip


def is_blank(text: str) -> bool:
    """Whether a cell states nothing: empty, or one of the marks that people put for nothing."""
    return not text or fold(text).strip() in _PLACEHOLDERS


def split_values(text: str, extra: str = "") -> list[str]:
    """The values of one cell: parted by semicolons or line ends, and by the `extra` characters outside parentheses."""
    parts: list[str] = []
    depth, current = 0, ""
    for character in text:
        depth += (character in "(（[【") - (character in ")）]】")
        if character in "；;\n" or (depth <= 0 and character in extra):
            parts.append(current)
            current = ""
        else:
            current += character
    parts.append(current)
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))


def read_cell(text: str, column: Column, taxonomy: Taxonomy) -> Any:
    """The value of a filled cell, or a Remark around it. Raises CellProblem."""
    return _READERS[column.read](text, column, taxonomy)


_LISTED = "、，,/|+＋"
_JOINED = _LISTED + "及和或"  # only where no value has one of these words inside: 高端装备及零部件制造 does


def _line(text: str, column: Column, _taxonomy: Taxonomy) -> str:
    line = " ".join(text.split())
    if len(line) > 200:
        raise CellProblem(f"{column.header}不能超过 200 个字，现有 {len(line)} 个")
    return line


def _paragraph(text: str, column: Column, _taxonomy: Taxonomy) -> str:
    if len(text) > 4000:
        raise CellProblem(f"{column.header}不能超过 4000 个字，现有 {len(text)} 个")
    return text


def _lines(text: str, column: Column, taxonomy: Taxonomy) -> tuple[str, ...]:
    return tuple(_line(part, column, taxonomy) for part in split_values(text, "、"))


def _cases(text: str, column: Column, taxonomy: Taxonomy) -> tuple[str, ...]:
    return tuple(_paragraph(part, column, taxonomy) for part in split_values(text))


def _kind(text: str, _column: Column, _taxonomy: Taxonomy) -> Kind:
    folded = fold(text)
    if "方案" in folded or folded == "solution":
        return Kind.SOLUTION
    if any(word in folded for word in ("产品", "软件", "系统", "工具", "app", "product")):
        return Kind.PRODUCT
    raise CellProblem(f"应为“{Kind.PRODUCT.label}”或“{Kind.SOLUTION.label}”")


def _provider_type(text: str, column: Column, _taxonomy: Taxonomy) -> ProviderType:
    words = {
        "综合": ProviderType.COMPREHENSIVE,
        "场景": ProviderType.SCENE,
        "专项": ProviderType.SCENE,
        "小快轻准": ProviderType.SCENE,
        "金融": ProviderType.FINANCIAL,
        "银行": ProviderType.FINANCIAL,
        "融资": ProviderType.FINANCIAL,
        "担保": ProviderType.FINANCIAL,
    }
    found = {kind for word, kind in words.items() if word in fold(text)}
    if len(found) != 1:
        raise CellProblem(f"应为{_quoted(column.choices)}之一")
    return found.pop()


def _finance_type(text: str, column: Column, _taxonomy: Taxonomy) -> FinanceType:
    words = (
        ("贴息", FinanceType.INTEREST_DISCOUNT),
        ("补贴", FinanceType.SUBSIDY),
        ("补助", FinanceType.SUBSIDY),
        ("奖", FinanceType.SUBSIDY),
        ("租", FinanceType.LEASING),
        ("担保", FinanceType.GUARANTEE),
        ("贷", FinanceType.LOAN),
        ("授信", FinanceType.LOAN),
    )
    for word, kind in words:
        if word in fold(text):
            return kind
    raise CellProblem(f"应为{_quoted(column.choices)}之一")


def _deployment(text: str, _column: Column, _taxonomy: Taxonomy) -> tuple[Deployment, ...]:
    found: list[Deployment] = []
    unknown: list[str] = []
    for part in split_values(text, _JOINED):
        word = fold(part)
        if re.search(r"混合|云边|端云|公私", word):
            found.append(Deployment.HYBRID)
        elif re.search(r"本地|私有|专有云|局域网|on-?prem|独立部署|内网|边缘|单机|线下", word):
            found.append(Deployment.ON_PREMISES)
        elif re.search(r"saas|云|在线|线上|web", word):
            found.append(Deployment.SAAS)
        else:
            unknown.append(part)
    return _all_known(found, unknown, "部署方式", [kind.value for kind in Deployment])


def _purposes(text: str, _column: Column, _taxonomy: Taxonomy) -> tuple[Purpose, ...]:
    found: list[Purpose] = []
    unknown: list[str] = []
    for part in split_values(text, _JOINED):
        word = fold(part)
        if word in ("不限", "通用", "全部"):
            return tuple(Purpose)
        if re.search(r"设备|技改|技术改造|固定资产|产线", word):
            found.append(Purpose.EQUIPMENT)
        elif re.search(r"软件|信息系统|数字化|上云|研发", word):
            found.append(Purpose.SOFTWARE)
        elif "网络" in word:
            found.append(Purpose.NETWORK)
        elif re.search(r"流动|周转|经营", word):
            found.append(Purpose.WORKING_CAPITAL)
        else:
            unknown.append(part)
    return _all_known(found, unknown, "资金用途", [purpose.value for purpose in Purpose])


def _all_known(found: list[Any], unknown: list[str], what: str, choices: list[str]) -> tuple[Any, ...]:
    known = tuple(dict.fromkeys(found))
    if unknown:
        raise CellProblem(f"{_quoted(unknown)}不是{what}，应为{_quoted(choices)}", known=known)
    return known


def _industries(text: str, column: Column, taxonomy: Taxonomy) -> tuple[str, ...]:
    found: list[str] = []
    for part in split_values(text, _LISTED):
        if part in EVERY_INDUSTRY:
            return tuple(industry.name for industry in taxonomy.industries)
        industry = taxonomy.find_industry(part) or (
            taxonomy.industry_of_code(part) if re.fullmatch(r"[Cc]?\d{2,4}", part) else None
        )
        if industry is None:
            raise CellProblem(_unknown("行业", part, column, taxonomy))
        found.append(industry.name)
    return tuple(dict.fromkeys(found))


def _industry_codes(text: str, _column: Column, taxonomy: Taxonomy) -> Any:
    codes = [part.upper().removeprefix("C") for part in split_values(text, "、，,/ ")]
    unknown = [code for code in codes if code not in taxonomy.industry_codes]
    known = tuple(code for code in codes if code in taxonomy.industry_codes)
    if not unknown:
        return known
    return Remark(known, f"{_quoted(unknown)}不是 GB/T 4754 制造业的代码，未采用")


def _topics(text: str, column: Column, taxonomy: Taxonomy) -> tuple[str, ...]:
    codes: list[str] = []
    for part in split_values(text, _LISTED):
        topic = taxonomy.find_topic(part)
        if topic is None:
            raise CellProblem(_unknown("场景", part, column, taxonomy))
        codes.append(topic.code)
    return tuple(dict.fromkeys(codes))


_UPLIFT = re.compile(r"(?P<topic>.+?)\s*[:：\s]\s*(?:从|由)?(?P<levels>[^:：]+)")


def _uplifts(text: str, column: Column, taxonomy: Taxonomy) -> tuple[TopicUplift, ...]:
    found: list[TopicUplift] = []
    for part in split_values(text, "、，,"):
        match = _UPLIFT.fullmatch(part)
        topic = taxonomy.find_topic(match["topic"]) if match else None
        if match is None or topic is None:
            named = f"“{match['topic']}”不是场景" if match else f"“{part}”读不出场景和等级"
            raise CellProblem(f"{named}，应写成“生产管控:1-3”")
        low, high = _levels(match["levels"], taxonomy, part)
        found.append(TopicUplift(topic=topic.code, level_from=low, level_to=high))
    return tuple(found)


def _levels(text: str, taxonomy: Taxonomy, part: str) -> tuple[int | None, int]:
    ends = [_level_number(end, taxonomy) for end in re.split(r"-+|→|->|~|至|到|升", flatten(text)) if end.strip(" 级提达")]
    if not 1 <= len(ends) <= 2 or any(end is None for end in ends):
        raise CellProblem(f"“{part}”的等级应为 0–4，写成“生产管控:1-3”")
    low, high = (None, ends[0]) if len(ends) == 1 else (ends[0], ends[1])
    assert high is not None, "checked above"
    if low is not None and low >= high:
        raise CellProblem(f"“{part}”提升后的等级应当高于提升前")
    return low, high


def _level_number(text: str, taxonomy: Taxonomy) -> int | None:
    word = text.strip()
    level = taxonomy.find_level(word) or taxonomy.find_level(word + "级")
    if level is not None:
        return level.number
    return int(word) if re.fullmatch(r"[0-4]", word) else None


def _level(text: str, _column: Column, taxonomy: Taxonomy) -> int:
    number = _level_number(re.sub(r"\.0$|及以上|以上|[≥>=]", "", flatten(text)), taxonomy)
    if number is None:
        raise CellProblem("应为 0–4 的等级")
    return number


def _regions(text: str, _column: Column, taxonomy: Taxonomy) -> Any:
    found: list[str] = []
    unknown: list[str] = []
    for part in split_values(text, _JOINED):
        region = taxonomy.find_region(part) or taxonomy.find_region(part.removeprefix("银川市").removeprefix("银川"))
        if region is not None:
            found.append(region.name)
        elif fold(part).removesuffix("市") in ("银川", "银川全"):
            found.append("银川市")
        elif part in ("不限", "全国", "通用", "全区", "宁夏", "全市"):
            found.append("银川市")
        else:
            found.append(part)
            unknown.append(part)
    value = tuple(dict.fromkeys(found))
    return Remark(value, f"{_quoted(unknown)}不在银川市的八个区域内，照原文保留") if unknown else value


def _span(reader: Callable[[str], Any], what: str) -> Callable[[str, Column, Taxonomy], Any]:
    def read(text: str, _column: Column, _taxonomy: Taxonomy) -> Any:
        span = reader(text)
        stated = re.search(r"\d", text) and not re.search(r"(?i)lpr|面议|未公布|%贴|基点", text)
        return span if span or not stated else Remark(span, f"读不出{what}，只保留原文")

    return read


def _yes_no(text: str, _column: Column, _taxonomy: Taxonomy) -> bool:
    word = fold(text).strip("。. ")
    if word in ("否", "no", "n", "false", "0", "×", "x", "收费", "付费", "不可", "不可以") or re.match(r"不|无|没|非|暂不", word):
        return False
    if word in ("是", "yes", "y", "true", "1", "√", "✓", "✔", "有", "可", "可以", "支持", "免费", "提供") or re.search(
        r"\d+\s*(?:天|日|周|个月)|可?免费|试用|可申请|支持", word
    ):
        return True
    raise CellProblem("应填“是”或“否”，已按未说明处理", fatal=False)


def _sample(text: str, _column: Column, _taxonomy: Taxonomy) -> bool:
    return any(word in fold(text) for word in ("示例", "演示", "样例", "sample", "demo"))


_DATE = re.compile(r"(?P<y>(?:19|20)\d{2})\D{0,2}?[-/.年]?\s*(?P<m>\d{1,2})\s*[-/.月]?\s*(?P<d>\d{1,2})?\s*日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?")


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


_AROUND = re.compile(r"(?:约|近|超过?|逾|共|大约|现有|满|不低于|不少于|≥|>=)?\s*(\d+(?:,\d{3})*(?:\.\d+)?)\s*(?:多|余)?\s*(?:[个名人位年]+|工作日|个工作日|天|日)?(?:以上|及以上|左右|内|以内)?")


def _number(text: str, column: Column, _taxonomy: Taxonomy) -> float:
    match = _AROUND.fullmatch(flatten(text).strip())
    if match is None:
        raise CellProblem(f"{column.header}应为一个数，已按未说明处理", fatal=False)
    return float(match[1].replace(",", ""))


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
        raise CellProblem(f"统一社会信用代码应为 18 位，现有 {len(code)} 位")
    if not uscc.is_valid(code):
        raise CellProblem("统一社会信用代码的校验位不对，请核对")
    return code


def _unknown(what: str, part: str, column: Column, taxonomy: Taxonomy) -> str:
    choices = list_choices(column, taxonomy)
    near = process.extractOne(part, choices, scorer=fuzz.ratio, score_cutoff=40)
    hint = f"，是不是“{near[0]}”" if near else f"，应为{_quoted(choices[:4])}{'等' if len(choices) > 4 else ''}"
    return f"“{part}”不是已知的{what}{hint}"


def _quoted(words: Any) -> str:
    return "、".join(f"“{word}”" for word in words)


_READERS: dict[Read, Callable[[str, Column, Taxonomy], Any]] = {
    Read.LINE: _line,
    Read.PARAGRAPH: _paragraph,
    Read.LINES: _lines,
    Read.CASES: _cases,
    Read.KIND: _kind,
    Read.PROVIDER_TYPE: _provider_type,
    Read.FINANCE_TYPE: _finance_type,
    Read.INDUSTRIES: _industries,
    Read.INDUSTRY_CODES: _industry_codes,
    Read.TOPICS: _topics,
    Read.UPLIFTS: _uplifts,
    Read.DEPLOYMENT: _deployment,
    Read.PURPOSES: _purposes,
    Read.REGIONS: _regions,
    Read.PRICE: _paragraph,
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
    Read.LEVEL: _level,
    Read.CREDIT_CODE: _credit_code,
}
