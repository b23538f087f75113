"""The database engine: what SQLite is told, and that writers wait for each other instead of failing."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError
from sqlmodel import Session, func, select

from catalog.commands import save_item
from catalog.db import create_database_engine, empty_write_ahead_log, is_busy
from catalog.schemas import ProductContent
from catalog.tables import IndexJob, ItemVector, Provider, SupplyItem, SupplyRevision
from catalog.taxonomy import load_taxonomy
from tests.catalog.contents import NOW, make_product


@pytest.fixture
def reader(engine: Engine) -> Engine:
    return engine.execution_options(read_only=True)


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("foreign_keys", 1),
        ("busy_timeout", 15_000),
        ("synchronous", 1),
        ("secure_delete", 1),
    ],
)
def test_every_connection_is_set_up(reader: Engine, pragma: str, value: object) -> None:
    with reader.connect() as first, reader.connect() as second:
        for connection in (first, second):
            assert connection.execute(text(f"PRAGMA {pragma}")).scalar() == value


def test_who_opens_a_new_file_that_another_is_writing_waits(tmp_path: Path) -> None:
    path = tmp_path / "new.sqlite"
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    timer = threading.Timer(0.3, other.execute, ["COMMIT"])
    timer.start()
    engine = create_database_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
    engine.dispose()
    timer.join()
    other.close()


def test_what_is_no_error_of_a_busy_database_is_told_from_one(engine: Engine) -> None:
    assert not is_busy(None)
    with engine.connect() as connection, pytest.raises(OperationalError) as undecodable:
        connection.execute(text("SELECT CAST(x'ff' AS text)")).all()
    assert not is_busy(undecodable.value.orig)  # an error of the driver, without SQLite's code


def test_an_item_without_provider_is_refused(session: Session) -> None:
    session.add(
        SupplyItem(
            kind="product",
            name="x",
            provider_id=77,
            status="published",
            revision=1,
            created_at=NOW,
            updated_at=NOW,
        )
    )
    with pytest.raises(IntegrityError, match="FOREIGN KEY"):
        session.flush()


def test_deleting_a_revision_deletes_its_vectors_but_a_job_outlives_its_item(session: Session) -> None:
    save_item(session, make_product(), load_taxonomy(), actor="测试", now=NOW)
    revision = session.exec(select(SupplyRevision)).one()
    assert revision.id is not None
    session.add(ItemVector(revision_id=revision.id, fingerprint="f", vector=b"\x00" * 4, tokens=b""))
    session.flush()
    session.connection().execute(text("DELETE FROM supply_revision"))
    session.connection().execute(text("DELETE FROM supply_item"))
    assert session.exec(select(func.count()).select_from(ItemVector)).one() == 0
    assert session.exec(select(func.count()).select_from(IndexJob)).one() == 1


def test_moments_come_back_aware_and_in_utc(engine: Engine) -> None:
    beijing = datetime.fromisoformat("2026-11-24T08:00:00+08:00")
    with Session(engine) as session, session.begin():
        session.add(Provider(name="甲", content={}, created_at=beijing, updated_at=NOW))
    with Session(engine) as session:
        found = session.exec(select(Provider)).one()
        assert found.created_at == datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
        assert found.created_at.tzinfo is UTC


def test_a_moment_without_zone_is_refused(session: Session) -> None:
    naive = datetime(2026, 11, 24)  # the point of the test
    session.add(Provider(name="甲", content={}, created_at=naive, updated_at=NOW))
    with pytest.raises(StatementError, match="time zone"):
        session.flush()


def _add_provider(session: Session, name: str) -> None:
    session.add(Provider(name=name, content={}, created_at=NOW, updated_at=NOW))
    session.flush()


def _count(engine: Engine) -> int:
    with Session(engine) as session:
        return session.exec(select(func.count()).select_from(Provider)).one()


def test_a_second_writer_waits(engine: Engine, reader: Engine) -> None:
    """Both read first and then write: with deferred transactions one of them would fail at once."""
    order: list[str] = []
    started = threading.Event()

    def second() -> None:
        started.set()
        with Session(engine) as session, session.begin():
            assert session.exec(select(func.count()).select_from(Provider)).one() == 1
            order.append("second")
            _add_provider(session, "乙")

    with Session(engine) as session, session.begin():
        assert session.exec(select(func.count()).select_from(Provider)).one() == 0
        thread = threading.Thread(target=second)
        thread.start()
        assert started.wait(5)
        time.sleep(0.1)
        _add_provider(session, "甲")
        assert _count(reader) == 0  # readers neither wait nor see what is not committed
        order.append("first")
    thread.join()
    assert order == ["first", "second"]
    assert _count(reader) == 2


def test_many_writers_at_once_lose_nothing(engine: Engine, reader: Engine) -> None:
    taxonomy = load_taxonomy()
    failures: list[BaseException] = []
    gate = threading.Barrier(4)

    def write(number: int) -> None:
        gate.wait()
        try:
            for turn in range(6):
                with Session(engine) as session, session.begin():
                    content = make_product(f"产品{turn}", summary=f"第 {number} 人写的")
                    save_item(session, content, taxonomy, actor=str(number), now=NOW)
        except BaseException as error:  # noqa: BLE001  # shown by the test
            failures.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with Session(reader) as session:
        assert session.exec(select(func.count()).select_from(SupplyItem)).one() == 6
        revisions = session.exec(select(func.count()).select_from(SupplyRevision)).one()
        assert session.exec(select(func.count()).select_from(IndexJob)).one() == revisions
        items = session.exec(select(SupplyItem)).all()
        assert sum(item.revision for item in items) == revisions


def test_a_reading_session_sees_one_moment(engine: Engine, reader: Engine) -> None:
    with Session(reader) as session:
        assert session.exec(select(func.count()).select_from(Provider)).one() == 0
        with Session(engine) as writing, writing.begin():
            _add_provider(writing, "甲")
        assert session.exec(select(func.count()).select_from(Provider)).one() == 0
    assert _count(reader) == 1


def test_an_error_leaves_nothing_and_frees_the_lock(engine: Engine) -> None:
    def fail() -> None:
        with Session(engine) as session, session.begin():
            _add_provider(session, "甲")
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        fail()
    assert _count(engine) == 0


@pytest.fixture
def held(tmp_path: Path) -> Iterator[tuple[Engine, sqlite3.Connection]]:
    """A database whose write lock another program holds, and an engine with little patience."""
    path = tmp_path / "held.sqlite"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("catalog.db._BUSY_TIMEOUT_MS", 50)
        engine = create_database_engine(f"sqlite:///{path}")
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE t (x INTEGER)"))
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield engine, other
    other.close()
    engine.dispose()


def test_readers_go_on_while_another_program_writes(held: tuple[Engine, sqlite3.Connection]) -> None:
    engine, other = held
    with engine.connect().execution_options(read_only=True) as connection:
        assert connection.execute(text("SELECT count(*) FROM t")).scalar() == 0
    other.execute("COMMIT")
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO t VALUES (1)"))


def test_content_is_read_from_the_database_as_it_was_written(engine: Engine) -> None:
    content = make_product(summary="“引号”、emoji 🙂、\\ 与 % 和 _ 都在", notes={"原列": "值；值"})
    with Session(engine) as session, session.begin():
        save_item(session, content, load_taxonomy(), actor="测试", now=NOW)
    with Session(engine) as session:
        assert ProductContent.model_validate(session.exec(select(SupplyRevision)).one().content) == content


def test_the_write_ahead_log_is_emptied_unless_somebody_reads(engine: Engine, tmp_path: Path) -> None:
    log = tmp_path / "catalogue.sqlite-wal"
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE kept (word TEXT)"))
    with engine.execution_options(read_only=True).connect() as reading:
        reading.execute(text("SELECT * FROM kept")).all()
        with engine.begin() as connection:
            connection.execute(text("INSERT INTO kept VALUES ('later')"))
        assert not empty_write_ahead_log(engine)
        assert log.stat().st_size > 0
    assert empty_write_ahead_log(engine)
    assert log.stat().st_size == 0
    with engine.execution_options(read_only=True).connect() as reading:
        assert reading.execute(text("SELECT word FROM kept")).all() == [("later",)]
        assert reading.execute(text("PRAGMA busy_timeout")).scalar() == 15_000
