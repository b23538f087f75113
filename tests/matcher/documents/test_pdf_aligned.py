"""Pdf tables without vertical rules: three-line tables, ruled rows, groups, heads of two levels, aligned columns, pages."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from reportlab.lib import colors

from matcher.documents.model import Document
from tests.factories import documents as make
from tests.matcher.documents.helpers import assert_round_trip, cells, read, texts

BEFORE = (
    "企业生产计划由计划员用电子表格排定，下发到班组之后靠纸质派工单流转，进度无法实时掌握，订单交期经常延误。"
)
AFTER = "设备停机原因没有记录，维修全凭老师傅的经验判断，备件库存也没有台账。"

THREE_LINES = (
    ("LINEABOVE", (0, 0), (-1, 0), 1, colors.black),
    ("LINEBELOW", (0, 0), (-1, 0), 0.5, colors.black),
    ("LINEBELOW", (0, -1), (-1, -1), 1, colors.black),
)
GROUPS = [
    ["业务环节", "场景", "当前等级", "目标等级"],
    ["", "计划排程", "一级", "三级"],
    ["生产执行", "生产管控", "一级", "三级"],
    ["", "设备管理", "零级", "二级"],
    ["供应链", "采购管理", "一级", "二级"],
    ["", "仓储物流", "一级", "二级"],
]


def prose(document: Document) -> list[str]:
    return [block.text for block in document.blocks if block.table is None]


@pytest.mark.parametrize("align", ["TOP", "MIDDLE", "BOTTOM"])
def test_a_three_line_table_with_wrapped_cells(align: str) -> None:
    rows = [
        ["序号", "问题", "表现"],
        ["1", "库存不准", "盘点全部靠人工，账面数量与\n实物经常对不上，月底盘点要\n停产两天。"],
        ["2", "计划靠人", "白板排产"],
        ["3", "质量无\n记录", "纸质记录，客户投诉时无\n法追溯"],
    ]
    table = make.ruled(rows, [50, 80, 250], ("VALIGN", (0, 0), (-1, -1), align), *THREE_LINES)
    story = [
        make.paragraph(BEFORE),
        make.paragraph("表1 问题清单", indent=False),
        table,
        make.paragraph(AFTER),
    ]
    document = read(make.make_pdf(story), "报告.pdf")
    assert cells(document, document.tables[0]) == [
        ["序号", "问题", "表现"],
        ["1", "库存不准", "盘点全部靠人工，账面数量与实物经常对不上，月底盘点要停产两天。"],
        ["2", "计划靠人", "白板排产"],
        ["3", "质量无记录", "纸质记录，客户投诉时无法追溯"],
    ]
    assert (document.tables[0].header_rows, document.tables[0].title) == (1, "表1 问题清单")
    assert prose(document) == [BEFORE, "表1 问题清单", AFTER]
    assert_round_trip(document)


def test_rules_between_rows_only() -> None:
    rows = [
        ["场景", "现状", "等级", "目标"],
        ["计划排程", "白板排产，急单\n一来就乱", "一级", "三级"],
        ["设备管理", "纸质点检", "零级", "二级"],
        ["质量管理", "纸质记录", "一级", "二级"],
    ]
    lines = [
        ("LINEABOVE", (0, 0), (-1, -1), 0.5, colors.black),
        ("LINEBELOW", (0, -1), (-1, -1), 0.5, colors.black),
    ]
    table = make.ruled(rows, [90, 200, 60, 60], *lines)
    document = read(make.make_pdf([make.paragraph(BEFORE), table, make.paragraph(AFTER)]), "报告.pdf")
    expected = [[cell.replace("\n", "") for cell in row] for row in rows]
    assert cells(document, document.tables[0]) == expected
    assert prose(document) == [BEFORE, AFTER]


def test_the_name_of_a_group_between_two_rules_fills_its_rows() -> None:
    table = make.ruled(
        GROUPS, [90, 120, 80, 80], *THREE_LINES, ("LINEBELOW", (0, 3), (-1, 3), 0.5, colors.black)
    )
    document = read(make.make_pdf([make.paragraph(BEFORE), table]), "报告.pdf")
    assert [row[0] for row in cells(document, document.tables[0])] == [
        "业务环节",
        *["生产执行"] * 3,
        *["供应链"] * 2,
    ]
    assert len({row[0] for row in document.tables[0].rows[1:4]}) == 1
    assert [row[1] for row in cells(document, document.tables[0])] == [row[1] for row in GROUPS]


def test_without_a_rule_a_group_is_not_guessed() -> None:
    table = make.ruled(GROUPS, [90, 120, 80, 80], *THREE_LINES)
    document = read(make.make_pdf([make.paragraph(BEFORE), table]), "报告.pdf")
    assert cells(document, document.tables[0]) == [[cell or None for cell in row] for row in GROUPS]


def test_a_head_of_two_levels() -> None:
    rows = [
        ["场景", "等级", "", "说明"],
        ["", "当前", "目标", ""],
        ["计划排程", "一级", "三级", "白板排产"],
        ["设备管理", "零级", "二级", "纸质点检"],
    ]
    spans = [("SPAN", (1, 0), (2, 0)), ("SPAN", (0, 0), (0, 1)), ("SPAN", (3, 0), (3, 1))]
    rules = [
        ("ALIGN", (1, 0), (2, 0), "CENTER"),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LINEABOVE", (0, 0), (-1, 0), 1, colors.black),
        ("LINEBELOW", (1, 0), (2, 0), 0.5, colors.black),
        ("LINEBELOW", (0, 1), (-1, 1), 0.5, colors.black),
        ("LINEBELOW", (0, -1), (-1, -1), 1, colors.black),
    ]
    table = make.ruled(rows, [100, 80, 80, 150], *spans, *rules)
    document = read(make.make_pdf([make.paragraph(BEFORE), table]), "报告.pdf")
    assert len(document.tables) == 1
    assert cells(document, document.tables[0])[:3] == [
        ["场景", "等级", "等级", "说明"],
        ["场景", "当前", "目标", "说明"],
        ["计划排程", "一级", "三级", "白板排产"],
    ]
    assert document.tables[0].header_rows == 2


def test_sides_are_closed_where_only_inner_rules_are_drawn() -> None:
    rows = [["类别", "等级", "说明", "备注"], ["甲", "一级", "无", "已报"], ["乙", "二级", "有", "未报"]]
    lines = [
        ("INNERGRID", (0, 0), (-1, -1), 0.5, colors.black),
        ("LINEABOVE", (0, 0), (-1, 0), 1, colors.black),
        ("LINEBELOW", (0, -1), (-1, -1), 1, colors.black),
    ]
    table = make.ruled(rows, [60, 100, 150, 100], *lines)
    document = read(make.make_pdf([make.paragraph(BEFORE), table, make.paragraph(AFTER)]), "报告.pdf")
    assert cells(document, document.tables[0]) == rows
    assert prose(document) == [BEFORE, AFTER]


def test_columns_that_are_only_aligned() -> None:
    rows = [
        ["序号", "需求", "预算（万元）", "期限"],
        ["1", "建设MES系统", "80", "6个月"],
        ["2", "设备联网与数据采集", "45", "4个月"],
        ["3", "仓储管理系统", "30", "3个月"],
    ]
    story = [make.paragraph(BEFORE), make.ruled(rows, [50, 170, 100, 90]), make.paragraph(AFTER)]
    document = read(make.make_pdf(story), "报告.pdf")
    assert cells(document, document.tables[0]) == rows
    assert document.tables[0].header_rows == 1
    assert prose(document) == [BEFORE, AFTER]


FORM = [
    (60, 740, "企业名称：宁夏甲公司"),
    (300, 740, "法定代表人：张三"),
    (440, 740, "电话：0951"),
    (60, 720, "所属行业：化工"),
    (300, 720, "员工人数：230"),
    (440, 720, "成立：2012"),
    (60, 700, "地址：银川市"),
    (300, 700, "营业收入：8000"),
    (440, 700, "邮编：750000"),
]
NAMES = [(60, 740, "参加人员："), (140, 740, "张三"), (200, 740, "李四"), (260, 740, "王五")]


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        (FORM, []),
        (FORM, [(110, y - 5, 280, y - 5) for y in (740, 720, 700)]),
        (NAMES, []),
        ([(60, 740, "脚注上方的横线"), (60, 700, "下一段文字")], [(60, 720, 200, 720), (60, 690, 200, 690)]),
    ],
    ids=["form", "form with underlines", "names", "prose between rules"],
)
def test_what_only_looks_like_columns_is_no_table(
    words: Sequence[tuple[float, float, str]], lines: Sequence[tuple[float, float, float, float]]
) -> None:
    document = read(make.draw_pdf([(lines, words)]), "报告.pdf")
    assert document.tables == ()
    assert all(any(text in found for found in texts(document)) for _, _, text in words)


NUMBERED = [["序号", "问题", "部门"]] + [[str(i), f"第{i}个问题的表现", "车间"] for i in range(1, 61)]


@pytest.mark.parametrize("repeat", [0, 1])
@pytest.mark.parametrize("rules", [THREE_LINES, ()], ids=["three lines", "no rules"])
def test_a_table_over_pages_is_one(repeat: int, rules: Sequence[object]) -> None:
    table = make.ruled(NUMBERED, [50, 250, 100], *rules, repeat=repeat)
    story = [make.paragraph(BEFORE), table, make.paragraph(AFTER)]
    document = read(make.make_pdf(story, header="某公司诊断报告", footer=True), "报告.pdf")
    assert len(document.tables) == 1
    assert cells(document, document.tables[0]) == NUMBERED
    assert prose(document) == [BEFORE, AFTER]
    assert_round_trip(document)


def test_a_table_whose_rows_go_on_without_rules_until_the_last() -> None:
    head, last = THREE_LINES[:2], THREE_LINES[2:]
    widths = [50, 250, 100]
    story = [
        make.paragraph(BEFORE),
        make.gap(420),
        make.ruled(NUMBERED[:12], widths, *head),
        make.page_break(),
        make.ruled(NUMBERED[12:30], widths, *last),
        make.paragraph(AFTER),
    ]
    document = read(make.make_pdf(story, header="某公司诊断报告", footer=True), "报告.pdf")
    assert len(document.tables) == 1
    assert cells(document, document.tables[0]) == NUMBERED[:30]
    assert prose(document) == [BEFORE, AFTER]
