"""Generations on disk: whole or not there, whoever reads or dies meanwhile."""

from __future__ import annotations

import json
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from embeddings.errors import IndexUnavailable
from embeddings.hybrid import HybridIndex, Query
from embeddings.segmentation import Segmenter
from embeddings.storage import IndexStore, Manifest, _write_durably
from embeddings.vectors import VectorIndex
from tests.embeddings.fakes import FakeEncoder

SEGMENTER = Segmenter()
ENCODER = FakeEncoder()


def _build(*texts: str, first_id: int = 1) -> HybridIndex:
    ids = range(first_id, first_id + len(texts))
    return HybridIndex.build(ids, texts, ENCODER.encode_passages(texts), SEGMENTER)


def _write(store: IndexStore, *texts: str, first_id: int = 1) -> Manifest:
    hashes = {first_id + at: f"hash of {text}" for at, text in enumerate(texts)}
    return store.write(_build(*texts, first_id=first_id), hashes, ENCODER.fingerprint)


def _texts_found(index: HybridIndex) -> list[int]:
    return sorted(hit.id for hit in index.search(Query("工单", ENCODER.encode_queries(["工单"])[0]), 10))


@pytest.fixture
def store(tmp_path: Path) -> IndexStore:
    return IndexStore(tmp_path / "index")


def _files(store: IndexStore) -> list[str]:
    name = store.current()
    assert name is not None
    folder = store.folder / name
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_before_the_first_build_there_is_nothing(store: IndexStore) -> None:
    assert store.current() is None
    assert store.find_manifest() is None
    with pytest.raises(IndexUnavailable, match="还没有建立"):
        store.load(SEGMENTER)


def test_what_was_written_is_loaded(store: IndexStore) -> None:
    written = _write(store, "工单下达", "设备点检", "能耗监测")
    index, manifest = store.load(SEGMENTER)
    assert manifest == written == store.find_manifest()
    assert manifest.generation == store.current()
    assert manifest.hashes == {1: "hash of 工单下达", 2: "hash of 设备点检", 3: "hash of 能耗监测"}
    assert index.ids == [1, 2, 3]
    fresh = _build("工单下达", "设备点检", "能耗监测")
    query = Query("设备工单", ENCODER.encode_queries(["设备工单"])[0])
    assert index.search(query, 3) == fresh.search(query, 3)


def test_a_loaded_index_answers_as_the_built_one_with_feedback(store: IndexStore) -> None:
    texts = [f"工单{word}{at}" for at in range(20) for word in ("报工", "追溯", "车间")]
    built = _build(*texts)
    store.write(built, dict.fromkeys(built.ids, "hash"), ENCODER.fingerprint)
    index, _ = store.load(SEGMENTER)
    query = Query("工单追溯", ENCODER.encode_queries(["工单追溯"])[0])
    hits = index.search(query, 60)
    assert hits == built.search(query, 60)
    assert any(hit.feedback > 0.0 for hit in hits)


def test_an_empty_generation_is_one_too(store: IndexStore) -> None:
    written = _write(store)
    index, manifest = store.load(SEGMENTER)
    assert (manifest, len(index)) == (written, 0)


def test_the_previous_generation_stays_and_older_ones_go(store: IndexStore) -> None:
    names = [_write(store, text).generation for text in ("一", "二", "三", "四")]
    assert {path.name for path in store.folder.glob("g-*")} == set(names[2:])
    assert store.current() == names[3]


class Killed(BaseException):
    """Stands for a process that ends here."""


def _kill_points(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Callable[[], None]]]:
    """Ways to die during `write`, from its first file to the moment before its pointer is exchanged."""

    def die(*_: object, **__: object) -> None:
        raise Killed

    def die_at_pointer(path: Path, text: str) -> None:
        if path.name == "CURRENT":
            raise Killed
        _write_durably(path, text)

    return [
        ("vectors", lambda: monkeypatch.setattr("embeddings.storage.VectorIndex.save", die)),
        ("lexical", lambda: monkeypatch.setattr("embeddings.storage.LexicalIndex.save", die)),
        ("words", lambda: monkeypatch.setattr("embeddings.storage.DocumentWords.save", die)),
        ("sync", lambda: monkeypatch.setattr("embeddings.storage._sync_files", die)),
        ("manifest", lambda: monkeypatch.setattr("embeddings.storage._write_durably", die)),
        ("pointer", lambda: monkeypatch.setattr("embeddings.storage._write_durably", die_at_pointer)),
        ("fsync", lambda: monkeypatch.setattr("os.fsync", die)),
    ]


@pytest.mark.parametrize("point", range(7))
def test_a_killed_write_changes_nothing_that_is_read(
    store: IndexStore, point: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _write(store, "工单下达", "设备点检")
    with monkeypatch.context() as patch:
        _kill_points(patch)[point][1]()
        with pytest.raises(Killed):
            _write(store, "能耗监测", first_id=50)
    index, manifest = store.load(SEGMENTER)
    assert manifest == before
    assert _texts_found(index) == [1, 2]
    after = _write(store, "能耗监测", first_id=50)
    assert store.load(SEGMENTER)[1] == after
    assert {path.name for path in store.folder.glob("g-*")} == {before.generation, after.generation}


def test_a_write_killed_after_the_exchange_is_complete(
    store: IndexStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(_self: IndexStore, _kept: set[str | None]) -> None:
        raise Killed

    _write(store, "工单下达")
    monkeypatch.setattr(IndexStore, "_remove_all_but", die)
    with pytest.raises(Killed):
        _write(store, "能耗监测", first_id=50)
    assert store.load(SEGMENTER)[0].ids == [50]


@pytest.mark.parametrize("harm", ["gone", "empty", "half", "one byte less", "one byte more"])
def test_a_generation_with_a_damaged_file_is_never_used(store: IndexStore, harm: str) -> None:
    """Neither by a search, nor by the comparison that decides whether to build again."""
    _write(store, "工单下达", "设备点检", "能耗监测")
    name = store.current()
    assert name is not None
    files = _files(store)
    assert {"manifest.json", "ids.json", "vectors.faiss"} < set(files)
    for file in files:
        path = store.folder / name / file
        content = path.read_bytes()
        if harm == "gone":
            path.unlink()
        else:
            path.write_bytes(
                {"empty": b"", "half": content[: len(content) // 2], "one byte less": content[:-1]}.get(
                    harm, content + b"\x00"
                )
            )
        assert store.find_manifest() is None, file
        with pytest.raises(IndexUnavailable, match="损坏"):
            store.load(SEGMENTER)
        path.write_bytes(content)
    assert store.load(SEGMENTER)[0].ids == [1, 2, 3]


def test_without_its_word_files_a_generation_is_not_taken_for_one_without_words(store: IndexStore) -> None:
    written = _write(store, "工单下达")
    for path in (store.folder / written.generation / "lexical").iterdir():
        path.unlink()
    assert store.find_manifest() is None
    with pytest.raises(IndexUnavailable):
        store.load(SEGMENTER)


@pytest.mark.parametrize(
    "change",
    [
        {"format": 999},
        {"format": None},
        {"hashes": None},
        {"hashes": {"x": "y"}},
        {"sizes": None},
        {"sizes": {"../../other": 0}},
    ],
)
def test_a_manifest_of_another_form_is_none(store: IndexStore, change: dict[str, object]) -> None:
    written = _write(store, "工单下达")
    path = store.folder / written.generation / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | change), encoding="utf-8")
    assert store.find_manifest() is None


def test_a_pointer_to_nothing_is_no_index(store: IndexStore) -> None:
    written = _write(store, "工单下达")
    shutil.rmtree(store.folder / written.generation)
    assert store.find_manifest() is None
    with pytest.raises(IndexUnavailable):
        store.load(SEGMENTER)
    (store.folder / "CURRENT").write_text("")
    assert store.current() is None


def test_readers_see_only_whole_generations_during_twenty_exchanges(store: IndexStore) -> None:
    """Every generation has its own ids in manifest, vectors and words; a mixture would show."""
    _write(store, "工单一", "工单二", first_id=1000)
    stop = threading.Event()
    seen: list[tuple[int, ...]] = []
    failures: list[BaseException] = []

    def read() -> None:
        while not stop.is_set():
            try:
                index, manifest = store.load(SEGMENTER)
                assert index.ids == sorted(manifest.hashes) == _texts_found(index)
                assert store.find_manifest() is not None
                seen.append(tuple(index.ids))
            except BaseException as error:  # noqa: BLE001  # shown by the test
                failures.append(error)
                return

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for turn in range(20):
        _write(store, *["工单"] * (turn % 4 + 1), first_id=100 * turn + 1)
    deadline = time.monotonic() + 10
    while (not seen or seen[-1][0] != 1901) and not failures and time.monotonic() < deadline:
        time.sleep(0.01)
    stop.set()
    for reader in readers:
        reader.join()
    assert failures == []
    assert seen[-1] == (1901, 1902, 1903, 1904)
    assert len(set(seen)) > 1


def test_a_reader_whose_generation_was_exchanged_twice_takes_the_new_one(
    store: IndexStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(store, "工单一")
    load = VectorIndex.load
    turns = iter((1, 2))

    def exchange_meanwhile(path: Path) -> VectorIndex:
        if next(turns, None) == 1:
            _write(store, "工单二", first_id=200)
            _write(store, "工单三", first_id=300)
        return load(path)

    monkeypatch.setattr(VectorIndex, "load", exchange_meanwhile)
    assert store.load(SEGMENTER)[0].ids == [300]


def test_builders_wait_for_each_other(store: IndexStore) -> None:
    order: list[str] = []
    inside = threading.Event()

    def build(name: str, hold: float) -> None:
        with store.lock():
            order.append(f"{name} in")
            inside.set()
            time.sleep(hold)
            order.append(f"{name} out")

    first = threading.Thread(target=build, args=("first", 0.15))
    first.start()
    assert inside.wait(5)
    second = threading.Thread(target=build, args=("second", 0.0))
    second.start()
    first.join()
    second.join()
    assert order == ["first in", "first out", "second in", "second out"]


def test_the_lock_is_free_after_an_error(store: IndexStore) -> None:
    with pytest.raises(Killed), store.lock():
        raise Killed
    with store.lock():
        pass
