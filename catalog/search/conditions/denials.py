"""Denials that deny nothing or each other: 没有试用的不要 asks for a trial, 不限地区 and 不跟金蝶打通也能用 ask for nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from catalog.search.conditions.tokens import Sentence, Token
from catalog.search.conditions.vocabulary import Role

_LACKING = re.compile(
    r"不(?:是|在|能够?|可以|给|让|肯|支持|提供|带|含|做|会|具备|属于|兼容|懂|接受|允许)?|无法?|没(?:有|法|办法|做过|有做过)?"
)
"""What begins a clause whose refusal is a wish: 不支持试用的不要."""
_REFUSING = frozenset(
    {"不要", "别要", "别", "别推", "别推荐", "不考虑", "排除", "剔除", "去掉", "拒绝", "不看"}
)
_UNABLE_VERB = re.compile(r"(?:对接|连接|集成|兼容|联通|接|连|打|通)(?:不了|不上|不通|不到)")
"""连不上, 打不通: one word that lacks and connects."""
_NOT_ASKED = r"(?:不(?:限(?!于)[定制]?|要求|强求|在[乎意]|介意|挑|计较|讲究|一定要?|[做作]要求|设限)|[没无]有?(?:要求|限制))"
_NOT_ASKED_BEFORE = re.compile(rf"(?:{_NOT_ASKED}|不限于|不管|[不无]论)[是要在用]?$")
_NOT_ASKED_BEHIND = re.compile(rf"的?{_NOT_ASKED}")
_INDIFFERENT = re.compile(r"的?都?(?:随便|无所谓|随意)")
_WHETHER = re.compile(r"(.{2,8})不\1")
"""免费不免费, as in 免费不免费无所谓."""
_LONGEST = 5
"""Characters of the longest such word."""
_EVEN_SO = re.compile(
    r"(?:的|的话|,)?(?:也(?:照样|照常|一样)?|照样|照常|一样)(?:能|可|行|没关系|没事|没问题|无所谓|成|ok|好用)"
)
_EVEN_BEYOND = re.compile(r"的?(?:以外|之外|外)的?(?:也|都)(?:行|可|成|ok|没关系|没问题|能)")
"""银川以外的也行."""
_COMPLAINED = re.compile(
    r"的?(?:也|又|都|还)?(?:太(?![原阳])|嫌|怕|老是|总是|老断|总断|不安全|不放心|不稳定|不好用|用不起|用不惯|坏了|断了|出错|报错)"
)
"""SaaS太贵."""
_COMPARED = re.compile(
    r"的?(?:有|都有)?(?:什么|啥|哪些|何)?(?:区别|不同|差别|差异|优缺点|优势|劣势|好处|坏处|弊端|利弊|优劣)"
    r"|哪[个种](?:更|比较)?[好合划便安]|怎么选|选哪|[是指]?(?:什么意思|是什么|是啥)|对比"
)
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
    for start in range(len(clause) - 1):
        begins = start == 0 or clause[start - 1].has(Role.ASKING)
        if begins and clause[start].text in _REFUSING and (lacking := _lack_at(clause, start + 1)):
            wish = replace(lacking[0], start=clause[start].start)  # 不要没有试用的
            return [*clause[:start], wish, *clause[lacking[1] :]]
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
    tied = last - (clause[last - 1].text == "的")
    for verb in (tied - 3, tied - 2, tied - 1):
        if verb > 0 and _UNABLE_VERB.fullmatch("".join(token.text for token in clause[verb:tied])):
            able = replace(
                clause[verb], end=clause[tied - 1].end, roles={Role.CONNECT_AFTER: ""}
            )  # 跟ERP对接不了的不要
            return [*clause[:verb], able, *clause[tied:last], affirmed, *clause[last + 1 :]]
    return clause


def _lack_at(clause: list[Token], start: int) -> tuple[Token, int] | None:
    """The wish that the longest lacking word at `start` becomes, and the place behind it."""
    written, found = "", None
    for place in range(start, min(len(clause), start + _LONGEST)):
        written += clause[place].text
        if len(written) > _LONGEST:
            break
        connects = _UNABLE_VERB.fullmatch(written)
        if connects or _LACKING.fullmatch(written):
            verb = {Role.CONNECT: "strong"} if connects or written == "不兼容" else {}
            verb = {Role.CONNECT: "weak"} if written == "不支持" else verb
            token = Token(written, clause[start].start, clause[place].end, {**_WISH, **verb})
            found = token, place + 1
    return found


def is_compared(sentence: Sentence, end: int) -> bool:
    """Whether a question about the names before this token follows: SaaS和私有化有什么区别, 本地部署的优缺点."""
    return _COMPARED.match(sentence.folded.text, sentence.tokens[end - 1].end) is not None


def is_complained_of(sentence: Sentence, end: int) -> bool:
    """Whether the names before this token are what somebody has and is not content with: SaaS太贵, 用友接口坏了."""
    return _COMPLAINED.match(sentence.folded.text, sentence.tokens[end - 1].end) is not None


def asks_nothing(sentence: Sentence, first: int, end: int, *, negated: bool, single: bool) -> bool:
    """Whether the names in [first, end) are said not to matter: 不限SaaS还是私有化, 银川不限, 不对接ERP也能用."""
    text, start, stop = sentence.folded.text, sentence.tokens[first].start, sentence.tokens[end - 1].end
    denied = negated or text.startswith(("不", "没"), start)
    quoted = text[start:stop]
    return bool(
        _WHETHER.fullmatch(quoted)
        or text.startswith(f"不{quoted}", stop)
        or (quoted.startswith("不") and text.endswith(quoted[1:], 0, start))
        or (denied and _EVEN_SO.match(text, stop))
        or _EVEN_BEYOND.match(text, stop)
        or _NOT_ASKED_BEFORE.search(text[max(0, start - _LONGEST) : start])
        or _NOT_ASKED_BEHIND.match(text, stop)
        or (single and _INDIFFERENT.match(text, stop))
    )
