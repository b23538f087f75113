"""Running the command line inside the test process, and what came of it."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.cli.main import run


@dataclass(frozen=True, slots=True)
class Outcome:
    """Exit code and what was printed."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on standard output; fails when there is anything else."""
        return json.loads(self.out)


def duijie(*arguments: object, home: Path | None = None) -> Outcome:
    """Run `duijie` with these arguments, with `--home` in front when given."""
    out, err = io.StringIO(), io.StringIO()
    words = [] if home is None else ["--home", str(home)]
    with redirect_stdout(out), redirect_stderr(err):
        code = run([*words, *map(str, arguments)])
    return Outcome(code, out.getvalue(), err.getvalue())
