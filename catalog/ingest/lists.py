"""Reading a list of any kind by columns of its own: for tables that are no part of the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.ingest.columns import Column, Need
from catalog.ingest.headers import (
    EXAMPLE_MARK,
    HELP_MARK,
    LEAST_HITS,
    SEARCHED_ROWS,
    BoundColumn,
    bind_cells,
    fold_header,
    known_headers,
)
from catalog.ingest.neutral import restore
from catalog.ingest.parsing import Record
from catalog.ingest.records import Skipped, bind_row
from catalog.ingest.sheets import Sheet


@dataclass(frozen=True, slots=True)
class Header:
    """A header row that is understood: where it stands and what its columns mean."""

    sheet: Sheet
    row: int
    """Place of the header among the sheet's rows, from 0."""
    columns: tuple[BoundColumn, ...]
    repeated: tuple[str, ...]
    """Headers that say again what an earlier column says."""
    lacking: tuple[str, ...]
    """Required columns that are not there."""

    @property
    def hits(self) -> int:
        """How many columns are understood."""
        return sum(1 for bound in self.columns if bound.column is not None)


@dataclass(frozen=True, slots=True)
class ListRecords:
    """The records of one sheet; `absent` are columns that it lacks, `ignored` headers that are not read."""

    records: tuple[Record, ...]
    skipped: tuple[Skipped, ...]
    absent: tuple[str, ...]
    ignored: tuple[str, ...]
    repeated: tuple[str, ...]


def find_headers(sheets: Sequence[Sheet], columns: tuple[Column, ...], *, given: bool) -> list[Header]:
    """The best header row of each sheet where at least two columns are known, the most understood first.

    `given` says that the kind of list was told, so that headers which other lists use as well are understood.
    """
    found = (_find_header(sheet, columns, given=given) for sheet in sheets)
    known = [header for header in found if header.hits >= LEAST_HITS]
    return sorted(known, key=lambda header: (len(header.lacking), -header.hits))


def _find_header(sheet: Sheet, columns: tuple[Column, ...], *, given: bool) -> Header:
    known = known_headers(columns, given=given)
    candidates = []
    for position, row in enumerate(sheet.rows[:SEARCHED_ROWS]):
        bound, repeated = bind_cells(row, [known.get(fold_header(cell)) for cell in row.cells])
        present = {one.column.field for one in bound if one.column}
        lacking = (c.header for c in columns if c.need is Need.REQUIRED and c.field not in present)
        candidates.append(Header(sheet, position, bound, repeated, tuple(lacking)))
    return max(candidates, key=lambda header: (header.hits, -header.row))


def read_records(header: Header, columns: Sequence[Column]) -> ListRecords:
    """The rows below a header; example rows of a template and repeated headers are skipped and said."""
    records: list[Record] = []
    skipped: list[Skipped] = []
    title = header.sheet.rows[header.row]
    for row in header.sheet.rows[header.row + 1 :]:
        cells = [restore(cell) for cell in row.cells]
        first = next((cell for cell in cells if cell), "")
        if first.startswith((EXAMPLE_MARK, HELP_MARK)):
            skipped.append(Skipped(row.number, "模板里的示例或说明行"))
        elif row.cells == title.cells:
            skipped.append(Skipped(row.number, "重复的表头"))
        else:
            records.append(bind_row(header.columns, row.number, cells))
    filled = {name for record in records for name, cell in record.cells.items() if cell}
    return ListRecords(
        records=tuple(records),
        skipped=tuple(skipped),
        absent=tuple(column.header for column in columns if column.header not in filled),
        ignored=tuple(bound.header for bound in header.columns if bound.column is None),
        repeated=header.repeated,
    )
