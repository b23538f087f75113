"""The OpenAPI document as a page: operations with their fields, then the models that they answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_TYPE_WORDS = {
    "string": "文字",
    "integer": "整数",
    "number": "数字",
    "boolean": "是或否",
    "object": "对象",
    "null": "空",
}


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A parameter or a model's field."""

    name: str
    type: str
    required: bool
    description: str


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """What a status answers; `model` names a model of the page or is empty."""

    status: str
    model: str
    description: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One method on one path."""

    anchor: str
    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[FieldRow, ...]
    answers: tuple[AnswerRow, ...]
    example: str


@dataclass(frozen=True, slots=True)
class Group:
    """Operations under one tag."""

    name: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """A named JSON object."""

    name: str
    description: str
    fields: tuple[FieldRow, ...]


@dataclass(frozen=True, slots=True)
class DocsPage:
    """Everything on the interface's page."""

    title: str
    description: tuple[str, ...]
    groups: tuple[Group, ...]
    models: tuple[Model, ...]


def present_openapi(document: Mapping[str, Any], address: str) -> DocsPage:
    """The page of an OpenAPI 3.1 document, with examples for the service at this address (without a / at its end)."""
    groups: dict[str, list[Operation]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            tag = operation.get("tags", [""])[0]
            groups.setdefault(tag, []).append(_present_operation(path, method, operation, address))
    schemas = document.get("components", {}).get("schemas", {})
    return DocsPage(
        title=document["info"]["title"],
        description=tuple(document["info"].get("description", "").split("\n\n")),
        groups=tuple(Group(name, tuple(operations)) for name, operations in groups.items()),
        models=tuple(
            Model(name, schema.get("description", ""), tuple(_fields(schema)))
            for name, schema in sorted(schemas.items())
            if not name.startswith(("HTTPValidationError", "ValidationError"))
        ),
    )


def _present_operation(path: str, method: str, operation: Mapping[str, Any], address: str) -> Operation:
    parameters = [
        FieldRow(
            entry["name"], _type(entry["schema"]), entry.get("required", False), entry.get("description", "")
        )
        for entry in operation.get("parameters", [])
    ]
    body = (
        operation.get("requestBody", {}).get("content", {}).get("multipart/form-data", {}).get("schema", {})
    )
    parameters += _fields(body)
    return Operation(
        anchor=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation.get("summary", ""),
        description=operation.get("description", ""),
        parameters=tuple(parameters),
        answers=tuple(_answers(operation)),
        example=_example(method, f"{address}{path}", upload=bool(body)),
    )


def _answers(operation: Mapping[str, Any]) -> Iterator[AnswerRow]:
    for status, answer in sorted(operation["responses"].items()):
        if status == "422" and "HTTPValidationError" in str(answer):
            continue
        schema = answer.get("content", {}).get("application/json", {}).get("schema", {})
        description = (
            "" if answer.get("description") in {"Successful Response", None} else answer["description"]
        )
        yield AnswerRow(status, _reference(schema) or "", description)


def _example(method: str, url: str, *, upload: bool) -> str:
    url = url.replace("{item_id}", "1").replace("{kind}", "product")
    if upload:
        return f"curl -F file=@报告.docx {url}"
    if url.endswith("/search"):
        return f"curl -G {url} --data-urlencode q=设备坏了才修"
    return f"curl {url}" if method == "get" else f"curl -X {method.upper()} {url}"


def _fields(schema: Mapping[str, Any]) -> list[FieldRow]:
    required = set(schema.get("required", ()))
    return [
        FieldRow(name, _type(field), name in required, field.get("description", ""))
        for name, field in schema.get("properties", {}).items()
    ]


def _reference(schema: Mapping[str, Any]) -> str | None:
    reference = schema.get("$ref")
    return reference.rsplit("/", 1)[-1] if isinstance(reference, str) else None


def _type(schema: Mapping[str, Any]) -> str:
    """A field's type in words; a model's name stands for itself."""
    named = _reference(schema)
    if named:
        return named
    if "anyOf" in schema:
        return "，或".join(_type(option) for option in schema["anyOf"])
    if "enum" in schema or "const" in schema:
        return " | ".join(str(value) for value in schema.get("enum", [schema.get("const")]))
    kind = schema.get("type")
    if kind == "array":
        return f"列表（{_type(schema['items'])}）" if "items" in schema else "列表"
    if schema.get("contentMediaType") or schema.get("format") == "binary":
        return "文件"
    return _TYPE_WORDS.get(str(kind), "任意")
