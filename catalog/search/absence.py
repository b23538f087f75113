"""为什么没有它: which condition or which part of its score keeps a named item out of a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rapidfuzz import fuzz, process

from catalog.errors import ItemNotFound
from catalog.queries import Item
from catalog.search.conditions.model import Condition
from catalog.search.engine import Request, SearchEngine, Study
from catalog.search.facts import meets
from catalog.search.fit import load_fit_model
from catalog.search.narrowing import narrow
from catalog.search.view import CatalogueView
from embeddings.segmentation import fold

# Of 100; names that share most of their characters. Below it a name is taken for one that the catalogue does not have.
_ALIKE = 60
_MOST_HOLDING = 3  # names among which the shortest is still a fair guess


class Verdict(StrEnum):
    """Where a named item stands."""

    LISTED = "listed"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    CONDITIONS = "conditions"
    NOT_ABOUT_IT = "not_about_it"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A hard condition that an item does not meet; `silent` when it says nothing there."""

    condition: Condition
    silent: bool


@dataclass(frozen=True, slots=True)
class Absence:
    """Why an item is not in the list. `place` is its place in the list, or the one it would have without its obstacles.

    `parts` are those of its score and `last` those of the last item that is listed: what it lacks against it. `chance` is
    the calibrated probability that it fits, 0 where it was not looked at; what is below `cut` is not listed.
    """

    item: Item
    verdict: Verdict
    place: int | None
    obstacles: tuple[Obstacle, ...]
    parts: Mapping[str, float]
    last: Mapping[str, float]
    chance: float
    cut: float


def find_named(view: CatalogueView, name: str) -> Item:
    """The item with this id or name, or with the name most like it. Raises ItemNotFound, also for what many names hold."""
    asked = fold(name).strip()
    if asked.isascii() and asked.isdigit() and int(asked) in view.items:
        return view.items[int(asked)]
    names = {item_id: fold(item.name) for item_id, item in view.items.items()}
    holding = [item_id for item_id, known in names.items() if asked and asked in known]
    if len(holding) > _MOST_HOLDING and asked not in names.values():
        examples = "、".join(view.items[item_id].name for item_id in holding[:3])
        raise ItemNotFound(f"名称里有“{name[:50]}”的有{len(holding)}项，请写得完整些，例如：{examples}。")
    if holding:
        return view.items[min(holding, key=lambda item_id: (len(names[item_id]), item_id))]
    found = process.extractOne(asked, names, scorer=fuzz.ratio, score_cutoff=_ALIKE) if asked else None
    if found is None:
        raise ItemNotFound(f"目录里没有名称像“{name[:50]}”的产品或服务。")
    return view.items[found[2]]


def explain_absence(
    engine: SearchEngine, view: CatalogueView, request: Request, item: Item, *, today: date
) -> Absence:
    """Where the item stands in the search, with the same ranking and conditions as the list itself."""
    study = engine.study(view, request, today=today)
    entry = study.entries.get(item.id) or study.below.get(item.id)
    obstacles = _obstacles(view, item, study.understood.conditions)
    listed = [study.entries[item_id] for item_id in study.narrowed.ids]
    verdict = _verdict(view, item, today, obstacles, about=item.id in study.entries)
    place = None
    if verdict is Verdict.LISTED:
        place = study.narrowed.ids.index(item.id) + 1
    elif item.id in study.entries:
        place = _place_without(study, item, obstacles, view)
    return Absence(
        item,
        verdict,
        place,
        obstacles,
        entry.parts if entry else {},
        listed[-1].parts if listed else {},
        entry.chance if entry else 0.0,
        load_fit_model().cut,
    )


def _place_without(
    study: Study, item: Item, obstacles: Sequence[Obstacle], view: CatalogueView
) -> int | None:
    """The item's place in the list that the other conditions leave; None when it is hidden or has expired."""
    fields = {obstacle.condition.field for obstacle in obstacles}
    left = [condition for condition in study.understood.conditions if condition.field not in fields]
    ids = narrow(list(study.entries), view.generation.facts, left).ids
    return ids.index(item.id) + 1 if item.id in ids else None


def _verdict(
    view: CatalogueView, item: Item, today: date, obstacles: Sequence[Obstacle], *, about: bool
) -> Verdict:
    if item.id in view.hidden:
        return Verdict.WITHDRAWN
    if item.content.valid_until is not None and item.content.valid_until < today:
        return Verdict.EXPIRED
    if not about:
        return Verdict.NOT_ABOUT_IT
    return Verdict.CONDITIONS if obstacles else Verdict.LISTED


def _obstacles(view: CatalogueView, item: Item, conditions: Sequence[Condition]) -> tuple[Obstacle, ...]:
    facts = view.generation.facts[item.id]
    verdicts = [(condition, meets(facts, condition)) for condition in conditions if condition.hard]
    return tuple(Obstacle(condition, met is None) for condition, met in verdicts if met is not True)
