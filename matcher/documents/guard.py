"""What a file really is, by its bytes and never by its name, and the refusals that need no parsing."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Literal

from ..errors import EmptyReport, EncryptedReport, ReportTooLarge, UnsupportedReport
from .endings import advise
from .limits import MIB, Limits

Container = Literal["zip", "pdf", "image", "text"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ACCEPTED = "请上传 docx、pdf、xlsx、txt、md 文件或 png、jpg 图片"
_LONGEST_NAME = 80
_TEXT_NAMES = {".txt", ".text", ".md", ".markdown", ""}

_OTHER_TYPES: tuple[tuple[bytes, str], ...] = (
    (b"GIF8", "一张 GIF 图片"),
    (b"RIFF", "一个音视频文件"),
    (b"Rar!", "一个 RAR 压缩包"),
    (b"7z\xbc\xaf", "一个 7z 压缩包"),
    (b"\x1f\x8b", "一个 gzip 压缩包"),
    (b"MZ", "一个 Windows 程序"),
    (b"\x7fELF", "一个 Linux 程序"),
    (b"%!PS", "一个 PostScript 文件"),
    (b"SQLite format 3", "一个数据库文件"),
)
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")
_BINARY_ONLY = {b"MZ", b"RIFF", b"GIF8"}  # these could also begin a text
_HEIF_BRANDS = (
    b"heic",
    b"heix",
    b"hevc",
    b"mif1",
    b"msf1",
    b"avif",
)  # ISO/IEC 23008-12 and the AVIF of phones


def tame_name(name: str) -> str:
    """A file name fit for a message: no folders, no control characters, at most 80 characters."""
    last = re.split(r"[/\\]", name)[-1]
    plain = "".join(char for char in last if char.isprintable()).strip() or "未命名文件"
    if len(plain) <= _LONGEST_NAME:
        return plain
    suffix = PurePath(plain).suffix[:10]
    return plain[: _LONGEST_NAME - len(suffix) - 1] + "…" + suffix


def check_size(size: int, name: str, limits: Limits) -> None:
    """Raises EmptyReport for nothing and ReportTooLarge beyond the limit; `size` in bytes."""
    if size == 0:
        raise EmptyReport(f"“{name}”是空文件（0字节），请换一份有内容的文件。")
    if size > limits.file_bytes:
        raise ReportTooLarge(
            f"“{name}”有 {size / MIB:.0f} MB，超过 {limits.file_bytes // MIB} MB 的上限，"
            "请压缩图片或去掉附件后再上传。"
        )


def identify_container(data: bytes, name: str) -> Container:
    """What the bytes are: a zip package, a pdf, a picture, or perhaps text.

    Raises UnsupportedReport for everything recognisable that is no report, EncryptedReport for Office files
    with a password.
    """
    if data.startswith(_OLE):
        _refuse_ole(data, name)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if _is_picture(data):
        return "image"
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS:
        raise UnsupportedReport(
            f"“{name}”是手机的 HEIC 格式照片，请在手机或电脑上另存为 JPG（jpg）后再上传。"
        )
    for magic, words in _OTHER_TYPES:
        if data.startswith(magic) and (magic not in _BINARY_ONLY or b"\x00" in data[:512]):
            raise UnsupportedReport(advise(name) or f"“{name}”的内容是{words}，不是诊断报告，{_ACCEPTED}。")
    _refuse_markup(data, name)
    suffix = PurePath(name).suffix.lower()
    if suffix not in _TEXT_NAMES:
        kinds = {".docx": "Word 文档", ".xlsx": "Excel 工作簿", ".pdf": "PDF"}
        kinds |= dict.fromkeys((".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff"), "图片")
        what = kinds.get(suffix)
        if what:
            raise UnsupportedReport(
                f"“{name}”的内容不是 {what}（可能改过扩展名或没有下载完整），请重新导出后上传。"
            )
        raise UnsupportedReport(advise(name) or f"不支持“{name}”这种文件，{_ACCEPTED}。")
    return "text"


def _is_picture(data: bytes) -> bool:
    if data.startswith(b"BM"):  # could also begin a text
        return b"\x00" in data[:512]
    return data.startswith(_PICTURES) or (data.startswith(b"RIFF") and data[8:12] == b"WEBP")


def _refuse_ole(data: bytes, name: str) -> None:
    """Old binary Office files, and new ones wrapped in encryption, share this container."""

    def has(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if has("EncryptedPackage"):
        raise EncryptedReport(f"“{name}”设有打开密码，请在 Office 或 WPS 里取消密码后再上传。")
    if (advice := advise(name)) is not None:
        raise UnsupportedReport(advice)
    if has("WordDocument"):
        raise UnsupportedReport(f"“{name}”是旧版 Word 文档，请在 Word 或 WPS 里另存为 docx 或 pdf，再上传。")
    if has("Workbook") or has("Book"):
        raise UnsupportedReport(f"“{name}”是旧版 Excel 工作簿，请在 Excel 或 WPS 里另存为 xlsx，再上传。")
    raise UnsupportedReport(f"“{name}”是旧版 Office 格式的文件，请另存为 .docx 或 .xlsx 后再上传。")


def _refuse_markup(data: bytes, name: str) -> None:
    head = data[:2048].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if head.startswith(b"{\\rtf"):
        raise UnsupportedReport(f"“{name}”是 RTF 文档，请在 Word 或 WPS 里另存为 .docx 后再上传。")
    if head.startswith((b"<!doctype html", b"<html")) or re.match(rb"mime-version:|from: <saved by", head):
        raise UnsupportedReport(f"“{name}”是网页文件，请在浏览器里打印成 PDF 或另存为 .docx 后再上传。")
    if head.startswith(b"<?xml"):
        raise UnsupportedReport(f"“{name}”是 XML 文件，请在 Word 或 Excel 里另存为 .docx 或 .xlsx 后再上传。")
