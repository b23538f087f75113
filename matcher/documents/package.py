"""An Office package (docx, xlsx) opened with suspicion: bounded unpacking, no DTD, no remote templates."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO, Literal
from urllib.parse import unquote

from lxml import etree

from ..errors import DamagedReport, EncryptedReport, ReportTooLarge, UnsafeReport, UnsupportedReport
from .endings import advise
from .limits import MIB, Limits

_CONTENT_TYPES = "[Content_Types].xml"
_CHUNK = MIB
_XML_NO_MEMORY = 2  # libxml2's XML_ERR_NO_MEMORY
_MAIN_TYPES: dict[str, Literal["docx", "xlsx"]] = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": "xlsx",
}
# ISO "strict" packages name the same elements under other namespaces.
_STRICT = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)
_DECLARED_ENCODING = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._\-]+)")
_PLAIN_ENCODINGS = {b"utf-8", b"utf8", b"utf-16", b"us-ascii", b"ascii"}
_LOCAL_TEMPLATE = re.compile(r"^(?:file:/{2,3})?(?:localhost/)?(?:/?[A-Za-z]:[\\/]|[^/\\:]+$)")


# What zipfile raises for a damaged archive; its NotImplementedError means a compression or a feature that it does not know.
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError)


@dataclass(frozen=True, slots=True)
class Relationship:
    """One link from a part: its type's last word, and the part name or outside address it points to."""

    type: str
    target: str
    external: bool


class Package:
    """The parts of a docx or xlsx, each unpacked only when it is asked for."""

    kind: Literal["docx", "xlsx"]
    main: str

    def __init__(self, data: bytes, name: str, limits: Limits) -> None:
        """Open and check a package. Raises a ReportError for whatever is wrong with it."""
        self._name = name
        self._limits = limits
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _DAMAGE:
            raise self._damaged() from None
        self._check_directory(len(data))
        self._names = {info.filename.lstrip("/").lower(): info for info in self._zip.infolist()}
        self._check_parts()
        self.kind, self.main = self._find_main()

    def _damaged(self) -> DamagedReport:
        return DamagedReport(f"“{self._name}”不完整或已损坏，请重新导出或重新下载后再上传。")

    def _unsafe(self, what: str) -> UnsafeReport:
        return UnsafeReport(f"“{self._name}”{what}，为安全起见没有打开，请另存为一份干净的文件后再上传。")

    def _check_directory(self, packed: int) -> None:
        """Refuse encryption, too many parts, and expansion that no honest document has."""
        limits = self._limits
        entries = self._zip.infolist()
        if len(entries) > limits.zip_entries:
            raise self._unsafe(f"内含{len(entries)}个部件，超过{limits.zip_entries}个的上限")
        if any(entry.flag_bits & 0x1 for entry in entries):
            raise EncryptedReport(f"“{self._name}”设有密码，请取消密码后再上传。")
        total = sum(entry.file_size for entry in entries)
        if total > limits.expanded_bytes:
            raise self._unsafe(f"解压后超过 {limits.expanded_bytes // MIB} MB，可能是压缩炸弹")
        for entry in entries:
            if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise self._unsafe("使用了 Office 不使用的压缩方式")
            big = entry.file_size > limits.ratio_floor_bytes
            if big and entry.file_size > limits.expansion_ratio * max(1, entry.compress_size):
                raise self._unsafe("压缩比异常，可能是压缩炸弹")
        if total > limits.ratio_floor_bytes and total > limits.expansion_ratio * packed:
            raise self._unsafe("压缩比异常，可能是压缩炸弹")

    def _check_parts(self) -> None:
        """Every XML part without DTD; every relationship without remote template or linked object."""
        for name, info in self._names.items():
            if name.endswith((".xml", ".rels", ".vml")):
                self._check_declarations(info)
        for name in self._names:
            if name.endswith(".rels"):
                self._check_relationships(name)

    def _check_declarations(self, info: zipfile.ZipInfo) -> None:
        tail = b""
        first = True
        try:
            with self._zip.open(info) as stream:
                while chunk := stream.read(_CHUNK):
                    plain = chunk.replace(b"\x00", b"")  # UTF-16 reads as ASCII then
                    if first:
                        declared = _DECLARED_ENCODING.search(plain[:256])
                        if declared and declared.group(1).lower() not in _PLAIN_ENCODINGS:
                            raise self._unsafe("的内部编码不合规范")
                        first = False
                    window = tail + plain
                    if b"<!DOCTYPE" in window or b"<!ENTITY" in window:
                        raise self._unsafe("内含外部实体声明（DTD）")
                    tail = plain[-16:]
        except _DAMAGE:
            raise self._damaged() from None

    def _check_relationships(self, rels_name: str) -> None:
        for relationship in self._read_relationships(rels_name).values():
            if not relationship.external:
                continue
            if relationship.type == "attachedTemplate" and not _LOCAL_TEMPLATE.match(relationship.target):
                # A template on the maker's own disk is everyday Word; one on a server attacks the reader.
                raise self._unsafe("引用了网络上的外部模板")
            if relationship.type in ("oleObject", "frame", "subDocument"):
                raise self._unsafe("链接了外部对象")

    def _find_main(self) -> tuple[Literal["docx", "xlsx"], str]:
        """The kind of the package and its main part. Raises UnsupportedReport for every other package."""
        types = self.parse(_CONTENT_TYPES)
        if types is None:
            if (advice := advise(self._name)) is not None:
                raise UnsupportedReport(advice)
            raise self._unsupported(
                "是压缩包或其他软件的文档", "上传其中的 docx、pdf、xlsx、txt、md 文件或图片"
            )
        declared = {
            element.get("PartName", "").lstrip("/").lower(): element.get("ContentType", "").strip().lower()
            for element in types
            if isinstance(element.tag, str) and element.tag.endswith("}Override")
        }
        everything = " ".join(declared.values())
        if "macroenabled" in everything:
            raise self._unsupported("带有宏", "另存为不带宏的 .docx 或 .xlsx 后再上传")
        if "presentationml.presentation" in everything:
            raise self._unsupported("是 PPT 演示文稿", "在 PowerPoint 或 WPS 里另存为 pdf，再上传")
        candidates = [(_MAIN_TYPES[kind], part) for part, kind in declared.items() if kind in _MAIN_TYPES]
        candidates += [("docx", "word/document.xml"), ("xlsx", "xl/workbook.xml")]
        for kind, part in candidates:
            if part in self._names:
                return kind, part
        raise self._unsupported("不是 Word 文档或 Excel 工作簿", "另存为 .docx 或 .xlsx 后再上传")

    def _unsupported(self, what: str, advice: str) -> UnsupportedReport:
        return UnsupportedReport(f"“{self._name}”{what}，请{advice}。")

    def has(self, part: str) -> bool:
        """Whether the package has a part of this name."""
        return part.lstrip("/").lower() in self._names

    def read(self, part: str) -> bytes | None:
        """The bytes of a part, or None when it is missing. Raises DamagedReport, ReportTooLarge."""
        info = self._names.get(part.lstrip("/").lower())
        if info is None:
            return None
        if info.file_size > self._limits.xml_part_bytes:
            raise ReportTooLarge(
                f"“{self._name}”里有一部分内容超过 {self._limits.xml_part_bytes // MIB} MB，"
                "请删去与诊断无关的数据后再上传。"
            )
        try:
            return self._zip.read(info)
        except _DAMAGE:
            raise self._damaged() from None

    def open(self, part: str) -> IO[bytes] | None:
        """A stream over a part that may be too large to hold, or None when it is missing."""
        info = self._names.get(part.lstrip("/").lower())
        return None if info is None else self._zip.open(info)

    def parse(self, part: str) -> etree._Element | None:
        """The root element of an XML part, or None when it is missing. Raises DamagedReport, UnsafeReport."""
        data = self.read(part)
        if data is None:
            return None
        if b"purl.oclc.org" in data:
            for strict, usual in _STRICT:
                data = data.replace(strict, usual)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
        )
        try:
            root = etree.fromstring(data, parser)
        except etree.XMLSyntaxError as error:
            if error.code == _XML_NO_MEMORY:
                raise MemoryError from None
            raise self._damaged() from None
        except ValueError:
            raise self._damaged() from None
        if root.getroottree().docinfo.doctype:
            raise self._unsafe("内含外部实体声明（DTD）")
        return root

    def relationships(self, part: str) -> dict[str, Relationship]:
        """The relationships of a part by id; targets inside the package are full part names."""
        folder, base = posixpath.split(part)
        return self._read_relationships(posixpath.join(folder, "_rels", base + ".rels").lower())

    def _read_relationships(self, rels_name: str) -> dict[str, Relationship]:
        root = self.parse(rels_name)
        if root is None:
            return {}
        folder = posixpath.dirname(posixpath.dirname(rels_name))
        found: dict[str, Relationship] = {}
        for element in root:
            if not isinstance(element.tag, str):
                continue
            target = element.get("Target", "")
            external = element.get("TargetMode", "").lower() == "external"
            if not external:
                path = unquote(target)
                target = (
                    path.lstrip("/")
                    if path.startswith("/")
                    else posixpath.normpath(posixpath.join(folder, path))
                )
            kind = element.get("Type", "").rsplit("/", 1)[-1]
            found[element.get("Id", "")] = Relationship(kind, target, external)
        return found

    def related(self, part: str, kind: str) -> list[str]:
        """Names of the parts inside the package that a part links to with one type, in the file's order."""
        links = self.relationships(part).values()
        return [
            link.target for link in links if link.type == kind and not link.external and self.has(link.target)
        ]
