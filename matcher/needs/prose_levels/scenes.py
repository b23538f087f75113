"""Whose level it is: scenes as texts name them, one by one, in short, or as a group (其余场景, 约束性场景)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from catalog.taxonomy import Taxonomy
from catalog.taxonomy.model import Topic
from embeddings.segmentation import fold


class Naming(StrEnum):
    """How a text names what it grades."""

    OFFICIAL = "official"  # 质量管理: holds until another is named
    ALIAS = "alias"  # 过程控制: general words, of a scene only beside its level or where a sentence opens with them
    SHORT = "short"  # 质量: only directly beside its level
    THESE = "these"  # 该场景, 上述场景, 两者: those spoken of
    ALL = "all"
    REST = "rest"
    MANDATORY = "mandatory"
    OPTIONAL = "optional"
    GROUP = "group"  # 供应链管理环节的场景
    ASKED = "asked"  # 本次改造的场景
    WHOLE = "whole"  # the enterprise
    OTHER = "other"  # no scene: 网络安全, 多数场景


@dataclass(frozen=True, slots=True)
class Named:
    """One name, the codes of what it names (none for words that need the context), its place, how many are meant."""

    naming: Naming
    codes: tuple[str, ...]
    start: int
    end: int
    count: int | None = None


# As people say them for the whole scene. Only beside a level: 质量这块够不上一级, 设备、能耗都是一级.
_SHORT = {
    "S01": ("研发", "产品研发设计", "设计"),
    "S02": ("工艺",),
    "S03": ("营销", "销售", "客户"),
    "S04": ("售后", "服务"),
    "S05": ("调度",),
    "S06": ("生产", "车间", "制造"),
    "S07": ("质量", "质检", "品质", "检验", "品控"),
    "S08": ("设备", "维修", "机修"),
    "S09": ("安全", "安环"),
    "S10": ("能耗", "能源", "节能"),
    "S11": ("采购", "供应商", "供应"),
    "S12": ("仓储", "仓库", "库存", "物流", "仓管"),
    "S13": ("财务", "成本"),
    "S14": ("人力", "人事", "hr", "考勤"),
    "S15": ("办公", "协同", "oa"),
    "S16": ("决策", "数据分析与决策"),
}
# Fuller forms of the official names; as telling as those.
_FULL = {
    "S01": ("产品研发设计", "产品设计与研发"),
    "S05": ("计划排产管理", "生产计划排程", "生产计划与排程", "计划与排程"),
    "S06": ("生产执行管理", "生产过程管理", "生产管控"),
    "S07": ("质量管控", "质量检验管理"),
    "S08": ("设备运维管理", "设备管控"),
    "S09": ("安全生产管理", "安全生产管控"),
    "S10": ("能耗管控", "能源消耗管理", "能源与能耗管理", "能源管理", "能耗能源管理"),
    "S12": ("仓储与物流", "仓储及物流", "仓储物流管理", "仓储管理"),
    "S14": ("人力资源管理",),
    "S15": ("办公协同",),
    "S16": ("决策支持", "经营决策支持", "管理决策支持"),
}
_NUMBER = {"两": 2, "二": 2, "俩": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_UNIT = r"(?:个|项|大|类)?(?:应用|业务|数字化)?(?:场景|环节|领域)"
_N = r"[两二三四五六七八九十俩]|1?\d"
_GROUPS: tuple[tuple[Naming, str], ...] = (
    (Naming.OTHER, rf"(?:大?多数|大部分|部分|少数|半数|个别|一些|若干)(?:的)?{_UNIT}"),
    (
        Naming.ASKED,
        rf"(?:本[次期轮]|纳入|列入|拟|需要?|计划|待)(?:改造|提升|建设|实施)(?:范围)?(?:的)?(?:(?P<n1>{_N}))?{_UNIT}|改造场景",
    ),
    (
        Naming.REST,
        rf"(?:其余|其他|其它|余下|剩余|剩下|另外)(?:的|各)*(?P<n4>{_N})?(?:{_UNIT}|的|个)?(?=[^,]{{0,6}}[级均都也])",
    ),
    (Naming.ALL, rf"(?:全部|所有|各|每个?|16个|十六个)(?:的)?(?:\d+|十六)?{_UNIT}"),
    (
        Naming.THESE,
        (
            rf"前者|后者|[前后](?P<n0>{_N})(?:个|项|者|块|类)(?:场景|环节)?|(?:[此该本]|这[一]?)(?:个|项|块)?(?:业务)?(?:场景|环节|项|块|方面|领域)|(?:上述|以上|前述|上面|这|该)(?P<n2>{_N})?(?:者|{_UNIT}|项|块|个)"
            rf"|[两三四](?:者|块|项(?!目))|(?P<n3>{_N})(?:个|项){_UNIT[len('(?:个|项|大|类)?') :]}"
        ),
    ),
    (Naming.MANDATORY, r"(?:全部|所有|各)?(?:的)?(?:十个|10个)?约束性(?:应用|业务)?场景"),
    (Naming.OPTIONAL, r"(?:全部|所有|各)?(?:的)?指导性(?:应用|业务)?场景"),
    (
        Naming.WHOLE,
        (
            r"(?:企业|公司|全厂|我厂|本企业)?(?:的)?(?:整体|总体|综合)(?:数字化)?(?:(?:转型)?水平|等级|评级|判定|评定|结果)?"
            r"|(?:企业|公司|本企业|我公司|贵公司|本厂)?(?:的)?数字化(?:转型)?(?:水平|等级|程度|成熟度)(?:等级)?|企业(?:等级|评级|水平)|评测(?:等级|结果|结论)|全公司|全厂"
        ),
    ),
)
_FIRM = re.compile(r"(?:企业|公司)(?=(?:为|是|处|达|被|目前|现|已|当前|获|由|从|目标))")
_OF_GROUP = r"{}(?:类|域|环节|方面|板块|维度)?(?:的)?(?:各|全部|所有|\d个|[三四五六]个)?场景"
BESIDE = re.compile(
    r"(?:管理|管控|场景|环节|业务|方面|系统|这边|那边|这块|板块)*[\"\s]*(?:[、和与及/]|以及|还有|\"\")?(?:\s|\")*"
)
"""What may stand between names that are listed."""


@cache
def _names(taxonomy: Taxonomy) -> tuple[re.Pattern[str], dict[str, tuple[Naming, str]]]:
    """Every name of a topic, longest first."""
    known: dict[str, tuple[Naming, str]] = {}
    for topic in taxonomy.topics.values():
        for name in (topic.name, *topic.aliases, *_FULL.get(topic.code, ()), *_SHORT.get(topic.code, ())):
            official = name == topic.name or name in _FULL.get(topic.code, ())
            naming = Naming.OFFICIAL if official else Naming.ALIAS
            if topic.kind != "scene":
                naming = Naming.OTHER
            elif name in _SHORT.get(topic.code, ()) and name not in topic.aliases:
                naming = Naming.SHORT
            known.setdefault(fold(name), (naming, topic.code))
    forms = "|".join(sorted(map(re.escape, known), key=len, reverse=True))
    return re.compile(forms), known


def find_names(text: str, taxonomy: Taxonomy) -> list[Named]:
    """What a plain text names, in order, none within another; 企业 alone last."""
    found: list[Named] = []
    pattern, known = _names(taxonomy)
    for match in pattern.finditer(text):
        naming, code = known[match[0]]
        found.append(Named(naming, (code,), match.start(), match.end()))
    found += [named for named in _groups(text, taxonomy) if not _covers(found, named)]
    found += [
        named
        for match in _FIRM.finditer(text)
        if not _covers(found, named := Named(Naming.WHOLE, (), match.start(), match.end()))
    ]
    return sorted(found, key=lambda named: named.start)


def _covers(found: list[Named], one: Named) -> bool:
    return any(named.start < one.end and one.start < named.end for named in found)


def _groups(text: str, taxonomy: Taxonomy) -> Iterator[Named]:
    """Words for several scenes at once, the first pattern that fits before the later ones."""
    spans: list[tuple[int, int]] = []
    scenes = [topic for topic in taxonomy.topics.values() if topic.kind == "scene"]
    of_group = [
        (Naming.GROUP, _OF_GROUP.format(re.escape(group)), tuple(t.code for t in scenes if t.group == group))
        for group in dict.fromkeys(topic.group for topic in scenes)
    ]
    patterns = [(naming, pattern, _members(naming, scenes)) for naming, pattern in _GROUPS]
    for naming, pattern, codes in [*patterns, *of_group]:
        for match in re.finditer(pattern, text):
            if not any(start < match.end() and match.start() < end for start, end in spans):
                spans.append(match.span())
                written = next((value for value in match.groupdict().values() if value), "")
                count = _NUMBER.get(written) or (int(written) if written.isdigit() else None)
                yield Named(naming, codes, match.start(), match.end(), count)


def _members(naming: Naming, scenes: Sequence[Topic]) -> tuple[str, ...]:
    if naming in {Naming.ALL, Naming.REST}:
        return tuple(scene.code for scene in scenes)
    if naming in {Naming.MANDATORY, Naming.OPTIONAL}:
        return tuple(scene.code for scene in scenes if scene.mandatory is (naming is Naming.MANDATORY))
    return ()
