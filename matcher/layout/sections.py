"""What a part of a report is for, read from its headings; it shifts how the sentences below are understood."""

from __future__ import annotations

import re
from enum import StrEnum

from embeddings.segmentation import simplify


class Part(StrEnum):
    """The parts that diagnosis reports have in common, whatever the service firm calls them."""

    PROBLEM = "problem"
    DEMAND = "demand"
    STATUS = "status"
    PROFILE = "profile"
    BACKGROUND = "background"
    WORKING = "working"
    EXCLUDED = "excluded"
    EFFECT = "effect"
    SUPPLIER = "supplier"
    FUNDING = "funding"
    NEUTRAL = "neutral"


# In this order: the first that fits names the part. Excluding words come before the words that they exclude.
_HEADINGS: tuple[tuple[Part, str], ...] = (
    (
        Part.EXCLUDED,
        r"不(?:再)?(?:纳入|改造|安排|实施|考虑|涉及|在本|做的|属于|需要|建设|用动|动的|碰|(?:用|必|值得?|想)(?:买|上|做|建|搞|弄|花|装|换|要))|没必要|用不着|暂(?:不|缓)|[无毋]需|[无毋]须|(?<![特分个区类级性辨识])别(?:做|上|动|急|搞|买|建|碰)|不(?:赞成|主张|建议)|以后再|后续再|另行|排除|先(?:搁|放|不)|搁置|放一放|缓一缓",
    ),
    (
        Part.SUPPLIER,
        r"(?:服务商|供应商|厂商|机构).{0,4}(?:推荐|名录|名单|清单|建议|参考)|(?:推荐|可选|参考|候选).{0,4}(?:服务商|供应商|厂商)",
    ),
    (
        Part.EFFECT,
        r"成效|效益|预期|收益|回报|验收|会怎样|价值分析|绩效|(?:做|办|建|改|完)(?:完|成|好)之?后|完成后",
    ),
    (Part.FUNDING, r"资金|融资|投资(?:来源|安排|概算)|金融|^钱$|贷款"),
    (
        Part.BACKGROUND,
        r"背景|政策|行业(?:现状|趋势|概况|情况|特点|对标|共性|形势)|形势|编制|依据|方法$|(?:诊断|评测|评估|调研|工作)的?过程|术语|定义|理论|案例|标杆|同[行业]|业界|见闻|市面|他山|(?:组织|实施)保障|风险提示|实施组织|组织实施|目录|声明|诊断(?:目的|范围)|评测过程",
    ),
    (
        Part.WORKING,
        r"已(?:具备|完成|建成|有|关闭|解决|整改|闭环|消除)的?|优势|亮点|做得(?:不错|好)|较好|良好|成熟|成绩|基础条件",
    ),
    (
        Part.PROBLEM,
        r"问题|痛点|短板|差距|不足|瓶颈|薄弱|困难|难处|难点|堵点|挑战|弱项|隐患|聊到|反映|吐槽|发现|症状|现象|体检结果",
    ),
    (
        Part.DEMAND,
        r"需求|诉求|愿望|想法|打算|意愿|意向|建议|方案|改造|规划|计划|任务|项目|措施|路径|对策|目标|建设内容|近期|中期|远期|短期|长期|阶段|怎么办|下一步|改进|提升|看法|改善|处方|对症|怎么(?:办|做|改)|补课|清单",
    ),
    (
        Part.PROFILE,
        r"基本(?:信息|情况)|企业(?:概况|简介|介绍|信息)|概况|简介|发展历程|历史|沿革|荣誉|经营(?:数据|情况)|信息化历程|看到的",
    ),
    (Part.STATUS, r"现状|情况|总体|应用|评测|等级|得分|水平|场景|调研|访谈|诊断|评估|评价|走访"),
)
_PATTERNS = tuple((part, re.compile(pattern)) for part, pattern in _HEADINGS)
# Whatever stands below these stays what they are, however a sub-heading is worded.
_STICKY = {Part.EXCLUDED, Part.SUPPLIER, Part.EFFECT, Part.BACKGROUND}


def part_of_heading(heading: str) -> Part | None:
    """The part that one heading opens, or None when its words do not tell."""
    text = simplify(heading)
    return next((part for part, pattern in _PATTERNS if pattern.search(text)), None)


def part_of(section: tuple[str, ...]) -> Part:
    """The part for text below these headings, outermost first: the deepest telling one, unless a sticky one is above."""
    found = Part.NEUTRAL
    for heading in section:
        part = part_of_heading(heading)
        if part is None or (found in _STICKY and part not in _STICKY | {Part.PROBLEM, Part.DEMAND}):
            continue
        if found in {Part.PROBLEM, Part.DEMAND} and part in {Part.STATUS, Part.PROFILE, Part.WORKING}:
            continue  # 痛点分析 > 设备情况 is still about pain
        found = part
    return found


# How much likelier each kind of statement is in a part than in a report at large. Rough odds by reading real structures;
# the sentence itself still decides: its own probabilities are multiplied by these and normalised.
PRIORS: dict[Part, dict[str, float]] = {
    Part.PROBLEM: {"need": 4.0, "others": 0.6, "effect": 0.5, "profile": 0.5},
    Part.DEMAND: {"need": 4.0, "effect": 0.7, "profile": 0.4, "others": 0.6},
    Part.STATUS: {"need": 0.8, "working": 1.5},
    Part.PROFILE: {"need": 0.4, "profile": 3.0, "working": 1.5, "past": 2.0},
    Part.BACKGROUND: {"need": 0.08, "others": 6.0, "effect": 2.0},
    Part.WORKING: {"need": 0.25, "working": 5.0},
    Part.EXCLUDED: {"need": 0.03, "deferred": 10.0},
    Part.EFFECT: {"need": 0.15, "effect": 6.0},
    Part.SUPPLIER: {"need": 0.01, "others": 10.0},
    Part.FUNDING: {"need": 0.5, "profile": 1.5},
    Part.NEUTRAL: {},
}


def shift(roles: dict[str, float], part: Part) -> dict[str, float]:
    """Role probabilities of a sentence, given the part it stands in."""
    weighted = {role: probability * PRIORS[part].get(role, 1.0) for role, probability in roles.items()}
    total = sum(weighted.values()) or 1.0
    return {role: value / total for role, value in weighted.items()}
