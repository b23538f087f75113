"""Invented candidates for the tests of asking back."""

from __future__ import annotations

from catalog.search.guidance.answers import Answer
from catalog.search.guidance.aspects import Aspect
from catalog.search.guidance.candidates import Candidate


def make_candidate(identifier: int, weight: float = 1.0, **values: str) -> Candidate:
    """A candidate with the values of each aspect parted by spaces: `topic="S06 S07"`."""
    return Candidate(
        identifier, weight, {Aspect(name): frozenset(text.split()) for name, text in values.items()}
    )


def make_population() -> tuple[Candidate, ...]:
    """Sixteen alike candidates: topics tell them apart by four, deployment by two; trial tells nothing."""
    topics, places = ("S05", "S06", "S07", "S08"), ("SaaS", "本地部署")
    return tuple(
        make_candidate(number + 1, topic=topics[number % 4], deployment=places[number // 8], trial="none")
        for number in range(16)
    )


def make_answer(aspect: Aspect, *chosen: str, offered: tuple[str, ...]) -> Answer:
    """An answer to a question that offered these values."""
    return Answer(aspect, chosen, offered)
