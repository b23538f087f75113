"""Small files and rows of our own for the tests of the import."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from openpyxl import Workbook
from sqlmodel import Session, func, select

from catalog.ingest.columns import COLUMNS, Layout
from catalog.ingest.importing import ImportReport, import_catalogue
from catalog.ingest.records import Table, read_table
from catalog.tables import Provider, SupplyItem, SupplyRevision

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)

PRODUCT = {
    "产品名称": "云帆排程助手",
    "类型": "数字化产品",
    "服务商名称": "银川云帆软件有限公司",
    "应用场景": "计划排程；生产管控",
    "等级提升": "计划排程:1-2",
    "部署方式": "SaaS",
    "价格说明": "2.4万元/年（20用户）",
    "是否免费": "否",
    "上线周期": "2-3周",
    "功能简介": "按设备负荷和交期排出日计划。",
}
FINANCE = {
    "产品名称": "焕新贷",
    "金融机构": "银川河东农村商业银行",
    "产品类型": "贷款",
    "资金用途": "设备更新",
    "额度说明": "最高300万元",
    "期限说明": "最长3年",
    "利率说明": "年化3.6%起",
}
PROVIDER = {
    "服务商名称": "银川云帆软件有限公司",
    "服务商类型": "场景型",
    "所在地区": "金凤区",
    "成立年份": "2016",
}


def to_csv(rows: Sequence[dict[str, str]], encoding: str = "utf-8") -> bytes:
    """The rows as csv, with the columns of the first."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def to_xlsx(lines: Sequence[Sequence[Any]], title: str = "表1") -> bytes:
    """The lines as the only sheet of a workbook."""
    workbook = Workbook()
    sheet: Any = workbook.active
    sheet.title = title
    for line in lines:
        sheet.append(list(line))
    return save(workbook)


def save(workbook: Workbook) -> bytes:
    """A workbook as bytes."""
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def as_lines(rows: Sequence[dict[str, Any]]) -> list[list[Any]]:
    """A header line and one line per row."""
    return [list(rows[0]), *([row.get(name, "") for name in rows[0]] for row in rows)]


def table(rows: Sequence[dict[str, str]], **options: Any) -> Table:
    """The rows read as an uploaded csv."""
    return read_table(to_csv(rows), name="清单.csv", **options)


def run_import(session: Session, rows: Sequence[dict[str, str]] | Table, **options: Any) -> ImportReport:
    """Import rows or a table at the fixed moment."""
    source = rows if isinstance(rows, Table) else table(rows)
    return import_catalogue(session, source, actor="测试员", now=NOW, **options)


def count_rows(session: Session) -> tuple[int, int, int]:
    """Providers, items and revisions in the database."""
    tables = (Provider, SupplyItem, SupplyRevision)
    counts = [session.exec(select(func.count()).select_from(one)).one() for one in tables]
    return counts[0], counts[1], counts[2]


def headers(layout: Layout) -> list[str]:
    """The canonical headers of a layout."""
    return [column.header for column in COLUMNS[layout]]
