"""Why an item was found, in Chinese sentences that point at its fields."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from catalog.queries import Item
from catalog.schemas import FinanceContent, ProductContent
from catalog.search.conditions.model import Condition, Field
from catalog.taxonomy import Taxonomy
from embeddings.segmentation import fold

_MOST = 3


def explain(
    item: Item, words: Collection[str], met: Sequence[Condition], taxonomy: Taxonomy
) -> tuple[str, ...]:
    """At most three reasons: words and where they occur, topics served, advantages stated; one more for conditions met."""
    reasons = [_meeting(item, met)] if met else []
    found_words = _occurrences(item, words)
    if words and not found_words:
        topics = "、".join(taxonomy.topic(code).name for code in item.topics[:3])
        found_words = [f"内容相近：用于{topics}" if topics else "内容与您的描述相近"]
    return (*reasons, *[*found_words, *_stated_advantages(item)][:_MOST])


def _meeting(item: Item, met: Sequence[Condition]) -> str:
    labels = dict.fromkeys(_label(item, condition) for condition in met)
    return f"符合您的条件：{'、'.join(labels)}"


def _label(item: Item, condition: Condition) -> str:
    """The field; of a price only a part of whose range is within the limit, that it is only the lowest."""
    label = condition.field.label
    if (
        condition.field is not Field.PRICE
        or condition.op != "<="
        or not isinstance(condition.value, int | float)
    ):
        return label
    content = item.content
    if not isinstance(content, ProductContent) or content.price.min_wan is None:
        return label
    most = content.price.max_wan
    return label if most is not None and most <= condition.value else f"{label}（最低价）"


def _occurrences(item: Item, words: Collection[str]) -> list[str]:
    fields = {
        "名称": item.name,
        "解决问题": getattr(item.content, "pain_points", ""),
        "简介": item.content.summary,
    }
    telling = [word for word in sorted(words, key=lambda w: (-len(w), w)) if len(word) > 1]
    reasons = []
    for label, text in fields.items():
        folded = fold(text)
        found = [_as_written(word, text, folded) for word in telling if word in folded]
        if found:
            reasons.append(f"{label}中提到“{'”“'.join(found[:3])}”")
    return reasons


def _as_written(word: str, text: str, folded: str) -> str:
    """The folded word as the text has it, MES rather than mes; folding that changes lengths leaves it folded."""
    at = folded.find(word)
    return text[at : at + len(word)] if len(folded) == len(text) else word


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
