"""Statements: what is cut out of a block is one thing said, verbatim, without labels and marks at its ends."""

from __future__ import annotations

import pytest

from matcher.documents.model import Block, Document, Place
from matcher.layout.sections import Part
from matcher.layout.ticks import read_ticked
from matcher.needs.statements import cut, find_theme, iterate_prose


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
        ("（a）引入高级排程软件。", ["引入高级排程软件。"]),
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


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("（三）质量。检验单由化验员逐张手填。", ("质量", True)),
        ("第二，排产。插单一来全部重排。", ("排产", True)),
        ("3.4 采购环节。询价全走电话，没有留底。", ("采购环节", True)),
        ("2.9 采购与仓储。两项都已联网。", ("采购与仓储", True)),
        ("质量管理：检验记录全靠手写。", ("质量管理", False)),
        ("生产厂长：报工单第二天才收齐。", ("", False)),
        ("检验单手写，出了问题查不到批次。", ("", False)),
        ("营业收入按企业要求不予披露，其余照填。下页续。", ("", False)),
    ],
)
def test_the_heading_that_runs_on_into_its_paragraph(text: str, theme: tuple[str, bool]) -> None:
    assert find_theme(text) == theme


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("做得好的有三处。一是报工天天在用，二是检测报告自动归档。", Part.WORKING),
        ("还有几件事，专家劝企业别做。能源方面，电费一年不到两百万。", Part.EXCLUDED),
        ("存在以下三个问题：一是排产靠黑板，二是账实不符。", Part.PROBLEM),
        ("2.7 无需改造的部分。车间环网带宽有余。", Part.EXCLUDED),
        ("务必请供应商讲清楚三件事：断网了能不能用，两年后涨不涨价。", Part.SUPPLIER),
        ("全厂有三个车间。车间之间用叉车转运。", Part.NEUTRAL),
    ],
)
def test_what_the_first_sentence_of_a_paragraph_makes_of_it(text: str, part: Part) -> None:
    document = Document("a.txt", "0" * 64, "txt", (Block(0, text, Place("paragraph", 1)),))
    assert {statement.part for statement in iterate_prose(document)} == {part}


def test_a_theme_is_a_heading_and_the_sentences_below_know_it() -> None:
    document = Document(
        "a.txt", "0" * 64, "txt", (Block(0, "（四）设备管理。备件领用记在本子上。", Place("paragraph", 1)),)
    )
    said = [(one.text, one.heading, one.theme) for one in iterate_prose(document)]
    assert said == [("设备管理。", True, "设备管理"), ("备件领用记在本子上。", False, "设备管理")]
