"""Excel workbooks: values as shown, merged cells, blank rows, hidden sheets, absurd declared sizes."""

from __future__ import annotations

import time
from datetime import date, datetime

import openpyxl
import pytest

from matcher.documents.limits import Limits
from matcher.documents.model import Place
from matcher.documents.tables import name_columns
from matcher.errors import EmptyReport, ReportTooLarge
from tests.factories import documents as make
from tests.matcher.documents.helpers import assert_round_trip, cells, read, texts


def test_cells_keep_their_place_on_the_sheet_and_its_name_as_section() -> None:
    data = make.make_xlsx({"场景等级": [["环节", "场景", "现状"], ["生产", "设备管理", 1]]})
    document = read(data, "自评.xlsx")
    assert document.format == "xlsx"
    assert cells(document, document.tables[0]) == [["环节", "场景", "现状"], ["生产", "设备管理", "1"]]
    assert document.tables[0].header_rows == 1
    block = document.blocks[4]
    assert block.place == Place("cell", sheet="场景等级", row=2, column=2)
    assert block.place.label() == "工作表“场景等级”第2行第2列"
    assert block.section == ("场景等级",)
    assert_round_trip(document)


def test_values_are_shown_as_a_person_sees_them() -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    shown = [
        (12.0, None, "12"),
        (0.1 + 0.2, None, "0.3"),
        (43.65, None, "43.65"),
        (0.554, "0%", "55%"),
        (0.5541, "0.0%", "55.4%"),
        (1234567.5, "#,##0.00", "1,234,567.50"),
        (35, '0"万元"', "35万元"),
        (-3.5, "0.00", "-3.50"),
        (date(2026, 3, 6), "yyyy-mm-dd", "2026-03-06"),
        (date(2026, 3, 6), 'yyyy"年"m"月"d"日"', "2026年3月6日"),
        (datetime(2026, 3, 6, 9, 5), "yyyy/m/d h:mm", "2026/3/6 9:05"),
        (True, None, "TRUE"),
        ("007", None, "007"),
    ]
    for value, number_format, _ in shown:
        sheet.append(["项", value])
        if number_format:
            sheet.cell(sheet.max_row, 2).number_format = number_format
    document = read(make.save_xlsx(workbook), "自评.xlsx")
    assert [row[1] for row in cells(document, document.tables[0])] == [text for _, _, text in shown]


def test_merged_cells_and_titles() -> None:
    data = make.make_xlsx(
        {
            "等级": [
                ["三、应用场景", None, None],
                ["环节", "场景", "等级"],
                ["生产", "计划排程", "L1"],
                [None, "设备管理", "L0"],
            ]
        },
        merges={"等级": ["A1:C1", "A3:A4"]},
    )
    document = read(data, "自评.xlsx")
    table = document.tables[0]
    assert cells(document, table)[0] == ["三、应用场景"] * 3
    assert table.rows[2][0] == table.rows[3][0]
    assert table.title == "三、应用场景"
    assert table.header_rows == 2
    assert name_columns(document, table) == ("环节", "场景", "等级")
    assert document.blocks[-1].section == ("等级", "三、应用场景")
    assert document.blocks[0].heading == 2


def test_blank_rows_part_tables() -> None:
    data = make.make_xlsx(
        {"甲": [["名称", "数量"], ["机床", 3], [], [], ["资金来源", "说明"], ["自筹", "全部"]]}
    )
    document = read(data, "自评.xlsx")
    assert len(document.tables) == 2
    assert cells(document, document.tables[1]) == [["资金来源", "说明"], ["自筹", "全部"]]
    assert document.blocks[4].place.row == 5


def test_a_single_column_is_prose_with_headings() -> None:
    data = make.make_xlsx(
        {
            "说明": [
                ["一、存在问题"],
                ["设备停机原因没有记录，维修靠经验。"],
                ["二、需求"],
                ["要求尽快上线点检系统。"],
            ],
            "空": [],
        }
    )
    document = read(data, "说明.xlsx")
    assert [b.heading for b in document.blocks] == [2, None, 2, None]
    assert document.blocks[3].section == ("说明", "二、需求")


def test_outlines_do_not_leak_from_sheet_to_sheet() -> None:
    data = make.make_xlsx(
        {"甲": [["一、存在问题"], ["设备停机原因没有记录，维修靠经验。"]], "乙": [["第一句话，没有标题。"]]}
    )
    assert read(data, "说明.xlsx").blocks[2].section == ("乙",)


def test_a_hidden_sheet_is_read_with_a_warning() -> None:
    workbook = openpyxl.Workbook()
    assert workbook.active is not None
    workbook.active["A1"] = "可见"
    hidden = workbook.create_sheet("底稿")
    hidden["A1"] = "隐藏的话"
    hidden.sheet_state = "hidden"
    document = read(make.save_xlsx(workbook), "自评.xlsx")
    assert texts(document) == ["可见", "隐藏的话"]
    assert [(w.code, "底稿" in w.message) for w in document.warnings] == [("hidden_sheet", True)]


def test_formulas_give_their_stored_value_and_warn_without_one() -> None:
    row = (
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>A1</f></c>'
        '<c r="C1" t="str"><f>T1</f><v>合格</v></c></row>'
    )
    document = read(make.make_raw_xlsx(row), "自评.xlsx")
    assert texts(document) == ["2", "合格"]
    assert [w.code for w in document.warnings] == ["formula_without_value"]


def test_shared_strings_leave_out_phonetic_readings() -> None:
    shared = "<si><r><t>设备</t></r><r><t>管理</t></r><rPh><t>シャ</t></rPh></si>"
    row = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>9</v></c></row>'
    assert texts(read(make.make_raw_xlsx(row, shared=shared), "自评.xlsx")) == ["设备管理"]


def test_cells_without_references_count_on() -> None:
    row = '<row><c t="inlineStr"><is><t>甲</t></is></c><c t="inlineStr"><is><t>乙</t></is></c></row>'
    document = read(make.make_raw_xlsx(row + row), "自评.xlsx")
    assert [(b.place.row, b.place.column) for b in document.blocks] == [(1, 1), (1, 2), (2, 1), (2, 2)]


def test_a_million_declared_and_empty_rows_are_no_trouble() -> None:
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>仅此一格</t></is></c></row>'
    rows += (
        "".join(f'<row r="{number}"/>' for number in range(2, 300_000))
        + '<row r="1048576"><c r="A1048576"/></row>'
    )
    started = time.process_time()
    assert texts(read(make.make_raw_xlsx(rows), "自评.xlsx")) == ["仅此一格"]
    assert time.process_time() - started < 5


@pytest.mark.parametrize("reference", ["A5001", "CW1"])
def test_text_beyond_the_limits_is_refused(reference: str) -> None:
    row = reference.lstrip("ACW")
    cell = f'<row r="{row}"><c r="{reference}" t="inlineStr"><is><t>远处</t></is></c></row>'
    with pytest.raises(ReportTooLarge, match="5000行或100列"):
        read(make.make_raw_xlsx(cell), "自评.xlsx")


def test_merged_ranges_over_whole_columns_cost_nothing() -> None:
    row = '<row r="1"><c r="A1" t="inlineStr"><is><t>甲</t></is></c></row>'
    merges = "<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 2000 + "</mergeCells>"
    started = time.process_time()
    assert texts(read(make.make_raw_xlsx(row, after=merges), "自评.xlsx")) == ["甲"]
    assert time.process_time() - started < 2


def test_a_workbook_without_text_and_one_with_too_many_sheets_are_refused() -> None:
    with pytest.raises(EmptyReport):
        read(make.make_xlsx({"空": []}), "空.xlsx")
    with pytest.raises(ReportTooLarge, match="2个工作表"):
        read(make.make_xlsx({"甲": [["一"]], "乙": [["二"]]}), "多.xlsx", Limits(sheets=1))


def test_hidden_rows_and_columns_are_read_and_named() -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "自评"
    for row in [["序号", "指标", "结果"], ["1", "设备联网", "否"], ["2", "排产方式", "人工"]]:
        sheet.append(row)
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["C"].hidden = True
    document = read(make.save_xlsx(workbook), "自评.xlsx")
    assert cells(document, document.tables[0])[1] == ["1", "设备联网", "否"]
    assert [w.code for w in document.warnings] == ["hidden_cells"]
    assert "“自评”的第2行、第3列" in document.warnings[0].message


def test_blocks_side_by_side_are_tables_of_their_own() -> None:
    rows = [
        ["场景", "等级", None, "设备", "数量"],
        ["计划排程", "一级", None, "车床", "12"],
        ["设备管理", "零级", None, "铣床", "3"],
        [None, None, None, "磨床", "2"],
    ]
    document = read(make.make_xlsx({"两块": rows}), "自评.xlsx")
    assert [cells(document, table) for table in document.tables] == [
        [["场景", "等级"], ["计划排程", "一级"], ["设备管理", "零级"]],
        [["设备", "数量"], ["车床", "12"], ["铣床", "3"], ["磨床", "2"]],
    ]
    assert_round_trip(document)


def test_a_lone_column_beside_a_gap_belongs_to_its_rows() -> None:
    rows: list[list[str | None]] = [["场景", "等级", None, "备注"], ["计划排程", "一级", None, "急"]]
    document = read(make.make_xlsx({"一块": rows}), "自评.xlsx")
    assert [cells(document, table) for table in document.tables] == [rows]


def test_answers_to_choose_are_no_names_of_columns() -> None:
    rows: list[list[str | None]] = [
        ["一、生产执行", None, None],
        ["1. 贵企业如何排产？", None, None],
        ["○ 手工", "● 电子表格", "○ 系统"],
        ["2. 设备联网情况", None, None],
        ["☑ 部分联网", "□ 未联网", "□ 全部联网"],
    ]
    document = read(make.make_xlsx({"问卷": rows}), "自评.xlsx")
    assert document.tables[0].header_rows == 0
    assert cells(document, document.tables[0])[4] == ["☑ 部分联网", "□ 未联网", "□ 全部联网"]


def test_what_floats_over_a_sheet_is_read_or_named() -> None:
    from openpyxl.chart import BarChart, Reference
    from openpyxl.comments import Comment

    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    sheet = workbook.create_sheet("自评")
    for row in (("场景", "等级"), ("计划排程", 1), ("设备管理", 0)):
        sheet.append(row)
    sheet["A2"].comment = Comment("待核实", "甲")
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=2, max_row=3))
    sheet.add_chart(chart, "D4")
    workbook.create_chartsheet("图")
    data = make.save_xlsx(workbook)
    space = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
    box = (
        f'<xdr:wsDr xmlns:xdr="{space}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        "<xdr:twoCellAnchor><xdr:from><xdr:col>1</xdr:col><xdr:row>6</xdr:row></xdr:from><xdr:sp><xdr:txBody>"
        "<a:p><a:r><a:t>希望先上排产。</a:t></a:r></a:p><a:p><a:r><a:t>再上设备。</a:t></a:r></a:p></xdr:txBody></xdr:sp>"
        "</xdr:twoCellAnchor></xdr:wsDr>"
    )
    document = read(data, "自评.xlsx")
    assert [(w.code, w.place and w.place.row) for w in document.warnings] == [
        ("chart_not_read", 4),
        ("comments_not_read", None),
        ("chart_not_read", None),
    ]
    document = read(make.edit_zip(data, {"xl/drawings/drawing1.xml": box.encode()}), "自评.xlsx")
    assert texts(document)[-2:] == ["希望先上排产。", "再上设备。"]
    assert document.blocks[-1].place == Place("row", sheet="自评", row=7)
    assert document.blocks[-1].place.label() == "工作表“自评”第7行"
    assert_round_trip(document)
