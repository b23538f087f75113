"""A person's corrections as files of labelled examples: JSON lines with all that is known, tables in the form of our training data."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import Any

from api.contract.results import location_document
from embeddings.segmentation import simplify
from matcher.needs.corrections.examples import Example, Label

Document = dict[str, Any]
_FORMULA = ("=", "+", "-", "@")


def examples_lines(examples: Sequence[Example], *, sha256: str, model: str) -> str:
    """One JSON document a line: the sentence, where it stands in the file of this SHA-256, and both labels.

    `model` names the model and the taxonomy that the program read with.
    """
    return "".join(
        json.dumps(_example(example, sha256, model), ensure_ascii=False) + "\n" for example in examples
    )


def roles_table(examples: Sequence[Example]) -> str:
    """`role,text` as in matcher/needs/data/statements.csv: what a person judged directly and gave a role.

    A scene that was taken over for its level says nothing of the words in its row.
    """
    return _table(
        ("role", "text"),
        (
            (example.person.role, example.text)
            for example in examples
            if example.direct and example.person.role and example.correction != "raise"
        ),
    )


def topics_table(examples: Sequence[Example]) -> str:
    """`topic,text` as in catalog/taxonomy/data/statements.csv: what a person judged directly and gave a topic."""
    return _table(
        ("topic", "text"),
        (
            (example.person.topic, example.text)
            for example in examples
            if example.direct and example.person.topic
        ),
    )


def _table(header: tuple[str, str], rows: Iterable[tuple[str, str]]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(header)
    # One line a row and simplified script: so the training data is read. What a spreadsheet would run is left to the JSON lines.
    plain = ((label, " ".join(simplify(text).split())) for label, text in rows)
    writer.writerows(dict.fromkeys(row for row in plain if not row[1].startswith(_FORMULA)))
    return stream.getvalue()


def _example(example: Example, sha256: str, model: str) -> Document:
    return {
        "text": example.text,
        "topic": example.person.topic,
        "role": _role(example.person),
        "need": example.need,
        "correction": example.correction,
        "direct": example.direct,
        "machine": _label(example.machine) if example.machine else None,
        "person": _label(example.person),
        "file_sha256": sha256,
        "location": location_document(example.location),
        "model": model,
    }


def _role(label: Label) -> str:
    return label.role or "not_need"


def _label(label: Label) -> Document:
    return {
        "is_need": label.is_need,
        "role": _role(label),
        "topic": label.topic,
        "current_level": label.current_level,
        "target_level": label.target_level,
        "priority": label.priority,
        "confidence": label.confidence,
    }
