"""Hybrid retrieval: BM25 and vectors side by side, fused, asked again with what they found, the best looked at closely."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from embeddings.encoders import Vectors
from embeddings.feedback import DocumentWords, WordCollector, find_share, weigh_seeds
from embeddings.fusion import DENSE_WEIGHT, LEXICAL_WEIGHT, Scores, min_max
from embeddings.late import TokenReader, TokenVectors, find_weight, max_sim
from embeddings.lexical import LexicalIndex, best
from embeddings.segmentation import Segmenter, is_word
from embeddings.vectors import VectorIndex

# How many of each arm's best set its scale; compared with 30, 50, 200 and 1000 on the development sets.
_POOL = 100
_FEEDBACK_WORDS = 10
# Set before it was tried; on the development sets 0.3 to 1 differ by .002 at most.
_SYNONYM_SHARE = np.float32(0.7)
_ROUNDS = 2
_ALIGNED = 20  # so many of the best are compared token by token; 50 make no difference

Ids = npt.NDArray[np.int64]
Positions = npt.NDArray[np.int64]
Parts = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked, as text for BM25 and as a unit vector (dimension,) for FAISS.

    `tokens` is for comparing token by token; `synonyms` gives for words of the text others that mean the same.
    """

    text: str
    vector: Vectors
    tokens: TokenVectors | None = None
    synonyms: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hit:
    """One found document; `score` is exactly `lexical + dense + feedback + aligned`.

    `feedback` is how near it is, by words and by meaning, to the best documents found for the query itself; `aligned` how
    near its tokens are to the query's. `cosine` and `bm25` are the raw measures of the query itself.
    """

    id: int
    score: float
    lexical: float
    dense: float
    feedback: float
    aligned: float
    cosine: float
    bm25: float


@dataclass(frozen=True, slots=True)
class _Answer:
    """What both arms say to one question: BM25 of every document (n,), the vector asked for, each arm's best.

    The best set the arm's scale: what lies below them counts nothing.
    """

    bm25: Scores
    vector: Vectors
    best: Positions
    lexical_scale: Scores
    dense_scale: Vectors


class HybridIndex:
    """Documents with ids, searched by both arms. Immutable: a change makes a new one."""

    def __init__(
        self,
        ids: Sequence[int],
        vectors: VectorIndex,
        lexical: LexicalIndex,
        words: DocumentWords,
        segmenter: Segmenter,
    ) -> None:
        self._ids: Ids = np.asarray(ids, dtype=np.int64)
        self._order = np.argsort(self._ids, kind="stable")
        self._ascending = self._ids[self._order]
        if (np.diff(self._ascending) == 0).any():
            raise ValueError("ids must be unique")
        self.vectors = vectors
        self.lexical = lexical
        self.words = words
        self._segmenter = segmenter

    @classmethod
    def build(
        cls, ids: Sequence[int], texts: Sequence[str], vectors: Vectors, segmenter: Segmenter
    ) -> HybridIndex:
        """Index texts with their unit vectors; all three sequences run in parallel."""
        collector = WordCollector()
        lexical = LexicalIndex.build(collector.watch(map(segmenter.terms, texts), is_word))
        return cls(ids, VectorIndex.build(vectors), lexical, collector.collect(), segmenter)

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def ids(self) -> list[int]:
        """Every id, in index order."""
        return [int(identifier) for identifier in self._ids]

    def search(
        self,
        query: Query,
        k: int,
        among: Collection[int] | Ids | None = None,
        read_tokens: TokenReader | None = None,
    ) -> list[Hit]:
        """The k best documents, best first, only those `among` if given; ties by id, so that order is repeatable.

        The best found for the query itself are asked for what they share, twice, and that counts the more, the more of
        them are about as good as the best (see `feedback`). Then, where tokens can be read, the best are compared token by
        token (see `late`). Scores do not depend on k; what is among no arm's best has the score 0 and comes after the others.
        """
        positions = self._positions(among)
        if len(positions) == 0 or k <= 0:
            return []
        first = again = self._ask(self._match(query), query.vector, positions)
        found = first.best
        share = 0.0
        parts = self._score(first, again, share, found)
        share = find_share(parts.sum(axis=0))
        for _ in range(_ROUNDS if share > 0 else 0):
            again = self._ask_again(found, parts.sum(axis=0), positions)
            found = np.union1d(found, again.best)
            parts = self._score(first, again, share, found)
        aligned = np.zeros(len(found))
        if query.tokens is not None and read_tokens is not None:
            weight, aligned = self._align(query.tokens, found, parts.sum(axis=0), read_tokens)
            parts *= 1 - weight
        parts = np.vstack([parts, aligned])
        if len(found) < min(k, len(positions)):
            others = self._choose_others(found, positions, k)
            found = np.concatenate([found, others])
            parts = np.hstack([parts, np.zeros((len(parts), len(others)))])
        return list(self._hits(first, found, parts, k))

    def _match(self, query: Query) -> Scores:
        """BM25 of every document, shape (n,), where another word of the same sense counts less than the word that was asked.

        A document is given for a word what it has of it or, where that is more, a share of what it has of one of the
        others. These count as whole words, and so much that the best document by them has what the best has by the word.
        """
        bm25 = self.lexical.scores(self._segmenter.query_terms(query.text))
        for word, others in query.synonyms.items():
            own = self.lexical.scores(self._segmenter.query_terms(word))
            other = np.max([self.lexical.scores(self._segmenter.words(each)) for each in others], axis=0)
            if own.any() and other.any():
                other *= own.max() / other.max()
            bm25 += np.maximum(_SYNONYM_SHARE * other - own, 0)
        return bm25

    def _ask(self, bm25: Scores, vector: Vectors, positions: Positions) -> _Answer:
        best_lexical = best(bm25, _POOL, None if len(positions) == len(self) else positions)
        best_dense, cosines = self.vectors.nearest(
            vector, _POOL, None if len(positions) == len(self) else positions
        )
        both = np.union1d(best_lexical, best_dense).astype(np.int64)
        return _Answer(bm25, vector, both, bm25[best_lexical], cosines)

    def _ask_again(self, found: Positions, scores: Parts, positions: Positions) -> _Answer:
        """Ask for what the best of those found have in common: their most telling words and their mean vector."""
        seeds, weights = weigh_seeds(found, scores, self._ids[found])
        words = self.words.find_telling(seeds, weights, _FEEDBACK_WORDS)
        bm25 = np.zeros(len(self), dtype=np.float32)
        for word, weight in words.items():
            bm25 += np.float32(weight) * self.lexical.scores([word])
        # What all documents have in common says nothing: an encoder's vectors lie in a narrow cone around their mean.
        mean = weights @ self.vectors.take(seeds) - self.vectors.centre
        return self._ask(bm25, mean.astype(np.float32), positions)

    def _score(self, first: _Answer, again: _Answer, share: float, found: Positions) -> Parts:
        """The parts lexical, dense and feedback of some documents, shape (3, n)."""
        own, shared = self._scale(first, found), self._scale(again, found)
        return np.stack([(1 - share) * own[0], (1 - share) * own[1], share * (shared[0] + shared[1])])

    def _scale(self, answer: _Answer, found: Positions) -> Parts:
        cosines = self.vectors.cosines(answer.vector, found)
        return np.stack(
            [
                LEXICAL_WEIGHT * min_max(answer.bm25[found], answer.lexical_scale).astype(np.float64),
                DENSE_WEIGHT * min_max(cosines, answer.dense_scale).astype(np.float64),
            ]
        )

    def _align(
        self, tokens: TokenVectors, found: Positions, scores: Parts, read_tokens: TokenReader
    ) -> tuple[float, Parts]:
        """How much MaxSim counts, and its part of the score of some documents (n,): their best compared with one another.

        The last of the best gets nothing, like all behind it, so that where the comparison ends makes no step.
        """
        weight = find_weight(len(tokens))
        aligned = np.zeros(len(found))
        if not weight:
            return weight, aligned
        chosen = np.lexsort((self._ids[found], -scores))[:_ALIGNED]
        documents = read_tokens(self._ids[found[chosen]].tolist())
        if documents is None:
            return 0.0, aligned
        near = max_sim(tokens, documents, self.vectors.centre)
        aligned[chosen] = weight * min_max(near, near)
        return weight, aligned

    def _choose_others(self, found: Positions, positions: Positions, k: int) -> Positions:
        """By id, so many of those not found that there are k."""
        others = np.setdiff1d(positions, found, assume_unique=True)
        return others[np.argsort(self._ids[others])][: k - len(found)]

    def _hits(self, first: _Answer, found: Positions, parts: Parts, k: int) -> Iterator[Hit]:
        lexical, dense, feedback, aligned = parts
        total = lexical + dense + feedback + aligned
        order = np.lexsort((self._ids[found], -total))[:k]
        cosines = self.vectors.cosines(first.vector, found[order])
        for at, cosine in zip(order, cosines, strict=True):
            yield Hit(
                id=int(self._ids[found[at]]),
                score=float(total[at]),
                lexical=float(lexical[at]),
                dense=float(dense[at]),
                feedback=float(feedback[at]),
                aligned=float(aligned[at]),
                cosine=float(cosine),
                bm25=float(first.bm25[found[at]]),
            )

    def _positions(self, among: Collection[int] | Ids | None) -> Positions:
        """Ascending positions of those ids that are in the index, each once."""
        if among is None:
            return np.arange(len(self._ids), dtype=np.int64)
        chosen = among if isinstance(among, np.ndarray) else np.fromiter(among, np.int64, count=len(among))
        if len(self) == 0:
            return np.empty(0, dtype=np.int64)
        places = np.searchsorted(self._ascending, chosen)
        held = self._ascending.take(places, mode="clip") == chosen
        # A mask sorts and drops what stands twice in a fraction of the time that np.unique takes.
        allowed = np.zeros(len(self), dtype=np.bool_)
        allowed[self._order[places[held]]] = True
        return np.flatnonzero(allowed)
