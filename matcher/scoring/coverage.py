"""Which candidate item answers which need: covered, or partly with what is missing; every need is in exactly one state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from catalog.queries import Item
from catalog.schemas import ProductContent
from catalog.taxonomy import Taxonomy
from matcher.needs.model import Enterprise, Need
from matcher.scoring.scores import exceeds, find_uplift

State = Literal["covered", "partial", "gap"]


@dataclass(frozen=True, slots=True)
class Cell:
    """An item for a need: what it lacks of topic level and industry, and whether even its least price is too much.

    `aside` says that the need's topic is not what the item is made for and that it states no level for it: it may help,
    but nothing says that it answers the need. `fit` is the item's score for the need without the part for covering it.
    """

    missing: tuple[str, ...] = ()
    over_budget: bool = False
    aside: bool = False
    fit: float = 0.0

    @property
    def state(self) -> State:
        """Covered when it is made for the topic, nothing is missing and the price is within the budget, else partial."""
        return "partial" if self.missing or self.over_budget or self.aside else "covered"


@dataclass(frozen=True, slots=True)
class Coverage:
    """Need id → item id → cell, for every eligible item that declares the need's topic; and these items by id.

    Financing is no row: it is judged by its own rules.
    """

    cells: Mapping[str, Mapping[int, Cell]]
    items: Mapping[int, Item]

    def state(self, need: str) -> State:
        """Covered when some item covers the need, partial when each falls short of something, gap without items."""
        states = {cell.state for cell in self.cells.get(need, {}).values()}
        return "covered" if "covered" in states else "partial" if states else "gap"


def judge_cell(
    item: Item, need: Need, enterprise: Enterprise, taxonomy: Taxonomy, budget_wan: float | None
) -> Cell:
    """What an item that declares the need's topic lacks. What neither side states is not held against it."""
    content = item.content
    assert isinstance(content, ProductContent), "only products and solutions answer needs"
    uplift = find_uplift(content, need.topic)
    aside = uplift is not None and uplift != content.topics[0] and uplift.level_to is None
    missing = tuple(_missing(content, need, enterprise, taxonomy))
    return Cell(missing, exceeds(content, budget_wan), aside)


def _missing(content: ProductContent, need: Need, enterprise: Enterprise, taxonomy: Taxonomy) -> list[str]:
    missing = []
    uplift = find_uplift(content, need.topic)
    reached = uplift.level_to if uplift is not None else None
    if reached is not None and need.target_level is not None and reached < need.target_level:
        missing.append(
            f"只能做到{taxonomy.levels[reached].name}，低于目标{taxonomy.levels[need.target_level].name}"
        )
    if content.industries and enterprise.industry and enterprise.industry not in content.industries:
        missing.append(f"未说明适用于{enterprise.industry}")
    return missing
