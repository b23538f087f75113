"""Every setting, command, route, error code and warning code is explained in docs/reference.md."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import typer
from fastapi import APIRouter

import api.app
from api.cli.main import app as command_line
from api.cli.shell import CommandRefused
from api.errors import _BY_STATUS, ApiError
from api.migrate import DatabaseTooNew
from api.settings import Settings
from catalog.errors import CatalogError
from embeddings.errors import EmbeddingsError
from matcher.errors import MatcherError
from tests.contracts.rules import PACKAGES, ROOT, list_modules

REFERENCE = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")


def find_undocumented(names: set[str], text: str) -> set[str]:
    """The names that no code span of the text mentions whole."""
    spans = set(re.findall(r"`([^`]+)`", text))
    words = {word for span in spans for word in span.split()}
    return names - spans - words


def _classes(root: type[Exception]) -> Iterator[type[Exception]]:
    yield root
    for child in root.__subclasses__():
        yield from _classes(child)


def _error_codes() -> set[str]:
    roots = (ApiError, CatalogError, MatcherError, EmbeddingsError, CommandRefused, DatabaseTooNew)
    ours = (cls for root in roots for cls in _classes(root) if cls.__module__.split(".")[0] in PACKAGES)
    return {vars(cls).get("code", "") for cls in ours} - {""} | {code for code, _ in _BY_STATUS.values()}


def _warning_codes() -> set[str]:
    codes = set()
    for path in list_modules("matcher"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                name = (
                    node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                )
                first = node.args[0]
                if name in {"warn", "Warning"} and isinstance(first, ast.Constant):
                    codes.add(str(first.value))
    return codes


def _routes() -> set[str]:
    routers = [value for value in vars(api.app).values() if isinstance(value, APIRouter)]
    return {
        f"{method} {getattr(route, 'path', '')}"
        for router in routers
        for route in router.routes
        for method in getattr(route, "methods", ())
    }


def _commands() -> dict[str, set[str]]:
    group = typer.main.get_command(command_line)
    return {
        name: {option for param in command.params for option in param.opts if option.startswith("-")}
        for name, command in group.commands.items()  # type: ignore[attr-defined]
    }


def test_every_setting_is_documented() -> None:
    names = {f"DUIJIE_{name.upper()}" for name in Settings.model_fields}
    assert find_undocumented(names | {"DUIJIE_DEBUG", "DUIJIE_TEST_HOME"}, REFERENCE) == set()


def test_every_route_is_documented() -> None:
    assert len(_routes()) > 10
    assert find_undocumented(_routes(), REFERENCE) == set()


def test_every_error_code_is_documented() -> None:
    assert len(_error_codes()) > 20
    assert find_undocumented(_error_codes(), REFERENCE) == set()


def test_every_warning_code_is_documented() -> None:
    assert "no_needs_found" in _warning_codes()
    assert find_undocumented(_warning_codes(), REFERENCE) == set()


def test_every_command_and_option_is_documented() -> None:
    for name, options in _commands().items():
        section = REFERENCE.partition(f"### duijie {name}\n")[2].partition("\n### ")[0]
        assert section, f"no section for duijie {name}"
        assert find_undocumented(options, section) == set(), name


def test_make_targets_are_documented() -> None:
    targets = set(
        re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert targets >= {"setup", "run", "test", "check", "format", "bench", "lock", "clean"}
    assert find_undocumented({f"make {name}" for name in targets}, REFERENCE) == set()


def test_readme_names_the_two_commands_and_keeps_its_table() -> None:
    assert find_undocumented({"make run", "make test"}, README) == set()
    assert README.index("<!-- bench:begin -->") < README.index("<!-- bench:end -->")


def test_the_check_itself_notices_what_is_missing() -> None:
    assert find_undocumented({"a_b", "GET /x", "--k"}, "`a_b` and `duijie --k N`, GET /x") == {"GET /x"}
