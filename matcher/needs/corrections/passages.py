"""Passages of a report: listing and finding its sentences, and checking that a chosen one stands there word for word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from embeddings.segmentation import fold
from matcher.documents.model import Block, Document, Location
from matcher.errors import CorrectionRefused
from matcher.needs.corrections.model import Passage
from matcher.needs.statements import QUOTE_LIMIT, cut

_LEAST = 2  # letters, signs or digits: a scene's name at least


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of block number `block`, characters [start, end) of its text."""

    block: int
    start: int
    end: int
    passage: Passage


def iterate_sentences(document: Document) -> Iterator[Sentence]:
    """Every sentence of every block, cells included, in reading order; cut as the needs' own quotes are."""
    for block in document.blocks:
        for start, end in cut(block):
            yield Sentence(block.index, start, end, _passage(block, start, end))


def find_sentences(document: Document, words: str, *, most: int) -> tuple[Sentence, ...]:
    """The first `most` sentences that hold every one of the words, whatever their case, width or script; none for no words."""
    wanted = fold(words).split()
    if not wanted:
        return ()
    found = (
        sentence
        for sentence in iterate_sentences(document)
        if all(word in fold(sentence.passage.text) for word in wanted)
    )
    return tuple(islice(found, most))


def take_passage(document: Document, block: int, start: int, end: int) -> Passage:
    """Characters [start, end) of a block as a passage. Raises CorrectionRefused where there are none."""
    if not 0 <= block < len(document.blocks) or not 0 <= start < end <= len(document.blocks[block].text):
        raise _not_found()
    return _passage(document.blocks[block], start, end)


def check_passage(document: Document, passage: Passage) -> None:
    """Raises CorrectionRefused unless the passage stands in a paragraph or cell word for word, says something and is short enough."""
    location = passage.location
    try:
        block = find_block(document, location)
    except KeyError:
        raise _not_found() from None
    if block.text[location.start - block.offset : location.end - block.offset] != passage.text:
        raise _not_found()
    if sum(character.isalnum() for character in passage.text) < _LEAST:
        raise CorrectionRefused("选中的地方没有文字，请选一句完整的话。")
    if len(passage.text) > QUOTE_LIMIT:
        raise CorrectionRefused(f"选中的文字太长，请只选一两句，不超过{QUOTE_LIMIT}个字。")


def find_block(document: Document, location: Location) -> Block:
    """The block that holds the first character of a location. Raises KeyError when there is none."""
    for block in document.blocks:
        if block.place == location.place and block.offset <= location.start < block.offset + max(
            1, len(block.text)
        ):
            return block
    raise KeyError(location)


def _passage(block: Block, start: int, end: int) -> Passage:
    return Passage(block.text[start:end], block.location(start, end))


def _not_found() -> CorrectionRefused:
    return CorrectionRefused("报告原文里没有找到这句话，请在原文里重新选。")
