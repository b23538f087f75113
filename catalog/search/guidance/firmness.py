"""Between answers and conditions: soft answers made conditions when the searcher confirms them, and what conditions settle."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from catalog.search.conditions.model import Condition, Field
from catalog.search.guidance.answers import OTHER, Answer
from catalog.search.guidance.aspects import Aspect, band_edges, load_wording

HARD = frozenset({Aspect.KIND, Aspect.TOPIC, Aspect.BUDGET, Aspect.DEPLOYMENT, Aspect.GOLIVE, Aspect.TRIAL})
"""What becomes a hard condition when confirmed. The others stay soft: many items that would do do not state them."""
_NAMED = {
    Aspect.KIND: Field.KIND,
    Aspect.TOPIC: Field.TOPIC,
    Aspect.INDUSTRY: Field.INDUSTRY,
    Aspect.DEPLOYMENT: Field.DEPLOYMENT,
    Aspect.INTERFACE: Field.INTERFACE,
}
_AT_MOST = {Aspect.BUDGET: Field.PRICE, Aspect.GOLIVE: Field.GOLIVE}
_AT_LEAST = {Aspect.AMOUNT: Field.AMOUNT, Aspect.TERM: Field.TERM}
_FLAGS = {"free": Field.FREE, "trial": Field.TRIAL}
_SETTLED_BY = {
    **{field: aspect for aspect, field in (_NAMED | _AT_MOST | _AT_LEAST).items()},
    **dict.fromkeys(_FLAGS.values(), Aspect.TRIAL),
}


def confirm(answers: Sequence[Answer], hard: Collection[Aspect] = HARD) -> tuple[Condition, ...]:
    """The answers as conditions, in their order; aspects that no field holds (matter, pain, payment …) give none.

    A band of a budget or of days is its upper edge, one of an amount or of months its lower: what is at least needed.
    其他 alone means none of the named values, softly.
    """
    return tuple(condition for answer in answers for condition in _confirm(answer, answer.aspect in hard))


def settle(conditions: Iterable[Condition]) -> frozenset[Aspect]:
    """The aspects that conditions already fix, which need not be asked; a negation (not in) fixes nothing."""
    fixing = [condition for condition in conditions if condition.op != "not in"]
    return frozenset(_SETTLED_BY[condition.field] for condition in fixing if condition.field in _SETTLED_BY)


def _confirm(answer: Answer, hard: bool) -> list[Condition]:
    aspect = answer.aspect
    if aspect in _NAMED:
        return _name(answer, _NAMED[aspect], hard)
    chosen = [value for value in answer.chosen if value != OTHER]
    if not chosen:
        return []
    if aspect in (Aspect.TRIAL, Aspect.PAYMENT):
        return [Condition(_FLAGS[value], "=", value=True, hard=hard) for value in chosen if value in _FLAGS]
    low, high = band_edges(chosen[0]) if aspect in _AT_MOST | _AT_LEAST else (0.0, float("inf"))
    if aspect in _AT_MOST and high != float("inf"):
        return [Condition(_AT_MOST[aspect], "<=", high, hard=hard)]
    if aspect in _AT_LEAST and low > 0:
        return [Condition(_AT_LEAST[aspect], ">=", low, hard=hard)]
    return []


def _name(answer: Answer, field: Field, hard: bool) -> list[Condition]:
    if not answer.chosen:
        return []
    if answer.chosen == (OTHER,):
        offered = tuple(value for value in answer.offered if value != OTHER)
        return [Condition(field, "not in", _write(answer.aspect, offered), hard=False)]
    if OTHER in answer.chosen:
        return []
    values = _write(answer.aspect, answer.chosen)
    return [
        Condition(field, "=", values[0], hard=hard)
        if len(values) == 1
        else Condition(field, "in", values, hard=hard)
    ]


def _write(aspect: Aspect, values: Sequence[str]) -> tuple[str, ...]:
    """The values as items write them: an interface of the questions stands for a family of named systems."""
    if aspect is not Aspect.INTERFACE:
        return tuple(values)
    known = load_wording().values[aspect]
    return tuple(name for value in values for name in known[value].cues)
