"""Leaving out entries that another one beats in every respect, so that the search is short and its answer the same.

Entry j is beaten by entry i if i serves every need at least as well and provides no less, while it costs no more, excludes
no more, requires no more, shares no other costs, and comes from the same provider where providers are counted; at equal
cost i must have the smaller id. In any bundle j can then be exchanged for i (or, with i in it, dropped): no rule breaks,
no points are lost, and cost, number of items or ids get better. So the first bundle by points, cost, number and ids
never holds j, whatever the budget. Wanted entries stay.
"""

from __future__ import annotations

from dataclasses import replace

from matcher.bundles.instance import Entry, Instance


def drop_beaten(instance: Instance, *, keep: int | None = None) -> Instance:
    """The instance without beaten entries and without those that serve no need and provide nothing.

    The item `keep` stays and beats no other: the best bundles with it and without it are both still there.
    """
    wanted = instance.problem.wanted | {keep}
    useful = [entry for entry in instance.entries if entry.id in wanted or _is_useful(entry)]
    groups: dict[str, list[Entry]] = {}
    for entry in useful:
        for function in entry.candidate.functions or {""}:
            groups.setdefault(function, []).append(entry)
    counted = instance.problem.most_providers is not None
    kept = tuple(
        entry
        for entry in useful
        if entry.id in wanted
        or not any(rival.id != keep and beats(rival, entry, counted) for rival in _rivals(groups, entry))
    )
    return replace(instance, entries=kept)


def _is_useful(entry: Entry) -> bool:
    return any(entry.points.values()) or bool(entry.candidate.provides)


def _rivals(groups: dict[str, list[Entry]], entry: Entry) -> list[Entry]:
    """Only entries whose functions are among its own can beat it."""
    own = [rival for function in entry.candidate.functions for rival in groups[function]]
    return own + groups.get("", [])


def beats(rival: Entry, entry: Entry, counted: bool) -> bool:
    """Whether the rival is at least as good in every respect and comes first by cost or id."""
    if rival.id == entry.id or (rival.price, rival.id) > (entry.price, entry.id):
        return False
    first, second = rival.candidate, entry.candidate
    needed = {requirement.alternatives for requirement in entry.open_requirements}
    return (
        all(rival.points.get(need, 0) >= points for need, points in entry.points.items())
        and first.functions <= second.functions
        and first.provides >= second.provides
        and first.shared <= second.shared
        and {requirement.alternatives for requirement in rival.open_requirements} <= needed
        and not (counted and first.provider != second.provider)
    )
