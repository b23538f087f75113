"""What is known of a run, against looking for every stretch of it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from catalog.search.spelling.known import Known
from catalog.search.spelling.substrings import Substrings

_MOST = 6
_FEW = st.text(alphabet="质量追a", max_size=9)
_PHRASE = st.text(alphabet="质量追a", min_size=2, max_size=9)


@given(st.lists(_PHRASE, max_size=5), st.lists(_FEW, max_size=3), _FEW)
def test_known_is_the_longest_phrase_or_stretch_of_a_text(
    phrases: list[str], texts: list[str], run: str
) -> None:
    def longest(start: int) -> int:
        stretches = {size: run[start : start + size] for size in range(2, min(_MOST, len(run) - start) + 1)}
        known = (
            size for size, stretch in stretches.items() if stretch in phrases or stretch in "\n".join(texts)
        )
        return max(known, default=0)

    assert Known(phrases, Substrings(texts), _MOST).lengths(run) == [longest(at) for at in range(len(run))]
