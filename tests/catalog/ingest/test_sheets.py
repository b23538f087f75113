"""Files as people send them: encodings, separators, titles, wrong types and hostile workbooks."""

from __future__ import annotations

import contextlib
import io
import time
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from catalog.errors import ImportRefused
from catalog.ingest import sheets
from catalog.ingest.sheets import MAX_BYTES, MAX_COLUMNS, parse_sheets, read_sheets
from tests.catalog.ingest.helpers import save, to_xlsx

WORKBOOK = to_xlsx([["产品名称", "价格说明"], ["云帆排程助手", "2.4万元/年"]])
TEXT = "产品名称,价格说明\n云帆排程助手,2.4万元/年\n"


def _cells(data: bytes, name: str) -> list[tuple[str, ...]]:
    return [row.cells for row in parse_sheets(data, name)[0].rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_csv_in_every_usual_encoding(encoding: str) -> None:
    assert _cells(TEXT.encode(encoding), "清单.csv") == [
        ("产品名称", "价格说明"),
        ("云帆排程助手", "2.4万元/年"),
    ]


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_separators(delimiter: str) -> None:
    data = TEXT.replace(",", delimiter).encode()
    assert _cells(data, "清单.csv")[1] == ("云帆排程助手", "2.4万元/年")


def test_rows_keep_the_numbers_that_a_spreadsheet_shows() -> None:
    data = '标题\n\n产品名称,备注\n甲,"第一行\n第二行"\n,,\n乙,\n'.encode()
    rows = parse_sheets(data, "清单.csv")[0].rows
    assert [(row.number, row.cells) for row in rows] == [
        (1, ("标题",)),
        (3, ("产品名称", "备注")),
        (4, ("甲", "第一行\n第二行")),
        (6, ("乙",)),
    ]


def test_invisible_characters_and_blanks_are_removed() -> None:
    data = "产品名称,备注\n\u200b　甲\u00a0 ,\x0b乙_x000D_\n".encode()
    assert _cells(data, "清单.csv")[1] == ("甲", "乙")


def test_xlsx_values_come_as_shown() -> None:
    workbook = Workbook()
    sheet: Any = workbook.active
    sheet.append(["a", 18, 18.0, 0.1 + 0.2, 1e16, True, date(2028, 6, 30), datetime(2028, 6, 30, 9, 5), None])
    sheet.append([0.035, 12800, 3.5, "x"])
    sheet["A2"].number_format = "0.0%"
    sheet["B2"].number_format = '"¥"#,##0'
    sheet["C2"].number_format = '0.0"万元"'
    first, second = _cells(save(workbook), "清单.xlsx")
    assert first == ("a", "18", "18", "0.3", "10000000000000000", "是", "2028-06-30", "2028-06-30 09:05")
    assert second == ("3.5%", "¥12800", "3.5万元", "x")


def test_hidden_sheets_are_not_read() -> None:
    workbook = Workbook()
    sheet: Any = workbook.active
    sheet.append(["产品名称"])
    hidden = workbook.create_sheet("旧表")
    hidden.append(["产品名称"])
    hidden.sheet_state = "hidden"
    assert [one.name for one in parse_sheets(save(workbook), "清单.xlsx")] == [sheet.title]


def test_downward_merges_give_every_row_its_value() -> None:
    workbook = Workbook()
    sheet: Any = workbook.active
    for line in (
        ["供给清单", None],
        ["服务商名称", "产品名称"],
        ["云帆", "甲"],
        [None, "乙"],
        [None, "丙"],
        ["海纳", "丁"],
    ):
        sheet.append(line)
    sheet.merge_cells("A1:B1")
    sheet.merge_cells("A3:A5")
    rows = _cells(save(workbook), "清单.xlsx")
    assert rows[2:] == [("云帆", "甲"), ("云帆", "乙"), ("云帆", "丙"), ("海纳", "丁")]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("清单.xlsx", TEXT.encode(), "内容却是纯文本"),
        ("清单.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 100, "旧版 Excel（.xls）或加密文件"),
        ("清单.csv", to_xlsx([["产品名称"]]), "Excel 工作簿"),
        ("清单.csv", b"%PDF-1.7 ...", "PDF"),
        ("清单.csv", b"\x89PNG\r\n", "图片"),
        ("清单.csv", b"<html><body>", "网页"),
        ("清单.csv", b"\x01\x00\x02\x03" * 50 + b"\xff\xff", "不是文本文件"),
        ("清单.xls", TEXT.encode(), "不是支持的格式"),
        ("清单.docx", b"PK\x03\x04", "不是支持的格式"),
        ("清单.csv", b"", "空文件"),
        ("清单.csv", b"\xef\xbb\xbf \r\n", "空文件"),
        ("清单.csv", b",,,\n,,\n", "没有内容"),
        ("清单.csv", '产品名称,备注\n"甲,乙\n'.encode(), "引号"),
        ("清单.xlsx", b"PK\x03\x04" + b"xl/workbook.xml" + b"\x00" * 50, "已损坏"),
        ("清单.csv", ("a," * (MAX_COLUMNS + 5) + "b").encode(), "200列"),
    ],
)
def test_wrong_files_are_refused_with_one_sentence(name: str, data: bytes, words: str) -> None:
    with pytest.raises(ImportRefused) as refusal:
        parse_sheets(data, name)
    assert words in refusal.value.message
    assert refusal.value.message.endswith("。")
    assert "\n" not in refusal.value.message


def test_paths_that_are_no_files(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="找不到文件"):
        read_sheets(tmp_path / "没有.csv")
    with pytest.raises(ImportRefused, match="文件夹"):
        read_sheets(tmp_path)
    large = tmp_path / "大.csv"
    with large.open("wb") as out:
        out.truncate(MAX_BYTES + 1)
    with pytest.raises(ImportRefused, match="超过 20 MB"):
        read_sheets(large)
    with pytest.raises(ImportRefused, match="超过 20 MB"):
        parse_sheets(b"a" * (MAX_BYTES + 1), "大.csv")


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MAX_ROWS", 10)
    assert len(parse_sheets(b"a\n" * 10, "清单.csv")[0].rows) == 10
    with pytest.raises(ImportRefused, match="超过10行"):
        parse_sheets(b"a\n" * 11, "清单.csv")
    with pytest.raises(ImportRefused, match="超过10行"):
        parse_sheets(to_xlsx([["a"]] * 11), "清单.xlsx")


def _replace_part(data: bytes, part: str, change: Any) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            content = source.read(entry)
            target.writestr(entry.filename, change(content) if entry.filename == part else content)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def test_a_declared_million_rows_costs_nothing() -> None:
    data = _replace_part(
        to_xlsx([["产品名称", "备注"], ["甲", "乙"]]),
        SHEET,
        lambda xml: xml.replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"'),
    )
    assert b"XFD1048576" in zipfile.ZipFile(io.BytesIO(data)).read(SHEET)
    started = time.monotonic()
    assert _cells(data, "清单.xlsx") == [("产品名称", "备注"), ("甲", "乙")]
    assert time.monotonic() - started < 2


def test_a_stray_cell_in_the_last_row_and_column_is_harmless() -> None:
    workbook = Workbook()
    sheet: Any = workbook.active
    sheet.append(["产品名称"])
    sheet.append(["甲"])
    sheet["XFD1"] = " "
    sheet["A1048576"] = "尾"
    rows = parse_sheets(save(workbook), "清单.xlsx")[0].rows
    assert [row.number for row in rows] == [1, 2, 1_048_576]


def test_zip_bombs_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "_MAX_UNPACKED", 1_000_000)
    bomb = _replace_part(to_xlsx([["a"]]), SHEET, lambda xml: xml + b" " * 2_000_000)
    with pytest.raises(ImportRefused, match="解开后过大"):
        parse_sheets(bomb, "清单.xlsx")
    monkeypatch.undo()
    dense = _replace_part(to_xlsx([["a"]]), SHEET, lambda xml: xml + b" " * 6_000_000)
    assert len(dense) < 100_000
    with pytest.raises(ImportRefused, match="解开后过大"):
        parse_sheets(dense, "清单.xlsx")
    monkeypatch.setattr(sheets, "_MAX_PARTS", 3)
    with pytest.raises(ImportRefused, match="解开后过大"):
        parse_sheets(to_xlsx([["a"]]), "清单.xlsx")


def test_entities_are_refused() -> None:
    declaration = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>'
    data = _replace_part(to_xlsx([["a"]]), SHEET, lambda xml: declaration + xml)
    with pytest.raises(ImportRefused, match="文档类型声明"):
        parse_sheets(data, "清单.xlsx")


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml"])
def test_damaged_parts_are_refused(part: str) -> None:
    data = _replace_part(to_xlsx([["产品名称"], ["甲"]]), part, lambda xml: xml[: len(xml) // 2])
    with pytest.raises(ImportRefused, match="已损坏"):
        parse_sheets(data, "清单.xlsx")


@given(
    st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=12), st.booleans()
)
def test_damaged_bytes_are_read_or_refused_never_more(changes: list[tuple[int, int]], as_xlsx: bool) -> None:
    data = bytearray(WORKBOOK if as_xlsx else TEXT.encode())
    for place, value in changes:
        data[place % len(data)] = value
    with contextlib.suppress(ImportRefused):
        parse_sheets(bytes(data), "清单.xlsx" if as_xlsx else "清单.csv")


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for name in ("清单.csv", "清单.xlsx"):
        with contextlib.suppress(ImportRefused):
            parse_sheets(data, name)
