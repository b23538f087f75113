"""Tantivy: BM25 over our jieba words; it has no vectors, so exact cosines and our own fusion stand beside it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import tantivy

from embeddings.fusion import DENSE_WEIGHT, LEXICAL_WEIGHT, min_max
from tests.bench.engines.protocol import Asked, Corpus, K, limit

_ARM = 100
_HEAP_BYTES = 200_000_000


class Adapter:
    """Words separated by blanks, the bucket as an indexed number."""

    def __init__(self) -> None:
        schema = tantivy.SchemaBuilder()
        schema.add_text_field("words", tokenizer_name="whitespace", index_option="freq")
        schema.add_integer_field("id", stored=True, fast=True)
        schema.add_integer_field("bucket", indexed=True, fast=True)
        self._schema = schema.build()

    def build(self, corpus: Corpus, folder: Path) -> None:
        """Write all documents with one thread and commit once."""
        folder.mkdir(parents=True)
        writer = tantivy.Index(self._schema, path=str(folder)).writer(_HEAP_BYTES, 1)
        for at, (_, words) in enumerate(corpus.documents()):
            writer.add_document(
                tantivy.Document(words=" ".join(words), id=at, bucket=int(corpus.buckets[at]))
            )
        writer.commit()
        writer.wait_merging_threads()

    def open(self, corpus: Corpus, folder: Path) -> None:
        """Open the index, and bring the vectors into memory."""
        self._searcher = tantivy.Index(self._schema, path=str(folder)).searcher()
        self._vectors = np.array(corpus.vectors)
        self._buckets = corpus.buckets

    def search(self, asked: Asked, share: float | None) -> list[int]:
        """The best hundred of both arms, min-max and equal weights as in ours."""
        lexical = self._lexical(asked, share)
        cosines = self._cosines(asked, share)
        nearest = _best(cosines, _ARM)
        union = np.union1d(np.array(list(lexical), dtype=np.int64), nearest)
        bm25 = np.array([lexical.get(int(at), 0.0) for at in union], dtype=np.float32)
        reference = np.array(list(lexical.values()), dtype=np.float32)
        total = LEXICAL_WEIGHT * min_max(bm25, reference)
        total = total + DENSE_WEIGHT * min_max(cosines[union], cosines[nearest])
        found: list[int] = union[np.lexsort((union, -total))][:K].tolist()
        return found

    def nearest(self, asked: Asked, share: float | None) -> list[int]:
        """Exact cosines in numpy."""
        found: list[int] = _best(self._cosines(asked, share), K).tolist()
        return found

    def count(self, share: float) -> int:
        """Its count of the filter's hits."""
        return int(self._searcher.search(self._filter(share), 1).count)

    def _lexical(self, asked: Asked, share: float | None) -> dict[int, float]:
        terms = [
            (tantivy.Occur.Should, tantivy.Query.term_query(self._schema, "words", word))
            for word in asked.words
        ]
        if not terms:
            return {}
        query = tantivy.Query.boolean_query(terms)
        if share is not None:
            allowed = tantivy.Query.const_score_query(self._filter(share), 0.0)
            query = tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, allowed)])
        hits = self._searcher.search(query, _ARM, count=False).hits
        return {int(self._searcher.doc(address)["id"][0]): score for score, address in hits}

    def _filter(self, share: float) -> tantivy.Query:
        return tantivy.Query.range_query(
            self._schema, "bucket", tantivy.FieldType.Integer, 0, limit(share), include_upper=False
        )

    def _cosines(self, asked: Asked, share: float | None) -> npt.NDArray[np.float32]:
        cosines: npt.NDArray[np.float32] = self._vectors @ asked.vector
        if share is not None:
            cosines[self._buckets >= limit(share)] = -2.0
        return cosines


def _best(cosines: npt.NDArray[np.float32], k: int) -> npt.NDArray[np.int64]:
    k = min(k, int(np.count_nonzero(cosines > -2.0)))
    best = np.argpartition(-cosines, k - 1)[:k] if k else np.empty(0, dtype=np.int64)
    return best[np.argsort(-cosines[best])]
