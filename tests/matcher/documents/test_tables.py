"""Tables: which rows name the columns, forms of labels and values, titles, bands across a table."""

from __future__ import annotations

import docx
import pytest

from matcher.documents.model import Document
from matcher.documents.table_headers import count_header_rows, find_cuts
from matcher.documents.tables import name_columns
from tests.factories import documents as make
from tests.matcher.documents.helpers import read

Rows = list[list[str | None]]


def headed(rows: Rows) -> int:
    """`count_header_rows` over plain texts; equal neighbours across or down stay different cells."""
    texts: list[str] = []
    grid: list[list[int | None]] = []
    for row in rows:
        line: list[int | None] = []
        for text in row:
            if text is None:
                line.append(None)
                continue
            line.append(len(texts))
            texts.append(text)
        grid.append(line)
    return count_header_rows(grid, texts)


def test_grades_below_a_wide_heading_are_columns_to_tick_and_a_row_of_grades_is_none() -> None:
    texts = ["场景", "等级", "一级", "二级", "三级", "设备管理", "√", "安全生产", "○"]
    ticked: list[list[int | None]] = [[0, 1, 1, 1], [0, 2, 3, 4], [5, 6, None, None], [7, None, 8, None]]
    assert count_header_rows(ticked, texts) == 2
    listed = [[0, 1, 1, 1], [5, 2, 3, 4], [7, 2, 3, 4]]
    assert count_header_rows(listed, texts) == 1


@pytest.mark.parametrize(
    "rows",
    [
        [["序号", "问题", "表现", "影响"], ["1", "库存不准", "盘点靠人", "缺料"]],
        [
            ["机构", "擅长领域", "代表产品"],
            ["示例云联公司", "供应链协同和仓储", "三种系统"],
            ["示例安环公司", "安全环保信息化", "两个平台"],
        ],
        [["指标（万元）", "2022年", "2023年"], ["营业收入", "48910", "51375"]],
        [
            ["领域", "场景", "现状", "领域", "场景", "现状"],
            ["产品", "产品设计", "L1", "生产", "能耗管理", "L1"],
        ],
        [["资金来源", "说明"], ["自筹", "全部"]],
        [["编号", "任务", "2026Q1", "2026Q2"], ["1", "设备联网", "■", None], ["2", "能源系统", None, "■"]],
        [
            ["甲方向", "乙方向", "丙方向"],
            ["一段比较长的说明文字", "另一段比较长的说明", "还有一段"],
            ["又一段说明的文字", "文字说明第二段", "第三段说明文字"],
        ],
    ],
)
def test_a_row_of_column_names_is_a_header(rows: Rows) -> None:
    assert headed(rows) == 1


def test_a_header_without_known_words_stands_above_grades() -> None:
    rows: Rows = [
        ["版块", "头一年", "后一年"],
        ["质量", "二级", "三级"],
        ["仓库", "一级", "二级"],
        ["采购", "一级", "二级"],
    ]
    assert headed(rows) == 1


def test_scenes_on_top_of_a_matrix_are_its_header() -> None:
    rows: Rows = [[None, "产品设计", "工艺设计", "设备管理"], ["现", "1", "2", "1"], ["标", "2", None, "2"]]
    assert headed(rows) == 1


def test_a_list_inside_a_form_is_a_table_of_its_own() -> None:
    lines = [
        ["一、基本信息", "", "", ""],
        ["企业名称", "示例公司", "所在地", "永宁县"],
        ["职工人数", "96人", "联系人", "某某"],
        ["二、问题清单", "", "", ""],
        ["序号", "问题", "表现", "影响"],
        ["1", "库存不准", "盘点靠人", "缺料"],
        ["2", "计划靠人", "白板排产", "延期"],
    ]
    data = make.make_xlsx({"表": lines})
    document = read(data, "表.xlsx")
    assert [(t.title, t.header_rows, len(t.rows)) for t in document.tables] == [
        ("一、基本信息", 0, 3),
        ("二、问题清单", 2, 4),
    ]
    found = {b.text: b for b in document.blocks}
    assert found["白板排产"].section == ("表", "二、问题清单")
    assert found["白板排产"].place.row == 7
    assert [found["永宁县"].table, found["二、问题清单"].table, found["延期"].table] == [0, 1, 1]


def test_a_list_under_one_header_stays_one_table() -> None:
    rows = [[0, 1, 2], [3, 4, 5], [6, 7, 8]]
    texts = ["序号", "问题", "影响", "1", "设备管理", "停机", "2", "质量管理", "返工"]
    assert find_cuts(rows, texts) == []


@pytest.mark.parametrize(
    "rows",
    [
        [["企业名称", "示例公司"], ["所属行业", "轴承制造"], ["职工人数", "96人"]],
        [["企业名称", "示例公司", "信用代码", "9164"], ["所在地", "永宁县", "联系人", "某某"]],
        [["项目", "内容"], ["企业名称", "示例公司"]],
        [["项目", "内容", "项目", "内容"], ["企业名称", "示例公司", "信用代码", "9164"]],
        [["1", "2"], ["3", "4"]],
        [["一句话。", "又一句话。"], ["甲", "乙"]],
        [["只有一行", "没有别的"]],
    ],
)
def test_forms_and_figures_have_no_header(rows: Rows) -> None:
    assert headed(rows) == 0


def test_a_title_row_counts_with_the_header_below_it() -> None:
    assert headed([["场景等级表", None, None], ["环节", "场景", "等级"], ["生产", "计划", "一级"]]) == 2


def two_deep() -> Document:
    document = docx.Document()
    table = document.add_table(rows=4, cols=4)
    for row, line in zip(
        table.rows,
        ["序号 场景 等级 等级", "序号 场景 现状 目标", "1 设备管理 一级 二级", "2 质量管理 一级 三级"],
        strict=True,
    ):
        for cell, text in zip(row.cells, line.split(), strict=True):
            cell.text = text
    for first, last, text in (((0, 0), (1, 0), "序号"), ((0, 1), (1, 1), "场景"), ((0, 2), (0, 3), "等级")):
        table.cell(*first).merge(table.cell(*last)).text = text
    return read(make.save_docx(document), "报告.docx")


def test_a_header_of_two_rows_gives_joined_names() -> None:
    document = two_deep()
    assert document.tables[0].header_rows == 2
    assert name_columns(document, document.tables[0]) == ("序号", "场景", "等级 现状", "等级 目标")


def test_data_under_a_wide_name_are_no_second_header_row() -> None:
    data = make.make_xlsx(
        {
            "表": [
                ["维度", None, "企业自述", "企业打算"],
                ["基础", "网络", "千兆到工位，够用", "不动"],
                ["基础", "安全", "装了杀毒软件", "再说"],
            ]
        },
        merges={"表": ["A1:B1"]},
    )
    assert read(data, "表.xlsx").tables[0].header_rows == 1


def test_a_band_across_the_table_heads_the_rows_below_it() -> None:
    document = docx.Document()
    document.add_paragraph("诊断意见表")
    table = document.add_table(rows=6, cols=2)
    lines = [
        "一、存在问题",
        "设备 停机原因没有记录",
        "计划 白板排产",
        "二、改造需求",
        "系统 上线点检系统",
        "合计 三十万元",
    ]
    for row, line in zip(table.rows, lines, strict=True):
        if " " in line:
            row.cells[0].text, row.cells[1].text = line.split()
        else:
            row.cells[0].merge(row.cells[1]).text = line
    read_back = read(make.save_docx(document), "报告.docx")
    found = {b.text: (b.heading, b.section) for b in read_back.blocks}
    assert found["一、存在问题"] == (1, ())
    assert found["白板排产"] == (None, ("一、存在问题",))
    assert found["二、改造需求"] == (1, ())
    assert found["上线点检系统"] == (None, ("二、改造需求",))
    assert read_back.tables[0].title == "诊断意见表"


def test_a_heading_above_a_table_is_its_section_and_not_its_title() -> None:
    document = docx.Document()
    document.add_heading("1. 设备情况", 1)
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        (c for row in table.rows for c in row.cells), ["名称", "数量", "机床", "三台"], strict=True
    ):
        cell.text = text
    read_back = read(make.save_docx(document), "报告.docx")
    assert read_back.tables[0].title is None
    assert read_back.tables[0].section == ("1. 设备情况",)
