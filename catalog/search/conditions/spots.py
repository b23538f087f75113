"""Places where a query names a value of a field: industry, region, deployment, kind, interface … with the words framing it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from catalog.search.conditions.model import Field
from catalog.search.conditions.tokens import Sentence, Token
from catalog.search.conditions.vocabulary import Role
from catalog.vocabulary import Deployment

_REACH = 10
"""Tokens on either side that may frame one name."""
_INTERFACE_CHAIN = (Role.BOTH, Role.EITHER, Role.INTERFACE, Role.POSSESSIVE, Role.SYSTEM)


@dataclass(frozen=True, slots=True)
class Spot:
    """A value named by the tokens [first, end), those that frame it included."""

    field: Field
    value: str
    first: int
    end: int


def find_spots(sentence: Sentence) -> Iterator[Spot]:
    """The named values, left to right; a name that only belongs to a matter (质量管理, ERP, 食品安全) is none."""
    for place, token in enumerate(sentence.tokens):
        spot = _spot_at(sentence, place, token)
        if spot is not None:
            yield _over_brand(sentence, _with_label(sentence, spot), place)


def _over_brand(sentence: Sentence, spot: Spot, place: int) -> Spot:
    """The maker's name directly before the kind of system belongs to it: 西门子PLC."""
    first = _brand_before(sentence, place) if spot.field is Field.INTERFACE else place
    return replace(spot, first=min(spot.first, first))


def _brand_before(sentence: Sentence, place: int) -> int:
    before = sentence.at(place - 1)
    return place - 1 if before is not None and before.has(Role.INTERFACE) else place


def _spot_at(sentence: Sentence, place: int, token: Token) -> Spot | None:
    if token.has(Role.NAME):
        return _confirm(sentence, _spot(token.roles[Role.NAME], place))
    if token.has(Role.WEAK):
        return _weak(sentence, _spot(token.roles[Role.WEAK], place))
    if token.has(Role.LOCAL):
        return _local(sentence, _spot(token.roles[Role.LOCAL], place))
    if token.has(Role.TOPIC) and (spot := _topic(sentence, _spot(token.roles[Role.TOPIC], place))):
        return spot
    if token.has(Role.DENIED):  # 数据上云 is a matter, 不上云 a condition
        before = sentence.at(place - 1)
        tied = token.text.endswith("的") or _skip_of(sentence, place + 1) > place + 1
        closed = tied or _closes(sentence, place + 1)
        denied = before is not None and before.has(Role.NEGATION) and closed
        return _spot(token.roles[Role.DENIED], place) if denied else None
    if token.has(Role.PLAIN_PRODUCT):
        return _product(sentence, _spot(token.roles[Role.PLAIN_PRODUCT], place))
    if token.has(Role.PLAIN_SOLUTION):
        return _solution(sentence, _spot(token.roles[Role.PLAIN_SOLUTION], place))
    if token.has(Role.INTERFACE):
        return _interface(sentence, place, token.roles[Role.INTERFACE].partition("=")[2], known=True)
    if token.text[0].isascii() and token.text[0].isalpha() and not token.roles and len(token.text) > 1:
        return _interface(sentence, place, token.text.upper(), known=False)
    return None


def _spot(named: str, place: int) -> Spot:
    name, _, value = named.partition("=")
    return Spot(Field(name), value, place, place + 1)


def _confirm(sentence: Sentence, spot: Spot) -> Spot | None:
    """Add the frame that the field allows: 做…的, …行业的企业, …的服务商."""
    if spot.field is Field.INDUSTRY:
        return _framed_industry(sentence, spot)
    if spot.field is Field.REGION:
        return _framed_region(sentence, spot)
    if spot.field is Field.PROVIDER_TYPE:
        return replace(spot, end=_over_party(sentence, spot.end))
    if spot.field is Field.FREE:
        return spot if _is_item_free(sentence, spot) else None
    return spot


def _is_item_free(sentence: Sentence, spot: Spot) -> bool:
    """免费培训 comes with an item; the item itself is meant by 免费的巡检软件, or by 不要钱的体检 as all that is wanted."""
    place = _skip_of(sentence, spot.end)
    service, after = sentence.at(place), sentence.at(place + 1)
    if service is None or not service.has(Role.SERVICE):
        return True
    if after is not None and after.has(Role.SYSTEM, Role.TOOL):
        return True
    before = sentence.at(spot.first - 1)
    offered = before is not None and before.has(Role.ABLE) and not before.has(Role.ASKING)
    tied = place > spot.end or sentence.tokens[spot.end - 1].text.endswith("的")
    return tied and _closes(sentence, place + 1) and not offered


def _framed_industry(sentence: Sentence, spot: Spot) -> Spot:
    end = spot.end
    current = end
    while (token := sentence.at(current)) is not None and current < spot.end + _REACH:
        if token.has(Role.FRAME_AFTER) and (
            token.roles[Role.FRAME_AFTER] != "closing" or _closes(sentence, current + 1)
        ):
            end = current + 1
        elif token.text != "的" or not _is_party(sentence.at(current + 1)):
            break
        current += 1
    return replace(
        spot, first=_over_left(sentence, spot.first, Role.FRAME_BEFORE), end=_over_party(sentence, end)
    )


def _weak(sentence: Sentence, spot: Spot) -> Spot | None:
    """食品, 材料, 混合, 内网 … are also matters: only alone in a clause, in a list, or said of a firm, they name a value."""
    framed = _framed_industry(sentence, spot) if spot.field is Field.INDUSTRY else spot
    if framed.end > spot.end:
        return framed
    after = sentence.at(spot.end)
    if after is not None and after.text == "的":
        closes = (
            spot.field is Field.DEPLOYMENT or framed.first < spot.first or _closes(sentence, spot.end + 1)
        )
        return framed if closes and _opens(sentence, framed.first) else None
    ends = after is None or after.is_break or after.has(Role.NEGATION_AFTER, Role.EITHER_AFTER)
    ends = ends or _is_listed(sentence, spot.end, 1)
    return framed if ends and _opens(sentence, framed.first) else None


def _opens(sentence: Sentence, place: int) -> bool:
    """Whether a phrase may begin here: at the start of a clause, behind another name, or behind a word that only asks."""
    before = sentence.at(place - 1)
    if before is None or before.is_break or _is_listed(sentence, place - 1, -1):
        return True
    if before.has(Role.BOTH, Role.EITHER):
        return False
    return before.has(Role.NAME, Role.ASKING, Role.NEGATION, Role.HARD, Role.FRAME_BEFORE, Role.PARTY)


def _is_listed(sentence: Sentence, place: int, step: int) -> bool:
    """Whether the token at `place` joins the name to another one of the vocabulary."""
    joint, other = sentence.at(place), sentence.at(place + step)
    joined = joint is not None and joint.has(Role.BOTH, Role.EITHER)
    return joined and other is not None and other.has(Role.NAME, Role.WEAK, Role.NEGATION)


def _framed_region(sentence: Sentence, spot: Spot) -> Spot:
    first = _over_left(sentence, spot.first, Role.FRAME_BEFORE)
    if first < spot.first and (party := sentence.at(first - 1)) is not None and party.has(Role.PARTY):
        first -= 1
    return replace(spot, first=first, end=_over_party(sentence, spot.end))


def _local(sentence: Sentence, spot: Spot) -> Spot | None:
    """本地 means the city where it is said of a firm, or where nothing else follows."""
    before = sentence.at(spot.first - 1)
    if before is not None and before.roles.get(Role.NAME, "").startswith(f"{Field.REGION}="):
        return None  # 贺兰本地的
    if _label_before(sentence, spot.first, Field.DEPLOYMENT) is not None:
        return replace(spot, field=Field.DEPLOYMENT, value=Deployment.ON_PREMISES.value)
    framed = _framed_region(sentence, spot)
    following = sentence.at(spot.end)
    alone = _closes(sentence, spot.end) or (following is not None and following.has(Role.FRAME_BEFORE))
    if framed.end == spot.end and alone and _names_deployment(sentence):
        return replace(spot, field=Field.DEPLOYMENT, value=Deployment.ON_PREMISES.value)  # 不要本地的，要云端的
    if framed.end > spot.end or alone:
        return framed
    return framed if _ends_in_party(sentence, _skip_of(sentence, spot.end)) else None


def _names_deployment(sentence: Sentence) -> bool:
    return any(token.roles.get(Role.NAME, "").startswith(f"{Field.DEPLOYMENT}=") for token in sentence.tokens)


def _ends_in_party(sentence: Sentence, place: int) -> bool:
    """本地的数采团队: what follows up to the end of the clause is a firm."""
    last = place
    while last < place + _REACH and not _closes(sentence, last):
        last += 1
    final = sentence.at(last - 1)
    typed = final is not None and final.roles.get(Role.NAME, "").startswith(f"{Field.PROVIDER_TYPE}=")
    return last > place and (typed or _is_party(final))


def _topic(sentence: Sentence, spot: Spot) -> Spot | None:
    """A scene called one: 质量管理场景, 场景：设备管理, 质量管理、设备管理场景."""
    current = spot.end
    while (token := sentence.at(current)) is not None and current < spot.end + _REACH:
        if token.has(Role.SCENE):
            joined = current > spot.end and sentence.tokens[spot.end].text != "的"
            return replace(spot, end=spot.end if joined else current + 1)
        if not (
            token.has(Role.TOPIC, Role.BOTH, Role.EITHER) or token.text in ("的", "这个", "这类", "类", "等")
        ):
            break
        current += 1
    current = spot.first - 1
    while (
        current > spot.first - _REACH
        and (token := sentence.at(current))
        and token.has(Role.TOPIC, Role.BOTH, Role.EITHER)
    ):
        current -= 1
    return spot if _label_before(sentence, current + 1, Field.TOPIC) is not None else None


def _product(sentence: Sentence, spot: Spot) -> Spot | None:
    """产品 is a kind behind 只要 or 不要 at the end of its clause, and beside another kind (产品或方案)."""
    after = sentence.at(spot.end)
    if _beside_kind(sentence, spot) or (after is not None and after.has(Role.EITHER_AFTER)):
        return spot
    if _is_contrasted(sentence, spot):
        return spot
    if not _closes(sentence, spot.end) and not sentence.tokens[spot.end].has(Role.BOTH, Role.EITHER):
        return None
    for current in range(spot.first - 1, max(-1, spot.first - _REACH), -1):
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


def _solution(sentence: Sentence, spot: Spot) -> Spot | None:
    """方案 is a kind at the end of its phrase; 施工方案 is a document of the enterprise unless it is asked for."""
    after = _skip_of(sentence, spot.end)
    following = sentence.at(after)
    ends = _closes(sentence, after) or (
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
    for current in range(place - 1, max(-1, place - _REACH) - 1, -1):
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


def _interface(sentence: Sentence, place: int, value: str, *, known: bool) -> Spot | None:
    """A system or protocol in 跟…打通, before 接口, behind 连 or 对接, or behind a label."""
    following = sentence.at(place + 1)
    if known and following is not None and following.has(Role.INTERFACE):
        return None  # 西门子PLC is a PLC
    if spot := _interface_before(sentence, place, value, known=known):
        return spot
    end = _over_system(sentence, place + 1)
    current = place - 1
    while (token := sentence.at(current)) is not None and current > place - _REACH and not token.is_break:
        if (
            token.has(Role.CONNECT)
            and (known or token.roles[Role.CONNECT] == "strong")
            and not _cut(sentence, current)
        ):
            later = _more_names(sentence, current, _brand_before(sentence, place))
            first = place if later else _over_left(sentence, current, Role.ABLE, Role.POSSESSIVE)
            return Spot(Field.INTERFACE, value, first, end)
        if not token.has(*_INTERFACE_CHAIN):
            break
        current -= 1
    if _label_before(sentence, current + 1, Field.INTERFACE) is not None:
        return Spot(Field.INTERFACE, value, place, end)
    return None


def _cut(sentence: Sentence, place: int) -> bool:
    """Whether the verb already has its object before it, and what follows is the matter: 能跟ERP对接MES."""
    before = sentence.at(place - 1)
    return before is not None and before.has(Role.INTERFACE) and _has_with(sentence, place - 1)


def _interface_before(sentence: Sentence, place: int, value: str, *, known: bool) -> Spot | None:
    able = False
    first = place
    current = place + 1
    while (token := sentence.at(current)) is not None and current < place + _REACH and not token.is_break:
        if token.has(Role.INTERFACE_SUFFIX) and (known or current == place + 1):
            first = _over_left(sentence, place, Role.ABLE, Role.CONNECT)
            return Spot(Field.INTERFACE, value, first, current + 1 if current == place + 1 else place + 1)
        alone = known and (
            able or (current == place + 1 and _opens(sentence, place) and _closes(sentence, current + 1))
        )
        alone = alone and not _has_object(sentence, current + 1)
        if token.has(Role.CONNECT_AFTER) and (_has_with(sentence, place) or alone):
            first = _over_left(sentence, place, Role.WITH, Role.POSSESSIVE, Role.ABLE)
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
    while (token := sentence.at(current)) is not None and current > place - _REACH:
        if token.has(Role.WITH):
            return True
        if not token.has(*_INTERFACE_CHAIN):
            return False
        current -= 1
    return False


def _with_label(sentence: Sentence, spot: Spot) -> Spot:
    label = _label_before(sentence, spot.first, spot.field)
    return spot if label is None else replace(spot, first=label)


def _label_before(sentence: Sentence, first: int, field: Field) -> int | None:
    """The place of the label that announces the field: 部署：, 行业是."""
    current = first - 1
    while (token := sentence.at(current)) is not None and (
        token.text in (":", " ") or token.text in ("是", "为", "要", "选", "用")
    ):
        current -= 1
    label = sentence.at(current)
    if label is None or current == first - 1 or not label.has(Role.NAME_LABEL):
        return None
    said = any(token.text in (":", "是", "为") for token in sentence.tokens[current + 1 : first])
    before = sentence.at(current - 1)
    if not (said or before is None or before.is_break):
        return None  # 支持OPC UA接口 MES
    labels = label.roles[Role.NAME_LABEL].split("|")
    return current if field in labels else None


def _over_left(sentence: Sentence, first: int, *roles: Role) -> int:
    while (
        (token := sentence.at(first - 1)) is not None and token.has(*roles) and not token.has(Role.NEGATION)
    ):
        first -= 1
    return first


def _over_party(sentence: Sentence, end: int) -> int:
    """Over 企业, 的服务商, 的软件公司 behind a name."""
    current = end
    while (token := sentence.at(current)) is not None and current < end + _REACH:
        if _is_party(token):
            end = current + 1
        elif token.text != "的" and not (token.text == "软件" and _is_party(sentence.at(current + 1))):
            break
        current += 1
    return end


def _over_system(sentence: Sentence, end: int) -> int:
    """Over 系统 or 平台 behind an interface's name, where no matter follows."""
    token = sentence.at(end)
    if token is None or not token.has(Role.SYSTEM):
        return end
    following = sentence.at(end + 1)
    linked = following is not None and following.has(
        Role.BOTH, Role.EITHER, Role.EITHER_AFTER, Role.CONNECT_AFTER
    )
    return end + 1 if linked or _closes(sentence, end + 1) else end


def _is_party(token: Token | None) -> bool:
    return token is not None and token.has(Role.PARTY, Role.LOCAL)


def _skip_of(sentence: Sentence, place: int) -> int:
    token = sentence.at(place)
    return place + 1 if token is not None and token.text == "的" else place


def _closes(sentence: Sentence, place: int) -> bool:
    """Whether a phrase may end before this token: at the end of a clause, at a number, or at a word that only asks."""
    token = sentence.at(place)
    if token is None or token.is_break or token.measure is not None:
        return True
    return token.has(Role.ASKING, Role.EITHER_AFTER, Role.NEGATION_AFTER)
