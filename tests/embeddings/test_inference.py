"""The prepared model: the same vectors as the library's own path, at the number format that the rule allows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from sentence_transformers import SentenceTransformer

from catalog.taxonomy import Taxonomy
from embeddings import inference, packed
from embeddings.encoders import Encoder, SentenceEncoder, Vectors
from embeddings.inference import choose_dtype, prepare
from embeddings.weights import resolve, unpack
from tests.embeddings import bundled


@pytest.fixture(scope="module")
def folder(encoder: Encoder, model_home: Path) -> Path:
    """The real model, which the encoder's fixture has unpacked."""
    return resolve(None, model_home / "model")


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A model of one layer in the real form."""
    bundled.write_bundled(tmp_path / "small.bin")
    unpack(tmp_path / "small.bin", tmp_path / "model")
    return tmp_path / "model"


def _load(folder: Path, dtype: torch.dtype) -> SentenceTransformer:
    return SentenceTransformer(
        str(folder), device="cpu", local_files_only=True, model_kwargs={"dtype": dtype}
    )


def _encode(model: SentenceTransformer, texts: list[str]) -> Vectors:
    found = model.encode(texts, prompt="query: ", show_progress_bar=False, convert_to_tensor=True)
    vectors: Vectors = found.float().numpy()
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


def _inner(model: SentenceTransformer) -> Any:
    """The library's own model within."""
    return model[0].model


def _sentences(taxonomy: Taxonomy) -> list[str]:
    texts = [statement.text for statement in taxonomy.statements]
    return texts[:: max(1, len(texts) // 40)][:40]


@pytest.mark.model
def test_the_lean_path_gives_what_encode_gives(encoder: Encoder, folder: Path, taxonomy: Taxonomy) -> None:
    texts = [
        *_sentences(taxonomy),
        "短",
        "",
        "😀\x07",
        "，。！",
        "1" * 400,
        "'; DROP TABLE--",
        "长句。" * 300,
    ]
    expected = _encode(_load(folder, choose_dtype()), texts)
    alone = np.concatenate([encoder.encode_queries([text], remember=False) for text in texts])
    assert (alone * expected).sum(axis=1).min() >= 0.9995
    together = encoder.encode_queries(texts, remember=False)
    assert (together * alone).sum(axis=1).min() >= 0.9995


@pytest.mark.model
def test_the_number_format_keeps_what_float32_says(
    encoder: Encoder, folder: Path, taxonomy: Taxonomy
) -> None:
    texts = _sentences(taxonomy)
    exact = _encode(_load(folder, torch.float32), texts)
    assert (encoder.encode_queries(texts, remember=False) * exact).sum(axis=1).min() >= 0.995


@pytest.mark.model
def test_every_layer_of_the_real_model_is_packed(encoder: SentenceEncoder) -> None:
    kinds = [type(module) for module in encoder._model.modules()]
    assert kinds.count(packed.PackedBertLayer) == 12
    assert torch.nn.Linear not in kinds
    assert _inner(encoder._model).pooler is None


def test_packed_float32_computes_the_same(small: Path) -> None:
    model = _load(small, torch.float32)
    texts = ["工单", "设备坏", "工单设备坏单单", ""]
    expected = _encode(model, texts)
    prepare(model)
    assert packed.PackedBertLayer in [type(module) for module in model.modules()]
    assert _encode(model, texts) == pytest.approx(expected, abs=1e-5)


def test_a_linear_layer_outside_the_known_families_is_packed_alone() -> None:
    torch.manual_seed(7)
    plain = torch.nn.Linear(24, 40)
    inputs = torch.randn(2, 5, 24)
    quick = packed.pack(plain)
    assert isinstance(quick, packed.PackedLinear)
    with torch.inference_mode():
        assert torch.allclose(quick(inputs), plain(inputs), atol=1e-5)
        gelu = packed.PackedLinear(plain.weight, None, gelu=True)
        expected = torch.nn.functional.gelu(torch.nn.functional.linear(inputs, plain.weight))
        assert torch.allclose(gelu(inputs), expected, atol=1e-5)
    assert packed.pack(torch.nn.LayerNorm(4)) is None


@pytest.mark.parametrize(
    ("rows", "padded"), [(0, 0), (1, 1), (31, 31), (33, 34), (65, 68), (500, 512), (513, 544), (1025, 1025)]
)
def test_rows_of_many_lengths_become_few(rows: int, padded: int) -> None:
    given = torch.randn(rows, 3)
    found = packed.pad_rows(given)
    assert found.shape == (padded, 3)
    assert torch.equal(found[:rows], given)
    assert not found[rows:].any()


def test_between_two_powers_of_two_there_are_sixteen_lengths() -> None:
    assert len({len(packed.pad_rows(torch.empty(rows, 1))) for rows in range(257, 513)}) == 16


def test_padding_changes_no_row(small: Path) -> None:
    model = _load(small, torch.float32)
    layer = packed.PackedBertLayer(_inner(model).encoder.layer[0])
    hidden = torch.randn(5, 9, bundled.HIDDEN)
    with torch.inference_mode():
        together = layer(hidden)
        alone = torch.cat([layer(each[None]) for each in hidden])
    assert together.shape == hidden.shape
    assert torch.allclose(together, alone, atol=1e-5)


@pytest.mark.parametrize(
    "change", [{"hidden_act": "relu"}, {"_attn_implementation": "eager"}, {"is_decoder": True}]
)
def test_a_layer_of_another_make_is_left_to_the_library(small: Path, change: dict[str, Any]) -> None:
    model = _load(small, torch.float32)
    layer = _inner(model).encoder.layer[0]
    assert packed.is_bert_layer(layer)
    for name, value in change.items():
        setattr(layer.attention.self.config, name, value)
    assert not packed.is_bert_layer(layer)


@pytest.mark.parametrize("fault", ["wrong vectors", "no operator"])
def test_where_packing_fails_the_layers_stay(
    small: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    model = _load(small, torch.float32)
    expected = _encode(model, ["工单", "设备坏"])
    before = [type(module) for module in model.modules()]

    def multiply(inputs: torch.Tensor, *_: object) -> torch.Tensor:
        if fault == "no operator":
            raise RuntimeError
        return torch.zeros(*inputs.shape[:-1], 96 if inputs.shape[-1] == bundled.HIDDEN else bundled.HIDDEN)

    monkeypatch.setattr(packed, "_multiply", multiply)
    prepare(model)
    pooler = [torch.nn.Linear, torch.nn.Tanh]
    after = [type(module) for module in model.modules()]
    assert len(before) - len(after) == 1 + len(pooler)  # only the pooler is gone
    assert np.array_equal(_encode(model, ["工单", "设备坏"]), expected)


@pytest.mark.parametrize(
    ("flags", "native"),
    [
        ("flags: fpu avx512_bf16 sse", True),
        ("flags: amx_bf16", True),
        ("Features: fp bf16", True),
        ("flags: fpu avx2", False),
    ],
)
def test_bfloat16_only_where_the_processor_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flags: str, native: bool
) -> None:
    (tmp_path / "cpuinfo").write_text(flags)
    monkeypatch.setattr(inference, "_CPUINFO", tmp_path / "cpuinfo")
    assert choose_dtype() == (torch.bfloat16 if native else torch.float32)
