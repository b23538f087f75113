"""From a reading and the items that answer its needs to a bundle problem: weights, shares, prices, rules.

Four things are judgement, not fitted: how a need's weight is put together (priority first, then the mandatory scenes
of the indicator set, then how far there is to go), that a partial answer counts half, how far behind the best an item
may be to fit as well, and that no item is bought only to serve one need better that another one serves. Partial is what
falls short of the level or does not name the industry, and what serves the topic only beside its own without saying
how far.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from catalog.queries import FINANCING_TOPIC, Item
from catalog.schemas import ProductContent, TopicUplift
from catalog.taxonomy import Taxonomy
from matcher.bundles.model import MOST_WAN, Candidate, Demand, Problem, Requirement
from matcher.bundles.prerequisites import find_existing, list_requirements, load_prerequisites
from matcher.bundles.pricing import price_first_year
from matcher.needs.model import Need, Reading
from matcher.scoring.coverage import Cell, Coverage, State

_PRIORITY = {"high": (30, "优先级高"), "normal": (20, "优先级中"), "low": (10, "优先级低")}
_MANDATORY = 5
_PARTLY = 0.5
_BEHIND = (0.05, 0.15)  # of the score; a named industry weighs .10
EFFORT = len(_BEHIND)
"""Grades of fit that one more item must bring: the most that the fit to one need can gain."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person may set beside the report: by item numbers of units (账号 50) and assumed prices in 万元; wanted, excluded."""

    quantities: Mapping[int, Mapping[str, float]] = field(default_factory=dict)
    assumed_prices: Mapping[int, float] = field(default_factory=dict)
    wanted: frozenset[int] = frozenset()
    excluded: frozenset[int] = frozenset()


NO_WISHES = Wishes()


def compose(
    reading: Reading,
    coverage: Coverage,
    taxonomy: Taxonomy,
    *,
    budget_wan: float | None,
    wishes: Wishes = NO_WISHES,
) -> Problem:
    """The problem of one report; budget in 万元 or None for no limit. Subsidy, credit and the like: `replace` them.

    Candidates are all items of the coverage and those that provide what one of them rests on. Financing is no demand.
    """
    needs = {need.id: need for need in reading.needs if need.topic != FINANCING_TOPIC}
    grades = {need: grade_fits(row) for need, row in coverage.cells.items()}
    candidates = tuple(
        _candidate(item, coverage, grades, needs, taxonomy, wishes)
        for _, item in sorted(coverage.items.items())
    )
    problem = Problem(
        demands=tuple(weigh_need(need, taxonomy) for need in needs.values()),
        candidates=candidates,
        budget_wan=None if budget_wan is None else min(budget_wan, MOST_WAN),
        effort=EFFORT,
        existing=find_existing(reading),
        shared_costs=_shared_costs(coverage),
    )
    known = frozenset(coverage.items)
    return replace(
        problem,
        wanted=wishes.wanted,
        excluded=wishes.excluded,
        assumed_prices={item: wan for item, wan in wishes.assumed_prices.items() if item in known},
    )


def count_units(
    problem: Problem, coverage: Coverage, quantities: Mapping[int, Mapping[str, float]]
) -> Problem:
    """The problem with the prices of these items at so many units; the same unit is another thing to each item."""

    def priced(candidate: Candidate) -> Candidate:
        item = coverage.items.get(candidate.id)
        if candidate.id not in quantities or item is None:
            return candidate
        assert isinstance(item.content, ProductContent)
        return replace(candidate, price=price_first_year(item.content, quantities[candidate.id]))

    return replace(problem, candidates=tuple(priced(candidate) for candidate in problem.candidates))


def weigh_need(need: Need, taxonomy: Taxonomy) -> Demand:
    """A need's weight: 30, 20 or 10 by priority, 5 more for a mandatory scene, 1 more for each level to go."""
    topic = taxonomy.topic(need.topic)
    weight, said = _PRIORITY[need.priority]
    reasons = [f"{said}{weight}"]
    if topic.mandatory:
        weight += _MANDATORY
        reasons.append(f"约束性场景{_MANDATORY}")
    if need.current_level is not None and need.target_level is not None:
        gap = max(0, need.target_level - need.current_level)
        weight += gap
        reasons += [f"要提升{gap}级{gap}"] if gap else []
    return Demand(need.id, weight, topic.name, "＋".join(reasons))


def grade_fits(row: Mapping[int, Cell]) -> dict[int, int]:
    """Item id → 2 for those that fit a need about as well as the best, 1 for those not far behind, else 0.

    Items that cover the need are compared with each other, and those that cover it partly. Grades are few and wide, as
    a better one goes before any sum of money.
    """
    best: dict[State, float] = {}
    for cell in row.values():
        best[cell.state] = max(best.get(cell.state, cell.fit), cell.fit)
    return {item: sum(best[cell.state] - cell.fit < most for most in _BEHIND) for item, cell in row.items()}


def list_required_topics() -> frozenset[str]:
    """Topics that something may rest on: their items are candidates even where no need asks for them."""
    return frozenset(rule.requires_topic for rule in load_prerequisites())


def _candidate(
    item: Item,
    coverage: Coverage,
    grades: Mapping[str, Mapping[int, int]],
    needs: Mapping[str, Need],
    taxonomy: Taxonomy,
    wishes: Wishes,
) -> Candidate:
    content = item.content
    assert isinstance(content, ProductContent), "only products and solutions are in a coverage"
    cells = {need: row[item.id] for need, row in coverage.cells.items() if item.id in row and need in needs}
    provides = frozenset(uplift.topic for uplift in content.topics)
    return Candidate(
        id=item.id,
        name=item.name,
        provider=item.provider,
        price=price_first_year(content, wishes.quantities.get(item.id, {})),
        covers={need: _PARTLY if cell.missing or cell.aside else 1.0 for need, cell in cells.items()},
        fits={need: grades[need][item.id] for need in cells},
        functions=frozenset(item.topics[:1]),
        provides=provides,
        requires=tuple(_requirements(content, [needs[need] for need in cells], taxonomy)),
        shared=frozenset(_shared_name(item, cost.name) for cost in content.shared_costs),
    )


def _requirements(content: ProductContent, needs: list[Need], taxonomy: Taxonomy) -> Iterator[Requirement]:
    """What the provider states, and what the scenes rest on at the levels that are wanted of it."""
    seen: set[frozenset[str]] = set()
    stated = [
        Requirement(taxonomy.topic(code).name, frozenset({code}), "服务商写明的前置条件")
        for code in content.requires
    ]
    uplifts = {uplift.topic: uplift for uplift in content.topics}
    ruled = [
        requirement
        for need in needs
        if (level := _level_wanted(uplifts[need.topic], need)) is not None
        for requirement in list_requirements(need.topic, level, taxonomy)
    ]
    for requirement in [*stated, *ruled]:
        if requirement.alternatives not in seen:
            seen.add(requirement.alternatives)
            yield requirement


def _level_wanted(uplift: TopicUplift, need: Need) -> int | None:
    """The level at which the item would be used: what it states to reach, but no more than what is asked for.

    One that states no level is not held to what a level rests on: a ledger of gauges needs no networked machines.
    """
    if uplift.level_to is None or need.target_level is None:
        return uplift.level_to
    return min(uplift.level_to, need.target_level)


def _shared_costs(coverage: Coverage) -> dict[str, float]:
    """Shared costs by provider and name; where a provider's items state different sums, the larger one counts."""
    found: dict[str, float] = {}
    for item in coverage.items.values():
        assert isinstance(item.content, ProductContent)
        for cost in item.content.shared_costs:
            name = _shared_name(item, cost.name)
            found[name] = max(found.get(name, 0.0), cost.wan)
    return found


def _shared_name(item: Item, name: str) -> str:
    return f"{item.provider}的{name}"
