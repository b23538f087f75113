"""One search for page, JSON and command line: understand, rank, narrow, ask back, show.

The list, its total, the facets and the ways out of an empty list come from one candidate set: what the text is about is
ranked once, without conditions; conditions then only narrow that list. So the number beside a value is the length of the
list that this value gives, and a condition never brings in what the plain search left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from catalog.search.conditions.model import Condition, Understood
from catalog.search.conditions.reading import read_conditions
from catalog.search.facts import meets
from catalog.search.guidance.dialogue import Dialogue
from catalog.search.guidance.questions import Question
from catalog.search.lifting import (
    LARGEST_SOFT_LIFT,
    ask_back,
    lift_by_answers,
    lift_by_conditions,
)
from catalog.search.narrowing import Narrowed, Relaxation, narrow
from catalog.search.ranking import FULL_MARK as _RANKED_MARK
from catalog.search.ranking import Ranked, Ranker, stand_behind
from catalog.search.showing import SearchHit, say_reading, show
from catalog.search.spelling.model import Reading
from catalog.search.view import CatalogueView, Generation
from catalog.taxonomy import Taxonomy

NO_ANSWERS = Dialogue()
_LEAST_NEAR = 0.1  # one in ten: less is no hint
_MOST_NEAR = 3
_REMEMBERED = 128  # studies, of some hundred kilobytes where a list is long
FULL_MARK = _RANKED_MARK + LARGEST_SOFT_LIFT
"""The score of an item that is first in everything and meets every soft condition."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked: a text, from which conditions are read, and conditions chosen beside it.

    A chosen condition takes the place of those that the text states in its field. `dialogue` are answers to questions
    asked back. A `literal` text is searched as it is written, without reading pinyin or mending characters.
    """

    text: str
    k: int = 10
    conditions: tuple[Condition, ...] = ()
    dialogue: Dialogue = NO_ANSWERS
    literal: bool = False


@dataclass(frozen=True, slots=True)
class SearchResult:
    """`total` and `facets` count the same candidate set from which `hits` shows the first k.

    `unstated` counts by field the items that would fit if they said something there. `relaxations` are given when
    conditions left nothing. `was_read` says that the text held conditions, also such as chosen ones took the place of.
    `reading` is what the text was taken for where it is not written in exact characters. `near` are, where nothing fits,
    the few that are most likely to, although too rarely to be recommended.
    """

    request: Request
    understood: Understood
    total: int
    facets: Mapping[str, Counter[str]]
    hits: tuple[SearchHit, ...]
    nothing_fits: bool
    unstated: Mapping[str, int]
    relaxations: tuple[Relaxation, ...]
    was_read: bool = False
    reading: Reading | None = None
    near: tuple[SearchHit, ...] = ()


@dataclass(frozen=True, slots=True)
class Study:
    """How a list came about. `entries` are about the text, best first; `below` were scored but are not about it.

    `narrowed` are those of the entries that meet the conditions.
    """

    was_read: bool
    understood: Understood
    reading: Reading | None
    words: frozenset[str]
    entries: Mapping[int, Ranked]
    below: Mapping[int, Ranked]
    narrowed: Narrowed


class SearchEngine:
    """Hybrid search under conditions; holds no state but its parts."""

    def __init__(self, ranker: Ranker, taxonomy: Taxonomy) -> None:
        self._ranker = ranker
        self._taxonomy = taxonomy
        self._remembered = lru_cache(_REMEMBERED)(self._study)
        self._generation: Generation | None = None

    def study(self, view: CatalogueView, request: Request, *, today: date) -> Study:
        """Everything that decides the list: what is about the text, what meets the conditions, what was left out.

        The last ones are remembered, so that a further page, a question or a repeated search costs no ranking.
        """
        if view.generation is not self._generation:
            self._remembered.cache_clear()  # nothing of an older generation is kept in memory
            self._generation = view.generation
        if not request.text.strip():
            return self._study(
                view, replace(request, k=0), today
            )  # as long as the catalogue, and quickly made
        return self._remembered(view, replace(request, k=0), today)

    def _study(self, view: CatalogueView, request: Request, today: date) -> Study:
        read = self._read(request.text)
        understood = _replace_by_chosen(read, request)
        reading = None if request.literal else view.generation.speller.read(understood.text)
        # The speller reads only what stands in no text of the catalogue: exact characters are never read as others.
        meant = reading.text if reading else understood.text
        ranking = self._ranker.rank(view, meant, view.list_visible(today))
        facts, copies = view.generation.facts, view.generation.copies
        lifted = lift_by_conditions(ranking.entries, facts, understood.conditions)
        entries = {entry.id: entry for entry in stand_behind(lifted, copies)}
        narrowed = narrow(list(entries), facts, understood.conditions)
        answers = request.dialogue.answers
        if answers:
            kept = lift_by_answers([entries[i] for i in narrowed.ids], view.generation.aspects, answers)
            kept = stand_behind(kept, copies)
            entries |= {entry.id: entry for entry in kept}
            narrowed = replace(narrowed, ids=tuple(entry.id for entry in kept))
        below = {entry.id: entry for entry in ranking.below}
        return Study(bool(read.conditions), understood, reading, ranking.words, entries, below, narrowed)

    def search(self, view: CatalogueView, request: Request, *, today: date) -> SearchResult:
        """The items about the text that meet every hard condition; without text, all that meet them, newest first."""
        study = self.study(view, request, today=today)
        narrowed = study.narrowed
        return SearchResult(
            request,
            study.understood,
            total=len(narrowed.ids),
            facets=narrowed.facets,
            hits=tuple(self._show(view, study, item_id) for item_id in narrowed.ids[: request.k]),
            nothing_fits=not narrowed.ids,
            unstated=narrowed.unstated,
            relaxations=narrowed.relaxations,
            was_read=study.was_read,
            reading=study.reading,
            near=() if study.entries else self._near(view, study),
        )

    def _near(self, view: CatalogueView, study: Study) -> tuple[SearchHit, ...]:
        likely = sorted(study.below.values(), key=lambda entry: (-entry.chance, entry.id))
        hard = [condition for condition in study.understood.conditions if condition.hard]
        facts = view.generation.facts
        near = [
            entry
            for entry in likely
            if entry.chance >= _LEAST_NEAR and all(meets(facts[entry.id], c) is True for c in hard)
        ]
        return tuple(
            show(view.items[entry.id], entry, study.words, (), self._taxonomy) for entry in near[:_MOST_NEAR]
        )

    def ask(self, view: CatalogueView, request: Request, *, today: date) -> Question | None:
        """The question to ask back about the list of a search, where it is broad."""
        study = self.study(view, request, today=today)
        listed = [study.entries[item_id] for item_id in study.narrowed.ids]
        return ask_back(
            listed, view.generation.aspects, request.dialogue.answers, study.understood.conditions
        )

    def _read(self, text: str) -> Understood:
        read = read_conditions(text, self._taxonomy)
        # Nothing but punctuation is no wish to see everything.
        return read if read.text or read.conditions else replace(read, text=text)

    def _show(self, view: CatalogueView, study: Study, item_id: int) -> SearchHit:
        facts = view.generation.facts[item_id]
        met = [condition for condition in study.understood.conditions if meets(facts, condition) is True]
        hit = show(view.items[item_id], study.entries[item_id], study.words, met, self._taxonomy)
        return replace(hit, reasons=(*say_reading(study.reading), *hit.reasons))


def _replace_by_chosen(read: Understood, request: Request) -> Understood:
    chosen = {condition.field for condition in request.conditions}
    left = tuple(condition for condition in read.conditions if condition.field not in chosen)
    return replace(read, conditions=(*request.conditions, *left))


def take_out(result: SearchResult) -> Request:
    """The same search with the conditions read from its text beside it, so that each can be changed alone."""
    understood, request = result.understood, result.request
    if not result.was_read:
        return request
    return replace(request, text=understood.text, conditions=understood.conditions)


def drop_conditions(request: Request, fields: Collection[str]) -> Request:
    """The request without the chosen conditions of these fields."""
    left = tuple(condition for condition in request.conditions if condition.field not in fields)
    return replace(request, conditions=left)
