"""A Document as JSON and back: what travels from the reading process to its parent."""

from __future__ import annotations

import json
from typing import Any

from .model import Block, Document, Place, Table, Warning


def _pack_place(place: Place) -> list[Any]:
    return [place.kind, place.number, place.sheet, place.row, place.column, place.page, place.part]


def _unpack_place(packed: list[Any]) -> Place:
    return Place(*packed)


def pack_document(document: Document) -> dict[str, Any]:
    """The document as plain lists and dicts, ready for JSON."""
    return {
        "name": document.name,
        "sha256": document.sha256,
        "format": document.format,
        "blocks": [
            [b.index, b.text, _pack_place(b.place), b.offset, b.section, b.heading, b.table]
            for b in document.blocks
        ],
        "tables": [[t.rows, t.header_rows, t.section, t.title] for t in document.tables],
        "warnings": [[w.code, w.message, w.place and _pack_place(w.place)] for w in document.warnings],
    }


def unpack_document(packed: dict[str, Any]) -> Document:
    """The document that `pack_document` packed."""
    return Document(
        name=packed["name"],
        sha256=packed["sha256"],
        format=packed["format"],
        blocks=tuple(
            Block(index, text, _unpack_place(place), offset, tuple(section), heading, table)
            for index, text, place, offset, section, heading, table in packed["blocks"]
        ),
        tables=tuple(
            Table(tuple(tuple(row) for row in rows), header_rows, tuple(section), title)
            for rows, header_rows, section, title in packed["tables"]
        ),
        warnings=tuple(
            Warning(code, message, _unpack_place(place) if place else None)
            for code, message, place in packed["warnings"]
        ),
    )


def dump(payload: dict[str, Any]) -> bytes:
    """JSON bytes in ASCII, so that no locale can change them."""
    return json.dumps(payload, separators=(",", ":")).encode("ascii")


def load(data: bytes) -> dict[str, Any]:
    """The payload of `dump`. Raises ValueError or TypeError for anything else."""
    payload = json.loads(data)
    if not isinstance(payload, dict):
        raise TypeError("not a reading result")
    return payload
