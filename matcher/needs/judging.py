"""What kind of statement a sentence is (a need, or something that only looks like one) and which topic it is about."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import numpy as np

from catalog.taxonomy.classifier import TopicClassifier, TopicOdds
from embeddings.classification import Examples, Matrix, SentenceClassifier
from embeddings.classifier_store import load_or_train
from embeddings.encoders import Encoder
from embeddings.segmentation import Segmenter, simplify

ROLES = ("need", "working", "past", "others", "deferred", "effect", "profile")

# Cue sums are clipped so that no pile of cues silences the sentence itself; scaled by cross-validation.
_CUE_CAP = 4.0
_CUE_SCALE = 0.15


@dataclass(frozen=True, slots=True)
class Judgement:
    """One sentence judged: probability of each role, and its topics."""

    roles: dict[str, float]
    topics: TopicOdds

    @property
    def need(self) -> float:
        """Probability that the sentence states the enterprise's own open need."""
        return self.roles["need"]


@dataclass(frozen=True, slots=True)
class Cue:
    """A pattern that speaks for a role (weight -3 … 3)."""

    role: str
    pattern: re.Pattern[str]
    weight: float


class Judge:
    """Judges sentences in batches; both classifiers share one encoding."""

    def __init__(
        self, encoder: Encoder, roles: SentenceClassifier, topics: TopicClassifier, cues: Sequence[Cue]
    ) -> None:
        self._encoder = encoder
        self._roles = roles
        self._cues = cues
        self.topics = topics

    @property
    def names(self) -> tuple[str, str]:
        """What the topic and the role classifier were trained from."""
        return self.topics.name, self._roles.name

    def judge(self, sentences: Sequence[str]) -> list[Judgement]:
        """Judgements of sentences in either script."""
        texts = [simplify(sentence) for sentence in sentences]
        vectors = self._encoder.encode_queries(texts, remember=False)  # reports are secrets
        roles = self._roles.probabilities(Examples(texts, vectors, _count_cues(self._cues, texts)))
        return [
            Judgement(dict(zip(self._roles.classes, (float(p) for p in row), strict=True)), odds)
            for row, odds in zip(roles, self.topics.classify(texts, vectors), strict=True)
        ]


def load_judge(
    topics: TopicClassifier,
    encoder: Encoder,
    segmenter: Segmenter,
    folder: Path,
    progress: Callable[[int, int], None] | None = None,
) -> Judge:
    """The judge; the first time its classifiers are trained on our labelled sentences, in half a minute."""
    cues, raw = _load_cues()
    roles = load_or_train(
        "roles",
        [(row["role"], row["text"]) for row in _rows("statements.csv")],
        lambda texts: _count_cues(cues, texts),
        encoder=encoder,
        terms=segmenter.terms,
        folder=folder,
        recipe=f"{_CUE_CAP}:{_CUE_SCALE}:{raw}:{segmenter.fingerprint}",
        progress=progress,
    )
    return Judge(encoder, roles, topics, cues)


def _count_cues(cues: Sequence[Cue], texts: Sequence[str]) -> Matrix:
    table = np.zeros((len(texts), len(ROLES)))
    for row, text in enumerate(texts):
        for cue in cues:
            if cue.pattern.search(text):
                table[row, ROLES.index(cue.role)] += cue.weight
    counts: Matrix = np.clip(table, -_CUE_CAP, _CUE_CAP) * _CUE_SCALE
    return counts


def _load_cues() -> tuple[list[Cue], str]:
    rows = _rows("cues.csv")
    return [Cue(row["role"], re.compile(row["pattern"]), float(row["weight"])) for row in rows], str(rows)


def _rows(name: str) -> list[dict[str, str]]:
    text = (resources.files("matcher.needs") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
