"""What a few outcomes say about an item: counts, and an interval that stays wide while they are few."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from scipy.special import betaincinv

from matcher.enterprises.schemas import Stage
from matcher.peers.model import SuccessRecord

_PRIOR_STRENGTH = 4.0  # the pool weighs as much as four projects of the item's own: judgement, not fitted
_TAIL = 0.05  # left out on each side of the interval


def settle_stage(stages: Iterable[Stage]) -> Stage:
    """The one stage of an enterprise with an item over its projects: the best reached; stopped only when all were."""
    reached = set(stages)
    best = (stage for stage in (Stage.ACCEPTED, Stage.LIVE, Stage.SIGNED) if stage in reached)
    return next(best, Stage.STOPPED)


def summarise_records(stages: Iterable[tuple[int, Stage]]) -> Mapping[int, SuccessRecord]:
    """The record of each item from (item id, stage of one enterprise) pairs.

    Beta-binomial: the prior is the share accepted of all decided projects of all items, worth `_PRIOR_STRENGTH` projects.
    Projects under way decide nothing and count on neither side.
    """
    found: dict[int, list[Stage]] = defaultdict(list)
    for item_id, stage in stages:
        found[item_id].append(stage)
    every = [stage for of_item in found.values() for stage in of_item]
    accepted, stopped = every.count(Stage.ACCEPTED), every.count(Stage.STOPPED)
    mean = (accepted + 1) / (accepted + stopped + 2)
    return {item_id: _summarise(of_item, mean) for item_id, of_item in found.items()}


def _summarise(stages: list[Stage], mean: float) -> SuccessRecord:
    accepted, stopped = stages.count(Stage.ACCEPTED), stages.count(Stage.STOPPED)
    good = _PRIOR_STRENGTH * mean + accepted
    bad = _PRIOR_STRENGTH * (1 - mean) + stopped
    return SuccessRecord(
        signed=len(stages),
        live=stages.count(Stage.LIVE),
        accepted=accepted,
        stopped=stopped,
        low=float(betaincinv(good, bad, _TAIL)),
        high=float(betaincinv(good, bad, 1 - _TAIL)),
    )
