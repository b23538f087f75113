"""The house rules as functions over sources: each answers the breaches it finds, so that it can be tested itself."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("api", "catalog", "embeddings", "matcher")
_UNTRACKED = {".git", ".venv", "var", "build", "node_modules", "__pycache__", ".hypothesis"}
LONGEST_MODULE = 400
LONGEST_FUNCTION = 60
LARGEST_FILE = 300_000
LARGEST_SCAN = 1_000_000
SCANS = ROOT / "tests" / "data" / "reports"
"""Reports that are pictures of pages are as large as their pictures."""

_Function = ast.FunctionDef | ast.AsyncFunctionDef


def list_files(*folders: str) -> list[Path]:
    """Every file of these folders, or of the whole checkout, that could be committed."""
    roots = [ROOT / folder for folder in folders] or [ROOT]
    found = (path for root in roots for path in root.rglob("*"))
    return sorted(path for path in found if path.is_file() and not _is_untracked(path.relative_to(ROOT)))


def _is_untracked(path: Path) -> bool:
    return any(part in _UNTRACKED or part.endswith((".egg-info", "_cache")) for part in path.parts)


def list_modules(*folders: str) -> list[Path]:
    """Every Python module of these folders."""
    return [path for path in list_files(*folders) if path.suffix == ".py"]


def find_commits(source: str) -> list[str]:
    """Calls that end or open a transaction; savepoints, which only mark a place inside one, are allowed."""
    tree = ast.parse(source)
    savepoints = {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and _called(node.value) == "begin_nested"
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    return [
        f"line {node.lineno}: .{node.func.attr}()"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"commit", "begin"}
        and not (isinstance(node.func.value, ast.Name) and node.func.value.id in savepoints)
    ]


def find_statements(source: str) -> list[str]:
    """Calls that build or run a database statement."""
    return [
        f"line {node.lineno}: {_called(node)}("
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and _called(node) in {"select", "exec", "execute", "scalars"}
    ]


def _called(node: ast.AST) -> str | None:
    if not isinstance(node, ast.Call):
        return None
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else None


def find_missing_opening(source: str) -> list[str]:
    """A module must open with one sentence on one line that says what lives there."""
    opening = (ast.get_docstring(ast.parse(source)) or "").partition("\n")[0]
    return [] if len(opening.split()) > 2 and opening.endswith(".") else ["no opening sentence"]


def find_undocumented(source: str) -> list[str]:
    """Public functions, methods and classes without a docstring."""
    return [
        f"line {node.lineno}: {node.name}"
        for node in _public_definitions(ast.parse(source).body)
        if not ast.get_docstring(node)
    ]


def _public_definitions(body: list[ast.stmt]) -> Iterator[_Function | ast.ClassDef]:
    for node in body:
        if isinstance(node, _Function | ast.ClassDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from _public_definitions(node.body)


def find_long_functions(source: str) -> list[str]:
    """Functions of more lines than a reader holds in mind."""
    return [
        f"line {node.lineno}: {node.name} has {length} lines"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, _Function)
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > LONGEST_FUNCTION
    ]


# Written so that this file does not match itself.
_HOSTS = re.compile(
    r"pyp[i]\.(?:org|python)|pythonhoste[d]|npm(?:js|mirror)\.|huggingfac[e]\.co|hf-mirro[r]|[/.]mirrors?\.[a-z]"
)
_MACHINE_PATHS = re.compile(r"(?<![\w.~])/(?:work|farm|root|tmp|opt|home/[a-z]+)/\w")
_LEFT_OVERS = re.compile(
    r"\b(?:TO[D]O|FIX[M]E|XX[X]|raise NotImplemented[E]rror)\b|\bx[f]ail\b|#\s*no[q]a\s*$|type:\s*ignor[e]\s*$",
    re.MULTILINE,
)


def find_hosts(text: str) -> list[str]:
    """Names of package registries, hubs and mirrors: those belong to a machine's own settings."""
    return [found[0] for found in _HOSTS.finditer(text)]


def find_machine_paths(text: str) -> list[str]:
    """Absolute paths of the machine on which something was written."""
    return [found[0] for found in _MACHINE_PATHS.finditer(text)]


def find_left_overs(text: str) -> list[str]:
    """What was meant to be finished later, and silenced checks without their codes."""
    return [found[0] for found in _LEFT_OVERS.finditer(text)]
