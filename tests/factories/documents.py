"""Builders of real report files for the tests: docx, pdf, xlsx, and the hostile variants of them."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import docx
import openpyxl
from docx.document import Document as WordDocument
from openpyxl.workbook import Workbook
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

PDF_FONT = "STSong-Light"
W_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R_NAMESPACE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"

pdfmetrics.registerFont(UnicodeCIDFont(PDF_FONT))

_BODY = ParagraphStyle(
    "body", fontName=PDF_FONT, fontSize=12, leading=20, firstLineIndent=24, wordWrap="CJK", spaceAfter=4
)


def save_docx(document: WordDocument) -> bytes:
    """The bytes of a python-docx document."""
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def make_docx(paragraphs: Iterable[str | tuple[str, str]]) -> bytes:
    """A docx of paragraphs; a pair is (style name, text)."""
    document = docx.Document()
    for item in paragraphs:
        if isinstance(item, tuple):
            document.add_paragraph(item[1], style=item[0])
        else:
            document.add_paragraph(item)
    return save_docx(document)


def make_raw_docx(
    body: str, *, parts: Mapping[str, str | bytes] | None = None, links: Sequence[tuple[str, str, str]] = ()
) -> bytes:
    """A minimal docx from the XML inside w:body, further parts, and links (id, type's last word, target).

    A target that starts with `external:` becomes an external relationship.
    """
    document = (
        f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{W_NAMESPACE}" xmlns:r="{R_NAMESPACE}" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
        'xmlns:v="urn:schemas-microsoft-com:vml">'
        f"<w:body>{body}</w:body></w:document>"
    )
    content_types = (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'wordprocessingml.document.main+xml"/></Types>'
    )
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": content_types,
        "_rels/.rels": _relationships([("rId1", "officeDocument", "word/document.xml")]),
        "word/document.xml": document,
        "word/_rels/document.xml.rels": _relationships(links),
        **(parts or {}),
    }
    return make_zip(files)


def _relationships(links: Iterable[tuple[str, str, str]]) -> str:
    rows = []
    for identifier, kind, target in links:
        mode = ""
        if target.startswith("external:"):
            mode = ' TargetMode="External"'
        rows.append(
            f'<Relationship Id="{identifier}" Type="{R_NAMESPACE}/{kind}" '
            f'Target="{target.removeprefix("external:")}"{mode}/>'
        )
    return f'<?xml version="1.0"?><Relationships xmlns="{_RELATIONSHIPS}">{"".join(rows)}</Relationships>'


def make_relationships(links: Iterable[tuple[str, str, str]]) -> str:
    """The XML of a .rels part; see `make_raw_docx` for the links."""
    return _relationships(links)


def make_zip(files: Mapping[str, str | bytes]) -> bytes:
    """A deflated zip of named parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def edit_zip(data: bytes, changes: Mapping[str, bytes | None]) -> bytes:
    """A copy of a zip with parts replaced or added; None leaves a part out."""
    files: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            files[name] = archive.read(name)
    for name, content in changes.items():
        if content is None:
            files.pop(name, None)
        else:
            files[name] = content
    return make_zip(files)


def make_bomb(size: int) -> bytes:
    """A docx whose main part unpacks to `size` bytes of blanks."""
    stream = io.BytesIO()
    whole = make_raw_docx("<w:p><w:r><w:t>短</w:t></w:r></w:p>")
    with (
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive,
        zipfile.ZipFile(io.BytesIO(whole)) as source,
    ):
        for name in source.namelist():
            if name != "word/document.xml":
                archive.writestr(name, source.read(name))
        with archive.open("word/document.xml", "w") as part:
            for _ in range(size // (1 << 20)):
                part.write(b" " * (1 << 20))
    return stream.getvalue()


def make_xlsx(
    sheets: Mapping[str, Sequence[Sequence[Any]]], *, merges: Mapping[str, Sequence[str]] | None = None
) -> bytes:
    """An xlsx of sheets given as rows; `merges` names ranges per sheet."""
    workbook = Workbook()
    workbook.remove(workbook.active)  # type: ignore[arg-type]
    for title, rows in sheets.items():
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
        for reference in (merges or {}).get(title, ()):
            sheet.merge_cells(reference)
    return save_xlsx(workbook)


def save_xlsx(workbook: openpyxl.Workbook) -> bytes:
    """The bytes of an openpyxl workbook."""
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def make_raw_xlsx(
    sheet_data: str, *, after: str = "", shared: str | None = None, styles: str | None = None
) -> bytes:
    """A minimal xlsx with one sheet 甲 from the XML inside sheetData and after it."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    links = [("rId1", "worksheet", "worksheets/sheet1.xml")]
    files: dict[str, str | bytes] = {
        "xl/worksheets/sheet1.xml": f'<?xml version="1.0"?><worksheet xmlns="{main}">'
        f'<dimension ref="A1:XFD1048576"/>'
        f"<sheetData>{sheet_data}</sheetData>{after}</worksheet>",
        "xl/workbook.xml": f'<?xml version="1.0"?><workbook xmlns="{main}" xmlns:r="{R_NAMESPACE}"><sheets>'
        '<sheet name="甲" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "_rels/.rels": _relationships([("rId1", "officeDocument", "xl/workbook.xml")]),
        "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        'content-types"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/></Types>',
    }
    if shared is not None:
        files["xl/sharedStrings.xml"] = f'<?xml version="1.0"?><sst xmlns="{main}">{shared}</sst>'
        links.append(("rId2", "sharedStrings", "sharedStrings.xml"))
    if styles is not None:
        files["xl/styles.xml"] = f'<?xml version="1.0"?><styleSheet xmlns="{main}">{styles}</styleSheet>'
        links.append(("rId3", "styles", "styles.xml"))
    files["xl/_rels/workbook.xml.rels"] = _relationships(links)
    return make_zip(files)


def paragraph(text: str, *, size: float = 12, indent: bool = True) -> Paragraph:
    """A flowing Chinese paragraph for `make_pdf`; headings take a larger size and no indent."""
    style = ParagraphStyle(
        f"p{size}{indent}",
        parent=_BODY,
        fontSize=size,
        leading=size * 1.65,
        firstLineIndent=2 * size if indent else 0,
    )
    return Paragraph(text, style)


def grid(
    rows: Sequence[Sequence[str]], *, widths: Sequence[float] | None = None, spans: Sequence[Any] = ()
) -> Table:
    """A ruled table for `make_pdf`; `spans` are ((column, row), (column, row)) pairs."""
    style: list[Any] = [
        ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
        ("FONT", (0, 0), (-1, -1), PDF_FONT, 10),
    ]
    style += [("SPAN", first, last) for first, last in spans]
    return Table([list(row) for row in rows], colWidths=widths, style=style)


def make_pdf(
    story: Sequence[Flowable],
    *,
    header: str | None = None,
    footer: bool = False,
    password: str | None = None,
    owner_only: bool = False,
) -> bytes:
    """A pdf of flowables; `header` is printed on every page, `footer` prints 第n页."""

    def decorate(canvas: Canvas, _: Any) -> None:
        canvas.setFont(PDF_FONT, 9)
        if header:
            canvas.drawString(72, A4[1] - 40, header)
        if footer:
            canvas.drawCentredString(A4[0] / 2, 30, f"第 {canvas.getPageNumber()} 页")

    stream = io.BytesIO()
    encryption = None
    if password is not None:
        encryption = StandardEncryption("" if owner_only else password, ownerPassword=password, canPrint=1)
    document = SimpleDocTemplate(stream, pagesize=A4, encrypt=encryption, invariant=1)
    document.build(list(story), onFirstPage=decorate, onLaterPages=decorate)
    return stream.getvalue()


def draw_pdf(
    pages: Sequence[tuple[Sequence[tuple[float, float, float, float]], Sequence[tuple[Any, ...]]]],
) -> bytes:
    """A pdf of pages given as lines (x0, y0, x1, y1) and texts (x, y, words, size or 10); y counts from the bottom."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(600, 800), invariant=1)
    for lines, words in pages:
        for line in lines:
            canvas.line(*line)
        for x, y, text, *size in words:
            canvas.setFont(PDF_FONT, size[0] if size else 10)
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def ruled(rows: Sequence[Sequence[str]], widths: Sequence[float], *rules: Any, repeat: int = 0) -> Table:
    """A table for `make_pdf` with only the `rules` of reportlab's style given, e.g. LINEABOVE."""
    style = [("FONT", (0, 0), (-1, -1), PDF_FONT, 10), *rules]
    return Table([list(row) for row in rows], colWidths=list(widths), style=style, repeatRows=repeat)


def page_break() -> PageBreak:
    """The next page."""
    return PageBreak()


def gap(points: float) -> Spacer:
    """Empty space of some points."""
    return Spacer(1, points)


def make_scan(pages: int = 1) -> bytes:
    """A pdf whose pages hold a picture and no text."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, invariant=1)
    for _ in range(pages):
        canvas.drawInlineImage(_grey_picture(), 60, 60, 400, 600)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _grey_picture() -> Any:
    from PIL import Image

    return Image.new("L", (40, 60), 200)


def make_raw_pdf(content: bytes, *, compressed: bytes | None = None, font: str | None = None) -> bytes:
    """A hand-made pdf of one page whose content stream is `content`, or the deflated bytes `compressed`."""
    body = compressed if compressed is not None else content
    packing = b"/Filter /FlateDecode " if compressed is not None else b""
    font_object = (font or "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>").encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 6 0 R >>",
        b"<< " + packing + b"/Length " + str(len(body)).encode() + b" >>\nstream\n" + body + b"\nendstream",
        font_object,
        b"<< /Font << /F1 5 0 R >> >>",
    ]
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, content_bytes in enumerate(objects, start=1):
        offsets.append(len(out))
        out += str(number).encode() + b" 0 obj\n" + content_bytes + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 " + str(len(objects) + 1).encode() + b"\n0000000000 65535 f \n"
    out += b"".join(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
    out += b"trailer << /Size " + str(len(objects) + 1).encode() + b" /Root 1 0 R >>\n"
    out += b"startxref\n" + str(start).encode() + b"\n%%EOF\n"
    return bytes(out)


def deflate_zeros(size: int) -> bytes:
    """`size` blanks, deflated without ever holding them."""
    worker = zlib.compressobj(9)
    parts = [worker.compress(b" " * (1 << 20)) for _ in range(size // (1 << 20))]
    return b"".join(parts) + worker.flush()


def make_ole(*streams: str) -> bytes:
    """The look of an old binary Office file that holds streams of these names."""
    directory = b"".join(name.encode("utf-16-le").ljust(64, b"\0") + b"\0" * 64 for name in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + directory
