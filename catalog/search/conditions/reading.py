"""Reading a query in plain Chinese: its conditions with their quotes, and the text that is left to be searched."""

from __future__ import annotations

from catalog.search.conditions.denials import undo_double_denials
from catalog.search.conditions.leftovers import remaining_text
from catalog.search.conditions.measured import find_measured
from catalog.search.conditions.merging import merge
from catalog.search.conditions.model import Condition, Understood
from catalog.search.conditions.named import find_named
from catalog.search.conditions.spaces import join_spaced_names
from catalog.search.conditions.tokens import read_sentence
from catalog.search.conditions.vocabulary import load_vocabulary
from catalog.taxonomy import Taxonomy


def read_conditions(query: str, taxonomy: Taxonomy) -> Understood:
    """Take a query apart by fixed rules, without a model; the time grows with its length. Never raises on any text."""
    sentence = undo_double_denials(join_spaced_names(read_sentence(query, load_vocabulary(taxonomy))))
    measured = list(find_measured(sentence))
    taken = {place for finding in measured for place in range(finding.first, finding.end)}
    findings = sorted((*measured, *find_named(sentence, taken)), key=lambda finding: finding.first)
    conditions = tuple(
        Condition(
            reading.field, reading.op, reading.value, sentence.quote(finding.first, finding.end), reading.hard
        )
        for finding in merge(findings)
        for reading in finding.readings
    )
    return Understood(query, remaining_text(sentence, findings), conditions)
