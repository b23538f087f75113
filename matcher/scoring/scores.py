"""The score of an item for a need: a sum of named parts, each explained by the fields that it reads.

The weights are judgement, not fitted: an item that lacks nothing comes before one that does; then counts being for the
topic, then what the texts say, then fit with the industry and the level, then proof. A part may be negative; the score
is exactly the sum.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from catalog.queries import Item
from catalog.schemas import ProductContent, TopicUplift
from embeddings.hybrid import Hit
from matcher.needs.model import Enterprise, Need

TOPIC_WEIGHT = 0.40
_SECONDARY_TOPIC = 0.85  # of an item's topics the first is what it is made for
_CONTENT_WEIGHT = 0.35
_INDUSTRY_FIT = 0.10
_INDUSTRY_OPEN = 0.05  # states no industry: for all, but proven for none
_LEVEL_FIT = 0.06
_LEVEL_SHORT = -0.06
_CASES = 0.04
_CERTIFICATES = 0.02
_EASY_START = 0.03  # free or on trial, or live within a month: 小快轻准
_ALL_BESIDES = _CONTENT_WEIGHT + _INDUSTRY_FIT + _LEVEL_FIT + _CASES + _CERTIFICATES + _EASY_START
_COVERING = TOPIC_WEIGHT * (1 - _SECONDARY_TOPIC) + _ALL_BESIDES
"""All that the other parts of two items for a topic can differ by: what covers leads, however well another's text reads."""
FULL_MARK = _COVERING + TOPIC_WEIGHT + _ALL_BESIDES
"""The score of an item that is right in every respect."""
_COVERS = "完全满足"
QUICK_DAYS = 30  # 快: live within a month
_OVER_BUDGET = -0.15


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of one score by their Chinese names; those that are zero are left out."""

    values: Mapping[str, float]

    @property
    def total(self) -> float:
        """The score: the exact sum, in the order of the parts."""
        return sum(self.values.values())

    @property
    def fit(self) -> float:
        """What of the score is not for lacking nothing: tells items apart that cover a need alike."""
        return sum(value for name, value in self.values.items() if name != _COVERS)


def topic_part(odds: Mapping[str, float], topics: Sequence[str]) -> float:
    """How well declared topics (the main one first) meet what is probably asked: `odds` are topic probabilities."""
    shares = [
        odds.get(topic, 0.0) * (1.0 if position == 0 else _SECONDARY_TOPIC)
        for position, topic in enumerate(topics)
    ]
    return TOPIC_WEIGHT * max(shares, default=0.0)


def content_part(hit: Hit | None) -> float:
    """How close the text is to the need itself, by words and by meaning; zero when the item was not among the nearest.

    Not how close it is to the other items found: what those are for is said by the topics that they declare.
    """
    return _CONTENT_WEIGHT * (hit.lexical + hit.dense) if hit else 0.0


def score_item(
    item: Item, need: Need, enterprise: Enterprise, hit: Hit | None, budget_wan: float | None, *, covers: bool
) -> Parts:
    """The parts of a product's or solution's score for a need; `covers` is whether it lacks nothing that is asked for."""
    content = item.content
    assert isinstance(content, ProductContent), "financing products are judged by their rules"
    parts = {
        _COVERS: _COVERING if covers else 0.0,
        "场景对口": topic_part({need.topic: 1.0}, item.topics),
        "内容贴合": content_part(hit),
        "行业适用": _industry_part(content, enterprise),
        "等级衔接": _level_part(find_uplift(content, need.topic), need),
        "案例资质": (_CASES if content.cases else 0.0) + (_CERTIFICATES if content.certificates else 0.0),
        "轻快上手": _EASY_START if _starts_easily(content) else 0.0,
        "超出预算": _OVER_BUDGET if exceeds(content, budget_wan) else 0.0,
    }
    return Parts({name: value for name, value in parts.items() if value})


def _industry_part(content: ProductContent, enterprise: Enterprise) -> float:
    if not content.industries:
        return _INDUSTRY_OPEN
    return _INDUSTRY_FIT if enterprise.industry in content.industries else 0.0


def find_uplift(content: ProductContent, topic: str) -> TopicUplift | None:
    """What the item declares for the topic, or None."""
    return next((uplift for uplift in content.topics if uplift.topic == topic), None)


def _level_part(uplift: TopicUplift | None, need: Need) -> float:
    if uplift is None or uplift.level_to is None or need.target_level is None:
        return 0.0
    if uplift.level_to < need.target_level:
        return _LEVEL_SHORT
    starts_below = (
        need.current_level is None or uplift.level_from is None or uplift.level_from <= need.current_level
    )
    return _LEVEL_FIT if starts_below else 0.0


def _starts_easily(content: ProductContent) -> bool:
    quick = content.golive_max_days is not None and content.golive_max_days <= QUICK_DAYS
    return bool(content.free or content.trial or quick)


def find_least_cost(content: ProductContent) -> float | None:
    """The least that the item can cost in 万元 by what is stated, one-off fee included; None when no price is."""
    price = content.price
    if price.min_wan is None and price.max_wan is None and price.one_off_wan is None:
        return 0.0 if content.free else None
    return (price.min_wan or 0.0) + (price.one_off_wan or 0.0)


def exceeds(content: ProductContent, budget_wan: float | None) -> bool:
    """Whether even the least cost is above the budget (万元); an unstated price exceeds nothing.

    A price per seat, point or line counts as one of them: the least that anyone could buy.
    """
    least = find_least_cost(content)
    return budget_wan is not None and least is not None and least > budget_wan
