"""A server process on a loopback port, and a browser that reports whatever a careful visitor would complain about."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.homes import copy_home

_ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
]
_SERVER = """
import sys
from pathlib import Path
import uvicorn
from api.app import create_app
from api.runtime import Runtime
from api.settings import Settings
app = create_app(Runtime(Settings(home=Path(sys.argv[1]))))
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), log_level="warning")
"""
_PATIENCE_S = 90


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _is_ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/readyz", timeout=5) as answer:  # noqa: S310  # our own loopback address
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


@pytest.fixture(scope="session")
def server(pristine_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running service over a copy of the sample catalogue: it notes searches."""
    home = tmp_path_factory.mktemp("visited") / "home"
    copy_home(pristine_home, home)
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DUIJIE_")}
    process = subprocess.Popen(
        [sys.executable, "-c", _SERVER, str(home), str(port)],
        cwd=Path(__file__).parents[2],
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    try:
        end = time.monotonic() + _PATIENCE_S
        while not _is_ready(address):
            if process.poll() is not None or time.monotonic() > end:
                pytest.fail("the service did not become ready")
            time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    executable = shutil.which("chromium")
    if executable is None:  # the only part that needs rights to install; `make test` tries first
        pytest.skip("chromium is not installed: apt-get install chromium fonts-noto-cjk")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=_ARGUMENTS)
        yield browser
        browser.close()


class Visitor:
    """A browser window whose complaints are collected: console errors, script errors, foreign hosts."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self._address = address
        host = urlsplit(address).netloc
        self.page.on(
            "console",
            lambda message: self._note(
                f"{message.type}: {message.text}", message.type in {"error", "warning"}
            ),
        )
        self.page.on("pageerror", lambda error: self._note(f"script: {error}", is_bad=True))
        self.page.on(
            "request",
            lambda request: self._note(
                f"foreign: {request.url}", is_bad=urlsplit(request.url).netloc != host
            ),
        )

    def _note(self, words: str, is_bad: bool) -> None:
        if is_bad:
            self.complaints.append(words)

    def open(self, path: str) -> None:
        """Go to a page of the service."""
        self.page.goto(f"{self._address}{path}")

    def check(self) -> None:
        """Fail on any complaint, and when the page is wider than the window."""
        assert self.complaints == []
        wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{self.page.url} scrolls sideways by {wide} px"


MakeVisitor = Callable[..., Visitor]


@pytest.fixture
def visit(server: str, browser: Browser) -> Iterator[MakeVisitor]:
    """Makes visitors with a window of a given width, with or without scripts; each is checked at the end."""
    opened: list[tuple[BrowserContext, Visitor]] = []

    def make(width: int = 1440, *, scripts: bool = True) -> Visitor:
        context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=scripts)
        visitor = Visitor(context, server)
        opened.append((context, visitor))
        return visitor

    yield make
    for context, visitor in opened:
        if visitor.page.url != "about:blank":
            visitor.check()
        context.close()
