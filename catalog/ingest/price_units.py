"""What a price is charged by: the units around an amount, such as 元/账号/月, 每炉, 年费 or 包月."""

from __future__ import annotations

import re
from dataclasses import dataclass

from catalog.vocabulary import PriceModel

MASK = "▯"
"""Stands for characters inside parentheses, so that places in the text stay valid."""


@dataclass(frozen=True, slots=True)
class Charge:
    """The things that a price is multiplied by, canonical and in the order written, and the period it pays for."""

    things: tuple[str, ...] = ()
    period: str | None = None
    by_labour: bool = False


_PERIODS = {
    "年度": "年", "学年": "年", "个月": "月", "月": "月", "年": "年", "季度": "季", "季": "季", "天": "天", "日": "天",
    "周": "周", "小时": "小时", "y": "年", "year": "年", "yr": "年", "month": "月", "mo": "月", "day": "天",
}  # fmt: skip
_LABOUR = ("人天", "人日", "人月", "工时")
_SEATS = ("账号", "用户", "席位", "坐席", "人", "员工", "并发", "license", "seat", "user", "工号", "名额")
_SAME = {
    "帐号": "账号", "账户": "账号", "帐户": "账号", "account": "账号", "席": "席位", "线": "产线", "条线": "产线",
    "生产线": "产线", "点位": "点", "个点": "点", "人次": "人次", "人头": "人", "店": "门店", "家企业": "企业",
}  # fmt: skip
_ONE_BUYER = ("企业", "公司", "单位", "家", "客户", "法人")
_SITES = ("工厂", "厂区", "厂", "园区", "基地")
_BY_WORK = ("次", "期", "项目", "例", "单", "份", "算例", "模型", "场", "人次", "批")
_KNOWN = sorted(
    {
        *_PERIODS, *_LABOUR, *_SEATS, *_SAME, *_ONE_BUYER, *_SITES, *_BY_WORK, "套", "台", "条产线", "产线", "车间",
        "工位", "测点", "采集点", "接入点", "监测点", "点", "路", "店铺", "门店", "系统", "接口", "平方米", "平米", "㎡",
        "车", "罐", "炉", "只", "个", "张", "码", "磅", "站点", "收购站点", "终端", "节点", "设备", "台仪器", "台柜", "柜",
        "产品系列", "系列", "型号", "tb", "gb", "吨", "万次", "条", "机台", "表", "块", "仓", "仓库", "站", "模块", "版",
        "标识", "域名", "服务器", "核", "cpu", "产品",
    },
    key=len,
    reverse=True,
)  # fmt: skip
_WORD = "|".join(re.escape(word) for word in _KNOWN)
_AFTER = re.compile(
    rf"[\s{MASK}]*(?:(?:人民币|税)?(?:[/／·]|每|一(?=[年月套]))|(?<=[/·]))\s*\(?\s*(?P<count>\d+|[一两三四五六七八九十]+(?=个|年|月|人|套))?\s*"
    rf"(?:个(?!月)|名|位)?(?P<word>{_WORD}|并发用户|[a-z]{{1,10}}|[\u4e00-\u9fff]{{1,6}}?(?=$|[^\u4e00-\u9fff]|起|以|不|含|左右|计|收|另))\)?",
    re.IGNORECASE,
)
_EACH_BEFORE = re.compile(rf"每(?:一|1)?(?:个|名|位|条(?=产线)|家)?(?P<word>{_WORD}|[\u4e00-\u9fff]{{1,8}})")
_SINGLE_BEFORE = re.compile(
    r"(?:^|[^简])单(?P<word>点|炉|台|线|条|站|店|人|账号|车间|工位|系统|接口|路|仓|柜|罐|机台|产线|厂区)(?!机)"
)
_YEAR_BEFORE = re.compile(
    r"(?<![\d一两二三四五六七八九十])年(?:服务|使用|订阅|租|软件|平台|会|付)?费|包年|年付|每年|一年$|首年|按年|年租|年订阅"
)
_SEAT_BEFORE = re.compile(
    r"^\D*?(?P<word>账号|帐号|账户|用户|席位|坐席)(?:使用|服务|授权|许可)?(?:费|价|单价|价格)?$"
)
_LEAST_ORDER = re.compile(
    r"\d+\s*个?(?P<word>台|点|套|个|路|账号|用户|人|测点|点位|条|工位)起(?:订|购|售|签)?"
)
_MONTH_BEFORE = re.compile(r"月(?:服务|使用|订阅|租)?费|包月|月付|每月|按月|月租")
_YEAR_AFTER = re.compile(r"^[^，；;]{0,4}[(]?(?:首年|每年|年付|按年|一年)")


def read_charges_after(text: str, position: int) -> tuple[Charge, int]:
    """The units written after an amount that ends at `position`, and where they end."""
    things: list[str] = []
    period: str | None = None
    labour = False
    if opening := re.match(rf"[\s{MASK}]*起(?=[/每])", text[position:]):
        position += opening.end()
    while match := _AFTER.match(text, position):
        word = match["word"].lower()
        count = match["count"]
        position = match.end()
        if word in _LABOUR:
            labour = True
        elif word in _PERIODS:
            period = period or (
                f"{count}{_PERIODS[word]}" if count and count not in ("1", "一") else _PERIODS[word]
            )
        elif not count or count in ("1", "一"):
            things.append(_canonical(word, text))
        # A counted thing (/50人) is the size of the package that the price buys, not a multiplier.
    return Charge(tuple(dict.fromkeys(things)), period, labour), position


def read_charge_before(head: str, after: Charge, note: str) -> Charge:
    """The charge completed by words around the amount: 每账号60元/月, 年费6万元, ¥9万(首年), 单价300元，10台起订.

    `head` is what stands before the amount in its clause, `note` what follows up to the next amount.
    """
    things, period = list(after.things), after.period
    for match in _EACH_BEFORE.finditer(head):
        word = match["word"]
        if word in _PERIODS:
            period = period or _PERIODS[word]
        elif word[0] not in "增加新多超再" and not things:
            things.append(_canonical(_seat_of(word), head))
    seat = _SEAT_BEFORE.search(head)
    if seat and not any(is_seat(thing) for thing in things):
        things = [_canonical(seat["word"], head)]
    if not things and (single := _SINGLE_BEFORE.search(head) or _least_order(head, note)):
        things.append(_canonical(single["word"], head))
    return Charge(tuple(things), period or _period_around(head, note, bare=not things), after.by_labour)


def _least_order(head: str, note: str) -> re.Match[str] | None:
    return _LEAST_ORDER.search(note) if "单价" in head else None


def _period_around(head: str, note: str, *, bare: bool) -> str | None:
    if _YEAR_BEFORE.search(head):
        return "年"
    if _MONTH_BEFORE.search(head):
        return "月"
    return "年" if bare and _YEAR_AFTER.search(note) else None


def _seat_of(word: str) -> str:
    return next((seat for seat in ("账号", "用户", "席位", "坐席", "人") if word.endswith(seat)), word)


def _canonical(word: str, text: str) -> str:
    word = word.lower().replace("帐", "账")
    if len(word) > 1 and word[0] in "条个名位座间" and word not in _SAME:
        word = word[1:]
    if len(word) > 1 and word[0] == "台":
        word = "台"
    if word == "条" and "线" in text:
        return "产线"
    return _SAME.get(word, word)


def is_whole(charge: Charge) -> bool:
    """Whether the price buys the whole thing: no unit, a set, or one per enterprise."""
    return all(thing in ("套", *_ONE_BUYER, *_SITES) for thing in charge.things)


def is_seat(thing: str) -> bool:
    """Whether a unit counts people or their accounts."""
    return any(thing == seat or (len(seat) > 1 and thing.endswith(seat)) for seat in _SEATS)


def describe_unit(charge: Charge) -> str | None:
    """The unit as one word, such as 账号·月, 产线 or 年; None for the price of one purchase."""
    things = [thing for thing in charge.things if not (charge.period and thing in _ONE_BUYER)]
    parts = [*things, *([charge.period] if charge.period else [])]
    return "·".join(parts) or ("人天" if charge.by_labour else None)


def classify_charge(charge: Charge) -> PriceModel:
    """How a provider charges who charges by this unit."""
    things = charge.things
    if any(is_seat(thing) for thing in things):
        return PriceModel.PER_SEAT
    if charge.by_labour or (not things and charge.period in ("天", "小时")):
        return PriceModel.PROJECT
    if charge.period and all(thing in (*_ONE_BUYER, *_SITES, "套") for thing in things):
        return PriceModel.SUBSCRIPTION
    if all(thing == "套" for thing in things):
        return PriceModel.ONE_OFF
    if all(thing in (*_BY_WORK, *_ONE_BUYER, *_SITES) for thing in things):
        return PriceModel.PROJECT
    return PriceModel.PER_UNIT
