"""Texts to unit vectors through sentence-transformers, as fast as the processor allows."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np
import numpy.typing as npt

from embeddings.batching import Batcher
from embeddings.errors import ModelUnavailable
from embeddings.inference import choose_dtype, count_lanes, prepare
from embeddings.late import TokenVectors, quantise

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = npt.NDArray[np.float32]
"""Rows of unit length, float32."""

_BATCH = 32
_SHARED = (
    8  # measured: a text costs 12 ms alone, 7.4 among 4, 7.3 among 8, 6.9 among 16; more only cost memory
)
_MANY = 8  # so many new queries at once come from a program: they fill batches of their own
_Side = Literal[0, 1]
_QUERY: _Side = 0
_PASSAGE: _Side = 1
_NO_TOKENS: TokenVectors = np.empty((0, 0), dtype=np.int8)
_MODEL_FILES = {".json", ".safetensors", ".bin", ".txt", ".model"}
_QUERY_CACHE = 2048  # each 1.5 kB and 0.4 kB a token: at most 50 MB, of queries as people type them 15
_QUERY_TOKENS = 64  # of a longer query no more are compared one by one


@dataclass(frozen=True, slots=True)
class Encoded:
    """A text as the model sees it: its vector (dimension,) of unit length, and its tokens' without prompt and marks."""

    vector: Vectors
    tokens: TokenVectors


class Encoder(Protocol):
    """What the index needs of a model; `fingerprint` changes whenever the vectors would."""

    @property
    def fingerprint(self) -> str:
        """Identifies weights, prompts and number format."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    def encode_queries(self, texts: Sequence[str], *, remember: bool = True) -> Vectors:
        """Vectors (n, dimension) of what people ask for."""

    def encode_query(self, text: str) -> Encoded:
        """What one person asks for, with its tokens."""

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> Vectors:
        """Vectors (n, dimension) of what is found."""

    def encode_documents(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> list[Encoded]:
        """What is found, with its tokens."""


class SentenceEncoder:
    """Any sentence-transformers model in bfloat16 where the processor computes it natively, else in float32.

    Prompts: a model's own `query` and `passage` prompts, else the E5 family's prefixes when the folder says E5. Thread-safe;
    query vectors are remembered, so a repeated query costs no inference, and queries that come at once share it.
    """

    def __init__(self, folder: Path) -> None:
        """Load the model; about two seconds. Raises ModelUnavailable when the folder is not a model."""
        import transformers
        from sentence_transformers import SentenceTransformer

        transformers.utils.logging.set_verbosity_error()
        transformers.utils.logging.disable_progress_bar()
        dtype = choose_dtype()
        try:
            self._model: SentenceTransformer = SentenceTransformer(
                str(folder), device="cpu", local_files_only=True, model_kwargs={"dtype": dtype}
            )
        except Exception as error:  # what a damaged folder raises depends on which of its files is damaged
            raise ModelUnavailable(
                f"“{folder}”不是可用的向量模型，或文件已损坏。请检查 DUIJIE_MODEL；内置模型可删除该文件夹后重试。"
            ) from error
        prepare(self._model)
        self._prompts = _prompts(self._model, folder)
        self._marks = [_count_marks(self._model, prompt) for prompt in self._prompts]
        self._fingerprint = _fingerprint(folder, str(dtype), self._prompts)
        self._cache: OrderedDict[str, Encoded] = OrderedDict()
        self._lock = threading.Lock()
        lanes = count_lanes()
        self._workers = ThreadPoolExecutor(lanes, thread_name_prefix="encoder")
        self._queries = Batcher(lambda texts: self._encode(texts, _QUERY), most=_SHARED, lanes=lanes)

    @property
    def fingerprint(self) -> str:
        """Identifies weights, prompts and number format."""
        return self._fingerprint

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._model.get_embedding_dimension() or 0)

    def encode_queries(self, texts: Sequence[str], *, remember: bool = True) -> Vectors:
        """Vectors (n, dimension) of what people ask for; secret texts are encoded with `remember=False`."""
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        return np.stack([found.vector for found in self._encode_queries(texts, remember=remember)])

    def encode_query(self, text: str) -> Encoded:
        """What one person asks for, with its tokens, of a long text the first 64."""
        return self._encode_queries([text], remember=True)[0]

    def _encode_queries(self, texts: Sequence[str], *, remember: bool) -> list[Encoded]:
        with self._lock:
            known = {text: self._cache[text] for text in texts if text in self._cache}
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        if missing:
            encoded = (
                self._queries.results(missing)
                if len(missing) <= _MANY
                else self._encode_many(missing, _QUERY, tokens=remember)  # a report's are never asked for
            )
            known |= dict(zip(missing, encoded, strict=True))
        if remember:
            self._remember({text: known[text] for text in texts})
        return [known[text] for text in texts]

    def _remember(self, encoded: dict[str, Encoded]) -> None:
        with self._lock:
            for text, found in encoded.items():
                # A vector of its own: a view would keep its whole batch.
                self._cache[text] = replace(found, vector=found.vector.copy())
                self._cache.move_to_end(text)
            while len(self._cache) > _QUERY_CACHE:
                self._cache.popitem(last=False)

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> Vectors:
        """Vectors (n, dimension) of what is found."""
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        for at, found in enumerate(self._encode_many(texts, _PASSAGE, progress, tokens=False)):
            vectors[at] = found.vector
        return vectors

    def encode_documents(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> list[Encoded]:
        """What is found, with its tokens: some 80 kB for a text of 200 tokens."""
        return self._encode_many(texts, _PASSAGE, progress)

    def _encode_many(
        self,
        texts: Sequence[str],
        side: _Side,
        progress: Callable[[int, int], None] | None = None,
        *,
        tokens: bool = True,
    ) -> list[Encoded]:
        """Longest texts first, so that batches are evenly full; a batch on each core, so that no core waits for another."""
        order = sorted(range(len(texts)), key=lambda index: -len(texts[index]))
        batches = [order[start : start + _BATCH] for start in range(0, len(order), _BATCH)]
        encoded: dict[int, Encoded] = {}
        running = [
            self._workers.submit(self._encode, [texts[index] for index in chosen], side, tokens=tokens)
            for chosen in batches
        ]
        try:
            for done, (chosen, batch) in enumerate(zip(batches, running, strict=True), start=1):
                encoded.update(zip(chosen, batch.result(), strict=True))
                if progress:
                    progress(min(done * _BATCH, len(order)), len(order))
        finally:
            for batch in running:  # when an error or Ctrl+C passes through, nobody needs the rest
                batch.cancel()
        return [encoded[at] for at in range(len(texts))]

    def _encode(self, texts: Sequence[str], side: _Side, *, tokens: bool = True) -> list[Encoded]:
        """One batch through the model's own modules; `SentenceTransformer.encode` would add 3 ms of preparations."""
        import torch

        with torch.inference_mode():
            features = self._model.preprocess(
                [_encodable(text) for text in texts], prompt=self._prompts[side]
            )
            found = self._model(features)
        vectors: Vectors = found["sentence_embedding"].float().numpy()
        # Rounding to bfloat16 leaves lengths of 0.998 to 1.002; inner products must be cosines.
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        own = found.get("token_embeddings")
        # A model may project what it has pooled: its tokens then lie in another space.
        if not tokens or own is None or own.shape[-1] != vectors.shape[1]:
            return [Encoded(vector, _NO_TOKENS) for vector in vectors]
        most = _QUERY_TOKENS if side == _QUERY else None
        leading, closing = self._marks[side]
        rows = zip(vectors, own.float(), features["attention_mask"].bool(), strict=True)
        return [
            Encoded(vector, quantise(row[mask].numpy()[leading : int(mask.sum()) - closing][:most]))
            for vector, row, mask in rows
        ]


def _encodable(text: str) -> str:
    """Half a surrogate pair, which JSON can carry, is no character to a tokenizer."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _prompts(model: SentenceTransformer, folder: Path) -> tuple[str, str]:
    own = model.prompts
    if own.get("query") or own.get("passage"):
        return own.get("query") or "", own.get("passage") or own.get("document") or ""
    return ("query: ", "passage: ") if "e5" in str(folder).lower() else ("", "")


def _count_marks(model: SentenceTransformer, prompt: str) -> tuple[int, int]:
    """Tokens before a text's own, the opening mark and the prompt's, and after them, where the tokenizer closes a text."""
    closing = min(len(model.tokenizer("")["input_ids"]), 1)
    return len(model.tokenizer(prompt.rstrip())["input_ids"]) - closing, closing


def _fingerprint(folder: Path, dtype: str, prompts: tuple[str, str]) -> str:
    """Over contents, not sizes: a model tuned further is as long as the one that it came from. Some 0.2 s."""
    digest = hashlib.sha256("\x1f".join((dtype, *prompts)).encode())
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in _MODEL_FILES:
            with path.open("rb") as file:
                digest.update(path.name.encode() + hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:16]
