"""Why an item is recommended and what speaks against it, in Chinese sentences that point at its fields."""

from __future__ import annotations

from catalog.queries import Item
from catalog.schemas import ProductContent
from catalog.sums import say_wan
from catalog.taxonomy import Taxonomy
from matcher.needs.model import Enterprise, Need
from matcher.scoring.scores import QUICK_DAYS, exceeds, find_least_cost, find_uplift


def explain_fit(item: Item, need: Need, enterprise: Enterprise, taxonomy: Taxonomy) -> tuple[str, ...]:
    """What speaks for the item, the weightiest first."""
    content = item.content
    assert isinstance(content, ProductContent)
    name = taxonomy.topic(need.topic).name
    reasons = []
    uplift = find_uplift(content, need.topic)
    if uplift is not None:
        main = content.topics[0].topic == need.topic
        reasons.append(f"应用场景：{'主要' if main else '也'}用于{name}")
    if content.pain_points:
        reasons.append(f"解决问题：{_short(content.pain_points)}")
    if uplift is not None and uplift.level_to is not None and (need.target_level or 0) <= uplift.level_to:
        reasons.append(f"等级提升：可把{name}做到{taxonomy.levels[uplift.level_to].name}")
    if enterprise.industry and enterprise.industry in content.industries:
        reasons.append(f"适用行业：{enterprise.industry}")
    if content.cases:
        reasons.append(f"应用案例：{_short(content.cases[0])}")
    if content.free:
        reasons.append("价格：可免费使用")
    elif content.trial:
        reasons.append("试用：可以先试后买")
    if content.golive_max_days is not None and content.golive_max_days <= QUICK_DAYS:
        reasons.append(f"上线周期：最长{content.golive_max_days}天")
    return tuple(reasons)


def explain_concerns(
    item: Item, need: Need, enterprise: Enterprise, taxonomy: Taxonomy, budget_wan: float | None
) -> tuple[str, ...]:
    """What does not fit, or is not stated and should be asked."""
    content = item.content
    assert isinstance(content, ProductContent)
    concerns = []
    uplift = find_uplift(content, need.topic)
    target = need.target_level
    if uplift is not None and uplift.level_to is not None and target is not None and uplift.level_to < target:
        concerns.append(
            f"只能做到{taxonomy.levels[uplift.level_to].name}，低于目标{taxonomy.levels[target].name}"
        )
    if uplift is not None and uplift != content.topics[0] and uplift.level_to is None:
        concerns.append("不是它的主要用途，也没有写明能做到几级")
    if content.industries and enterprise.industry and enterprise.industry not in content.industries:
        concerns.append(f"未说明适用于{enterprise.industry}，列出的是{'、'.join(content.industries)}")
    least = find_least_cost(content)
    if least is not None and budget_wan is not None and exceeds(content, budget_wan):
        unit = f"按1{content.price.unit}计，" if content.price.unit else ""
        concerns.append(f"{unit}最低价格{say_wan(least)}，高于预算{say_wan(budget_wan)}")
    if least is None:
        concerns.append("价格未公布，需要询价")
    if not content.cases:
        concerns.append("没有提供应用案例")
    return tuple(concerns)


def _short(text: str, limit: int = 48) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
