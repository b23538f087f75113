"""Readers of cells whose values come from closed lists: kinds, topics, levels, industries, regions, purposes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from rapidfuzz import fuzz, process

from catalog.amounts import flatten
from catalog.ingest.columns import EVERY_INDUSTRY, Column, list_choices
from catalog.ingest.values import CellProblem, Remark, split_values
from catalog.schemas import TopicUplift
from catalog.taxonomy import Taxonomy
from catalog.vocabulary import Deployment, FinanceType, Kind, ProviderType, Purpose
from embeddings.segmentation import fold

_LISTED = "、，,/|+＋"
_JOINED = _LISTED + "及和或"  # only where no value has one of these words inside: 高端装备及零部件制造 does


def read_kind(text: str, _column: Column, _taxonomy: Taxonomy) -> Kind:
    """数字化产品 or 解决方案 in any wording. Raises CellProblem."""
    folded = fold(text)
    if "方案" in folded or folded == "solution":
        return Kind.SOLUTION
    if any(word in folded for word in ("产品", "软件", "系统", "工具", "app", "product")):
        return Kind.PRODUCT
    raise CellProblem(f"应为“{Kind.PRODUCT.label}”或“{Kind.SOLUTION.label}”")


def read_provider_type(text: str, column: Column, _taxonomy: Taxonomy) -> ProviderType:
    """One of the three provider types, found by its telling word. Raises CellProblem."""
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


def read_finance_type(text: str, column: Column, _taxonomy: Taxonomy) -> FinanceType:
    """The kind of financing, found by its telling word. Raises CellProblem."""
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


def read_deployment(text: str, _column: Column, _taxonomy: Taxonomy) -> tuple[Deployment, ...]:
    """Where software runs, several values allowed. Raises CellProblem with what is known."""
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


def read_purposes(text: str, _column: Column, _taxonomy: Taxonomy) -> tuple[Purpose, ...]:
    """What the money is for, several values allowed. Raises CellProblem with what is known."""
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


def read_industries(text: str, column: Column, taxonomy: Taxonomy) -> tuple[str, ...]:
    """Industries by name, alias or GB/T 4754 code; 通用 means all four. Raises CellProblem."""
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


def read_industry_codes(text: str, _column: Column, taxonomy: Taxonomy) -> Any:
    """GB/T 4754 codes; unknown ones are left out and remarked upon."""
    codes = [part.upper().removeprefix("C") for part in split_values(text, "、，,/ ")]
    unknown = [code for code in codes if code not in taxonomy.industry_codes]
    known = tuple(code for code in codes if code in taxonomy.industry_codes)
    if not unknown:
        return known
    return Remark(known, f"{_quoted(unknown)}不是 GB/T 4754 制造业的代码，未采用")


def read_topics(text: str, column: Column, taxonomy: Taxonomy) -> tuple[str, ...]:
    """Topic codes from codes, names or aliases, in the order written. Raises CellProblem."""
    codes: list[str] = []
    for part in split_values(text, _LISTED):
        topic = taxonomy.find_topic(part)
        if topic is None:
            raise CellProblem(_unknown("场景", part, column, taxonomy))
        codes.append(topic.code)
    return tuple(dict.fromkeys(codes))


MAIN_TOPIC = "*"
"""Stands for the main topic in levels that name none."""
_UPLIFT = re.compile(r"(?P<topic>.*?[^\s:：从由])\s*(?:[:：\s]|(?=从|由))\s*(?P<levels>[^:：]+)")
_STEPS = re.compile(r"(?:-+|→|>|~|至|到|达|升|提|高)+")


def read_uplifts(text: str, _column: Column, taxonomy: Taxonomy) -> tuple[TopicUplift, ...]:
    """From which level to which, by topic, such as 生产管控:1-3; without a topic it is the main one's.

    Raises CellProblem.
    """
    found: list[TopicUplift] = []
    for part in split_values(text, "、，,"):
        levels = _levels(part, taxonomy)
        code = MAIN_TOPIC
        if levels is None:
            match = _UPLIFT.fullmatch(part)
            topic = taxonomy.find_topic(match["topic"]) if match else None
            levels = _levels(match["levels"], taxonomy) if match else None
            if match is None or topic is None or levels is None:
                reason = (
                    f"“{match['topic']}”不是场景" if match and topic is None else f"“{part}”读不出场景和等级"
                )
                raise CellProblem(f"{reason}，应写成“生产管控:1-3”，等级为 0–4")
            code = topic.code
        low, high = levels
        if low is not None and low >= high:
            raise CellProblem(f"“{part}”提升后的等级应当高于提升前")
        found.append(TopicUplift(topic=code, level_from=low, level_to=high))
    return tuple(found)


def _levels(text: str, taxonomy: Taxonomy) -> tuple[int | None, int] | None:
    """The level before, when stated, and the level after; None when the text is not levels."""
    ends = [
        end
        for end in _STEPS.split(
            flatten(text).replace("未达一级", "0级").strip().removeprefix("从").removeprefix("由")
        )
        if end.strip()
    ]
    numbers = [_level_number(end, taxonomy) for end in ends]
    known = [number for number in numbers if number is not None]
    if len(known) != len(ends) or not 1 <= len(known) <= 2:
        return None
    return (None, known[0]) if len(known) == 1 else (known[0], known[1])


def _level_number(text: str, taxonomy: Taxonomy) -> int | None:
    word = text.strip()
    level = taxonomy.find_level(word) or taxonomy.find_level(word + "级")
    if level is not None:
        return level.number
    return int(word) if re.fullmatch(r"[0-4]", word) else None


def read_level(text: str, _column: Column, taxonomy: Taxonomy) -> int:
    """One level 0–4 in any of the ways in which people write it. Raises CellProblem."""
    number = _level_number(re.sub(r"\.0$|及以上|以上|[≥>=]", "", flatten(text)), taxonomy)
    if number is None:
        raise CellProblem("应为 0–4 的等级")
    return number


def read_regions(text: str, _column: Column, taxonomy: Taxonomy) -> Any:
    """Areas of annex 2 or 银川市; other places stay as written and are remarked upon."""
    found: list[str] = []
    unknown: list[str] = []
    for part in split_values(text, _JOINED):
        region = taxonomy.find_region(part) or taxonomy.find_region(
            part.removeprefix("银川市").removeprefix("银川")
        )
        if region is not None:
            found.append(region.name)
        elif fold(part).removesuffix("市") in (
            "银川",
            "银川全",
            "全",
            "不限",
            "全国",
            "通用",
            "全区",
            "宁夏",
        ):
            found.append("银川市")  # what serves a larger area serves the city
        else:
            found.append(part)
            unknown.append(part)
    value = tuple(dict.fromkeys(found))
    return Remark(value, f"{_quoted(unknown)}不在银川市的八个区域内，照原文保留") if unknown else value


def _unknown(what: str, part: str, column: Column, taxonomy: Taxonomy) -> str:
    choices = list_choices(column, taxonomy)
    near = process.extractOne(part, choices, scorer=fuzz.ratio, score_cutoff=40)
    hint = (
        f"，是不是“{near[0]}”" if near else f"，应为{_quoted(choices[:4])}{'等' if len(choices) > 4 else ''}"
    )
    return f"“{part}”不是已知的{what}{hint}"


def _quoted(words: Iterable[str]) -> str:
    return "、".join(f"“{word}”" for word in words)
