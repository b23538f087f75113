"""A service over an instant encoder, for tests of commits and files."""

from __future__ import annotations

from pathlib import Path

from api.runtime import Runtime
from api.settings import Settings
from tests.embeddings.fakes import FakeEncoder


def make_runtime(home: Path) -> Runtime:
    """A runtime in `home` whose encoder hashes characters."""
    runtime = Runtime(Settings(home=home))
    runtime.__dict__["encoder"] = FakeEncoder()  # where cached_property keeps what it made
    return runtime
