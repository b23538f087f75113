"""What more money would buy, and what as much cover costs for less: the steps beside a bundle, each a link to try it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from api.forms.bundle import BundleForm, write_wan
from api.presenters.numbers import say_wan
from matcher.bundles.frontier import Frontier, Step
from matcher.bundles.model import Problem
from matcher.bundles.money import to_wan, to_yuan
from matcher.bundles.thrift import Alternative

_FEWEST_CHOICES = 2


@dataclass(frozen=True, slots=True)
class MoreMoney:
    """A step of the frontier and the page with it as budget."""

    budget: str
    sentence: str
    url: str


@dataclass(frozen=True, slots=True)
class LessMoney:
    """A bundle that covers as much; `url` is "" for the one that is shown."""

    own: str
    fitting: str
    url: str


@dataclass(frozen=True, slots=True)
class Milestone:
    """The least own money at which so many needs are covered, and which are new since the milestone before.

    `sentence` says it with the money that is added; `current` is the last one that the budget reaches, if what it buys still
    covers as much.
    """

    budget: str
    covered: str
    added: str
    sentence: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Outlook:
    """What more money would buy, and what as much cover costs with a lesser fit."""

    frontier: Frontier
    thrift: tuple[Alternative, ...]


def list_steps(token: str, form: BundleForm, frontier: Frontier) -> Iterator[MoreMoney]:
    """Every step of the frontier, whose links keep the form's other wishes."""
    for step in frontier.steps:
        yield MoreMoney(say_wan(step.budget_wan), step.sentence, _budget_url(token, form, step.budget_wan))


def _keeps(frontier: Frontier, problem: Problem, milestone: Step) -> bool:
    """Whether the budget's own step still covers what the milestone does: more money may exchange it for what weighs more."""
    now = frontier.steps[-1] if problem.budget_wan is None else frontier.at(problem.budget_wan)
    return now is not None and set(milestone.covered) <= set(now.covered)


def list_milestones(
    token: str, form: BundleForm, problem: Problem, frontier: Frontier
) -> Iterator[Milestone]:
    """The steps that cover more needs than any before, in plain words."""
    names = {demand.need: demand.label for demand in problem.demands}
    found = list(_find_milestones(frontier))
    reached = [step for step in found if problem.budget_wan is None or step.budget_wan <= problem.budget_wan]
    before: Step | None = None
    for step in found:
        held = before.covered if before else ()
        added = "、".join(f"“{names[need]}”" for need in step.covered if need not in held)
        lost = "、".join(f"“{names[need]}”" for need in held if need not in step.covered)
        given_up = f"；换掉了{lost}" if lost else ""
        yield Milestone(
            budget=say_wan(step.budget_wan),
            covered=f"{len(step.covered)}项",
            added=f"{added}{given_up}",
            sentence=f"{_say_more(before, step)}{added}{given_up}",
            url=_budget_url(token, form, step.budget_wan),
            current=bool(reached) and step is reached[-1] and _keeps(frontier, problem, step),
        )
        before = step


def _find_milestones(frontier: Frontier) -> Iterator[Step]:
    """The steps at which more needs are covered than at any step before."""
    most = 0
    for step in frontier.steps:
        if len(step.covered) > most:
            most = len(step.covered)
            yield step


def _say_more(before: Step | None, step: Step) -> str:
    if before is None:
        return f"花{say_wan(step.budget_wan)}，覆盖" if step.budget_wan else "不花钱，覆盖"
    more = to_wan(to_yuan(step.budget_wan, up=True) - to_yuan(before.budget_wan, up=True))
    return f"再加{say_wan(more)}，多覆盖"


def list_thrift(
    token: str, form: BundleForm, problem: Problem, alternatives: Sequence[Alternative]
) -> Iterator[LessMoney]:
    """The bundle shown and the cheapest of those that cover as much, by how many needs fit best; none where none saves."""
    total = len(problem.demands)
    cheaper: list[Alternative] = []
    for alternative in reversed(alternatives[1:]):
        if not cheaper or alternative.well_served > cheaper[-1].well_served:
            cheaper.append(alternative)
    choices = [*alternatives[:1], *reversed(cheaper)]
    if len(choices) < _FEWEST_CHOICES:
        return
    for number, alternative in enumerate(choices):
        fitting = f"{total}项需求中{alternative.well_served}项用最对口的产品"
        yield LessMoney(
            own=say_wan(alternative.own_wan),
            fitting=fitting,
            url=_budget_url(token, form, alternative.own_wan) if number else "",
        )


def _budget_url(token: str, form: BundleForm, wan: float) -> str:
    """The same form with another budget: the steps are those of its other wishes."""
    return f"/report/{token}?{form.query(budget=write_wan(wan))}#bundle"
