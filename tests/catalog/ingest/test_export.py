"""What goes out comes back unchanged, and nothing that goes out runs as a formula."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any, Literal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlmodel import Session

from catalog.commands import withdraw_item
from catalog.ingest.columns import COLUMNS, Layout
from catalog.ingest.export import export_catalogue, write_table
from catalog.ingest.importing import import_file
from catalog.ingest.neutral import neutralise, restore
from catalog.ingest.parsing import parse_record
from catalog.ingest.records import read_table
from catalog.ingest.sheets import clean
from catalog.ingest.values import is_blank
from catalog.samples import sample_files
from catalog.schemas import FinanceContent, Price, ProductContent, TopicUplift
from catalog.taxonomy import load_taxonomy
from catalog.vocabulary import Kind, PriceModel
from tests.catalog.ingest.helpers import NOW, PRODUCT, count_rows, headers, run_import

FORMATS: tuple[Literal["xlsx", "csv"], ...] = ("xlsx", "csv")


@pytest.mark.parametrize("file_format", FORMATS)
def test_the_whole_sample_catalogue_comes_back_unchanged(
    session: Session, file_format: Literal["xlsx", "csv"]
) -> None:
    for path in sample_files():
        import_file(session, path, actor="测试员", now=NOW)
    before = count_rows(session)
    for layout, rows in ((Layout.PROVIDER, 52), (Layout.PRODUCT, 180), (Layout.FINANCE, 20)):
        data = export_catalogue(session, layout, file_format)
        report = run_import(session, read_table(data, name=f"导出.{file_format}"))
        assert report.kind is layout
        assert report.errors == ()
        assert (report.rows, report.unchanged) == (rows, rows)
    assert count_rows(session) == before


RISKY = ("=1+1", "+86 951", "-20℃冷库", "@某某", "'=已有引号", "＝全角", '=HYPERLINK("http://x","y")')


@pytest.mark.parametrize("file_format", FORMATS)
def test_texts_that_look_like_formulas_go_out_quoted_and_come_back_whole(
    session: Session, file_format: Literal["xlsx", "csv"]
) -> None:
    rows = [
        {**PRODUCT, "产品名称": f"产品{n}", "功能简介": text, "-备注": text} for n, text in enumerate(RISKY)
    ]
    run_import(session, rows)
    data = export_catalogue(session, Layout.PRODUCT, file_format)
    for line in _raw_lines(data, file_format):
        for cell in line:
            assert not (isinstance(cell, str) and cell[:1] in tuple("=+-@＝＋－＠\t\r")), cell
    report = run_import(session, read_table(data, name=f"导出.{file_format}"))
    assert report.unchanged == len(RISKY)
    assert report.kept_as_notes == ("-备注",)


def _raw_lines(data: bytes, file_format: str) -> list[list[Any]]:
    if file_format == "csv":
        return [list(line) for line in csv.reader(io.StringIO(data.decode("utf-8-sig")))]
    sheet: Any = load_workbook(io.BytesIO(data)).active
    cells = [list(line) for line in sheet.iter_rows()]
    assert not [cell for line in cells for cell in line if cell.data_type == "f"]
    return [[cell.value for cell in line] for line in cells]


@given(st.text(max_size=20) | st.sampled_from(RISKY))
def test_neutralising_is_undone_exactly(text: str) -> None:
    quoted = neutralise(text)
    assert restore(quoted) == text
    assert not quoted.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_numbers_and_dates_go_out_as_numbers_and_dates() -> None:
    content = FinanceContent(
        name="焕新贷", provider="甲银行", min_level=2, min_years=2.0, min_revenue_wan=12_345_678.5 / 10,
        processing_days=7, valid_until=date(2028, 6, 30),
    )  # fmt: skip
    [header, row] = _raw_lines(write_table([content], Layout.FINANCE, "xlsx"), "xlsx")
    cells = dict(zip(header, row, strict=True))
    assert cells["最低数字化等级"] == 2
    assert cells["成立年限(年)"] == 2
    assert cells["最低年营收(万元)"] == 1_234_567.85
    assert cells["办理时限(工作日)"] == 7
    assert cells["有效期至"].date() == date(2028, 6, 30)
    [_, line] = _raw_lines(write_table([content], Layout.FINANCE, "csv"), "csv")
    assert dict(zip(header, line, strict=True))["最低年营收(万元)"] == "1234567.85"


def test_headers_are_those_of_the_import_and_notes_follow() -> None:
    content = ProductContent(kind=Kind.PRODUCT, name="甲", provider="乙", notes={"发布期次": "2026-11"})
    [header, row] = _raw_lines(write_table([content], Layout.PRODUCT, "csv"), "csv")
    assert header == [*headers(Layout.PRODUCT), "发布期次"]
    assert row[-1] == "2026-11"


def test_csv_opens_in_excel() -> None:
    assert write_table([], Layout.PRODUCT, "csv").startswith(b"\xef\xbb\xbf")


def test_numbers_without_a_text_still_leave_and_come_back() -> None:
    content = ProductContent(
        kind=Kind.SOLUTION, name="甲", provider="乙", topics=(TopicUplift(topic="S06", level_to=2),),
        price=Price(model=PriceModel.SUBSCRIPTION, min_wan=2.0, max_wan=3.0, unit="年", one_off_wan=1.0),
        golive_min_days=10,
    )  # fmt: skip
    loan = FinanceContent(
        name="丙",
        provider="丁",
        amount_max_wan=300.0,
        term_min_months=6,
        term_max_months=36,
        rate_min_pct=3.2,
    )
    [record] = read_table(write_table([content], Layout.PRODUCT, "csv"), name="a.csv").records
    back = parse_record(record, Layout.PRODUCT, load_taxonomy()).content
    assert isinstance(back, ProductContent)
    assert back.price.model_copy(update={"text": ""}) == content.price
    assert (back.kind, back.topics, back.golive_min_days) == (content.kind, content.topics, 10)
    [line] = read_table(write_table([loan], Layout.FINANCE, "csv"), name="a.csv").records
    again = parse_record(line, Layout.FINANCE, load_taxonomy()).content
    assert isinstance(again, FinanceContent)
    assert (again.amount_max_wan, again.term_min_months, again.term_max_months, again.rate_min_pct) == (
        300.0,
        6,
        36,
        3.2,
    )


def test_prerequisites_and_shared_costs_come_back(session: Session) -> None:
    stated = {"前置条件": "设备联网与数据采集；网络建设", "共用费用": "平台底座 8万元；云主机 0.3万元"}
    run_import(session, [{**PRODUCT, **stated}])
    header, line = _raw_lines(export_catalogue(session, Layout.PRODUCT, "csv"), "csv")
    assert {name: line[header.index(name)] for name in stated} == stated


def test_withdrawn_items_stay_at_home(session: Session) -> None:
    run_import(session, [PRODUCT, {**PRODUCT, "产品名称": "撤下的"}])
    withdraw_item(session, 2, now=NOW)
    names = [line[0] for line in _raw_lines(export_catalogue(session, Layout.PRODUCT, "csv"), "csv")[1:]]
    assert names == [PRODUCT["产品名称"]]


def test_every_column_can_be_exported() -> None:
    samples: dict[Layout, Any] = {
        Layout.PRODUCT: ProductContent(kind=Kind.PRODUCT, name="甲", provider="乙"),
        Layout.FINANCE: FinanceContent(name="甲", provider="乙"),
    }
    for layout, content in samples.items():
        assert len(_raw_lines(write_table([content], layout, "csv"), "csv")[1]) == len(COLUMNS[layout])


_TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cf", "Co", "Cn"))
    | st.sampled_from("\n=+-@'\"，；,;"),
    max_size=30,
)


@settings(max_examples=60)
@given(st.lists(_TEXT, min_size=2, max_size=2), st.sampled_from(FORMATS))
def test_any_text_comes_back_as_it_went(texts: list[str], file_format: Literal["xlsx", "csv"]) -> None:
    content = ProductContent(
        kind=Kind.PRODUCT,
        name="甲",
        provider="乙",
        summary=clean(texts[0]),
        pain_points=clean(texts[1]),
        sample=True,
    )
    assume(not is_blank(content.summary) and not is_blank(content.pain_points))
    data = write_table([content], Layout.PRODUCT, file_format)
    [record] = read_table(data, name=f"a.{file_format}").records
    assert parse_record(record, Layout.PRODUCT, load_taxonomy()).content == content
