r"""A condition as one short text for an address: `price_wan<=10`, `~industry=基础化学原料制造`, `deployment!=本地部署|混合部署`.

A leading `~` marks a soft condition, `|` parts the alternatives of `in`, `!=` stands for `not in`. A lone value of `in`
ends in `|`. Within a value `\` comes before `|` and before itself. The quote does not travel.
"""

from __future__ import annotations

import math
import re

from catalog.search.conditions.model import Condition, Field, Op, Value
from catalog.taxonomy import Taxonomy
from catalog.vocabulary import Deployment, Kind, ProviderType

_WRITTEN = re.compile(r"(?P<soft>~?)(?P<field>[a-z_]+)(?P<op><=|>=|!=|=)(?P<value>.+)", re.DOTALL)
_PARTS = re.compile(r"(?:[^\\|]|\\.)+", re.DOTALL)
_NUMBER = re.compile(r"(?:\d{1,12}(?:\.\d{0,10})?|\.\d{1,10})", re.ASCII)
_LONGEST = 2000
_LONGEST_NAME = 60
_MOST_VALUES = 100
_CITY = "银川市"
_FLAGS = {"true": True, "false": False}


def encode_condition(condition: Condition) -> str:
    """The condition's field, comparison, value and hardness."""
    soft = "" if condition.hard else "~"
    return f"{soft}{condition.field}{'!=' if condition.op == 'not in' else _sign(condition.op)}{_write(condition)}"


def decode_condition(text: str, taxonomy: Taxonomy) -> Condition | None:
    """The condition that was written so, without a quote; None when its field, comparison or value is not known."""
    match = _WRITTEN.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None or match["field"] not in list(Field):
        return None
    field = Field(match["field"])
    read = _read_measured if field.is_measured else _read_flag if field in (Field.FREE, Field.TRIAL) else None
    found = (
        read(match["op"], match["value"])
        if read
        else _read_names(field, match["op"], match["value"], taxonomy)
    )
    return None if found is None else Condition(field, *found, hard=not match["soft"])


def _sign(op: Op) -> str:
    return "=" if op == "in" else op


def _write(condition: Condition) -> str:
    value = condition.value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return f"{value:.10f}".rstrip("0").rstrip(".")
    if isinstance(value, str):
        return _escape(value)
    joined = "|".join(_escape(name) for name in value)
    return f"{joined}|" if condition.op == "in" and len(value) == 1 else joined


def _escape(name: str) -> str:
    return re.sub(r"([\\|])", r"\\\1", name)


def _read_measured(op: str, written: str) -> tuple[Op, Value] | None:
    if op == "!=" or not _NUMBER.fullmatch(written) or not math.isfinite(float(written)):
        return None
    return ("<=" if op == "<=" else ">=" if op == ">=" else "="), float(written)


def _read_flag(op: str, written: str) -> tuple[Op, Value] | None:
    return ("=", _FLAGS[written]) if op == "=" and written in _FLAGS else None


def _read_names(field: Field, op: str, written: str, taxonomy: Taxonomy) -> tuple[Op, Value] | None:
    names = tuple(re.sub(r"\\(.)", r"\1", part, flags=re.DOTALL) for part in _PARTS.findall(written))
    if op not in ("=", "!=") or not 0 < len(names) <= _MOST_VALUES:
        return None
    if not all(is_known(field, name, taxonomy) for name in names):
        return None
    if op == "!=":
        return "not in", names
    return ("in", names) if len(names) > 1 or _ends_open(written) else ("=", names[0])


def _ends_open(written: str) -> bool:
    """Whether a `|` that parts values, not one within a value, ends the text."""
    return _PARTS.sub("", written).endswith("|")


def is_known(field: Field, name: str, taxonomy: Taxonomy) -> bool:
    """Whether a name can be a value of the field; interfaces are an open list."""
    known: dict[Field, object] = {
        Field.DEPLOYMENT: name in list(Deployment),
        Field.KIND: name in list(Kind),
        Field.PROVIDER_TYPE: name in list(ProviderType),
        Field.INDUSTRY: any(name == industry.name for industry in taxonomy.industries),
        Field.REGION: name == _CITY or any(name == region.name for region in taxonomy.regions),
        Field.TOPIC: name in taxonomy.topics,
    }
    return bool(known.get(field, 0 < len(name) <= _LONGEST_NAME and name.isprintable()))
