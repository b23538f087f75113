"""A dialogue as the tuple of its answers: kept in an address, any answer taken back, retold, and made firm."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from catalog.search.guidance.answers import MOST_CHOICES, MOST_CHOSEN, MOST_QUESTIONS, OTHER, Answer
from catalog.search.guidance.aspects import Aspect, load_wording

_LONGEST = 4000
_RETOLD = 3  # of the values that someone who chose 其他 does not mean
_TOKEN = re.compile(r"[A-Za-z0-9_-]+")
_ASPECT_END, _BETWEEN, _CHOSEN = ":", "~", "!"


@dataclass(frozen=True, slots=True)
class Dialogue:
    """The answers so far, one for each aspect asked; everything else follows from them and the candidates."""

    answers: tuple[Answer, ...] = ()

    def answered(self, answer: Answer) -> Dialogue:
        """The dialogue with one more answer; a second answer about an aspect replaces the first in its place."""
        if any(known.aspect is answer.aspect for known in self.answers):
            return Dialogue(
                tuple(answer if known.aspect is answer.aspect else known for known in self.answers)
            )
        return Dialogue((*self.answers, answer))

    def without(self, aspect: Aspect) -> Dialogue:
        """The dialogue as if this aspect had never been asked, whichever step that was."""
        return Dialogue(tuple(known for known in self.answers if known.aspect is not aspect))


def encode(dialogue: Dialogue) -> str:
    """The dialogue in letters, digits, - _ and dots, safe in an address; empty for no answers."""
    return ".".join(_encode_answer(answer) for answer in dialogue.answers)


def decode(text: str) -> Dialogue:
    """The dialogue that `encode` wrote; answers that are damaged or name unknown values, and any beyond four, are ignored."""
    dialogue = Dialogue()
    for token in text[:_LONGEST].split("."):
        answer = _decode_answer(token)
        if answer and len(dialogue.answers) < MOST_QUESTIONS:
            dialogue = dialogue.answered(answer)
    return dialogue


def _encode_answer(answer: Answer) -> str:
    values = [f"{_CHOSEN if value in answer.chosen else ''}{value}" for value in answer.offered]
    written = f"{answer.aspect}{_ASPECT_END}{_BETWEEN.join(values)}"
    return base64.urlsafe_b64encode(written.encode()).decode().rstrip("=")


def _decode_answer(token: str) -> Answer | None:
    if not _TOKEN.fullmatch(token):
        return None
    try:
        written = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode()
        name, _, rest = written.partition(_ASPECT_END)
        aspect = Aspect(name)
    except (binascii.Error, ValueError):
        return None
    marked = rest.split(_BETWEEN)
    offered = tuple(value.removeprefix(_CHOSEN) for value in marked)
    chosen = tuple(value.removeprefix(_CHOSEN) for value in marked if value.startswith(_CHOSEN))
    known = {*load_wording().values[aspect], OTHER}
    most = MOST_CHOSEN if load_wording().aspects[aspect].several else 1
    if not (known.issuperset(offered) and len(set(offered)) == len(offered)):
        return None
    return Answer(aspect, chosen, offered) if len(offered) <= MOST_CHOICES and len(chosen) <= most else None


def summarise(answers: Sequence[Answer]) -> str:
    """One sentence that says what was understood, in the order of the aspects; 不知道 is left out."""
    given = sorted(
        (answer for answer in answers if answer.chosen), key=lambda a: list(Aspect).index(a.aspect)
    )
    clauses = [_retell(answer) for answer in given]
    return f"您{'，'.join(clauses)}。" if clauses else "还不知道您想要什么样的。"


def _retell(answer: Answer) -> str:
    told = load_wording().aspects[answer.aspect]
    named = [value for value in answer.chosen if value != OTHER]
    if named:
        beside = ["别的"] if OTHER in answer.chosen else []
        return told.sentence.format("、".join([*_phrases(answer.aspect, named), *beside]))
    offered = [value for value in answer.offered if value != OTHER]
    excluded = "、".join(_phrases(answer.aspect, offered[:_RETOLD]))
    return f"{told.label}不是{excluded}{'等' if len(offered) > _RETOLD else ''}"


def _phrases(aspect: Aspect, values: Iterable[str]) -> list[str]:
    known = load_wording().values[aspect]
    return [known[value].phrase for value in values]
