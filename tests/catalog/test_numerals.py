"""Numbers as they are written and said."""

from __future__ import annotations

import re

import pytest

from catalog.numerals import NUMERAL, parse_number

SPOKEN = {
    "8w": (80_000, 80_000),
    "3k": (3000, 3000),
    "5百w": (5_000_000, 5_000_000),
    "1.5万": (15_000, 15_000),
    "1万2": (12_000, 12_000),
    "一万二": (12_000, 12_000),
    "3千5": (3500, 3500),
    "三万五千": (35_000, 35_000),
    "1亿2000万": (120_000_000, 120_000_000),
    "三点五万": (35_000, 35_000),
    "壹拾万": (100_000, 100_000),
    "两百来万": (2_000_000, 2_000_000),
    "20多万": (200_000, 200_000),
    "十几万": (100_000, 200_000),
    "20几万": (200_000, 300_000),
    "十几二十万": (100_000, 200_000),
    "十五六万": (150_000, 160_000),
    "几十万": (200_000, 1_000_000),
    "百万": (1_000_000, 1_000_000),
    "俩": (2, 2),
    "10 万": (100_000, 100_000),
}


@pytest.mark.parametrize("written", SPOKEN)
def test_a_spoken_number_is_found_whole_and_read(written: str) -> None:
    match = re.match(NUMERAL, written)
    assert match is not None
    assert match.group() == written
    assert parse_number(written) == SPOKEN[written]


@pytest.mark.parametrize("written", ["万", "万万", "很多", "1万20000", "一" * 25])
def test_what_is_no_number(written: str) -> None:
    assert parse_number(written) is None


def test_a_year_behind_a_sum_is_not_part_of_it() -> None:
    match = re.match(NUMERAL, "三千一年")
    assert match is not None
    assert match.group() == "三千"
