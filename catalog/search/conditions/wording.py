"""A condition in the words of a chip: 10万元以下, 化工（优先）, 不要本地部署."""

from __future__ import annotations

from catalog.search.conditions.model import Condition, Field
from catalog.taxonomy import Taxonomy
from catalog.vocabulary import Kind

_MONTH_DAYS = 30
_WEEK_DAYS = 7
_PREFIXES = {
    Field.RATE: "年利率 ",
    Field.TERM: "期限",
    Field.AMOUNT: "额度",
    Field.INTERFACE: "能对接",
    Field.TOPIC: "",
}
_FLAGS = {
    (Field.FREE, True): "免费",
    (Field.FREE, False): "不要免费的",
    (Field.TRIAL, True): "可试用",
    (Field.TRIAL, False): "不要试用的",
}


def format_condition(condition: Condition, taxonomy: Taxonomy) -> str:
    """The condition as people say it; a soft one ends in （优先）."""
    if condition.field.is_measured:
        words = _measured(condition)
    elif isinstance(condition.value, bool):
        words = _FLAGS[condition.field, condition.value]
    else:
        words = _named(condition, taxonomy)
    return words if condition.hard else f"{words}（优先）"


def _named(condition: Condition, taxonomy: Taxonomy) -> str:
    values = condition.value if isinstance(condition.value, tuple) else (str(condition.value),)
    names = [_name(condition.field, value, taxonomy) for value in values]
    prefix = _PREFIXES.get(condition.field, "")
    if condition.op == "not in":
        return f"不要{prefix.removeprefix('能')}{'、'.join(names)}"
    return prefix + "或".join(names)


def _name(field: Field, value: str, taxonomy: Taxonomy) -> str:
    if field is Field.TOPIC and value in taxonomy.topics:
        return f"{taxonomy.topics[value].name}场景"
    if field is Field.KIND and value in list(Kind):
        return Kind(value).label
    if field is Field.PROVIDER_TYPE:
        return f"{value}服务商"
    return value


def _measured(condition: Condition) -> str:
    assert isinstance(condition.value, (int, float))
    value = float(condition.value)
    if condition.field is Field.GOLIVE:
        if condition.op == "=":
            return f"{_days(value)}上线"
        return f"{_days(value)}{'内' if condition.op == '<=' else '以上'}上线"
    amount = {Field.RATE: _percent, Field.TERM: _months}.get(condition.field, _money)(value)
    ending = {"<=": "以下", ">=": "以上"}.get(condition.op, "")
    if condition.field is Field.TERM and ending == "以下":
        ending = "以内"
    return f"{_PREFIXES.get(condition.field, '')}{amount}{ending}"


def _money(wan: float) -> str:
    """0.5 is 5000元, 10 is 10万元, 10 000 is 1亿元."""
    if wan >= 10_000:
        return f"{_number(wan / 10_000)}亿元"
    return f"{_number(wan)}万元" if wan >= 1 or wan == 0 else f"{_number(wan * 10_000)}元"


def _percent(value: float) -> str:
    return f"{_number(value)}%"


def _months(value: float) -> str:
    return f"{_number(value / 12)}年" if value >= 12 and value % 12 == 0 else f"{_number(value)}个月"


def _days(value: float) -> str:
    if value >= _MONTH_DAYS and value % _MONTH_DAYS == 0:
        return f"{_number(value / _MONTH_DAYS)}个月"
    return f"{_number(value / _WEEK_DAYS)}周" if value and value % _WEEK_DAYS == 0 else f"{_number(value)}天"


def _number(value: float) -> str:
    return f"{round(value, 6):.6f}".rstrip("0").rstrip(".")
