"""How the document looks in Word and WPS: A4, Chinese fonts that every office has, a calm palette, tables that print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt, RGBColor

from api.plan.model import Mark, Tone

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import Section
    from docx.styles.style import ParagraphStyle
    from docx.table import Table, _Cell
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run

INK, SOFT, ACCENT, WARM = "17242D", "485863", "0E5A5F", "A2481D"
LINE, TINT, WARM_TINT = "CBC5B6", "E5EFEE", "FAEEE5"
LINE_WIDTH_CM = 17.0  # A4 less both margins
_MARGIN_CM = 2.0
_BODY, _HEADING, _LATIN = "宋体", "黑体", "Times New Roman"
_SIZES = {"Normal": 10.5, "Title": 22, "Subtitle": 15, "Heading 1": 15, "Heading 2": 12}
_FILLS: dict[Mark, str] = {"yes": TINT, "part": WARM_TINT}
_COLOURS: dict[Mark, str] = {"yes": ACCENT, "part": WARM, "no": SOFT}
_TONES: dict[Tone, tuple[float, str, bool]] = {
    "plain": (10.5, INK, False),
    "lead": (12, INK, False),
    "note": (9, SOFT, False),
    "warn": (10.5, WARM, False),
}


def set_up(document: Document, footer: str) -> None:
    """Page, styles and the footer with the page's number."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(_MARGIN_CM)
    section.top_margin, section.bottom_margin = Cm(2.2), Cm(2.0)
    for name, size in _SIZES.items():
        style = document.styles[name]
        heading = name != "Normal"
        _set_fonts(style, _HEADING if heading else _BODY)
        style.font.size = Pt(size)
        style.font.bold = style.font.italic = False
        style.font.color.rgb = RGBColor.from_string(ACCENT if name == "Heading 1" else INK)
    normal = document.styles["Normal"].paragraph_format
    normal.space_after, normal.line_spacing = Pt(4), 1.35
    for name, before, after in (("Heading 1", 14, 5), ("Heading 2", 12, 4)):
        form = document.styles[name].paragraph_format
        form.space_before, form.space_after, form.keep_with_next = Pt(before), Pt(after), True
    document.styles["Title"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
    _remove_border(document.styles["Title"])
    _write_footer(section, footer)


def _set_fonts(style: ParagraphStyle, chinese: str) -> None:
    style.font.name = _LATIN
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), chinese)


def _remove_border(style: ParagraphStyle) -> None:
    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)


def _write_footer(section: Section, footer: str) -> None:
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    style_run(paragraph.add_run(f"{footer}　第 "), 8.5, SOFT)
    number = paragraph.add_run("1")
    style_run(number, 8.5, SOFT)
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    field.append(number._r)  # noqa: SLF001  # python-docx has no fields
    paragraph._p.append(field)  # noqa: SLF001
    style_run(paragraph.add_run(" 页"), 8.5, SOFT)


def style_run(run: Run, size: float, colour: str = INK, *, heading: bool = False) -> None:
    """Size in points, colour as six hexadecimal digits."""
    run.font.size = Pt(size)
    run.font.color.rgb = RGBColor.from_string(colour)
    if heading:
        run.font.name = _LATIN
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _HEADING)  # noqa: SLF001


def write_paragraph(paragraph: Paragraph, text: str, tone: Tone) -> None:
    """The text in its tone."""
    size, colour, _ = _TONES[tone]
    style_run(paragraph.add_run(text), size, colour)


def indent(paragraph: Paragraph, cm: float, *, bar: str = "") -> None:
    """Set in from the left; `bar` draws a line of that colour beside it, as beside a quotation."""
    paragraph.paragraph_format.left_indent = Cm(cm)
    if not bar:
        return
    borders = OxmlElement("w:pBdr")
    left = OxmlElement("w:left")
    for name, value in (("val", "single"), ("sz", "18"), ("space", "8"), ("color", bar)):
        left.set(qn(f"w:{name}"), value)
    borders.append(left)
    paragraph._p.get_or_add_pPr().insert_element_before(  # noqa: SLF001
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def lay_out(table: Table, widths: tuple[int, ...], *, lined: bool = True) -> None:
    """Fixed widths in shares of the line, thin lines between rows, a row never torn between pages."""
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    whole = sum(widths)
    lengths: list[Length] = [Cm(LINE_WIDTH_CM * width / whole) for width in widths]
    for column, length in zip(table.columns, lengths, strict=True):
        column.width = length
    for line in table.rows:
        for cell, length in zip(line.cells, lengths, strict=True):
            cell.width = length
        properties = line._tr.get_or_add_trPr()  # noqa: SLF001
        properties.append(OxmlElement("w:cantSplit"))
    if lined:
        _draw_lines(table)


def _draw_lines(table: Table) -> None:
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        weight = "4" if side == "insideH" else "8"
        colour = LINE if side == "insideH" else ACCENT
        for name, value in (("val", "single"), ("sz", weight), ("space", "0"), ("color", colour)):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    table._tbl.tblPr.append(borders)  # noqa: SLF001


def repeat_header(table: Table) -> None:
    """The first row stands again on every page that the table reaches."""
    properties = table.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001
    properties.append(OxmlElement("w:tblHeader"))


def fill_cell(cell: _Cell, text: str, *, mark: Mark = "", header: bool = False, right: bool = False) -> None:
    """The text, line by line; a header in the heading font, a mark as colour behind and of the letters."""
    for at, line in enumerate(text.split("\n")):
        paragraph = cell.paragraphs[0] if at == 0 else cell.add_paragraph()
        form = paragraph.paragraph_format
        form.space_before, form.space_after, form.line_spacing = Pt(2), Pt(2), 1.15
        if right:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        colour = SOFT if header else _COLOURS.get(mark, INK)
        style_run(paragraph.add_run(line), 9, colour, heading=header or bool(mark))
    fill = TINT if header else _FILLS.get(mark, "")
    if fill:
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", fill)):
            shade.set(qn(f"w:{name}"), value)
        cell._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001
