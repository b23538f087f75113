"""`duijie import` killed before every change of a file and every commit, and at random moments besides.

Each time: the rows are all old or all new, whatever index is current is whole, and after `duijie reconcile` database and
index are equal. The encoder is a stand-in, processes and signals are real.
"""

from __future__ import annotations

import csv
import json
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from embeddings.hybrid import Query
from embeddings.segmentation import Segmenter
from embeddings.storage import IndexStore
from tests.durability.fakes import make_runtime
from tests.embeddings.fakes import FakeEncoder

_ROOT = Path(__file__).parents[2]
_RANDOM_KILLS = 14
_OLD, _NEW = range(12), range(4, 20)
"""Rows of the first file and of the second, which revises eight of them and adds eight."""

SEGMENTER = Segmenter()


class Victim:
    """The program that runs and kills commands."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run(self, home: Path, *arguments: object, **death: float) -> dict[str, Any]:
        """Run one command; `die_at` is a step, `die_after` are seconds."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        order = {"home": str(home), "arguments": [str(argument) for argument in arguments], **death}
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


@pytest.fixture(scope="module")
def victim() -> Iterator[Victim]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.durability.victim"],
        cwd=_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    yield Victim(process)
    process.communicate(timeout=20)


def _write_table(path: Path, rows: range, summary: str) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["产品名称", "类型", "服务商名称", "应用场景", "解决问题", "功能简介", "数据性质"])
        for row in rows:
            name = f"巡检助手{row:02}"
            table.writerow(
                [name, "数字化产品", f"示例软件{row % 3}公司", "设备管理", "漏检", f"{summary}{row}", "示例"]
            )
    return path


@pytest.fixture(scope="module")
def before(victim: Victim, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the first file imported and indexed."""
    folder = tmp_path_factory.mktemp("kill-points")
    table = _write_table(folder / "old.csv", _OLD, "旧版")
    assert victim.run(folder / "home", "import", table)["code"] == 0
    return folder / "home"


@pytest.fixture(scope="module")
def table(before: Path) -> Path:
    """The second file."""
    return _write_table(before.parent / "new.csv", _NEW, "新版")


def _published(home: Path) -> dict[int, tuple[int, str]]:
    """Revision and text hash of every published item, without any code of the service."""
    with sqlite3.connect(home / "duijie.sqlite") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        rows = connection.execute(
            "SELECT i.id, i.revision, r.text_hash FROM supply_item i JOIN supply_revision r"
            " ON r.item_id = i.id AND r.number = i.revision WHERE i.status = 'published'"
        ).fetchall()
        revisions = connection.execute("SELECT count(*) FROM supply_revision").fetchone()[0]
    connection.close()
    assert revisions == sum(revision for _, revision, _ in rows)
    return {identifier: (revision, digest) for identifier, revision, digest in rows}


def _check_rows(home: Path) -> bool:
    """Whether the import counts; fails when it does so in part."""
    revisions = sorted(revision for revision, _ in _published(home).values())
    untouched, revised_and_new = [1] * len(_OLD), [1] * 12 + [2] * 8
    assert revisions in (untouched, revised_and_new)
    return revisions == revised_and_new


def _check_current_index_is_whole(home: Path, *, allowed: set[int]) -> None:
    index, manifest = IndexStore(home / "index").load(SEGMENTER)
    assert index.ids == sorted(manifest.hashes)
    assert index.vectors.size == len(index.ids)
    query = Query("巡检", FakeEncoder().encode_queries(["巡检"])[0])
    assert {hit.id for hit in index.search(query, 100)} == set(index.ids) <= allowed


def _check_equal(home: Path) -> None:
    published = _published(home)
    index, manifest = IndexStore(home / "index").load(SEGMENTER)
    assert dict(manifest.hashes) == {key: digest for key, (_, digest) in published.items()}
    assert index.ids == sorted(published)
    runtime = make_runtime(home)
    lag = runtime.measure_lag()
    runtime.engine.dispose()
    assert lag.in_step
    assert lag.jobs == 0
    left = [path.name for path in (home / "index").iterdir() if not path.name.startswith(".")]
    assert len([name for name in left if name.startswith("g-")]) <= 2
    assert set(left) <= {"CURRENT", *(name for name in left if name.startswith("g-"))}


def _kill_and_restart(victim: Victim, before: Path, table: Path, home: Path, **death: float) -> bool:
    """Import into a copy and kill it; whether the rows were committed before. Everything is checked."""
    shutil.copytree(before, home)
    victim.run(home, "import", table, **death)
    committed = _check_rows(home)
    _check_current_index_is_whole(home, allowed=set(_published(home)))
    assert victim.run(home, "reconcile")["code"] == 0
    assert _check_rows(home) == committed
    _check_equal(home)
    shutil.rmtree(home)
    return committed


def test_killed_before_every_step(victim: Victim, before: Path, table: Path, tmp_path: Path) -> None:
    whole = shutil.copytree(before, tmp_path / "whole")
    steps = victim.run(whole, "import", table)["steps"]
    assert _check_rows(whole)
    _check_equal(whole)
    assert steps >= 12  # the lock, five files of a generation, its manifest, the pointer, and every commit
    committed = [
        _kill_and_restart(victim, before, table, tmp_path / f"step-{step}", die_at=step)
        for step in range(1, steps + 1)
    ]
    assert committed == sorted(committed)  # once committed, always committed
    assert set(committed) == {False, True}


def test_killed_at_random_moments(victim: Victim, before: Path, table: Path, tmp_path: Path) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")  # noqa: T201  # pytest shows it when the test fails
    moments = random.Random(seed)
    seconds = victim.run(shutil.copytree(before, tmp_path / "whole"), "import", table)["seconds"]
    for run in range(_RANDOM_KILLS):
        moment = moments.uniform(0.0, 1.05 * seconds)
        _kill_and_restart(victim, before, table, tmp_path / f"run-{run}", die_after=moment)


def test_a_killed_reconcile_is_repeated(victim: Victim, before: Path, tmp_path: Path) -> None:
    steps = victim.run(shutil.copytree(before, tmp_path / "whole"), "reconcile", "--force")["steps"]
    for step in range(1, steps + 1, 2):
        home = shutil.copytree(before, tmp_path / f"step-{step}")
        assert victim.run(home, "reconcile", "--force", die_at=step)["killed"]
        _check_current_index_is_whole(home, allowed=set(_published(home)))
        assert victim.run(home, "reconcile")["code"] == 0
        _check_equal(home)


def test_a_first_import_killed_before_every_third_step(
    victim: Victim, before: Path, table: Path, tmp_path: Path
) -> None:
    """Into nothing: making the database, the rows, the first generation."""
    steps = victim.run(tmp_path / "whole", "import", table)["steps"]
    for step in range(1, steps + 1, 3):
        home = tmp_path / f"step-{step}"
        assert victim.run(home, "import", table, die_at=step)["killed"]
        assert victim.run(home, "import", table)["code"] == 0
        assert len(_published(home)) == len(_NEW)
        _check_equal(home)
