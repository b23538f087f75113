"""Migrations: they build what the models say, go back and forth, and run once whoever starts first."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text
from sqlmodel import SQLModel

import catalog.tables
import matcher.tables
from api.migrate import FOLDER, DatabaseTooNew, list_revisions, make_config, upgrade_database
from catalog.db import create_database_engine

TABLES = {"alembic_version", *SQLModel.metadata.tables}


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = create_database_engine(f"sqlite:///{tmp_path / 'new.sqlite'}")
    yield engine
    engine.dispose()


def _tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names())


def test_models_are_registered() -> None:
    modelled = {
        getattr(package, name).__tablename__
        for package in (catalog.tables, matcher.tables)
        for name in package.__all__
    }
    assert set(SQLModel.metadata.tables) == modelled


def test_upgrade_builds_what_the_models_say(engine: Engine) -> None:
    upgrade_database(engine)
    assert _tables(engine) == TABLES
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_autogenerate_would_notice_a_lost_column(engine: Engine) -> None:
    upgrade_database(engine)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE provider DROP COLUMN region"))
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), SQLModel.metadata)
    assert [difference[0] for difference in differences] == ["add_column"]


def test_downgrade_leaves_nothing_and_upgrade_works_again(engine: Engine) -> None:
    upgrade_database(engine)
    with engine.begin() as connection:
        command.downgrade(make_config(connection), "base")
    assert _tables(engine) == {"alembic_version"}
    upgrade_database(engine)
    assert _tables(engine) == TABLES


def test_a_failing_upgrade_leaves_nothing_behind(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    upgrade = command.upgrade

    def fail(config: Config, revision: str) -> None:
        upgrade(config, revision)
        raise OSError("disk full")

    monkeypatch.setattr(command, "upgrade", fail)
    with pytest.raises(OSError, match="disk full"):
        upgrade_database(engine)
    assert _tables(engine) == set()
    monkeypatch.undo()
    upgrade_database(engine)
    assert _tables(engine) == TABLES


def test_upgrade_of_the_newest_writes_nothing(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    upgrade_database(engine)
    monkeypatch.setattr(command, "upgrade", lambda *_: pytest.fail("nothing was to be done"))
    upgrade_database(engine)


def test_several_processes_may_start_at_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'shared.sqlite'}"
    failures: list[Exception] = []
    gate = threading.Barrier(4)

    def start() -> None:
        engine = create_database_engine(url)
        gate.wait()
        try:
            upgrade_database(engine)
        except Exception as error:  # noqa: BLE001  # whatever it is, the test shows it
            failures.append(error)
        finally:
            engine.dispose()

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    engine = create_database_engine(url)
    assert _tables(engine) == TABLES
    engine.dispose()


def test_a_database_of_a_newer_release_is_refused_untouched(engine: Engine) -> None:
    upgrade_database(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseTooNew, match="9999"):
        upgrade_database(engine)
    assert _tables(engine) == TABLES


def test_file_names_number_the_revisions_in_order(engine: Engine) -> None:
    with engine.connect() as connection:
        script = ScriptDirectory.from_config(make_config(connection))
    assert [revision.revision for revision in script.walk_revisions()][::-1] == list_revisions()


def test_every_revision_can_be_written_for_postgresql() -> None:
    out = StringIO()
    config = Config(output_buffer=out)
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    config.attributes["dialect"] = "postgresql"
    command.upgrade(config, "head", sql=True)
    written = out.getvalue()
    for table in SQLModel.metadata.tables:
        assert f"CREATE TABLE {table} (" in written
    assert "TIMESTAMP WITH TIME ZONE" in written
