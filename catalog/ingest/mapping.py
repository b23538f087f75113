"""Mapping files: how the columns and words of a foreign list become ours."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from catalog.errors import ImportRefused
from catalog.ingest.columns import COLUMNS, SEPARATOR, Layout

_KEYS = {
    "name",
    "kind",
    "needed",
    "columns",
    "values",
    "patterns",
    "split",
    "constants",
    "skip",
    "notes",
    "ignored",
    "lenient",
}


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """How foreign rows become records of one layout. Canonical headers are keys, foreign headers are what they name."""

    name: str
    layout: Layout
    needed: tuple[str, ...]
    """Foreign headers that must all be there; they also tell the layout apart from others."""
    columns: Mapping[str, tuple[str, ...]]
    """Canonical header → the foreign headers whose cells are joined into it."""
    values: Mapping[str, Mapping[str, str]]
    """Canonical header → foreign value → our value; an empty string drops the value."""
    patterns: Mapping[str, Mapping[str, str]]
    """Canonical header → regular expression → replacement for the whole cell, tried in order after `values`."""
    split: Mapping[str, str]
    """Canonical header → characters that part several values in the foreign cell."""
    constants: Mapping[str, str]
    skip: Mapping[str, Mapping[str, str]]
    """Foreign header → value → why such rows are no item of ours."""
    notes: Mapping[str, str]
    """Foreign header → the name under which its cells are kept as notes."""
    ignored: tuple[str, ...]
    lenient: bool
    """Whether words outside our closed lists are dropped with a warning instead of refusing the row."""

    def translate(self, header: str, cell: str) -> str:
        """The cell in our words: split, each value translated, joined again."""
        table = self.values.get(header, {})
        separators = self.split.get(header)
        if cell in table:
            return table[cell]
        for pattern, replacement in self.patterns.get(header, {}).items():
            if re.fullmatch(pattern, cell):
                return re.sub(pattern, replacement, cell)
        if not separators:
            return cell
        parts = [part.strip() for part in re.split(f"[{re.escape(separators)}]", cell)]
        translated = (table.get(part, part) for part in parts if part)
        return SEPARATOR.join(dict.fromkeys(part for part in translated if part))


def list_mappings() -> tuple[ColumnMapping, ...]:
    """The mappings that ship with the service."""
    folder = resources.files("catalog.ingest") / "mappings"
    files = sorted(
        (entry for entry in folder.iterdir() if entry.name.endswith(".toml")), key=lambda entry: entry.name
    )
    return tuple(_parse(entry.read_text(encoding="utf-8"), entry.name) for entry in files)


def load_mapping(name_or_path: str) -> ColumnMapping:
    """A shipped mapping by name, or one from a file. Raises ImportRefused when it is missing or damaged."""
    for mapping in list_mappings():
        if mapping.name == name_or_path:
            return mapping
    path = Path(name_or_path)
    if not path.is_file():
        known = "、".join(mapping.name for mapping in list_mappings())
        raise ImportRefused(f"没有名为“{name_or_path}”的映射，也没有这个文件；自带的映射有：{known}。")
    try:
        return _parse(path.read_text(encoding="utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise ImportRefused(f"读不了映射文件“{path.name}”。") from error


def _parse(text: str, source: str) -> ColumnMapping:
    try:
        data: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ImportRefused(f"映射文件“{source}”不是合法的 TOML：{error}。") from error
    unknown = data.keys() - _KEYS
    if unknown:
        raise ImportRefused(f"映射文件“{source}”有不认识的项：{'、'.join(sorted(unknown))}。")
    try:
        mapping = ColumnMapping(
            name=str(data["name"]),
            layout=Layout(data["kind"]),
            needed=tuple(data["needed"]),
            columns={key: _names(value) for key, value in data["columns"].items()},
            values=_tables(data.get("values", {})),
            patterns=_tables(data.get("patterns", {})),
            split={key: str(value) for key, value in data.get("split", {}).items()},
            constants={key: str(value) for key, value in data.get("constants", {}).items()},
            skip=_tables(data.get("skip", {})),
            notes={key: str(value) for key, value in data.get("notes", {}).items()},
            ignored=tuple(data.get("ignored", ())),
            lenient=bool(data.get("lenient", False)),
        )
        for table in mapping.patterns.values():
            for pattern in table:
                re.compile(pattern)
    except (KeyError, ValueError, TypeError, AttributeError, re.error) as error:
        raise ImportRefused(f"映射文件“{source}”缺少或写错了一项：{error}。") from error
    _check_headers(mapping, source)
    return mapping


def _names(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(str(name) for name in value)


def _tables(value: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    return {key: {word: str(ours) for word, ours in table.items()} for key, table in value.items()}


def _check_headers(mapping: ColumnMapping, source: str) -> None:
    known = {column.header for column in COLUMNS[mapping.layout]}
    used = {*mapping.columns, *mapping.values, *mapping.patterns, *mapping.split, *mapping.constants}
    if used - known:
        raise ImportRefused(
            f"映射文件“{source}”写了{mapping.layout.label}表里没有的列：{'、'.join(sorted(used - known))}。"
        )
