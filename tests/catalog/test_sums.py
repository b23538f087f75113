"""Money in words: one rule for 元 and 万元, exact, whoever says it."""

from __future__ import annotations

import pytest

from api.presenters import numbers
from catalog.sums import say_fen, say_wan
from matcher.bundles.money import say_yuan


@pytest.mark.parametrize(
    ("fen", "said"),
    [
        (0, "0万元"),
        (120_000, "1200元"),
        (120_050, "1200.5元"),
        (999_999, "9999.99元"),
        (1_000_000, "1万元"),
        (9_866_667, "9.866667万元"),
        (200_000_000, "200万元"),
        (-120_000, "-1200元"),
    ],
)
def test_sums_below_ten_thousand_are_in_yuan(fen: int, said: str) -> None:
    assert say_fen(fen) == said
    assert say_wan(fen / 1_000_000) == said


@pytest.mark.parametrize("yuan", [1, 850, 1200, 9999, 10_000, 12_500, 1_200_000])
def test_pages_command_line_and_plans_say_the_same(yuan: int) -> None:
    assert say_yuan(yuan) == say_wan(yuan / 10_000) == numbers.say_wan(yuan / 10_000).replace(" ", "")
