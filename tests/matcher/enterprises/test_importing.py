"""Lists of enterprises and outcomes as files: read, refused row by row, written back unchanged; the samples hold."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from sqlmodel import Session, func, select

import matcher
from catalog.errors import ImportRefused
from catalog.ingest import ImportReport
from catalog.ingest.importing import import_file
from catalog.ingest.sheets import read_sheets
from catalog.samples import sample_files
from matcher.enterprises.columns import LIST_COLUMNS, ListKind
from matcher.enterprises.export import build_list_template, export_list
from matcher.enterprises.importing import import_list, recognise_list
from matcher.tables import EnterpriseRecord, OutcomeRecord
from tests.catalog.contents import CODE_A, NOW
from tests.catalog.ingest.helpers import to_csv, to_xlsx
from tests.factories.enterprises import add_company, add_item

SAMPLES = Path(matcher.__file__).parent / "samples"

ROW = {
    "企业名称": "塬上机械有限公司",
    "统一社会信用代码": CODE_A,
    "所属行业": "高端装备",
    "行业代码": "C3421",
    "所属园区": "银川市贺兰县",
    "员工人数": "约210人",
    "营业收入": "8600万元",
    "企业梯度": "骨干企业",
    "批次": "第二批",
    "资质称号": "专精特新；高新技术企业",
    "数字化等级": "一级",
    "各场景等级": "生产管控:1；设备管理:2",
    "测评日期": "2026-03-20",
    "愿意作为样板公开": "是",
    "联系人": "王经理",
    "联系电话": "13800001234",
}


def _import(
    session: Session, *rows: dict[str, str], kind: ListKind = ListKind.ENTERPRISE, partial: bool = False
) -> ImportReport:
    return import_list(session, to_csv(rows), kind, name="名单.csv", partial=partial, now=NOW)


def test_a_row_is_read_in_the_words_that_people_use(session: Session) -> None:
    report = _import(session, ROW)
    assert (report.written, report.created, report.errors) == (True, 1, ())
    row = session.exec(select(EnterpriseRecord)).one()
    assert (row.industry, row.industry_code, row.region) == ("高端装备及零部件制造", "3421", "贺兰县")
    assert (row.employees, row.revenue_wan, row.tier, row.batch, row.digital_level) == (
        210,
        8600,
        "骨干",
        2,
        1,
    )
    assert row.shown
    assert row.content["levels"] == [{"topic": "S06", "level": 1}, {"topic": "S08", "level": 2}]
    assert row.content["titles"] == ["专精特新", "高新技术企业"]


def test_contact_persons_are_not_read_and_the_report_says_so(session: Session) -> None:
    report = _import(session, ROW)
    assert report.ignored == ("联系人", "联系电话")
    assert "王经理" not in str(session.exec(select(EnterpriseRecord.content)).one())


def test_the_industry_follows_from_the_code_when_it_is_not_stated(session: Session) -> None:
    _import(session, {**ROW, "所属行业": "", "行业代码": "1441"})
    assert session.exec(select(EnterpriseRecord.industry)).one() == "绿色消费品制造"


def test_consent_that_is_not_stated_is_none(session: Session) -> None:
    _import(session, {**ROW, "愿意作为样板公开": "再看"})
    assert session.exec(select(EnterpriseRecord.shown)).one() is False


@pytest.mark.parametrize(
    ("changed", "column", "message"),
    [
        ({"企业名称": ""}, "企业名称", "必填"),
        ({"统一社会信用代码": "91640100MA75AB0X58"}, "统一社会信用代码", "校验位不对"),
        ({"所属行业": "化工；食品"}, "所属行业", "只填一个行业"),
        ({"所属行业": "航天"}, "所属行业", "不是已知的行业"),
        ({"企业梯度": "中坚"}, "企业梯度", "“龙头”、“骨干”、“小微”之一"),
        ({"批次": "第四批"}, "批次", "第一批、第二批或第三批"),
        ({"各场景等级": "生产管控:1-2"}, "各场景等级", "只写一个等级"),
    ],
)
def test_a_wrong_cell_refuses_the_file_and_is_named(
    session: Session, changed: dict[str, str], column: str, message: str
) -> None:
    report = _import(session, {**ROW, **changed}, {**ROW, "企业名称": "好厂", "统一社会信用代码": ""})
    (error,) = report.errors
    assert (error.row, error.column) == (2, column)
    assert message in error.message
    assert not report.written
    assert session.exec(select(func.count()).select_from(EnterpriseRecord)).one() == 0


def test_with_partial_the_other_rows_are_written(session: Session) -> None:
    good = {**ROW, "企业名称": "好厂", "统一社会信用代码": ""}
    report = _import(session, {**ROW, "批次": "九"}, good, partial=True)
    assert (report.written, report.created, report.failed) == (True, 1, 1)
    assert session.exec(select(EnterpriseRecord.name)).one() == "好厂"


def test_rows_of_one_enterprise_are_one_or_contradict(session: Session) -> None:
    same = _import(session, ROW, ROW)
    assert (same.written, same.created, same.duplicates) == (True, 1, 1)
    other = _import(session, ROW, {**ROW, "员工人数": "30"})
    assert not other.written
    assert "内容不同" in other.errors[0].message


OUTCOME = {
    "企业名称": "塬上机械有限公司",
    "产品名称": "巡检助手",
    "服务商名称": "塬上软件有限公司",
    "应用场景": "设备管理",
    "项目进展": "已验收",
    "进展月份": "2026年9月",
    "改造前等级": "一级",
    "改造后等级": "2",
    "合同金额": "16.5万元",
    "成效": "少停机。",
    "可以公开": "是",
}


def test_an_outcome_is_read_and_points_at_the_catalogue(session: Session) -> None:
    item_id = add_item(session)
    add_company(session, "塬上机械有限公司")
    report = _import(session, OUTCOME, kind=ListKind.OUTCOME)
    assert report.errors == ()
    row = session.exec(select(OutcomeRecord)).one()
    assert (row.item_id, row.topic, row.stage, row.month) == (item_id, "S08", "验收", "2026-09")
    assert (row.level_before, row.level_after, row.cost_wan, row.published) == (1, 2, 16.5, True)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"企业名称": "没有的厂"}, "企业名单里没有“没有的厂”"),
        ({"产品名称": "没有的软件"}, "目录里没有“塬上软件有限公司”的“没有的软件”"),
        ({"应用场景": "设备管理；能耗管理"}, "一行只写一个场景"),
        ({"项目进展": "待验收"}, "“签约”、“上线”、“验收”、“终止”之一"),
        ({"进展月份": "长期"}, "应写成年-月"),
    ],
)
def test_a_wrong_outcome_is_named(session: Session, changed: dict[str, str], message: str) -> None:
    add_item(session)
    add_company(session, "塬上机械有限公司")
    report = _import(session, {**OUTCOME, **changed}, kind=ListKind.OUTCOME)
    assert message in report.errors[0].message
    assert session.exec(select(func.count()).select_from(OutcomeRecord)).one() == 0


def test_lists_are_recognised_by_headers_that_no_other_list_has() -> None:
    assert recognise_list(to_csv([OUTCOME]), name="a.csv") is ListKind.OUTCOME
    assert recognise_list(to_csv([ROW]), name="a.csv") is ListKind.ENTERPRISE
    plain = {"企业名称": "某厂", "统一社会信用代码": CODE_A, "员工人数": "20"}
    assert recognise_list(to_csv([plain]), name="a.csv") is None
    for path in sample_files():
        assert recognise_list(path) is None


def test_files_that_are_no_such_list_are_refused(session: Session) -> None:
    with pytest.raises(ImportRefused, match="缺少必填列：企业名称"):
        import_list(
            session, to_csv([{"行业": "化工", "人数": "3"}]), ListKind.ENTERPRISE, name="a.csv", now=NOW
        )
    with pytest.raises(ImportRefused, match="没有找到改造成效的表头"):
        import_list(session, to_csv([{"甲": "1", "乙": "2"}]), ListKind.OUTCOME, name="a.csv", now=NOW)
    with pytest.raises(ImportRefused, match="只有表头"):
        import_list(session, to_xlsx([["企业名称", "所属行业"]]), ListKind.ENTERPRISE, name="a.xlsx", now=NOW)


@pytest.mark.parametrize("kind", ListKind)
def test_the_template_offers_every_column_and_imports_as_nothing(
    session: Session, tmp_path: Path, kind: ListKind
) -> None:
    path = tmp_path / "模板.xlsx"
    path.write_bytes(build_list_template(kind))
    header = read_sheets(path)[0].rows[0]
    assert header.cells == tuple(column.header for column in LIST_COLUMNS[kind])
    with pytest.raises(ImportRefused, match="只有表头，没有数据行"):
        import_list(session, path, kind, now=NOW)


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_the_samples_import_and_come_back_unchanged(
    session: Session, file_format: Literal["csv", "xlsx"]
) -> None:
    for path in sample_files():
        import_file(session, path, actor="tests", now=NOW)
    for kind, name in ((ListKind.ENTERPRISE, "enterprises.csv"), (ListKind.OUTCOME, "outcomes.csv")):
        report = import_list(session, SAMPLES / name, kind, now=NOW)
        assert report.errors == ()
        assert report.created == report.rows
        written = export_list(session, kind, file_format)
        again = import_list(session, written, kind, name=f"a.{file_format}", now=NOW)
        assert (again.unchanged, again.errors) == (report.rows, ())
    rows = session.exec(select(EnterpriseRecord)).all()
    assert 12 <= len(rows) <= 20
    assert all(row.sample and "示例" in row.name and "DEMQ" in (row.credit_code or "") for row in rows)
    assert not all(row.shown for row in rows)
