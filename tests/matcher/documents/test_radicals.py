"""Radicals in place of characters, as PDF files hold them, are read as the characters that a person sees."""

from __future__ import annotations

import pytest

from matcher.documents.radicals import replace_radicals


@pytest.mark.parametrize(
    ("held", "seen"),
    [
        ("宁夏沐砜精细化⼯有限公司", "宁夏沐砜精细化工有限公司"),
        ("⽣产管控", "生产管控"),
        ("⻋间与⻛机⻅第⼀⻚", "车间与风机见第一页"),
        ("客⼾", "客户"),
        ("没有部首的句子 L2→L3", "没有部首的句子 L2→L3"),
    ],
)
def test_radicals_become_characters_one_for_one(held: str, seen: str) -> None:
    assert replace_radicals(held) == seen
    assert len(held) == len(seen)
