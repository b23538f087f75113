"""An answer, and how likely each candidate makes it: the evidence on which asking, stopping and re-ranking rest."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from catalog.search.guidance.aspects import Aspect, load_wording
from catalog.search.guidance.candidates import SCORE_PER_NAT, Candidate

Numbers = npt.NDArray[np.float64]

OTHER = "其他"
"""The choice of those who look for none of the values that were named."""
UNSURE = "不知道"
"""What can always be answered; it is no choice but an answer without one, and changes nothing."""
PART = "问答相符"
"""The name of the part that answers add to a score."""
MOST_QUESTIONS = 4
MOST_CHOICES = 6
"""Named values and 其他 together; 不知道 stands beside them."""
MOST_CHOSEN = 3
"""Choices that one answer may give together."""

# Odds of a choice that the item does not state against the one that it does: slips, words that the cues misread, buyers
# who take what differs from their first wish. Of 0.01, 0.025, 0.05, 0.08 and 0.12 it did best, hardly beyond chance, on
# the tuning half of tests/bench/guidance.py. That the next step of a scale, such as a budget of 5 to 10 for a price of
# 12, is twice as likely was set by judgement.
_STRAY = 1 / 20
_NEAR = 2 * _STRAY
_LEAST_LIKELY = _STRAY / (1 + MOST_CHOICES * _NEAR)
LARGEST_LIFT = MOST_QUESTIONS * MOST_CHOSEN * SCORE_PER_NAT * -math.log(_LEAST_LIKELY)
"""What the answers of one dialogue can add to a score at most."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was chosen among the values that were offered, in their order; nothing chosen is 不知道."""

    aspect: Aspect
    chosen: tuple[str, ...]
    offered: tuple[str, ...]


def agrees(candidate: Candidate, answer: Answer) -> bool:
    """Whether a candidate states what was chosen, or nothing in the aspect; 不知道 suits all."""
    stated = candidate.values.get(answer.aspect)
    if not answer.chosen or not stated:
        return True
    other = OTHER in answer.chosen and stated.isdisjoint(answer.offered)
    return other or not stated.isdisjoint(answer.chosen)


def choice_probabilities(candidates: Sequence[Candidate], aspect: Aspect, offered: Sequence[str]) -> Numbers:
    """The probability of each offered choice (columns) for each candidate (rows), given that its seeker chooses one.

    Choices that the item states share the belief evenly, the others keep a stray remainder; 其他 is stated by an item
    with none but other values. An item that states nothing makes all choices alike: it is neither found nor lost by them.
    """
    scale = list(load_wording().values[aspect]) if load_wording().aspects[aspect].ordered else []
    rows = [_row(candidate.values.get(aspect, frozenset()), offered, scale) for candidate in candidates]
    return np.array(rows, dtype=np.float64).reshape(len(candidates), len(offered))


def _row(stated: frozenset[str], offered: Sequence[str], scale: Sequence[str]) -> list[float]:
    if not stated:
        return [1 / len(offered)] * len(offered)
    matching = [value for value in offered if value in stated] or [
        value for value in offered if value == OTHER
    ]
    near = _neighbours(stated, scale)
    odds = [
        1 / len(matching) if value in matching else _NEAR if value in near else _STRAY for value in offered
    ]
    # Without a match every choice speaks against the item: the odds are those against a value that was not offered.
    total = sum(odds) if matching else 1 + sum(odds)
    return [value / total for value in odds]


def _neighbours(stated: frozenset[str], scale: Sequence[str]) -> set[str]:
    places = [place for place, value in enumerate(scale) if value in stated]
    return {scale[near] for place in places for near in (place - 1, place + 1) if 0 <= near < len(scale)}


def log_likelihoods(candidates: Sequence[Candidate], answers: Sequence[Answer]) -> Numbers:
    """Natural logarithm of the probability of the answers for each candidate.

    Several choices of one answer count as if they were named one after another; 不知道 is as likely for all and left out.
    """
    total = np.zeros(len(candidates))
    for answer in answers:
        columns = [place for place, value in enumerate(answer.offered) if value in answer.chosen]
        if columns:
            chances = choice_probabilities(candidates, answer.aspect, answer.offered)
            total += np.log(chances[:, columns]).sum(axis=1)
    return total


def believe(candidates: Sequence[Candidate], answers: Sequence[Answer]) -> Numbers:
    """Belief in each candidate after the answers, in their order, summing to 1; weights that are all 0 count as equal."""
    weights = np.array([candidate.weight for candidate in candidates], dtype=np.float64)
    if not candidates:
        return weights
    if not weights.any():
        weights = np.ones(len(candidates))
    logs = log_likelihoods(candidates, answers)
    odds = weights * np.exp(logs - logs.max())
    belief: Numbers = odds / odds.sum()
    return belief


def find_posterior(candidates: Sequence[Candidate], answers: Sequence[Answer]) -> dict[int, float]:
    """Belief in each candidate by its id. No answer makes one impossible."""
    identifiers = [candidate.id for candidate in candidates]
    return dict(zip(identifiers, believe(candidates, answers).tolist(), strict=True))


def rerank(candidates: Sequence[Candidate], answers: Sequence[Answer]) -> dict[int, float]:
    """What each candidate's score gains by the answers, the part 问答相符: 0 … LARGEST_LIFT, 0 for all without answers.

    It is the evidence in nats, counted from the least likely that a choice can be, times SCORE_PER_NAT. So for weights
    made by `weigh` the order by score plus lift is the order of the posterior.
    """
    choices = sum(len(answer.chosen) for answer in answers)
    nats = log_likelihoods(candidates, answers) - choices * math.log(_LEAST_LIKELY)
    identifiers = [candidate.id for candidate in candidates]
    return dict(zip(identifiers, (SCORE_PER_NAT * nats).tolist(), strict=True))
