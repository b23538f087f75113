"""What a level is said to be (present, wanted, past, others'), read from the words before and behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Sense(StrEnum):
    """What a level is to the enterprise."""

    PRESENT = "present"
    TARGET = "target"
    PAST = "past"
    OPEN = "open"  # 达到, or no word at all: the surroundings decide


class Cue(StrEnum):
    """Kinds of words, by how far they reach."""

    GOAL = "goal"  # 目标, 改造后, 2027年底前: holds for the levels that follow in the sentence
    AIM = "aim"  # 计划, 要, 须: only with its own verb
    REACH = "reach"  # 提升到, 升至, 上到
    ATTAIN = "attain"  # 达到: of what is as of what shall be
    NOW = "now"
    STILL = "still"  # 仅, 对应: of now, unless a word before it says otherwise
    PAST = "past"
    YEAR = "year"  # a bare year: of a plan or of a history


_DEADLINE = (
    r"(?:20\d\d年|明年|后年|今年|本年|年|\d{1,2}月)(?:\d{1,2}月|[上下]半年|第?[一二三四]季度)?(?:底|末|内|之?前|以前|初)+"
    r"|[一二两三四五半\d]+(?:个月|年)(?:之?内|以内|后|左右)|(?:到|至)(?:20\d\d年|明年|后年)|(?:规划|合同|项目|建设|实施|改造)期(?:末|满|内)"
)
_THEN = r"(?:改造|建设|建成|实施|完成|提升|落地|上线|做完|项目|竣工|投运|验收|交付)(?:完成|完|结束|实施|以)?(?:之?后|时)"
_TO = r"(?:到|至|为|成|向|入|进|了)"
_PATTERNS: tuple[tuple[Cue, str], ...] = (
    (
        Cue.NOW,
        (
            r"(?:已经?|才|刚刚?|仅仅?|只|现已|目前已|方才?)(?:能|够|算|是)?(?:提升|提高|升级?|上|迈|达|进|做|提)?(?:到|至|入)"
            r"|(?:提升|提高|升级?|上升|上|达|进|做|迈)(?:到|至|入)?了|达到了|通过了|降(?:为|至|到)|(?:复核|复评|评测|测评|评定|认定|核定|诊断)(?:结果)?(?:已)?(?:升|提升|上升|提高)(?:为|至|到)"
        ),
    ),
    (Cue.NOW, r"as-?is|before|改造前|实施前|提升前|建设前|目标(?:为|是)?(?=现)"),
    (
        Cue.GOAL,
        rf"目标|to-?be|after|期望|预期|愿景|{_THEN}|{_DEADLINE}|拟达(?:到)?|应达(?:到)?|力争|争取|确保|远期|最终|下一步|下步|今后|未来|后续|有望|预计|预估",
    ),
    (
        Cue.PAST,
        r"去年|上一?年|前年|往年|前期|原(?:来|先|为|是|本|有|系|属)|此前|之前|曾经?|上次|上一?轮|初评|初始自评|首次(?:评测|自评|诊断)?|当时|那时|彼时|第一次|以往|老(?:结果|等级)",
    ),
    (
        Cue.AIM,
        r"拟|打算|希望|盼|计划|规划|准备|意向|想(?:要|把)?|要求|需求|要(?!求|素|点|害|闻)|须|应(?:当|该)?(?!用|急|收|付|对|定为|判|评|认定|属|按)|需(?!求)|必须|明年|后年|近期|中期|将(?!近)|(?<=[也都就须总还])得(?=到)|得(?=[达上提升])|奔着|冲刺",
    ),
    (
        Cue.REACH,
        r"(?:提升|提高|升级|上升|升|跃升|跃|迈|晋升|晋|跨|推进|推|做|建|补|拉|带|冲|提|上|调|改|过渡|发展|转)(?:水平|等级|级别)?(?:到|至|为|成|向|入|进)(?!今|目前|现)|(?:提升|提高|升级?|提|上|冲|奔|晋)(?=\x01)|(?<![得达看找想走])到(?=\x01)|(?:至|往|向|→)(?=\x01)|步入|迈[上过]|跨[上过]|越过|瞄准|直奔|抬到",
    ),
    (Cue.ATTAIN, r"达到?|实现|满足|走到|来到|进到|站上"),
    (
        Cue.NOW,
        (
            r"现状|现有|现(?:在|阶段|仅|是|只|评|为|处|达|行|属|等级|级别|水平|(?=[\x01:]))|目前|当前|眼下|如今|时下|已经?|"
            r"停留|停在|评(?:定|为|测|估|级|价|判)|自评|判(?:定|为|作)|认定|核定|复核|起点|基线|由(?![于此来衷专])|从(?![而事业来])|诊断(?:为|结果|认定)|维持在|实际|本底|按(?=\x01认定)|今年(?=[评为是])"
        ),
    ),
    (
        Cue.STILL,
        r"仅|只(?:有|是|能|够|算)?|才(?![能可会])|刚(?!好|需|性)|尚(?:处|在|停|为|是)|仍|还(?:是|在|停|只|处|属)|得分|对应|属于?|(?:得到|得了|拿到|获得|取得)(?=\x01)",
    ),
    (Cue.YEAR, r"20\d\d年(?:度|\d{1,2}月)?"),
)
_CUES = re.compile(
    "|".join(f"(?P<c{at}_{cue.value}>{pattern})" for at, (cue, pattern) in enumerate(_PATTERNS))
)
_GOAL_BEHIND = re.compile(
    r"(?:水平|等级)?(?:为|作为|是|的)(?:[^,。]{0,6})?目标|,是[^,。]{0,14}目标|\((?:拟达|期望|目标|改造后)[^)\d一二三四零]*\)|才(?:行|够|能)|即可|就(?:行|好|可以|够)|便可|为宜|方可|的?(?:标准|要求|水平)(?:来|进行)?(?:建设|改造|打造|实施|规划|提升)(?!后|完成|前)|的?目标"
)
_NOW_BEHIND = re.compile(
    r"\((?:现状|当前|目前|改造前|自评|现)[^)\d一二三四零]*\)|(?:水平|等级)?(?:的)?现状|起步"
)
_LASTING = {"现状", "目前", "当前", "改造前", "现有"}  # hold for what follows in the sentence
_AT_HAND = 6  # characters between an intention and the level it wants, without a verb
OTHERS = re.compile(
    r"行业|同行|业内|业界|同类|同业|标杆|头部|龙头(?!企业梯)|链主(?!.{0,8}要求)|兄弟(?:单位|企业|厂)|先进企业|领先|其他企业|别的(?:厂|企业)|对标企业|隔壁|(?:另外?|还有|同区|同市|同园区?|邻[县区市近]|外[省地]|附近)[的有]?(?:另外?)?[一两三几]?家|"
    r"全[市区省国](?:范围)?|国内|区内|政策|通知|试点(?:要求|企业|城市|方案|任务)|验收(?:要求|标准|办法)|(?:评测|评价|国家)?(?:标准|指标|规则|办法|规范)(?:规定|要求|将|把|中|分为|里)|所谓|例如|样板|[某有]一?[\u3400-\u9fff]{0,6}(?:厂|企业|公司|商|龙头|酒庄)(?![\u3400-\u9fff]{0,4}(?:管理|场景))|服务商|厂商|宣称|自称|号称|据称|拍胸脯"
)
SELF = re.compile(
    r"我[们厂司公]|我(?=[\u3400-\u9fff])|本[企公厂]|贵[企公厂]|该[企公厂]|自身|自家|自己|企业(?!标准)|公司"
)
DONE = re.compile(
    r"已经?(?:由|从|自|将)|(?:由|从)\x01[^,;。]*(?:到|至)了|(?:提升|升|提高|改造|做|晋)(?:到|至)?了|(?:工作|改造|项目|任务)[^,;。]{0,10}(?:已经?|均已)?(?:完成|验收|结束)(?!后|之后|时|以后)|已经?(?:完成|实现)|(?:升|提升)(?:到|至)目前|较(?:去年|上年|20\d\d年)"
)
KEEP = re.compile(
    r"(?:保持|维持|稳定在?|巩固|守住)(?:现状|不变|现有|原有|原级|当前|在)?|(?:目标|等级|级别)[^,;。]{0,3}不(?:变|动|提升)|不作提升|不定更高"
)
EACH = re.compile(r"均|都|全部|一律|皆|分别|依次|各(?:自|为|是)|一并|同时|一起")
VAGUE = re.compile(r"(?:分为|划分为?|采用|依次对应|记号|等级制|从低到高|共分|取值)")


@dataclass(frozen=True, slots=True)
class Reading:
    """The sense of a level, whether its word reaches to the levels that follow, and whether a word said it at all."""

    sense: Sense
    carries: bool = False
    at: int = 0  # where its word begins
    attained: bool = False
    year: int | None = None
    still: bool = False  # only 仅, 对应 and the like say that it is of now


def read_sense(before: str, behind: str) -> Reading:
    r"""The sense of a level from the text since the level before it and what follows; in both, levels are \x01, names \x02."""
    if _GOAL_BEHIND.match(behind):
        return Reading(Sense.TARGET)
    if _NOW_BEHIND.match(behind):
        return Reading(Sense.PRESENT)
    cues = [
        (Cue(str(match.lastgroup).split("_")[1]), match)
        for match in _CUES.finditer(before + "\x01")
        if match.start() < len(before)
    ]
    for at in range(len(cues) - 1, -1, -1):
        decided = _decide(cues, at, before)
        if decided is not None:
            return decided
    kinds = [kind for kind, _ in cues]
    attained = bool(kinds) and kinds[-1] is Cue.ATTAIN
    year = _year_before(cues, len(cues))
    if year is not None and not attained:
        return Reading(Sense.PAST, year=year)
    return Reading(Sense.OPEN, attained=attained, year=year, still=Cue.STILL in kinds)


def _decide(cues: Sequence[tuple[Cue, re.Match[str]]], at: int, before: str) -> Reading | None:
    """The sense that one word gives on its own; None where it leaves that to the words before it."""
    cue, match = cues[at]
    if cue is Cue.GOAL:
        return Reading(Sense.TARGET, carries=True, at=match.start())
    if cue is Cue.REACH:
        # 目标：甲提升到二级，乙三级
        goal = next((word for kind, word in cues[:at] if kind is Cue.GOAL), None)
        return Reading(
            Sense.TARGET,
            carries=goal is not None,
            at=goal.start() if goal else 0,
            year=_year_before(cues, at),
        )
    if cue is Cue.NOW:
        return Reading(Sense.PRESENT, carries=match[0] in _LASTING, at=match.start())
    if cue is Cue.PAST:
        return Reading(Sense.PAST)
    at_hand = len(before[match.end() :].replace("\x02", "")) <= _AT_HAND
    verbs = {kind for kind, _ in cues[at + 1 :]} & {Cue.REACH, Cue.ATTAIN}
    return Reading(Sense.TARGET) if cue is Cue.AIM and (verbs or at_hand) else None


def _year_before(cues: Sequence[tuple[Cue, re.Match[str]]], at: int) -> int | None:
    return next((int(match[0][:4]) for cue, match in reversed(cues[:at]) if cue is Cue.YEAR), None)


def carried(before: str) -> Sense | None:
    """The sense that a clause without a level sets for the clauses behind it: 力争到2027年，设备管理三级."""
    reading = read_sense(before, "")
    return reading.sense if reading.carries else None
