"""One search for page, JSON and command line: understand, rank, narrow, show.

The list, its total, the facets and the ways out of an empty list come from one candidate set: what the text is about is
ranked once, without conditions; conditions then only narrow that list. So the number beside a value is the length of the
list that this value gives, and a condition never brings in what the plain search left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from catalog.search.conditions.model import Condition, Understood
from catalog.search.conditions.reading import read_conditions
from catalog.search.facts import Facts, meets
from catalog.search.narrowing import Narrowed, Relaxation, narrow
from catalog.search.ranking import FULL_MARK as _RANKED_MARK
from catalog.search.ranking import Ranked, Ranker
from catalog.search.showing import SearchHit, show
from catalog.search.view import CatalogueView
from catalog.taxonomy import Taxonomy

# All soft conditions together weigh half of what an item is for: they order what fits, they do not bring in what does not.
_SOFT_WEIGHT = 0.2
FULL_MARK = _RANKED_MARK + _SOFT_WEIGHT
"""The score of an item that is first in everything and meets every soft condition."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked: a text, from which conditions are read, and conditions chosen beside it.

    A chosen condition takes the place of those that the text states in its field.
    """

    text: str
    k: int = 10
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchResult:
    """`total` and `facets` count the same candidate set from which `hits` shows the first k.

    `unstated` counts by field the items that would fit if they said something there. `relaxations` are given when
    conditions left nothing.
    """

    request: Request
    understood: Understood
    total: int
    facets: Mapping[str, Counter[str]]
    hits: tuple[SearchHit, ...]
    nothing_fits: bool
    unstated: Mapping[str, int]
    relaxations: tuple[Relaxation, ...]
    was_read: bool
    """Whether the text held conditions, also such as chosen ones took the place of."""


@dataclass(frozen=True, slots=True)
class Study:
    """How a list came about. `entries` are about the text, best first; `below` were scored but are not about it.

    `narrowed` are those of the entries that meet the conditions. `was_read` says that the text held conditions.
    """

    was_read: bool
    understood: Understood
    words: frozenset[str]
    entries: Mapping[int, Ranked]
    below: Mapping[int, Ranked]
    narrowed: Narrowed


class SearchEngine:
    """Hybrid search under conditions; holds no state but its parts."""

    def __init__(self, ranker: Ranker, taxonomy: Taxonomy) -> None:
        self._ranker = ranker
        self._taxonomy = taxonomy

    def _read(self, text: str) -> Understood:
        read = read_conditions(text, self._taxonomy)
        # Nothing but punctuation is no wish to see everything.
        return read if read.text or read.conditions else replace(read, text=text)

    def study(self, view: CatalogueView, request: Request, *, today: date) -> Study:
        """Everything that decides the list: what is about the text, what meets the conditions, what was left out."""
        read = self._read(request.text)
        understood = _replace_by_chosen(read, request)
        ranking = self._ranker.rank(view, understood.text, view.list_visible(today))
        facts = view.generation.facts
        entries = {entry.id: entry for entry in _lift(ranking.entries, facts, understood.conditions)}
        below = {entry.id: entry for entry in ranking.below}
        return Study(
            bool(read.conditions),
            understood,
            ranking.words,
            entries,
            below,
            narrow(list(entries), facts, understood.conditions),
        )

    def search(self, view: CatalogueView, request: Request, *, today: date) -> SearchResult:
        """The items about the text that meet every hard condition; without text, all that meet them, newest first."""
        study = self.study(view, request, today=today)
        narrowed = study.narrowed
        hits = tuple(self._show(view, study, item_id) for item_id in narrowed.ids[: request.k])
        return SearchResult(
            request,
            study.understood,
            len(narrowed.ids),
            narrowed.facets,
            hits,
            not narrowed.ids,
            narrowed.unstated,
            narrowed.relaxations,
            study.was_read,
        )

    def _show(self, view: CatalogueView, study: Study, item_id: int) -> SearchHit:
        facts = view.generation.facts[item_id]
        met = [condition for condition in study.understood.conditions if meets(facts, condition) is True]
        return show(view.items[item_id], study.entries[item_id], study.words, met, self._taxonomy)


def _replace_by_chosen(read: Understood, request: Request) -> Understood:
    chosen = {condition.field for condition in request.conditions}
    left = tuple(condition for condition in read.conditions if condition.field not in chosen)
    return replace(read, conditions=(*request.conditions, *left))


def take_out(result: SearchResult) -> Request:
    """The same search with the conditions read from its text beside it, so that each can be changed alone."""
    understood, request = result.understood, result.request
    return Request(understood.text, request.k, understood.conditions) if result.was_read else request


def drop_conditions(request: Request, fields: Collection[str]) -> Request:
    """The request without the chosen conditions of these fields."""
    left = tuple(condition for condition in request.conditions if condition.field not in fields)
    return replace(request, conditions=left)


def _lift(
    entries: Sequence[Ranked], facts: Mapping[int, Facts], conditions: Sequence[Condition]
) -> list[Ranked]:
    """Soft conditions as a part of the score, by the share of them that an item meets; the order is then made anew."""
    soft = [condition for condition in conditions if not condition.hard]
    if not soft:
        return list(entries)
    lifted = []
    for entry in entries:
        share = sum(meets(facts[entry.id], condition) is True for condition in soft) / len(soft)
        parts = {**entry.parts, "条件相符": _SOFT_WEIGHT * share} if share else entry.parts
        lifted.append(replace(entry, parts=parts))
    # Stable: what the lift leaves equal stays in the order of before, newest first where nothing was asked.
    return sorted(lifted, key=lambda entry: -entry.score)
