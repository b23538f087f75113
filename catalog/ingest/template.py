"""The workbook that people fill in: headers with help, drop-down lists, an example row and the codes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from catalog.ingest.columns import COLUMNS, Column, Layout, Need, Read, list_choices
from catalog.ingest.headers import EXAMPLE_MARK
from catalog.taxonomy import Taxonomy, load_taxonomy

DATA_SHEET, CODES_SHEET, HELP_SHEET = "填写", "代码", "说明"
_LAST_ROW = 2_000  # lists and formats reach as far as people fill by hand; longer files still import
_FILLS = {Need.REQUIRED: "F8D7DA", Need.WANTED: "FFF3CD", Need.OPTIONAL: "E9ECEF"}
_AS_TEXT = (Read.CREDIT_CODE, Read.INDUSTRY_CODES, Read.LINE)


def build_template(layout: Layout) -> bytes:
    """The xlsx template of a layout. Its example row is marked and skipped by the import."""
    return build_workbook(COLUMNS[layout], with_topics=layout is Layout.PRODUCT)


def build_workbook(columns: Sequence[Column], *, with_topics: bool) -> bytes:
    """The template of any columns; `with_topics` adds the codes of topics and the meaning of levels."""
    taxonomy = load_taxonomy()
    workbook = Workbook()
    sheet: Any = workbook.active
    sheet.title = DATA_SHEET
    codes = workbook.create_sheet(CODES_SHEET)
    lists = _write_codes(codes, columns, taxonomy, with_topics=with_topics)
    for position, column in enumerate(columns, start=1):
        _write_column(sheet, position, column, lists.get(column.header))
    sheet.freeze_panes = "B2"
    sheet.row_dimensions[1].height = 30
    _write_help(workbook.create_sheet(HELP_SHEET), columns)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _write_column(sheet: Any, position: int, column: Column, choices: str | None) -> None:
    letter = get_column_letter(position)
    header = sheet.cell(row=1, column=position, value=column.header)
    header.font = Font(bold=True)
    header.fill = PatternFill("solid", fgColor=_FILLS[column.need])
    header.alignment = Alignment(wrap_text=True, vertical="center")
    several = "；可填几个，用“；”隔开" if column.several else ""
    header.comment = Comment(f"{column.need.value}。{column.help}{several}", "模板", height=120, width=260)
    example = f"{EXAMPLE_MARK}{column.example}" if position == 1 else column.example
    sheet.cell(row=2, column=position, value=example or None).font = Font(italic=True, color="808080")
    sheet.column_dimensions[letter].width = max(12, 2 * len(column.header) + 4)
    if column.read in _AS_TEXT:
        for row in range(2, 300):
            sheet.cell(row=row, column=position).number_format = "@"  # or Excel turns codes into 9.16E+17
    if choices:
        # Several values in one cell cannot be checked by a list; there it only offers.
        validation = DataValidation(
            type="list", formula1=choices, allow_blank=True, showErrorMessage=not column.several
        )
        validation.errorTitle, validation.error = "取值不对", f"请从下拉列表中选择{column.header}。"
        validation.add(f"{letter}3:{letter}{_LAST_ROW}")
        sheet.add_data_validation(validation)


def _write_codes(
    sheet: Any, columns: Sequence[Column], taxonomy: Taxonomy, *, with_topics: bool
) -> dict[str, str]:
    """Fill the sheet of codes; the answer is where each column's list stands."""
    blocks: list[tuple[str, list[str]]] = []
    for column in columns:
        choices = list_choices(column, taxonomy)
        if choices:
            blocks.append((column.header, list(choices)))
    lists: dict[str, str] = {}
    for position, (header, values) in enumerate(blocks, start=1):
        letter = get_column_letter(position)
        _write_list(sheet, position, f"{header}可选值", values)
        lists[header] = f"'{CODES_SHEET}'!${letter}$2:${letter}${len(values) + 1}"
    if with_topics:
        topics = [
            f"{topic.code} {topic.name}（{topic.group}）"
            for topic in taxonomy.topics.values()
            if topic.kind != "finance"
        ]
        _write_list(sheet, len(blocks) + 2, "场景代码", topics)
        _write_list(
            sheet, len(blocks) + 3, "等级含义", [f"{level.number} {level.name}" for level in taxonomy.levels]
        )
    return lists


def _write_list(sheet: Any, position: int, title: str, values: Sequence[str]) -> None:
    sheet.cell(row=1, column=position, value=title).font = Font(bold=True)
    for row, value in enumerate(values, start=2):
        sheet.cell(row=row, column=position, value=value)
    sheet.column_dimensions[get_column_letter(position)].width = max(12, 2 * max(map(len, [title, *values])))


def _write_help(sheet: Any, columns: Sequence[Column]) -> None:
    sheet.append(["列", "要求", "说明", "举例", "也认得的表头"])
    for column in columns:
        sheet.append(
            [
                column.header,
                column.need.value,
                column.help,
                column.example,
                "、".join((*column.aliases, *column.ambiguous)),
            ]
        )
    for letter, width in zip("ABCDE", (20, 12, 60, 50, 60), strict=True):
        sheet.column_dimensions[letter].width = width
