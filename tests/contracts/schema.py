"""The contract's JSON Schemas, and checking a document against one of them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

FOLDER = Path(__file__).parent / "schemas"


def load_schema(name: str) -> dict[str, Any]:
    """The schema `schemas/<name>.json`."""
    schema: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return schema


@cache
def _validator(name: str) -> Draft202012Validator:
    registry: Registry[Any] = Registry().with_resources(
        [("common.json", Resource.from_contents(load_schema("common")))]
    )
    return Draft202012Validator(load_schema(name), registry=registry)


def list_breaches(name: str, document: object) -> list[str]:
    """Where and how the document breaks the schema; empty when it keeps it."""
    found = sorted(
        _validator(name).iter_errors(document), key=lambda error: list(map(str, error.absolute_path))
    )
    return [f"{error.json_path}: {error.message}" for error in found]


def check(name: str, document: object) -> None:
    """Fail with every breach named."""
    breaches = list_breaches(name, document)
    assert not breaches, "\n".join(breaches)
