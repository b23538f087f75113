"""Data directories for tests, each a copy that nobody else opens."""

from __future__ import annotations

import shutil
from pathlib import Path


def copy_home(pristine: Path, home: Path) -> Path:
    """A data directory of one's own at `home`, with the same model."""
    return Path(shutil.copytree(pristine, home, symlinks=True))
