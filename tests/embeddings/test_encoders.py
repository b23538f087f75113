"""The encoder: unit vectors, order, repetition, memory and identity."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from sentence_transformers.sentence_transformer.modules import Dense
from threadpoolctl import threadpool_info

from embeddings.encoders import Encoded, SentenceEncoder, Vectors
from embeddings.errors import ModelUnavailable
from embeddings.late import TokenVectors, quantise
from embeddings.weights import unpack
from tests.embeddings import bundled

# Of many lengths, so that batches do not come in the order asked.
TEXTS = [("设备坏" * (at * 7 % 5 + 1) + "单" * (at % 3))[: at % 9 + 1] for at in range(70)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of one layer in the real form; its vectors mean nothing, its plumbing is the real one's."""
    parent = tmp_path_factory.mktemp("encoders")
    bundled.write_bundled(parent / "small.bin")
    unpack(parent / "small.bin", parent / "small-e5")
    return parent / "small-e5"


@pytest.fixture
def small(folder: Path) -> SentenceEncoder:
    return SentenceEncoder(folder)


@pytest.mark.model
def test_real_vectors_are_unit_and_repeatable(encoder: SentenceEncoder) -> None:
    texts = ["设备点检", "Predictive maintenance", "贷款", "，", "ＭＥＳ"]
    first = encoder.encode_passages(texts)
    assert first.dtype == np.float32
    assert first.shape == (5, encoder.dimension) == (5, 384)
    assert np.linalg.norm(first, axis=1) == pytest.approx(1.0, abs=1e-6)
    assert np.array_equal(encoder.encode_passages(texts), first)


@pytest.mark.model
def test_real_vectors_mean_something(encoder: SentenceEncoder) -> None:
    asked = encoder.encode_queries(["设备老坏怎么办"])[0]
    passages = encoder.encode_passages(["设备预测性维护与点检", "财务核算与成本分摊", "葡萄酒酿造工艺"])
    assert int(np.argmax(passages @ asked)) == 0


def test_vectors_come_in_the_order_asked_with_progress_to_the_end(small: SentenceEncoder) -> None:
    told: list[tuple[int, int]] = []
    together = small.encode_passages(TEXTS, lambda done, total: told.append((done, total)))
    alone = np.concatenate([small.encode_passages([text]) for text in TEXTS])
    assert (together * alone).sum(axis=1).min() > 0.999
    assert told == [(32, 70), (64, 70), (70, 70)]


def test_nothing_to_encode(small: SentenceEncoder) -> None:
    assert small.encode_passages([]).shape == (0, bundled.HIDDEN)
    assert small.encode_queries([]).shape == (0, bundled.HIDDEN)


def test_queries_and_passages_have_their_own_prompts(folder: Path, small: SentenceEncoder) -> None:
    assert small._prompts == ("query: ", "passage: ")
    assert not np.allclose(small.encode_queries(["工单"]), small.encode_passages(["工单"]))


@pytest.mark.parametrize(
    ("name", "prompts"), [("my-e5-model", ("query: ", "passage: ")), ("other", ("", ""))]
)
def test_a_model_without_prompts_of_its_own(
    folder: Path, tmp_path: Path, name: str, prompts: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / name
    shutil.copytree(folder, copy)
    settings = copy / "config_sentence_transformers.json"
    settings.write_text('{"prompts": {}}')
    # pytest's own folder names must not decide: the path relative to its parent does
    monkeypatch.chdir(tmp_path)
    assert SentenceEncoder(Path(name))._prompts == prompts


def test_a_repeated_query_costs_nothing(small: SentenceEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []
    encode = small._encode

    def encode_counted(texts: Sequence[str], side: Literal[0, 1]) -> list[Encoded]:
        asked.append(list(texts))
        return encode(texts, side)

    monkeypatch.setattr(small, "_encode", encode_counted)
    first = small.encode_queries(["工单", "设备", "工单"])
    again = small.encode_queries(["设备", "坏", "工单"])
    assert asked == [["工单", "设备"], ["坏"]]
    assert np.array_equal(first[0], first[2])
    assert np.array_equal(again[[2, 0]], first[:2])


def test_a_secret_query_is_not_remembered(small: SentenceEncoder) -> None:
    small.encode_queries(["营收下滑"], remember=False)
    assert small._cache == {}
    small.encode_queries(["工单"])
    assert list(small._cache) == ["工单"]


def test_memory_is_bounded_and_forgets_the_oldest(
    small: SentenceEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("embeddings.encoders._QUERY_CACHE", 3)
    small.encode_queries(["工", "单", "坏"])
    small.encode_queries(["工"])
    small.encode_queries(["设备"])
    assert list(small._cache) == ["坏", "工", "设备"]


def test_the_caller_may_change_what_it_got(small: SentenceEncoder) -> None:
    first = small.encode_queries(["工单"])
    kept = first.copy()
    first[:] = 0
    assert np.array_equal(small.encode_queries(["工单"]), kept)


def test_threads_share_one_encoder(small: SentenceEncoder) -> None:
    expected = {text: small.encode_queries([text], remember=False)[0] for text in TEXTS[:12]}
    wrong: list[str] = []

    def ask(texts: list[str]) -> None:
        wrong.extend(text for text in texts if small.encode_queries([text])[0] @ expected[text] < 0.9999)

    threads = [threading.Thread(target=ask, args=(TEXTS[at:12],)) for at in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_queries_that_come_at_once_share_batches_and_get_their_own_vectors(
    small: SentenceEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Thirty-two threads ask for eight texts while every lane is held; then all of it is a batch or two."""
    texts = ["工单" * at + "坏" for at in range(8)]
    expected = {text: small.encode_queries([text], remember=False)[0] for text in texts}
    calls: list[list[str]] = []
    opened = threading.Event()
    encode = small._encode

    def encode_held(texts: Sequence[str], side: Literal[0, 1]) -> list[Encoded]:
        calls.append(list(texts))
        assert opened.wait(20)
        return encode(texts, side)

    monkeypatch.setattr(small, "_encode", encode_held)
    with ThreadPoolExecutor(48) as pool:
        lanes = small._queries._free_lanes
        holders = [pool.submit(small.encode_queries, [f"占{at}"], remember=False) for at in range(lanes)]
        _wait_until(lambda: len(calls) == lanes)
        asked = [(text, pool.submit(small.encode_queries, [text], remember=False)) for text in texts * 4]
        _wait_until(lambda: len(small._queries._jobs) == lanes + len(texts))
        opened.set()
        for text, found in asked:
            assert found.result(20)[0] @ expected[text] > 0.999
        assert all(holder.result(20).shape == (1, bundled.HIDDEN) for holder in holders)
    shared = [text for batch in calls[lanes:] for text in batch]
    assert set(shared) == set(texts)
    assert max(len(batch) for batch in calls[lanes:]) > 1
    assert small._cache == {}
    assert small._queries._jobs == {}


def _wait_until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_many_queries_of_one_caller_fill_batches_of_their_own(
    small: SentenceEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A report's sentences must not stand in the queue before somebody's search."""

    def refuse(texts: Sequence[str]) -> Vectors:
        raise AssertionError(texts)

    alone = np.concatenate([small.encode_queries([text], remember=False) for text in TEXTS])
    monkeypatch.setattr(small._queries, "results", refuse)
    together = small.encode_queries(TEXTS, remember=False)
    assert (together * alone).sum(axis=1).min() > 0.999
    assert small._cache == {}


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "工单" * 250,
        "😀👩‍🔧",
        "\x00\x07\u200b",
        "，。！？",
        "'; DROP TABLE x;--",
        "9" * 400,
        "\ud800工单",
    ],
)
def test_no_text_is_refused(small: SentenceEncoder, text: str) -> None:
    for vectors in (small.encode_queries([text]), small.encode_passages([text])):
        assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-6)


@pytest.mark.parametrize("count", [1, 40])
def test_an_error_reaches_the_caller_and_leaves_the_encoder_whole(
    small: SentenceEncoder, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    def fail(texts: Sequence[str], side: Literal[0, 1], *, tokens: bool = True) -> list[Encoded]:
        raise RuntimeError("no memory left")

    texts = [f"工单{at}" for at in range(count)]
    with monkeypatch.context() as patch:
        patch.setattr(small, "_encode", fail)
        for encode in (small.encode_queries, small.encode_passages):
            with pytest.raises(RuntimeError, match="no memory left"):
                encode(texts)
    assert small._cache == {}
    assert small.encode_queries(texts).shape == (count, bundled.HIDDEN)


def test_the_fingerprint_is_of_contents(folder: Path, tmp_path: Path, small: SentenceEncoder) -> None:
    """The same files elsewhere are the same model; one weight changed in place is another of the same size."""
    shutil.copytree(folder, tmp_path / "same-e5")
    assert SentenceEncoder(tmp_path / "same-e5").fingerprint == small.fingerprint
    weights = tmp_path / "same-e5" / "model.safetensors"
    content = bytearray(weights.read_bytes())
    content[-3] ^= 0x01
    weights.write_bytes(bytes(content))
    assert SentenceEncoder(tmp_path / "same-e5").fingerprint != small.fingerprint


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("config_sentence_transformers.json", "passage: ", "document: "),
        ("tokenizer.json", "设备", "设施"),
        ("1_Pooling/config.json", "mean", "mean"),
    ],
)
def test_the_fingerprint_covers_prompts_and_words(
    folder: Path, tmp_path: Path, small: SentenceEncoder, file: str, old: str, new: str
) -> None:
    shutil.copytree(folder, tmp_path / "copy-e5")
    path = tmp_path / "copy-e5" / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    changed = SentenceEncoder(tmp_path / "copy-e5").fingerprint != small.fingerprint
    assert changed == (old != new)


def test_what_is_no_model_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="不是可用的向量模型"):
        SentenceEncoder(tmp_path)


@pytest.mark.parametrize("file", ["model.safetensors", "tokenizer.json", "config.json", "modules.json"])
def test_a_damaged_model_is_unavailable(folder: Path, tmp_path: Path, file: str) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    content = (copy / file).read_bytes()
    (copy / file).write_bytes(content[: len(content) // 2])
    with pytest.raises(ModelUnavailable):
        SentenceEncoder(copy)


def test_threads_of_the_model_sleep_while_they_wait() -> None:
    """They would spin else, and on shared cores a query took a second. It only counts if torch comes later."""
    script = "import os, sys, api.runtime; print(os.environ['OMP_WAIT_POLICY'], 'torch' in sys.modules)"
    environment = {name: value for name, value in os.environ.items() if name != "OMP_WAIT_POLICY"}
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment
    )
    assert done.stdout.split() == ["PASSIVE", "False"]


def test_tokens_are_the_texts_own_without_prompt_and_marks(
    small: SentenceEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many as the tokenizer makes of the bare text, the same for a text alone and in a batch."""
    texts = ["工单", "设备坏设备坏单", "单"]
    bare = [len(small._model.tokenizer(text, add_special_tokens=False)["input_ids"]) for text in texts]
    together = small.encode_documents(texts)
    assert [len(found.tokens) for found in together] == bare
    for text, found in zip(texts, together, strict=True):
        [alone] = small.encode_documents([text])
        cosine = (_unit(alone.tokens) * _unit(found.tokens)).sum(axis=1)
        assert cosine.min() > 0.999
        assert np.array_equal(found.vector, small.encode_passages(texts)[texts.index(text)])
        assert len(small.encode_query(text).tokens) == len(found.tokens)
    monkeypatch.setattr("embeddings.encoders._QUERY_TOKENS", 3)
    assert len(small.encode_query("工单" + texts[1]).tokens) == 3


def _unit(tokens: TokenVectors) -> Vectors:
    unit: Vectors = tokens / np.linalg.norm(tokens.astype(np.float32), axis=1, keepdims=True)
    return unit


def test_tokens_do_not_depend_on_the_side_that_is_padded(small: SentenceEncoder) -> None:
    texts = ["工单", "设备坏设备坏单"]
    before = small.encode_documents(texts)
    small._model.tokenizer.padding_side = "left"
    after = small.encode_documents(texts)
    assert [len(found.tokens) for found in after] == [len(found.tokens) for found in before]
    assert (_unit(after[1].tokens) * _unit(before[1].tokens)).sum(axis=1).min() > 0.999


def test_a_model_that_projects_its_mean_has_no_tokens(small: SentenceEncoder) -> None:
    """Its tokens lie in another space than its vectors."""
    small._model.append(Dense(bundled.HIDDEN, 4).to(small._model.dtype))
    [found] = small.encode_documents(["工单"])
    assert (found.vector.shape, len(found.tokens)) == ((4,), 0)
    assert len(small.encode_query("工单").tokens) == 0


def test_a_remembered_vector_does_not_keep_its_batch(small: SentenceEncoder) -> None:
    small.encode_queries(["工", "单", "坏"])
    assert all(found.vector.base is None for found in small._cache.values())


def test_tokens_of_many_secret_texts_are_not_made(
    small: SentenceEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []

    def count(rows: Vectors) -> TokenVectors:
        made.append(len(rows))
        return quantise(rows)

    monkeypatch.setattr("embeddings.encoders.quantise", count)
    small.encode_queries(TEXTS, remember=False)
    assert made == []
    small.encode_documents(TEXTS[:3])
    assert len(made) == 3


@pytest.mark.usefixtures("encoder")
def test_with_a_model_in_use_products_of_matrices_take_one_thread() -> None:
    """Two would wait for one another, for many times as long as the product takes, wherever the cores are shared."""
    own = [library for library in threadpool_info() if "numpy" in library["filepath"]]
    assert own
    assert {library["num_threads"] for library in own} == {1}
