"""Trained sentence classifiers on disk, named by what they were trained from, so that a change of data retrains."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from embeddings.classification import Examples, Matrix, SentenceClassifier, Terms
from embeddings.encoders import Encoder, Vectors

# A change of the features or the solver's settings must not load an older model.
_FEATURES_VERSION = "3"
_BATCH = 64


def load_or_train(  # noqa: PLR0913  # all but two are named by the caller
    name: str,
    labelled: Sequence[tuple[str, str]],
    counts: Callable[[Sequence[str]], Matrix],
    *,
    encoder: Encoder,
    terms: Terms,
    folder: Path,
    recipe: str,
    progress: Callable[[int, int], None] | None = None,
) -> SentenceClassifier:
    """The classifier for (class, sentence) pairs, trained once per encoder, data and `recipe` of the counts."""
    digest = hashlib.sha256(f"{_FEATURES_VERSION}\x1f{encoder.fingerprint}\x1f{recipe}".encode())
    for label, text in labelled:
        digest.update(f"{label}\x1f{text}\x1e".encode())
    path = folder / f"{name}-{digest.hexdigest()[:12]}.npz"
    try:
        model = SentenceClassifier.load(path, terms)
    except (OSError, ValueError, KeyError):
        model = _train(path, labelled, counts, encoder, terms, progress)
    model.name = path.stem
    return model


def _train(
    path: Path,
    labelled: Sequence[tuple[str, str]],
    counts: Callable[[Sequence[str]], Matrix],
    encoder: Encoder,
    terms: Terms,
    progress: Callable[[int, int], None] | None,
) -> SentenceClassifier:
    """Trained and kept in place of older ones of its kind."""
    texts = [text for _, text in labelled]
    vectors = _encode(texts, encoder, progress)
    model = SentenceClassifier.fit(
        Examples(texts, vectors, counts(texts)), [label for label, _ in labelled], terms
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    for outdated in path.parent.glob(f"{path.stem.rpartition('-')[0]}-*.npz"):
        outdated.unlink(missing_ok=True)
    model.save(path)
    return model


def _encode(texts: Sequence[str], encoder: Encoder, progress: Callable[[int, int], None] | None) -> Vectors:
    """Vectors as of queries: a person's words are classified, and a search has that vector already."""
    batches = []
    for start in range(0, len(texts), _BATCH):
        batches.append(encoder.encode_queries(texts[start : start + _BATCH], remember=False))
        if progress:
            progress(min(start + _BATCH, len(texts)), len(texts))
    return np.concatenate(batches)
