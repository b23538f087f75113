"""Which question to ask next: the one whose answer is expected to tell most about what is looked for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from catalog.search.guidance.answers import (
    MOST_CHOICES,
    MOST_CHOSEN,
    MOST_QUESTIONS,
    OTHER,
    Answer,
    Numbers,
    agrees,
    believe,
    choice_probabilities,
)
from catalog.search.guidance.aspects import Aspect, load_wording
from catalog.search.guidance.candidates import Candidate

SHORT_LIST = 5
"""Items that are read faster than a question is answered."""
# Set by judgement: three items that hold nearly all belief are an answer (of 0.9, 0.95 and 0.99 none did better than
# chance on the tuning half of tests/bench/guidance.py); a tenth of a bit is less than it takes to tell two of ten alike
# items from the rest; a value with a fiftieth of the belief is not worth a line to read.
_TOP = 3
_SETTLED_MASS = 0.95
_LEAST_GAIN_BITS = 0.1
_LEAST_SHARE = 0.02
_BROAD_PERPLEXITY = 2.0 * SHORT_LIST
_IMPLIED = {Aspect.TRADE: Aspect.INDUSTRY}
"""Who was asked the former is not asked the latter: what is produced says the industry."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value to click, its text, and how many of the candidates that agree with the answers so far state it.

    其他 counts those that state only other values.
    """

    value: str
    text: str
    count: int


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, with two to six choices; 不知道 can always be answered beside them.

    `several` choices may be given together; `gain` is the expected information in bits, those who do not know included.
    """

    aspect: Aspect
    text: str
    choices: tuple[Choice, ...]
    several: bool
    gain: float

    def answer(self, *chosen: str) -> Answer:
        """The answer that gives these choices: one, or up to three where several may be given; none is 不知道.

        Values that were not offered are left out.
        """
        offered = tuple(choice.value for choice in self.choices)
        most = MOST_CHOSEN if self.several else 1
        return Answer(self.aspect, tuple(value for value in offered if value in chosen)[:most], offered)


def is_broad(candidates: Sequence[Candidate]) -> bool:
    """Whether asking pays: belief is spread over as many items as two short lists hold.

    Measured by perplexity, e to the entropy of the weights: the number of alike items that would be as uncertain. Twelve
    alike items are broad, a hundred of which three stand out are not.
    """
    belief = believe(candidates, ())
    held = belief[belief > 0]
    return bool(candidates) and float(np.exp(-(held * np.log(held)).sum())) >= _BROAD_PERPLEXITY


def next_question(
    candidates: Sequence[Candidate], answers: Sequence[Answer], settled: Collection[Aspect] = ()
) -> Question | None:
    """The most telling question about an aspect that is neither settled nor answered, or None when it is time to stop.

    That is after four questions, when the candidates fit into a short list, when three of them hold nearly all belief,
    or when no question is expected to tell a tenth of a bit. Of equal questions the one of the earlier aspect is asked.
    """
    if len(answers) >= MOST_QUESTIONS or len(candidates) <= SHORT_LIST:
        return None
    belief = believe(candidates, answers)
    if float(np.sort(belief)[-_TOP:].sum()) >= _SETTLED_MASS:
        return None
    closed = {*settled, *(answer.aspect for answer in answers)}
    closed |= {_IMPLIED[aspect] for aspect in closed if aspect in _IMPLIED}
    agreeing = [candidate for candidate in candidates if all(agrees(candidate, answer) for answer in answers)]
    questions = [ask(candidates, belief, aspect, agreeing) for aspect in Aspect if aspect not in closed]
    telling = [question for question in questions if question and question.gain >= _LEAST_GAIN_BITS]
    return max(telling, key=lambda question: question.gain, default=None)


def ask(
    candidates: Sequence[Candidate], belief: Numbers, aspect: Aspect, counted: Sequence[Candidate]
) -> Question | None:
    """The question about one aspect under a belief (one number a candidate), or None where it has not two values to name.

    A single value beside 其他 would be a yes or no. The choices' counts are of those `counted`.
    """
    named = _name_values(candidates, belief, aspect)
    if len(named) < 2:
        return None
    wording = load_wording()
    choices = [
        Choice(value, wording.choice(aspect, value), sum(value in c.values.get(aspect, ()) for c in counted))
        for value in named
    ]
    if any(_states_another(candidate, aspect, named) for candidate in candidates):
        others = sum(_states_another(candidate, aspect, named) for candidate in counted)
        choices.append(Choice(OTHER, OTHER, others))
    told = wording.aspects[aspect]
    chances = choice_probabilities(candidates, aspect, [choice.value for choice in choices])
    gain = (1 - told.unsure) * _find_information(belief, chances)
    return Question(aspect, told.question, tuple(choices), told.several, gain)


def _states_another(candidate: Candidate, aspect: Aspect, named: Sequence[str]) -> bool:
    return aspect in candidate.values and candidate.values[aspect].isdisjoint(named)


def _name_values(candidates: Sequence[Candidate], belief: Numbers, aspect: Aspect) -> list[str]:
    """The values worth a choice: each next one covers most belief that no earlier one covers; the rest are 其他.

    The steps of a scale stand in its order, other values by the belief that they cover.
    """
    values = list(load_wording().values[aspect])
    states = np.array([[value in c.values.get(aspect, ()) for value in values] for c in candidates])
    most = MOST_CHOICES if np.count_nonzero(states.any(axis=0)) <= MOST_CHOICES else MOST_CHOICES - 1
    uncovered = belief.copy()
    named: list[int] = []
    while len(named) < most:
        shares = uncovered @ states
        best = int(np.argmax(shares))
        if shares[best] < _LEAST_SHARE:
            break
        named.append(best)
        uncovered = uncovered * ~states[:, best]
    return [values[place] for place in (sorted(named) if load_wording().aspects[aspect].ordered else named)]


def _find_information(belief: Numbers, chances: Numbers) -> float:
    """Mutual information of candidate and choice in bits: the entropy that an answer is expected to remove."""
    joint = belief[:, None] * chances
    outcome = joint.sum(axis=0)
    return float((joint * np.log2(chances / outcome)).sum())
