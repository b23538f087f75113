"""Reading a provider's price text; what cannot be read stays text and the charging model stays 未公布."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from catalog.ingest.amounts import Amount, find_amounts, flatten
from catalog.ingest.price_units import (
    MASK,
    Charge,
    classify_charge,
    describe_unit,
    is_whole,
    read_charge_before,
    read_charges_after,
)
from catalog.schemas import Price
from catalog.vocabulary import PriceModel


class _Role(Enum):
    CORE = auto()
    FEE = auto()
    """Paid once beside the price: implementation, installation, opening."""
    HARDWARE = auto()
    EXTRA = auto()
    """Paid only under a condition: more users, later years, options, services by the day."""


@dataclass(frozen=True, slots=True)
class _Quote:
    """One amount of the text with what it is for; money in 万元, None where the text leaves that end open."""

    low: float | None
    high: float | None
    charge: Charge
    role: _Role
    head: str
    alternative: bool
    """Another way to buy the same, not another part of it."""
    added: bool
    """Joined to the quote before it by a plus sign."""
    tier: bool
    """The same thing for another quantity."""


_BREAK = re.compile(r"[，；;。\n|+]|,(?!\d{3}(?!\d))|(?:也可|或者?)(?=[^，；;]*\d)")
_PARENS = re.compile(r"[(\[【（][^()\[\]【】]*[)\]】]")

_EXTRA = re.compile(
    r"每(?:再|新)?(?:增加?|加|多|超|新增)|增加|新增|增购|超出|超过|超量|另加|加收|加购|加价|扩|后续|续费|续期|次年|第二年|第三年|"
    r"(?:年|月)?(?:维护|运维|维保|升级|质保)(?:服务)?费?|选配|选装|可选|单买|单独购买|单购|临时|旺季|年付|押金|保证金|违约|测评|"
    r"定制(?:看板|报表|页面|接口)|驱动定制|二次开发|人天|跟踪|上门|加$"
)
_FEE = re.compile(
    r"(?:实施|部署|安装|调试|上线|开通|初装|初始化|开户|培训|整理|交付|建库|建模|接入|联调|施工|集成|启动|迁移)[^，]{0,6}$"
)
_NOT_FEE = re.compile(r"(?:软件|平台|系统|订阅|年费|硬件)(?:与|和|及|加|、|含)")
_ASKED_BESIDE = re.compile(r"另收|另付|另需|再收|另行收取|一次性收取")
_BESIDE_AFTER = re.compile(r"另计|另购|选购|自选|另加|计采集费")
_HARDWARE = re.compile(
    r"硬件|传感器|网关|终端|标签|定位卡|基站|相机|摄像|采集器|分析盒|道闸|交换机|服务器|机柜|控制柜|手持|大屏|表计|电子秤|赋码设备|仪表|工控机|电脑|平板"
)
_SOFTWARE = re.compile(r"软件|平台|系统|服务费|订阅|授权|防护|账号|含硬件")
_BASE = re.compile(r"软件|平台|系统|基础费|主数据")
_ALTERNATIVE = re.compile(r"版|买断|租用|租赁|订阅|私有化|本地|包|套餐|档|班|课|级|单机|云端|一次性付")
_TIER = re.compile(
    r"(?:\d|[一两三四五六七八九十百])\S{0,6}?(?:以上|以下|以内|以外|内|起)|第[一二三四五]\S{0,3}起?|更多"
)
_COUNTED = re.compile(r"\d+\s*(?:个)?(?:人|点|用户|账号|台|户|家|路|终端|并发|测点|设备|监测点)")

_FROM = re.compile(rf"^[{MASK}\s]*(?:元)?起(?![订购租])|^[{MASK}\s]*(?:及以上|以上)")
_FROM_HEAD = re.compile(r"(?:最低|低至|不低于|仅需|起步价?|起价|≥|>=|不少于)\D{0,3}$")
_UP_TO = re.compile(rf"^[{MASK}\s]*(?:以内|以下|之内|封顶|内(?![^，；;]))")
_UP_TO_HEAD = re.compile(r"(?:最高|不超过|不高于|至多|上限|≤|<=|封顶)\D{0,3}$")

_NEGOTIABLE = re.compile(
    r"面议|另议|面谈|电议|洽谈|商谈|协商|议价|询价|咨询(?:客服|销售|报价|价格)|电话咨询|联系(?:销售|客服|我们|厂商)"
)
_PROJECT = re.compile(
    r"定制|定做|按项目|按需|按方案|按[^，；;]{1,16}?(?:报价|核定|确定|计|估|规模|数量|数)|项目|整改|规划|报告|咨询|诊断|改造|施工|驻场|陪跑|开发|"
    r"工序|一期|参考|合同额|整体|方案|含\D{0,8}实施|建设|评估|迁移|调研|车间"
)
_BOUGHT = re.compile(r"一次性(?!\S{0,4}(?:实施|收取|费))|买断|永久|终身|(?:维护|维保|运维)费")
_ONE_OFF = re.compile(
    r"软件|许可|授权|单机|标准版|维护|硬件|厂区|另计|首次|另收|含|超出|以内|实施|增加|\d\s*(?:用户|账号|人|点|台)"
)
_YEARLY = re.compile(r"按年|年订阅|年付|包年|年费|每年|逐年|年度")
_MONTHLY = re.compile(r"按月|月付|包月|月费|每月")
_BY_UNIT = re.compile(
    r"(?:按|以)(?P<thing>产线|生产线|点位|测点|采集点|接入点|点数|点|设备|台|工位|路数?|炉台|车间|厂区|站点|门店|店铺|线体|线)\S{0,4}?"
    r"(?:计价|收费|计费|计收|计算|报价|付费|授权|定价|$)"
)
_BY_SEAT = re.compile(
    r"(?:按|以)(?P<thing>账号|帐号|账户|用户|人数|人头|人|席位|坐席|并发)\S{0,4}?"
    r"(?:计价|收费|计费|计算|报价|付费|授权|定价|$)"
)

_FREE_WHOLE = re.compile(
    r"^(?:软件|系统|平台|产品|本产品|永久|完全|全部|长期|全程|面向\S{1,8}|对\S{1,8}|本?服务|基础功能|核心功能|开源)*(?:永久|完全|全部|长期)?"
    r"免费(?:使用|开放|提供|下载|部署|注册|接入|开源|许可)?$|^(?:零|0)元(?:购)?$|^不收费$|^不收取?(?:任何)?费用$"
)
_FREE_EDITION = re.compile(
    r"(?:基础|标准|入门|个人|社区|开源|单厂|单机|体验|轻量|普通|公益|公共|共享|初级|试点|企业|青春|微型|小微)版[^，；;]{0,4}?(?:永久|完全|长期)?(?:免费|不收费|0元)"
    r"|免费版|(?:基础课|公开课|诊断|初诊|自诊断|评估|课程|基础功能|基础模块|标准功能)(?:永久|完全)?(?:免费|不收费)|社区版|开源版"
)
_OPEN_SOURCE = re.compile(
    r"开源|\b(?:mit|a?gpl|lgpl|apache|bsd|mpl|mulanpsl)\b(?!\w)|(?:mulanpsl|apache|a?gplv?)-?[\d.]+",
    re.IGNORECASE,
)
_PAID_TOO = re.compile(
    r"商业|企业版|专业版|商用|高级版|付费版|旗舰版|商业许可|增值|收费版|另购|按项目|另行|集团版|另议|定制"
)
_TRIAL_FREE = re.compile(
    r"首[年月次周个]|前\S{1,4}(?:年|个?月|天)|试用|供应商端?|首期|免首|一个月免费|\d+\s*(?:天|日|个月)(?:内)?免费|培训|维护|升级|上门|演示|安装"
)


def read_price(text: str, *, free: bool | None = None) -> Price:
    """The price as written and what can be read of it, money in 万元.

    `free` is what the provider says elsewhere (是否免费); without it the text alone decides whether an edition is free.
    The headline is the first price of the thing itself, or the price of its platform where that is larger; other
    editions in the same unit widen the range, other units stay in the text. The upper end of an implementation fee is
    kept, so that a budget that holds it is not broken.
    """
    flat = flatten(text).strip()
    quotes = _quotes(flat)
    is_free = free is not False and _has_free_edition(flat)
    headline = _headline(quotes)
    fee = sum(q.high if q.high is not None else q.low or 0.0 for q in quotes if q.role is _Role.FEE)
    one_off = round(fee, 10) if fee and (headline is not None or not is_free or any(quotes)) else None
    if headline is None:
        return replace_price(_without_amount(flat, is_free), text, one_off)
    low, high = headline.low, headline.high
    if is_free:
        low = 0.0
    if low == high == 0:
        return Price(text=text, model=PriceModel.FREE, min_wan=0.0, max_wan=0.0, one_off_wan=one_off)
    model = _model(flat, headline)
    charge = headline.charge
    return Price(
        text=text, model=model, min_wan=low, max_wan=high, unit=describe_unit(charge), one_off_wan=one_off
    )


def replace_price(price: Price, text: str, one_off: float | None) -> Price:
    """The price with its text and one-off fee."""
    return price.model_copy(update={"text": text, "one_off_wan": one_off})


def _quotes(flat: str) -> list[_Quote]:
    masked = _PARENS.sub(lambda match: MASK * len(match.group()), flat)
    amounts = find_amounts(masked)
    if not amounts:
        masked = re.sub(r"[()\[\]【】]", "，", flat)
        amounts = find_amounts(masked)
    found: list[_Quote] = []
    for position, amount in enumerate(amounts):
        following = amounts[position + 1].start if position + 1 < len(amounts) else len(masked)
        previous = amounts[position - 1].end if position else 0
        found.append(_quote(flat, masked, amount, previous, following))
    return _inherit_units(found)


def _quote(flat: str, masked: str, amount: Amount, previous: int, following: int) -> _Quote:
    breaks = list(_BREAK.finditer(masked, previous, amount.start))
    start = breaks[-1].end() if breaks else previous
    head = masked[start : amount.start].replace(MASK, "").strip()
    written, after_units = read_charges_after(masked, amount.end)
    ending = _BREAK.search(masked, after_units, following)
    after = masked[after_units : ending.start() if ending else following]
    note = flat[amount.end : ending.start() if ending else following]
    charge = read_charge_before(head, written, note)
    low: float | None = amount.low
    high: float | None = amount.high
    directly = masked[amount.end : amount.end + 6]
    if _FROM.search(after) or _FROM.search(directly) or _FROM_HEAD.search(head):
        high = None
    elif _UP_TO.search(directly) or _UP_TO_HEAD.search(head):
        low = None
    joiner = breaks[-1].group() if breaks else ""
    return _Quote(
        low=low,
        high=high,
        charge=charge,
        role=_role(head, after, written, charge),
        head=head,
        alternative=joiner.startswith(("或", "也可")) or bool(_ALTERNATIVE.search(head)),
        added=joiner == "+",
        tier=bool(_TIER.search(head) or _COUNTED.search(head) or _COUNTED.search(note)),
    )


def _role(head: str, after: str, written: Charge, charge: Charge) -> _Role:
    if charge.by_labour:
        return _Role.EXTRA
    if (_FEE.search(head[-12:]) and not _NOT_FEE.search(head)) or _ASKED_BESIDE.search(head):
        # 首年另收整理费1万元 is paid once although it names a year; 培训费500元/人 is not one sum.
        return _Role.EXTRA if charge.things or written.period else _Role.FEE
    if _EXTRA.search(head):
        return _Role.EXTRA
    if _HARDWARE.search(head) and not _SOFTWARE.search(head):
        return _Role.HARDWARE
    return _Role.EXTRA if _BESIDE_AFTER.search(after) else _Role.CORE


def _inherit_units(quotes: list[_Quote]) -> list[_Quote]:
    """20台以上1500元 after 1800元/台: a step of the same ladder speaks in the same unit."""
    found: list[_Quote] = []
    for quote in quotes:
        if found and _TIER.search(quote.head) and quote.role is _Role.CORE and not quote.added:
            before = found[-1].charge
            bare = not quote.charge.things and not quote.charge.period
            kindred = bool(before.things and quote.charge.things) and before.things[0].endswith(
                quote.charge.things[0]
            )
            same = bool(before.things) and (bare or kindred)
            found.append(replace(quote, charge=before) if same else quote)
        else:
            found.append(quote)
    return found


def _headline(quotes: Sequence[_Quote]) -> _Quote | None:
    core = [quote for quote in quotes if quote.role is _Role.CORE]
    if not core:
        core = [quote for quote in quotes if quote.role is _Role.HARDWARE]
    if not core:
        # An implementation fee alone is a fee; a lone conditional price is still the only price there is.
        extras = [quote for quote in quotes if quote.role is _Role.EXTRA and not quote.charge.by_labour]
        core = extras if len(quotes) == len(extras) else []
    if not core:
        return None
    first = core[0]
    if not re.match(r"按\S{1,10}(?:计价|收费|计费|台数|数量):?", first.head):
        parts = [
            q
            for q in core[1:]
            if not q.alternative and not q.added and _BASE.search(q.head) and is_whole(q.charge)
        ]
        first = max([first, *parts], key=lambda quote: quote.low or quote.high or 0.0)
    position = core.index(first)
    summed = _add_parts(first, core[position + 1 :])
    return _widen(summed, [quote for quote in core if quote is not first])


def _add_parts(first: _Quote, others: Sequence[_Quote]) -> _Quote:
    for quote in others:
        if not quote.added or quote.charge != first.charge:
            break
        low = None if first.low is None or quote.low is None else round(first.low + quote.low, 10)
        high = None if first.high is None or quote.high is None else round(first.high + quote.high, 10)
        first = replace(first, low=low, high=high)
    return first


def _widen(first: _Quote, others: Sequence[_Quote]) -> _Quote:
    """Other editions and steps in the same unit belong to the range; other parts do not."""
    editions = [
        quote
        for quote in others
        if quote.charge == first.charge and not quote.added and (quote.alternative or quote.tier)
    ]
    if not editions:
        return first
    ladder = [first, *editions]
    lows = [quote.low for quote in ladder]
    top = max(ladder, key=lambda quote: quote.low if quote.low is not None else quote.high or 0.0)
    highs = [quote.high for quote in ladder if quote.high is not None]
    stated_lows = [low for low in lows if low is not None]
    return replace(
        first,
        low=min(stated_lows) if len(stated_lows) == len(lows) else None,
        high=None if top.high is None else max(highs),
    )


def _model(flat: str, headline: _Quote) -> PriceModel:
    if not headline.charge.things and not headline.charge.period:
        return _model_of_whole(flat, headline)
    return classify_charge(headline.charge)


def _model_of_whole(flat: str, headline: _Quote) -> PriceModel:
    """The model of a price without a unit: from the words around it, 未公布 when there are none."""
    if _NEGOTIABLE.match(flat):
        return PriceModel.NEGOTIABLE
    if _BOUGHT.search(flat):
        return PriceModel.ONE_OFF
    if _BY_SEAT.search(flat) and not _COUNTED.search(flat):
        return PriceModel.PER_SEAT
    if re.search(r"软件|平台|系统", headline.head) and not re.search(
        r"开发|实施|定制|建设|改造", headline.head
    ):
        return PriceModel.ONE_OFF
    if _PROJECT.search(flat):
        return PriceModel.PROJECT
    if _ONE_OFF.search(flat) or _YEARLY.search(flat) or "/年" in flat:
        # A range or an open end for a described scope is a quotation, a fixed sum is a purchase.
        return PriceModel.ONE_OFF if headline.low == headline.high else PriceModel.PROJECT
    return PriceModel.UNSTATED


def _without_amount(flat: str, is_free: bool) -> Price:
    bare = _PARENS.sub("", flat)
    if is_free:
        paid = bool(_PAID_TOO.search(flat))
        return Price(model=PriceModel.FREE, min_wan=0.0, max_wan=None if paid else 0.0)
    unit = _BY_UNIT.search(bare)
    seat = _BY_SEAT.search(bare)
    if _NEGOTIABLE.search(bare):
        return Price(model=PriceModel.NEGOTIABLE)
    if seat:
        return Price(
            model=PriceModel.PER_SEAT, unit="账号" if seat["thing"] in ("账号", "帐号", "账户") else None
        )
    if unit:
        thing = {
            "点数": "点",
            "点位": "点",
            "生产线": "产线",
            "线": "产线",
            "线体": "产线",
            "设备": "台",
            "路数": "路",
        }
        return Price(model=PriceModel.PER_UNIT, unit=thing.get(unit["thing"], unit["thing"]))
    if _YEARLY.search(bare):
        return Price(model=PriceModel.SUBSCRIPTION, unit="年")
    if _MONTHLY.search(bare):
        return Price(model=PriceModel.SUBSCRIPTION, unit="月")
    if re.search(r"一次性|买断|永久授权", bare):
        return Price(model=PriceModel.ONE_OFF)
    if re.search(r"定制|按项目|按需|按方案|报价|合同额|现场评估|项目制", bare):
        return Price(model=PriceModel.PROJECT)
    return Price()


def _has_free_edition(flat: str) -> bool:
    if _OPEN_SOURCE.search(flat):
        return True
    for part in re.split(r"[，；;。,\n|+]|/(?=\D)", _PARENS.sub("", flat)):
        clause = part.strip()
        if _TRIAL_FREE.search(clause):
            continue
        if _FREE_WHOLE.search(clause) or _FREE_EDITION.search(clause):
            return True
    return False
