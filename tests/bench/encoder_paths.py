"""The encoder beside `SentenceTransformer.encode` of the same number format, alternating in one run.

`python -m tests.bench.encoder_paths FOLDER_OF_THE_MODEL` prints wall and processor time of a query alone, queries a second of
32 threads, passages a second, and the least cosine to float32. On a machine shared with other work only the processor time
says something: whoever has more threads gets more of the cores.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from rich.console import Console

import api.runtime  # noqa: F401  # sets how torch's threads wait, before torch is loaded
from catalog.taxonomy import load_taxonomy
from embeddings.encoders import SentenceEncoder, Vectors
from embeddings.inference import choose_dtype

_THREADS = 32
_ROUNDS = 2
_out = Console(markup=False, highlight=False, soft_wrap=True)
Encode = Callable[[Sequence[str]], Vectors]


def main() -> None:
    """Measure and print."""
    import torch

    folder = Path(sys.argv[1])
    cores = len(os.sched_getaffinity(0))
    ours = SentenceEncoder(folder)
    theirs, exact = _plain(folder, choose_dtype()), _plain(folder, torch.float32)
    texts = [statement.text for statement in load_taxonomy().statements][:480]

    def new(asked: Sequence[str]) -> Vectors:
        torch.set_num_threads(1)
        return ours.encode_queries(asked, remember=False)

    def old(asked: Sequence[str]) -> Vectors:
        torch.set_num_threads(cores)
        return theirs(asked, "query: ")

    for name, clock in (("墙上", time.perf_counter), ("处理器", time.process_time)):
        spent = _alternating({"旧": old, "新": new}, [[text] for text in texts[:120]], clock)
        _say(f"单个查询（{name}时间）", spent, "ms")
    queries: dict[str, list[float]] = {"旧": [], "新": []}
    passages: dict[str, list[float]] = {"旧": [], "float32": [], "新": []}
    for _ in range(_ROUNDS):
        for name, encode in {"旧": old, "新": new}.items():
            queries[name].append(_cost(partial(_ask_from_threads, encode), texts[:256]))
        torch.set_num_threads(cores)
        passages["旧"].append(_cost(lambda asked: theirs(asked, "passage: "), texts[:192]))
        passages["float32"].append(_cost(lambda asked: exact(asked, "passage: "), texts[:192]))
        torch.set_num_threads(1)
        passages["新"].append(_cost(ours.encode_passages, texts[:192]))
    _say(f"{_THREADS} 个线程，每个查询（处理器时间）", queries, "ms")
    _say("每段（处理器时间）", passages, "ms")
    cosines = (new(texts) * exact(texts, "query: ")).sum(axis=1)
    _out.print(f"与 float32 的余弦，{len(texts)} 句：最小 {cosines.min():.5f}，平均 {cosines.mean():.5f}")


def _plain(folder: Path, dtype: object) -> Callable[[Sequence[str], str], Vectors]:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(
        str(folder), device="cpu", local_files_only=True, model_kwargs={"dtype": dtype}
    )

    def encode(texts: Sequence[str], prompt: str) -> Vectors:
        found = model.encode(list(texts), prompt=prompt, show_progress_bar=False, convert_to_tensor=True)
        vectors: Vectors = found.float().numpy()
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors

    return encode


def _alternating(
    ways: dict[str, Encode], inputs: Sequence[Sequence[str]], clock: Callable[[], float]
) -> dict[str, list[float]]:
    spent: dict[str, list[float]] = {name: [] for name in ways}
    for asked in inputs:
        for name, encode in ways.items():
            started = clock()
            encode(asked)
            spent[name].append((clock() - started) * 1000)
    return spent


def _cost(encode: Callable[[Sequence[str]], object], texts: Sequence[str]) -> float:
    """Milliseconds of processor time that a text costs; also tells the texts a second of this round."""
    started, worked = time.perf_counter(), time.process_time()
    encode(texts)
    _out.print(f"  每秒 {len(texts) / (time.perf_counter() - started):.1f}")
    return (time.process_time() - worked) * 1000 / len(texts)


def _ask_from_threads(encode: Encode, texts: Sequence[str]) -> None:
    """Each thread asks for one text after another."""

    def ask(mine: Sequence[str]) -> None:
        for text in mine:
            encode([text])

    threads = [threading.Thread(target=ask, args=(texts[at::_THREADS],)) for at in range(_THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _say(what: str, measured: dict[str, list[float]], unit: str) -> None:
    said = "；".join(
        f"{name} p50 {np.median(values):.1f}{unit}，p95 {np.percentile(values, 95):.1f}{unit}，最小 {min(values):.1f}{unit}"
        for name, values in measured.items()
    )
    _out.print(f"{what}：{said}")


if __name__ == "__main__":
    main()
