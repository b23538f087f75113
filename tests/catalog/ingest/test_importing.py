"""Importing into a real database: all or nothing, again without change, and an honest report."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlmodel import Session, select

from catalog.commands import save_provider
from catalog.errors import ImportRefused
from catalog.ingest.importing import import_file
from catalog.ingest.parsing import Severity
from catalog.samples import sample_files
from catalog.schemas import ProviderContent
from catalog.tables import Provider, SupplyItem, SupplyRevision
from tests.catalog.ingest.helpers import (
    FINANCE,
    NOW,
    PRODUCT,
    PROVIDER,
    as_lines,
    count_rows,
    run_import,
    table,
    to_csv,
    to_xlsx,
)

SHARED = Path(__file__).parents[4] / "shared" / "data"
SECOND = {**PRODUCT, "产品名称": "云帆报工助手"}
BAD = {**PRODUCT, "产品名称": "云帆占星助手", "应用场景": "占星"}


def test_samples_import_without_an_error_and_again_without_change(session: Session) -> None:
    for path, rows in zip(sample_files(), (52, 180, 20), strict=True):
        report = import_file(session, path, actor="测试员", now=NOW)
        assert report.errors == (), path.name
        assert (report.rows, report.created, report.failed, report.duplicates) == (rows, rows, 0, 0)
        assert report.new_providers == ()
        assert (report.kept_as_notes, report.ignored, report.skipped) == ((), (), ())
    before = count_rows(session)
    assert before == (52, 200, 200)
    for path in sample_files():
        again = import_file(session, path, actor="测试员", now=NOW)
        assert again.unchanged == again.rows
        assert (again.created, again.revised) == (0, 0)
    assert count_rows(session) == before


def test_samples_in_any_order_end_alike(session: Session) -> None:
    for path in reversed(sample_files()):
        assert import_file(session, path, actor="测试员", now=NOW).written
    assert count_rows(session) == (52, 200, 200)


def test_one_changed_cell_gives_one_revision(session: Session) -> None:
    run_import(session, [PRODUCT, SECOND])
    report = run_import(session, [{**PRODUCT, "上线周期": "4-5周"}, SECOND])
    assert (report.created, report.revised, report.unchanged) == (0, 1, 1)
    item = session.exec(select(SupplyItem).where(SupplyItem.name == PRODUCT["产品名称"])).one()
    revisions = session.exec(select(SupplyRevision).where(SupplyRevision.item_id == item.id)).all()
    assert [(one.number, one.content["golive_min_days"]) for one in revisions] == [(1, 14), (2, 28)]
    assert count_rows(session) == (1, 2, 3)


@pytest.mark.parametrize("as_xlsx", [False, True])
def test_the_same_table_in_another_format_changes_nothing(session: Session, as_xlsx: bool) -> None:
    from catalog.ingest.records import read_table

    run_import(session, [PRODUCT, SECOND])
    data = to_xlsx(as_lines([PRODUCT, SECOND])) if as_xlsx else to_csv([PRODUCT, SECOND], "gb18030")
    report = run_import(session, read_table(data, name="清单.xlsx" if as_xlsx else "清单.csv"))
    assert report.unchanged == 2


def test_an_error_in_one_row_writes_nothing_and_every_error_is_listed(session: Session) -> None:
    worse = {**PRODUCT, "产品名称": "", "有效期至": "昨天"}
    report = run_import(session, [{**PRODUCT, "有效期至": ""}, BAD, SECOND, worse])
    assert not report.written
    assert (report.created, report.revised, report.unchanged, report.failed) == (0, 0, 0, 2)
    assert [(issue.row, issue.column) for issue in report.errors] == [
        (3, "应用场景"),
        (5, "产品名称"),
        (5, "有效期至"),
    ]
    assert count_rows(session) == (0, 0, 0)
    assert session.exec(select(Provider)).all() == []


def test_partial_leaves_out_the_rows_with_errors(session: Session) -> None:
    report = run_import(session, [PRODUCT, BAD, SECOND], partial=True)
    assert report.written
    assert (report.created, report.failed) == (2, 1)
    assert [issue.row for issue in report.errors] == [3]
    assert count_rows(session) == (1, 2, 2)


def test_a_dry_run_reports_and_writes_nothing(session: Session) -> None:
    report = run_import(session, [PRODUCT, SECOND], dry_run=True)
    assert (report.written, report.created) == (False, 2)
    assert count_rows(session) == (0, 0, 0)
    assert run_import(session, [PRODUCT, SECOND]).created == 2


def test_nothing_commits_inside(session: Session) -> None:
    run_import(session, [PRODUCT])
    assert count_rows(session) == (1, 1, 1)
    session.rollback()
    assert count_rows(session) == (0, 0, 0)


def test_what_the_session_did_before_survives_a_refused_import(session: Session) -> None:
    save_provider(session, ProviderContent(name="早先的服务商"), now=NOW)
    assert not run_import(session, [BAD]).written
    session.commit()
    assert [provider.name for provider in session.exec(select(Provider))] == ["早先的服务商"]


def test_equal_rows_are_imported_once_and_said(session: Session) -> None:
    report = run_import(session, [PRODUCT, SECOND, PRODUCT])
    assert (report.created, report.duplicates, report.failed) == (2, 1, 0)
    [warning] = report.warnings
    assert (warning.row, warning.severity) == (4, Severity.WARNING)
    assert "与第2行完全相同" in warning.message


def test_rows_that_contradict_each_other_are_errors(session: Session) -> None:
    other = {**PRODUCT, "产品名称": "云帆 排程助手", "价格说明": "3万元/年"}
    report = run_import(session, [PRODUCT, other])
    assert not report.written
    assert report.duplicates == 1
    assert "与第2行是同一项但内容不同" in report.errors[0].message
    kept = run_import(session, [PRODUCT, other], partial=True)
    assert (kept.created, kept.failed) == (1, 1)


def test_a_code_that_belongs_to_another_provider_is_an_error_of_its_row(session: Session) -> None:
    code = "91640100MA76ABCD11"
    run_import(
        session,
        [{**PROVIDER, "统一社会信用代码": code}, {**PROVIDER, "服务商名称": "海纳", "统一社会信用代码": ""}],
    )
    session.commit()
    conflict = {**PRODUCT, "服务商名称": "海纳", "统一社会信用代码": code}
    report = run_import(session, [{**SECOND, "统一社会信用代码": ""}, conflict])
    assert not report.written
    [error] = report.errors
    assert error.row == 3
    assert "两家不同的服务商" in error.message
    assert count_rows(session)[1] == 0


def test_parentheses_of_either_width_are_one_provider(session: Session) -> None:
    run_import(session, [{**PROVIDER, "服务商名称": "云帆（银川）软件有限公司"}])
    narrow = {**PRODUCT, "服务商名称": "云帆(银川)软件有限公司"}
    wide = {**SECOND, "服务商名称": "云帆（银川）软件有限公司"}
    report = run_import(session, [narrow, wide])
    assert report.new_providers == ()
    assert run_import(session, [narrow]).unchanged == 1
    assert [provider.name for provider in session.exec(select(Provider))] == ["云帆（银川）软件有限公司"]


def test_a_provider_new_to_the_catalogue_is_one_however_the_file_writes_it(session: Session) -> None:
    report = run_import(
        session, [{**PRODUCT, "服务商名称": "海纳（宁夏）公司"}, {**SECOND, "服务商名称": "海纳(宁夏)公司"}]
    )
    assert report.new_providers == ("海纳（宁夏）公司",)
    assert count_rows(session) == (1, 2, 2)


def test_missing_values_are_counted_by_column(session: Session) -> None:
    report = run_import(
        session, [PRODUCT, {**SECOND, "价格说明": "—", "上线周期": ""}, {**BAD, "价格说明": ""}], partial=True
    )
    assert report.missing["价格说明"] == 1
    assert report.missing["上线周期"] == 1
    assert report.missing["解决问题"] == 2  # a column that the file lacks is missing in every row
    assert "解决问题" in report.absent
    assert "产品名称" not in report.missing


def test_columns_of_providers_without_a_field_are_said_to_be_ignored(session: Session) -> None:
    report = run_import(session, [{**PROVIDER, "法人": "某某"}])
    assert (report.ignored, report.kept_as_notes) == (("法人",), ())


def test_progress_is_told(session: Session) -> None:
    seen: list[tuple[int, int]] = []
    run_import(session, [PRODUCT, SECOND], progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 2), (2, 2)]


def test_finance_rows_are_imported(session: Session) -> None:
    report = run_import(session, [FINANCE])
    assert report.created == 1
    assert report.new_providers == (FINANCE["金融机构"],)


def test_a_file_that_is_no_table_is_refused_before_the_database_is_touched(
    session: Session, tmp_path: Path
) -> None:
    path = tmp_path / "诗.csv"
    path.write_text("床前明月光\n疑是地上霜\n", encoding="utf-8")
    with pytest.raises(ImportRefused):
        import_file(session, path, actor="测试员", now=NOW)
    assert table([PRODUCT]).records


@pytest.mark.parametrize(
    ("name", "rows", "skipped", "mapping", "lacks"),
    [
        (
            "products.csv",
            161,
            0,
            "public_products",
            {"价格说明": 130, "上线周期": 161, "可试用": 161, "应用案例": 161},
        ),
        ("finance.csv", 35, 5, "public_finance", {"统一社会信用代码": 35}),
    ],
)
def test_public_lists_import_with_a_report_of_what_they_lack(
    session: Session, name: str, rows: int, skipped: int, mapping: str, lacks: dict[str, int]
) -> None:
    path = SHARED / name
    if not path.is_file():  # the lists belong to others and cannot be part of the project
        pytest.skip(f"{path} is not here: the import of the public list {name} is NOT tested")
    report = import_file(session, path, actor="测试员", now=NOW)
    assert report.errors == ()
    assert (report.mapping, report.created, len(report.skipped)) == (mapping, rows, skipped)
    assert lacks.items() <= report.missing.items()
    assert import_file(session, path, actor="测试员", now=NOW).unchanged == rows
