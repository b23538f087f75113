"""Build the demonstration diagnosis reports from their sources; the same font gives the same bytes each time.

Sources lie in source/ as UTF-8 text in a small markup (see parse_source), results in reports/ beside the
hand-written NAME.expected.json files, which this script never touches.

    python matcher/samples/build.py            build all reports
    python matcher/samples/build.py NAME ...   build only the named ones
"""

from __future__ import annotations

import io
import re
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from matcher.samples.scan import scan_pages

HERE = Path(__file__).resolve().parent
SOURCE = HERE / "source"
REPORTS = HERE / "reports"
FIXED_TIME = datetime(2026, 5, 1, 8, 0, 0)
MERGE_UP, MERGE_LEFT = "^^", "<<"
PDF_FONT = "SampleCJK"
FONT_FILES = tuple(f"/usr/share/fonts/truetype/wqy/wqy-{name}.ttc" for name in ("zenhei", "microhei"))
TARGETS = {  # name of the source and of the report: format; a scan is a pdf
    "chemical_plant": "docx",
    "carbon_materials": "pdf",
    "dairy_selfcheck": "xlsx",
    "cashmere_visit": "txt",
    "machine_parts": "docx",
    "special_bearings": "pdf",
    "aluminium_profiles": "md",
    "goji_beverage": "scan",
}


@dataclass(frozen=True, slots=True)
class Item:
    """One element of a source: its kind, its text and, for a table, its rows and relative column widths."""

    kind: str
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    widths: tuple[float, ...] = ()


@dataclass(slots=True)
class Source:
    """A parsed source: running header, footer text before the page number, elements in order."""

    header: str = ""
    footer: str = ""
    items: list[Item] = field(default_factory=list)


def parse_source(text: str) -> Source:
    """Parse the markup of source/*.txt.

    A line is one element: "# ", "## ", "### " headings, "**" a bold paragraph, "- " a list item, "@title",
    "@subtitle", "@caption", "@sheet" with text, "@pagebreak", "@gap", "@header" and "@footer" (running
    lines), "@table w1 w2 …" (relative widths) before rows "| a | b |"; all else is a paragraph. In a cell
    "^^" continues the cell above, "<<" the cell to the left.
    """
    source = Source()
    rows: list[tuple[str, ...]] = []
    widths: tuple[float, ...] = ()
    for line in [*text.splitlines(), ""]:
        stripped = line.strip()
        if stripped.startswith("|"):
            rows.append(tuple(cell.strip() for cell in stripped.strip("|").split("|")))
            continue
        if rows:
            source.items.append(Item("table", rows=tuple(rows), widths=widths or (1.0,) * len(rows[0])))
            rows, widths = [], ()
        if stripped.startswith("@table"):
            widths = tuple(float(part) for part in stripped.split()[1:])
        elif stripped.startswith(("@header ", "@footer ")):
            setattr(source, stripped[1:7], stripped[8:])
        elif stripped:
            source.items.append(parse_line(stripped))
    return source


def parse_line(line: str) -> Item:
    """Return the element that one line of markup, not a table row, stands for."""
    if line.startswith("@"):
        kind, _, text = line[1:].partition(" ")
        return Item(kind, text)
    for mark, kind in (("### ", "h3"), ("## ", "h2"), ("# ", "h1"), ("**", "bold"), ("- ", "bullet")):
        if line.startswith(mark):
            return Item(kind, line[len(mark) :].strip())
    return Item("p", line)


def find_spans(rows: tuple[tuple[str, ...], ...]) -> list[tuple[int, int, int, int]]:
    """Return the merged areas of a table as (row, column, last row, last column), counted from 0."""
    spans = []
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if cell in (MERGE_UP, MERGE_LEFT):
                continue
            last_r, last_c = r, c
            while last_c + 1 < len(row) and row[last_c + 1] == MERGE_LEFT:
                last_c += 1
            while last_r + 1 < len(rows) and rows[last_r + 1][c] == MERGE_UP:
                last_r += 1
            if (last_r, last_c) != (r, c):
                spans.append((r, c, last_r, last_c))
    return spans


def cell_text(cell: str) -> str:
    """Return what a cell shows: nothing for a merge mark, else its text."""
    return "" if cell in (MERGE_UP, MERGE_LEFT) else cell


def set_east_asian(style: Any, name: str) -> None:
    """Set the East Asian font of a style; python-docx sets only the Latin one."""
    style.font.name = "Times New Roman"
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)


def add_page_number(paragraph: Any) -> None:
    """Append a PAGE field to a docx paragraph."""
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)


def fill_docx_table(document: Any, item: Item) -> None:
    """Append one table with its merges to a docx document."""
    table = document.add_table(rows=len(item.rows), cols=len(item.rows[0]))
    table.style = "Table Grid"
    table.autofit = False
    total = sum(item.widths)
    for r, row in enumerate(item.rows):
        for c, cell in enumerate(row):
            target = table.cell(r, c)
            target.width = Cm(15.5 * item.widths[c] / total)
            target.text = cell_text(cell)
            for run in (run for p in target.paragraphs for run in p.runs):
                run.font.size = Pt(9)
                run.font.bold = r == 0
    for r, c, last_r, last_c in find_spans(item.rows):
        merged = table.cell(r, c).merge(table.cell(last_r, last_c))
        for paragraph in merged.paragraphs[1:]:
            paragraph._p.getparent().remove(paragraph._p)
    document.add_paragraph()


def add_docx_item(document: Any, item: Item) -> None:
    """Append one element to a docx document."""
    if item.kind == "table":
        fill_docx_table(document, item)
    elif item.kind in ("h1", "h2", "h3"):
        document.add_heading(item.text, level=int(item.kind[1]))
    elif item.kind == "pagebreak":
        document.add_page_break()
    elif item.kind == "gap":
        for _ in range(4):
            document.add_paragraph()
    elif item.kind == "bullet":
        document.add_paragraph(item.text, style="List Bullet")
    else:
        paragraph = document.add_paragraph()
        run = paragraph.add_run(item.text)
        run.bold = item.kind in ("bold", "title")
        if item.kind in ("title", "subtitle", "caption"):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            run.font.size = Pt({"title": 26, "subtitle": 14, "caption": 10}[item.kind])
        elif item.kind == "p":
            paragraph.paragraph_format.first_line_indent = Pt(24)


def build_docx(source: Source) -> bytes:
    """Return the docx file of a source."""
    document = Document()
    document.core_properties.author = "示例"
    document.core_properties.created = document.core_properties.modified = FIXED_TIME
    set_east_asian(document.styles["Normal"], "宋体")
    document.styles["Normal"].font.size = Pt(12)
    document.styles["Normal"].paragraph_format.line_spacing = 1.5
    for level in (1, 2, 3):
        set_east_asian(document.styles[f"Heading {level}"], "黑体")
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.75)
    section.header.paragraphs[0].text = source.header
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    footer.add_run(source.footer)
    add_page_number(footer)
    for item in source.items:
        add_docx_item(document, item)
    buffer = io.BytesIO()
    document.save(buffer)
    return fix_zip_times(buffer.getvalue())


def fix_zip_times(data: bytes) -> bytes:
    """Return an Office file with every time stamp, outside and inside, set to FIXED_TIME."""
    stamp = FIXED_TIME.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda entry: (entry != "[Content_Types].xml", entry)):
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(W3CDTF\">)[^<]+", rb"\g<1>" + stamp, content)
            info = zipfile.ZipInfo(name, FIXED_TIME.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, content)
    return result.getvalue()


def to_number(text: str) -> str | int | float:
    """Return a number for a purely numeric cell, else the text; leading zeros and long codes stay text."""
    if re.fullmatch(r"0|[1-9]\d{0,9}", text):
        return int(text)
    return float(text) if re.fullmatch(r"\d{1,9}\.\d+", text) else text


def fill_sheet(sheet: Any, items: list[Item]) -> None:
    """Write titles, paragraphs and tables below one another into a worksheet."""
    thin = Side(style="thin")
    border = Border(left=thin, right=thin, top=thin, bottom=thin)
    row_number = 1
    for item in items:
        if item.kind != "table":
            cell = sheet.cell(row_number, 1, item.text)
            cell.font = Font(bold=item.kind == "title", size=14 if item.kind == "title" else 11)
            row_number += 1
            continue
        for r, row in enumerate(item.rows):
            for c, value in enumerate(row):
                shown = cell_text(value)
                cell = sheet.cell(row_number + r, c + 1, to_number(shown) if shown else None)
                cell.border = border
                cell.alignment = Alignment(wrap_text=True, vertical="center")
                if r == 0:
                    cell.font = Font(bold=True)
                    cell.fill = PatternFill("solid", fgColor="DDEBF7")
        for r, c, last_r, last_c in find_spans(item.rows):
            sheet.merge_cells(None, row_number + r, c + 1, row_number + last_r, last_c + 1)
        for c, width in enumerate(item.widths):
            sheet.column_dimensions[get_column_letter(c + 1)].width = width
        row_number += len(item.rows) + 1


def build_xlsx(source: Source) -> bytes:
    """Return the xlsx file of a source; "@sheet NAME" starts a worksheet."""
    book = Workbook()
    book.remove(book.worksheets[0])
    sheets: dict[str, list[Item]] = {}
    current: list[Item] = []
    for item in source.items:
        if item.kind == "sheet":
            current = sheets.setdefault(item.text, [])
        else:
            current.append(item)
    for name, items in sheets.items():
        fill_sheet(book.create_sheet(name), items)
    book.properties.creator = "示例"
    buffer = io.BytesIO()
    book.save(buffer)
    return fix_zip_times(buffer.getvalue())


def register_font() -> str:
    """Register the first CJK TrueType font found, else the CID font of pdf readers; return its name."""
    for path in FONT_FILES:
        try:
            pdfmetrics.registerFont(TTFont(PDF_FONT, path, subfontIndex=0))
        except (TTFError, OSError):
            continue
        return PDF_FONT
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    return "STSong-Light"


def make_styles(font: str) -> dict[str, ParagraphStyle]:
    """Return one paragraph style per kind of element."""

    def style(size: float, **options: Any) -> ParagraphStyle:
        options |= {"fontName": font, "fontSize": size, "leading": size * 1.6, "wordWrap": "CJK"}
        return ParagraphStyle("style", **options)

    return {
        "title": style(22, alignment=TA_CENTER, spaceAfter=18),
        "subtitle": style(12, alignment=TA_CENTER, spaceAfter=6),
        "caption": style(9, alignment=TA_CENTER, spaceBefore=4, spaceAfter=4),
        "h1": style(15, spaceBefore=12, spaceAfter=6, keepWithNext=1),
        "h2": style(12.5, spaceBefore=8, spaceAfter=4, keepWithNext=1),
        "h3": style(11, spaceBefore=6, spaceAfter=3, keepWithNext=1),
        "bold": style(10.5, spaceBefore=4, spaceAfter=2, keepWithNext=1),
        "bullet": style(10.5, leftIndent=14, spaceAfter=3),
        "p": style(10.5, firstLineIndent=21, spaceAfter=4),
        "cell": style(8.5),
    }


def make_pdf_table(item: Item, style: ParagraphStyle, font: str) -> Table:
    """Return a table that may break across pages and repeats its first row."""
    total = sum(item.widths)
    rows = [[Paragraph(escape(cell_text(cell)), style) for cell in row] for row in item.rows]
    commands: list[tuple[Any, ...]] = [
        ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
        ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#E6EEF7")),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("FONTNAME", (0, 0), (-1, -1), font),
    ]
    commands += [("SPAN", (c, r), (last_c, last_r)) for r, c, last_r, last_c in find_spans(item.rows)]
    widths = [168 * mm * width / total for width in item.widths]
    return Table(rows, colWidths=widths, repeatRows=1, style=TableStyle(commands))


def build_pdf(source: Source) -> bytes:
    """Return the pdf file of a source with running header, footer and page numbers."""
    font = register_font()
    styles = make_styles(font)

    def draw_frame(canvas: Any, document: Any) -> None:
        canvas.setFont(font, 8)
        canvas.drawString(21 * mm, 285 * mm, source.header)
        canvas.line(21 * mm, 283 * mm, 189 * mm, 283 * mm)
        canvas.drawCentredString(105 * mm, 10 * mm, f"{source.footer}第 {document.page} 页")

    story: list[Any] = []
    for item in source.items:
        if item.kind == "table":
            story += [make_pdf_table(item, styles["cell"], font), Spacer(1, 6)]
        elif item.kind in ("pagebreak", "gap"):
            story.append(PageBreak() if item.kind == "pagebreak" else Spacer(1, 40 * mm))
        else:
            mark = "• " if item.kind == "bullet" else ""
            story.append(Paragraph(mark + escape(item.text), styles[item.kind]))
    buffer = io.BytesIO()
    names = ("leftMargin", "rightMargin", "topMargin", "bottomMargin")
    options = dict.fromkeys(names, 20 * mm) | {"title": source.header, "author": "示例"}
    document = SimpleDocTemplate(buffer, pagesize=A4, invariant=1, **options)
    document.build(story, onFirstPage=draw_frame, onLaterPages=draw_frame)
    return buffer.getvalue()


def build_report(name: str) -> Path:
    """Write reports/NAME.EXT from source/NAME.txt (or .md) and return its path.

    Raises KeyError for an unknown name and OSError where a file cannot be read or written.
    """
    suffix = TARGETS[name]
    path = SOURCE / f"{name}.{'md' if suffix == 'md' else 'txt'}"
    text = path.read_text(encoding="utf-8")
    writers: dict[str, Callable[[Source], bytes]] = {"docx": build_docx, "xlsx": build_xlsx, "pdf": build_pdf}
    writers["scan"] = lambda source: scan_pages(build_pdf(source))
    plain = text.encode("gb18030" if suffix == "txt" else "utf-8")
    data = writers[suffix](parse_source(text)) if suffix in writers else plain
    REPORTS.mkdir(exist_ok=True)
    target = REPORTS / f"{name}.{'pdf' if suffix == 'scan' else suffix}"
    target.write_bytes(data)
    return target


def main(names: list[str]) -> None:
    """Build the named reports, all without names, and print their sizes."""
    for name in names or list(TARGETS):
        target = build_report(name)
        print(f"{target.name}: {target.stat().st_size / 1024:.1f} kB")


if __name__ == "__main__":
    main(sys.argv[1:])
