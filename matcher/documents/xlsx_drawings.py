"""What floats over an Excel sheet: text boxes, which are read, and charts, pictures, comments and form controls, named."""

from __future__ import annotations

from lxml import etree

from .drafts import Draft, Draught
from .model import Place
from .package import Package

_XDR = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_ANCHORS = ("twoCellAnchor", "oneCellAnchor", "absoluteAnchor")


def read_drawings(package: Package, part: str, sheet: str, out: Draught) -> None:
    """Append the text boxes over a sheet, each in the row where it begins, and note what else is shown there."""
    ends: dict[int, int] = {}
    for name in package.related(part, "drawing"):
        root = package.parse(name)
        for tag in _ANCHORS:
            for anchor in () if root is None else root.findall(_XDR + tag):
                _read_anchor(anchor, sheet, out, ends)
    named = f"工作表“{sheet}”"
    if package.related(part, "comments") or package.related(part, "threadedComment"):
        out.warn("comments_not_read", f"{named}有批注，批注的内容没有读取。")
    if package.related(part, "ctrlProp") or package.related(part, "control"):
        message = f"{named}有勾选框等表单控件，勾选的结果没有读取，请把结果写在单元格里。"
        out.warn("form_controls_not_read", message)


def _read_anchor(anchor: etree._Element, sheet: str, out: Draught, ends: dict[int, int]) -> None:
    row_text = anchor.findtext(f"{_XDR}from/{_XDR}row") or ""
    row = int(row_text) + 1 if row_text.isdigit() else 1
    place = Place("row", sheet=sheet, row=row)
    for paragraph in anchor.iterfind(f".//{_XDR}txBody/{_A}p"):
        text = "".join(node.text or "" for node in paragraph.iter(_A + "t"))
        if text.strip():
            offset = ends.get(row, 0)
            out.drafts.append(Draft(text, place, offset=offset, role="aside", scope=sheet))
            ends[row] = offset + len(text) + 1
    if next(anchor.iter(_C + "chart"), None) is not None:
        message = f"{place.label()}的图表没有读取，其中的数据请另用文字或表格写明。"
        out.warn("chart_not_read", message, place)
    if next(anchor.iter(_XDR + "pic"), None) is not None:
        out.warn("picture_not_read", f"{place.label()}的图片没有读取，图片里的文字请另行写明。", place)
