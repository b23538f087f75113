"""What every command shares: settings, the service's parts made late, output for people or programs, progress."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import typer
from rich.console import Console, RenderableType
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
)

if TYPE_CHECKING:
    from api.runtime import Runtime
    from api.settings import Settings

# What is not a terminal has no width; tables of Chinese are squeezed to nothing at rich's default of 80.
_WIDTH_OF_FILES = 120
_QUIET_SECONDS = 2.0
_LINE_EVERY_SECONDS = 5.0


class CommandRefused(Exception):
    """A command line that is well formed and still cannot be carried out; the message says what to do."""

    code = "command_refused"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Work:
    """Progress on standard error: a moving bar on a terminal, now and then a line elsewhere."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._what = ""
        self._began = time.monotonic()
        self._said = 0.0
        self._bar = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._bar.add_task("", total=None, start=True)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def stage(self, what: str, done: int = 0, total: int = 0) -> None:
        """Say what goes on; without a total it is a step of unknown length."""
        if what != self._what:
            self._bar.reset(self._task, description=what, total=total or None)
        self._bar.update(self._task, completed=done, total=total or None)
        if not self._console.is_terminal:
            self._say(what, done, total)
        self._what = what

    def _say(self, what: str, done: int, total: int) -> None:
        now = time.monotonic()
        quick = now - self._began < _QUIET_SECONDS
        if quick or (what == self._what and now - self._said < _LINE_EVERY_SECONDS):
            return
        self._said = now
        self._console.print(f"{what} {done}/{total}" if total else f"{what}…", highlight=False)


@dataclass
class Shell:
    """One run of the command: where its data lie, how it answers, and the parts it made."""

    home: Path | None = None
    as_json: bool = False
    out: Console = field(default_factory=lambda: make_console(sys.stdout))
    err: Console = field(default_factory=lambda: make_console(sys.stderr))
    _work: Work | None = field(default=None, init=False)

    @cached_property
    def settings(self) -> Settings:
        """From the environment, with the data directory of the command line."""
        from api.settings import Settings

        return Settings() if self.home is None else Settings(home=self.home)

    @cached_property
    def runtime(self) -> Runtime:
        """The service's parts; importing them takes a second or two, so commands that need none do not touch it."""
        self.stage("正在启动")
        from api.runtime import Runtime

        return Runtime(self.settings, self.stage)

    @contextmanager
    def working(self, what: str) -> Iterator[Work]:
        """Show progress while the block runs."""
        with Work(self.err) as work:
            self._work = work
            work.stage(what)
            try:
                yield work
            finally:
                self._work = None

    def stage(self, what: str, done: int = 0, total: int = 0) -> None:
        """Pass on what goes on to whoever shows it."""
        if self._work:
            self._work.stage(what, done, total)

    def answer(self, document: dict[str, Any], *parts: RenderableType) -> None:
        """Print the document for programs, or its parts for people."""
        if self.as_json:
            sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
        else:
            self.out.print(*parts, sep="\n", highlight=False)

    def note(self, message: str) -> None:
        """Tell people something beside the answer, on standard error."""
        self.err.print(message, highlight=False, markup=False, soft_wrap=True)


def make_console(stream: Any) -> Console:
    """A console on a stream; the width of tables is fixed where the stream is no terminal."""
    return Console(file=stream, width=None if stream.isatty() else _WIDTH_OF_FILES, markup=False, emoji=False)


def shell_of(context: typer.Context) -> Shell:
    """The shell that the global options made."""
    shell = context.find_object(Shell)
    assert shell is not None, "the callback made it"
    return shell
