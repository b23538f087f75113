"""Pseudo-relevance feedback: what the best documents of a first search have in common is asked once more.

Rocchio's mean of the best documents' vectors, and their most telling words as in relevance models (Lavrenko and Croft
2001). Both hurt a question that one document answers, so the first search's scores decide how much feedback counts: where
one document stands out there is little to learn from the others.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

# Compared with 8, 9, 11, 12, 15 and 20 documents and with the powers 0, 1, 1.5 and 3 on the development sets, both halves of each.
_SEEDS = 10
_EMPHASIS = 2

Positions = npt.NDArray[np.int64]
Weights = npt.NDArray[np.float64]


def find_share(scores: Weights) -> float:
    """How much feedback counts, 0 to 1: what the tenth best score is of the best. Fewer documents teach nothing."""
    if len(scores) < _SEEDS:
        return 0.0
    best = -np.partition(-scores, _SEEDS - 1)[:_SEEDS]
    return float(best.min() / best.max()) if best.max() > 0 else 0.0


def weigh_seeds(found: Positions, scores: Weights, ids: Positions) -> tuple[Positions, Weights]:
    """The ten best documents, equal ones by id, and how much each counts: the square of its score, all together 1."""
    order = np.lexsort((ids, -scores))[:_SEEDS]
    weights = scores[order] ** _EMPHASIS
    return found[order], weights / weights.sum()


class DocumentWords:
    """Which words each document has, document by document, where BM25 only knows the documents of each word.

    Document i has the words numbered `words[starts[i]:starts[i + 1]]`, each once. Immutable.
    """

    def __init__(
        self, vocabulary: Sequence[str], starts: npt.NDArray[np.int64], words: npt.NDArray[np.int32]
    ) -> None:
        self._vocabulary = vocabulary
        self._starts = starts
        self._words = words
        holders = np.bincount(words, minlength=len(vocabulary))
        size = len(starts) - 1
        # Robertson and Spärck Jones's weight of a word without relevance information, as in BM25.
        self._idf = np.log1p((size - holders + 0.5) / (holders + 0.5))

    @classmethod
    def build(cls, documents: Iterable[Iterable[str]]) -> DocumentWords:
        """Index documents given as words; a repeated word counts once."""
        collector = WordCollector()
        for document in documents:
            collector.add(document)
        return collector.collect()

    def find_telling(self, documents: Positions, weights: Weights, count: int) -> Mapping[str, float]:
        """The `count` words that tell most about some documents, with how much: the weight of its holders times idf.

        So a word counts that many of them share and few others have ("offer weight", Robertson 1990).
        """
        parts = [self._words[self._starts[at] : self._starts[at + 1]] for at in documents]
        words = np.concatenate([*parts, np.empty(0, dtype=np.int32)])
        held = np.repeat(weights, [len(part) for part in parts])
        distinct, which = np.unique(words, return_inverse=True)
        telling = np.bincount(which, weights=held, minlength=len(distinct)) * self._idf[distinct]
        best = np.argsort(-telling, kind="stable")[:count]
        return {self._vocabulary[distinct[at]]: float(telling[at]) for at in best}

    def save(self, folder: Path) -> None:
        """Write the words into a new folder."""
        folder.mkdir()
        (folder / "vocabulary.json").write_text(
            json.dumps(self._vocabulary, ensure_ascii=False), encoding="utf-8"
        )
        np.save(folder / "starts.npy", self._starts)
        np.save(folder / "words.npy", self._words)

    @classmethod
    def load(cls, folder: Path, size: int) -> DocumentWords:
        """Read what `save` wrote. Raises OSError or ValueError when files are missing, damaged or of another size."""
        vocabulary = json.loads((folder / "vocabulary.json").read_text(encoding="utf-8"))
        starts, words = np.load(folder / "starts.npy"), np.load(folder / "words.npy")
        if len(starts) != size + 1 or starts[-1] != len(words):
            raise ValueError(f"{folder} does not hold {size} documents")
        return cls(vocabulary, starts, words)


class WordCollector:
    """Takes documents one at a time and keeps four bytes for each of their words, so that their terms need not be kept."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._words = array("i")
        self._starts = [0]

    def add(self, document: Iterable[str]) -> None:
        """Take the next document, given as words."""
        numbers = self._numbers
        self._words.extend(sorted({numbers.setdefault(word, len(numbers)) for word in document}))
        self._starts.append(len(self._words))

    def watch(
        self, documents: Iterable[Sequence[str]], counts: Callable[[str], bool]
    ) -> Iterator[Sequence[str]]:
        """The documents as they come, given as terms; those terms that count as words are taken on the way."""
        for document in documents:
            self.add(filter(counts, document))
            yield document

    def collect(self) -> DocumentWords:
        """What was taken."""
        words = np.array(self._words, dtype=np.int32)
        return DocumentWords(list(self._numbers), np.array(self._starts, dtype=np.int64), words)
