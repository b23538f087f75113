"""A search as an address and back: the text, how many are shown, ticked filters by field, other conditions as `c`, answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
_MOST_CONDITIONS = 30
_MOST_TICKS = 40
"""More than anybody ticks or writes; an address that somebody made up costs no more than a search."""


def read_address(pairs: Iterable[tuple[str, str]], taxonomy: Taxonomy) -> Request:
    """The search that an address asks for. What it holds beside that, or that is not known, is passed over.

    `edit` and `v` together are one more condition: what a chip's form sends, the part before the value and the value; where
    they are none, `was` is kept. `ask` and `pick` together are one more answer: the question with what was offered, and
    what was chosen of it.
    """
    stated: dict[str, list[str]] = {}
    for name, value in pairs:
        stated.setdefault(name, []).append(value.strip())
    last = {name: values[-1] for name, values in stated.items()}
    ticked = {
        field: [name for name in stated.get(field.value, ())[:_MOST_TICKS] if is_known(field, name, taxonomy)]
        for field in FACETS
    }
    chosen = [condition for field, values in ticked.items() for condition in _tick(field, values)]
    fields = {condition.field for condition in chosen}
    written = [other for other in _read_written(stated, last, taxonomy) if other.field not in fields]
    dialogue = decode(last.get("a", ""))
    for asked in decode(last.get("ask", "")).answers:
        dialogue = dialogue.answered(_pick(asked, stated.get("pick", ())))
    text = last.get("q", "")[:LONGEST_QUERY]
    literal = last.get("literal") == "1"
    return Request(text, _shown(last.get("n", "")), (*chosen, *written), dialogue, literal)


def _read_written(
    stated: Mapping[str, Sequence[str]], last: Mapping[str, str], taxonomy: Taxonomy
) -> list[Condition]:
    written = [decode_condition(text, taxonomy) for text in stated.get("c", ())[:_MOST_CONDITIONS]]
    edited = decode_condition(last.get("edit", "") + last.get("v", ""), taxonomy)
    written.append(edited or decode_condition(last.get("was", ""), taxonomy))
    return list(dict.fromkeys(condition for condition in written if condition))


def _pick(asked: Answer, picked: Sequence[str]) -> Answer:
    """The question as it was asked, answered; nothing that was offered is 不知道."""
    most = MOST_CHOSEN if load_wording().aspects[asked.aspect].several else 1
    if "" in picked:
        return replace(asked, chosen=())
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
        if ticked_names(request, condition.field):
            pairs += [(condition.field.value, name) for name in ticked_names(request, condition.field)]
        else:
            pairs.append(("c", encode_condition(condition)))
    pairs += [("a", encode(request.dialogue))] if request.dialogue.answers else []
    pairs += [("literal", "1")] if request.literal else []
    pairs += [("n", str(request.k))] if request.k != PAGE else []
    return pairs


def ticked_names(request: Request, field: Field) -> tuple[str, ...]:
    """The values that a filter's check boxes show as chosen: those of a field whose one condition they can say.

    需对接ERP和MES are two conditions, both of which must hold; boxes would make alternatives of them.
    """
    own = [condition for condition in request.conditions if condition.field is field]
    if len(own) != 1 or field not in FACETS or not own[0].hard or own[0].op not in {"=", "in"}:
        return ()
    if field in _FLAGS:
        return (YES,) if own[0].value is True else ()
    return wanted_names(own[0])
