"""The financing plan's part of the API's answers, for the machine-readable description of it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

PurposeName = Literal["设备更新", "软件开发", "网络建设", "流动资金"]


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class EndsAnswer(_Answer):
    """The best and the worst case that the words leave open; null while one needs what is 未公布."""

    best: float | None
    worst: float | None


class LineAnswer(_Answer):
    """One line with its formula; costs are positive, what is taken off is negative."""

    label: str
    words: str
    best_wan: float | None
    worst_wan: float | None
    ask: str


class LoanAnswer(_Answer):
    """Money drawn from one product, with the products of its discount and guarantee."""

    id: str
    name: str
    amount_wan: float
    term_months: int | None
    discount: str | None
    guarantee: str | None


class AskAnswer(_Answer):
    """A rule of a product that is open."""

    product: str
    question: str
    sentence: str


class OptionAnswer(LoanAnswer):
    """One way to pay for a purpose."""

    needed_wan: float
    net_cost_wan: EndsAnswer
    questions: list[AskAnswer]


class PurposeAnswer(_Answer):
    """A purpose with its options in order, or what each product fails on."""

    purpose: PurposeName
    options: list[OptionAnswer]
    obstacles: list[str]


class CombinationAnswer(_Answer):
    """The best combination; the lines add up to the net cost."""

    loans: list[LoanAnswer]
    rewards: list[str]
    shortfall_wan: float
    facts: list[LineAnswer]
    lines: list[LineAnswer]
    notes: list[LineAnswer]
    net_cost_wan: EndsAnswer
    annual_pct: EndsAnswer


class PaymentAnswer(_Answer):
    """Who pays for one outlay; `item` is null for what the report asks for beyond the bundle."""

    item: str | None
    what: str
    purpose: PurposeName | None
    cost_wan: float
    outside_wan: float
    lent_wan: float
    own_wan: float


class FinancingPlanAnswer(_Answer):
    """How outside money pays for the bundle and for what the report asks."""

    payments: list[PaymentAnswer]
    purposes: list[PurposeAnswer]
    best: CombinationAnswer | None
    uncovered: list[PurposeName]
    rules: list[str]
    unknowns: list[str]
    assumptions: list[str]
