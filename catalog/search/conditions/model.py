"""A condition on items: one field, one comparison, one value, and the words from which it was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Op = Literal["<=", ">=", "=", "in", "not in"]
"""How an item's value is compared. A range is two conditions, `>=` and `<=`; alternatives are one with `in`."""

Value = str | float | bool | tuple[str, ...]
"""A number for measured fields, a flag for `free` and `trial`, else one name, or several for `in` and `not in`."""


class Field(StrEnum):
    """What can be asked of an item; the unit stands in the name where there is one."""

    PRICE = "price_wan"
    AMOUNT = "amount_wan"
    RATE = "rate_pct"
    TERM = "term_months"
    GOLIVE = "golive_days"
    DEPLOYMENT = "deployment"
    INDUSTRY = "industry"
    REGION = "region"
    TOPIC = "topic"
    KIND = "kind"
    INTERFACE = "interface"
    PROVIDER_TYPE = "provider_type"
    FREE = "free"
    TRIAL = "trial"

    @property
    def label(self) -> str:
        """The word shown to people."""
        return _LABELS[self]

    @property
    def is_measured(self) -> bool:
        """Whether its values are numbers on a scale."""
        return self in MEASURED


_LABELS = {
    Field.PRICE: "价格", Field.AMOUNT: "贷款额度", Field.RATE: "年利率", Field.TERM: "贷款期限",
    Field.GOLIVE: "上线时间", Field.DEPLOYMENT: "部署方式", Field.INDUSTRY: "行业", Field.REGION: "地区",
    Field.TOPIC: "场景", Field.KIND: "种类", Field.INTERFACE: "对接系统", Field.PROVIDER_TYPE: "服务商类型",
    Field.FREE: "免费", Field.TRIAL: "可试用",
}  # fmt: skip

MEASURED = frozenset({Field.PRICE, Field.AMOUNT, Field.RATE, Field.TERM, Field.GOLIVE})


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition. `hard` ones must be shown to hold; soft ones lift the items that meet them.

    `quote` is the text from which it was read, character for character; empty when it was chosen beside the text.
    """

    field: Field
    op: Op
    value: Value
    quote: str = ""
    hard: bool = True


def choose(field: Field, values: Sequence[str]) -> tuple[Condition, ...]:
    """The hard condition that one of these values holds, or none where nothing is chosen."""
    names = tuple(dict.fromkeys(values))
    if not names:
        return ()
    return (Condition(field, "=", names[0]) if len(names) == 1 else Condition(field, "in", names),)


@dataclass(frozen=True, slots=True)
class Understood:
    """A query taken apart: its conditions in the order of their quotes, and the text that is left to be searched.

    No word is lost: every character of `query` stands in `text`, in a condition's quote, or is punctuation or one of
    the words that only ask (我想要, 有没有).
    """

    query: str
    text: str
    conditions: tuple[Condition, ...]
