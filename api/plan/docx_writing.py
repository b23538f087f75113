"""The document as a docx file: the same bytes for the same document, whenever and wherever it is written."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from functools import singledispatch
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.shared import Cm, Pt

from api.plan.docx_chart import add_radar
from api.plan.docx_looks import (
    ACCENT,
    INK,
    SOFT,
    WARM,
    fill_cell,
    indent,
    lay_out,
    repeat_header,
    set_up,
    style_run,
    write_paragraph,
)
from api.plan.model import (
    Block,
    FactSheet,
    LevelPicture,
    Paragraph,
    PlanDocument,
    Points,
    Quotation,
    Section,
    Signatures,
    Subheading,
    Table,
)

if TYPE_CHECKING:
    from docx.document import Document

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_FIXED = datetime(2000, 1, 1, tzinfo=UTC)  # a file's own date would make it differ from its twin
_FORBIDDEN = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LONGEST_TITLE = 255  # ECMA-376, part 2: of a core property
_FACTS_ACROSS = 2
_SEAL_CM = 1.5  # high enough to sign in; seals may reach over the lines, as they do


def write_docx(plan: PlanDocument) -> bytes:
    """The file's bytes. Characters that XML cannot hold are left out."""
    document = docx.Document()
    _describe(document, plan)
    set_up(document, _clean(plan.footer))
    document.add_paragraph(_clean(plan.subject), style="Title")
    document.add_paragraph(f"{_clean(plan.title)}　{plan.day}", style="Subtitle")
    for section in plan.sections:
        _write_section(section, document)
    for section in plan.annexes:
        _write_section(section, document, new_page=section is plan.annexes[0])
    buffer = io.BytesIO()
    document.save(buffer)
    return _pack(buffer)


def _write_section(section: Section, document: Document, *, new_page: bool = False) -> None:
    heading = document.add_heading(_clean(section.heading), level=1)
    heading.paragraph_format.page_break_before = new_page
    for block in section.blocks:
        _write(block, document)


def _describe(document: Document, plan: PlanDocument) -> None:
    properties = document.core_properties
    properties.title = _clean(f"{plan.subject} {plan.title}")[:_LONGEST_TITLE]
    properties.author = properties.last_modified_by = "对接 duijie"
    properties.comments, properties.language = "", "zh-CN"
    properties.created = properties.modified = _FIXED
    properties.revision = 1


@singledispatch
def _write(block: Block, document: Document) -> None:
    raise TypeError(f"no way to write {type(block).__name__} into {type(document).__name__}")


@_write.register(Paragraph)
def _(block: Paragraph, document: Document) -> None:
    write_paragraph(document.add_paragraph(), _clean(block.text), block.tone)


@_write.register(Points)
def _(block: Points, document: Document) -> None:
    for number, text in enumerate(block.texts, start=1):
        paragraph = document.add_paragraph()
        indent(paragraph, 0.5)
        paragraph.paragraph_format.first_line_indent = Cm(-0.5)
        write_paragraph(paragraph, f"{f'{number}. ' if block.numbered else '· '}{_clean(text)}", "plain")


@_write.register(FactSheet)
def _(block: FactSheet, document: Document) -> None:
    pairs = [block.facts[at : at + _FACTS_ACROSS] for at in range(0, len(block.facts), _FACTS_ACROSS)]
    table = document.add_table(len(pairs), 2 * _FACTS_ACROSS)
    for line, pair in zip(table.rows, pairs, strict=True):
        cells = line.cells
        for at, fact in enumerate(pair):
            fill_cell(cells[2 * at], _clean(fact.label), header=True)
            fill_cell(cells[2 * at + 1], _clean(fact.value), mark="" if fact.known else "no")
        for cell in cells[2 * len(pair) :]:
            fill_cell(cell, "")
    lay_out(table, (18, 32, 18, 32))
    _space(document)


@_write.register(Quotation)
def _(block: Quotation, document: Document) -> None:
    paragraph = document.add_paragraph()
    indent(paragraph, 0.5, bar=ACCENT)
    style_run(paragraph.add_run(f"“{_clean(block.text)}”"), 10.5, INK)
    style_run(paragraph.add_run(f"　{_clean(block.place)}"), 8.5, SOFT)


@_write.register(Subheading)
def _(block: Subheading, document: Document) -> None:
    heading = document.add_heading(_clean(block.text), level=2)
    for tag in block.tags:
        style_run(heading.add_run(f"　{_clean(tag)}"), 9, WARM)


@_write.register(Table)
def _(block: Table, document: Document) -> None:
    table = document.add_table(1 + len(block.rows), len(block.header))
    for at, (cell, text) in enumerate(zip(table.rows[0].cells, block.header, strict=True)):
        fill_cell(cell, _clean(text), header=True, right=at in block.numeric)
    for line, cells in zip(table.rows[1:], block.rows, strict=True):
        for at, (cell, said) in enumerate(zip(line.cells, cells, strict=True)):
            last = block.total and cells is block.rows[-1]
            fill_cell(cell, _clean(said.text), mark=said.mark, header=last, right=at in block.numeric)
    lay_out(table, block.widths)
    repeat_header(table)
    if block.caption:
        write_paragraph(document.add_paragraph(), _clean(block.caption), "note")
    else:
        _space(document)


@_write.register(LevelPicture)
def _(block: LevelPicture, document: Document) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    add_radar(document, paragraph, block.points, block.radar.description)


@_write.register(Signatures)
def _(block: Signatures, document: Document) -> None:
    table = document.add_table(1 + len(block.parties), 4)
    for cell, text in zip(table.rows[0].cells, ("签字方", "签的是", "盖章、签字", "日期"), strict=True):
        fill_cell(cell, text, header=True)
    for line, party in zip(table.rows[1:], block.parties, strict=True):
        line.height, line.height_rule = Cm(_SEAL_CM), WD_ROW_HEIGHT_RULE.AT_LEAST
        fill_cell(line.cells[0], _clean(f"{party.role}\n{party.name}" if party.name else party.role))
        fill_cell(line.cells[1], _clean(party.signs))
        fill_cell(line.cells[3], "　　年　　月　　日")
    for line in table.rows[:-1]:  # on one page where they fit: nobody signs a list that begins on another
        for cell in line.cells:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = True
    lay_out(table, (30, 30, 20, 20))
    repeat_header(table)
    _space(document)


def _space(document: Document) -> None:
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _clean(text: str) -> str:
    """Without the characters that XML 1.0 forbids (2.2, Char); a report may hold any."""
    return _FORBIDDEN.sub("", text)


def _pack(source: io.BytesIO) -> bytes:
    """The same parts with a fixed date each: a zip file else holds the moment at which it was written."""
    target = io.BytesIO()
    with ZipFile(source) as read, ZipFile(target, "w", ZIP_DEFLATED) as written:
        for name in read.namelist():
            entry = ZipInfo(name, _FIXED.timetuple()[:6])
            entry.compress_type, entry.create_system = ZIP_DEFLATED, 0
            written.writestr(entry, read.read(name))
    return target.getvalue()
