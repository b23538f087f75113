"""What the retrieval layer refuses: one root, each with a stable code and a Chinese sentence."""


class EmbeddingsError(Exception):
    """Root of the retrieval layer's errors; `code` is stable, `message` is for people."""

    code = "embeddings_error"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class ModelUnavailable(EmbeddingsError):
    """No embedding model at the configured place, in the local hub cache or in the bundled wheel."""

    code = "model_unavailable"


class IndexUnavailable(EmbeddingsError):
    """No readable index generation, or one that another encoder made."""

    code = "index_unavailable"


class BenchmarkUnreadable(EmbeddingsError):
    """A folder that is not in BEIR layout."""

    code = "benchmark_unreadable"
