"""Which topic a sentence is about: the lexicon's telling words and a classifier trained on our labelled statements."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from catalog.taxonomy.model import Term
from catalog.taxonomy.taxonomy import Taxonomy
from embeddings.classification import Examples, Matrix, SentenceClassifier
from embeddings.classifier_store import load_or_train
from embeddings.encoders import Encoder, Vectors
from embeddings.segmentation import Segmenter, fold

_DECIDING = 3  # the weight of a term that decides nearly alone
# Beyond this, more telling words of one topic make it no surer; found by cross-validation with the scale below.
_COUNT_CAP = 4.0
_COUNT_SCALE = 0.15


@dataclass(frozen=True, slots=True)
class TopicOdds:
    """Probability of every topic for one sentence, and what the lexicon says of it.

    `lexicon` is the summed weight of the terms found by topic; `decided` are topics of which a term decides nearly alone.
    """

    probabilities: dict[str, float]
    lexicon: dict[str, int]
    decided: frozenset[str]

    @property
    def best(self) -> tuple[str, float]:
        """The likeliest topic and its probability."""
        return max(self.probabilities.items(), key=lambda pair: pair[1])


class Lexicon:
    """Finds the taxonomy's telling terms in text; Latin terms only at word boundaries, so that BI is not in RBI."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self._by_text: dict[str, list[Term]] = {}
        for term in terms:
            self._by_text.setdefault(fold(term.text), []).append(term)
        alternatives = sorted(self._by_text, key=len, reverse=True)
        self._pattern = re.compile("|".join(_bounded(text) for text in alternatives) or r"(?!)")

    def find(self, text: str) -> list[tuple[str, Term]]:
        """(matched text, term) for every term that occurs; of overlapping ones the first, and of those the longest."""
        found = dict.fromkeys(match[0] for match in self._pattern.finditer(fold(text)))
        return [(matched, term) for matched in found for term in self._by_text[matched]]

    def weigh(self, text: str) -> dict[str, int]:
        """Summed weight of the terms found, by topic."""
        weights: dict[str, int] = {}
        for _, term in self.find(text):
            weights[term.topic] = weights.get(term.topic, 0) + term.weight
        return weights

    def decide(self, text: str) -> frozenset[str]:
        """Topics of which a deciding term occurs."""
        return frozenset(term.topic for _, term in self.find(text) if term.weight >= _DECIDING)


def _bounded(text: str) -> str:
    escaped = re.escape(text)
    before = r"(?<![a-z0-9])" if re.match(r"[a-z0-9]", text) else ""
    after = r"(?![a-z0-9])" if re.search(r"[a-z0-9]$", text) else ""
    return f"{before}{escaped}{after}"


class TopicClassifier:
    """Gives sentences their topics; deterministic, and about a millisecond each once they are encoded."""

    def __init__(self, taxonomy: Taxonomy, model: SentenceClassifier) -> None:
        self.taxonomy = taxonomy
        self._model = model

    @classmethod
    def load(
        cls,
        taxonomy: Taxonomy,
        encoder: Encoder,
        segmenter: Segmenter,
        folder: Path,
        progress: Callable[[int, int], None] | None = None,
    ) -> TopicClassifier:
        """The trained classifier; the first time it is trained, in some twenty seconds."""
        lexicon = Lexicon(taxonomy.terms)
        model = load_or_train(
            "topics",
            [(statement.topic, statement.text) for statement in taxonomy.statements],
            lambda texts: _counts(lexicon, texts, sorted(taxonomy.topics)),
            encoder=encoder,
            terms=segmenter.terms,
            folder=folder,
            recipe=f"{_COUNT_CAP}:{_COUNT_SCALE}:{hash_terms(taxonomy.terms)}:{segmenter.fingerprint}",
            progress=progress,
        )
        return cls(taxonomy, model)

    @property
    def name(self) -> str:
        """Tells what it was trained from."""
        return self._model.name

    @cached_property
    def lexicon(self) -> Lexicon:
        """The term finder that the classifier counts with."""
        return Lexicon(self.taxonomy.terms)

    def rarity(self, word: str) -> float:
        """How seldom the field says a word (inverse document frequency in our statements); most for one never said."""
        return self._model.rarity(word)

    def classify(self, texts: Sequence[str], vectors: Vectors) -> list[TopicOdds]:
        """Topics of sentences whose query vectors (n, d) are given."""
        counts = _counts(self.lexicon, texts, sorted(self.taxonomy.topics))
        probabilities = self._model.probabilities(Examples(texts, vectors, counts))
        return [
            TopicOdds(
                dict(zip(self._model.classes, (float(p) for p in row), strict=True)),
                self.lexicon.weigh(text),
                self.lexicon.decide(text),
            )
            for text, row in zip(texts, probabilities, strict=True)
        ]


def hash_terms(terms: Sequence[Term]) -> str:
    """A short fingerprint of the lexicon, so that an edit retrains."""
    joined = "|".join(f"{term.topic}{term.text}{term.weight}" for term in terms)
    return hashlib.sha256(joined.encode()).hexdigest()[:12]


def _counts(lexicon: Lexicon, texts: Sequence[str], topics: Sequence[str]) -> Matrix:
    weights = [lexicon.weigh(text) for text in texts]
    table = np.array([[float(row.get(topic, 0)) for topic in topics] for row in weights])
    counts: Matrix = np.minimum(table.reshape(len(texts), len(topics)), _COUNT_CAP) * _COUNT_SCALE
    return counts
