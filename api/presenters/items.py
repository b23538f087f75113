"""Supply items as cards and as full pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from api.presenters.marking import Pieces, excerpt, mark, shorten
from api.presenters.numbers import (
    UNSTATED,
    say_date,
    say_days,
    say_level,
    say_months,
    say_price,
    say_rate,
    say_wan,
    say_wan_range,
)
from catalog.queries import Item
from catalog.schemas import FinanceContent, ProductContent, ProviderContent
from catalog.taxonomy import Taxonomy

_SOLVES_LIMIT = 110
_SHORT = 34


@dataclass(frozen=True, slots=True)
class Fact:
    """A named fact; `known` is False when the provider does not say."""

    label: str
    value: str
    known: bool = True


@dataclass(frozen=True, slots=True)
class Uplift:
    """A scene that the item serves; levels 0–4 or None."""

    code: str
    name: str
    level_from: int | None
    level_to: int | None
    words: str


@dataclass(frozen=True, slots=True)
class ItemCard:
    """What a person looks for first."""

    id: int
    url: str
    kind: str
    kind_label: str
    name: Pieces
    plain_name: str
    solves: Pieces
    facts: tuple[Fact, ...]
    provider: str
    provider_note: str
    topics: tuple[str, ...]
    sample: bool


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """A titled part of the full page; several texts make a list."""

    title: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemPage:
    """Everything that an item states."""

    card: ItemCard
    expired: bool
    sections: tuple[Paragraphs, ...]
    uplifts: tuple[Uplift, ...]
    details: tuple[Fact, ...]
    provider_facts: tuple[Fact, ...]


def present_card(
    item: Item, taxonomy: Taxonomy, spans: Mapping[str, tuple[tuple[int, int], ...]] | None = None
) -> ItemCard:
    """The card of an item; `spans` are highlights by field: name, summary, pain_points."""
    found = spans or {}
    pain_points = getattr(item.content, "pain_points", "")
    field = "pain_points" if pain_points else "summary"
    return ItemCard(
        id=item.id,
        url=f"/items/{item.id}",
        kind=item.kind.value,
        kind_label=_kind_label(item),
        name=mark(item.name, found.get("name", ())),
        plain_name=item.name,
        solves=excerpt(pain_points or item.content.summary, found.get(field, ()), _SOLVES_LIMIT),
        facts=_finance_facts(item.content)
        if isinstance(item.content, FinanceContent)
        else _product_facts(item.content),
        provider=item.provider,
        provider_note="，".join(part for part in (item.provider_type, item.provider_region) if part),
        topics=tuple(taxonomy.topic(code).name for code in item.topics[:3]),
        sample=item.content.sample,
    )


def _kind_label(item: Item) -> str:
    return item.content.finance_type if isinstance(item.content, FinanceContent) else item.kind.label


def _fact(label: str, value: str | None) -> Fact:
    return Fact(label, value or UNSTATED, known=bool(value) and value != UNSTATED)


def _product_facts(content: ProductContent) -> tuple[Fact, ...]:
    price = say_price(content.price, free=content.free)
    return (
        _fact("价格", price),
        _fact("多久上线", say_days(content.golive_min_days, content.golive_max_days)),
        _fact("部署", "、".join(content.deployment)),
    )


def _finance_facts(content: FinanceContent) -> tuple[Fact, ...]:
    return (
        _fact(
            "额度", _short(say_wan_range(content.amount_min_wan, content.amount_max_wan), content.amount_text)
        ),
        _fact("利率", _short(say_rate(content.rate_min_pct, content.rate_max_pct), content.rate_text)),
        _fact(
            "期限", _short(say_months(content.term_min_months, content.term_max_months), content.term_text)
        ),
    )


def _short(said: str | None, text: str) -> str | None:
    """What could be read as numbers, or else the provider's own words, cut to the width of a fact."""
    plain = text.strip()
    return said or shorten(plain, _SHORT) or None


def present_item(item: Item, provider: ProviderContent, taxonomy: Taxonomy, *, today: date) -> ItemPage:
    """The full page of an item, with what its provider states about itself."""
    content = item.content
    product = isinstance(content, ProductContent)
    return ItemPage(
        card=present_card(item, taxonomy),
        expired=content.valid_until is not None and content.valid_until < today,
        sections=_product_sections(content)
        if isinstance(content, ProductContent)
        else _finance_sections(content),
        uplifts=_uplifts(content, taxonomy) if isinstance(content, ProductContent) else (),
        details=_product_details(content)
        if isinstance(content, ProductContent)
        else _finance_details(content),
        provider_facts=(
            Fact("名称", item.provider),
            _fact("类型", item.provider_type),
            _fact("所在地" if product else "机构所在地", item.provider_region),
            _fact("统一社会信用代码", content.credit_code),
            *(
                Fact(label, said)
                for label, said in (
                    ("联系人", provider.contact),
                    ("联系电话", provider.phone),
                    ("官网", (provider.website or "").removeprefix("https://").removeprefix("http://")),
                )
                if said
            ),
        ),
    )


def _uplifts(content: ProductContent, taxonomy: Taxonomy) -> tuple[Uplift, ...]:
    return tuple(
        Uplift(
            uplift.topic,
            taxonomy.topic(uplift.topic).name,
            uplift.level_from,
            uplift.level_to,
            _say_uplift(uplift.level_from, uplift.level_to),
        )
        for uplift in content.topics
    )


def _say_uplift(low: int | None, high: int | None) -> str:
    if low is None and high is None:
        return "未写明等级"
    if high is None:
        return f"从{say_level(low)}起步"
    return f"达到{say_level(high)}" if low is None else f"从{say_level(low)}到{say_level(high)}"


def _product_sections(content: ProductContent) -> tuple[Paragraphs, ...]:
    sections = (
        Paragraphs("解决什么问题", (content.pain_points,)),
        Paragraphs("怎么做到", (content.summary,)),
        Paragraphs("用过的企业", content.cases),
    )
    return tuple(section for section in sections if any(section.texts))


def _finance_sections(content: FinanceContent) -> tuple[Paragraphs, ...]:
    sections = (
        Paragraphs("这笔钱怎么用、怎么还", (content.summary,)),
        Paragraphs("贴息", (content.discount_text,)),
        Paragraphs("奖励", (content.reward_text,)),
    )
    return tuple(section for section in sections if any(section.texts))


def _product_details(content: ProductContent) -> tuple[Fact, ...]:
    return (
        _fact("价格原文", content.price.text),
        _fact("免费", _yes_no(content.free)),
        _fact("可以试用", _yes_no(content.trial)),
        _fact("适用行业", "、".join(content.industries)),
        _fact("可对接", "、".join(content.interfaces)),
        _fact("资质证书", "、".join(content.certificates)),
        _fact("有效期至", say_date(content.valid_until) if content.valid_until else None),
    )


def _finance_details(content: FinanceContent) -> tuple[Fact, ...]:
    return (
        _fact("资金用途", "、".join(content.purposes)),
        _fact("额度原文", content.amount_text),
        _fact("期限原文", content.term_text),
        _fact("利率原文", content.rate_text),
        _fact("担保方式", "、".join(content.collateral)),
        _fact("适用行业", "、".join(content.industries)),
        _fact("适用地区", "、".join(content.regions)),
        _fact("企业规模", "、".join(content.sizes)),
        _fact("资质要求", "、".join(content.titles)),
        _fact("最低数字化等级", None if content.min_level is None else say_level(content.min_level)),
        _fact("成立年限", None if content.min_years is None else f"满{content.min_years:g}年"),
        _fact("最低年营收", None if content.min_revenue_wan is None else say_wan(content.min_revenue_wan)),
        _fact("办理时限", None if content.processing_days is None else f"{content.processing_days}个工作日"),
        _fact("有效期至", say_date(content.valid_until) if content.valid_until else None),
    )


def _yes_no(value: bool | None) -> str | None:
    return None if value is None else ("是" if value else "否")
