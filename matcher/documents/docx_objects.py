"""What Word paragraphs show beside words: diagrams, which are read, and charts, objects and pictures, which are named."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from .docx_styles import W
from .docx_text import MC, iterate_runs
from .drafts import Draught
from .model import Place
from .package import Package

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_DGM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_OFFICE = "{urn:schemas-microsoft-com:office:office}"
_VML = "{urn:schemas-microsoft-com:vml}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_PICTURE = 1_800_000  # EMU (5 cm) in both directions, from which a picture is large enough to hold a text
_LONGEST_TITLE = 60


class ObjectReader:
    """Looks at the drawings of one file's paragraphs."""

    def __init__(self, package: Package, out: Draught) -> None:
        self._package = package
        self._out = out
        self._links = package.relationships(package.main)
        self._pictures: list[Place] = []

    def read(self, paragraph: etree._Element, place: Place) -> list[str]:
        """The lines of the diagrams in a paragraph; what else it shows is noted as unread."""
        lines: list[str] = []
        for run in iterate_runs(paragraph):
            for element in iterate_shown(run):
                if element.tag == _DGM + "relIds":
                    lines += self._read_diagram(element.get(_REL + "dm", ""))
                elif element.tag == _C + "chart":
                    self._note_chart(element.get(_REL + "id", ""), place)
                elif element.tag == _OFFICE + "OLEObject":
                    self._note_object(element, place)
                elif element.tag in (_A + "blip", _VML + "imagedata") and _is_large(element):
                    self._pictures.append(place)
        return lines

    def finish(self) -> None:
        """Note the pictures, all in one."""
        if self._pictures:
            first, count = self._pictures[0], len(self._pictures)
            message = f"{first.label()}等处有{count}张图片，图片里的文字没有读取。"
            self._out.warn("picture_not_read", message, first)

    def _part(self, identifier: str) -> etree._Element | None:
        link = self._links.get(identifier)
        return None if link is None or link.external else self._package.parse(link.target)

    def _read_diagram(self, identifier: str) -> list[str]:
        root = self._part(identifier)
        if root is None:
            return []
        lines = ["".join(run.text or "" for run in p.iter(_A + "t")) for p in root.iter(_A + "p")]
        return [line for line in lines if line.strip()]

    def _note_chart(self, identifier: str, place: Place) -> None:
        root = self._part(identifier)
        words = [] if root is None else [t.text or "" for t in root.iterfind(f"{_C}chart/{_C}title//{_A}t")]
        title = "".join(words).strip()[:_LONGEST_TITLE]
        named = f"“{title}”" if title else ""
        message = f"{place.label()}的图表{named}没有读取，其中的数据请另用文字或表格写明。"
        self._out.warn("chart_not_read", message, place)

    def _note_object(self, element: etree._Element, place: Place) -> None:
        program = element.get("ProgID", "")
        if program.startswith("Equation"):
            what = "公式"
        elif program.startswith("Excel"):
            what = " Excel 表格"
        else:
            what = "对象（如 Visio 图或附件）"
        message = f"{place.label()}嵌有一个{what}，其内容没有读取，请改为普通文字或表格。"
        self._out.warn("embedded_part_not_read", message, place)


def iterate_shown(element: etree._Element) -> Iterator[etree._Element]:
    """Everything below an element, of alternative drawings only the first, and nothing inside text boxes."""
    for child in element:
        if child.tag == MC + "AlternateContent":
            yield from (node for choice in child[:1] for node in iterate_shown(choice))
        elif child.tag != W + "txbxContent":
            yield child
            yield from iterate_shown(child)


def _is_large(blip: etree._Element) -> bool:
    """Whether a picture is larger than a logo or signature; unknown sizes count as large."""
    for ancestor in blip.iterancestors():
        extent = ancestor.find(_WP + "extent")
        if extent is not None:
            sides = [extent.get("cx", ""), extent.get("cy", "")]
            return all(not side.isdigit() or int(side) >= _PICTURE for side in sides)
        if ancestor.tag == W + "r":
            break
    return True
