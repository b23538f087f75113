"""The index follows the database: what is encoded, what is built, which jobs are forgotten."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from sqlmodel import Session, col, select

from catalog import index_sync
from catalog.commands import publish_item, save_item, withdraw_item
from catalog.index_sync import (
    Lag,
    build_generation,
    forget_jobs,
    index_fingerprint,
    measure_lag,
    newest_job,
)
from catalog.search.view import LiveCatalogue
from catalog.tables import IndexJob, ItemVector, SupplyItem, SupplyRevision
from catalog.taxonomy import load_taxonomy
from embeddings.segmentation import Segmenter
from embeddings.storage import IndexStore, Manifest
from tests.catalog.contents import NOW, make_product
from tests.catalog.indexing import encode_missing
from tests.embeddings.fakes import FakeEncoder

SEGMENTER = Segmenter()


class Bench:
    """One catalogue and its index, with the steps of a refresh one by one."""

    def __init__(self, session: Session, folder: Path) -> None:
        self.session = session
        self.store = IndexStore(folder)
        self.encoder = FakeEncoder()

    def save(self, name: str, summary: str = "") -> int:
        content = make_product(name, summary=summary)
        return save_item(self.session, content, load_taxonomy(), actor="测试", now=NOW).id

    def lag(self) -> Lag:
        return measure_lag(
            self.session, self.store.find_manifest(), index_fingerprint(self.encoder, SEGMENTER)
        )

    def build(self) -> Manifest:
        while encode_missing(self.session, self.encoder):
            pass
        return build_generation(self.session, self.store, self.encoder, SEGMENTER)

    def refresh(self) -> None:
        newest = newest_job(self.session)
        forget_jobs(self.session, self.build(), newest)

    @property
    def jobs(self) -> list[int]:
        return list(self.session.exec(select(IndexJob.item_id).order_by(col(IndexJob.id))))

    @property
    def hashes(self) -> dict[int, str]:
        """Of published items, straight from the tables."""
        rows = self.session.exec(
            select(SupplyItem.id, SupplyRevision.text_hash)
            .where(SupplyRevision.item_id == SupplyItem.id)
            .where(SupplyRevision.number == SupplyItem.revision, SupplyItem.status == "published")
        )
        return {item_id: digest for item_id, digest in rows if item_id is not None}


@pytest.fixture
def bench(session: Session, tmp_path: Path) -> Bench:
    return Bench(session, tmp_path / "index")


IN_STEP = Lag(missing=0, stale=0, surplus=0, jobs=0, encoder_changed=False)


def test_before_the_first_build_everything_is_missing(bench: Bench) -> None:
    assert bench.lag() == Lag(missing=0, stale=0, surplus=0, jobs=0, encoder_changed=True)
    assert not bench.lag().in_step
    bench.save("甲")
    bench.save("乙")
    assert bench.lag() == Lag(missing=2, stale=0, surplus=0, jobs=2, encoder_changed=True)


def test_a_refresh_brings_the_index_in_step(bench: Bench) -> None:
    bench.save("甲")
    bench.save("乙")
    bench.refresh()
    assert bench.lag() == IN_STEP
    index, manifest = bench.store.load(SEGMENTER)
    assert dict(manifest.hashes) == bench.hashes
    assert index.ids == sorted(bench.hashes)
    assert bench.jobs == []


def test_lag_counts_each_kind_of_difference(bench: Bench) -> None:
    kept, changed, gone = bench.save("甲"), bench.save("乙"), bench.save("丙")
    bench.refresh()
    bench.save("乙", "改了说明")
    withdraw_item(bench.session, gone, now=NOW)
    bench.save("丁")
    assert bench.lag() == Lag(missing=1, stale=1, surplus=1, jobs=3, encoder_changed=False)
    bench.refresh()
    assert bench.lag() == IN_STEP
    assert {kept, changed} < bench.hashes.keys()


def test_a_change_outside_the_text_is_stale_too(bench: Bench) -> None:
    """The price is no part of the text, but a search shows the revision that was indexed."""
    bench.save("甲")
    bench.refresh()
    save_item(bench.session, make_product("甲", free=True), load_taxonomy(), actor="测试", now=NOW)
    assert bench.lag() == Lag(missing=0, stale=1, surplus=0, jobs=1, encoder_changed=False)
    bench.refresh()
    assert bench.lag() == IN_STEP


def test_away_and_back_again(bench: Bench) -> None:
    item = bench.save("甲")
    bench.refresh()
    withdraw_item(bench.session, item, now=NOW)
    bench.refresh()
    assert (bench.hashes, bench.store.load(SEGMENTER)[0].ids) == ({}, [])
    publish_item(bench.session, item, now=NOW)
    encoded = bench.encoder.encoded
    bench.refresh()
    assert bench.store.load(SEGMENTER)[0].ids == [item]
    assert bench.encoder.encoded == encoded  # its vector was kept


def test_only_what_has_no_vector_is_encoded_in_batches(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_sync, "ENCODE_BATCH", 3)
    for number in range(7):
        bench.save(f"产品{number}")
    assert [encode_missing(bench.session, bench.encoder) for _ in range(4)] == [4, 1, 0, 0]
    assert bench.encoder.encoded == 7
    bench.save("产品3", "改了")
    assert encode_missing(bench.session, bench.encoder) == 0
    assert bench.encoder.encoded == 8


def test_withdrawn_items_are_not_encoded(bench: Bench) -> None:
    withdraw_item(bench.session, bench.save("甲"), now=NOW)
    assert encode_missing(bench.session, bench.encoder) == 0
    assert bench.encoder.encoded == 0


def test_stored_vectors_are_the_encoders(bench: Bench) -> None:
    bench.save("甲", "点检与维修")
    encode_missing(bench.session, bench.encoder)
    vector = bench.session.exec(select(ItemVector)).one()
    revision = bench.session.exec(select(SupplyRevision)).one()
    assert (vector.revision_id, vector.fingerprint) == (revision.id, "fake")
    [expected] = bench.encoder.encode_documents([revision.text])
    assert np.array_equal(np.frombuffer(vector.vector, "<f4"), expected.vector)
    assert np.array_equal(np.frombuffer(vector.tokens, np.int8).reshape(-1, 16), expected.tokens)


def test_a_rebuild_encodes_nothing(bench: Bench) -> None:
    bench.save("甲")
    bench.refresh()
    encoded = bench.encoder.encoded
    first, second = bench.store.current(), bench.build().generation
    assert first != second
    assert bench.encoder.encoded == encoded
    assert bench.lag() == IN_STEP


def test_another_encoder_makes_its_own_vectors_and_the_old_ones_wait(bench: Bench) -> None:
    bench.save("甲")
    bench.refresh()
    bench.encoder = FakeEncoder("another", dimension=8)
    assert bench.lag() == Lag(missing=0, stale=0, surplus=0, jobs=0, encoder_changed=True)
    bench.refresh()
    assert bench.lag() == IN_STEP
    assert bench.store.load(SEGMENTER)[0].vectors.cosines(
        np.ones(8, dtype=np.float32), np.array([0], dtype=np.int64)
    ).shape == (1,)
    bench.encoder = FakeEncoder()
    bench.refresh()
    assert bench.lag() == IN_STEP
    assert bench.encoder.encoded == 0


def test_what_is_not_yet_encoded_is_left_out_and_seen_as_missing(bench: Bench) -> None:
    bench.save("甲")
    bench.refresh()
    later = bench.save("乙")
    manifest = build_generation(bench.session, bench.store, bench.encoder, SEGMENTER)
    assert later not in manifest.hashes
    forget_jobs(bench.session, manifest, newest_job(bench.session))
    assert bench.jobs == [later]
    assert bench.lag() == Lag(missing=1, stale=0, surplus=0, jobs=1, encoder_changed=False)


def test_a_job_is_forgotten_only_when_its_item_is_seen_equal(bench: Bench) -> None:
    settled, changed, gone = bench.save("甲"), bench.save("乙"), bench.save("丙")
    newest = newest_job(bench.session)
    manifest = bench.build()
    bench.save("乙", "改了说明")  # both after the index was built
    withdraw_item(bench.session, gone, now=NOW)
    forget_jobs(bench.session, manifest, newest)
    assert settled not in bench.jobs
    assert sorted(bench.jobs) == sorted([changed, changed, gone, gone])


def test_a_job_that_came_after_the_build_began_is_kept(bench: Bench) -> None:
    item = bench.save("甲")
    newest = newest_job(bench.session)
    manifest = bench.build()
    withdraw_item(bench.session, item, now=NOW)
    publish_item(bench.session, item, now=NOW + timedelta(seconds=1))
    forget_jobs(bench.session, manifest, newest)
    assert bench.jobs == [item, item]


def test_the_job_of_a_deleted_item_is_forgotten_once_it_is_out_of_the_index(bench: Bench) -> None:
    bench.session.add(IndexJob(item_id=4711, created_at=NOW))
    bench.session.flush()
    bench.refresh()
    assert bench.jobs == []


def test_more_jobs_than_one_statement_takes(bench: Bench) -> None:
    for number in range(1200):
        bench.session.add(IndexJob(item_id=10_000 + number, created_at=NOW))
    bench.session.flush()
    bench.refresh()
    assert bench.jobs == []


def test_a_damaged_generation_is_out_of_step(bench: Bench) -> None:
    bench.save("甲")
    bench.refresh()
    name = bench.store.current()
    assert name is not None
    (bench.store.folder / name / "vectors.faiss").write_bytes(b"half")
    assert not bench.lag().in_step
    bench.refresh()
    assert bench.lag() == IN_STEP
    assert bench.store.load(SEGMENTER)[0].ids == sorted(bench.hashes)


def test_the_live_index_follows_and_a_running_search_keeps_its_own(bench: Bench) -> None:
    live = LiveCatalogue(bench.store, SEGMENTER, load_taxonomy(), lambda: nullcontext(bench.session))
    first = bench.save("甲")
    bench.refresh()
    held = live.load()
    assert live.load() is held
    second = bench.save("乙")
    bench.refresh()
    assert (held.index.ids, live.load().index.ids) == ([first], [first, second])
    assert [list(generation.items) for generation in (held, live.load())] == [[first], [first, second]]
    assert live.load().manifest == bench.store.find_manifest()


def test_a_search_shows_the_revision_that_was_indexed_until_the_next_generation(bench: Bench) -> None:
    live = LiveCatalogue(bench.store, SEGMENTER, load_taxonomy(), lambda: nullcontext(bench.session))
    item = bench.save("甲", summary="旧说法")
    bench.refresh()
    assert bench.save("甲", summary="新说法") == item
    assert live.view(bench.session).items[item].content.summary == "旧说法"
    bench.refresh()
    assert live.view(bench.session).items[item].content.summary == "新说法"


def test_what_is_withdrawn_is_hidden_at_once(bench: Bench) -> None:
    live = LiveCatalogue(bench.store, SEGMENTER, load_taxonomy(), lambda: nullcontext(bench.session))
    items = [bench.save("甲"), bench.save("乙")]
    bench.refresh()
    withdraw_item(bench.session, items[0], now=NOW)
    view = live.view(bench.session)
    assert view.list_visible(date(2026, 11, 24)) == items[1:]
    assert list(view.items) == items
