"""Qdrant's client in local mode: BM25 as sparse vectors of our jieba words, and its reciprocal rank fusion."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from qdrant_client import QdrantClient, models

from tests.bench.engines.protocol import Asked, Corpus, K, limit

_NAME = "documents"
_ARM = 100
# Qdrant's own BM25 model: k1 = 1.2, b = 0.75; the inverse document frequency is the server's part.
_K1, _B = 1.2, 0.75


class Adapter:
    """One collection with a dense and a sparse vector for each point."""

    def build(self, corpus: Corpus, folder: Path) -> None:
        """Upload all points; local mode has no index to build."""
        folder.mkdir(parents=True)
        client = QdrantClient(path=str(folder))
        client.create_collection(
            _NAME,
            vectors_config={
                "dense": models.VectorParams(size=corpus.vectors.shape[1], distance=models.Distance.COSINE)
            },
            sparse_vectors_config={"sparse": models.SparseVectorParams(modifier=models.Modifier.IDF)},
        )
        client.upload_points(_NAME, _points(corpus))
        client.close()

    def open(self, corpus: Corpus, folder: Path) -> None:
        """Read everything into memory."""
        self._client = QdrantClient(path=str(folder))

    def search(self, asked: Asked, share: float | None) -> list[int]:
        """Both arms with the same filter, fused by its reciprocal rank."""
        allowed = _filter(share)
        terms = sorted({_number(word) for word in asked.words})
        sparse = models.SparseVector(indices=terms, values=[1.0] * len(terms))
        arms = [models.Prefetch(query=asked.vector.tolist(), using="dense", limit=_ARM, filter=allowed)]
        if terms:
            arms.append(models.Prefetch(query=sparse, using="sparse", limit=_ARM, filter=allowed))
        return self._ask(prefetch=arms, query=models.FusionQuery(fusion=models.Fusion.RRF))

    def nearest(self, asked: Asked, share: float | None) -> list[int]:
        """The dense vector alone."""
        return self._ask(query=asked.vector.tolist(), using="dense", query_filter=_filter(share))

    def count(self, share: float) -> int:
        """Its exact count."""
        return int(self._client.count(_NAME, count_filter=_filter(share), exact=True).count)

    def _ask(self, **options: Any) -> list[int]:
        found = self._client.query_points(_NAME, limit=K, with_payload=False, **options)
        return [int(point.id) for point in found.points]


def _points(corpus: Corpus) -> Iterator[models.PointStruct]:
    lengths = [len(words) for _, words in corpus.documents()]
    mean = sum(lengths) / len(lengths)
    for at, (_, words) in enumerate(corpus.documents()):
        yield models.PointStruct(
            id=at,
            vector={"dense": corpus.vectors[at].tolist(), "sparse": _sparse(words, mean)},
            payload={"bucket": int(corpus.buckets[at])},
        )


def _sparse(words: Sequence[str], mean: float) -> models.SparseVector:
    counted = Counter(_number(word) for word in words)
    norm = _K1 * (1 - _B + _B * len(words) / mean)
    values = [count * (_K1 + 1) / (count + norm) for count in counted.values()]
    return models.SparseVector(indices=list(counted), values=values)


def _number(word: str) -> int:
    return zlib.crc32(word.encode()) & 0x7FFFFFFF


def _filter(share: float | None) -> models.Filter | None:
    if share is None:
        return None
    return models.Filter(must=[models.FieldCondition(key="bucket", range=models.Range(lt=limit(share)))])
