"""Pages of a pdf become drafts: offsets into each page's text, tables joined over page ends."""

from __future__ import annotations

from collections.abc import Sequence

from .drafts import Draft, Draught, Role, TableDraft
from .model import Place
from .pdf_lines import Paragraph, join_texts
from .pdf_tables import PageTable, PdfPage, count_repeated_rows, fit_columns
from .table_headers import count_header_rows

_TERMINAL = "。！？；：.!?;:…"
_DEEPEST_HEADER = 3


def write_pages(pages: Sequence[PdfPage], out: Draught) -> None:
    """Append the paragraphs and tables of all pages in reading order."""
    _Writer(out).write(pages)


class _Writer:
    """Holds the table that is still open while pages are written."""

    def __init__(self, out: Draught) -> None:
        self._out = out
        self._open: PageTable | None = None

    def write(self, pages: Sequence[PdfPage]) -> None:
        for page in pages:
            offset = 0
            body = [paragraph for paragraph in page.paragraphs if not paragraph.aside]
            pieces: list[tuple[int, float, Paragraph | PageTable]] = [(p.zone, p.top, p) for p in body]
            pieces += [(table.zone, table.box[1], table) for table in page.tables]
            pieces.sort(key=lambda piece: piece[:2])
            notes = [paragraph for paragraph in page.paragraphs if paragraph.aside]
            for position, piece in enumerate([*(piece for _, _, piece in pieces), *notes]):
                if isinstance(piece, Paragraph):
                    self._write_paragraph(piece, page.number, offset)
                    offset += len(piece.text) + 1
                else:
                    self._write_table(piece, on_top=position == 0)

    def _write_paragraph(self, paragraph: Paragraph, page: int, offset: int) -> None:
        if not paragraph.aside:
            self._open = None
        role: Role = "aside" if paragraph.aside else "prose"
        bold = all(line.bold for line in paragraph.lines)
        size = paragraph.lines[0].size
        self._out.drafts.append(
            Draft(paragraph.text, Place("page", page), offset=offset, bold=bold, size=size, role=role)
        )

    def _write_table(self, piece: PageTable, *, on_top: bool) -> None:
        """A new table, or the rest of the one that ended the page before."""
        if self._open is not None and on_top and self._goes_on(piece, self._open):
            written = self._out.tables[-1]
            skip = count_repeated_rows(piece, self._first_rows(written)) or self._join_cut_row(piece, written)
            above = written.rows[-1]
            again = self._open_cells(piece, written, skip)
        else:
            written = TableDraft([])
            self._out.tables.append(written)
            skip, above, again = 0, [], {}
        self._open = piece
        self._write_rows(piece, written, skip, {column: above[column] for column in again}, again)

    def _goes_on(self, piece: PageTable, above: PageTable) -> bool:
        if not fit_columns(piece, above):
            return False
        if count_repeated_rows(piece, self._first_rows(self._out.tables[-1])):
            return True
        # Another header under the same columns opens another table.
        return None in piece.rows[0] or count_header_rows(piece.rows, piece.texts) == 0

    def _first_rows(self, table: TableDraft) -> list[list[str]]:
        drafts = self._out.drafts
        return [["" if i is None else drafts[i].text for i in row] for row in table.rows[:_DEEPEST_HEADER]]

    def _join_cut_row(self, piece: PageTable, written: TableDraft) -> int:
        """Put the rest of a row that the page end cut back into its cells; returns the rows used up."""
        row, above = piece.rows[0], written.rows[-1]
        filled = [(column, cell) for column, cell in enumerate(row) if cell is not None]
        if row[0] is not None or row[1] is not None or not filled or len(filled) * 2 > len(row):
            return 0
        drafts = self._out.drafts
        heads = [index for index in (above[column] for column, _ in filled) if index is not None]
        if len(heads) < len(filled) or any(drafts[head].text[-1] in _TERMINAL for head in heads):
            return 0
        for head, (_, cell) in zip(heads, filled, strict=True):
            drafts[head].text = join_texts(drafts[head].text, piece.texts[cell])
        return 1

    def _open_cells(self, piece: PageTable, written: TableDraft, skip: int) -> dict[int, int]:
        """Columns whose merged cell goes on over the page end without text, with the row where it stops."""
        rows = written.rows
        found: dict[int, int] = {}
        for top, bottom, left, right in piece.blanks:
            for column in range(left, right):
                above = rows[-1][column]
                was_merged = len(rows) > 1 and above == rows[-2][column]
                if top <= skip < bottom and above is not None and (was_merged or bottom - skip > 1):
                    found[column] = bottom
        return found

    def _write_rows(
        self,
        piece: PageTable,
        written: TableDraft,
        skip: int,
        held: dict[int, int | None],
        until: dict[int, int],
    ) -> None:
        """Append rows from `skip` on; `held` cells of the page before fill their columns `until` a row."""
        table = len(self._out.tables) - 1
        known: dict[int, int] = {}
        for number, row in enumerate(piece.rows[skip:], start=skip):
            line: list[int | None] = []
            for column, cell in enumerate(row):
                if cell is None:
                    line.append(held[column] if number < until.get(column, 0) else None)
                    continue
                if cell not in known:
                    known[cell] = len(self._out.drafts)
                    place = Place(
                        "cell", table + 1, row=len(written.rows) + 1, column=column + 1, page=piece.page
                    )
                    self._out.drafts.append(Draft(piece.texts[cell], place, role="cell", table=table))
                line.append(known[cell])
            written.rows.append(line)
