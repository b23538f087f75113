"""Pdf pages as they are set: newspaper columns, footnotes, running heads, words set with gaps, turned text."""

from __future__ import annotations

import io
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from matcher.documents.model import Document, Place
from tests.factories import documents as make
from tests.matcher.documents.helpers import assert_round_trip, cells, read, sections, texts

PLAN = (
    "企业生产计划由计划员用电子表格排定，下发到班组之后靠纸质派工单流转，进度无法实时掌握，订单交期经常延误。"
)
REPAIR = (
    "设备停机原因没有记录，维修全凭老师傅的经验判断，备件库存也没有台账，去年因为等备件合计停机二百多个小时。"
)


def broken(text: str, width: int) -> list[str]:
    return [text[at : at + width] for at in range(0, len(text), width)]


def column(x: float, y: float, lines: list[str]) -> list[tuple[float, float, str]]:
    return [(x, y - 16 * at, line) for at, line in enumerate(lines)]


def prose(document: Document) -> list[str]:
    return [block.text for block in document.blocks if block.table is None]


def test_two_columns_below_a_title_are_read_one_after_the_other() -> None:
    left = ["一、存在问题", *broken(PLAN, 22), *broken(PLAN, 22)]
    right = ["二、改造需求", *broken(REPAIR, 22), *broken(REPAIR, 22)]
    title = "宁夏某公司数字化诊断报告"
    words = [(150, 760, title, 18), *column(60, 720, left), *column(320, 717, right)]
    document = read(make.draw_pdf([([], words)]), "报告.pdf")
    assert texts(document) == [title, "一、存在问题", PLAN, PLAN, "二、改造需求", REPAIR, REPAIR]
    assert sections(document)[REPAIR] == ("二、改造需求",)
    assert_round_trip(document)


def test_a_paragraph_goes_on_in_the_next_column_and_page() -> None:
    lines = broken(PLAN * 3, 22)
    assert len(lines) == 8
    words = [*column(60, 720, lines[:4]), *column(320, 720, lines[4:])]
    second = [*column(60, 720, broken(REPAIR * 2, 22)), *column(320, 720, broken(REPAIR * 2, 22))]
    document = read(make.draw_pdf([([], words), ([], second)]), "报告.pdf")
    assert texts(document)[0] == PLAN * 3
    assert_round_trip(document)


def test_a_table_over_both_columns_parts_them() -> None:
    upper = [*column(60, 740, broken(PLAN, 22) * 2), *column(320, 740, broken(REPAIR, 22) * 2)]
    rows = [["场景", "现状", "等级"], ["计划排程", "白板排产", "一级"], ["设备管理", "纸质点检", "零级"]]
    table = [
        (x, 560 - 20 * at, cell)
        for at, row in enumerate(rows)
        for x, cell in zip((65, 225, 445), row, strict=True)
    ]
    rules = [(60, y, 540, y) for y in (575, 554, 512)]
    lower = [*column(60, 460, broken(REPAIR, 22) * 2), *column(320, 460, broken(PLAN, 22) * 2)]
    document = read(make.draw_pdf([(rules, [*upper, *table, *lower])]), "报告.pdf")
    assert cells(document, document.tables[0]) == rows
    assert prose(document) == [PLAN, PLAN, REPAIR, REPAIR, REPAIR, REPAIR, PLAN, PLAN]
    order = [block.text for block in document.blocks]
    assert order.index("场景") == 4
    assert_round_trip(document)


def test_footnotes_stand_apart_and_paragraphs_go_on_past_them() -> None:
    lines = broken(PLAN * 8, 48)
    first = [*column(60, 700, lines[:6]), (60, 90, "①数据来源：企业2025年统计报表。", 8)]
    second = [*column(60, 740, lines[6:]), (60, 90, "②见指标体系（2024年版）。", 8)]
    rule = [(60, 102, 200, 102)]
    document = read(make.draw_pdf([(rule, first), (rule, second)]), "报告.pdf")
    assert texts(document) == [PLAN * 8, "①数据来源：企业2025年统计报表。", "②见指标体系（2024年版）。"]
    assert [block.heading for block in document.blocks] == [None, None, None]
    assert_round_trip(document)


def test_running_heads_with_the_name_of_the_chapter_go_on_every_page() -> None:
    chapters = ["第一章 企业概况", "第一章 企业概况", "第二章 现状与问题", "第二章 现状与问题", "第三章 建议"]
    pages = [
        (
            [(60, 765, 540, 765)],
            [
                (60, 770, "宁夏某公司 数字化诊断报告", 9),
                (420, 770, chapter, 9),
                (250, 30, f"第 {number} 页 共 5 页", 9),
                (60, 680, f"本页正文说到第{'一二三四五'[number - 1]}件事，情况如下所述。"),
            ],
        )
        for number, chapter in enumerate(chapters, start=1)
    ]
    document = read(make.draw_pdf(pages), "报告.pdf")
    assert texts(document) == [f"本页正文说到第{n}件事，情况如下所述。" for n in "一二三四五"]


def test_lines_that_differ_in_their_numbers_are_no_running_heads() -> None:
    pages: list[tuple[list[tuple[float, float, float, float]], list[tuple[Any, ...]]]] = [
        ([], [(60, 770, "某公司报告", 9), (60, 740, f"产线{n}停机{n * 7 % 5 + 40}小时。"), (60, 300, "完。")])
        for n in (3, 5, 9)
    ]
    found = texts(read(make.draw_pdf(pages), "报告.pdf"))
    assert [text for text in found if text.startswith("产线")] == [
        "产线3停机41小时。",
        "产线5停机40小时。",
        "产线9停机43小时。",
    ]
    assert "某公司报告" not in found


def test_words_set_with_gaps_close_up() -> None:
    def spread(x: float, y: float, text: str, step: float) -> list[tuple[float, float, str, float]]:
        return [(x + at * step, y, char, 12) for at, char in enumerate(text)]

    words = [
        *spread(60, 740, "企业名称", 18),
        (135, 740, "：宁夏某某机械有限公司", 12),
        *spread(60, 700, "诊断报告", 24),
        (60, 660, "计划 排程", 12),
    ]
    document = read(make.draw_pdf([([], words)]), "报告.pdf")
    assert texts(document) == ["企业名称：宁夏某某机械有限公司", "诊断报告", "计划 排程"]


def turned_page(canvas: Canvas) -> None:
    canvas.saveState()
    canvas.translate(A4[0], 0)
    canvas.rotate(90)
    canvas.setFont(make.PDF_FONT, 12)
    canvas.drawString(60, 500, REPAIR[:40] + "。")
    for x in (60, 160, 300, 500):
        canvas.line(x, 400, x, 340)
    for y in (400, 370, 340):
        canvas.line(60, y, 500, y)
    for x, y, text in [
        (65, 380, "序号"),
        (165, 380, "问题"),
        (305, 380, "表现"),
        (65, 350, "1"),
        (165, 350, "库存不准"),
        (305, 350, "盘点靠人"),
    ]:
        canvas.drawString(x, y, text)
    canvas.restoreState()
    canvas.showPage()


def test_a_page_set_sideways_is_turned() -> None:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, invariant=1)
    canvas.setFont(make.PDF_FONT, 12)
    canvas.drawString(60, 780, PLAN[:40] + "。")
    canvas.showPage()
    turned_page(canvas)
    canvas.save()
    document = read(stream.getvalue(), "报告.pdf")
    assert prose(document) == [PLAN[:40] + "。", REPAIR[:40] + "。"]
    assert cells(document, document.tables[0]) == [["序号", "问题", "表现"], ["1", "库存不准", "盘点靠人"]]
    assert document.warnings == ()
    assert document.blocks[1].place == Place("page", 2)


def test_labels_written_upwards_or_one_below_the_other_are_found_in_their_cells() -> None:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, invariant=1)
    canvas.setFont(make.PDF_FONT, 12)
    for x in (60, 100, 200, 500):
        canvas.line(x, 600, x, 380)
    for y in (600, 570, 480, 380):
        canvas.line(60, y, 500, y)
    for y in (540, 510):
        canvas.line(100, y, 500, y)
    for x, y, text in [(65, 580, "业务"), (105, 580, "场景"), (205, 580, "等级")]:
        canvas.drawString(x, y, text)
    for y, scene, level in [(550, "计划排程", "一级"), (520, "设备管理", "零级"), (490, "质量管理", "一级")]:
        canvas.drawString(105, y, scene)
        canvas.drawString(205, y, level)
    canvas.drawString(105, 430, "采购管理")
    canvas.drawString(205, 430, "二级")
    for at, char in enumerate("生产执行"):
        canvas.drawString(74, 553 - 20 * at, char)
    canvas.saveState()
    canvas.translate(84, 400)
    canvas.rotate(90)
    canvas.drawString(0, 0, "供应链")
    canvas.restoreState()
    canvas.showPage()
    canvas.save()
    document = read(stream.getvalue(), "报告.pdf")
    assert cells(document, document.tables[0]) == [
        ["业务", "场景", "等级"],
        ["生产执行", "计划排程", "一级"],
        ["生产执行", "设备管理", "零级"],
        ["生产执行", "质量管理", "一级"],
        ["供应链", "采购管理", "二级"],
    ]
