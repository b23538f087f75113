"""BM25 over index terms, every weight computed when the index is built, so that a query only adds them up."""

from __future__ import annotations

import json
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from embeddings.vectors import Mask, Positions

# The usual defaults, kept after three settings were compared on the public development sets.
_K1 = 1.5
_B = 0.75

# A term in at least this share of the documents keeps a weight for every document: adding a whole row is some ten times
# faster than adding as many listed weights, and from a half on it is also smaller. Shares of 1/16, 1/8, 1/4 and 1/2 were
# timed on 100 000 documents recombined from software_catalogue_dev; down to 1/4 each was faster than the one before.
_FREQUENT = 0.25

_DOCUMENTS_AT_ONCE = 4096
_SAMPLED = 16  # of so many scores one tells how high the best lie

Scores = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Counts:
    """How often each term occurs in each document: row i of a CSR matrix holds document i."""

    numbers: Mapping[str, int]
    bounds: npt.NDArray[np.int64]
    terms: npt.NDArray[np.int32]
    frequencies: Scores
    lengths: npt.NDArray[np.int64]


class LexicalIndex:
    """BM25 (Lucene's variant) over lists of terms; documents are positions 0 … n-1. Immutable, so threads may share it.

    Terms are numbered from the most frequent down. The first `len(frequent)` of them have a row of `frequent` (terms, n);
    of the others, number i has its documents and their weights from `starts[i]` to `starts[i + 1]`.
    """

    def __init__(
        self,
        vocabulary: Sequence[str],
        frequent: Scores,
        starts: npt.NDArray[np.int64],
        documents: npt.NDArray[np.int32],
        weights: Scores,
    ) -> None:
        self._numbers = {term: number for number, term in enumerate(vocabulary)}
        # Views without the memory map's class, whose every slice would cost microseconds.
        self._frequent = np.asarray(frequent)
        self._starts = np.asarray(starts)
        self._documents = np.asarray(documents)
        self._weights = np.asarray(weights)

    @classmethod
    def build(cls, documents: Iterable[Sequence[str]]) -> LexicalIndex:
        """Index documents given as terms, read once and one at a time; an index without any term answers zeros."""
        counts = _count(documents)
        size, terms = len(counts.lengths), len(counts.numbers)
        occurring = np.bincount(counts.terms, minlength=terms)
        order = np.argsort(-occurring, kind="stable")
        rank = np.empty(terms, dtype=np.int32)
        rank[order] = np.arange(terms, dtype=np.int32)
        weights = _weigh(counts, occurring)
        by_term = sparse.csr_array((weights, rank[counts.terms], counts.bounds), shape=(size, terms)).tocsc()
        frequent = int(np.count_nonzero(occurring >= _FREQUENT * size))
        listed = int(by_term.indptr[frequent])
        vocabulary = list(counts.numbers)
        return cls(
            [vocabulary[number] for number in order],
            np.ascontiguousarray(by_term[:, :frequent].toarray(order="F").T),
            by_term.indptr[frequent:].astype(np.int64) - listed,
            by_term.indices[listed:].astype(np.int32),
            by_term.data[listed:],
        )

    @property
    def size(self) -> int:
        """Number of documents."""
        return int(self._frequent.shape[1])

    def scores(self, terms: Sequence[str]) -> Scores:
        """The score of every document, shape (n,); zero where no term occurs. A repeated term counts each time."""
        scores = np.zeros(self.size, dtype=np.float32)
        for term in terms:
            number = self._numbers.get(term)
            if number is None:
                continue
            if number < len(self._frequent):
                scores += self._frequent[number]
            else:
                start, end = self._starts[number - len(self._frequent) :][:2]
                np.add.at(scores, self._documents[start:end], self._weights[start:end])
        return scores

    def save(self, folder: Path) -> None:
        """Write the index into a new folder: the vocabulary as JSON, the arrays as plain numbers, which can be mapped."""
        folder.mkdir()
        vocabulary = json.dumps(list(self._numbers), ensure_ascii=False)
        (folder / "vocabulary.json").write_text(vocabulary, encoding="utf-8")
        for name, numbers in (
            ("frequent.f32", self._frequent),
            ("starts.i64", self._starts),
            ("documents.i32", self._documents),
            ("weights.f32", self._weights),
        ):
            if numbers.size:  # an empty file can neither be mapped nor be seen to be damaged
                numbers.tofile(folder / name)

    @classmethod
    def load(cls, folder: Path, size: int) -> LexicalIndex:
        """Map what `save` wrote for `size` documents into memory, where only what queries touch is read.

        Raises OSError or ValueError when files are missing, damaged or of different indexes.
        """
        vocabulary = json.loads((folder / "vocabulary.json").read_text(encoding="utf-8"))
        starts = np.memmap(folder / "starts.i64", dtype=np.int64, mode="r")
        documents = _map(folder / "documents.i32", np.int32)
        weights = _map(folder / "weights.f32", np.float32)
        frequent = _map(folder / "frequent.f32", np.float32).reshape(len(vocabulary) - len(starts) + 1, size)
        if not len(documents) == len(weights) == starts[-1]:
            raise ValueError(f"{folder} holds files of different indexes")
        return cls(vocabulary, frequent, starts, documents, weights)


def _map(path: Path, kind: type[np.generic]) -> npt.NDArray[Any]:
    # Not np.load: it parses its header as Python, which two threads cannot do at once in Python 3.11 (cpython#106905).
    return np.memmap(path, dtype=kind, mode="r") if path.exists() else np.empty(0, dtype=kind)


def best(scores: Scores, k: int, among: Positions | Mask | None = None) -> Positions:
    """Positions of the k highest scores above zero, best first, equal ones by position; only those `among` if given.

    `among` is sorted positions or a mask (n,). Linear in n: only what reaches the k-th score is sorted.
    """
    if k <= 0:
        return np.empty(0, dtype=np.int64)
    if among is None:
        return _best(scores, k)
    allowed = np.flatnonzero(among) if among.dtype == np.bool_ else np.asarray(among, dtype=np.int64)
    return allowed[_best(scores[allowed], k)]


def _best(scores: Scores, k: int) -> Positions:
    sample = scores[::_SAMPLED]
    sample = sample[sample > 0]
    # The k-th best of a part is at most the k-th best of all, and leaves few to look at.
    telling = np.flatnonzero(scores >= _kth(sample, k) if len(sample) > k else scores > 0)
    if len(telling) > k:
        found = scores[telling]
        telling = telling[found >= _kth(found, k)]
    return telling[np.argsort(-scores[telling], kind="stable")][:k].astype(np.int64, copy=False)


def _kth(scores: Scores, k: int) -> np.float32:
    """The k-th highest of more than k scores."""
    kth: np.float32 = np.partition(scores, len(scores) - k)[len(scores) - k]
    return kth


def _count(documents: Iterable[Sequence[str]]) -> _Counts:
    """Count as the documents come by: what is kept of a document is 8 bytes for each different term."""
    numbers: defaultdict[str, int] = defaultdict(count().__next__)
    terms, frequencies = array("i"), array("f")
    bounds, lengths = [0], []
    for document in documents:
        counted = Counter(document)
        terms.extend(map(numbers.__getitem__, counted))
        frequencies.extend(counted.values())
        bounds.append(len(terms))
        lengths.append(len(document))
    return _Counts(
        numbers,
        np.array(bounds, dtype=np.int64),
        np.frombuffer(terms, dtype=np.int32),
        np.frombuffer(frequencies, dtype=np.float32),
        np.array(lengths, dtype=np.int64),
    )


def _weigh(counts: _Counts, occurring: npt.NDArray[np.int64]) -> Scores:
    """Each count as idf · tf / (tf + k1 · (1 - b + b · length / mean length)), idf = ln(1 + (n - df + ½) / (df + ½)).

    Robertson and Zaragoza, "The Probabilistic Relevance Framework", without the constant factor k1 + 1, as Lucene does.
    """
    size = len(counts.lengths)
    idf = np.log1p((size - occurring + 0.5) / (occurring + 0.5)).astype(np.float32)
    mean = (float(counts.lengths.mean()) if size else 0.0) or 1.0
    norms = _K1 * (1 - _B + _B * counts.lengths / mean)
    weights = np.empty_like(counts.frequencies)
    for first in range(0, size, _DOCUMENTS_AT_ONCE):  # in parts, because the intermediate numbers are float64
        bounds = counts.bounds[first : first + _DOCUMENTS_AT_ONCE + 1]
        part = slice(bounds[0], bounds[-1])
        norm = np.repeat(norms[first : first + _DOCUMENTS_AT_ONCE], np.diff(bounds))
        frequency = counts.frequencies[part]
        weights[part] = idf[counts.terms[part]] * (frequency / (norm + frequency))
    return weights
