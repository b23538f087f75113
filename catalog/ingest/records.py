"""From the sheets of a file to records by canonical headers: layout found, units added, foreign words translated."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from catalog.errors import ImportRefused
from catalog.ingest.columns import COLUMNS, SEPARATOR, Layout
from catalog.ingest.headers import EXAMPLE_MARK, HELP_MARK, Binding, BoundColumn, bind_sheets, fold_header
from catalog.ingest.mapping import ColumnMapping, list_mappings, load_mapping
from catalog.ingest.neutral import restore
from catalog.ingest.parsing import Record
from catalog.ingest.sheets import Row, parse_sheets, read_sheets


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that is no record, and why."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class Table:
    """The records of one file and how its columns were understood."""

    layout: Layout
    mapping: str | None
    sheet: str
    header_row: int
    records: tuple[Record, ...]
    skipped: tuple[Skipped, ...]
    absent: tuple[str, ...]
    """Canonical headers that the file does not have."""
    kept_as_notes: tuple[str, ...]
    ignored: tuple[str, ...]
    repeated: tuple[str, ...]


def read_table(
    source: Path | bytes,
    *,
    name: str | None = None,
    kind: Layout | str | None = None,
    mapping: str | None = None,
) -> Table:
    """Read a file, or the bytes of an upload called `name`.

    `kind` is product, finance or provider and found from the headers when not given; `mapping` is the name of a shipped
    mapping or a path. Raises ImportRefused.
    """
    sheets = parse_sheets(source, name or "") if isinstance(source, bytes) else read_sheets(source)
    chosen = load_mapping(mapping) if mapping else None
    layout = _layout(kind)
    if chosen is not None and layout is not None and chosen.layout is not layout:
        raise ImportRefused(f"映射“{chosen.name}”用于{chosen.layout.label}，与指定的类型不一致。")
    return _to_table(bind_sheets(sheets, layout, chosen, list_mappings()))


def _layout(kind: Layout | str | None) -> Layout | None:
    if kind is None or isinstance(kind, Layout):
        return kind
    try:
        return Layout("product" if kind == "solution" else kind)
    except ValueError:
        raise ImportRefused(f"不认识类型“{kind}”，应为 product、finance 或 provider。") from None


def _to_table(binding: Binding) -> Table:
    records: list[Record] = []
    skipped: list[Skipped] = []
    header = binding.sheet.rows[binding.header_row]
    for row in binding.sheet.rows[binding.header_row + 1 :]:
        cells = [restore(cell) for cell in row.cells]
        reason = _reason_to_skip(binding, row, header, cells)
        if reason:
            skipped.append(Skipped(row.number, reason))
            continue
        records.append(
            _map_row(binding, row.number, cells)
            if binding.mapping
            else bind_row(binding.columns, row.number, cells)
        )
    if not records:
        raise ImportRefused(f"“{binding.sheet.name}”只有表头，没有数据行。")
    return _describe(binding, header.number, tuple(records), tuple(skipped))


def _reason_to_skip(binding: Binding, row: Row, header: Row, cells: list[str]) -> str | None:
    first = next((cell for cell in cells if cell), "")
    if first.startswith((EXAMPLE_MARK, HELP_MARK)):
        return "模板里的示例或说明行"
    if row.cells == header.cells:
        return "重复的表头"
    if binding.mapping:
        named = {
            bound.header: cells[bound.position] if bound.position < len(cells) else ""
            for bound in binding.columns
        }
        for column, table in binding.mapping.skip.items():
            if named.get(column, "") in table:
                return table[named[column]]
    return None


_BARE = re.compile(r"[\d,.\s]+(?:[-~–—～至到][\d,.\s]+)?")


def _with_unit(cell: str, unit: str | None) -> str:
    """A bare number under a header such as 价格(万元) means that unit."""
    return f"{cell}{unit}" if unit and cell and _BARE.fullmatch(cell) else cell


def bind_row(columns: Sequence[BoundColumn], number: int, cells: Sequence[str]) -> Record:
    """One row under a header that is understood; what stands under other headers becomes notes."""
    own: dict[str, str] = {}
    notes: dict[str, str] = {}
    sources: dict[str, str] = {}
    for bound in columns:
        cell = cells[bound.position] if bound.position < len(cells) else ""
        if bound.column is None:
            if cell:
                notes[bound.header] = cell
            continue
        own[bound.column.header] = _with_unit(cell, bound.unit)
        sources[bound.column.header] = bound.header
    return Record(number, own, notes, sources)


def _map_row(binding: Binding, number: int, cells: list[str]) -> Record:
    mapping = binding.mapping
    assert mapping is not None, "only rows of a mapped sheet come here"
    by_header = {
        fold_header(bound.header): cells[bound.position] if bound.position < len(cells) else ""
        for bound in binding.columns
    }
    own = dict(mapping.constants)
    sources: dict[str, str] = {}
    for header, names in mapping.columns.items():
        found = [by_header.get(fold_header(name), "") for name in names]
        own[header] = mapping.translate(header, SEPARATOR.join(cell for cell in found if cell))
        sources[header] = names[0]
    return Record(number, own, dict(_mapped_notes(binding, mapping, by_header)), sources, mapping.lenient)


def _mapped_notes(
    binding: Binding, mapping: ColumnMapping, by_header: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    used = {fold_header(name) for names in mapping.columns.values() for name in names}
    used |= {fold_header(name) for name in mapping.ignored}
    titles = {fold_header(name): title for name, title in mapping.notes.items()}
    for bound in binding.columns:
        key = fold_header(bound.header)
        if (key in titles or key not in used) and by_header[key]:
            yield titles.get(key, bound.header), by_header[key]


def _describe(
    binding: Binding, header_row: int, records: tuple[Record, ...], skipped: tuple[Skipped, ...]
) -> Table:
    filled = {header for record in records for header in record.cells}
    notes = dict.fromkeys(name for record in records for name in record.notes)
    return Table(
        layout=binding.layout,
        mapping=binding.mapping.name if binding.mapping else None,
        sheet=binding.sheet.name,
        header_row=header_row,
        records=records,
        skipped=skipped,
        absent=tuple(column.header for column in COLUMNS[binding.layout] if column.header not in filled),
        kept_as_notes=() if binding.layout is Layout.PROVIDER else tuple(notes),
        ignored=tuple(notes) if binding.layout is Layout.PROVIDER else (),
        repeated=binding.repeated,
    )
