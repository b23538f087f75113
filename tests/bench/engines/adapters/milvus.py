"""Milvus Lite: its BM25 function over its own jieba analyser, an HNSW index, and its reciprocal rank fusion."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pymilvus import AnnSearchRequest, DataType, Function, FunctionType, MilvusClient, RRFRanker

from tests.bench.engines.protocol import Asked, Corpus, K, limit

_NAME = "documents"
_BATCH = 1000
_ARM = 100  # candidates of each arm, as many as ours
_DENSE = {"metric_type": "COSINE", "params": {"ef": 128}}


class Adapter:
    """One collection with a dense and a sparse field."""

    def build(self, corpus: Corpus, folder: Path) -> None:
        """Insert in batches, then flush, which builds the indexes."""
        folder.mkdir(parents=True)
        client = MilvusClient(str(folder / "milvus.db"))
        schema = client.create_schema(auto_id=False)
        schema.add_field("id", DataType.INT64, is_primary=True)
        schema.add_field("bucket", DataType.INT64)
        schema.add_field(
            "text",
            DataType.VARCHAR,
            max_length=65535,
            enable_analyzer=True,
            analyzer_params={"tokenizer": "jieba"},
        )
        schema.add_field("dense", DataType.FLOAT_VECTOR, dim=corpus.vectors.shape[1])
        schema.add_field("sparse", DataType.SPARSE_FLOAT_VECTOR)
        schema.add_function(
            Function(
                name="bm25",
                function_type=FunctionType.BM25,
                input_field_names=["text"],
                output_field_names=["sparse"],
            )
        )
        indexes = client.prepare_index_params()
        indexes.add_index(
            "dense", index_type="HNSW", metric_type="COSINE", params={"M": 32, "efConstruction": 200}
        )
        indexes.add_index("sparse", index_type="SPARSE_INVERTED_INDEX", metric_type="BM25")
        client.create_collection(_NAME, schema=schema, index_params=indexes)
        rows: list[dict[str, Any]] = []
        for at, (text, _) in enumerate(corpus.documents()):
            vector = corpus.vectors[at].tolist()
            rows.append({"id": at, "bucket": int(corpus.buckets[at]), "text": text, "dense": vector})
            if len(rows) == _BATCH:
                client.insert(_NAME, rows)
                rows = []
        if rows:
            client.insert(_NAME, rows)
        client.flush(_NAME)
        client.load_collection(_NAME)
        client.close()

    def open(self, corpus: Corpus, folder: Path) -> None:
        """Load the collection."""
        self._client = MilvusClient(str(folder / "milvus.db"))
        self._client.load_collection(_NAME)

    def search(self, asked: Asked, share: float | None) -> list[int]:
        """Both requests with the same filter, fused by reciprocal rank with Milvus's constant of 60."""
        filtered = {} if share is None else {"expr": _expression(share)}
        dense = AnnSearchRequest([asked.vector.tolist()], "dense", _DENSE, limit=_ARM, **filtered)
        sparse = AnnSearchRequest([asked.text], "sparse", {"metric_type": "BM25"}, limit=_ARM, **filtered)
        found = self._client.hybrid_search(_NAME, [dense, sparse], RRFRanker(60), limit=K)
        return [int(hit["id"]) for hit in found[0]]

    def nearest(self, asked: Asked, share: float | None) -> list[int]:
        """The dense field alone."""
        found = self._client.search(
            _NAME,
            [asked.vector.tolist()],
            anns_field="dense",
            limit=K,
            filter="" if share is None else _expression(share),
            search_params=_DENSE,
        )
        return [int(hit["id"]) for hit in found[0]]

    def count(self, share: float) -> int:
        """What it counts itself."""
        return int(
            self._client.query(_NAME, filter=_expression(share), output_fields=["count(*)"])[0]["count(*)"]
        )


def _expression(share: float) -> str:
    return f"bucket < {limit(share)}"
