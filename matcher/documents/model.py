"""A read report as values: blocks of verbatim text, each with its place, and the tables they form."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Format = Literal["docx", "pdf", "xlsx", "txt", "md", "image"]
PlaceKind = Literal["paragraph", "cell", "page", "row"]
Part = Literal["header", "footer", "footnote", "endnote", "textbox", "control", "nested", "diagram"]

_PART_NAMES: dict[Part, str] = {
    "header": "页眉",
    "footer": "页脚",
    "footnote": "脚注",
    "endnote": "尾注",
    "textbox": "文本框",
    "control": "内容控件",
    "nested": "嵌套表",
    "diagram": "图形",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a block stands in the file, counted as a person would: from 1.

    `paragraph`: body paragraph or text line `number`. `cell`: table `number` (docx, pdf) or sheet `sheet`
    (xlsx), `row`, `column`. `page`: page `number` of a pdf or a picture. Offsets of a `Location` on a page count in the page's
    text, whose soft line breaks are already joined. Paragraphs outside the body (`part`: header, text box,
    footnote …) and tables inside cells are numbered on after the last one of the body, so that a number alone
    is unique; `part` only words the label and is no part of equality.
    """

    kind: PlaceKind
    number: int | None = None
    sheet: str | None = None
    row: int | None = None
    column: int | None = None
    page: int | None = None
    part: Part | None = field(default=None, compare=False)

    def label(self) -> str:
        """The place in words, e.g. 第3段, 第2张表第4行第1列, 第5页, 工作表“场景等级”第7行第3列."""
        if self.kind == "cell":
            table = f"工作表“{self.sheet}”" if self.sheet else f"第{self.number}张表"
            if self.part == "nested":
                table = f"嵌套表（{table}）"
            page = f"第{self.page}页" if self.page else ""
            return f"{page}{table}第{self.row}行第{self.column}列"
        if self.kind == "page":
            return f"第{self.number}页"
        if self.kind == "row":
            return f"工作表“{self.sheet}”第{self.row}行"
        if self.part:
            return f"{_PART_NAMES[self.part]}（第{self.number}段）"
        return f"第{self.number}段"


@dataclass(frozen=True, slots=True)
class Location:
    """A span of characters: `Document.text_of(place)[start:end]` is the quote."""

    place: Place
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading, list item or table cell.

    `text` is verbatim. `offset` is where it begins in the text of its place: 0 but on pages, in
    frames of several paragraphs, and in Markdown, whose marks before the words are part of the line.
    `section` holds the headings above it, outermost first. `heading` is the depth (1 = chapter) or None.
    `table` is the index in `Document.tables` when the block is a cell.
    """

    index: int
    text: str
    place: Place
    offset: int = 0
    section: tuple[str, ...] = ()
    heading: int | None = None
    table: int | None = None

    def location(self, start: int, end: int) -> Location:
        """The location of `text[start:end]`."""
        return Location(self.place, self.offset + start, self.offset + end)


@dataclass(frozen=True, slots=True)
class Table:
    """A grid of block indexes; a merged cell repeats its block in every grid position that it spans.

    None is an empty position. `header_rows` counts the leading rows that name the columns (0 when the table
    is a form of label/value pairs).
    """

    rows: tuple[tuple[int | None, ...], ...]
    header_rows: int = 0
    section: tuple[str, ...] = ()
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Warning:
    """Something that could not be read, with its place when there is one."""

    code: str
    message: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A report as read: blocks in reading order, tables over them, and what could not be read."""

    name: str
    sha256: str
    format: Format
    blocks: tuple[Block, ...]
    tables: tuple[Table, ...] = ()
    warnings: tuple[Warning, ...] = ()

    def text_of(self, place: Place) -> str:
        """The text of one place; on a pdf page, all its blocks joined by line breaks.

        Raises KeyError when the document has no such place.
        """
        parts = [block for block in self.blocks if block.place == place]
        if not parts:
            raise KeyError(place)
        text = ""
        for block in parts:
            text = text.ljust(block.offset, "\n") + block.text
        return text

    def quote(self, location: Location) -> str:
        """The characters at a location. Raises KeyError when the place does not exist."""
        return self.text_of(location.place)[location.start : location.end]
