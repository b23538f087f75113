"""Conditions on named values: neighbours of one field joined, alternatives, negation and hardness decided."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from catalog.search.conditions.denials import asks_nothing, is_compared, is_complained_of
from catalog.search.conditions.findings import Finding, Reading
from catalog.search.conditions.frames import Spot
from catalog.search.conditions.model import Field
from catalog.search.conditions.spots import find_spots
from catalog.search.conditions.tokens import Sentence
from catalog.search.conditions.vocabulary import Role

_SOFT = frozenset({Field.INDUSTRY, Field.REGION, Field.TOPIC, Field.INTERFACE})
_FLAGS = frozenset({Field.FREE, Field.TRIAL})
_OWNED = frozenset({Field.DEPLOYMENT, Field.INTERFACE, Field.KIND})
"""Fields whose values an enterprise may have already and complain of; its industry and place it only tells."""
_SINGLE_VALUED = frozenset({Field.KIND, Field.PROVIDER_TYPE})
"""Fields of which an item has one value: 贷款和方案 can only mean either."""
_REACH = 8
"""Tokens between a negation and the name that it denies."""
_BETWEEN = (
    Role.SKIP, Role.CONNECT, Role.POSSESSIVE, Role.WITH, Role.FRAME_BEFORE, Role.NAME_LABEL, Role.ABLE, Role.LINK,
)  # fmt: skip


@dataclass(slots=True)
class _Group:
    spots: list[Spot]
    first: int
    end: int
    either: bool = False
    negated: bool = False
    hard: bool = False


def find_named(sentence: Sentence, taken: Collection[int]) -> Iterator[Finding]:
    """Every named condition outside the tokens already `taken` by others."""
    spots = [
        spot
        for spot in find_spots(sentence)
        if not any(place in taken for place in range(spot.first, spot.end))
    ]
    hard_before = _hard_before(sentence)
    groups: list[_Group] = []
    for group in _grouped(sentence, spots):
        _judge(sentence, group, _hard_for(sentence, group, groups, hard_before))
        groups.append(group)
    for group in _alternatives_over_breaks(sentence, groups):
        if _is_only_told(sentence, group):
            continue
        single = len({spot.value for spot in group.spots}) == 1
        if not asks_nothing(sentence, group.first, group.spots[-1].end, negated=group.negated, single=single):
            yield Finding(group.first, group.end, tuple(_readings(group)))


def _is_only_told(sentence: Sentence, group: _Group) -> bool:
    """Whether the names are complained of or asked about instead of asked for."""
    field = group.spots[0].field
    complained = field in _OWNED and not group.negated and is_complained_of(sentence, group.end)
    return complained or (field is Field.DEPLOYMENT and is_compared(sentence, group.end))


def _grouped(sentence: Sentence, spots: list[Spot]) -> Iterator[_Group]:
    group: _Group | None = None
    for spot in spots:
        if group is not None and spot.end <= group.end:
            continue
        first = max(spot.first, group.end if group else 0)
        if group is not None and spot.field is group.spots[-1].field:
            gap = sentence.tokens[group.end : first]
            if gap and all(token.has(Role.EITHER, Role.BOTH) for token in gap):
                group.either |= any(token.has(Role.EITHER) for token in gap)
                group.spots.append(spot)
                group.end = spot.end
                continue
        if group is not None:
            yield group
        group = _Group([spot], first, spot.end)
    if group is not None:
        yield group


def _hard_before(sentence: Sentence) -> list[int | None]:
    """For each token the nearest word before it in its clause that makes conditions hard (只, 必须)."""
    found: list[int | None] = []
    latest: int | None = None
    for place, token in enumerate(sentence.tokens):
        found.append(latest)
        if token.is_break:
            latest = None
        elif token.has(Role.HARD):
            latest = place
    return found


def _hard_for(
    sentence: Sentence, group: _Group, before: list[_Group], hard_before: list[int | None]
) -> int | None:
    """The word that makes the group hard; over a 、 it reaches only names of the field behind it (必须私有化、银川的)."""
    first = group.spots[0].first
    hard = hard_before[first]
    if hard is None or all(token.text != "、" for token in sentence.tokens[hard:first]):
        return hard
    same = any(other.spots[0].field is group.spots[0].field and other.end > hard for other in before)
    return hard if same else None


def _judge(sentence: Sentence, group: _Group, hard: int | None) -> None:
    """Find what is said of the whole group before and behind it."""
    _find_negation(sentence, group)
    end = group.end + ((token := sentence.at(group.end)) is not None and token.text == "的")
    if (affirmed := sentence.at(end)) is not None and affirmed.has(Role.AFFIRMED):
        group.hard, group.end = True, end + 1
        end += 1
    if (gap := sentence.at(end)) is not None and gap.text == " ":
        end += 1  # 化工 食品 都行
    following = sentence.at(end)
    if following is not None and following.has(Role.EITHER_AFTER) and not group.negated:
        group.either, group.end = True, end + 1
    inside = any(
        sentence.tokens[place].has(Role.HARD) for place in range(group.first, group.spots[0].end - 1)
    )
    if hard is not None or inside:
        group.hard = True
    if (
        hard is not None
        and hard < group.first
        and all(token.has(*_BETWEEN) for token in sentence.tokens[hard + 1 : group.first])
    ):
        group.first = hard


def _find_negation(sentence: Sentence, group: _Group) -> None:
    inside = range(group.first, group.spots[0].end)
    group.negated = any(sentence.tokens[place].has(Role.NEGATION) for place in inside)
    denial = None if group.negated else _denial_before(sentence, group.first)
    if denial is not None:
        following = sentence.at(group.end)
        if sentence.tokens[denial].text == "非" and following is not None and following.has(Role.NOT_BUT):
            group.first, group.end, group.hard = denial, group.end + 1, True  # 非SaaS不可
            return
        group.negated, group.first = True, denial
    if group.negated:
        _take_exception(sentence, group)
    else:
        _find_denial_behind(sentence, group)


def _denial_before(sentence: Sentence, first: int) -> int | None:
    """The place of 不要, 除了 … before a name, over words that belong to neither: 别给我推私有化的."""
    for current in range(first - 1, max(-1, first - _REACH), -1):
        if sentence.tokens[current].has(Role.NEGATION):
            return current
        if not sentence.tokens[current].has(*_BETWEEN) and not _is_denying_space(sentence, current):
            return None
    return None


def _is_denying_space(sentence: Sentence, place: int) -> bool:
    """The space between 不要 and what it denies: before a Latin name, or where 不要 begins the clause."""
    denial, after = sentence.at(place - 1), sentence.at(place + 1)
    if sentence.tokens[place].text != " " or denial is None or after is None:
        return False
    before = sentence.at(place - 2)
    begins = before is None or (before.is_break and before.text != " ")
    return denial.has(Role.NEGATION) and (begins or after.text[0].isascii())


def _take_exception(sentence: Sentence, group: _Group) -> None:
    after = sentence.at(group.end)
    if after is not None and after.has(Role.EXCEPT_AFTER):
        group.end = _over_others(sentence, group.end + 1)
        if not sentence.tokens[group.first].text.startswith("除"):  # 不要银川以外的 asks for 银川
            group.negated, group.hard = False, True


def _over_others(sentence: Sentence, end: int) -> int:
    """Over those that an exception leaves: 化工以外的行业, 除了宁东以外的服务商."""
    while (token := sentence.at(end)) is not None and token.has(Role.FRAME_AFTER, Role.PARTY, Role.OTHER):
        end += 1
    return end


def _find_denial_behind(sentence: Sentence, group: _Group) -> None:
    """云端的就别推了, 化工的除外: only where the clause ends there; else the word denies what follows."""
    end = group.end
    if (token := sentence.at(end)) is not None and token.text in ("的", "就", "这种", "之类的"):
        end += 1
    elif token is not None and token.text == " " and _ends_clause(sentence, end + 2):
        end += 1  # SaaS 不要，
    denial, closing = sentence.at(end), sentence.at(end + 1)
    closed = closing is None or closing.is_break or closing.has(Role.ASKING)
    if denial is not None and denial.has(Role.EXCEPT_AFTER) and (closed or len(denial.text) > 1):
        group.negated, group.end = True, _over_others(sentence, end + 1)
    elif denial is not None and denial.has(Role.NEGATION_AFTER) and closed:
        group.negated, group.end = True, end + 1


def _ends_clause(sentence: Sentence, place: int) -> bool:
    """Whether the query ends before this token, or punctuation stands there and no mere space."""
    token = sentence.at(place)
    return token is None or (token.is_break and token.text != " ")


def _alternatives_over_breaks(sentence: Sentence, groups: list[_Group]) -> Iterator[_Group]:
    """SaaS，本地部署都行: what 都行 says holds for the neighbours of the same field too."""
    pending: _Group | None = None
    for group in groups:
        if pending is not None and group.either and not (group.negated or pending.negated):
            gap = sentence.tokens[pending.end : group.first]
            if pending.spots[-1].field is group.spots[0].field and all(
                token.is_break or token.has(Role.BOTH, Role.EITHER) for token in gap
            ):
                pending.spots += group.spots
                pending.end, pending.either = group.end, True
                pending.hard |= group.hard
                continue
        if pending is not None:
            yield pending
        pending = group
    if pending is not None:
        yield pending


def _readings(group: _Group) -> Iterator[Reading]:
    field = group.spots[0].field
    values = tuple(dict.fromkeys(spot.value for spot in group.spots))
    if field in _FLAGS:
        yield Reading(field, "=", (values[0] == "true") is not group.negated, hard=True)
    elif group.negated:
        yield Reading(field, "not in", values, hard=True)
    else:
        hard = group.hard or field not in _SOFT
        if len(values) > 1 and (group.either or field in _SINGLE_VALUED):
            yield Reading(field, "in", values, hard)
        else:
            yield from (Reading(field, "=", value, hard) for value in values)
