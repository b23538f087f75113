"""Level expressions of running text, wherever they stand: 零级, 1 级, L2, 规范级（二级）, 1→3, 两个等级."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from catalog.taxonomy import Taxonomy
from embeddings.segmentation import fold

_BRACKETS = str.maketrans("【】〔〕［］[]{}「」『』“”", '()()()()()""""""')
_MARKS = re.compile(r"\*\*|__|`|[·•●▪]")
_ARROWS = re.compile(r"\s*(?:→|⇒|➔|➜|➝|➞|➡|⟶|⟹|↗|[-—–=]+>+|>{1,3}|——)\s*")
_ONE = r"(l?[0-4]级?|[零一二三四]级)"
_PAIRED = re.compile(  # 现状/目标：1/3, 现状及目标等级分别为一级、三级
    r"(现状?|当前|目前|改造前|现有)(?:等级|级别|水平)?[/→、和与及\-]{1,2}(目标|期望|改造后|后)(?:等级|级别|水平)?(?:分别|依次|为|是|[:()])*"
    rf"{_ONE}[/→、,和与及\-]{{1,2}}{_ONE}"
)
_TITLED = re.compile(
    r"(^|[,;。\s])\(((?:[零一二三四0-4]级|l[0-4]))\)(?=[\u3400-\u9fff\"])"
)  # 【一级】设备管理、…
_DIGITS = {"零": 0, "一": 1, "二": 2, "三": 3, "四": 4, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "两": 2}


class Kind(StrEnum):
    """What an expression says of a level."""

    LEVEL = "level"  # stands at it or is to reach it
    MARK = "mark"  # only names it: 二级的门槛, 接近二级, 未达三级
    STEP = "step"  # goes up by so many: 提升两个等级
    SHORT = "short"  # lacks so many: 差一级


@dataclass(frozen=True, slots=True)
class Expression:
    """A level 0–4 (or a number of steps) and where it stands in the plain text."""

    kind: Kind
    number: int
    start: int
    end: int


def plain(text: str) -> str:
    """A text as the grammar reads it: folded, one kind of bracket, arrow and quotation mark, no spaces within levels."""
    text = _ARROWS.sub("→", _MARKS.sub("", fold(text)).translate(_BRACKETS))
    text = _PAIRED.sub(_part_pair, _TITLED.sub(r"\1\2:", re.sub(r"\s+", " ", text)))
    text = re.sub(r"(?<=[lv.]) (?=[0-4])|(?<=[0-4]) (?=级)|(?<=level) (?=[0-4])", "", text)
    return re.sub(r" ?([,;:。、()]) ?", r"\1", text)


def _part_pair(match: re.Match[str]) -> str:
    """现状/目标：1/3 as 现状1、目标3."""
    wanted = "改造后" if match[2] == "后" else match[2]
    return f"{match[1]}{match[3]}、{wanted}{match[4]}"


# Grades of other scales: what stands behind or before the word. 二级保养, 等保二级, 安全生产标准化三级, 装到车间一级.
_OTHER_BEHIND = (
    r"网|计量|保护|测评|市场|供应|等保|配电|响应|别|安全|维保|保养|资质|教育|甲|乙|能源|域|单位|单耗|指标|标准化|仓|库|泵|压|"
    r"反应|企业|表具|仪表|能效|水效|风险|科目|目录|审批|审核|检验|质检|报警|预警|负荷|防腐|过滤|除尘|沉淀|破碎|品|公司|部门|"
    r"经销|代理|渠道|客户|物料|菜单|密|防护|培训|工程师|技师|巡检|点检|核算|管网|减速|旋风|洗涤|分拣|页面|联动|中心|承包|(?:[、和及,]?[一二三四]级)+(?:计量|审批|审核|检验|风险|保养|教育|科目)"
)
_OTHER_BEFORE = (
    r"(?:等保|保护|标准化|能效|水效|能力成熟度|\bdcmm\)?|\bcmmi?|贯标|资质|风险|信用|绿色|响应|防护|密级|职称|安标|产品等级|质量等级|品质等级|"
    r"能效等级|保护等级|风险等级|信用等级|资质等级|防爆等级|精度等级|洁净等级)(?:等级|级别|评定|认证|测评)?(?:为|是|达到?|分为|通过|的)?"
)
_PLACE_BEFORE = (
    r"(?:变压器|车间|班组|工序|机台|产线|工段|部门|单体|分厂|支路|回路|单元|岗位|装置|设备(?=一级能))"
)
_NOT_BEHIND = rf"(?!(?:及|或)?(?:{_OTHER_BEHIND}))"
_UNREACHED = (
    r"(?:未(?:能)?(?:达|入|满|到)到?|没(?:有)?(?:达|到|够)到?|"
    r"尚未(?:达到?|进入|到)|达不到|够不[上到]|不足|不到|不够|(?<!不)低于|不满足)"
)
_LESS = r"(?:都|也|还)*(?:没有?(?:达到?|到|够)|够不上|达不到|不够|未达到?|不到|(?:及)?以下)"
_MARK_BEFORE = re.compile(
    rf"(?:接近|临近|快到|逼近|{_UNREACHED}|距离?|离|(?<![对相])比|对照|对标|参照|有别于|高于|超过)(?:数字化)?$"
)
_MARK_BEHIND = re.compile(
    r"(?:水平|标准)?(?:的边(?!界)|的?门槛|的?分数线|的?要求还|还差|[还尚]?有(?:一定)?差距|(?:还|尚)?(?:不足|不到|未到|够不上|没到|未达|达不到)|仅?差[一1\d]|一步之遥|之差|边缘|(?:及)?以下|的?(?:评分)?条件|的定义|是指|指的是)"
)
_BETWEEN = re.compile(r"(?:介于|处于|在|属于?)$")


@cache
def _written(taxonomy: Taxonomy) -> tuple[re.Pattern[str], dict[str, int]]:
    """Every way to write a level, longest first, with its number."""
    numbers = {
        fold(name): level.number
        for level in taxonomy.levels
        for name in (level.name, *level.aliases)
        if not fold(name).startswith("未达一")
    }
    for number in range(5):
        for form in (f"lv{number}", f"lv.{number}", f"level{number}", f"{number}.0级"):
            numbers[form] = number
    for zero in ("未入级", "未入门级", "不入级", "未评上级"):
        numbers[zero] = 0
    forms = "|".join(sorted(map(re.escape, numbers), key=len, reverse=True))
    return re.compile(
        rf"(?<![0-9.a-z])(?<!第)(?:{forms})(?![0-9])(?![a-z]){_NOT_BEHIND}"
        rf"|(?<=[到至于达为是由从])第(?:[一二三四]级){_NOT_BEHIND}"
    ), numbers


_BARE = re.compile(
    r"(?:(?:等级|级别)(?:为|是|:|=|在)?|(?:现状?|当前|目前|目标|自评|期望|评定)(?:等级|级别|水平)?(?:为|是|:|=)?)"
    r"(?P<digit>[0-4零])(?=$|[,;。)(\s]|→|[、/](?=目标|期望|改造后))"
)
_BARE_MOVE = re.compile(
    r"(?<![\d.])([0-4])级?→([0-4])(?:级|(?![\d.%期年月个]))(?:→([0-4])(?:级|(?![\d.%期年月个])))?"
)
_SPOKEN_MOVE = re.compile(
    r"(?:[由从自](?P<from>[0-4零一二三])级?|(?P<digit>(?<![\d.])[0-4]|(?<![零一二三四五六七八九十])[零一二三])级?(?=[升提晋]))"
    r"(?:升级?|提升?|晋升?|提高|迈|跃升)?(?:到|至|为|成|向)?(?P<to>[1-4一二三四])(?:级|(?=$|[,;。)、]))"
)
_LISTED = re.compile(
    r"(?<=[为是于在到至达:由从])(?:[0-4零一二三四]级?[、,和与及/]+)+[0-4零一二三四]级" + _NOT_BEHIND
)
_ABBREVIATED = re.compile(
    r"[零一二三四](?=(?:至|到|-|~|、)[一二三四]级)|(?<![\d.])[0-4](?=(?:至|到|-|~)[0-4]级)"
)
_STEP = re.compile(
    r"(?P<verb>提升|提高|上升|上调|再[升上提]|[升提]|上(?=.个)|跃升|连升|跨越?|前进|增加|高(?:出)?|低(?:于目标)?|差(?:了)?|落后|缺)(?:了|约)?"
    r"(?:(?P<one>[一1])|(?P<more>[两二三2-3])(?=个))个?(?:数字化)?(?:等级|级别|级|档)(?!水平|阶段)|"
    r"(?P<verb2>提升|提高|上升|上调|再[升上提]|[升上提]|跃升|连升|跨越?|高(?:出)?|低|差(?:了)?|落后|缺)(?:了)?(?P<two>两)级"
)
_UNDER = frozenset("低差落缺")


def find_expressions(
    text: str, taxonomy: Taxonomy, words: Mapping[str, int] | None = None
) -> list[Expression]:
    """Level expressions of a plain text, in order; none overlaps another. `words` are a report's own for the levels."""
    found: list[Expression] = []
    taken = [False] * (len(text) + 1)
    own = list(_own_words(text, words or {}))
    for expressions in (own, *(source(text, taxonomy) for source in _SOURCES)):
        for expression in expressions:
            span = range(expression.start, expression.end)
            if not any(taken[at] for at in span):
                found.append(expression)
                for at in span:
                    taken[at] = True
    return _join_names(sorted(found, key=lambda expression: expression.start), text)


def _steps(text: str, _: Taxonomy) -> Iterator[Expression]:
    for match in _STEP.finditer(text):
        verb = match["verb"] or match["verb2"]
        if match["one"] and re.search(r"(?:级|\d)$", text[: match.start()]):
            continue  # 零级升一级 is a move
        size = 2 if match["two"] else _digit(match["one"] or match["more"])
        yield Expression(Kind.SHORT if verb[0] in _UNDER else Kind.STEP, size, match.start(), match.end())


def _unreached(text: str, _: Taxonomy) -> Iterator[Expression]:
    """Below the first level is level zero; below a higher one says nothing exact."""
    first = r"(?:数字化)?(?:第?一级|1级|l1|初始级|i级)(?:的?(?:门槛|标准|要求|及格线|线))?"
    below = rf"{_UNREACHED}{first}(?:\((?:一级|1级|l1|初始级)\))?{_NOT_BEHIND}(?:的?(?:标准|要求|门槛|水平))*|{first}{_LESS}"
    for match in re.finditer(below, text):
        yield Expression(Kind.LEVEL, 0, match.start(), match.end())


def _listed(text: str, _: Taxonomy) -> Iterator[Expression]:
    for match in _LISTED.finditer(text):
        for digit in re.finditer(r"[0-4零一二三四]级?", match[0]):
            yield Expression(
                Kind.LEVEL, _digit(digit[0][0]), match.start() + digit.start(), match.start() + digit.end()
            )


def _moves(text: str, _: Taxonomy) -> Iterator[Expression]:
    for match in _BARE_MOVE.finditer(text):
        for group in (1, 2, 3):
            if match[group]:
                yield Expression(Kind.LEVEL, int(match[group]), match.start(group), match.end(group))
    for match in _SPOKEN_MOVE.finditer(text):
        for name in ("from", "digit", "to"):
            if match[name]:
                yield Expression(Kind.LEVEL, _digit(match[name]), match.start(name), match.end(name))


def _words(text: str, taxonomy: Taxonomy) -> Iterator[Expression]:
    pattern, numbers = _written(taxonomy)
    for match in pattern.finditer(text):
        before, behind = (
            text[max(0, match.start() - 14) : match.start()],
            text[match.end() : match.end() + 12],
        )
        if re.search(rf"{_OTHER_BEFORE}$", before) or re.search(rf"{_PLACE_BEFORE}$", before):
            continue
        reached = before.endswith(("目标", "迈过", "跨过", "越过", "迈入", "跨入", "跨进"))
        reached = reached or behind.startswith(("目标", "的目标"))
        mark = (_MARK_BEFORE.search(before) and not behind.startswith(("目标", "的目标"))) or (
            _MARK_BEHIND.match(behind) and not reached
        )
        kind = Kind.MARK if mark else Kind.LEVEL
        yield Expression(kind, numbers[match[0].removeprefix("第")], match.start(), match.end())
    for match in _ABBREVIATED.finditer(text):  # 一至二级
        yield Expression(Kind.LEVEL, _digit(match[0]), match.start(), match.end())


def _bare(text: str, _: Taxonomy) -> Iterator[Expression]:
    for match in _BARE.finditer(text):
        yield Expression(Kind.LEVEL, _digit(match["digit"]), match.start("digit"), match.end("digit"))


def _own_words(text: str, words: Mapping[str, int]) -> Iterator[Expression]:
    """The report's own words, where they are said of something: 停在起步阶段, 为绿灯."""
    if not words:
        return
    forms = "|".join(sorted((re.escape(word) for word in words), key=len, reverse=True))
    for match in re.finditer(forms, text):
        mark = _MARK_BEFORE.search(text[max(0, match.start() - 14) : match.start()])
        yield Expression(Kind.MARK if mark else Kind.LEVEL, words[match[0]], match.start(), match.end())


_SOURCES = (_steps, _unreached, _listed, _moves, _words, _bare)


def _join_names(found: list[Expression], text: str) -> list[Expression]:
    """二级（规范级） and 规范级/二级 are one expression."""
    joined: list[Expression] = []
    for expression in found:
        last = joined[-1] if joined else None
        if last and last.number == expression.number and last.kind is expression.kind is Kind.LEVEL:
            gap = text[last.end : expression.start]
            closing = text[expression.end : expression.end + 1] == ")"
            alike = text[last.start : last.end] == text[expression.start : expression.end]
            if (
                not alike
                and re.fullmatch(r"(?:水平|阶段)?[(/,、]?(?:即|也就是)?", gap)
                and (closing or "(" not in gap)
            ):
                end = expression.end + (1 if "(" in gap else 0)
                joined[-1] = Expression(last.kind, last.number, last.start, end)
                continue
        joined.append(expression)
    return joined


def is_between(text: str, first: Expression, second: Expression) -> bool:
    """Whether two levels only bound a place between them: 介于一级和二级之间 has reached the first."""
    gap, behind = text[first.end : second.start], text[second.end : second.end + 4]
    return bool(
        re.fullmatch(r"[和与至到、\-~]|向", gap)
        and (
            behind.startswith(("之间", "间", "过渡", "的过渡"))
            or "介于" in text[max(0, first.start - 4) : first.start]
        )
    )


def _digit(written: str) -> int:
    return _DIGITS[written] if written in _DIGITS else int(written)
