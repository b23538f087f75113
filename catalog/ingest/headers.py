"""Finding the header row of a sheet and what each of its columns means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from catalog.errors import ImportRefused
from catalog.ingest.columns import COLUMNS, Column, Layout, Need
from catalog.ingest.mapping import ColumnMapping
from catalog.ingest.neutral import restore
from catalog.ingest.sheets import Row, Sheet
from embeddings.segmentation import fold

SEARCHED_ROWS = 15
LEAST_HITS = 2
_NOISE = re.compile(r"[\s*★※#:、,，.。/\\|_\-—“”\"'?？]+")
_PARENS = re.compile(r"[(\[【（][^()\[\]【】（）]*[)\]】）]")
_UNIT = re.compile(
    r"[(\[]\s*(?:单位[::]?)?\s*(万元|千元|百万元|亿元|元|年|个月|月|天|日|周|工作日|%|人|个)\s*(?:/\S*)?[)\]]"
)
EXAMPLE_MARK = "【示例行】"
HELP_MARK = "【填写说明】"


@dataclass(frozen=True, slots=True)
class BoundColumn:
    """One column of the file: where it is, what it is called there, and the unit that its header states."""

    position: int
    header: str
    column: Column | None
    """None for a column without a field of its own; its cells become notes."""
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Binding:
    """A sheet whose header is understood."""

    sheet: Sheet
    layout: Layout
    mapping: ColumnMapping | None
    header_row: int
    """Place of the header among the sheet's rows, from 0."""
    columns: tuple[BoundColumn, ...]
    repeated: tuple[str, ...]
    """Headers that say again what an earlier column says; their cells become notes."""

    @property
    def hits(self) -> int:
        """How many columns are understood."""
        return sum(1 for bound in self.columns if bound.column is not None)


def fold_header(text: str) -> str:
    """A header without units, parentheses, stars, blanks and widths."""
    bare = _PARENS.sub("", text) or text
    return _NOISE.sub("", fold(bare))


def find_unit(text: str) -> str | None:
    """The unit that a header states in parentheses, or None."""
    match = _UNIT.search(fold(text))
    return match[1] if match else None


def bind_sheets(
    sheets: Sequence[Sheet],
    layout: Layout | None,
    mapping: ColumnMapping | None,
    mappings: Iterable[ColumnMapping],
) -> Binding:
    """The sheet and header that fit best. Raises ImportRefused when none or several fit."""
    if mapping is not None:
        fits = _bind_all_mappings(sheets, [mapping])
        if not fits:
            wanted = "、".join(mapping.needed)
            raise ImportRefused(f"表头与映射“{mapping.name}”不符，需要这些列：{wanted}。")
        return fits[0]
    candidates = _bind_all(sheets, [layout] if layout else list(Layout), given=layout is not None)
    complete = [binding for binding in candidates if not _missing(binding)]
    if complete:
        return _the_best(complete)
    foreign = _bind_all_mappings(sheets, [one for one in mappings if layout in (None, one.layout)])
    if len(foreign) == 1:
        return foreign[0]
    if foreign:
        names = "、".join(dict.fromkeys(binding.mapping.name for binding in foreign if binding.mapping))
        raise ImportRefused(f"有几张表或几个映射都适合（{names}），请拆开文件，或用 --mapping 指明一个。")
    raise _refusal(sheets, layout, candidates)


def _refusal(sheets: Sequence[Sheet], layout: Layout | None, candidates: Sequence[Binding]) -> ImportRefused:
    """Why no layout fits: another kind than the one given, columns that lack, or nothing known at all."""
    others = [binding for binding in _bind_all(sheets, list(Layout), given=False) if not _missing(binding)]
    if others:
        return ImportRefused(f"看起来是{others[0].layout.label}表，与指定的类型“{layout}”不一致。")
    if candidates:
        nearest = max(candidates, key=lambda binding: binding.hits)
        return ImportRefused(
            f"看起来是{nearest.layout.label}表，但缺少必填列：{'、'.join(_missing(nearest))}。"
            "请下载模板对照表头，或用 --mapping 指定映射文件。"
        )
    return ImportRefused("没有找到认得的表头，请下载模板对照，或用 --mapping 指定映射文件。")


def _bind_all(sheets: Sequence[Sheet], layouts: Sequence[Layout], *, given: bool) -> list[Binding]:
    found = (_bind_layout(sheet, layout, given=given) for sheet in sheets for layout in layouts)
    return [binding for binding in found if binding is not None]


def _bind_all_mappings(sheets: Sequence[Sheet], mappings: Sequence[ColumnMapping]) -> list[Binding]:
    found = (_bind_mapping(sheet, mapping) for sheet in sheets for mapping in mappings)
    return [binding for binding in found if binding is not None]


def _the_best(complete: list[Binding]) -> Binding:
    best = max(binding.hits for binding in complete)
    fits = [binding for binding in complete if binding.hits == best]
    if len({binding.layout for binding in fits}) > 1:
        raise ImportRefused(
            "表头既像" + "又像".join(b.layout.label for b in fits) + "，请用 --kind 指明是哪一种。"
        )
    if len(fits) > 1:
        raise ImportRefused(
            "文件里有几张同类的表（" + "、".join(b.sheet.name for b in fits) + "），请拆成几个文件分别导入。"
        )
    return fits[0]


@cache
def known_headers(columns: tuple[Column, ...], *, given: bool) -> dict[str, Column]:
    """The columns by every folded header that means them; ambiguous ones only where the kind of list is `given`."""
    known: dict[str, Column] = {}
    for names in (lambda c: (c.header,), lambda c: c.aliases, lambda c: c.ambiguous if given else ()):
        for column in columns:
            for name in names(column):
                known.setdefault(fold_header(name), column)
    return known


def _bind_layout(sheet: Sheet, layout: Layout, *, given: bool) -> Binding | None:
    known = known_headers(COLUMNS[layout], given=given)
    bindings = [
        _bind_row(sheet, layout, position, [known.get(fold_header(cell)) for cell in row.cells], None)
        for position, row in enumerate(sheet.rows[:SEARCHED_ROWS])
    ]
    best = max(bindings, key=lambda binding: (binding.hits, -binding.header_row), default=None)
    return best if best is not None and best.hits >= LEAST_HITS else None


def _bind_mapping(sheet: Sheet, mapping: ColumnMapping) -> Binding | None:
    for position, row in enumerate(sheet.rows[:SEARCHED_ROWS]):
        folded = {fold_header(cell) for cell in row.cells}
        if all(fold_header(header) in folded for header in mapping.needed):
            return _bind_row(sheet, mapping.layout, position, [None] * len(row.cells), mapping)
    return None


def _bind_row(
    sheet: Sheet, layout: Layout, position: int, found: Sequence[Column | None], mapping: ColumnMapping | None
) -> Binding:
    bound, repeated = bind_cells(sheet.rows[position], found)
    return Binding(sheet, layout, mapping, position, bound, repeated)


def bind_cells(row: Row, found: Sequence[Column | None]) -> tuple[tuple[BoundColumn, ...], tuple[str, ...]]:
    """The columns of a header row, where `found` says what each cell may mean, and the headers that say one again."""
    bound: list[BoundColumn] = []
    repeated: list[str] = []
    # The exact header wins over an alias, wherever it stands.
    order = sorted(
        range(len(found)),
        key=lambda place: (
            0 if (c := found[place]) and fold_header(row.cells[place]) == fold_header(c.header) else 1,
            place,
        ),
    )
    taken: set[str] = set()
    chosen: dict[int, Column | None] = {}
    for place in order:
        column = found[place]
        if column is not None and column.field in taken:
            repeated.append(row.cells[place])
            column = None
        if column is not None:
            taken.add(column.field)
        chosen[place] = column
    names: set[str] = set()
    for place, cell in enumerate(row.cells):
        if cell:
            header = _unused(restore(cell), names)
            bound.append(BoundColumn(place, header, chosen[place], find_unit(cell)))
    return tuple(bound), tuple(repeated)


def _unused(header: str, names: set[str]) -> str:
    """The header, numbered when the file has it several times, so that no cell hides another."""
    name, count = header, 1
    while name in names:
        count += 1
        name = f"{header}（{count}）"
    names.add(name)
    return name


def _missing(binding: Binding) -> list[str]:
    present = {bound.column.field for bound in binding.columns if bound.column}
    return [
        column.header
        for column in COLUMNS[binding.layout]
        if column.need is Need.REQUIRED and column.field not in present
    ]
