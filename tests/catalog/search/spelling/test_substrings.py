"""The index of substrings against Python's own `in`."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from catalog.search.spelling.substrings import Substrings

_FEW = st.text(alphabet="中控\U00020000a\ud800", max_size=12)  # few characters, so that much occurs
_MOST = 5


@given(st.lists(_FEW, max_size=4), _FEW)
def test_a_word_is_there_when_one_of_the_texts_holds_it(texts: list[str], word: str) -> None:
    assert (word in Substrings(texts)) == any(word in text for text in [*texts, ""])


@given(st.lists(_FEW, max_size=4), _FEW)
def test_the_longest_from_each_place_on(texts: list[str], text: str) -> None:
    def longest(start: int) -> int:
        lengths = range(2, min(_MOST, len(text) - start) + 1)
        return max(
            (size for size in lengths if any(text[start : start + size] in each for each in texts)), default=0
        )

    assert Substrings(texts).longest(text, _MOST) == [longest(start) for start in range(len(text))]


def test_no_word_lies_across_two_texts() -> None:
    assert "控中" not in Substrings(["中控", "中控"])
    assert "控中" in Substrings(["中控中控"])
