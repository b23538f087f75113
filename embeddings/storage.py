"""Index files on disk: every build is a new generation folder, its manifest written last, then one atomic pointer swap."""

from __future__ import annotations

import json
import os
import shutil
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock

from embeddings.errors import IndexUnavailable
from embeddings.feedback import DocumentWords
from embeddings.hybrid import HybridIndex
from embeddings.lexical import LexicalIndex
from embeddings.segmentation import Segmenter
from embeddings.vectors import VectorIndex

_FORMAT = 4
_POINTER = "CURRENT"
_MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What one generation holds: the text hash of every id, the encoder that made its vectors, and its files' bytes.

    `revisions` names the state of every id that was indexed, in its owner's numbering, so that text, vectors and whatever
    the owner shows beside them are of one version.
    """

    generation: str
    fingerprint: str
    hashes: Mapping[int, str]
    revisions: Mapping[int, int]
    sizes: Mapping[str, int]
    format: int = _FORMAT


class IndexStore:
    """The folder of generations. A reader always sees a whole generation or none."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Held by whoever builds, so that two processes never publish generations in the wrong order."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with FileLock(self.folder / ".lock"):
            yield

    def current(self) -> str | None:
        """Name of the generation in use, or None before the first build."""
        try:
            name = (self.folder / _POINTER).read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return None
        return name or None

    def find_manifest(self) -> Manifest | None:
        """The manifest in use, or None when there is none that this version can read, or one whose files are not whole.

        So whoever compares it with the database finds a damaged generation out of step and builds another.
        """
        while True:
            name = self.current()
            manifest = self._read_manifest(name) if name else None
            if manifest is not None or self.current() == name:  # else it was exchanged and removed meanwhile
                return manifest

    def _read_manifest(self, name: str) -> Manifest | None:
        folder = self.folder / name
        try:
            raw = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
            if raw["format"] != _FORMAT or any(
                (folder / path).stat().st_size != size for path, size in raw["sizes"].items()
            ):
                return None
            hashes = {int(identifier): digest for identifier, digest in raw["hashes"].items()}
            revisions = {int(identifier): int(number) for identifier, number in raw["revisions"].items()}
            return Manifest(raw["generation"], raw["fingerprint"], hashes, revisions, raw["sizes"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def write(
        self,
        index: HybridIndex,
        hashes: Mapping[int, str],
        fingerprint: str,
        revisions: Mapping[int, int] | None = None,
    ) -> Manifest:
        """Write a new generation, make it current, and remove the ones that nobody can need any more."""
        generation = f"g-{uuid.uuid4().hex[:12]}"
        folder = self.folder / generation
        folder.mkdir(parents=True)
        index.vectors.save(folder / "vectors.faiss")
        index.lexical.save(folder / "lexical")
        index.words.save(folder / "words")
        (folder / "ids.json").write_text(json.dumps(index.ids), encoding="ascii")
        manifest = Manifest(generation, fingerprint, dict(hashes), dict(revisions or {}), _sync_files(folder))
        previous = self.current()
        _write_durably(folder / _MANIFEST, json.dumps(asdict(manifest)))
        _write_durably(self.folder / _POINTER, generation)
        self._remove_all_but({generation, previous})
        return manifest

    def load(self, segmenter: Segmenter) -> tuple[HybridIndex, Manifest]:
        """The generation in use. Raises IndexUnavailable when there is none or it cannot be read."""
        while True:
            name = self.current()
            try:
                return self._load(name, segmenter)
            except IndexUnavailable:
                if self.current() == name:  # else it was exchanged and removed while it was read
                    raise

    def _load(self, name: str | None, segmenter: Segmenter) -> tuple[HybridIndex, Manifest]:
        if name is None:
            raise IndexUnavailable("检索索引还没有建立，请运行 duijie reconcile。")
        manifest = self._read_manifest(name)
        if manifest is None:
            raise IndexUnavailable("检索索引文件损坏，请运行 duijie reconcile 重建。")
        folder = self.folder / name
        try:
            ids = json.loads((folder / "ids.json").read_text(encoding="ascii"))
            vectors = VectorIndex.load(folder / "vectors.faiss")
            lexical = LexicalIndex.load(folder / "lexical", len(ids))
            words = DocumentWords.load(folder / "words", len(ids))
        except (OSError, ValueError, RuntimeError, EOFError) as error:
            raise IndexUnavailable("检索索引文件损坏，请运行 duijie reconcile 重建。") from error
        return HybridIndex(ids, vectors, lexical, words, segmenter), manifest

    def _remove_all_but(self, kept: set[str | None]) -> None:
        # The previous generation stays: another process may be loading it at this moment.
        for folder in self.folder.glob("g-*"):
            if folder.name not in kept:
                shutil.rmtree(folder, ignore_errors=True)


def _sync_files(folder: Path) -> dict[str, int]:
    """Wait until every file is on the disk, so that a manifest never outlives them; their sizes by relative path."""
    sizes = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
                sizes[path.relative_to(folder).as_posix()] = os.fstat(file.fileno()).st_size
    return sizes


def _write_durably(path: Path, text: str) -> None:
    """Replace a file in one step; after a crash it holds the old text or the new, never half."""
    staging = path.with_name(f".{path.name}-{os.getpid()}")
    with staging.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    staging.replace(path)
