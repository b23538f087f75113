"""A search as an address and back: the text, how many are shown, ticked filters by field, other conditions as `c`, answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from urllib.parse import urlencode

from catalog.search.conditions.codec import decode_condition, encode_condition, is_known
from catalog.search.conditions.model import Condition, Field, choose
from catalog.search.engine import Request
from catalog.search.facts import wanted_names
from catalog.search.guidance.answers import MOST_CHOSEN, Answer
from catalog.search.guidance.aspects import load_wording
from catalog.search.guidance.dialogue import decode, encode
from catalog.search.narrowing import FACETS, YES
from catalog.taxonomy import Taxonomy

PAGE = 10
MOST = 100
LONGEST_QUERY = 500
_FLAGS = (Field.FREE, Field.TRIAL)


def read_address(pairs: Iterable[tuple[str, str]], taxonomy: Taxonomy) -> Request:
    """The search that an address asks for. What it holds beside that, or that is not known, is passed over.

    `edit` and `v` together are one more condition: what a chip's form sends, the part before the value and the value.
    `ask` and `pick` together are one more answer: the question with what was offered, and what was chosen of it.
    """
    stated: dict[str, list[str]] = {}
    for name, value in pairs:
        stated.setdefault(name, []).append(value.strip())
    last = {name: values[-1] for name, values in stated.items()}
    encoded = [*stated.get("c", ()), last.get("edit", "") + last.get("v", "")]
    written = [condition for text in encoded if (condition := decode_condition(text, taxonomy))]
    ticked = {
        field: [name for name in stated.get(field.value, ()) if is_known(field, name, taxonomy)]
        for field in FACETS
    }
    chosen = [condition for field, values in ticked.items() for condition in _tick(field, values)]
    fields = {condition.field for condition in chosen}
    text = last.get("q", "")[:LONGEST_QUERY]
    dialogue = decode(last.get("a", ""))
    for asked in decode(last.get("ask", "")).answers:
        dialogue = dialogue.answered(_pick(asked, stated.get("pick", ())))
    conditions = (*chosen, *(other for other in written if other.field not in fields))
    literal = last.get("literal") == "1"
    return Request(text, _shown(last.get("n", "")), conditions, dialogue, literal)


def _pick(asked: Answer, picked: Sequence[str]) -> Answer:
    """The question as it was asked, answered; nothing that was offered is 不知道."""
    most = MOST_CHOSEN if load_wording().aspects[asked.aspect].several else 1
    return replace(asked, chosen=tuple(value for value in asked.offered if value in picked)[:most])


def _shown(written: str) -> int:
    is_number = written.isascii() and written.isdigit()
    return min(max(int(written[:4]), PAGE), MOST) if is_number else PAGE


def _tick(field: Field, values: list[str]) -> tuple[Condition, ...]:
    if field in _FLAGS:
        return (Condition(field, "=", value=True),) if YES in values else ()
    return choose(field, values)


def write_address(request: Request) -> str:
    """The address of a search; `read_address` gives the search back."""
    pairs = list_pairs(request)
    return f"/?{urlencode(pairs)}" if pairs else "/"


def list_pairs(request: Request) -> list[tuple[str, str]]:
    """The names and values of an address, as a form's hidden fields carry them."""
    pairs = [("q", request.text)] if request.text else []
    for condition in request.conditions:
        if is_ticked(condition):
            pairs += [(condition.field.value, name) for name in _ticks(condition)]
        else:
            pairs.append(("c", encode_condition(condition)))
    pairs += [("a", encode(request.dialogue))] if request.dialogue.answers else []
    pairs += [("literal", "1")] if request.literal else []
    pairs += [("n", str(request.k))] if request.k != PAGE else []
    return pairs


def is_ticked(condition: Condition) -> bool:
    """Whether a filter's check boxes say all of the condition."""
    if condition.field in _FLAGS:
        return condition.hard and condition.value is True
    return condition.hard and condition.field in FACETS and condition.op in {"=", "in"}


def _ticks(condition: Condition) -> tuple[str, ...]:
    return (YES,) if condition.field in _FLAGS else wanted_names(condition)
