"""Clauses that tell of the enterprise instead of asking: a trouble, what somebody laments, how something is done."""

from __future__ import annotations

from catalog.search.conditions.tokens import Sentence
from catalog.search.conditions.vocabulary import Role

_REACH = 5
"""Tokens behind a measure that may still speak of it."""
_WORK_ON_COSTS = ("分析", "核算", "管理", "统计", "控制", "监控", "登记")
"""Behind a cost they name a matter: 10万的返工成本分析."""
_HOW = ("怎么", "怎样", "如何", "咋")


def only_laments(sentence: Sentence) -> bool:
    """Whether a trouble is told and nothing asked for: 一台设备几百万，坏了修不起."""
    troubled = any(token.has(Role.TROUBLE) for token in sentence.tokens)
    return troubled and not any(token.roles.get(Role.ASKING) == "strong" for token in sentence.tokens)


def is_lamented(sentence: Sentence, end: int) -> bool:
    """Whether a trouble with the bare measure before `end` follows, at once or in the next clause: 要五十万，太贵了, 客户嫌太长."""
    place = end + ((token := sentence.at(end)) is not None and token.is_break)
    if (token := sentence.at(place)) is not None and token.has(Role.TROUBLE):
        return True
    for following in sentence.tokens[place : place + _REACH]:
        if following.is_break or following.measure is not None:
            return False
        if following.roles.get(Role.TROUBLE) == "measure":
            return True
    return False


def is_all_said(sentence: Sentence, first: int, end: int, stop: int) -> bool:
    """Whether the clause says nothing but [first, end), up to the measures on either side: 对不上，十五万左右，六周."""
    before, after = sentence.at(first - 1), sentence.at(end)
    begins = before is None or before.is_break or first == stop or before.has(Role.NAME)
    if not begins or after is None:
        return begins
    return after.is_break or after.measure is not None or after.has(Role.BOUND_BEFORE, Role.LABEL, Role.NAME)


def asks_how(sentence: Sentence, place: int) -> bool:
    """Whether the clause goes on to ask how something is done: 10万以上的合同怎么审批."""
    for token in sentence.tokens[place : place + _REACH]:
        if token.is_break:
            return False
        if token.text.startswith(_HOW):
            return True
    return False


def names_a_system(sentence: Sentence, place: int) -> bool:
    """Whether a word for software ends the short phrase that begins here: 登记系统."""
    for token in sentence.tokens[place : place + _REACH]:
        if token.has(Role.SYSTEM, Role.TOOL) or token.text in _WORK_ON_COSTS:
            return True
        if token.is_break or token.has(Role.ASKING, Role.LINK, Role.ABLE):
            return False
    return False
