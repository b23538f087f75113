"""Kept token vectors: each is read once, and what cannot be read is not made up."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from catalog.search import token_cache
from catalog.search.token_cache import TokenCache
from embeddings.late import TokenVectors


class _Shelf:
    """Holds the revisions 1 to 5, each with as many tokens as its number, and notes what was asked for."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []

    def load(self, revisions: Sequence[int]) -> dict[int, TokenVectors]:
        self.asked.append(list(revisions))
        return {number: np.full((number, 4), number, np.int8) for number in revisions if number <= 5}


def test_what_was_read_is_not_read_again_and_comes_in_the_order_asked() -> None:
    cache, shelf = TokenCache(), _Shelf()
    cache.recall("e5", [1, 2], shelf.load)
    found = cache.recall("e5", [3, 2, 1], shelf.load)
    assert found is not None
    assert [len(tokens) for tokens in found] == [3, 2, 1]
    assert shelf.asked == [[1, 2], [3]]


def test_another_encoder_has_vectors_of_its_own() -> None:
    cache, shelf = TokenCache(), _Shelf()
    cache.recall("e5", [1], shelf.load)
    cache.recall("bge", [1], shelf.load)
    assert shelf.asked == [[1], [1]]


def test_where_one_is_nowhere_there_are_none_and_it_is_asked_for_again() -> None:
    cache, shelf = TokenCache(), _Shelf()
    assert cache.recall("e5", [5, 6], shelf.load) is None
    assert cache.recall("e5", [5, 6], shelf.load) is None
    assert shelf.asked == [[5, 6], [6]]


def test_no_more_is_kept_than_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(token_cache, "_MOST_BYTES", 4 * 5)
    cache, shelf = TokenCache(), _Shelf()
    for revision in (2, 3, 4, 2):
        assert cache.recall("e5", [revision], shelf.load) is not None
    assert shelf.asked == [[2], [3], [4], [2]]
