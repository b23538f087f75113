"""The radar picture as a chart of Word's own (ECMA-376, part 1, 21.2): sharp in print, in the reader's fonts, no bitmap."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import jinja2
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.shared import Cm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.document import Document
    from docx.text.paragraph import Paragraph

    from api.plan.model import LevelPoint

_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_WIDTH, _HEIGHT = Cm(13), Cm(7.8)  # leaves room on the first page for the table of needs
_FIRST_ID = 1000  # ids of drawings in a document are unique; python-docx counts its own from 1
_NOW = {
    "name": "现状",
    "column": "B",
    "colour": "0E5A5F",
    "width": 28575,
    "dash": "solid",
    "marker": "circle",
}
_AIM = {"name": "目标", "column": "C", "colour": "A2481D", "width": 19050, "dash": "dash", "marker": "square"}


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("api.plan", "parts"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def add_radar(
    document: Document, paragraph: Paragraph, points: Sequence[LevelPoint], description: str
) -> None:
    """The chart in the paragraph; `description` is for those who do not see it."""
    package = document.part.package
    number = 1 + sum(part.content_type == _CONTENT_TYPE for part in package.iter_parts())
    part = Part(PackURI(f"/word/charts/chart{number}.xml"), _CONTENT_TYPE, _write_chart(points), package)
    frame = _environment().get_template("frame.xml")
    drawing = frame.render(
        width=_WIDTH,
        height=_HEIGHT,
        id=_FIRST_ID + number,
        name=f"等级雷达图{number}",
        description=description,
        relation=document.part.relate_to(part, RELATIONSHIP_TYPE.CHART),
    )
    paragraph.add_run()._r.append(parse_xml(drawing))  # noqa: SLF001  # python-docx has no charts


def _write_chart(points: Sequence[LevelPoint]) -> bytes:
    """The part's bytes; the targets are drawn only where one of them differs from what is."""
    series = [_NOW | {"levels": [point.current for point in points]}]
    if any(point.target != point.current for point in points):
        series.append(_AIM | {"levels": [point.target for point in points]})
    names = [point.name for point in points]
    chart = _environment().get_template("radar.xml").render(series=series, names=names)
    return chart.encode("utf-8")
