"""Steps of a refresh, as the runtime takes them, within one session."""

from __future__ import annotations

from sqlmodel import Session

from catalog.index_sync import find_unencoded, store_vectors
from embeddings.encoders import Encoder


def encode_missing(session: Session, encoder: Encoder) -> int:
    """Encode a batch; how many are left."""
    missing = find_unencoded(session, encoder.fingerprint)
    documents = encoder.encode_documents(list(missing.texts.values()))
    store_vectors(session, encoder.fingerprint, dict(zip(missing.texts, documents, strict=True)))
    return missing.more
