"""Corrections as labelled examples: what the program said of a sentence and what the person says."""

from __future__ import annotations

from dataclasses import replace

from matcher.needs.corrections.examples import Example, list_examples
from matcher.needs.corrections.model import Add, Confirm, Correct, Correction, Merge, Reject, Restore, Split
from matcher.needs.corrections.replaying import replay
from tests.matcher.needs.corrections.reports import (
    DOCUMENT,
    READING,
    SENTENCES,
    TAXONOMY,
    correct,
    evidence,
    passage,
)


def _examples(*corrections: Correction) -> tuple[Example, ...]:
    return list_examples(READING, correct(*corrections))


def test_needs_that_nobody_judged_give_no_examples() -> None:
    assert _examples() == ()
    assert _examples(Reject("N01"), Restore("N01")) == ()


def test_a_confirmed_need_says_what_the_program_said_and_only_its_own_quote_is_direct() -> None:
    first, second = _examples(Confirm("N01"))
    assert (first.text, first.correction, first.direct, second.direct) == (
        SENTENCES[0],
        "confirm",
        True,
        False,
    )
    assert first.machine is not None
    assert (first.machine.topic, first.machine.confidence) == ("S08", 0.9)
    assert (first.person.topic, first.person.role, first.person.confidence) == ("S08", "need", 1.0)


def test_each_kind_tells_the_persons_topic_beside_the_programs() -> None:
    examples = _examples(
        Correct("N01", "S06", 1, 3, "high"),
        Merge("N03", "N02"),
        Split("N01", "S09", moved=(passage(1),)),
        Add("S10", passage(4)),
    )
    told = {
        (one.text, one.correction, one.machine.topic if one.machine else None, one.person.topic)
        for one in examples
    }
    assert told == {
        (SENTENCES[0], "split", "S08", "S06"),
        (SENTENCES[1], "split", "S08", "S09"),
        (SENTENCES[2], "merge", "S12", "S12"),
        (SENTENCES[3], "merge", "S07", "S12"),
        (SENTENCES[4], "add", None, "S10"),
    }


def test_a_sentence_that_joins_a_need_says_nothing_of_the_sentences_that_it_joins() -> None:
    (added,) = _examples(Add("S08", passage(6)))
    assert (added.text, added.need, added.direct) == (SENTENCES[6], "N01", True)
    split = _examples(Split("N01", "S07", moved=(passage(1),)))
    assert [(one.text, one.person.topic) for one in split] == [(SENTENCES[0], "S08"), (SENTENCES[1], "S07")]
    stated = _examples(Add("S08", passage(6), target_level=4))
    assert [one.text for one in stated] == [SENTENCES[6]]


def test_a_rejected_need_is_no_need_of_no_topic() -> None:
    (example,) = _examples(Reject("N02", "deferred"))
    assert (example.person.is_need, example.person.role, example.person.topic) == (False, "deferred", None)
    assert example.machine is not None
    assert example.machine.topic == "S12"
    assert _examples(Reject("N02"), Add("S11", passage(2)))[0].person.topic == "S11"  # the last word counts


def test_a_sentence_that_still_speaks_for_another_need_is_no_example_of_none() -> None:
    first, second, third = READING.needs
    shared = replace(second, evidence=(evidence(2), evidence(0)))
    reading = replace(READING, needs=(first, shared, third))
    examples = list_examples(reading, replay(reading, DOCUMENT, (Reject("N01", "past"),), TAXONOMY))
    assert [one.text for one in examples] == [SENTENCES[1]]
