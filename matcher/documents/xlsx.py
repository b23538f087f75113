"""Excel workbooks: every sheet as tables split at blank rows, values as shown, merged cells once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from ..errors import DamagedReport, ReportTooLarge
from .drafts import Draft, Draught, Role, TableDraft
from .limits import Limits
from .model import Place
from .package import Package
from .xlsx_drawings import read_drawings
from .xlsx_values import BUILTIN_FORMATS, show_general, show_number

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_REFERENCE = re.compile(r"^\$?([A-Z]{1,3})\$?(\d{1,7})$")
# Merged ranges may claim whole columns; together they fill no more positions than this.
_MOST_MERGED = 1_000_000
_MOST_NAMED = 5  # hidden rows or columns in one warning
_TRUE = ("1", "true")


@dataclass(slots=True)
class _Sheet:
    name: str
    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    blank_formulas: int = 0
    hidden_rows: list[int] = field(default_factory=list)  # that hold something
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)


def parse_reference(reference: str) -> tuple[int, int] | None:
    """(row, column) from 1 of a reference such as B7, or None."""
    match = _REFERENCE.match(reference)
    if match is None:
        return None
    column = 0
    for char in match.group(1):
        column = column * 26 + ord(char) - ord("A") + 1
    return int(match.group(2)), column


class XlsxReader:
    """Reads one xlsx package into drafts; one object per file."""

    def __init__(self, package: Package, name: str, limits: Limits) -> None:
        self._package = package
        self._name = name
        self._limits = limits
        self._out = Draught("xlsx")
        self._strings: list[str] = []
        self._formats: list[str] = []
        self._epoch_1904 = False

    def read(self) -> Draught:
        """All drafts of the file. Raises DamagedReport, ReportTooLarge."""
        workbook = self._package.parse(self._package.main)
        if workbook is None:
            return self._out
        properties = workbook.find(S + "workbookPr")
        self._epoch_1904 = properties is not None and properties.get("date1904") in ("1", "true")
        self._load_strings()
        self._load_formats()
        links = self._package.relationships(self._package.main)
        sheets = workbook.findall(f"{S}sheets/{S}sheet")
        if len(sheets) > self._limits.sheets:
            raise ReportTooLarge(
                f"“{self._name}”有{len(sheets)}个工作表，超过{self._limits.sheets}个的上限，请拆分后再上传。"
            )
        for element in sheets:
            link = links.get(element.get(_RELATION, ""))
            title = element.get("name", "")
            if link is not None and link.type == "chartsheet":
                self._out.warn("chart_not_read", f"“{title}”是图表工作表，其中的数据没有读取。")
            if (
                link is None
                or link.external
                or link.type != "worksheet"
                or not self._package.has(link.target)
            ):
                continue
            sheet = self._read_sheet(title, link.target)
            if element.get("state", "visible") != "visible" and sheet.cells:
                self._out.warn("hidden_sheet", f"工作表“{title}”是隐藏的，已一并读取，请核对是否应当使用。")
            self._write_sheet(sheet)
            read_drawings(self._package, link.target, title, self._out)
        return self._out

    def _load_strings(self) -> None:
        for name in self._package.related(self._package.main, "sharedStrings")[:1]:
            root = self._package.parse(name)
            for item in () if root is None else root.findall(S + "si"):
                self._strings.append(_rich_text(item))

    def _load_formats(self) -> None:
        for name in self._package.related(self._package.main, "styles")[:1]:
            root = self._package.parse(name)
            if root is None:
                continue
            codes = dict(BUILTIN_FORMATS)
            for element in root.iter(S + "numFmt"):
                identifier = element.get("numFmtId", "")
                if identifier.isdigit():
                    codes[int(identifier)] = element.get("formatCode", "")
            for element in root.findall(f"{S}cellXfs/{S}xf"):
                identifier = element.get("numFmtId", "0")
                self._formats.append(codes.get(int(identifier) if identifier.isdigit() else 0, "General"))

    def _read_sheet(self, title: str, part: str) -> _Sheet:
        """The filled cells and merged ranges of one sheet, streamed: declared sizes mean nothing."""
        sheet = _Sheet(title)
        stream = self._package.open(part)
        if stream is None:
            return sheet
        try:
            with stream:
                self._stream_sheet(stream, sheet)
        except (etree.XMLSyntaxError, ValueError, OSError, EOFError):
            raise DamagedReport(
                f"“{self._name}”里工作表“{title}”已损坏，请用 Excel 或 WPS 修复并另存后再上传。"
            ) from None
        return sheet

    def _stream_sheet(self, stream: object, sheet: _Sheet) -> None:
        row = column = 0
        hidden = False
        events = etree.iterparse(
            stream,
            events=("start", "end"),
            tag=(S + "col", S + "row", S + "c", S + "mergeCell"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
        )
        for event, element in events:
            tag = element.tag
            if event == "start":
                if tag == S + "row":
                    stated = element.get("r", "")
                    row = int(stated) if stated.isdigit() else row + 1
                    column = 0
                    hidden = element.get("hidden") in _TRUE
                elif tag == S + "col":
                    _keep_hidden(sheet, element)
                continue
            if tag == S + "c":
                place = parse_reference(element.get("r", ""))
                column = place[1] if place else column + 1
                text = self._cell_text(element, sheet)
                if text.strip():
                    self._keep(sheet, row, column, text, hidden=hidden)
            elif tag == S + "mergeCell":
                _keep_merge(sheet, element.get("ref", ""))
            if tag != S + "c":
                element.clear()
                while element.getprevious() is not None and element.getparent() is not None:
                    del element.getparent()[0]

    def _keep(self, sheet: _Sheet, row: int, column: int, text: str, *, hidden: bool) -> None:
        limits = self._limits
        if row > limits.sheet_rows or column > limits.sheet_columns:
            raise ReportTooLarge(
                f"“{self._name}”的工作表“{sheet.name}”超过{limits.sheet_rows}行或"
                f"{limits.sheet_columns}列，请删去与诊断无关的数据后再上传。"
            )
        sheet.cells[row, column] = text
        if hidden and row not in sheet.hidden_rows[-1:]:
            sheet.hidden_rows.append(row)

    def _cell_text(self, cell: etree._Element, sheet: _Sheet) -> str:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            inline = cell.find(S + "is")
            return "" if inline is None else _rich_text(inline)
        raw: str | None = cell.findtext(S + "v")
        if raw is None or raw == "":
            if cell.find(S + "f") is not None:
                sheet.blank_formulas += 1
            return ""
        if kind == "s":
            index = int(raw) if raw.strip().isdigit() else -1
            return self._strings[index] if 0 <= index < len(self._strings) else ""
        if kind == "b":
            return "TRUE" if raw.strip() == "1" else "FALSE"
        if kind == "d":
            return raw.removesuffix("T00:00:00").replace("T", " ")
        if kind in ("str", "e"):
            return raw
        style = cell.get("s", "0")
        index = int(style) if style.isdigit() else 0
        code = self._formats[index] if index < len(self._formats) else "General"
        try:
            value = float(raw)
        except ValueError:
            return raw
        if code in ("General", "@", ""):
            return show_general(value) if abs(value) < 1e300 else raw
        return show_number(value, code, epoch_1904=self._epoch_1904)

    def _write_sheet(self, sheet: _Sheet) -> None:
        """One table for every run of rows without a blank row between them."""
        if sheet.blank_formulas:
            self._out.warn(
                "formula_without_value",
                f"工作表“{sheet.name}”有{sheet.blank_formulas}个公式没有保存计算结果，"
                "请在 Excel 里打开并保存一次后再上传。",
            )
        self._warn_of_hidden(sheet)
        spread = _spread_merges(sheet)
        for first, last, left, right in _find_blocks(spread):
            # Lines written one below the other in a single column are prose with headings of its own.
            role: Role = "cell" if left < right else "prose"
            index = len(self._out.tables)
            drafts: dict[tuple[int, int], int] = {}
            rows: list[list[int | None]] = []
            for row in range(first, last + 1):
                line: list[int | None] = []
                for column in range(left, right + 1):
                    anchor = spread.get((row, column))
                    if anchor is None:
                        line.append(None)
                        continue
                    if anchor not in drafts:
                        drafts[anchor] = len(self._out.drafts)
                        place = Place("cell", sheet=sheet.name, row=anchor[0], column=anchor[1])
                        self._out.drafts.append(
                            Draft(sheet.cells[anchor], place, role=role, table=index, scope=sheet.name)
                        )
                    line.append(drafts[anchor])
                rows.append(line)
            self._out.tables.append(TableDraft(rows))

    def _warn_of_hidden(self, sheet: _Sheet) -> None:
        """Hidden rows and columns are read like the rest; a person has to say whether they count."""
        filled = {column for _, column in sheet.cells}
        columns = [
            c for c in sorted(filled) if any(first <= c <= last for first, last in sheet.hidden_columns)
        ]
        parts = []
        if sheet.hidden_rows:
            parts.append(f"第{_enumerate(sheet.hidden_rows)}行")
        if columns:
            parts.append(f"第{_enumerate(columns)}列")
        if parts:
            message = f"工作表“{sheet.name}”的{'、'.join(parts)}是隐藏的，已一并读取，请核对是否应当使用。"
            self._out.warn("hidden_cells", message)


def _enumerate(numbers: Sequence[int]) -> str:
    shown = "、".join(str(number) for number in numbers[:_MOST_NAMED])
    return shown + ("等" if len(numbers) > _MOST_NAMED else "")


def _keep_hidden(sheet: _Sheet, element: etree._Element) -> None:
    first, last = element.get("min", ""), element.get("max", "")
    if element.get("hidden") in _TRUE and first.isdigit() and last.isdigit():
        sheet.hidden_columns.append((int(first), int(last)))


def _rich_text(element: etree._Element) -> str:
    """The text of a string item, without the phonetic readings."""
    parts: list[str] = []
    for child in element:
        if child.tag == S + "t":
            parts.append(child.text or "")
        elif child.tag == S + "r":
            parts.append(child.findtext(S + "t") or "")
    return "".join(parts).replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n")


def _keep_merge(sheet: _Sheet, reference: str) -> None:
    first, _, last = reference.partition(":")
    start, end = parse_reference(first), parse_reference(last)
    if start and end and len(sheet.merges) < _MOST_MERGED:
        sheet.merges.append((start[0], start[1], end[0], end[1]))


def _spread_merges(sheet: _Sheet) -> dict[tuple[int, int], tuple[int, int]]:
    """Every covered grid position and the cell that fills it; ranges are cut at the filled part."""
    spread = {place: place for place in sheet.cells}
    if not sheet.cells:
        return spread
    last_row = max(row for row, _ in sheet.cells)
    last_column = max(column for _, column in sheet.cells)
    budget = _MOST_MERGED
    for top, left, bottom, right in sheet.merges:
        rows = range(top, min(bottom, last_row) + 1)
        columns = range(left, min(right, last_column) + 1)
        budget -= len(rows) * len(columns)
        if (top, left) not in sheet.cells or budget < 0:
            continue
        for row in rows:
            for column in columns:
                spread[row, column] = (top, left)
    return spread


def _find_blocks(spread: dict[tuple[int, int], tuple[int, int]]) -> Iterator[tuple[int, int, int, int]]:
    """(first row, last row, left, right) of every block of cells that a blank row or column sets off."""
    for first, last in _row_runs(spread):
        columns = sorted({column for row, column in spread if first <= row <= last})
        groups: list[list[int]] = []
        for column in columns:
            if not groups or column > groups[-1][-1] + 1:
                groups.append([])
            groups[-1].append(column)
        # A lone column beside others is a note or a mark that belongs to its row.
        is_parted = last > first and all(len(group) > 1 for group in groups)
        for group in groups if is_parted else [columns]:
            rows = [row for row in range(first, last + 1) if any((row, column) in spread for column in group)]
            yield rows[0], rows[-1], group[0], group[-1]


def _row_runs(spread: dict[tuple[int, int], tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """First and last row of every block of rows that have something in them."""
    rows = sorted({row for row, _ in spread})
    start = previous = None
    for row in rows:
        if start is None or previous is None:
            start = row
        elif row > previous + 1:
            yield start, previous
            start = row
        previous = row
    if start is not None and previous is not None:
        yield start, previous


def read_xlsx(package: Package, name: str, limits: Limits) -> Draught:
    """An xlsx as drafts. Raises DamagedReport, ReportTooLarge."""
    return XlsxReader(package, name, limits).read()
