"""Places where a query names a value of a field: industry, region, deployment, kind, interface … with the words framing it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from catalog.search.conditions.frames import (
    REACH,
    Spot,
    after_de,
    closes,
    is_listed,
    is_party,
    label_before,
    opens,
    over_left,
    over_party,
    with_label,
)
from catalog.search.conditions.interfaces import interface_at, over_brand
from catalog.search.conditions.kinds import product_at, solution_at
from catalog.search.conditions.measures import Unit
from catalog.search.conditions.model import Field
from catalog.search.conditions.tokens import Sentence, Token
from catalog.search.conditions.vocabulary import Role
from catalog.vocabulary import Deployment

_OF_SUCH = ("类", "类的", "类型的", "等", "之类", "之类的")
_DONE_FOR = ("给", "为", "帮", "替", "为企业", "帮企业", "给企业")
_WORKING = ("做", "懂", "服务", "做过")
_CHOOSING = ("走", "采用", "按", "以", "选用")
_BEFORE_FORM = (" ", "的", "这种", "那种")


def find_spots(sentence: Sentence) -> Iterator[Spot]:
    """The named values, left to right; a name that only belongs to a matter (质量管理, ERP, 食品安全) is none."""
    for place, token in enumerate(sentence.tokens):
        spot = _spot_at(sentence, place, token)
        if spot is not None:
            yield over_brand(sentence, with_label(sentence, spot), place)


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
        tied = token.text.endswith("的") or after_de(sentence, place + 1) > place + 1
        closed = tied or closes(sentence, place + 1)
        denied = before is not None and before.has(Role.NEGATION) and closed
        return _spot(token.roles[Role.DENIED], place) if denied else None
    if token.has(Role.PLAIN_PRODUCT):
        return product_at(sentence, _spot(token.roles[Role.PLAIN_PRODUCT], place))
    if token.has(Role.PLAIN_SOLUTION):
        return solution_at(sentence, _spot(token.roles[Role.PLAIN_SOLUTION], place))
    if token.has(Role.INTERFACE):
        return interface_at(sentence, place, token.roles[Role.INTERFACE].partition("=")[2], known=True)
    if token.text[0].isascii() and token.text[0].isalpha() and not token.roles and len(token.text) > 1:
        return interface_at(sentence, place, token.text.upper(), known=False)
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
        return replace(spot, end=over_party(sentence, spot.end))
    if spot.field is Field.DEPLOYMENT:
        chosen = (before := sentence.at(spot.first - 1)) is not None and before.text in _CHOOSING
        return _over_form(sentence, replace(spot, first=spot.first - chosen))
    if spot.field is Field.TRIAL:
        after = sentence.at(spot.end)
        tried = after is not None and after.text in ("了", "过")  # 试用了两款都不行 is told
        return None if tried else _over_span(sentence, _over_free(sentence, spot))
    if spot.field is Field.FREE:
        return spot if _is_item_free(sentence, spot) else None
    return spot


def _is_item_free(sentence: Sentence, spot: Spot) -> bool:
    """免费培训 comes with an item; the item itself is meant by 免费的巡检软件, or by 不要钱的体检 as all that is wanted."""
    place = after_de(sentence, spot.end)
    service, after = sentence.at(place), sentence.at(place + 1)
    if service is not None and (_names(service, Field.TRIAL) or service.text in _DONE_FOR):
        return False  # the trial is free, or what is done: 免费给企业做诊断
    if service is None or not service.has(Role.SERVICE):
        return True
    if after is not None and after.has(Role.SYSTEM, Role.TOOL):
        return True
    before = sentence.at(spot.first - 1)
    offered = before is not None and before.has(Role.ABLE) and not before.has(Role.ASKING)
    tied = place > spot.end or sentence.tokens[spot.end - 1].text.endswith("的")
    return tied and closes(sentence, place + 1) and not offered


def _framed_industry(sentence: Sentence, spot: Spot) -> Spot:
    end = spot.end
    current = end
    while (token := sentence.at(current)) is not None and current < spot.end + REACH:
        if token.has(Role.FRAME_AFTER) and (
            token.roles[Role.FRAME_AFTER] != "closing"
            or closes(sentence, current + 1)
            or (token.text == "类" and _parts_list(sentence, current + 1))
        ):
            end = current + 1
        elif token.text != "的" or not is_party(sentence.at(current + 1)):
            break
        current += 1
    return replace(
        spot, first=over_left(sentence, spot.first, Role.FRAME_BEFORE), end=over_party(sentence, end)
    )


def _parts_list(sentence: Sentence, place: int) -> bool:
    """Whether a firm or another name of the list stands behind 类: 轻工类和食品类, 化工类企业."""
    return is_party(sentence.at(place)) or is_listed(sentence, place, 1)


def _weak(sentence: Sentence, spot: Spot) -> Spot | None:
    """食品, 材料, 混合, 内网 … are also matters: only alone in a clause, in a list, or said of a firm, they name a value."""
    framed = _framed_industry(sentence, spot) if spot.field is Field.INDUSTRY else spot
    if framed.end > spot.end:
        return framed
    if spot.field is Field.DEPLOYMENT:
        framed = _over_form(sentence, spot)
    after = sentence.at(spot.end)
    if after is not None and after.text == "的":
        before = sentence.at(framed.first - 1)
        worked = (
            before is not None and before.has(Role.HARD) and before.text.endswith(_WORKING)
        )  # 只做食品的MES
        ending = spot.field is Field.DEPLOYMENT or framed.first < spot.first or worked
        ending = ending or closes(sentence, spot.end + 1)
        return framed if ending and opens(sentence, framed.first) else None
    ends = (
        after is None
        or after.is_break
        or after.text == "/"
        or after.has(Role.NEGATION_AFTER, Role.EITHER_AFTER)
    )
    ends = ends or _continues_list(sentence, spot) or _closes_list(sentence, spot)
    return framed if ends and opens(sentence, framed.first) else None


def _continues_list(sentence: Sentence, spot: Spot) -> bool:
    """Whether a list goes on behind the name and does not end in a matter: 装备、零部件厂, not 材料、零部件的入库."""
    place = spot.end - 1
    while place < spot.end + REACH and is_listed(sentence, place + 1, 1):
        place += 2
    last = sentence.tokens[place]
    if place < spot.end or not last.has(Role.WEAK) or is_listed(sentence, place + 1, 1):
        return place >= spot.end
    return _weak(sentence, _spot(last.roles[Role.WEAK], place)) is not None


def _closes_list(sentence: Sentence, spot: Spot) -> bool:
    """轻工、食品类的, 非食品类的: a 类 that a single matter (材料类的库存) has not behind a list or a denial."""
    before, after = sentence.at(spot.first - 1), sentence.at(spot.end)
    denied = before is not None and before.has(Role.NEGATION)
    listed = spot.field is Field.INDUSTRY and (denied or is_listed(sentence, spot.first - 1, -1))
    return listed and after is not None and after.text in _OF_SUCH


def _over_form(sentence: Sentence, spot: Spot) -> Spot:
    """Over the 模式, 版 or 方式 that a space or a 的 parts from a way to deploy: SaaS 模式, 私有化的方式."""
    place = spot.end
    while (token := sentence.at(place)) is not None and token.text in _BEFORE_FORM and place < spot.end + 2:
        place += 1
    form, following = sentence.at(place), sentence.at(place + 1)
    if form is None or not form.has(Role.FORM):
        return spot
    ends = closes(sentence, place + 1) or (following is not None and following.text[0].isascii())
    return replace(spot, end=place + 1) if ends else spot


def _over_free(sentence: Sentence, spot: Spot) -> Spot:
    """Over the 不花钱 that only says of a trial that it is free: 不花钱先试试."""
    before = sentence.at(spot.first - 1)
    free = before is not None and _names(before, Field.FREE)
    return replace(spot, first=spot.first - 1) if free else spot


def _names(token: Token, field: Field) -> bool:
    return token.roles.get(Role.NAME, "").startswith(f"{field}=")


def _over_span(sentence: Sentence, spot: Spot) -> Spot:
    """Over the span that is to be tried, on either side: 免费试用一个月, 30天试用."""
    before, after = sentence.at(spot.first - 1), sentence.at(spot.end)
    first = spot.first - (before is not None and _is_span(before))
    return replace(spot, first=first, end=spot.end + (after is not None and _is_span(after)))


def _is_span(token: Token) -> bool:
    return token.measure is not None and token.measure.unit is Unit.DAYS


def _framed_region(sentence: Sentence, spot: Spot) -> Spot:
    first = over_left(sentence, spot.first, Role.FRAME_BEFORE)
    if first < spot.first and (party := sentence.at(first - 1)) is not None and party.has(Role.PARTY):
        first -= 1
    return replace(spot, first=first, end=over_party(sentence, spot.end))


def _local(sentence: Sentence, spot: Spot) -> Spot | None:
    """本地 means the city where it is said of a firm, or where nothing else follows."""
    before = sentence.at(spot.first - 1)
    if before is not None and before.roles.get(Role.NAME, "").startswith(f"{Field.REGION}="):
        return None  # 贺兰本地的
    if label_before(sentence, spot.first, Field.DEPLOYMENT) is not None:
        return replace(spot, field=Field.DEPLOYMENT, value=Deployment.ON_PREMISES.value)
    framed = _framed_region(sentence, spot)
    following = sentence.at(spot.end)
    alone = closes(sentence, spot.end) or (following is not None and following.has(Role.FRAME_BEFORE))
    if framed.end == spot.end and alone and _names_deployment(sentence):
        return replace(
            spot, field=Field.DEPLOYMENT, value=Deployment.ON_PREMISES.value
        )  # 不要本地的，要云端的
    if framed.end > spot.end or alone:
        return framed
    return framed if _ends_in_party(sentence, after_de(sentence, spot.end)) else None


def _names_deployment(sentence: Sentence) -> bool:
    return any(_names(token, Field.DEPLOYMENT) for token in sentence.tokens)


def _ends_in_party(sentence: Sentence, place: int) -> bool:
    """本地的数采团队: what follows up to the end of the clause is a firm."""
    last = place
    while last < place + REACH and not closes(sentence, last):
        last += 1
    final = sentence.at(last - 1)
    typed = final is not None and final.roles.get(Role.NAME, "").startswith(f"{Field.PROVIDER_TYPE}=")
    return last > place and (typed or is_party(final))


def _topic(sentence: Sentence, spot: Spot) -> Spot | None:
    """A scene called one: 质量管理场景, 场景：设备管理, 质量管理、设备管理场景."""
    current = spot.end
    while (token := sentence.at(current)) is not None and current < spot.end + REACH:
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
        current > spot.first - REACH
        and (token := sentence.at(current))
        and token.has(Role.TOPIC, Role.BOTH, Role.EITHER)
    ):
        current -= 1
    return spot if label_before(sentence, current + 1, Field.TOPIC) is not None else None
