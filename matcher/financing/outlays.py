"""The plan's money by purpose, so that a loan for equipment pays for equipment only and one for software for software.

Which topic is which purpose is our own reading (purposes.csv): the city's plan names the purposes (item 13), not the topics.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from catalog.queries import Item
from catalog.sums import say_wan
from catalog.vocabulary import Purpose
from matcher.financing.figures import to_fen, to_wan
from matcher.needs.model import FinancingWish

_ELSE = "*"
_HARDWARE = re.compile(
    r"网关|传感|采集(?:器|终端|模块|卡)|终端|硬件|控制(?:器|柜|装置)|PLC|仪表|电表|工控机|相机|机器人|装备|一体机|边缘盒"
)
PROJECT_PURPOSES = frozenset({Purpose.EQUIPMENT, Purpose.SOFTWARE, Purpose.NETWORK})
"""What counts as the project's investment; working capital does not."""


@dataclass(frozen=True, slots=True)
class Outlay:
    """Money that the plan needs, in 万元, for what; `purpose` None where the report does not say.

    `item` is the item that is bought, None for what the report asks for beside them. Of that only the sum to borrow is known,
    not what it buys costs: `is_price` is False.
    """

    purpose: Purpose | None
    amount_wan: float
    what: str
    item: int | None = None
    is_price: bool = True


@lru_cache(maxsize=1)
def _purposes() -> Mapping[str, Purpose]:
    text = files("matcher.financing").joinpath("purposes.csv").read_text(encoding="utf-8")
    return {row["topic"]: Purpose(row["purpose"]) for row in csv.DictReader(text.splitlines())}


def find_purpose(topic: str, item: Item) -> Purpose:
    """What buying this item for this topic is, in the plan's three purposes; B02 without any hardware is software."""
    table = _purposes()
    purpose = table.get(topic, table[_ELSE])
    if purpose is Purpose.EQUIPMENT and not _HARDWARE.search(f"{item.name} {item.content.summary}"):
        return Purpose.SOFTWARE
    return purpose


def collect_outlays(
    chosen: Iterable[tuple[str, Item, float]], wish: FinancingWish | None = None
) -> tuple[Outlay, ...]:
    """One outlay for each chosen (topic, item, cost in 万元), and what the report's wish asks for beyond them."""
    outlays = [
        Outlay(find_purpose(topic, item), cost, item.name, item.id)
        for topic, item, cost in chosen
        if cost > 0
    ]
    return (*outlays, *_beyond(outlays, wish))


def _beyond(outlays: list[Outlay], wish: FinancingWish | None) -> list[Outlay]:
    """The part of the wish that the chosen items of its purpose (of all purposes, where it names none) do not need."""
    if wish is None or wish.amount_wan is None:
        return []
    purpose = None if wish.purpose is None else Purpose(wish.purpose)
    planned = sum(to_fen(each.amount_wan) for each in outlays if purpose is None or each.purpose is purpose)
    more = to_fen(wish.amount_wan) - planned
    what = f"报告要求融资{say_wan(wish.amount_wan)}" + ("，组合之外的部分" if planned else "")
    return [Outlay(purpose, to_wan(more), what, is_price=False)] if more > 0 else []


def sum_fen(outlays: Iterable[Outlay], purposes: Iterable[Purpose] | None = None) -> int:
    """What the outlays for these purposes add up to, in 分; all of them when no purposes are given."""
    wanted = None if purposes is None else frozenset(purposes)
    return sum(to_fen(each.amount_wan) for each in outlays if wanted is None or each.purpose in wanted)
