"""An import killed at any moment leaves all of its rows or none, and an index that a restart makes equal again."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from api.runtime import Runtime
from catalog.queries import count_items
from catalog.samples import sample_files
from tests.durability.fakes import make_runtime

_ROOT = Path(__file__).parents[2]
_RUNS = 12
_LONGEST_SECONDS = 2.5  # a whole import of the sample products takes about two, most of it in one transaction
# What is tested is the order of commits and files, not meaning: an instant encoder lets many moments be tried.
_IMPORT = """
import sys
from pathlib import Path
from tests.durability.fakes import make_runtime
runtime = make_runtime(Path(sys.argv[1]))
_ = (runtime.engine, runtime.segmenter.words("预热"))
print("ready", flush=True)
with runtime.writing() as session:
    import_file(session, Path(sys.argv[2]), actor="tests", now=runtime.now())
runtime.refresh_index()
"""


def _kill_an_import(home: Path, file: Path, delay: float) -> None:
    """Start importing in a process of its own and kill it `delay` seconds after it is ready."""
    process = subprocess.Popen(
        [sys.executable, "-c", _IMPORT, str(home), str(file)], stdout=subprocess.PIPE, text=True, cwd=_ROOT
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    try:
        process.wait(timeout=delay)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
    process.communicate()


def test_an_import_killed_at_random_moments_leaves_database_and_index_equal(tmp_path: Path) -> None:
    seed = random.randrange(2**32)
    moments = random.Random(seed)
    _, products, _ = sample_files()
    survivors = []
    for run in range(_RUNS):
        home = tmp_path / f"run-{run}"
        home.mkdir()
        _kill_an_import(home, products, moments.uniform(0.0, _LONGEST_SECONDS))
        survivors.append(_restart_and_compare(home))
    rows = len(products.read_text(encoding="utf-8-sig").splitlines()) - 1
    assert set(survivors) <= {0, rows}, f"seed {seed}: half an import was kept: {survivors}"


def _restart_and_compare(home: Path) -> int:
    """How many items survived; fails unless the index holds exactly those after a restart."""
    runtime = make_runtime(home)
    runtime.refresh_index()
    lag = runtime.measure_lag()
    assert lag.in_step, lag
    assert lag.jobs == 0
    with runtime.reading() as session:
        items = sum(count_items(session).values())
    manifest = runtime.store.find_manifest()
    assert manifest is None or len(manifest.hashes) == items
    assert manifest is not None or items == 0
    if items:
        assert len(runtime.index.get()) == items
    runtime.engine.dispose()
    return items


@pytest.mark.parametrize("damage", ["pointer", "manifest", "vectors"])
def test_a_damaged_index_is_rebuilt_from_stored_vectors(own_runtime: Runtime, damage: str) -> None:
    generation = own_runtime.store.current()
    assert generation is not None
    folder = own_runtime.settings.index_dir
    broken = {
        "pointer": folder / "CURRENT",
        "manifest": folder / generation / "manifest.json",
        "vectors": folder / generation / "vectors.faiss",
    }[damage]
    broken.write_bytes(b"")
    own_runtime.refresh_index(force=damage == "vectors")
    assert own_runtime.measure_lag().in_step
    with own_runtime.reading() as session:
        assert len(own_runtime.index.get()) == sum(count_items(session).values())
