"""Writing the catalogue back to xlsx and csv in the columns of the import, so that importing it again changes nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, Literal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from sqlmodel import Session, col, select

from catalog.ingest.columns import COLUMNS, SEPARATOR, Column, Layout, Read
from catalog.ingest.neutral import neutralise
from catalog.ingest.parsing import Content
from catalog.queries import load_items
from catalog.schemas import FinanceContent, Price, ProductContent, ProviderContent, TopicUplift
from catalog.tables import Provider, SupplyItem
from catalog.taxonomy import Taxonomy, load_taxonomy
from catalog.vocabulary import Kind, Status

Cell = str | int | float | date | None
_KINDS = {Layout.PRODUCT: (Kind.PRODUCT, Kind.SOLUTION), Layout.FINANCE: (Kind.FINANCE,)}


def export_catalogue(session: Session, layout: Layout, file_format: Literal["xlsx", "csv"]) -> bytes:
    """All published items of a layout, or all providers, oldest first, as one file."""
    return write_table(list_contents(session, layout), layout, file_format)


def list_contents(session: Session, layout: Layout) -> list[Content]:
    """The newest contents of all published items of a layout, or of all providers, oldest first."""
    if layout is Layout.PROVIDER:
        documents = session.exec(select(Provider.content).order_by(col(Provider.id))).all()
        return [ProviderContent.model_validate(document) for document in documents]
    ids = session.exec(
        select(SupplyItem.id)
        .where(col(SupplyItem.kind).in_([kind.value for kind in _KINDS[layout]]))
        .where(SupplyItem.status == Status.PUBLISHED.value)
        .order_by(col(SupplyItem.id))
    ).all()
    # An item names its provider as it was stated; the catalogue's own name is what an import would settle on.
    items = load_items(session, [identifier for identifier in ids if identifier is not None])
    return [items[identifier].content for identifier in ids if identifier is not None]


def write_table(contents: Sequence[Content], layout: Layout, file_format: Literal["xlsx", "csv"]) -> bytes:
    """The contents as a file; texts that a spreadsheet would run as formulas carry a quote mark in front."""
    taxonomy = load_taxonomy()
    extra = _note_names(contents)
    header = [neutralise(name) for name in (*(column.header for column in COLUMNS[layout]), *extra)]
    rows = [[_safe(cell) for cell in _row(content, layout, extra, taxonomy)] for content in contents]
    return write_rows(header, rows, title=layout.label, file_format=file_format)


def write_rows(
    header: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    title: str,
    file_format: Literal["xlsx", "csv"],
) -> bytes:
    """Rows under a header as a file, as they are; `title` names the sheet of a workbook."""
    return _to_csv(header, rows) if file_format == "csv" else _to_xlsx(header, rows, title)


def _note_names(contents: Iterable[Content]) -> list[str]:
    found = (
        name for content in contents if not isinstance(content, ProviderContent) for name in content.notes
    )
    return list(dict.fromkeys(found))


def _row(content: Content, layout: Layout, extra: Sequence[str], taxonomy: Taxonomy) -> list[Cell]:
    cells = [_cell(content, column, taxonomy) for column in COLUMNS[layout]]
    notes = {} if isinstance(content, ProviderContent) else content.notes
    return [*cells, *(notes.get(name) for name in extra)]


def _cell(content: Content, column: Column, taxonomy: Taxonomy) -> Cell:
    if isinstance(content, ProductContent) and column.read in _PRODUCT_CELLS:
        return _PRODUCT_CELLS[column.read](content, taxonomy)
    if isinstance(content, FinanceContent) and column.read in _FINANCE_CELLS:
        return _FINANCE_CELLS[column.read](content)
    value = getattr(content, column.field)
    if column.read is Read.SAMPLE:
        return "示例" if value else None
    return _plain(value)


_PRODUCT_CELLS: dict[Read, Callable[[ProductContent, Taxonomy], Cell]] = {
    Read.KIND: lambda content, _: content.kind.label,
    Read.TOPICS: lambda content, taxonomy: SEPARATOR.join(
        taxonomy.topic(uplift.topic).name for uplift in content.topics
    ),
    Read.UPLIFTS: lambda content, taxonomy: SEPARATOR.join(
        _uplift(uplift, taxonomy) for uplift in content.topics if uplift.level_to is not None
    ),
    Read.REQUIRES: lambda content, taxonomy: SEPARATOR.join(
        taxonomy.topic(code).name for code in content.requires
    ),
    Read.PRICE: lambda content, _: content.price.text or _price_text(content.price),
    Read.SHARED_COSTS: lambda content, _: SEPARATOR.join(
        f"{cost.name} {cost.wan:.10g}万元" for cost in content.shared_costs
    ),
    Read.GOLIVE: lambda content, _: _span(content.golive_min_days, content.golive_max_days, "天"),
}
# Numbers that were never written as text still leave as text.
_FINANCE_CELLS: dict[Read, Callable[[FinanceContent], Cell]] = {
    Read.AMOUNT: lambda c: c.amount_text or _span(c.amount_min_wan, c.amount_max_wan, "万元"),
    Read.TERM: lambda c: c.term_text or _span(c.term_min_months, c.term_max_months, "个月"),
    Read.RATE: lambda c: c.rate_text or _span(c.rate_min_pct, c.rate_max_pct, "%"),
}


def _plain(value: Any) -> Cell:
    if value is None or isinstance(value, str | date):
        return value if value is None or isinstance(value, date) else str(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, tuple):
        return SEPARATOR.join(str(part) for part in value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value  # type: ignore[no-any-return]  # a number


def _uplift(uplift: TopicUplift, taxonomy: Taxonomy) -> str:
    name = taxonomy.topic(uplift.topic).name
    low = "" if uplift.level_from is None else f"{uplift.level_from}-"
    return f"{name}:{low}{uplift.level_to}"


def _span(low: float | None, high: float | None, unit: str) -> str | None:
    if low is None and high is None:
        return None
    if low is None:
        return f"{high:.10g}{unit}以内"
    if high is None:
        return f"{low:.10g}{unit}以上"
    return f"{low:.10g}{unit}" if low == high else f"{low:.10g}-{high:.10g}{unit}"


def _price_text(price: Price) -> str | None:
    """For prices that were never written as text."""
    amount = _span(price.min_wan, price.max_wan, "万元")
    if amount is None:
        return None
    per = "".join(f"/{part}" for part in (price.unit or "").split("·") if part)
    fee = f"，实施费{price.one_off_wan:.10g}万元" if price.one_off_wan is not None else ""
    return "，".join([f"{amount}{per}{fee}", *(part.text for part in price.parts)])


def _safe(cell: Cell) -> Cell:
    return neutralise(cell) if isinstance(cell, str) else cell


def _to_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([["" if cell is None else _text(cell) for cell in row] for row in rows])
    return out.getvalue().encode("utf-8-sig")  # without the mark Excel reads Chinese csv as mojibake


def _text(cell: str | float | date) -> str:
    if isinstance(cell, date):
        return cell.isoformat()
    return f"{cell:.15g}" if isinstance(cell, float) else str(cell)


def _to_xlsx(header: Sequence[str], rows: Iterable[Sequence[Cell]], title: str) -> bytes:
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(title)
    sheet.freeze_panes = "B2"
    for position in range(1, len(header) + 1):
        sheet.column_dimensions[get_column_letter(position)].width = 18
    headings = [WriteOnlyCell(sheet, value=name) for name in header]
    for heading in headings:
        heading.font = Font(bold=True)
    sheet.append(headings)
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()
