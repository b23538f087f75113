"""Text in, `(id, score)` out: segmentation, encoder, vectors, BM25, fusion and index files on disk."""
