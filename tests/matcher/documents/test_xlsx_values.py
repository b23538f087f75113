"""Number formats: what a cell shows."""

from __future__ import annotations

import pytest

from matcher.documents.xlsx_values import is_date_format, show_general, show_number


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (0.0, "0.00%", "0.00%"),
        (1234.5, "#,##0", "1,235"),
        (2.5, "0.##", "2.5"),
        (2.0, "0.##", "2"),
        (1500000, '0.0,,"百万"', "1.5百万"),
        (-12, "#,##0;(#,##0)", "(12)"),
        (0, '0;-0;"—"', "0"),
        (12, "@", "12"),
        (12.5, "¥#,##0.00", "¥12.50"),
        (12.5, "[$¥-804]#,##0.00", "12.50"),
        (0.25, "# ?/?", "0.25"),
        (12345678901, "0.00E+00", "12345678901"),
        (46087, "yyyy/m/d", "2026/3/6"),
        (46087.5, 'yyyy"年"m"月"d"日" h"时"mm"分"', "2026年3月6日 12时00分"),
        (46087.75, "h:mm AM/PM", "6:00 PM"),
        (46087, "aaaa", "星期五"),
        (46087, "mmm-yy", "3月-26"),
        (-5, "yyyy/m/d", "-5"),
        (9e9, "yyyy/m/d", "9000000000"),
        (float("inf"), "0", "inf"),
    ],
)
def test_a_number_through_a_format(value: float, code: str, shown: str) -> None:
    assert show_number(value, code) == shown


def test_days_can_count_from_1904() -> None:
    assert show_number(44625, "yyyy-mm-dd", epoch_1904=True) == "2026-03-06"


@pytest.mark.parametrize(
    ("code", "expected"), [("General", False), ('0"day"', False), ("[Red]0", False), ("d-mmm", True)]
)
def test_date_formats_are_told_from_numbers(code: str, expected: bool) -> None:
    assert is_date_format(code) is expected


@pytest.mark.parametrize(
    ("value", "shown"), [(3.0, "3"), (1e20, "100000000000000000000"), (1 / 3, "0.3333333333")]
)
def test_a_number_without_format(value: float, shown: str) -> None:
    assert show_general(value) == shown


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (1.25, "[h]:mm:ss", "30:00:00"),
        (1.25, "[hh]:mm", "30:00"),
        (0.5, "[mm]:ss", "720:00"),
        (0.0625, "[h]", "1"),
    ],
)
def test_durations_count_on_past_a_day(value: float, code: str, shown: str) -> None:
    assert show_number(value, code) == shown
