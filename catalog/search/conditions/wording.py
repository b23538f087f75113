"""Conditions in words, as a chip says them."""

from __future__ import annotations

from catalog.search.conditions.model import Condition, Field
from catalog.taxonomy import Taxonomy
from catalog.vocabulary import Kind

_UNITS = {
    Field.PRICE: "万元",
    Field.AMOUNT: "万元",
    Field.RATE: "%",
    Field.TERM: "个月",
    Field.GOLIVE: "天",
}
_BOUNDS = {"<=": "以内", ">=": "以上", "=": ""}


def format_condition(condition: Condition, taxonomy: Taxonomy) -> str:
    """价格 10 万元以内, 部署方式不要本地部署, 行业 基础化学原料制造."""
    field, value = condition.field, condition.value
    if isinstance(value, bool):
        return ("" if value else "不要") + {Field.FREE: "免费", Field.TRIAL: "可试用"}.get(field, field.label)
    if field.is_measured and isinstance(value, int | float):
        return f"{field.label} {value:g} {_UNITS[field]}{_BOUNDS.get(condition.op, '')}"
    names = value if isinstance(value, tuple) else (str(value),)
    said = "、".join(_name(field, name, taxonomy) for name in names)
    return f"不要{said}" if condition.op == "not in" else f"{field.label} {said.replace('、', '或')}"


def _name(field: Field, name: str, taxonomy: Taxonomy) -> str:
    if field is Field.TOPIC and name in taxonomy.topics:
        return taxonomy.topic(name).name
    return Kind(name).label if field is Field.KIND and name in set(Kind) else name
