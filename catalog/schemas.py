"""What providers state about themselves and their items, validated; a revision stores exactly one of these."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)
from stdnum.cn import uscc

from catalog.vocabulary import Deployment, FinanceType, Kind, PriceModel, ProviderType, Purpose

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Paragraph = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)]
Level = Annotated[int, Field(ge=0, le=4)]
Wan = Annotated[float, Field(ge=0, le=10_000_000)]


@lru_cache(maxsize=4096)  # the same few codes are read from the database at every search
def _check_credit_code(code: str) -> str:
    if not uscc.is_valid(code):
        raise ValueError("统一社会信用代码的校验位不对")
    return str(uscc.compact(code))


CreditCode = Annotated[str, AfterValidator(_check_credit_code)]
"""统一社会信用代码, 18 characters, check character by GB 32100-2015."""


class _Content(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class ProviderContent(_Content):
    """A provider or a financing institution."""

    name: Line
    credit_code: CreditCode | None = None
    provider_type: ProviderType | None = None
    region: Line | None = None
    summary: Paragraph = ""
    certificates: tuple[Line, ...] = ()
    founded: Annotated[int, Field(ge=1900, le=2100)] | None = None
    staff: Annotated[int, Field(ge=0)] | None = None
    contact: Line | None = None
    phone: Line | None = None
    website: Line | None = None


class TopicUplift(_Content):
    """A topic that an item serves and, when stated, from which level to which (0–4, 2024 indicator set)."""

    topic: Line
    level_from: Level | None = None
    level_to: Level | None = None

    @model_validator(mode="after")
    def _rises(self) -> TopicUplift:
        if self.level_from is not None and self.level_to is not None and self.level_from >= self.level_to:
            raise ValueError("提升后的等级应当高于提升前")
        return self


class PricePart(_Content):
    """What a price text states beside its headline, in its own words: a range in 万元 per `unit`, None for once.

    Without a range the words say that more is paid, not how much: 硬件另计, 每增加10人1500元. A `certain` part is always
    bought (joined by a plus); an `edition` is bought instead of the headline, not beside it.
    """

    text: Line
    min_wan: Wan | None = None
    max_wan: Wan | None = None
    unit: Line | None = None
    certain: bool = False
    edition: bool = False


class Price(_Content):
    """A price as written, and what could be read of it: range in 万元 per `unit`, one-off fee in 万元, further parts."""

    text: Paragraph = ""
    model: PriceModel = PriceModel.UNSTATED
    min_wan: Wan | None = None
    max_wan: Wan | None = None
    unit: Line | None = None
    one_off_wan: Wan | None = None
    parts: tuple[PricePart, ...] = ()

    @model_validator(mode="after")
    def _ordered(self) -> Price:
        if self.min_wan is not None and self.max_wan is not None and self.min_wan > self.max_wan:
            raise ValueError("价格下限高于上限")
        return self


class SharedCost(_Content):
    """A cost that a provider charges once for all its items that name it, such as 平台底座; 万元."""

    name: Line
    wan: Wan


class _ItemContent(_Content):
    name: Line
    provider: Line
    credit_code: CreditCode | None = None
    industries: tuple[Line, ...] = ()
    summary: Paragraph = ""
    valid_until: date | None = None
    sample: bool = False
    notes: dict[str, str] = {}
    """Columns of the imported file that have no field of their own, as they were."""


class ProductContent(_ItemContent):
    """A digital product or a solution. Days are calendar days; empty means not stated, never no."""

    kind: Literal[Kind.PRODUCT, Kind.SOLUTION]
    topics: tuple[TopicUplift, ...] = ()
    industry_codes: tuple[Line, ...] = ()
    deployment: tuple[Deployment, ...] = ()
    price: Price = Price()
    free: bool | None = None
    trial: bool | None = None
    golive_min_days: Annotated[int, Field(ge=0)] | None = None
    golive_max_days: Annotated[int, Field(ge=0)] | None = None
    interfaces: tuple[Line, ...] = ()
    pain_points: Paragraph = ""
    cases: tuple[Paragraph, ...] = ()
    certificates: tuple[Line, ...] = ()
    requires: tuple[Line, ...] = ()
    """Topic codes of what has to be there before, by the provider's own statement."""
    shared_costs: tuple[SharedCost, ...] = ()

    @field_validator("topics")
    @classmethod
    def _distinct(cls, topics: tuple[TopicUplift, ...]) -> tuple[TopicUplift, ...]:
        if len({uplift.topic for uplift in topics}) < len(topics):
            raise ValueError("同一场景只能写一次")
        return topics


class FinanceContent(_ItemContent):
    """A financing product. Amounts in 万元, terms in months, rates in percent a year; empty means 未公布."""

    kind: Literal[Kind.FINANCE] = Kind.FINANCE
    finance_type: FinanceType = FinanceType.LOAN
    purposes: tuple[Purpose, ...] = ()
    amount_text: Paragraph = ""
    amount_min_wan: Wan | None = None
    amount_max_wan: Wan | None = None
    term_text: Paragraph = ""
    term_min_months: Annotated[int, Field(ge=0)] | None = None
    term_max_months: Annotated[int, Field(ge=0)] | None = None
    rate_text: Paragraph = ""
    rate_min_pct: Annotated[float, Field(ge=0, le=100)] | None = None
    rate_max_pct: Annotated[float, Field(ge=0, le=100)] | None = None
    collateral: tuple[Line, ...] = ()
    regions: tuple[Line, ...] = ()
    sizes: tuple[Line, ...] = ()
    titles: tuple[Line, ...] = ()
    min_level: Level | None = None
    min_years: Annotated[float, Field(ge=0)] | None = None
    min_revenue_wan: Wan | None = None
    discount_text: Paragraph = ""
    reward_text: Paragraph = ""
    processing_days: Annotated[int, Field(ge=0)] | None = None


ItemContent = Annotated[ProductContent | FinanceContent, Field(discriminator="kind")]
