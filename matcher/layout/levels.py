"""Levels 0–4 as reports write them: 二级, 2级, L2, 规范级, 2, or in prose between a scene and its target."""

from __future__ import annotations

import re

from catalog.taxonomy import Taxonomy
from embeddings.segmentation import fold

_BRACKETS = re.compile(r"[（(][^）)]*[）)]")
_BARE = re.compile(r"[0-4](?:\.0)?|[〇零一二三四]")
_NUMERALS = {"〇": 0, "零": 0, "一": 1, "二": 2, "三": 3, "四": 4}
_NOTHING = {"", "/", "-", "—", "——", "无", "－", "n/a", "不涉及", "不适用", "维持", "保持"}


def parse_level(cell: str, taxonomy: Taxonomy) -> int | None:
    """The level that a table cell states, or None. A bare digit or numeral counts: in a column of levels it is one."""
    text = fold(cell).strip().rstrip("。;；,，*★●○")
    if text in _NOTHING:
        return None
    inside = [part.strip("（()） ") for part in re.findall(r"[（(][^）)]*[）)]", text)]
    for candidate in (text, _BRACKETS.sub("", text).strip(), *inside):
        found = taxonomy.find_level(candidate)
        if found is not None:
            return found.number
        if _BARE.fullmatch(candidate):
            return _NUMERALS[candidate] if candidate in _NUMERALS else int(float(candidate))
    if re.match(r"未达?(?:到)?(?:一级|初始级|l1|1级)|尚未(?:达|入)|够不上一级|不足一级", text):
        return 0
    match = _WRITTEN.search(text)
    return _number(match[0], taxonomy) if match and len(text) <= 16 else None


def parse_move(cell: str, taxonomy: Taxonomy) -> tuple[int, int] | None:
    """The two levels of a cell such as L1→L2, 0→2, 一级提升到三级 or, where nothing is to change, L2 = and 二级（不变）; or None."""
    text = re.sub(r"\s", "", fold(cell))
    if len(text) > _MOVE_LENGTH:
        return None
    kept = _KEPT.fullmatch(text)
    if kept:
        level = parse_level(kept["behind"] or kept["before"], taxonomy)
        return None if level is None else (level, level)
    if not _ARROW.search(text):
        return None
    bare = re.fullmatch(r"l?([0-4])级?(?:→|-+>|=+>|至|到|~)l?([0-4])级?", text)
    if bare:
        return int(bare[1]), int(bare[2])
    found = find_levels(cell, taxonomy)
    return (found[0], found[1]) if len(found) == 2 else None


_STAYS = r"(?:=+|不变|不动|不提升|持平|(?:保持|维持)(?:不变|不动|现状)?)"
_LEVEL_ALONE = r"(?:l?[0-4]级?|[零一二三四]级)"
_KEPT = re.compile(
    rf"(?P<before>{_LEVEL_ALONE})[,，、(（→]*{_STAYS}[)）]?|(?:保持|维持)(?:在|为)?(?P<behind>{_LEVEL_ALONE})(?:不变|不动)?"
)
_ARROW = re.compile(r"→|-+>|=+>|至|到|~|⇒|➔|提升")
_MOVE_LENGTH = 16  # characters; a longer cell is a sentence


def find_named_levels(text: str, taxonomy: Taxonomy) -> tuple[int | None, int | None]:
    """Present and target level that words name in one cell, as in 现状一级，目标二级; None where none is named."""
    parts = re.split(r"[，,；;、/\n]|(?=目标|期望|拟达|改造后)", text)
    present = [part for part in parts if re.search(r"现状|当前|目前|现有|现为|改造前", part)]
    wanted = [part for part in parts if re.search(r"目标|期望|拟达|改造后", part)]
    return _first_level(present, taxonomy), _first_level(wanted, taxonomy)


def _first_level(parts: list[str], taxonomy: Taxonomy) -> int | None:
    return next((levels[0] for part in parts if (levels := find_levels(part, taxonomy))), None)


def find_levels(text: str, taxonomy: Taxonomy) -> list[int]:
    """Every level written in a sentence, in order."""
    folded = re.sub(r"(?<=[0-4l])\s+(?=级|[0-4])", "", fold(text))
    found = []
    for match in _WRITTEN.finditer(folded):
        number = _number(match[0], taxonomy)
        before = folded[max(0, match.start() - 3) : match.start()]
        if _IS_A_MARK.match(folded, match.end()) or _NEAR.search(before):
            continue
        if number is not None:
            found.append(0 if number == 1 and re.search(r"未达?到?$|够不上$|不足$|不到$", before) else number)
    return found


# 达到二级的门槛还差4分, 刚摸到一级的边, 比二级还差一截: a mark on the scale and not where anybody stands.
_IS_A_MARK = re.compile(r"的(?:边|门槛|分数线|要求还)|还差|差一")
_NEAR = re.compile(r"(?:接近|临近|快到)$")
# 二级网, 三级计量, 等保二级, 一级供应商 and the like are no levels of digitalisation.
_OTHER_GRADES = (
    "网|计量|保护|测评|市场|供应|等保|及|配电|响应|别|安全|维保|保养|资质|教育|甲|乙|能源|域|单位|单耗|指标|"
    "能效|用能|消防|信用|防火|耐火|标准化|仓|库|泵|压|反应|企业|表具|仪表"
)
_WRITTEN = re.compile(
    "未达一级"
    rf"|(?<!第)(?<!等保)(?<!保护)(?<!能效)(?<!消防)(?<!信用)(?<!资质)(?<!标准化)[零一二三四壹贰叁肆]级(?!{_OTHER_GRADES})"
    rf"|(?<![0-9.])[0-4]级(?!{_OTHER_GRADES})"
    "|(?<![a-z])l[0-4](?![a-z0-9])"
    "|初始级|规范级|集成级|协同级"
)


def _number(written: str, taxonomy: Taxonomy) -> int | None:
    if written == "零级":
        return 0
    found = taxonomy.find_level(written)
    return found.number if found else None
