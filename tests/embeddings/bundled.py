"""A bundled weight file small enough to write by hand: the layout of the real one with a model of one layer."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import numpy.typing as npt

HIDDEN, LAYERS, HEADS, INNER, POSITIONS, TYPES = 32, 1, 2, 64, 16, 2
PIECES = ("<s>", "<pad>", "</s>", "<unk>", "▁", "▁工", "单", "▁mes", "设备", "坏", "▁query", ":")
NORMALISATION = {"☃": "雪"}
_MATRICES = {
    "emb.word": len(PIECES) * HIDDEN,
    **{f"l0.{part}.w": HIDDEN * HIDDEN for part in ("q", "k", "v", "ao")},
    "l0.fi.w": HIDDEN * INNER,
    "l0.fo.w": HIDDEN * INNER,
}
_PLAIN = {
    "emb.pos": POSITIONS * HIDDEN,
    "emb.type": TYPES * HIDDEN,
    "emb.ln.w": HIDDEN,
    "emb.ln.b": HIDDEN,
    **{f"l0.{part}.b": HIDDEN for part in ("q", "k", "v", "ao", "fo")},
    "l0.fi.b": INNER,
    **{f"l0.{part}.{kind}": HIDDEN for part in ("aln", "oln") for kind in "wb"},
}


def plain_values(name: str) -> npt.NDArray[np.float32]:
    """The float32 values of a tensor that is stored as such; short in binary, so that bfloat16 keeps them."""
    values = np.arange(_PLAIN[name]) % 7 / 8
    return (values + (0.5 if name.endswith("ln.w") else -0.25)).astype(np.float32)


def quantised_values(name: str) -> npt.NDArray[np.float32]:
    """The values of a tensor in 4-bit blocks: (nibble − 8) × scale, computed one by one."""
    scales, nibbles = _blocks(name)
    values = [(int(n) - 8) * float(scales[at // 32]) for at, n in enumerate(nibbles.reshape(-1))]
    return np.array(values, dtype=np.float32)


def _blocks(name: str) -> tuple[npt.NDArray[np.float16], npt.NDArray[np.uint8]]:
    count = _MATRICES[name] // 32
    scales = np.array([(at % 5 + 1) / 64 for at in range(count)], dtype=np.float16)
    nibbles = (np.arange(count * 32).reshape(count, 32) * 7 + len(name)) % 16
    return scales, nibbles.astype(np.uint8)


def _packed(name: str) -> bytes:
    scales, nibbles = _blocks(name)
    packed = nibbles[:, :16] | nibbles[:, 16:] << 4
    return b"".join(
        scale.tobytes() + row.astype(np.uint8).tobytes() for scale, row in zip(scales, packed, strict=True)
    )


def write_bundled(path: Path) -> bytes:
    """Write the file; returns its bytes."""
    header = b"E5S1" + struct.pack(
        "<I7ifi", 1, HIDDEN, LAYERS, HEADS, INNER, len(PIECES), POSITIONS, TYPES, 1e-12, 32
    )
    pieces = [piece.encode() for piece in PIECES]
    offsets = np.cumsum([0, *map(len, pieces)]).astype("<u4")
    scores = -np.arange(len(PIECES), dtype="<f4")
    blob = b"".join(pieces)
    vocabulary = struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, len(blob))
    vocabulary += offsets.tobytes() + scores.tobytes() + blob + struct.pack("<iI", len(NORMALISATION), 0)
    for source, target in NORMALISATION.items():
        vocabulary += struct.pack(f"<IB{len(target)}I", ord(source), len(target), *map(ord, target))
    tensors = {name: (_packed(name), size) for name, size in _MATRICES.items()}
    tensors |= {name: (plain_values(name).astype("<f4").tobytes(), size) for name, size in _PLAIN.items()}
    entries = sum(2 + len(name) + struct.calcsize("<BIQQ") for name in tensors)
    at = len(header) + len(vocabulary) + 4 + entries
    directory = struct.pack("<i", len(tensors))
    body = b""
    for name, (raw, elements) in tensors.items():
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", 0, elements, at + len(body), len(raw))
        body += raw
    content = header + vocabulary + directory + body
    path.write_bytes(content)
    return content
