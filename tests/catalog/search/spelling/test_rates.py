"""The speller's rates on queries that need nothing and on damaged ones; `judging` prints them."""

from __future__ import annotations

import pytest

from catalog.search.spelling import Phrase, Speller
from catalog.taxonomy import Taxonomy

from .judging import (
    HALVES,
    damaged_by_hand,
    damaged_by_rule,
    false_corrections,
    ordinary_queries,
    report,
    wrong_readings,
)


def test_the_sets_are_large_and_their_halves_apart() -> None:
    ordinary = [query for half in HALVES for query in ordinary_queries(half)]
    damaged = [case.written for half in HALVES for case in damaged_by_hand(half)]
    assert len(ordinary) == len(set(ordinary)) >= 150
    assert len(damaged) == len(set(damaged)) >= 150
    assert set(ordinary).isdisjoint(damaged)


@pytest.mark.parametrize("half", HALVES)
def test_ordinary_queries_are_left_alone(speller: Speller, half: str) -> None:
    false = false_corrections(speller, half)
    assert len(false) <= 0.02 * len(ordinary_queries(half)), false


@pytest.mark.parametrize("half", HALVES)
def test_damaged_queries_are_read_as_meant(speller: Speller, half: str) -> None:
    cases = damaged_by_hand(half)
    assert len(wrong_readings(speller, cases)) <= 0.1 * len(cases)


@pytest.mark.parametrize("half", HALVES)
def test_phrases_damaged_by_rule_are_read_as_meant(
    speller: Speller, phrases: tuple[Phrase, ...], half: str
) -> None:
    cases = damaged_by_rule(half, phrases)
    assert len(cases) > 150
    assert len({case.damage for case in cases}) == 5
    assert len(wrong_readings(speller, cases)) <= 0.1 * len(cases)


def test_the_fields_own_sentences_are_left_alone(speller: Speller, taxonomy: Taxonomy) -> None:
    texts = [statement.text for statement in taxonomy.statements]
    texts += [code.name for code in taxonomy.industry_codes.values()]
    changed = [(text, reading.text) for text in texts if (reading := speller.read(text))]
    assert len(changed) <= 0.005 * len(texts), changed


def test_every_phrase_is_its_own_reading(speller: Speller, phrases: tuple[Phrase, ...]) -> None:
    assert [phrase.text for phrase in phrases if speller.read(phrase.text)] == []


def test_the_report_names_both_halves(speller: Speller, phrases: tuple[Phrase, ...]) -> None:
    lines = list(report(speller, phrases))
    assert sum("ordinary queries changed" in line for line in lines) == 2
    assert sum("read as meant" in line for line in lines) == 4
