"""The text of a query that is left when its conditions are taken out, without the words that only ask."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Sequence

from catalog.search.conditions.findings import Finding, Reading
from catalog.search.conditions.model import Field
from catalog.search.conditions.tokens import Sentence, Token
from catalog.search.conditions.vocabulary import Role, familiar_pairs
from catalog.vocabulary import Kind

FILLER = (
    Role.ASKING,
    Role.LINK,
    Role.OTHER,
    Role.PARTY,
    Role.EITHER_AFTER,
    Role.BOTH,
    Role.EITHER,
    Role.EXCEPT_AFTER,
)
"""Roles of the words that may stand neither in the text nor in a quote."""


_OF_FIRMS = (Field.REGION, Field.INDUSTRY, Field.PROVIDER_TYPE)
"""Where one of these is asked, a 服务商 that stands alone says no more."""
_PURPOSES = ("买", "购", "购买", "购置", "采购", "建", "装", "还")
"""Beside a loan these tell what it is for: 贷款买机床."""
_CLASSIFIERS = ("个", "套", "款", "份", "家", "台")
_ONLY_BEFORE = ("麻烦", "辛苦", "打算", "准备")
"""Behind a matter they tell of it: 报工麻烦."""
_OF_DEGREE = ("好", "大", "多", "又", "才", "都")
_OF_STATEMENTS = ("了", "过", "不", "没")
"""Behind an asking word they show that it tells of something: 用了三年."""


def remaining_text(sentence: Sentence, findings: Sequence[Finding]) -> str:
    """What no finding took, in its own script; punctuation is one space. Asking words inside a clause stay."""
    taken = {place for finding in findings for place in range(finding.first, finding.end)}
    borrowing = any(_is_of_loans(reading) for finding in findings for reading in finding.readings)
    of_firms = any(reading.field in _OF_FIRMS for finding in findings for reading in finding.readings)
    empty = FILLER if of_firms else tuple(role for role in FILLER if role is not Role.PARTY)
    pieces = []
    for start, stop in _pieces(sentence, taken):
        if findings and all(token.has(*empty) for token in sentence.tokens[start:stop]):
            continue
        kept = _PURPOSES if borrowing else ()
        first, end = _strip(sentence, start, stop, taken, kept, of_firms=of_firms)
        pieces.append(_plain(sentence, first, end))
    text = " ".join(" ".join(pieces).split())
    if not text and not findings:
        return " ".join(_plain(sentence, 0, len(sentence.tokens)).split())
    return text


def _pieces(sentence: Sentence, taken: set[int]) -> Iterator[tuple[int, int]]:
    """Runs of tokens between breaks and findings."""
    first: int | None = None
    for place, token in enumerate(sentence.tokens):
        outside = token.is_break or place in taken
        if outside and first is not None:
            yield first, place
            first = None
        elif not outside and first is None:
            first = place
    if first is not None:
        yield first, len(sentence.tokens)


def _is_of_loans(reading: Reading) -> bool:
    return reading.field is Field.AMOUNT or reading.value == Kind.FINANCE


def _strip(
    sentence: Sentence, first: int, end: int, taken: Collection[int], kept: Collection[str], *, of_firms: bool
) -> tuple[int, int]:
    """Drop asking words from both ends but those `kept`; weak ones (能, 用, 做) only where something was asked indeed."""
    tokens = sentence.tokens
    after_finding, before_finding = first - 1 in taken, end in taken
    start = first
    while (
        start < end
        and tokens[start].has(Role.ASKING)
        and tokens[start].text not in kept
        and (after_finding or not _is_particle(tokens[start]))
        and not _belongs(sentence, start, start + 1)
    ):
        start += 1
    if (
        (after_finding or of_firms)
        and end - start > 2
        and tokens[end - 1].has(Role.PARTY)
        and tokens[end - 2].text == "的"
    ):
        end -= 2  # 银川做数据采集的服务商: the firm belongs to the place
    asked = after_finding or any(_strength(token) == "strong" for token in tokens[first:start])
    framed = start < end and tokens[end - 1].text == "的"
    wanted = bool(taken) and start < end and tokens[start].text not in _OF_STATEMENTS
    if not (asked or framed or wanted):
        start = first
    while end > start and (
        (_asks_behind(tokens[end - 1]) and (before_finding or _strength(tokens[end - 1]) != "weak"))
        or (
            before_finding
            and tokens[end - 1].has(Role.LINK, Role.ABLE)
            and tokens[end - 1].text not in _OF_DEGREE
        )
    ):
        if _belongs(sentence, end - 2, end - 1):
            break
        end -= 1
    return start, end


def _belongs(sentence: Sentence, one: int, other: int) -> bool:
    """Whether two neighbouring tokens of one character are a word together, of which the asking one is no word: 信用, 能耗."""
    before, after = sentence.at(one), sentence.at(other)
    return before is not None and after is not None and before.text + after.text in familiar_pairs()


def _asks_behind(token: Token) -> bool:
    return token.has(Role.ASKING) and token.text not in _ONLY_BEFORE


def _is_particle(token: Token) -> bool:
    """Whether the word asks only behind another: 行 in 行里想推 is a bank."""
    final = _strength(token) == "final" and len(token.text) == 1 and token.text != "的"
    return final or token.text == "行"


def _strength(token: Token) -> str:
    return token.roles.get(Role.ASKING, "")


def _plain(sentence: Sentence, first: int, end: int) -> str:
    return "".join(
        sentence.quote(place, place + 1) if _says_something(sentence, place) else " "
        for place in range(first, end)
    )


def _says_something(sentence: Sentence, place: int) -> bool:
    """Neither punctuation, nor asking for one of it (采购部要买一套), nor a 的 that only ties a quality to a Latin name (独立的WMS)."""
    token, following = sentence.tokens[place], sentence.at(place + 1)
    if _asks_for_one(token, sentence.at(place - 1), following):
        return False
    if token.text == "的" and following is not None and following.text[0].isascii():
        return False
    return any(unicodedata.category(character)[0] not in "PZC" for character in token.text)


def _asks_for_one(token: Token, before: Token | None, following: Token | None) -> bool:
    """Whether the word asks for one of what follows, as one word (要上个) or as one of two (要 一套)."""
    if _strength(token) == "strong":
        return _counts_one(token) or (following is not None and _counts_one(following))
    return _counts_one(token) and before is not None and _strength(before) == "strong"


def _counts_one(token: Token) -> bool:
    return (
        token.has(Role.ASKING)
        and token.text.endswith(_CLASSIFIERS)
        and not token.text.startswith(("哪", "整"))
    )
