"""How urgent a need is: by cells, by words, by what is said of it next or by its number, by the heading above."""

from __future__ import annotations

import pytest

from matcher.documents.model import Block, Place
from matcher.layout.sections import Part
from matcher.needs.model import Priority
from matcher.needs.priorities import _ITEMS, priority_of
from matcher.needs.statements import Statement, cut
from matcher.needs.weighing import Case, Witness


def _said(*lines: str, section: tuple[str, ...] = ()) -> list[Statement]:
    blocks = [Block(at, text, Place("paragraph", at + 1), section=section) for at, text in enumerate(lines)]
    return [Statement(block, start, end, Part.DEMAND) for block in blocks for start, end in cut(block)]


def _priority(statements: list[Statement], witnesses: int = 1) -> Priority:
    case = Case("S08", [Witness(statement, 0.9) for statement in statements[:witnesses]])
    return priority_of(case, statements)


@pytest.mark.parametrize(
    ("text", "priority"),
    [
        ("设备坏了才修，这件事拖不得，应当马上立项。", "high"),
        ("质量问题最为紧急，超差要自动停线。", "high"),
        ("点检是头等要务，先做起来。", "high"),
        ("备件账对不上，这个也急。", "high"),
        ("建设点检系统，今年必须上。", "high"),
        ("资金仍有结余时，最好再配一套点检软件。", "low"),
        ("若年内还有余力，可以补上点检软件，此事不算急。", "low"),
        ("点检电子化放到最后做也行。", "low"),
        ("等前面几件弄完，再给泵房装表。", "low"),
        ("点检软件可以放到明年再做。", "low"),
        ("点检软件排在其他几条后面做。", "low"),
        ("经营看板慢慢来，优先级放低。", "low"),
        ("建设设备台账，点检上手机。", "normal"),
        ("点检系统不急需，但要做。", "normal"),
        ("点检系统不必马上做。", "low"),
        ("这项不是最急的，点检可以手写。", "low"),
        ("故障未能马上处理。", "high"),
        ("设备利用率不高。", "normal"),
    ],
)
def test_by_the_wording(text: str, priority: Priority) -> None:
    assert _priority(_said(text)) == priority


@pytest.mark.parametrize(
    ("cell", "priority"),
    [
        ("甲", "high"),
        ("①", "high"),
        ("优先", "high"),
        ("P1", "high"),
        ("★★★", "high"),
        ("非常急", "high"),
        ("乙", "normal"),
        ("一般", "normal"),
        ("不太急", "low"),
        ("不是很急", "low"),
        ("没那么急", "low"),
        ("不太高", "low"),
        ("不必优先", "low"),
        ("6月末", "normal"),
        ("丙", "low"),
        ("P3", "low"),
        ("最后做", "low"),
    ],
)
def test_by_the_cell(cell: str, priority: Priority) -> None:
    block = Block(0, "设备坏了才修", Place("cell", 1, row=1, column=1), table=0)
    statement = Statement(block, 0, 6, Part.PROBLEM, urgency=cell, row="0:0:0")
    assert _priority([statement]) == priority


def test_a_long_number_of_an_item_is_read_at_once() -> None:
    assert _ITEMS.search("第" + "1" * 5000 + "号机床") is None
    named = _ITEMS.search("以上第2、3和5项须最先启动")
    assert named is not None
    assert named[1] == "2、3和5"


def test_a_remark_on_an_item_by_its_number_is_of_that_item_alone() -> None:
    lines = (
        "1．设备坏了才修，要建点检系统。",
        "2．泵体试验靠人读表，要求自动出报告。",
        "以上两项中，第2项关系到客户的准入，须最先启动，第1项可以往后放。",
    )
    statements = _said(*lines, section=("二、需求",))
    assert _priority(statements) == "low"
    assert priority_of(Case("S07", [Witness(statements[1], 0.9)]), statements) == "high"


def test_the_heading_above_says_it_too() -> None:
    assert (
        _priority(_said("冷库里哪托是哪天做的没人说得清。", section=("二、难处", "冷库（最要命）"))) == "high"
    )
    assert _priority(_said("冷库里哪托是哪天做的没人说得清。", section=("二、难处", "冷库"))) == "normal"
