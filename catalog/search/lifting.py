"""What moves candidates beside what they are about: exact characters, soft conditions, answers. Each is a part of the score."""

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
from catalog.search.ranking import FULL_MARK, Ranked, Ranking
from catalog.search.spelling.model import Reading
from catalog.search.view import CatalogueView
from embeddings.segmentation import fold

# All soft conditions together weigh half of what an item is for: they order what fits, they do not bring in what does not.
LARGEST_SOFT_LIFT = 0.2
_EXACT_PART = "原字相同"
_ASKED_ABOUT = 200
"""Of a longer list the best are asked about; what stands behind them is not what was meant."""


def merge_readings(literal: Ranking, read: Ranking, reading: Reading, view: CatalogueView) -> Ranking:
    """Items that hold the characters as they were typed, above all that only sound or look like them.

    The former gain the full mark as a part of their score, so that no homophone reaches them; the latter follow.
    """
    typed = [fold(replacement.wrong) for replacement in reading.replacements]
    exact = {
        entry.id: replace(entry, parts={**entry.parts, _EXACT_PART: FULL_MARK})
        for entry in literal.entries
        if all(word in view.generation.texts[entry.id] for word in typed)
    }
    others = tuple(entry for entry in read.entries if entry.id not in exact)
    known = exact.keys() | {entry.id for entry in others}
    below = tuple(entry for entry in read.below if entry.id not in known)
    return Ranking((*exact.values(), *others), literal.words | read.words, below)


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
    return _in_order(lifted)


def lift_by_answers(
    entries: Sequence[Ranked], aspects: Mapping[int, Candidate], answers: Sequence[Answer]
) -> list[Ranked]:
    """Answers as a part of the score: what they speak for moves up, nothing falls out."""
    lifts = rerank([aspects[entry.id] for entry in entries], answers)
    lifted = [
        replace(entry, parts={**entry.parts, ANSWERS_PART: lifts[entry.id]}) if lifts[entry.id] else entry
        for entry in entries
    ]
    return _in_order(lifted)


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


def _in_order(entries: Sequence[Ranked]) -> list[Ranked]:
    # Stable: what a lift leaves equal stays in the order of before, newest first where nothing was asked.
    return sorted(entries, key=lambda entry: -entry.score)
