"""One score from the lexical and the dense arm: min-max over each arm's best, then a weighted sum."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float32]

# Equal weights: 0.6 for words gained on the development sets without feedback and nothing with it.
LEXICAL_WEIGHT = 0.5
DENSE_WEIGHT = 0.5


def min_max(scores: Scores, reference: Scores) -> Scores:
    """Scores moved to 0 … 1 by the least and greatest of `reference`; what lies below becomes 0.

    A reference that is all one value says nothing about order: positive scores then become 1.
    """
    if reference.size == 0:
        return np.zeros_like(scores)
    low, high = float(reference.min()), float(reference.max())
    if high - low < 1e-9:
        return np.where((scores >= low) & (scores > 0), 1.0, 0.0).astype(np.float32)
    scaled: Scores = np.clip((scores - low) / (high - low), 0.0, 1.0).astype(np.float32)
    return scaled
