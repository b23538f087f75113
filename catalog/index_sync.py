"""Keeping the search index equal to the database, which is the truth.

A change commits together with its job. A refresh gives every published revision a vector, writes a new generation from
the stored vectors and forgets the jobs that the generation has seen. Nothing here commits: each step is one transaction
of the caller's, and a crash between two steps leaves work that the next refresh finds again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, func, select

from catalog.queries import required_id
from catalog.tables import IndexJob, ItemVector, SupplyItem, SupplyRevision
from catalog.texts import hash_text
from catalog.vocabulary import Status
from embeddings.encoders import Encoded, Encoder
from embeddings.hybrid import HybridIndex
from embeddings.late import TokenVectors
from embeddings.segmentation import Segmenter
from embeddings.storage import IndexStore, Manifest

Progress = Callable[[int, int], None]
ENCODE_BATCH = 64


@dataclass(frozen=True, slots=True)
class Lag:
    """How the index differs from the database: counts of items, and jobs still queued."""

    missing: int
    stale: int
    surplus: int
    jobs: int
    encoder_changed: bool

    @property
    def in_step(self) -> bool:
        """Whether a search sees exactly what the database publishes."""
        return not (self.missing or self.stale or self.surplus or self.encoder_changed)


def index_fingerprint(encoder: Encoder, segmenter: Segmenter) -> str:
    """Changes with what texts become in an index: their vectors, and the words into which they are cut."""
    return f"{encoder.fingerprint}.{segmenter.fingerprint}"


def name_encoder(manifest: Manifest) -> str:
    """The fingerprint of the encoder that made a generation's vectors."""
    return manifest.fingerprint.partition(".")[0]


def read_tokens(
    session: Session, encoder: str, revisions: Sequence[int], dimension: int
) -> dict[int, TokenVectors]:
    """The token vectors of revisions as the encoder of this fingerprint made them, by revision.

    Those are left out that were written after the session began.
    """
    rows = session.exec(
        select(ItemVector.revision_id, ItemVector.tokens).where(
            col(ItemVector.revision_id).in_(revisions), ItemVector.fingerprint == encoder
        )
    )
    return {revision: np.frombuffer(tokens, np.int8).reshape(-1, dimension) for revision, tokens in rows}


def measure_lag(session: Session, manifest: Manifest | None, fingerprint: str) -> Lag:
    """Compare ids, revisions and text hashes of the index with the database, and its fingerprint with what it should be."""
    published = _list_published(session)
    indexed = _list_indexed(manifest) if manifest else {}
    return Lag(
        missing=len(published.keys() - indexed.keys()),
        stale=sum(1 for key, state in published.items() if key in indexed and indexed[key] != state),
        surplus=len(indexed.keys() - published.keys()),
        jobs=count_jobs(session),
        encoder_changed=manifest is None or manifest.fingerprint != fingerprint,
    )


@dataclass(frozen=True, slots=True)
class Unencoded:
    """Published revisions without vectors: the texts of up to ENCODE_BATCH of them by id, and how many more there are."""

    texts: Mapping[int, str]
    more: int


def find_unencoded(session: Session, fingerprint: str) -> Unencoded:
    """What the encoder of this fingerprint has not encoded yet."""
    missing = (
        select(SupplyRevision.id, SupplyRevision.text)
        .join(SupplyItem, _newest_published())
        .outerjoin(
            ItemVector,
            (col(ItemVector.revision_id) == col(SupplyRevision.id))
            & (col(ItemVector.fingerprint) == fingerprint),
        )
        .where(col(ItemVector.revision_id).is_(None))
    )
    texts = {required_id(revision): text for revision, text in session.exec(missing.limit(ENCODE_BATCH))}
    whole = session.exec(select(func.count()).select_from(missing.subquery())).one()
    return Unencoded(texts, whole - len(texts))


def store_vectors(session: Session, fingerprint: str, encoded: Mapping[int, Encoded]) -> None:
    """Keep what an encoder made of revisions."""
    session.add_all(
        ItemVector(
            revision_id=revision,
            fingerprint=fingerprint,
            vector=found.vector.astype("<f4").tobytes(),
            tokens=found.tokens.tobytes(),
        )
        for revision, found in encoded.items()
    )
    session.flush()


def build_generation(session: Session, store: IndexStore, encoder: Encoder, segmenter: Segmenter) -> Manifest:
    """Write a generation of all published items that have vectors, and make it current."""
    rows = session.exec(
        select(SupplyItem.id, SupplyRevision.id, SupplyRevision.text, ItemVector.vector)
        .join(SupplyRevision, _newest_published())
        .join(ItemVector, col(ItemVector.revision_id) == col(SupplyRevision.id))
        .where(ItemVector.fingerprint == encoder.fingerprint)
        .order_by(col(SupplyItem.id))
    ).all()
    ids = [required_id(item_id) for item_id, *_ in rows]
    vectors = np.array([np.frombuffer(vector, "<f4") for *_, vector in rows], dtype=np.float32)
    index = HybridIndex.build(
        ids, [text for _, _, text, _ in rows], vectors.reshape(len(ids), encoder.dimension), segmenter
    )
    return store.write(
        index,
        hashes={required_id(item_id): hash_text(text) for item_id, _, text, _ in rows},
        fingerprint=index_fingerprint(encoder, segmenter),
        revisions={required_id(item_id): required_id(revision) for item_id, revision, *_ in rows},
    )


def count_jobs(session: Session) -> int:
    """Changes that no generation has seen yet."""
    return session.exec(select(func.count()).select_from(IndexJob)).one()


def newest_job(session: Session) -> int:
    """The highest job id now, or 0: read before building, so that later changes keep their jobs."""
    return session.exec(select(func.max(IndexJob.id))).one() or 0


def forget_jobs(session: Session, manifest: Manifest, up_to: int) -> None:
    """Delete jobs whose item the index is seen to hold as the database does."""
    published, indexed = _list_published(session), _list_indexed(manifest)
    settled = [
        item_id
        for item_id in session.exec(select(IndexJob.item_id).where(col(IndexJob.id) <= up_to).distinct())
        if published.get(item_id) == indexed.get(item_id)
    ]
    for start in range(0, len(settled), 500):
        chunk = settled[start : start + 500]
        session.exec(delete(IndexJob).where(col(IndexJob.item_id).in_(chunk), col(IndexJob.id) <= up_to))


State = tuple[int, str]
"""An item's revision and the hash of its text."""


def _list_published(session: Session) -> dict[int, State]:
    rows = session.exec(
        select(SupplyItem.id, SupplyRevision.id, SupplyRevision.text_hash).join(
            SupplyRevision, _newest_published()
        )
    )
    return {required_id(item_id): (required_id(revision), digest) for item_id, revision, digest in rows}


def _list_indexed(manifest: Manifest) -> dict[int, State]:
    return {key: (manifest.revisions.get(key, 0), digest) for key, digest in manifest.hashes.items()}


def _newest_published() -> ColumnElement[bool]:
    return (
        (col(SupplyRevision.item_id) == col(SupplyItem.id))
        & (col(SupplyRevision.number) == col(SupplyItem.revision))
        & (col(SupplyItem.status) == Status.PUBLISHED.value)
    )
