"""What stands around a named value: where its phrase begins and ends, its label, the firm that it is said of."""

from __future__ import annotations

from dataclasses import dataclass, replace

from catalog.search.conditions.model import Field
from catalog.search.conditions.tokens import Sentence, Token
from catalog.search.conditions.vocabulary import Role

REACH = 10
"""Tokens on either side that may frame one name."""
_ANNOUNCING = ("是", "为", "=", "要", "选", "用", "有", "要有", "支持", "要支持", "得有", "须有")
"""Between a label and its value: 部署要支持私有化."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A value named by the tokens [first, end), those that frame it included."""

    field: Field
    value: str
    first: int
    end: int


def opens(sentence: Sentence, place: int) -> bool:
    """Whether a phrase may begin here: at the start of a clause, behind another name, or behind a word that only asks."""
    before = sentence.at(place - 1)
    if before is None or before.is_break or before.text == "/" or is_listed(sentence, place - 1, -1):
        return True
    if before.has(Role.BOTH, Role.EITHER):
        return False
    return before.has(Role.NAME, Role.ASKING, Role.NEGATION, Role.HARD, Role.FRAME_BEFORE, Role.PARTY)


def is_listed(sentence: Sentence, place: int, step: int) -> bool:
    """Whether the token at `place` joins the name to another one of the vocabulary."""
    joint, other = sentence.at(place), sentence.at(place + step)
    if step < 0 and other is not None and other.text == "类":
        other = sentence.at(place + 2 * step)  # 轻工类和食品类
    joined = joint is not None and joint.has(Role.BOTH, Role.EITHER)
    return joined and other is not None and other.has(Role.NAME, Role.WEAK, Role.NEGATION)


def with_label(sentence: Sentence, spot: Spot) -> Spot:
    """The spot with the label that announces it: 部署：SaaS."""
    label = label_before(sentence, spot.first, spot.field)
    return spot if label is None else replace(spot, first=label)


def label_before(sentence: Sentence, first: int, field: Field) -> int | None:
    """The place of the label that announces the field: 部署：, 行业是."""
    current = first - 1
    while (token := sentence.at(current)) is not None and (
        token.text in (":", " ") or token.text in _ANNOUNCING
    ):
        current -= 1
    label = sentence.at(current)
    if label is None or current == first - 1 or not label.has(Role.NAME_LABEL):
        return None
    said = any(token.text in (":", "是", "为", "=") for token in sentence.tokens[current + 1 : first])
    before = sentence.at(current - 1)
    if not (said or before is None or before.is_break):
        return None  # 支持OPC UA接口 MES
    labels = label.roles[Role.NAME_LABEL].split("|")
    return current if field in labels else None


def over_left(sentence: Sentence, first: int, *roles: Role) -> int:
    """The first of the tokens with one of the roles that stand directly before `first`."""
    while (
        (token := sentence.at(first - 1)) is not None and token.has(*roles) and not token.has(Role.NEGATION)
    ):
        first -= 1
    return first


def over_party(sentence: Sentence, end: int) -> int:
    """Over 企业, 的服务商, 的软件公司 behind a name."""
    current = end
    while (token := sentence.at(current)) is not None and current < end + REACH:
        if is_party(token):
            end = current + 1
        elif token.text != "的" and not (token.text == "软件" and is_party(sentence.at(current + 1))):
            break
        current += 1
    return end


def is_party(token: Token | None) -> bool:
    """Whether the token is a firm (服务商, 厂子) or 本地."""
    return token is not None and token.has(Role.PARTY, Role.LOCAL)


def after_de(sentence: Sentence, place: int) -> int:
    """The place behind a 的 that may stand here."""
    token = sentence.at(place)
    return place + 1 if token is not None and token.text == "的" else place


def closes(sentence: Sentence, place: int) -> bool:
    """Whether a phrase may end before this token: at the end of a clause, at a number, or at a word that only asks."""
    token = sentence.at(place)
    if token is None or token.is_break or token.measure is not None:
        return True
    return token.has(Role.ASKING, Role.EITHER_AFTER, Role.NEGATION_AFTER)
