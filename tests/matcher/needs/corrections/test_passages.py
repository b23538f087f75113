"""Passages of a report: sentences are found by words, and only what stands there word for word may be chosen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from matcher.documents.model import Block, Document, Location, Place
from matcher.errors import CorrectionRefused
from matcher.needs.corrections.model import Passage
from matcher.needs.corrections.passages import (
    check_passage,
    find_block,
    find_sentences,
    iterate_sentences,
    take_passage,
)
from tests.matcher.needs.corrections.reports import DOCUMENT, SENTENCES

_PAGE = Place("page", number=1)
PAGES = Document(
    "r.pdf",
    "0" * 64,
    "pdf",
    (
        Block(0, "第一句话在这里。第二句也在。", _PAGE),
        Block(1, "倉庫賬實不符，MES沒有上。", _PAGE, offset=15),
        Block(2, "长" * 600, Place("page", number=2)),
    ),
)


def test_every_sentence_is_listed_with_its_place() -> None:
    found = list(iterate_sentences(PAGES))
    assert [entry.passage.text for entry in found[:3]] == [
        "第一句话在这里。",
        "第二句也在。",
        "倉庫賬實不符，MES沒有上。",
    ]
    for entry in found:
        assert PAGES.quote(entry.passage.location) == entry.passage.text
        assert take_passage(PAGES, entry.block, entry.start, entry.end) == entry.passage
        check_passage(PAGES, entry.passage)


def test_sentences_are_found_by_all_their_words_in_any_case_and_script() -> None:
    assert [entry.block for entry in find_sentences(PAGES, "mes 仓库", most=5)] == [1]
    assert find_sentences(PAGES, "mes 第一", most=5) == ()
    assert find_sentences(PAGES, "  ", most=5) == ()
    assert len(find_sentences(DOCUMENT, "，", most=2)) == 2


@pytest.mark.parametrize(
    ("block", "start", "end"), [(9, 0, 4), (-1, 0, 4), (0, 4, 4), (0, -4, 4), (0, 0, 999)]
)
def test_a_span_outside_the_text_is_no_passage(block: int, start: int, end: int) -> None:
    with pytest.raises(CorrectionRefused):
        take_passage(DOCUMENT, block, start, end)


@pytest.mark.parametrize(
    "change",
    [
        {"text": SENTENCES[0][:-1]},
        {"location": Location(Place("paragraph", number=1), -14, -1)},
        {"location": Location(Place("paragraph", number=1), 1, len(SENTENCES[0]) + 1)},
        {"location": Location(Place("cell", number=1, row=1, column=1), 0, len(SENTENCES[0]))},
        {"text": ""},
    ],
)
def test_a_passage_that_stands_elsewhere_or_otherwise_is_refused(change: dict[str, object]) -> None:
    right = next(iterate_sentences(DOCUMENT)).passage
    check_passage(DOCUMENT, right)
    with pytest.raises(CorrectionRefused):
        check_passage(DOCUMENT, replace(right, **change))  # type: ignore[arg-type]


def test_a_passage_lies_in_one_paragraph_and_is_no_chapter() -> None:
    across = PAGES.text_of(_PAGE)[8:20]
    with pytest.raises(CorrectionRefused):
        check_passage(PAGES, Passage(across, Location(_PAGE, 8, 20)))
    with pytest.raises(CorrectionRefused, match="太长"):
        check_passage(PAGES, Passage("长" * 501, Location(Place("page", number=2), 0, 501)))


def test_the_block_of_a_place_on_a_page_is_the_one_that_holds_it() -> None:
    assert find_block(PAGES, Location(_PAGE, 16, 18)).index == 1
    with pytest.raises(KeyError):
        find_block(PAGES, Location(_PAGE, 500, 501))
