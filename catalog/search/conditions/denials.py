"""Denials that deny nothing or each other: 没有试用的不要 asks for a trial, 不限地区 and 不跟金蝶打通也能用 ask for nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from catalog.search.conditions.tokens import Sentence, Token
from catalog.search.conditions.vocabulary import Role

_LACKING = frozenset(
    """
    不 不是 不在 不能 不能够 不可以 不给 不让 不肯 不支持 不提供 不带 不含 不做 不会 不具备 不属于 不兼容 无 无法 没 没有 没法 没办法
    没做过 没有做过 不懂 不接受 不允许
    """.split()
)
"""What begins a clause whose refusal is a wish: 不支持试用的不要."""
_UNABLE = frozenset({"不了", "不上", "不通", "不到", "不起来", "不来"})
_UNABLE_VERB = re.compile(r"(?:对接|连接|接|连|打|通)(?:不了|不上|不通|不到)")
"""连不上, 打不通: one word that lacks and connects."""
_NOT_ASKED = frozenset(
    """
    不限 不限于 不限定 不限制 不要求 不强求 不在乎 不在意 不介意 不挑 不管 不论 无论 不计较 不讲究 不一定要 不一定 没要求 没有要求 无要求
    不做要求 不作要求 没限制 没有限制 无限制 不设限
    """.split()
)
_INDIFFERENT = frozenset({"随便", "无所谓", "随意", "都无所谓", "都随便"})
_LONGEST = 5
"""Characters of the longest word above."""
_EVEN_SO = re.compile(r"(?:的|的话|,)?(?:也|照样|照常|一样)(?:能|可|行|没关系|没事|没问题|无所谓|成|ok|好用)")
_WISH: Mapping[Role, str] = {Role.HARD: "", Role.ABLE: "", Role.FRAME_BEFORE: ""}


def undo_double_denials(sentence: Sentence) -> Sentence:
    """The sentence in which 没有…的不要 is 必须 … : its first words make hard, its last is `AFFIRMED`."""
    tokens = list(sentence.tokens)
    breaks = [-1, *(place for place, token in enumerate(tokens) if token.is_break), len(tokens)]
    kept: list[Token] = []
    for before, end in pairwise(breaks):
        kept += _undone(sentence, before + 1, end)
        kept += tokens[end : end + 1]
    return replace(sentence, tokens=tuple(kept))


def _undone(sentence: Sentence, first: int, end: int) -> list[Token]:
    """The tokens of one clause, its double denial undone."""
    clause = list(sentence.tokens[first:end])
    last = len(clause) - 1
    while last > 0 and not clause[last].has(Role.NEGATION_AFTER) and clause[last].has(Role.ASKING):
        last -= 1
    if last < 2 or not clause[last].has(Role.NEGATION_AFTER):
        return clause
    affirmed = replace(clause[last], roles={Role.AFFIRMED: ""})
    start = 0
    while start < last - 1 and clause[start].has(Role.ASKING, Role.PARTY) and not _lack_at(clause, start):
        start += 1
    if lacking := _lack_at(clause, start):
        wish, end_of_wish = lacking
        return [*clause[:start], wish, *clause[end_of_wish:last], affirmed, *clause[last + 1 :]]
    if clause[start].roles.get(Role.NAME) == "free=false":
        named = replace(clause[start], roles={Role.NAME: "free=true"})
        return [*clause[:start], named, *clause[start + 1 : last], affirmed, *clause[last + 1 :]]
    tied = last - 1 - (clause[last - 1].text == "的")
    if tied > 0 and clause[tied].text in _UNABLE and clause[tied - 1].has(Role.CONNECT_AFTER, Role.CONNECT):
        able = replace(clause[tied - 1], end=clause[tied].end)  # 跟ERP对接不了的不要
        return [*clause[: tied - 1], able, *clause[tied + 1 : last], affirmed, *clause[last + 1 :]]
    return clause


def _lack_at(clause: list[Token], start: int) -> tuple[Token, int] | None:
    """The wish that the longest lacking word at `start` becomes, and the place behind it."""
    written, found = "", None
    for place in range(start, min(len(clause), start + _LONGEST)):
        written += clause[place].text
        if len(written) > _LONGEST:
            break
        connects = _UNABLE_VERB.fullmatch(written)
        if connects or written in _LACKING:
            verb = {Role.CONNECT: "strong"} if connects or written == "不兼容" else {}
            token = Token(written, clause[start].start, clause[place].end, {**_WISH, **verb})
            found = token, place + 1
    return found


def asks_nothing(sentence: Sentence, first: int, end: int, *, negated: bool, single: bool) -> bool:
    """Whether the names in [first, end) are said not to matter: 不限SaaS还是私有化, 银川不限, 不对接ERP也能用."""
    text, start, stop = (
        sentence.folded.text,
        sentence.tokens[first].start,
        sentence.tokens[end - 1].end,
    )
    if negated and _EVEN_SO.match(text, stop):
        return True
    before, behind = text[max(0, start - _LONGEST) : start], text[stop : stop + _LONGEST + 1]
    behind = behind.removeprefix("的")
    quoted = text[start:stop]
    return (
        any(before.endswith(word) or quoted.startswith(word) for word in _NOT_ASKED)
        or any(behind.startswith(word) for word in _NOT_ASKED - {"不管", "不论", "无论", "不限于"})
        or (single and any(quoted.endswith(word) or behind.startswith(word) for word in _INDIFFERENT))
    )
