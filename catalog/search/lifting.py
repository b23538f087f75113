"""What moves candidates beside what they are about: soft conditions and answers. Each is a part of the score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from catalog.search.conditions.model import Condition
from catalog.search.facts import Facts, meets
from catalog.search.guidance.answers import PART as ANSWERS_PART
from catalog.search.guidance.answers import Answer, rerank
from catalog.search.guidance.candidates import Candidate, weigh
from catalog.search.guidance.firmness import settle
from catalog.search.guidance.questions import Question, is_broad, next_question
from catalog.search.ranking import Ranked, in_order

# All soft conditions together weigh half of what an item is for: they order what fits, they do not bring in what does not.
LARGEST_SOFT_LIFT = 0.2
_ASKED_ABOUT = 200
"""Of a longer list the best are asked about; what stands behind them is not what was meant."""


def lift_by_conditions(
    entries: Sequence[Ranked], facts: Mapping[int, Facts], conditions: Sequence[Condition]
) -> list[Ranked]:
    """Soft conditions as a part of the score, by the share of them that an item meets; the order is then made anew."""
    soft = [condition for condition in conditions if not condition.hard]
    if not soft:
        return list(entries)
    lifted = []
    for entry in entries:
        share = sum(meets(facts[entry.id], condition) is True for condition in soft) / len(soft)
        parts = {**entry.parts, "条件相符": LARGEST_SOFT_LIFT * share} if share else entry.parts
        lifted.append(replace(entry, parts=parts))
    return in_order(lifted)


def lift_by_answers(
    entries: Sequence[Ranked], aspects: Mapping[int, Candidate], answers: Sequence[Answer]
) -> list[Ranked]:
    """Answers as a part of the score: what they speak for moves up, nothing falls out."""
    lifts = rerank([aspects[entry.id] for entry in entries], answers)
    lifted = [
        replace(entry, parts={**entry.parts, ANSWERS_PART: lifts[entry.id]}) if lifts[entry.id] else entry
        for entry in entries
    ]
    return in_order(lifted)


def ask_back(
    entries: Sequence[Ranked],
    aspects: Mapping[int, Candidate],
    answers: Sequence[Answer],
    conditions: Sequence[Condition],
) -> Question | None:
    """The next question where the list is broad, or while a dialogue goes on; None when there is nothing worth asking."""
    asked_about = entries[:_ASKED_ABOUT]
    # Without the answers' own part: they are weighed once, as evidence.
    scores = {
        entry.id: sum(value for name, value in entry.parts.items() if name != ANSWERS_PART)
        for entry in asked_about
    }
    weights = weigh(scores)
    candidates = [replace(aspects[item_id], weight=weight) for item_id, weight in weights.items()]
    if not answers and not is_broad(candidates):
        return None
    return next_question(candidates, answers, settle(conditions))
