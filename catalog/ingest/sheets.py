"""Reading xlsx and csv files into numbered rows of text, within bounds that a hostile file cannot exceed."""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.cell import column_index_from_string

from catalog.errors import ImportRefused

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 50_000
MAX_COLUMNS = 200
_MAX_UNPACKED = 200 * 1024 * 1024  # 50 000 rows of 20 columns unpack to about 60 MB
_MAX_RATIO = 100  # sheets shrink to a tenth or twentieth when packed, bombs to a thousandth
_SMALL_PART = 5 * 1024 * 1024
_MAX_PARTS = 2_000
# Stray cells beyond this are not even looked at: one at XFD1 must not widen every row.
_SEEN_COLUMNS = 2 * MAX_COLUMNS
_MAX_WIDE_ROWS = 1_000
_MAX_SHEET_ROWS = 1_048_576  # Excel's own limit, as is the next
_MAX_CELL = 32_767

_UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u2060\ufeff]|_x000[dD]_")
_CONTROLS = re.compile(r"[\x01-\x08\x0e-\x1f]")
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class Row:
    """One row with at least one filled cell; `number` is the row number that a spreadsheet program shows."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a file. A csv file has one, named after the file."""

    name: str
    rows: tuple[Row, ...]


def read_sheets(path: Path) -> tuple[Sheet, ...]:
    """The visible, non-empty tables of an xlsx or csv file. Raises ImportRefused with one sentence."""
    try:
        if path.is_dir():
            raise ImportRefused(f"“{path.name}”是文件夹，请给出一个 .xlsx 或 .csv 文件。")
        if path.stat().st_size > MAX_BYTES:
            raise ImportRefused(f"“{path.name}”超过 {MAX_BYTES // 1024 // 1024} MB，请拆成几个文件再导入。")
        data = path.read_bytes()
    except FileNotFoundError:
        raise ImportRefused(f"找不到文件“{path}”，请检查路径。") from None
    except OSError as error:
        raise ImportRefused(f"读不了文件“{path}”：{error.strerror}。") from error
    return parse_sheets(data, path.name)


def parse_sheets(data: bytes, name: str) -> tuple[Sheet, ...]:
    """The same from the bytes of an upload; `name` says the type and is checked against the content."""
    if len(data) > MAX_BYTES:
        raise ImportRefused(f"“{name}”超过 {MAX_BYTES // 1024 // 1024} MB，请拆成几个文件再导入。")
    if not data.strip(b"\x00\t\r\n \xef\xbb\xbf\xff\xfe"):
        raise ImportRefused(f"“{name}”是空文件。")
    suffix = Path(name).suffix.lower()
    if suffix not in (".xlsx", ".csv", ".tsv", ".txt"):
        raise ImportRefused(f"“{name}”不是支持的格式，请另存为 .xlsx 或 .csv 后再导入。")
    found = _detect_type(data)
    if suffix == ".xlsx" and found != "xlsx":
        raise ImportRefused(
            f"“{name}”的扩展名是 .xlsx，内容却是{_TYPE_NAMES[found]}，请用表格软件另存为 .xlsx 后再导入。"
        )
    if suffix != ".xlsx" and found != "text":
        raise ImportRefused(
            f"“{name}”的扩展名是 {suffix}，内容却是{_TYPE_NAMES[found]}，请改对扩展名或另存后再导入。"
        )
    sheets = _read_workbook(data, name) if found == "xlsx" else (_read_csv(data, name),)
    filled = tuple(sheet for sheet in sheets if sheet.rows)
    if not filled:
        raise ImportRefused(f"“{name}”里没有内容。")
    return filled


_TYPE_NAMES = {
    "xlsx": " Excel 工作簿",
    "zip": "压缩包或其他文档",
    "ole": "旧版 Excel（.xls）或加密文件",
    "pdf": " PDF",
    "web": "网页",
    "image": "图片",
    "text": "纯文本",
}


def _detect_type(data: bytes) -> str:
    if data.startswith(_ZIP):
        return "xlsx" if b"xl/workbook.xml" in data else "zip"
    signatures = {
        _OLE: "ole",
        b"%PDF": "pdf",
        b"\x89PNG": "image",
        b"\xff\xd8\xff": "image",
        b"Rar!": "zip",
        b"7z\xbc": "zip",
    }
    for signature, kind in signatures.items():
        if data.startswith(signature):
            return kind
    head = data[:1024].lstrip(b"\xef\xbb\xbf\r\n\t ").lower()
    return "web" if head.startswith((b"<!doctype html", b"<html", b"<?xml", b"<table")) else "text"


def clean(text: str) -> str:
    """A cell's text without control and invisible characters, line ends made alike, no blanks around."""
    return _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _collect(rows: Iterable[tuple[int, Sequence[str]]], name: str) -> tuple[Row, ...]:
    found: list[Row] = []
    for number, raw in rows:
        cells = [clean(cell) if cell else "" for cell in raw]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        if len(cells) > MAX_COLUMNS:
            raise ImportRefused(f"“{name}”第{number}行超过{MAX_COLUMNS}列，请检查是不是选错了文件。")
        if any(len(cell) > _MAX_CELL for cell in cells):
            raise ImportRefused(f"“{name}”第{number}行有单元格超过{_MAX_CELL}个字，请检查引号是否成对。")
        if len(found) == MAX_ROWS:
            raise ImportRefused(f"“{name}”超过{MAX_ROWS}行，请拆成几个文件再导入。")
        found.append(Row(number, tuple(cells)))
    return tuple(found)


# --- csv ---------------------------------------------------------------------------------------------------------


def _read_csv(data: bytes, name: str) -> Sheet:
    text = _decode(data, name)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_find_delimiter(text), strict=True)
    try:
        return Sheet(Path(name).stem, _collect(enumerate(reader, start=1), name))
    except csv.Error as error:
        raise ImportRefused(
            f"“{name}”第{reader.line_num}行附近的引号不成对或单元格过长，请用表格软件打开后另存为 CSV。"
        ) from error


def _decode(data: bytes, name: str) -> str:
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig")):
        if data.startswith(mark):
            return _decode_as(data, encoding, name)
    if b"\x00" in data[:4096]:
        # UTF-16 without its mark: every ASCII comma and line end has a zero byte on one side.
        even, odd = data[:4096:2].count(0), data[1:4096:2].count(0)
        return _decode_as(data, "utf-16-be" if even > odd else "utf-16-le", name)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_as(data, "gb18030", name)


def _decode_as(data: bytes, encoding: str, name: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ImportRefused(f"“{name}”的文字编码认不出来，请另存为 UTF-8 编码的 CSV。") from error
    if "\x00" in text or len(_CONTROLS.findall(text)) * 100 > len(text):
        raise ImportRefused(f"“{name}”不是文本文件，请另存为 .xlsx 或 .csv。")
    return text


def _find_delimiter(text: str) -> str:
    """The separator that gives the widest of the first rows; a comma when none does."""
    sample = "\n".join(text[:20_000].splitlines()[:20])
    widths = {}
    for candidate in (",", "\t", ";"):
        try:
            widths[candidate] = max(
                (len(row) for row in csv.reader(io.StringIO(sample), delimiter=candidate)), default=0
            )
        except csv.Error:
            widths[candidate] = 0
    return max(widths, key=lambda candidate: widths[candidate])


# --- xlsx --------------------------------------------------------------------------------------------------------


def _read_workbook(data: bytes, name: str) -> tuple[Sheet, ...]:
    try:
        _check_archive(data, name)
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # of extensions that the reader leaves out, such as drop-down lists
            return tuple(_worksheets(data, name))
    except ImportRefused:
        raise
    except Exception as error:
        # A damaged workbook can fail anywhere inside the reader; all of it means the same.
        raise ImportRefused(f"“{name}”已损坏、加了密或不完整，请用表格软件打开后另存为 .xlsx。") from error


def _worksheets(data: bytes, name: str) -> Iterator[Sheet]:
    workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    for worksheet in workbook.worksheets:
        if worksheet.sheet_state != "visible":
            continue
        rows = _collect(_worksheet_rows(worksheet), f"{name}”的“{worksheet.title}")
        # The path is a private attribute; the public interface of the streaming reader forgets merged cells.
        merged = _merged_columns(data, getattr(worksheet, "_worksheet_path", ""))
        yield Sheet(worksheet.title, _fill_merged(rows, merged))


_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))


def _check_archive(data: bytes, name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if len(parts) > _MAX_PARTS or _is_bomb(parts):
            raise ImportRefused(f"“{name}”解开后过大，不予导入。")
        for part in parts:
            if part.filename.endswith((".xml", ".rels", ".vml")):
                with archive.open(part) as stream:
                    head = stream.read(4096).upper()
                if any(mark in head for mark in _DOCTYPES):
                    raise ImportRefused(f"“{name}”含有文档类型声明，不予导入。")


def _is_bomb(parts: Sequence[zipfile.ZipInfo]) -> bool:
    # The reader never unpacks more of a part than its entry declares.
    return sum(part.file_size for part in parts) > _MAX_UNPACKED or any(
        part.file_size > max(_SMALL_PART, _MAX_RATIO * part.compress_size) for part in parts
    )


def _worksheet_rows(worksheet: Any) -> Iterator[tuple[int, Sequence[str]]]:
    # The declared size is a claim, not a fact: some programs declare a million rows. Without it the reader fills gaps
    # with empty tuples and makes every row as wide as its last cell.
    worksheet.reset_dimensions()
    wide = 0
    for number, row in enumerate(worksheet.iter_rows(), start=1):
        wide += len(row) > MAX_COLUMNS
        if wide > _MAX_WIDE_ROWS or number > _MAX_SHEET_ROWS:
            raise ImportRefused(f"“{worksheet.title}”的行列数超出表格软件的范围，请检查是不是选错了文件。")
        if row:
            yield number, [_cell_text(cell) for cell in row[:_SEEN_COLUMNS]]


def _cell_text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return _number_text(value, str(cell.number_format or ""))
    if isinstance(value, datetime):
        return (
            value.date().isoformat()
            if value.time() == time()
            else value.isoformat(sep=" ", timespec="minutes")
        )
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _number_text(value: float, number_format: str) -> str:
    """The number as the sheet shows it: percent signs and units that live in the format belong to the text."""
    if number_format.rstrip('"').endswith("%"):
        return f"{value * 100:.10g}%"
    text = f"{value:.15g}" if abs(value) < 1e15 else f"{value:.0f}"
    unit = re.search(r'"?(万元|千元|元)"?', number_format)
    if unit:
        return text + unit.group(1)
    return f"¥{text}" if re.search(r"[¥￥]", number_format) else text


_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')


def _merged_columns(data: bytes, part: str) -> list[tuple[int, int, int]]:
    """Downward merged ranges as (column from 0, first row, last row)."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        content = archive.read(part.lstrip("/"))
    tail = content[content.rfind(b"sheetData>") :]
    ranges = (
        (column_index_from_string(m[1].decode()) - 1, int(m[2]), int(m[4])) for m in _MERGED.finditer(tail)
    )
    return [(column, first, last) for column, first, last in ranges if last > first and column < MAX_COLUMNS][
        :MAX_ROWS
    ]


def _fill_merged(rows: tuple[Row, ...], merged: list[tuple[int, int, int]]) -> tuple[Row, ...]:
    """Give every row of a downward merge the value that is shown beside it; a provider often spans its products."""
    if not merged:
        return rows
    numbers = {row.number: position for position, row in enumerate(rows)}
    cells = [list(row.cells) for row in rows]
    for column, first, last in merged:
        top = numbers.get(first)
        if top is None or column >= len(cells[top]) or not cells[top][column]:
            continue
        for position in range(top + 1, len(rows)):
            if rows[position].number > last:
                break
            line = cells[position]
            line.extend([""] * (column + 1 - len(line)))
            line[column] = line[column] or cells[top][column]
    return tuple(Row(row.number, tuple(line)) for row, line in zip(rows, cells, strict=True))
