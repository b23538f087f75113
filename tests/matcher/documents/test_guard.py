"""Refusals: each hostile or wrong file gets its own class, code and one sentence that says what to do."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

from matcher.documents.limits import Limits
from matcher.errors import (
    DamagedReport,
    EmptyReport,
    EncryptedReport,
    ReportError,
    ReportTooLarge,
    UnsafeReport,
    UnsupportedReport,
)
from tests.factories import documents as make
from tests.matcher.documents.helpers import read, texts

DOCX = make.make_docx(["设备靠人工点检。"])
XLSX = make.make_xlsx({"甲": [["名称", "数量"], ["机床", 3]]})
PDF = make.make_pdf([make.paragraph("设备靠人工点检，停机原因没有记录。")])
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
ENTITY = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/hostname">]><w>&x;</w>'


def with_settings(kind: str, target: str) -> bytes:
    """A docx whose settings part links to something."""
    parts = {
        "word/settings.xml": f'<w:settings xmlns:w="{make.W_NAMESPACE}"/>',
        "word/_rels/settings.xml.rels": make.make_relationships([("rId1", kind, target)]),
    }
    return make.make_raw_docx("<w:p><w:r><w:t>正文</w:t></w:r></w:p>", parts=parts)


def encrypted_zip() -> bytes:
    """A docx whose parts claim to be encrypted."""
    data = bytearray(DOCX)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(signature)
        while start >= 0:
            data[start + offset] |= 1
            start = data.find(signature, start + 4)
    return bytes(data)


def lying_sizes() -> bytes:
    """A docx whose directory claims a few bytes for a part that unpacks to many."""
    data = bytearray(make.make_bomb(8 << 20))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = data.find(signature)
        while start >= 0:
            data[start + offset : start + offset + 4] = (100).to_bytes(4, "little")
            start = data.find(signature, start + 4)
    return bytes(data)


def many_parts() -> bytes:
    stream = io.BytesIO(DOCX)
    with zipfile.ZipFile(stream, "a") as archive:
        for number in range(2100):
            archive.writestr(f"word/media/{number}.bin", b"")
    return stream.getvalue()


CASES: list[tuple[str, bytes | Callable[[], bytes], str, type[ReportError], str]] = [
    ("empty", b"", "空.docx", EmptyReport, "空文件"),
    ("blank docx", make.make_docx([""]), "空白.docx", EmptyReport, "没有任何文字"),
    (
        "encrypted docx",
        make.make_ole("EncryptionInfo", "EncryptedPackage"),
        "密.docx",
        EncryptedReport,
        "取消密码",
    ),
    ("encrypted xlsx", make.make_ole("EncryptedPackage"), "密.xlsx", EncryptedReport, "取消密码"),
    ("encrypted zip", encrypted_zip(), "密.docx", EncryptedReport, "取消密码"),
    ("old doc", make.make_ole("WordDocument"), "旧.doc", UnsupportedReport, "另存为 docx 或 pdf"),
    ("old doc renamed", make.make_ole("WordDocument"), "旧.docx", UnsupportedReport, "另存为 docx 或 pdf"),
    ("old xls", make.make_ole("Workbook"), "旧.xls", UnsupportedReport, "另存为 xlsx"),
    ("wps", make.make_ole("WordDocument"), "文.wps", UnsupportedReport, "另存为 docx 或 pdf"),
    ("wps sheet", make.make_ole("Workbook"), "表.et", UnsupportedReport, "另存为 xlsx"),
    ("old slides", make.make_ole("PowerPoint Document"), "稿.ppt", UnsupportedReport, "另存为 pdf"),
    ("other ole", make.make_ole("Nothing"), "旧.msg", UnsupportedReport, "另存为"),
    ("truncated docx", DOCX[: len(DOCX) // 2], "断.docx", DamagedReport, "不完整"),
    ("truncated xlsx", XLSX[:-30], "断.xlsx", DamagedReport, "不完整"),
    ("truncated pdf", PDF[: len(PDF) // 2], "断.pdf", DamagedReport, "不完整"),
    ("broken png as docx", PNG, "图.docx", DamagedReport, "重新拍照"),
    ("broken jpeg", b"\xff\xd8\xff\xe0" + b"\0" * 40, "图.jpg", DamagedReport, "重新拍照"),
    ("broken webp", b"RIFF\x10\0\0\0WEBPVP8 \0\0\0\0", "图.webp", DamagedReport, "重新拍照"),
    ("broken bmp", b"BM" + b"\0" * 60, "图.bmp", DamagedReport, "重新拍照"),
    ("broken tiff", b"II*\0" + b"\0" * 20, "图.tif", DamagedReport, "重新拍照"),
    ("sound", b"RIFF\x10\0\0\0WAVEfmt ", "音.wav", UnsupportedReport, "音视频"),
    ("gif", b"GIF89a" + b"\0" * 40, "图.gif", UnsupportedReport, "GIF 图片"),
    ("heic", b"\0\0\0\x18ftypheic" + b"\0" * 40, "照.heic", UnsupportedReport, "另存为 JPG"),
    ("heic as jpg", b"\0\0\0\x18ftypmif1" + b"\0" * 40, "照.jpg", UnsupportedReport, "另存为 JPG"),
    ("text as jpg", "一段文字。".encode(), "照.jpg", UnsupportedReport, "不是 图片"),
    ("text as docx", "一段文字。".encode(), "报告.docx", UnsupportedReport, "不是 Word 文档"),
    ("text as pdf", "一段文字。".encode(), "报告.pdf", UnsupportedReport, "不是 PDF"),
    ("text as csv", "名称,数量".encode(), "表.csv", UnsupportedReport, "另存为 xlsx"),
    ("html", b"<!DOCTYPE html><html><body>x</body></html>", "页.txt", UnsupportedReport, "网页"),
    ("rtf", b"{\\rtf1 hello}", "文.doc", UnsupportedReport, "RTF"),
    ("xml", b"\xef\xbb\xbf<?xml version='1.0'?><a/>", "文.docx", UnsupportedReport, "XML"),
    ("program", b"MZ\x90\0\x03" + b"\0" * 60, "报告.txt", UnsupportedReport, "Windows 程序"),
    ("rar", b"Rar!\x1a\x07\0", "包.rar", UnsupportedReport, "先解压"),
    ("plain zip", make.make_zip({"资料/一.txt": "甲"}), "包.zip", UnsupportedReport, "先解压"),
    ("epub", make.make_zip({"mimetype": "application/epub+zip"}), "书.epub", UnsupportedReport, "docx、pdf"),
    (
        "presentation",
        make.edit_zip(
            DOCX,
            {
                "[Content_Types].xml": b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
                b'<Override PartName="/ppt/presentation.xml" '
                b'ContentType="application/vnd.openxmlformats-officedocument.'
                b'presentationml.presentation.main+xml"/></Types>'
            },
        ),
        "汇报.pptx",
        UnsupportedReport,
        "PPT",
    ),
    (
        "macros",
        make.edit_zip(
            DOCX,
            {
                "[Content_Types].xml": b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
                b'<Override PartName="/word/document.xml" '
                b'ContentType="application/vnd.ms-word.document.macroEnabled.'
                b'main+xml"/></Types>'
            },
        ),
        "宏.docm",
        UnsupportedReport,
        "宏",
    ),
    ("zip bomb", lambda: make.make_bomb(210 << 20), "弹.docx", UnsafeReport, "压缩炸弹"),
    ("dense part", lambda: make.make_bomb(60 << 20), "弹.docx", UnsafeReport, "压缩比异常"),
    ("lying sizes", lying_sizes, "谎.docx", DamagedReport, "损坏"),
    ("many parts", many_parts, "多.docx", UnsafeReport, "2000个"),
    ("dtd in body", make.edit_zip(DOCX, {"word/document.xml": ENTITY}), "体.docx", UnsafeReport, "外部实体"),
    (
        "dtd in a side part",
        make.edit_zip(DOCX, {"customXml/item9.xml": ENTITY}),
        "体.docx",
        UnsafeReport,
        "外部实体",
    ),
    (
        "dtd in rels",
        make.edit_zip(DOCX, {"word/_rels/x.xml.rels": ENTITY}),
        "体.docx",
        UnsafeReport,
        "外部实体",
    ),
    (
        "dtd in xlsx",
        make.edit_zip(XLSX, {"xl/worksheets/sheet1.xml": ENTITY}),
        "体.xlsx",
        UnsafeReport,
        "外部实体",
    ),
    (
        "dtd in utf-16",
        make.edit_zip(DOCX, {"customXml/item9.xml": ENTITY.decode().encode("utf-16")}),
        "体.docx",
        UnsafeReport,
        "外部实体",
    ),
    (
        "dtd in ebcdic",
        make.edit_zip(
            DOCX,
            {
                "word/document.xml": b"<?xml version='1.0' encoding='IBM037'?>"
                + ENTITY.decode().encode("cp037")
            },
        ),
        "体.docx",
        UnsafeReport,
        "编码",
    ),
    (
        "remote template",
        with_settings("attachedTemplate", "external:https://example.org/t.dotm"),
        "模.docx",
        UnsafeReport,
        "模板",
    ),
    (
        "share template",
        with_settings("attachedTemplate", "external:file://host/t.dotm"),
        "模.docx",
        UnsafeReport,
        "模板",
    ),
    (
        "unc template",
        with_settings("attachedTemplate", "external:\\\\host\\t.dotm"),
        "模.docx",
        UnsafeReport,
        "模板",
    ),
    (
        "linked object",
        make.make_raw_docx("<w:p/>", links=[("rId1", "oleObject", "external:file:///C:/a.xlsx")]),
        "链.docx",
        UnsafeReport,
        "外部对象",
    ),
    ("rubbish as text", bytes(range(256)) * 40, "乱.txt", UnsupportedReport, "文本"),
    (
        "broken xml",
        make.edit_zip(DOCX, {"word/document.xml": b"<w:document"}),
        "坏.docx",
        DamagedReport,
        "损坏",
    ),
    ("no pdf inside", b"%PDF-1.7\n" + b"x" * 300 + b"\n%%EOF", "坏.pdf", DamagedReport, "损坏"),
]


@pytest.mark.parametrize(
    ("data", "name", "error", "words"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(
    data: bytes | Callable[[], bytes], name: str, error: type[ReportError], words: str
) -> None:
    with pytest.raises(ReportError) as caught:
        read(data() if callable(data) else data, name)
    assert type(caught.value) is error
    message = caught.value.message
    assert words in message
    assert name in message
    assert message.count("。") == 1
    assert message.endswith("。")
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_a_file_beyond_the_size_limit_is_refused_before_anything_is_parsed() -> None:
    with pytest.raises(ReportTooLarge, match="100 MB，超过 30 MB"):
        read(b"PK\x03\x04" + bytes(100 << 20), "大.docx")


def test_too_much_text_is_refused() -> None:
    with pytest.raises(ReportTooLarge, match="超过1万字"):
        read("设备管理。".encode() * 3000, "长.txt", Limits(characters=10_000))


def test_a_single_part_beyond_its_limit_is_refused() -> None:
    with pytest.raises(ReportTooLarge, match="删去"):
        read(DOCX, "大.docx", Limits(xml_part_bytes=100))


@pytest.mark.parametrize(
    "target",
    [
        "external:file:///C:\\Users\\zhang\\Templates\\诊断.dotx",
        "external:Normal.dotm",
        "external:D:/模板.dotx",
    ],
)
def test_a_template_on_the_makers_own_disk_is_everyday_word(target: str) -> None:
    assert texts(read(with_settings("attachedTemplate", target), "报告.docx")) == ["正文"]


def test_ordinary_links_are_fine() -> None:
    data = make.make_raw_docx(
        '<w:p><w:hyperlink r:id="rId1"><w:r><w:t>网站</w:t></w:r></w:hyperlink></w:p>',
        links=[
            ("rId1", "hyperlink", "external:https://example.org/"),
            ("rId2", "image", "external:https://example.org/a.png"),
        ],
    )
    assert texts(read(data, "报告.docx")) == ["网站"]


@pytest.mark.parametrize(
    ("data", "name"), [(DOCX, "报告.pdf"), (PDF, "报告"), (XLSX, "报告.docx"), (PDF, "报告.PDF")]
)
def test_the_content_decides_and_not_the_name(data: bytes, name: str) -> None:
    assert read(data, name).blocks
