"""Makes a loaded model quick on the processor: what every call would repeat is done once, after loading."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from threadpoolctl import threadpool_limits

from embeddings.memory import release_freed

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

# Short, long and of several scripts; only compared with itself, before and after.
_PROBES = ("设备老坏", "排产靠人工，插单就乱，想让订单、库存和进度对得上。" * 3, "MES & energy monitoring")
_SAME_COSINE = 0.9999
_CPUINFO = Path("/proc/cpuinfo")
_MOST_LANES = 8  # each holds the activations of a batch of its own


def choose_dtype() -> torch.dtype:
    """The number format that is fastest here at a cosine of at least .995 to float32.

    Bfloat16 where the processor has instructions for it, else float32: emulated it is slower than float32. Not int8:
    measured on 40 field sentences, dynamic quantisation as torch offers it has a minimum of .975 (per tensor) and .981
    (per channel); with all 8 bits of activations it is .996, but then a vector depends on whose query shares the batch.
    """
    import torch

    return torch.bfloat16 if _has_native_bfloat16() else torch.float32


def _has_native_bfloat16() -> bool:
    flags = _CPUINFO.read_text() if _CPUINFO.is_file() else ""
    return "avx512_bf16" in flags or "amx_bf16" in flags or "bf16" in flags.split()


def count_lanes() -> int:
    """How many batches are computed side by side, each on one thread of torch: as many as there are cores, 8 at most.

    One query is some 150 products of matrices so small that a second thread is not awake before the first is done.
    """
    return min(_MOST_LANES, len(os.sched_getaffinity(0)))


def prepare(model: SentenceTransformer) -> None:
    """Change the model in place: layers packed for oneDNN, no pooler that nobody reads, one thread a call.

    That holds for torch and for numpy's products in the whole process (faiss sets its own number at each call): of two threads
    on cores that others use as well, the first waits for the second, many times as long as a small product takes.

    The vectors stay what they were (cosine at least .9999 on a few probes), or the layers stay as they were: the packing
    goes through operators that torch keeps for its own compiler.
    """
    import torch

    torch.set_num_threads(1)
    threadpool_limits(1, user_api="blas")
    model.eval()
    _slim_tokenizer(model)
    _drop_unread_pooler(model)
    before = _probe(model)
    replaced: list[tuple[torch.nn.Module, str, torch.nn.Module]] = []
    try:
        _pack_layers(model, replaced)
        same = torch.cosine_similarity(_probe(model), before).min().item() >= _SAME_COSINE
    except (AttributeError, RuntimeError, TypeError):  # no such operator, or another architecture
        same = False
    if not same:
        for parent, name, plain in replaced:
            setattr(parent, name, plain)


def _pack_layers(
    module: torch.nn.Module, replaced: list[tuple[torch.nn.Module, str, torch.nn.Module]]
) -> None:
    from embeddings.packed import pack

    for name, child in list(module.named_children()):
        packed = pack(child)
        if packed is None:
            _pack_layers(child, replaced)
        else:
            setattr(module, name, packed)
            replaced.append((module, name, child))


def _probe(model: SentenceTransformer) -> torch.Tensor:
    import torch

    with torch.inference_mode():
        found: torch.Tensor = model(model.preprocess(list(_PROBES)))["sentence_embedding"]
        return found.float()


def _slim_tokenizer(model: SentenceTransformer) -> None:
    from tokenizers import Tokenizer

    from embeddings.unigram import slim

    backend = getattr(model.tokenizer, "backend_tokenizer", None)
    if isinstance(backend, Tokenizer) and slim(backend):
        release_freed()


def _drop_unread_pooler(model: SentenceTransformer) -> None:
    """BERT's own pooler: sentence-transformers pools the tokens itself, and many checkpoints have no weights for it."""
    from sentence_transformers.sentence_transformer.modules import Pooling

    inner: Any = getattr(model[0], "model", None)
    reads_tokens = len(model) > 1 and isinstance(model[1], Pooling)
    if reads_tokens and getattr(inner, "pooler", None) is not None:
        inner.pooler = None
