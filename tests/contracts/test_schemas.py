"""The schemas themselves: valid, strict, and able to refuse."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.contracts.schema import FOLDER, list_breaches, load_schema

NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))


def _objects(schema: object, path: str = "$") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield path, schema
        for key, value in schema.items():
            yield from _objects(value, f"{path}.{key}")
    elif isinstance(schema, list):
        for position, value in enumerate(schema):
            yield from _objects(value, f"{path}[{position}]")


@pytest.mark.parametrize("name", NAMES)
def test_schema_is_valid(name: str) -> None:
    Draft202012Validator.check_schema(load_schema(name))


@pytest.mark.parametrize("name", NAMES)
def test_every_object_says_what_it_needs_and_allows_nothing_else(name: str) -> None:
    for path, schema in _objects(load_schema(name)):
        extra = schema.get("additionalProperties")
        assert extra is not None, path
        assert extra is False or "properties" not in schema, path
        assert "required" in schema or "properties" not in schema, path


def test_a_missing_key_an_extra_key_and_a_wrong_type_are_refused() -> None:
    empty = {
        "query": "",
        "text": "",
        "conditions": [],
        "total": 0,
        "facets": {},
        "hits": [],
        "nothing_fits": True,
        "relaxations": [],
    }
    assert list_breaches("search", empty) == []
    assert list_breaches("search", {**empty, "total": "0"}) == ["$.total: '0' is not of type 'integer'"]
    assert len(list_breaches("search", {**empty, "extra": 1})) == 1
    assert len(list_breaches("search", {key: value for key, value in empty.items() if key != "hits"})) == 1
