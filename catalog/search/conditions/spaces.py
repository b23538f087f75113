"""Spaces that people put around the names of systems, where they end no clause: 能和 wms 、mes 打通."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from catalog.search.conditions.tokens import Sentence, Token
from catalog.search.conditions.vocabulary import Role

_REACH = 24
"""Tokens between 跟 and 打通: as many as ten names with what joins and parts them."""
_JOINING = (Role.BOTH, Role.EITHER)
_BETWEEN = (Role.INTERFACE, *_JOINING, Role.POSSESSIVE, Role.SYSTEM, Role.ABLE, Role.LINK)


def join_spaced_names(sentence: Sentence) -> Sentence:
    """The sentence in which such a space belongs to the token before it, so that the clause goes on behind it."""
    tokens = sentence.tokens
    joined = set(_between_names(tokens)) | set(_between_with_and_verb(tokens))
    if not joined:
        return sentence
    kept: list[Token] = []
    for place, token in enumerate(tokens):
        if place in joined:
            kept[-1] = replace(kept[-1], end=token.end)
        else:
            kept.append(token)
    return replace(sentence, tokens=tuple(kept))


def _between_names(tokens: Sequence[Token]) -> Iterator[int]:
    """Spaces beside what joins two names (ERP 和 MES), before 接口, and behind 对接."""
    spoken = [place for place, token in enumerate(tokens) if token.text != " "]
    for one, other in pairwise(spoken):
        if _is_one_phrase(tokens, one, other):
            yield from range(one + 1, other)
    for able, one, other in zip(spoken, spoken[1:], spoken[2:], strict=False):
        suffixed = tokens[one].has(Role.INTERFACE) and tokens[other].has(Role.INTERFACE_SUFFIX)
        if suffixed and tokens[able].has(Role.ABLE):
            yield from range(able + 1, one)  # 带 API 接口
    for one, joint, other in zip(spoken, spoken[1:], spoken[2:], strict=False):
        named = tokens[one].has(Role.INTERFACE) and tokens[other].has(Role.INTERFACE)
        if named and tokens[joint].has(*_JOINING):
            yield from (place for place in range(one + 1, other) if place != joint)


def _is_one_phrase(tokens: Sequence[Token], one: int, other: int) -> bool:
    """Whether two words are one: a name with its 接口 or 对接 (not DCS对接 SCADA), a verb with the name that it connects to."""
    if tokens[one].has(Role.INTERFACE):
        ends = other + 1 == len(tokens) or tokens[other + 1].is_break
        return tokens[other].has(Role.INTERFACE_SUFFIX) or (ends and tokens[other].has(Role.CONNECT_AFTER))
    subject = tokens[one - 1] if one else None
    free = subject is None or not subject.has(Role.INTERFACE)
    return free and tokens[one].roles.get(Role.CONNECT) == "strong" and tokens[other].has(Role.INTERFACE)


def _between_with_and_verb(tokens: Sequence[Token]) -> Iterator[int]:
    """Spaces from 跟 to 打通 over nothing but names (能和 wms、mes 打通)."""
    for place, token in enumerate(tokens):
        if not token.has(Role.WITH):
            continue
        named = False
        for current in range(place + 1, min(len(tokens), place + _REACH)):
            other = tokens[current]
            if named and other.has(Role.CONNECT_AFTER):
                yield from (between for between in range(place + 1, current) if tokens[between].text == " ")
                break
            if not (other.has(*_BETWEEN) or other.text == " "):
                break
            named |= other.has(Role.INTERFACE)
