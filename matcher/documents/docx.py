"""Word files: body paragraphs and tables in order, then what stands outside the flow."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from .docx_objects import ObjectReader
from .docx_styles import (
    Numbering,
    Styles,
    W,
    get_value,
    is_on,
    load_styles,
    read_level,
    read_look,
    read_number,
)
from .docx_text import MC, is_hidden, iterate_runs, read_text, run_text
from .drafts import Draft, Draught, Role, TableDraft
from .model import Part, Place
from .package import Package

_BLOCK_WRAPPERS = {W + tag for tag in ("sdt", "sdtContent", "customXml", "ins", "moveTo")}
_DEEPEST_NESTING = 20
_WIDEST_TABLE = 300  # columns; Word itself allows 63


class DocxReader:
    """Reads one docx package into drafts; one object per file."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._out = Draught("docx")
        self._styles: Styles
        self._numbers: Numbering
        self._styles, self._numbers = load_styles(package)
        self._paragraphs = 0
        self._extra_paragraphs = 0
        self._tables = 0
        self._extra_tables = 0
        self._notes: dict[tuple[str, str], etree._Element] = {}
        self._objects = ObjectReader(package, self._out)
        self._comments: list[Place] = []

    def read(self) -> Draught:
        """All drafts of the file. Raises DamagedReport when a part is no XML."""
        root = self._package.parse(self._package.main)
        body = None if root is None else root.find(W + "body")
        if body is None:
            return self._out
        # The body keeps python-docx's numbers; what that does not count is numbered after it.
        self._extra_paragraphs = len(body.findall(W + "p"))
        self._extra_tables = len(body.findall(W + "tbl"))
        self._load_notes()
        self._read_blocks(body, counted=True)
        self._read_margins(root)
        self._objects.finish()
        if self._comments:
            first, count = self._comments[0], len(self._comments)
            message = f"{first.label()}等处有{count}条批注，批注的内容没有读取。"
            self._out.warn("comments_not_read", message, first)
        return self._out

    def _load_notes(self) -> None:
        for kind, tag in (("footnotes", "footnote"), ("endnotes", "endnote")):
            for name in self._package.related(self._package.main, kind):
                root = self._package.parse(name)
                for note in () if root is None else root.findall(W + tag):
                    if get_value(note, "type") in (None, "normal"):
                        self._notes[tag, note.get(W + "id", "")] = note

    def _read_blocks(self, parent: etree._Element, *, counted: bool, part: Part | None = None) -> None:
        for child in parent:
            if child.tag == W + "p":
                self._read_paragraph(child, counted=counted, part=part)
            elif child.tag == W + "tbl":
                self._read_table(child, counted=counted, depth=0)
            elif child.tag in _BLOCK_WRAPPERS:
                self._read_blocks(child, counted=False, part="control")
            elif child.tag == W + "altChunk":
                self._out.warn(
                    "embedded_part_not_read",
                    "文档里嵌有另一份文档，其内容没有读取，请另存为普通 docx 后再上传。",
                )

    def _read_paragraph(self, element: etree._Element, *, counted: bool, part: Part | None) -> None:
        if counted:
            self._paragraphs += 1
            place = Place("paragraph", self._paragraphs)
        else:
            self._extra_paragraphs += 1
            place = Place("paragraph", self._extra_paragraphs, part=part)
        draft = self._draft(element, place)
        if draft.text.strip():
            self._out.drafts.append(draft)
        self._read_attached(element, place)

    def _draft(self, element: etree._Element, place: Place) -> Draft:
        properties = element.find(W + "pPr")
        style_id = None if properties is None else get_value(properties.find(W + "pStyle"))
        style = self._styles.get(style_id)
        number = read_number(properties) or style.number
        label, bullet = (
            ("", False) if number is None or number[0] == "0" else self._numbers.next_label(number)
        )
        level = read_level(properties)
        bold, size = self._look(element, style_id)
        return Draft(
            text=read_text(element),
            place=place,
            level=(style.level if level is None else level) or None,
            label=label,
            bold=bold,
            size=size,
            listed=bullet,
            role="contents" if style.contents else "prose",
        )

    def _look(self, element: etree._Element, style_id: str | None) -> tuple[bool, float | None]:
        """Whether all shown characters are bold or set in a heavy font, and the size of most of them."""
        base = self._styles.get(style_id).look
        sizes: dict[float | None, int] = {}
        heavy = total = 0
        for run in iterate_runs(element):
            count = len(run_text(run).strip())
            if not count:
                continue
            properties = run.find(W + "rPr")
            look = read_look(properties)
            run_style = None if properties is None else get_value(properties.find(W + "rStyle"))
            if run_style is not None:
                look = look.over(self._styles.get(run_style).look)
            look = look.over(base)
            total += count
            heavy += count if look.bold or look.heavy else 0
            sizes[look.size] = sizes.get(look.size, 0) + count
        size = max(sizes, key=lambda key: sizes[key]) if sizes else base.size
        return total > 0 and heavy == total, size

    def _read_attached(self, element: etree._Element, place: Place) -> None:
        """Text boxes and diagrams anchored in a paragraph, then the footnotes that it refers to."""
        for content in _iter_text_boxes(element):
            start = len(self._out.drafts)
            self._read_blocks(content, counted=False, part="textbox")
            self._set_role(start, "aside")
        for line in self._objects.read(element, place):
            self._extra_paragraphs += 1
            inner = Place("paragraph", self._extra_paragraphs, part="diagram")
            self._out.drafts.append(Draft(line, inner, role="aside"))
        for tag in ("footnote", "endnote"):
            for reference in element.iter(W + tag + "Reference"):
                part: Part = "footnote" if tag == "footnote" else "endnote"
                note = self._notes.pop((tag, reference.get(W + "id", "")), None)
                start = len(self._out.drafts)
                if note is not None:
                    self._read_blocks(note, counted=False, part=part)
                self._set_role(start, "aside")
        self._comments += [place for _ in element.iter(W + "commentReference")]
        if any(is_hidden(run) and run.find(W + "t") is not None for run in iterate_runs(element)) and not any(
            warning.code == "hidden_text" for warning in self._out.warnings
        ):
            message = f"{place.label()}等处有设为隐藏的文字，这些文字没有读取。"
            self._out.warn("hidden_text", message, place)

    def _set_role(self, start: int, role: Role) -> None:
        for draft in self._out.drafts[start:]:
            if draft.role == "prose":
                draft.role = role
                draft.level = None

    def _read_margins(self, root: etree._Element) -> None:
        """Headers and footers, each text once, after the body; bare page numbers are left out."""
        seen: set[str] = set()
        links = self._package.relationships(self._package.main)
        relation = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
        parts: tuple[Part, ...] = ("header", "footer")
        for part in parts:
            used = dict.fromkeys(ref.get(relation, "") for ref in root.iter(f"{W}{part}Reference"))
            for link in (links[key] for key in used if key in links):
                margin = None if link.external else self._package.parse(link.target)
                for paragraph in () if margin is None else margin.iter(W + "p"):
                    text = read_text(paragraph)
                    if len(text.strip(" 第页共/-—0123456789\t\n")) < 2 or text in seen:
                        continue
                    seen.add(text)
                    self._extra_paragraphs += 1
                    place = Place("paragraph", self._extra_paragraphs, part=part)
                    self._out.drafts.append(Draft(text, place, role="aside", scope="页眉页脚"))

    def _read_table(self, element: etree._Element, *, counted: bool, depth: int) -> None:
        """One table: its cells in reading order, then the tables inside them."""
        part: Part | None = None
        if counted:
            self._tables += 1
            number = self._tables
        else:
            self._extra_tables += 1
            number, part = self._extra_tables, "nested" if depth else None
        cells = [cell for row in _iter_children(element, W + "tr") for cell in _iter_children(row, W + "tc")]
        if len(cells) == 1:
            self._read_frame(cells[0], Place("cell", number, row=1, column=1, part=part))
            nested = list(_iter_children(cells[0], W + "tbl"))
        else:
            index = len(self._out.tables)
            table = TableDraft([])
            self._out.tables.append(table)
            table.rows, nested, table.header_rows = self._read_grid(element, number, part, index)
            if index == len(self._out.tables) - 1 and not any(
                i is not None for row in table.rows for i in row
            ):
                self._out.tables.pop()
        for inner in nested if depth < _DEEPEST_NESTING else ():
            self._read_table(inner, counted=False, depth=depth + 1)

    def _read_frame(self, cell: etree._Element, place: Place) -> None:
        """A table of one cell is a frame around prose: every paragraph is a block of its own in that cell."""
        offset = 0
        for paragraph in _iter_children(cell, W + "p"):
            draft = self._draft(paragraph, place)
            draft.offset = offset
            offset += len(draft.text) + 1
            if draft.text.strip():
                self._out.drafts.append(draft)
            self._read_attached(paragraph, place)

    def _read_grid(
        self, element: etree._Element, number: int, part: Part | None, table: int
    ) -> tuple[list[list[int | None]], list[etree._Element], int | None]:
        """The grid of draft indexes, nested tables in order, and the number of rows marked as header."""
        grid: list[list[int | None]] = []
        nested: list[etree._Element] = []
        header_rows = 0
        for row in _iter_children(element, W + "tr"):
            properties = row.find(W + "trPr")
            if properties is not None and properties.find(W + "del") is not None:
                continue
            if (
                properties is not None
                and is_on(properties.find(W + "tblHeader"))
                and header_rows == len(grid)
            ):
                header_rows += 1
            line: list[int | None] = [None] * min(_WIDEST_TABLE, _read_count(properties, "gridBefore", 0))
            for cell in _iter_children(row, W + "tc"):
                cell_properties = cell.find(W + "tcPr")
                span = max(1, _read_count(cell_properties, "gridSpan", 1))
                span = max(0, min(span, _WIDEST_TABLE - len(line)))
                merge = None if cell_properties is None else cell_properties.find(W + "vMerge")
                if merge is not None and get_value(merge) != "restart" and grid:
                    above = grid[-1]
                    column = len(line)
                    line.extend(above[c] if c < len(above) else None for c in range(column, column + span))
                    continue
                place = Place("cell", number, row=len(grid) + 1, column=len(line) + 1, part=part)
                line.extend([self._read_cell(cell, place, table)] * span)
                nested.extend(_iter_children(cell, W + "tbl"))
            grid.append(line)
        width = max((len(line) for line in grid), default=0)
        for line in grid:
            line.extend([None] * (width - len(line)))
        return grid, nested, header_rows or None

    def _read_cell(self, cell: etree._Element, place: Place, table: int) -> int | None:
        """The index of the cell's draft, or None when it shows nothing; its text boxes follow it."""
        paragraphs = list(_iter_children(cell, W + "p"))
        text = "\n".join(read_text(paragraph) for paragraph in paragraphs).rstrip("\n")
        index = None
        if text.strip():
            index = len(self._out.drafts)
            bold = all(self._look(p, None)[0] for p in paragraphs if read_text(p).strip())
            self._out.drafts.append(Draft(text, place, bold=bold, role="cell", table=table))
        for paragraph in paragraphs:
            self._read_attached(paragraph, place)
        return index


def _iter_children(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Children with a tag, also those inside content controls."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in _BLOCK_WRAPPERS:
            yield from _iter_children(child, tag)


def _read_count(properties: etree._Element | None, tag: str, default: int) -> int:
    value = None if properties is None else get_value(properties.find(W + tag))
    return int(value) if value is not None and value.isdigit() else default


def _iter_text_boxes(element: etree._Element) -> Iterator[etree._Element]:
    """The text boxes of a paragraph; of alternative drawings of one box only the first."""
    for child in element:
        if child.tag == W + "txbxContent":
            yield child
        elif child.tag == MC + "AlternateContent":
            for choice in child:
                boxes = list(_iter_text_boxes(choice))
                if boxes:
                    yield from boxes
                    break
        else:
            yield from _iter_text_boxes(child)


def read_docx(package: Package) -> Draught:
    """A docx as drafts. Raises DamagedReport, UnsafeReport."""
    return DocxReader(package).read()
