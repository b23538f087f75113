"""Statements: what is cut out of a block is one thing said, verbatim, without labels and marks at its ends."""

from __future__ import annotations

import pytest

from matcher.documents.model import Block, Place
from matcher.needs.statements import cut
from matcher.needs.ticks import read_ticked


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("7.7 应当建设能源管理系统。", ["7.7 应当建设能源管理系统。"]),
        ("3．5 万元以内的软件。", ["3．5 万元以内的软件。"]),
        ("7. 应当建设能源管理系统。", ["应当建设能源管理系统。"]),
        ("1. **天然气烧不明白。** 熔铸炉共用一块总表。", ["天然气烧不明白。", "熔铸炉共用一块总表。"]),
        ("设备**没有联网**", ["设备**没有联网"]),
        ("**排产**：全靠人工。", ["排产**：全靠人工。"]),
        ("- **库存不准**", ["库存不准"]),
        ("## 存在问题", ["存在问题"]),
        ("> 急单一来就乱。", ["急单一来就乱。"]),
        ("****", []),
    ],
)
def test_labels_and_marks_at_the_ends_are_left_out(text: str, said: list[str]) -> None:
    block = Block(0, text, Place("paragraph", 1))
    assert [text[start:end] for start, end in cut(block)] == said


@pytest.mark.parametrize(
    ("value", "ticked"),
    [
        ("☑是 □否", "是"),
        ("☒需要 ☐不需要", "需要"),
        ("☑甲 ☒乙 □丙", "甲 ☒乙"),
        ("已联网", "已联网"),
        ("□是 □否", ""),
    ],
)
def test_ticked_answers(value: str, ticked: str) -> None:
    assert read_ticked(value).strip() == ticked
