"""Sentences to classes: one linear model over the sentence's vector, its terms and a few telling counts.

Trained on some hundred labelled sentences on frozen vectors: a second to fit, a millisecond to apply, no pickles on disk.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from embeddings.encoders import Vectors

Matrix = npt.NDArray[np.float64]
Terms = Callable[[str], Iterable[str]]

# Inverse regularisation; chosen by five-fold cross-validation on the labelled sentences themselves.
_C = 10.0


@dataclass(frozen=True, slots=True)
class Examples:
    """Sentences with their vectors (n, d), telling counts (n, m) and, for training, their classes."""

    texts: Sequence[str]
    vectors: Vectors
    counts: Matrix


class SentenceClassifier:
    """Softmax regression over [centred vector | tf-idf of terms | telling counts].

    `name` tells what it was trained from, where whoever made it says so.
    """

    def __init__(
        self,
        classes: Sequence[str],
        vocabulary: Sequence[str],
        idf: Matrix,
        centre: Matrix,
        weights: Matrix,
        bias: Matrix,
        terms: Terms,
    ) -> None:
        self.name = ""
        self.classes = tuple(classes)
        self._vocabulary = {term: at for at, term in enumerate(vocabulary)}
        self._idf = idf
        self._centre = centre
        self._weights = weights
        self._bias = bias
        self._terms = terms

    @classmethod
    def fit(cls, examples: Examples, labels: Sequence[str], terms: Terms) -> SentenceClassifier:
        """Train on labelled sentences. Raises ValueError with fewer than two classes."""
        bags = [set(terms(text)) for text in examples.texts]
        vocabulary = sorted(set().union(*bags))
        frequency = dict.fromkeys(vocabulary, 0)
        for bag in bags:
            for term in bag:
                frequency[term] += 1
        idf = np.array([np.log((1 + len(bags)) / (1 + frequency[term])) + 1 for term in vocabulary])
        centre = examples.vectors.mean(axis=0).astype(np.float64)
        blank = cls((), vocabulary, idf, centre, np.empty((0, 0)), np.empty(0), terms)
        model = LogisticRegression(C=_C, max_iter=400).fit(blank._features(examples), list(labels))
        weights, bias = model.coef_, model.intercept_
        if len(model.classes_) == 2:  # scikit-learn keeps one row for two classes
            weights, bias = np.vstack([-weights, weights]) / 2, np.concatenate([-bias, bias]) / 2
        # Rounded as `save` stores them, so that a model answers alike before and after it was on disk.
        weights = weights.astype(np.float32).astype(np.float64)
        return cls([str(name) for name in model.classes_], vocabulary, idf, centre, weights, bias, terms)

    def rarity(self, term: str) -> float:
        """The term's inverse document frequency among the training sentences; the greatest of all for an unseen term."""
        at = self._vocabulary.get(term)
        return float(self._idf.max(initial=1.0) if at is None else self._idf[at])

    def probabilities(self, examples: Examples) -> Matrix:
        """Shape (n, classes); every row sums to 1."""
        if not examples.texts:
            return np.empty((0, len(self.classes)))
        logits = self._features(examples) @ self._weights.T + self._bias
        logits -= logits.max(axis=1, keepdims=True)
        exponentials: Matrix = np.exp(logits)
        exponentials /= exponentials.sum(axis=1, keepdims=True)
        return exponentials

    def _features(self, examples: Examples) -> csr_matrix:
        centred = examples.vectors - self._centre
        centred /= np.linalg.norm(centred, axis=1, keepdims=True) + 1e-12
        return hstack(
            [csr_matrix(centred), self._tf_idf(examples.texts), csr_matrix(examples.counts)], format="csr"
        )

    def _tf_idf(self, texts: Sequence[str]) -> csr_matrix:
        rows: list[int] = []
        columns: list[int] = []
        values: list[float] = []
        for row, text in enumerate(texts):
            counts: dict[int, int] = {}
            for term in self._terms(text):
                if term in self._vocabulary:
                    at = self._vocabulary[term]
                    counts[at] = counts.get(at, 0) + 1
            weights = {at: (1 + np.log(count)) * self._idf[at] for at, count in counts.items()}
            norm = np.sqrt(sum(weight**2 for weight in weights.values())) or 1.0
            rows.extend([row] * len(weights))
            columns.extend(weights)
            values.extend(weight / norm for weight in weights.values())
        return csr_matrix((values, (rows, columns)), shape=(len(texts), len(self._vocabulary)))

    def save(self, path: Path) -> None:
        """Write the model as plain arrays, whole or not at all."""
        staging = path.with_name(f".{path.stem}-{os.getpid()}.npz")
        names = json.dumps({"classes": self.classes, "vocabulary": list(self._vocabulary)})
        np.savez_compressed(
            staging,
            names=np.frombuffer(names.encode("utf-8"), np.uint8),
            idf=self._idf,
            centre=self._centre,
            weights=self._weights.astype(np.float32),
            bias=self._bias,
        )
        staging.replace(path)

    @classmethod
    def load(cls, path: Path, terms: Terms) -> SentenceClassifier:
        """Read what `save` wrote. Raises OSError, ValueError or KeyError when it is missing or damaged."""
        try:
            return cls._load(path, terms)
        except (EOFError, BadZipFile, zlib.error) as error:
            raise ValueError(f"not a whole file: {path.name}") from error

    @classmethod
    def _load(cls, path: Path, terms: Terms) -> SentenceClassifier:
        # Opened here, because numpy forgets to close what turns out to be no archive.
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            names = json.loads(arrays["names"].tobytes().decode("utf-8"))
            return cls(
                names["classes"],
                names["vocabulary"],
                arrays["idf"],
                arrays["centre"],
                arrays["weights"].astype(np.float64),
                arrays["bias"],
                terms,
            )
