"""为什么没有它 in words: where a named item stands, what keeps it out, and the way to a list that has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from api.forms.address import write_address
from catalog.search.absence import Absence, Verdict
from catalog.search.conditions.wording import format_condition
from catalog.search.engine import Request
from catalog.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class Gap:
    """One part of the score: what the item has, and what the last item of the list has."""

    label: str
    own: str
    last: str


@dataclass(frozen=True, slots=True)
class AbsenceView:
    """`url` leads to a list without the obstacles; `gaps` compare scores where those decide."""

    name: str
    item_url: str
    sentence: str
    obstacles: tuple[str, ...]
    gaps: tuple[Gap, ...]
    url: str | None


def present_absence(absence: Absence, request: Request, taxonomy: Taxonomy) -> AbsenceView:
    """The answer for a request whose conditions are all taken out of its text."""
    about = absence.verdict is Verdict.CONDITIONS
    fields = {obstacle.condition.field for obstacle in absence.obstacles}
    without = replace(request, conditions=tuple(c for c in request.conditions if c.field not in fields))
    return AbsenceView(
        absence.item.name,
        f"/items/{absence.item.id}",
        say_absence(absence),
        tuple(
            f"{format_condition(obstacle.condition, taxonomy)}：它{'没有说明' if obstacle.silent else '不符合'}"
            for obstacle in absence.obstacles
        ),
        _compare(absence.parts, absence.last) if absence.verdict is Verdict.NOT_ABOUT_IT else (),
        write_address(without) if about else None,
    )


def say_absence(absence: Absence) -> str:
    """One sentence that names the reason."""
    name = f"“{absence.item.name}”"
    if absence.verdict is Verdict.LISTED:
        return f"{name}在列表里，排第{absence.place}位。"
    if absence.verdict is Verdict.WITHDRAWN:
        return f"{name}已经下架。"
    if absence.verdict is Verdict.EXPIRED:
        return f"{name}已过有效期。"
    if absence.verdict is Verdict.CONDITIONS:
        return f"{name}说的是这件事，但有{len(absence.obstacles)}个条件不符；去掉这些条件，它排第{absence.place}位。"
    return (
        f"{name}合适的可能是{absence.chance:.0%}，不到{absence.cut:.0%}的不列出：它说的多半不是您说的这件事。"
    )


def _compare(own: Mapping[str, float], last: Mapping[str, float]) -> tuple[Gap, ...]:
    return tuple(
        Gap(label, f"{own.get(label, 0.0):.2f}", f"{last.get(label, 0.0):.2f}")
        for label in dict.fromkeys([*last, *own])
    )
