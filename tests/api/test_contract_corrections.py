"""The files of labelled examples: JSON lines with both labels, tables in the form of the training data."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from importlib import resources

from api.contract.corrections import examples_lines, roles_table, topics_table
from catalog.taxonomy import load_taxonomy
from matcher.needs.corrections.examples import Example, list_examples
from matcher.needs.corrections.model import Add, Confirm, Correction, Reject
from matcher.needs.judging import ROLES
from tests.matcher.needs.corrections.reports import READING, SENTENCES, correct, passage


def _examples(*corrections: Correction) -> tuple[Example, ...]:
    return list_examples(READING, correct(*corrections))


def test_the_lines_hold_both_labels_and_the_place_in_the_file() -> None:
    lines = examples_lines(
        _examples(Reject("N02"), Add("S10", passage(4), 0, 2)), sha256="ab" * 32, model="e5/2026"
    )
    rows = [json.loads(line) for line in lines.splitlines()]
    assert [(row["text"], row["role"], row["topic"]) for row in rows] == [
        (SENTENCES[4], "need", "S10"),
        (SENTENCES[2], "not_need", None),
    ]
    added, rejected = rows
    assert (added["machine"], added["person"]["target_level"]) == (None, 2)
    assert rejected["machine"]["topic"] == "S12"
    assert added["location"] == {"kind": "paragraph", "number": 5, "start": 0, "end": len(SENTENCES[4])}
    assert {row["file_sha256"] for row in rows} == {"ab" * 32}
    assert {row["model"] for row in rows} == {"e5/2026"}


def test_the_tables_can_be_put_behind_the_training_data() -> None:
    examples = _examples(
        Confirm("N01"),
        Reject("N02"),
        Reject("N03", "past"),
        Add("S10", passage(4)),
        Add("S05", passage(6), 1, 2, graded=True),
    )
    roles = list(csv.DictReader(roles_table(examples).splitlines()))
    topics = list(csv.DictReader(topics_table(examples).splitlines()))
    # Neither what a person gave no role, nor what was judged only along with its need, nor a level's own row.
    assert [(row["role"], row["text"]) for row in roles] == [
        ("need", SENTENCES[0]),
        ("need", SENTENCES[4]),
        ("past", SENTENCES[3]),
    ]
    assert [row["topic"] for row in topics] == ["S08", "S10", "S05"]
    assert {row["role"] for row in roles} <= set(ROLES)
    assert {row["topic"] for row in topics} <= load_taxonomy().topics.keys()
    for package, table in (("matcher.needs", roles_table), ("catalog.taxonomy", topics_table)):
        ours = resources.files(package).joinpath("data", "statements.csv").read_text(encoding="utf-8")
        assert table(examples).splitlines()[0] == ours.splitlines()[0]


def test_a_text_that_a_spreadsheet_would_run_stays_out_of_the_tables() -> None:
    (example,) = _examples(Add("S10", passage(4)))
    assert "HYPERLINK" not in topics_table([replace(example, text="=HYPERLINK(1)")])
    assert "两行 一句" in topics_table([replace(example, text="兩行\n一句")])
