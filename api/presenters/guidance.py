"""Questions asked back as the page shows them: what is asked, what was answered with ways to take it back, what was understood."""

from __future__ import annotations

from dataclasses import dataclass, replace

from api.forms.address import PAGE, list_pairs, write_address
from catalog.search.engine import NO_ANSWERS, Request
from catalog.search.guidance.answers import MOST_QUESTIONS, UNSURE, Answer
from catalog.search.guidance.aspects import load_wording
from catalog.search.guidance.dialogue import Dialogue, encode, summarise
from catalog.search.guidance.firmness import confirm
from catalog.search.guidance.questions import SHORT_LIST, Question


@dataclass(frozen=True, slots=True)
class Pick:
    """An answer to click, and how many of the listed items that agree with the answers so far state it."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Given:
    """An answer given, with the address of the search without it."""

    question: str
    answer: str
    undo_url: str


@dataclass(frozen=True, slots=True)
class GuidanceView:
    """`hidden` carries the search and the question along; an answer adds `pick`. At the end there is no `question`.

    `sentence` says what was understood; `confirm_url` turns answers into conditions that can be seen and changed, and is
    empty where none of them can be one.
    """

    question: str
    step: int
    most: int
    picks: tuple[Pick, ...]
    several: bool
    hidden: tuple[tuple[str, str], ...]
    given: tuple[Given, ...]
    sentence: str
    short: int
    confirm_url: str
    restart_url: str


def present_guidance(question: Question | None, request: Request) -> GuidanceView | None:
    """The panel of a search whose conditions are all taken out of its text; None where nothing is or was asked."""
    answers = request.dialogue.answers
    if question is None and not answers:
        return None
    asked = encode(Dialogue((question.answer(),))) if question else ""
    return GuidanceView(
        question=question.text if question else "",
        step=len(answers) + 1,
        most=MOST_QUESTIONS,
        picks=tuple(Pick(c.value, c.text, c.count) for c in question.choices) if question else (),
        several=bool(question and question.several),
        hidden=(*list_pairs(replace(request, k=PAGE)), ("ask", asked)),
        given=tuple(_present_given(request, answer) for answer in answers),
        sentence=summarise(answers) if any(answer.chosen for answer in answers) else "",
        short=SHORT_LIST,
        confirm_url=_confirmed(request),
        restart_url=write_address(replace(request, dialogue=NO_ANSWERS, k=PAGE)),
    )


def _present_given(request: Request, answer: Answer) -> Given:
    wording = load_wording()
    said = "、".join(wording.choice(answer.aspect, value) for value in answer.chosen) or UNSURE
    left = request.dialogue.without(answer.aspect)
    undo = write_address(replace(request, dialogue=left, k=PAGE))
    return Given(wording.aspects[answer.aspect].label, said, undo)


def _confirmed(request: Request) -> str:
    answers = request.dialogue.answers
    confirmed = confirm(answers)
    if not confirmed:
        return ""
    fields = {condition.field for condition in confirmed}
    # What no condition can say goes on as an answer: it still orders the list, and is not asked again.
    left = Dialogue(tuple(answer for answer in answers if not confirm((answer,))))
    kept = tuple(
        condition
        for condition in request.conditions
        if condition.field not in fields or condition.op == "not in"
    )
    return write_address(replace(request, conditions=(*kept, *confirmed), dialogue=left, k=PAGE))
