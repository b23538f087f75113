"""Late interaction: each token of a query looks for its nearest token in a document, in the model's own token vectors.

The mean vector of a text blurs what its sentences say one by one; MaxSim (Khattab and Zaharia 2020, "ColBERT") does not, but
costs as much for each document, so only the best few of a search are looked at again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

TokenVectors = npt.NDArray[np.int8]
"""One text's tokens, shape (tokens, dimension): directions only, each row scaled to ±127."""
TokenReader = Callable[[Sequence[int]], Sequence[TokenVectors] | None]
"""Gives the token vectors of documents by their ids, in that order; None where they cannot all be read."""

# A query of one or two words has nothing that its mean vector would blur; a sentence has. Weights of 0.2, 0.33 and 0.5 were
# compared on the development sets without the ramp; the ramp was set then, and one that ends at 20 tokens is no better.
_SAYS_NOTHING_MORE = 4
_SAYS_ENOUGH = 12
_WEIGHT = 0.5


def quantise(vectors: npt.NDArray[np.float32]) -> TokenVectors:
    """Directions of float vectors (tokens, dimension) in a quarter of the bytes."""
    largest = np.abs(vectors).max(axis=1, keepdims=True, initial=1e-9)
    quantised: TokenVectors = np.rint(vectors * (127 / largest)).astype(np.int8)
    return quantised


def find_weight(tokens: int) -> float:
    """How much MaxSim counts beside the rest of a score, 0 to ½: the more, the more tokens a query has."""
    return _WEIGHT * float(np.clip((tokens - _SAYS_NOTHING_MORE) / (_SAYS_ENOUGH - _SAYS_NOTHING_MORE), 0, 1))


def max_sim(
    query: TokenVectors, documents: Sequence[TokenVectors], centre: npt.NDArray[np.float32]
) -> npt.NDArray[np.float32]:
    """The mean over the query's tokens of the cosine to the nearest token of each document, shape (documents,).

    `centre` is the mean vector of all texts: a model's vectors lie in a narrow cone around it, so cosines are taken from
    there, and a token counts by its squared distance to it, for what all texts have in common says nothing. A document
    without tokens is like nothing: -1.
    """
    asked = _unit(query) - centre
    weights = (asked**2).sum(axis=1)
    found = np.full(len(documents), -1.0, dtype=np.float32)
    if not weights.sum():
        return found
    asked /= np.maximum(np.sqrt(weights), 1e-9)[:, None]
    # Cosines from the centre without moving every token there: (u - c)·q and |u - c|² only need u·q and u·c.
    against = np.column_stack([asked.T, centre])
    offsets, size = asked @ centre, float(centre @ centre)
    for at, document in enumerate(documents):
        if not len(document):
            continue
        tokens = document.astype(np.float32)
        lengths = np.sqrt(np.einsum("ij,ij->i", tokens, tokens))
        products = (tokens @ against) / np.maximum(lengths, 1e-9)[:, None]
        distances = np.sqrt(np.maximum(1 - 2 * products[:, -1] + size, 1e-9))
        nearest = ((products[:, :-1] - offsets) / distances[:, None]).max(axis=0)
        found[at] = nearest @ weights / weights.sum()
    return found


def _unit(tokens: TokenVectors) -> npt.NDArray[np.float32]:
    vectors = tokens.astype(np.float32)
    unit: npt.NDArray[np.float32] = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return unit
