"""Tables of any layout as records: what columns are called, levels ticked, kept, paired, confirmed by others."""

from __future__ import annotations

import pytest

from catalog.taxonomy import load_taxonomy
from matcher.documents.model import Block, Document, Place, Table
from matcher.layout.grids import Column, Record, iterate_records, name_column
from matcher.layout.sections import Part
from matcher.needs.rows import RowReader
from matcher.needs.statements import Statement

Rows = tuple[tuple[str, ...], ...]


def _document(rows: Rows, header_rows: int = 1) -> Document:
    width = len(rows[0])
    blocks = tuple(
        Block(width * at + column, text, Place("cell", 1, row=at + 1, column=column + 1), table=0)
        for at, row in enumerate(rows)
        for column, text in enumerate(row)
    )
    grid = tuple(
        tuple(width * at + column if text else None for column, text in enumerate(row))
        for at, row in enumerate(rows)
    )
    return Document("levels.docx", "0" * 64, "docx", blocks, (Table(grid, header_rows=header_rows),))


def _records(rows: Rows, header_rows: int = 1) -> dict[str, Record]:
    document = _document(rows, header_rows)
    records = iterate_records(document, document.tables[0], load_taxonomy())
    assert records is not None
    return {record.label.text: record for record in records}


def _levels(rows: Rows, header_rows: int = 1) -> dict[str, tuple[int | None, int | None]]:
    return {name: (record.current, record.target) for name, record in _records(rows, header_rows).items()}


def _statements(rows: Rows) -> list[Statement]:
    return list(RowReader(_document(rows), load_taxonomy()).read())


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("现在的做法", Column.STATUS),
        ("目前怎么管", Column.STATUS),
        ("现在咋样", Column.STATUS),
        ("想解决什么", Column.DEMAND),
        ("怎么改", Column.DEMAND),
        ("建议做法", Column.DEMAND),
        ("想达到", Column.TARGET),
        ("主要毛病", Column.PROBLEM),
        ("急不急", Column.URGENCY),
        ("实施批次", Column.URGENCY),
        ("做不做", Column.DECISION),
        ("是否采纳", Column.DECISION),
        ("处理结果", Column.STATE),
    ],
)
def test_columns_by_their_names(name: str, column: Column) -> None:
    assert name_column(name) is column


def test_levels_ticked_in_columns_are_of_two_kinds_even_in_one_cell() -> None:
    rows = (
        ("场景", "零级", "一级", "二级", "三级"),
        ("安全生产", "", "√", "", "○"),
        ("产品设计", "", "", "√○", ""),
        ("仓储物流", "○", "", "√", ""),  # drawn the other way round: no target is below what is reached
    )
    assert _levels(rows) == {"安全生产": (1, 3), "产品设计": (2, 2), "仓储物流": (0, 2)}


@pytest.mark.parametrize(
    "said", [("未实现",) * 4, ("已实现", "已实现", "未实现", "未实现"), ("达标", "未达标", "", "")]
)
def test_words_below_levels_are_no_ticks(said: tuple[str, ...]) -> None:
    rows = (("场景", "一级", "二级", "三级", "四级"), ("安全生产", *said), ("质量管理", "", "√", "", ""))
    assert "安全生产" not in {key for key, found in _levels(rows).items() if found != (None, None)}


def test_levels_written_as_numerals_alone() -> None:
    rows = (
        ("场景", "核定等级", "商定目标"),
        ("售后服务", "〇", "二"),
        ("计划排程", "一", "三"),
        ("生产管控", "三", "三"),
    )
    assert _levels(rows) == {"售后服务": (0, 2), "计划排程": (1, 3), "生产管控": (3, 3)}


def test_a_cell_may_say_that_its_level_stays() -> None:
    rows = (
        ("场景", "等级"),
        ("产品设计", "L3 ="),
        ("营销管理", "L1→L2"),
        ("采购管理", "二级（不变）"),
        ("财务管理", "维持二级"),
    )
    assert _levels(rows) == {
        "产品设计": (3, 3),
        "营销管理": (1, 2),
        "采购管理": (2, 2),
        "财务管理": (2, 2),
    }


def test_both_levels_in_one_cell_below_a_heading_that_names_both() -> None:
    rows = (
        ("编号", "环节", "等级（现状／目标）", "整改意见"),
        ("01", "安全生产", "一级／三级", "安装视频识别"),
        ("02", "设备管理", "未达一级／二级", "建立台账"),
        ("03", "采购管理", "诊断时未评", "建立供应商档案"),
    )
    assert _levels(rows) == {"安全生产": (1, 3), "设备管理": (0, 2), "采购管理": (None, None)}


def test_of_several_present_levels_the_one_confirmed_by_others_counts() -> None:
    rows = (
        ("场景", "自评等级", "复核等级", "目标等级"),
        ("设备管理", "二级", "一级", "三级"),
        ("能耗管理", "一级", "一级", "二级"),
        ("质量管理", "三级", "二级", "三级"),
    )
    assert _levels(rows) == {"设备管理": (1, 3), "能耗管理": (1, 2), "质量管理": (2, 3)}


def test_the_questions_of_a_questionnaire_state_no_problem() -> None:
    rows = (
        ("类别", "问题", "企业回答"),
        ("安全", "有没有防火墙、备份", "防火墙前年已装，数据每日异地备份"),
        ("网络", "车间网络覆盖情况", "车间没有网线也没有信号，要新铺"),
        ("人才", "培训情况", "每年两次，反映不错"),
    )
    parts = {statement.text: statement.part for statement in _statements(rows)}
    assert parts["车间没有网线也没有信号，要新铺"] is Part.STATUS
    assert Part.PROBLEM not in parts.values()


def test_entries_that_are_closed_or_ask_for_nothing_are_refused() -> None:
    rows = (
        ("场景", "问题描述", "想解决什么", "状态"),
        ("决策支持", "缺少经营分析平台", "建设经营分析平台", "不采纳"),
        ("营销管理", "客户信用没有分级", "引入客户软件", "转观察"),
        ("协同办公", "公文靠纸传阅", "无，推荐过软件，我们不要", "待立项"),
        ("设备管理", "没有任何点检记录", "建立台账和手机点检", "待立项"),
    )
    said = _statements(rows)
    decisions = {
        label: {one.demanded for one in said if one.context == label}
        for label in ("决策支持", "营销管理", "协同办公", "设备管理")
    }
    assert decisions == {"决策支持": {False}, "营销管理": {False}, "协同办公": {False}, "设备管理": {None}}


def test_a_short_remark_may_say_how_urgent_a_row_is() -> None:
    rows = (
        ("场景", "现状等级", "目标等级", "需求", "备注"),
        ("质量管理", "一级", "二级", "试验数据自动采入系统", "优先"),
        ("采购管理", "一级", "二级", "要上采购管理系统", "与财务一起做"),
        ("售后服务", "零级", "一级", "要上报修工单系统", ""),
    )
    urgency = {one.context: one.urgency for one in _statements(rows)}
    assert urgency == {"质量管理": "优先", "采购管理": "", "售后服务": ""}
