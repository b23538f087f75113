"""Why an item was found, in Chinese sentences that point at its fields."""

from __future__ import annotations

from catalog.queries import Item
from catalog.schemas import FinanceContent, ProductContent
from catalog.taxonomy import Taxonomy
from embeddings.segmentation import fold


def explain(item: Item, words: set[str], taxonomy: Taxonomy) -> tuple[str, ...]:
    """At most three reasons: words that occur and where, the topics served, what is stated in its favour."""
    reasons = []
    fields = {
        "名称": item.name,
        "解决问题": getattr(item.content, "pain_points", ""),
        "简介": item.content.summary,
    }
    for label, text in fields.items():
        found = [
            word for word in sorted(words, key=len, reverse=True) if len(word) > 1 and word in fold(text)
        ]
        if found:
            reasons.append(f"{label}中提到“{'”“'.join(found[:3])}”")
    if not reasons:
        topics = "、".join(taxonomy.topic(code).name for code in item.topics[:3])
        reasons.append(f"内容相近：用于{topics}" if topics else "内容与您的描述相近")
    reasons += _stated_advantages(item)
    return tuple(reasons[:3])


def _stated_advantages(item: Item) -> list[str]:
    content = item.content
    if isinstance(content, FinanceContent):
        return [f"额度：{content.amount_text}"] if content.amount_text else []
    assert isinstance(content, ProductContent)
    found = []
    if content.free:
        found.append("可免费使用")
    elif content.trial:
        found.append("可以先试用")
    if content.cases:
        found.append(f"有{len(content.cases)}个应用案例")
    return found
