"""Embedded seekdb: its IK full-text index, its HNSW index, and its reciprocal rank fusion."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from typing import Any

import pyseekdb
from pylibseekdb import SeekdbError
from pyseekdb.client.query_types import QueryHint

from tests.bench.engines.protocol import Asked, Corpus, K, limit

_NAME = "documents"
_BATCH = 500
_ARM = 100  # candidates of each arm, as many as ours
_ATTEMPTS = 5
_PATIENCE = QueryHint(
    query_timeout=120.0
)  # seconds; its own limit is 10, too little for a first query on a busy machine
_BREAKING = re.compile(r"[\s'\"\\]+")  # a quotation mark or backslash breaks the SQL that its client writes


class Adapter:
    """One collection; ids are strings there."""

    def build(self, corpus: Corpus, folder: Path) -> None:
        """Add in batches; its indexes grow as documents come."""
        folder.mkdir(parents=True)
        client = pyseekdb.Client(path=str(folder / "seekdb.db"))
        collection = client.create_collection(
            _NAME,
            schema=pyseekdb.Schema(
                vector_index=pyseekdb.VectorIndexConfig(
                    hnsw=pyseekdb.HNSWConfiguration(
                        dimension=corpus.vectors.shape[1],
                        distance="cosine",
                        M=32,
                        ef_construction=200,
                        ef_search=128,
                    ),
                    embedding_function=None,
                ),
                fulltext_index=pyseekdb.FulltextIndexConfig(analyzer="ik"),
            ),
        )
        batch: list[tuple[int, str]] = []
        for at, (text, _) in enumerate(corpus.documents()):
            batch.append((at, text))
            if len(batch) == _BATCH:
                _add(collection, corpus, batch)
                batch = []
        if batch:
            _add(collection, corpus, batch)

    def open(self, corpus: Corpus, folder: Path) -> None:
        """Start the engine on its folder, and wait until it has read its vector index: a first query may time out."""
        client = pyseekdb.Client(path=str(folder / "seekdb.db"))
        self._collection = client.get_collection(_NAME, embedding_function=None)
        for _ in range(_ATTEMPTS):
            with contextlib.suppress(SeekdbError):
                self.search(corpus.queries()[0], None)
                return

    def search(self, asked: Asked, share: float | None) -> list[int]:
        """Both arms with the same filter, fused by its reciprocal rank with the default constant."""
        filtered = {} if share is None else {"where": _where(share)}
        found = self._collection.hybrid_search(
            query={
                "where_document": {"$contains": _BREAKING.sub(" ", asked.text)},
                "n_results": _ARM,
                **filtered,
            },
            knn={"query_embeddings": [asked.vector.tolist()], "n_results": _ARM, **filtered},
            rank={"rrf": {}},
            n_results=K,
            include=[],
            query_hint=_PATIENCE,
        )
        return [int(identifier) for identifier in found["ids"][0]]

    def nearest(self, asked: Asked, share: float | None) -> list[int]:
        """The vector index alone."""
        filtered = {} if share is None else {"where": _where(share)}
        found = self._collection.query(
            query_embeddings=[asked.vector.tolist()],
            n_results=K,
            include=[],
            query_hint=_PATIENCE,
            **filtered,
        )
        return [int(identifier) for identifier in found["ids"][0]]

    def count(self, share: float) -> int:
        """The number of ids that it lists; its client has no filtered count."""
        return len(
            self._collection.get(where=_where(share), include=[], limit=10**9, query_hint=_PATIENCE)["ids"]
        )


def _add(collection: Any, corpus: Corpus, batch: list[tuple[int, str]]) -> None:
    collection.add(
        ids=[str(at) for at, _ in batch],
        embeddings=[corpus.vectors[at].tolist() for at, _ in batch],
        documents=[text for _, text in batch],
        metadatas=[{"bucket": int(corpus.buckets[at])} for at, _ in batch],
    )


def _where(share: float) -> dict[str, Any]:
    return {"bucket": {"$lt": limit(share)}}
