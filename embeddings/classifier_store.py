"""Trained sentence classifiers on disk, named by what they were trained from, so that a change of data retrains."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

from embeddings.classification import Examples, Matrix, SentenceClassifier, Terms
from embeddings.encoders import Encoder

# A change of the features or the solver's settings must not load an older model.
_FEATURES_VERSION = "2"


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
        return SentenceClassifier.load(path, terms)
    except (OSError, ValueError, KeyError):
        pass
    texts = [text for _, text in labelled]
    vectors = encoder.encode_passages(texts, progress)
    model = SentenceClassifier.fit(
        Examples(texts, vectors, counts(texts)), [label for label, _ in labelled], terms
    )
    folder.mkdir(parents=True, exist_ok=True)
    for outdated in folder.glob(f"{name}-*.npz"):
        outdated.unlink(missing_ok=True)
    model.save(path)
    return model
