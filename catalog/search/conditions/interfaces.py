"""Systems and protocols to connect with: 对接ERP, 跟钉钉打通, OPC UA接口, 接口：MES."""

from __future__ import annotations

import re
from dataclasses import replace

from catalog.search.conditions.frames import REACH, Spot, closes, label_before, opens, over_left
from catalog.search.conditions.model import Field
from catalog.search.conditions.tokens import Sentence
from catalog.search.conditions.vocabulary import Role

_ABOUT = re.compile(
    r"(?:系统)?(?:的|有哪些|有什么|遇到的?|时的?)(?:常见)?(?:注意事项|难点|难题|难度|痛点|方法|办法|步骤|流程|问题|意义|好处|价值|风险|思路|原理|注意|坑|经验|教程|区别|困难|技术路线)"
    r"|常见问题|注意事项|(?:扫码|账号|一键)?(?:登录|登陆)"
)
_INTERFACE_CHAIN = (Role.BOTH, Role.EITHER, Role.INTERFACE, Role.POSSESSIVE, Role.SYSTEM)


def interface_at(sentence: Sentence, place: int, value: str, *, known: bool) -> Spot | None:
    """A system or protocol in 跟…打通, before 接口, behind 连 or 对接, or behind a label."""
    following = sentence.at(place + 1)
    if known and following is not None and following.has(Role.INTERFACE):
        return None  # 西门子PLC is a PLC
    if spot := _interface_before(sentence, place, value, known=known):
        return spot
    end = _over_system(sentence, place + 1)
    current = place - 1
    while (token := sentence.at(current)) is not None and current > place - REACH and not token.is_break:
        if (
            token.has(Role.CONNECT)
            and (known or token.roles[Role.CONNECT] == "strong")
            and not _cut(sentence, current)
        ):
            if _is_talked_about(sentence, end):
                return None
            later = _more_names(sentence, current, _brand_before(sentence, place))
            first = place if later else over_left(sentence, current, Role.ABLE, Role.POSSESSIVE)
            return Spot(Field.INTERFACE, value, first, end)
        if not token.has(*_INTERFACE_CHAIN):
            break
        current -= 1
    if label_before(sentence, current + 1, Field.INTERFACE) is not None:
        return Spot(Field.INTERFACE, value, place, end)
    return None


def _is_talked_about(sentence: Sentence, place: int) -> bool:
    """MES对接ERP的难点 asks about connecting, 支持飞书登录 about logging in."""
    text, start = sentence.folded.text, sentence.tokens[place - 1].end
    return _ABOUT.match(text, start) is not None


def _brand_before(sentence: Sentence, place: int) -> int:
    before = sentence.at(place - 1)
    return place - 1 if before is not None and before.has(Role.INTERFACE) else place


def over_brand(sentence: Sentence, spot: Spot, place: int) -> Spot:
    """The maker's name directly before the kind of system belongs to it: 西门子PLC."""
    first = _brand_before(sentence, place) if spot.field is Field.INTERFACE else place
    return replace(spot, first=min(spot.first, first))


def _cut(sentence: Sentence, place: int) -> bool:
    """Whether the verb already has its object before it, and what follows is the matter: 能跟ERP对接MES."""
    before = sentence.at(place - 1)
    return before is not None and before.has(Role.INTERFACE) and _has_with(sentence, place - 1)


def _interface_before(sentence: Sentence, place: int, value: str, *, known: bool) -> Spot | None:
    able = False
    first = place
    current = place + 1
    while (token := sentence.at(current)) is not None and current < place + REACH and not token.is_break:
        if token.has(Role.INTERFACE_SUFFIX) and (known or current == place + 1):
            first = over_left(sentence, place, Role.ABLE, Role.CONNECT)
            return Spot(Field.INTERFACE, value, first, current + 1 if current == place + 1 else place + 1)
        alone = known and (
            able or (current == place + 1 and opens(sentence, place) and closes(sentence, current + 1))
        )
        alone = alone and not _has_object(sentence, current + 1)
        if token.has(Role.CONNECT_AFTER) and _is_talked_about(sentence, current + 1):
            return None
        if token.has(Role.CONNECT_AFTER) and (_has_with(sentence, place) or alone):
            first = over_left(sentence, place, Role.WITH, Role.POSSESSIVE, Role.ABLE)
            return Spot(
                Field.INTERFACE,
                value,
                first,
                current + 1 if not _more_names(sentence, place, current) else place + 1,
            )
        if able and token.has(Role.WITH):
            return None  # MES要能跟PLC通讯
        able |= token.has(Role.ABLE)
        if not token.has(Role.ABLE, Role.LINK, *_INTERFACE_CHAIN):
            return None
        current += 1
    return None


def _has_object(sentence: Sentence, place: int) -> bool:
    """Whether the verb before this place connects to another system: in WMS要对接我们的SAP the first is the subject."""
    while (token := sentence.at(place)) is not None and token.has(Role.POSSESSIVE):
        place += 1
    return token is not None and token.has(Role.INTERFACE)


def _more_names(sentence: Sentence, place: int, end: int) -> bool:
    return any(sentence.tokens[current].has(Role.INTERFACE) for current in range(place + 1, end))


def _has_with(sentence: Sentence, place: int) -> bool:
    current = place - 1
    while (token := sentence.at(current)) is not None and current > place - REACH:
        if token.has(Role.WITH):
            return True
        if not token.has(*_INTERFACE_CHAIN):
            return False
        current -= 1
    return False


def _over_system(sentence: Sentence, end: int) -> int:
    """Over 系统 or 平台 behind an interface's name, where no matter follows."""
    token = sentence.at(end)
    if token is None or not token.has(Role.SYSTEM):
        return end
    following = sentence.at(end + 1)
    linked = following is not None and following.has(
        Role.BOTH, Role.EITHER, Role.EITHER_AFTER, Role.CONNECT_AFTER
    )
    return end + 1 if linked or closes(sentence, end + 1) else end
