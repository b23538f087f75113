"""The file: equal bytes for equal documents, every word in it, any character survives, the picture is Word's own."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from api.plan.docx_writing import write_docx
from api.plan.model import (
    FactSheet,
    LevelPicture,
    LevelPoint,
    Paragraph,
    Party,
    PlanDocument,
    Points,
    Quotation,
    Section,
    Signatures,
    Subheading,
    Table,
    TableCell,
    row,
)
from api.presenters.items import Fact
from api.presenters.radar import present_radar
from catalog.taxonomy import load_taxonomy
from matcher.documents.reading import read_report_bytes
from matcher.needs.model import SceneLevel

_LEVELS = (SceneLevel("S01", 1, 3), SceneLevel("S08", 0, None), SceneLevel("S09", 2, 2))
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def _picture() -> LevelPicture:
    radar = present_radar(_LEVELS, load_taxonomy())
    assert radar is not None
    points = (LevelPoint("产品设计", 1, 3), LevelPoint("设备管理", 0, 0), LevelPoint("质量管理", 2, 2))
    return LevelPicture(points, radar)


def _document(*blocks: object) -> PlanDocument:
    section = Section("needs", "一", "需求", blocks)  # type: ignore[arg-type]
    annex = Section("evidence", "1", "原文", (Paragraph("原句。"),), annex=True)
    return PlanDocument(
        "一企一策", "示例厂", "2026年11月26日", "示例厂.docx", (section,), (annex,), "示例厂 一企一策"
    )


_EVERYTHING = _document(
    Paragraph("读出3项需求。", "lead"),
    Points(("先采数", "再建系统"), numbered=True),
    FactSheet((Fact("人数", "120人"), Fact("预算", "报告未写明", known=False), Fact("等级", "一级"))),
    Subheading("需求1：设备管理", ("优先",)),
    Quotation("设备坏了才修，备件找不到。", "第3段"),
    Table(
        ("产品", "价格"),
        (row("点检", "3万元"), (TableCell("合计"), TableCell("3万元", "yes"))),
        (60, 40),
        total=True,
    ),
    _picture(),
    Signatures((Party("企业", "示例厂", "付款"), Party("服务商", "点检公司", "点检，3万元"))),
)


def test_equal_documents_are_equal_files_and_every_word_is_in_it() -> None:
    data = write_docx(_EVERYTHING)
    assert data == write_docx(_EVERYTHING)
    assert data != write_docx(replace(_EVERYTHING, day="2026年11月27日"))
    text = "\n".join(block.text for block in read_report_bytes(data, "plan.docx").blocks)
    said = (
        "示例厂",
        "一、需求",
        "读出3项需求。",
        "1. 先采数",
        "120人",
        "报告未写明",
        "优先",
        "设备坏了才修，备件找不到。",
    )
    assert [
        words
        for words in (*said, "第3段", "合计", "点检公司", "盖章、签字", "附件1　原文")
        if words not in text
    ] == []


def test_the_annexes_begin_on_a_page_of_their_own_after_the_signatures() -> None:
    document = docx.Document(io.BytesIO(write_docx(_EVERYTHING)))
    headings = [text for text in document.paragraphs if text.style and text.style.name == "Heading 1"]
    assert [(text.text, text.paragraph_format.page_break_before) for text in headings] == [
        ("一、需求", False),
        ("附件1　原文", True),
    ]
    body = list(document.element.body)
    signed = document.tables[-1]
    assert [cell.text for cell in signed.rows[2].cells][:2] == ["服务商\n点检公司", "点检，3万元"]
    assert body.index(signed._tbl) < body.index(headings[-1]._p)


def test_nothing_in_the_archive_tells_when_it_was_written() -> None:
    with zipfile.ZipFile(io.BytesIO(write_docx(_EVERYTHING))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2000, 1, 1, 0, 0, 0)}
        properties = archive.read("docProps/core.xml").decode()
    assert "2000-01-01T00:00:00Z" in properties
    assert "python-docx" not in properties


def test_the_radar_is_a_chart_with_the_levels_in_it() -> None:
    with zipfile.ZipFile(io.BytesIO(write_docx(_document(_picture(), _picture())))) as archive:
        names = [name for name in archive.namelist() if name.startswith("word/charts/")]
        chart = etree.fromstring(archive.read(names[0]))
        types = archive.read("[Content_Types].xml").decode()
    assert names == ["word/charts/chart1.xml", "word/charts/chart2.xml"]
    assert all(name in types for name in names)
    series = chart.findall(f".//{_CHART}ser")
    drawn = [[value.text for value in one.findall(f"{_CHART}val//{_CHART}v")] for one in series]
    assert drawn == [["1", "0", "2"], ["3", "0", "2"]]
    labels = [value.text for value in series[0].findall(f"{_CHART}cat//{_CHART}v")]
    assert labels == ["产品设计", "设备管理", "质量管理"]


def test_without_any_target_only_what_is_gets_drawn() -> None:
    picture = replace(
        _picture(), points=(LevelPoint("甲", 1, 1), LevelPoint("乙", 2, 2), LevelPoint("丙", 0, 0))
    )
    with zipfile.ZipFile(io.BytesIO(write_docx(_document(picture)))) as archive:
        chart = etree.fromstring(archive.read("word/charts/chart1.xml"))
    assert len(chart.findall(f".//{_CHART}ser")) == 1


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.characters(codec=None), min_size=1, max_size=300))
def test_any_characters_of_a_report_make_a_file_that_opens(text: str) -> None:
    document = _document(
        Quotation(text, text),
        Table((text,), (row(text),), (1,)),
        FactSheet((Fact(text, text),)),
        Subheading(text, (text,)),
    )
    data = write_docx(replace(document, subject=text, footer=text))
    assert docx.Document(io.BytesIO(data)).tables[0].rows


def test_a_table_whose_rows_do_not_fit_its_header_is_refused() -> None:
    with pytest.raises(ValueError, match="one cell for each column"):
        Table(("甲", "乙"), (row("一"),), (50, 50))
