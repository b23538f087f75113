"""The template is made of the columns, offers the closed lists, and imports once it is filled in."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlmodel import Session

from catalog.errors import ImportRefused
from catalog.ingest.columns import COLUMNS, Column, Layout, Need, Read, list_choices
from catalog.ingest.guide import describe_columns
from catalog.ingest.parsing import Record, parse_record
from catalog.ingest.records import read_table
from catalog.ingest.template import CODES_SHEET, DATA_SHEET, build_template
from catalog.schemas import FinanceContent, ProductContent, ProviderContent
from catalog.taxonomy import load_taxonomy
from tests.catalog.ingest.helpers import FINANCE, PRODUCT, PROVIDER, headers, run_import, save

ROWS = {Layout.PRODUCT: PRODUCT, Layout.FINANCE: FINANCE, Layout.PROVIDER: PROVIDER}
CONTENTS: dict[Layout, Any] = {
    Layout.PRODUCT: ProductContent,
    Layout.FINANCE: FinanceContent,
    Layout.PROVIDER: ProviderContent,
}
EVERY = [(layout, column) for layout, columns in COLUMNS.items() for column in columns]


def _open(layout: Layout) -> Any:
    return load_workbook(io.BytesIO(build_template(layout)))


@pytest.mark.parametrize("layout", list(Layout))
def test_header_help_example_and_lists(layout: Layout) -> None:
    workbook = _open(layout)
    sheet = workbook[DATA_SHEET]
    assert [cell.value for cell in sheet[1]] == headers(layout)
    for cell, column in zip(sheet[1], COLUMNS[layout], strict=True):
        assert cell.comment.text.startswith(column.need.value)
        assert column.help in cell.comment.text
    assert sheet["A2"].value.startswith("【示例行】")
    offered = {
        str(validation.sqref).split(":")[0]: validation
        for validation in sheet.data_validations.dataValidation
    }
    for position, column in enumerate(COLUMNS[layout], start=1):
        validation = offered.get(sheet.cell(row=3, column=position).coordinate)
        choices = list_choices(column, load_taxonomy())
        assert (validation is not None) == bool(choices)
        if validation is not None:
            assert _values(workbook, validation.formula1) == list(choices)
            assert validation.showErrorMessage is not column.several


def _values(workbook: Any, reference: str) -> list[str]:
    sheet, area = reference.split("!")
    return [cell.value for (cell,) in workbook[sheet.strip("'")][area.replace("$", "")]]


def test_codes_are_listed() -> None:
    cells = {cell.value for line in _open(Layout.PRODUCT)[CODES_SHEET].iter_rows() for cell in line}
    assert "S06 生产管控（生产执行）" in cells
    assert "2 二级" in cells


@pytest.mark.parametrize("layout", list(Layout))
def test_an_empty_template_is_refused_kindly(layout: Layout) -> None:
    with pytest.raises(ImportRefused, match="没有数据行"):
        read_table(build_template(layout), name="模板.xlsx")


@pytest.mark.parametrize("layout", list(Layout))
def test_a_filled_template_imports_and_its_example_does_not(session: Session, layout: Layout) -> None:
    workbook = _open(layout)
    sheet = workbook[DATA_SHEET]
    for position, header in enumerate(headers(layout), start=1):
        sheet.cell(row=3, column=position, value=ROWS[layout].get(header))
    read = read_table(save(workbook), name="模板.xlsx")
    assert read.layout is layout
    report = run_import(session, read)
    assert report.errors == ()
    assert (report.created, len(report.skipped)) == (1, 1)


@pytest.mark.parametrize("layout", list(Layout))
def test_examples_are_valid_rows(layout: Layout) -> None:
    cells = {column.header: column.example for column in COLUMNS[layout]}
    row = parse_record(Record(1, cells, {}, {}), layout, load_taxonomy())
    assert row.content is not None
    assert row.issues == ()


@pytest.mark.parametrize(
    ("layout", "column"), EVERY, ids=[f"{layout}-{column.header}" for layout, column in EVERY]
)
def test_columns_are_complete_data(layout: Layout, column: Column) -> None:
    assert column.help
    assert column.example or column.read is Read.SAMPLE
    assert len({column.header, *column.aliases}) == 1 + len(column.aliases)
    fields = set(CONTENTS[layout].model_fields) | {"uplifts", "golive", "amount", "term", "rate"}
    assert column.field in fields
    if column.need is Need.REQUIRED:
        assert column.field in ("name", "provider")


@pytest.mark.parametrize("layout", list(Layout))
def test_the_page_of_columns_names_every_column(layout: Layout) -> None:
    page = describe_columns(layout)
    assert all(f"| {header} |" in page for header in headers(layout))
    assert page.count("\n") == len(COLUMNS[layout]) + 4
