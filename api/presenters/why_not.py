"""Why an item is not in the bundle, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from api.forms.bundle import BundleForm
from embeddings.segmentation import simplify
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


@dataclass(frozen=True, slots=True)
class Choice:
    """An item that may be meant, and the page that answers for it."""

    name: str
    provider: str
    url: str


@dataclass(frozen=True, slots=True)
class ChoicesView:
    """Which items a few words may mean, or that none does."""

    sentence: str
    items: tuple[Choice, ...]


def find_named(words: str, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates whose name is the words, else those whose name or provider holds them, by name."""
    wanted = _fold(words)
    if not wanted:
        return []
    exact = [candidate for candidate in candidates if _fold(candidate.name) == wanted]
    holding = [
        candidate for candidate in candidates if wanted in _fold(f"{candidate.name} {candidate.provider}")
    ]
    return sorted(exact or holding, key=lambda candidate: (candidate.name, candidate.id))


def _fold(text: str) -> str:
    return "".join(simplify(text).casefold().split())


def present_choices(token: str, form: BundleForm, words: str, found: Sequence[Candidate]) -> ChoicesView:
    """All that were found, each with its address, which holds what is tried on the bundle."""
    if not words.strip():
        sentence = "请写产品或服务商的名字，或者从各项需求下面选一个。"
    elif not found:
        sentence = f"对得上这些需求的产品里，没有叫“{words}”的，请换几个字，或者从各项需求下面选一个。"
    else:
        sentence = f"名字里有“{words}”的有{len(found)}项，点一项看看："
    stated = form.query()
    return ChoicesView(
        sentence,
        tuple(
            Choice(
                candidate.name,
                candidate.provider,
                f"/report/{token}/why-not?{stated}&{urlencode({'item': candidate.id})}",
            )
            for candidate in found
        ),
    )


def present_why_not(answer: WhyNot, candidate: Candidate) -> WhyNotView:
    """The answer for one item in words."""
    return WhyNotView(
        name=candidate.name,
        url=f"/items/{candidate.id}",
        sentence=answer.sentence,
        others=tuple("，并且".join(change.sentence for change in changes) for changes in answer.alternatives),
        note="" if answer.complete else "组合太多，没有全部试完，也许还有更小的变动。",
    )
