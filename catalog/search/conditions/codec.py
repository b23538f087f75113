"""Conditions as short texts for addresses and forms: `price_wan<=10`, `~industry=化工`, `deployment!=SaaS|本地部署`."""

from __future__ import annotations

import math
import re
from collections.abc import Collection

from catalog.search.conditions.model import MEASURED, Condition, Field, Op, Value
from catalog.taxonomy import Taxonomy
from catalog.vocabulary import Deployment, Kind, ProviderType

_FORM = re.compile(r"(?P<soft>~?)(?P<field>[a-z_]+)(?P<op><=|>=|!=|=)(?P<value>.{1,200})")
_FLAGS = frozenset({Field.FREE, Field.TRIAL})
_WORDS = {True: "true", False: "false"}
_BETWEEN = "|"


def encode_condition(condition: Condition) -> str:
    """The condition without its quote; `decode_condition` reads it back. A leading `~` marks a soft one."""
    value = condition.value
    if isinstance(value, bool):
        written = _WORDS[value]
    elif isinstance(value, tuple):
        written = _BETWEEN.join(value)
    else:
        written = f"{value:g}" if isinstance(value, float) and value == round(value, 6) else str(value)
    op = {"not in": "!=", "in": "="}.get(condition.op, condition.op)
    return f"{'' if condition.hard else '~'}{condition.field}{op}{written}"


def decode_condition(text: str, taxonomy: Taxonomy) -> Condition | None:
    """The condition written so, or None for anything else: addresses are typed, shortened and made up."""
    match = _FORM.fullmatch(text)
    if match is None or match["field"] not in set(Field):
        return None
    field = Field(match["field"])
    found = _read(field, match["op"], match["value"], taxonomy)
    return None if found is None else Condition(field, found[0], found[1], hard=not match["soft"])


def _read(field: Field, op: str, written: str, taxonomy: Taxonomy) -> tuple[Op, Value] | None:
    if field in MEASURED:
        number = _number(written)
        return None if number is None or op == "!=" else (_OPS[op], number)
    if field in _FLAGS:
        flags = {word: flag for flag, word in _WORDS.items()}
        return ("=", flags[written]) if op == "=" and written in flags else None
    names = tuple(dict.fromkeys(name for name in written.split(_BETWEEN) if is_known(field, name, taxonomy)))
    if op not in {"=", "!="} or not names:
        return None
    if op == "!=":
        return "not in", names
    return ("=", names[0]) if len(names) == 1 else ("in", names)


_OPS: dict[str, Op] = {"<=": "<=", ">=": ">=", "=": "="}


def _number(written: str) -> float | None:
    try:
        number = float(written)
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0 else None


def is_known(field: Field, name: str, taxonomy: Taxonomy) -> bool:
    """Whether a name can be a value of the field; interfaces and regions are open lists."""
    closed: dict[Field, Collection[str]] = {
        Field.KIND: set(Kind),
        Field.DEPLOYMENT: set(Deployment),
        Field.PROVIDER_TYPE: set(ProviderType),
        Field.INDUSTRY: {industry.name for industry in taxonomy.industries},
        Field.TOPIC: set(taxonomy.topics),
    }
    return name in closed[field] if field in closed else bool(name.strip())
