"""Why an item is not in the bundle, in words."""

from __future__ import annotations

from dataclasses import dataclass

from matcher.bundles.counterfactual import WhyNot
from matcher.bundles.model import Candidate


@dataclass(frozen=True, slots=True)
class WhyNotView:
    """Why an item is not in the bundle: the sentence, and other ways that are as small."""

    name: str
    url: str
    sentence: str
    others: tuple[str, ...]
    note: str


def present_why_not(answer: WhyNot, candidate: Candidate) -> WhyNotView:
    """The answer for one item in words."""
    return WhyNotView(
        name=candidate.name,
        url=f"/items/{candidate.id}",
        sentence=answer.sentence,
        others=tuple("，并且".join(change.sentence for change in changes) for changes in answer.alternatives),
        note="" if answer.complete else "组合太多，没有全部试完，也许还有更小的变动。",
    )
