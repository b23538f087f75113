"""产品 and 方案 as the kind of item wanted; both are also words of a matter (产品质量, 施工方案管理)."""

from __future__ import annotations

from catalog.search.conditions.frames import REACH, Spot, after_de, closes
from catalog.search.conditions.model import Field
from catalog.search.conditions.tokens import Sentence, Token
from catalog.search.conditions.vocabulary import Role


def product_at(sentence: Sentence, spot: Spot) -> Spot | None:
    """产品 is a kind behind 只要 or 不要 at the end of its clause, and beside another kind (产品或方案)."""
    after = sentence.at(spot.end)
    if _beside_kind(sentence, spot) or (after is not None and after.has(Role.EITHER_AFTER)):
        return spot
    if _is_contrasted(sentence, spot):
        return spot
    if not closes(sentence, spot.end) and not sentence.tokens[spot.end].has(Role.BOTH, Role.EITHER):
        return None
    for current in range(spot.first - 1, max(-1, spot.first - REACH), -1):
        token = sentence.tokens[current]
        if token.is_break:
            return None
        if token.has(Role.HARD, Role.NEGATION):
            return spot
    return None


def _is_contrasted(sentence: Sentence, spot: Spot) -> bool:
    """要产品不要方案: wanted where another kind is refused."""
    before = sentence.at(spot.first - 1)
    wanted = before is not None and before.roles.get(Role.ASKING) == "strong"
    refused = zip(sentence.tokens, sentence.tokens[1:], strict=False)
    return wanted and any(one.has(Role.NEGATION) and _names_kind(other) for one, other in refused)


def solution_at(sentence: Sentence, spot: Spot) -> Spot | None:
    """方案 is a kind at the end of its phrase; 施工方案 is a document of the enterprise unless it is asked for."""
    after = after_de(sentence, spot.end)
    following = sentence.at(after)
    ends = closes(sentence, after) or (
        following is not None
        and following.has(
            Role.BOTH, Role.EITHER, Role.HARD, Role.NEGATION, Role.NAME, Role.BOUND_BEFORE, Role.APPROXIMATE
        )
    )
    before = sentence.at(spot.first - 1)
    if not ends or before is None or not before.has(Role.OF_MATTER):
        return spot if ends else None
    tied = (quality := sentence.at(spot.first - 2)) is not None and quality.text == "的"
    return spot if tied or _asked_before(sentence, spot.first) else None


def _asked_before(sentence: Sentence, place: int) -> bool:
    """Whether a word that asks (有没有, 要一份) stands before this place in its clause."""
    for current in range(place - 1, max(-1, place - REACH) - 1, -1):
        token = sentence.at(current)
        if token is None or token.is_break:
            return False
        if token.roles.get(Role.ASKING) == "strong":
            return True
    return False


def _beside_kind(sentence: Sentence, spot: Spot) -> bool:
    for joint, other in ((spot.end, spot.end + 1), (spot.first - 1, spot.first - 2)):
        word, kind = sentence.at(joint), sentence.at(other)
        joined = word is not None and word.has(Role.BOTH, Role.EITHER)
        if joined and kind is not None and _names_kind(kind):
            return True
    return False


def _names_kind(token: Token) -> bool:
    return token.has(Role.PLAIN_SOLUTION) or token.roles.get(Role.NAME, "").startswith(f"{Field.KIND}=")
