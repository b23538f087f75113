"""Word files: text, places, lists, tables, and what stands outside the flow."""

from __future__ import annotations

import io

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Cm, Pt
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from matcher.documents.model import Place
from matcher.errors import EmptyReport
from tests.factories import documents as make
from tests.matcher.documents.helpers import assert_round_trip, cells, read, sections, texts


def test_paragraphs_keep_their_words_and_count_like_python_docx() -> None:
    data = make.make_docx(["设备靠人工点检。", "", "  前后有空格 ", "MES\t尚未建设"])
    document = read(data, "报告.docx")
    original = docx.Document(io.BytesIO(data)).paragraphs
    assert texts(document) == ["设备靠人工点检。", "  前后有空格 ", "MES\t尚未建设"]
    assert [block.place.number for block in document.blocks] == [1, 3, 4]
    for block in document.blocks:
        assert block.place.number is not None
        assert original[block.place.number - 1].text == block.text
    assert document.blocks[1].place.label() == "第3段"
    assert document.format == "docx"


def test_heading_styles_give_sections_and_reset() -> None:
    data = make.make_docx(
        [
            ("Heading 1", "企业情况"),
            ("Heading 2", "基本信息"),
            "一段正文。",
            ("Heading 1", "存在问题"),
            "另一段正文。",
        ]
    )
    document = read(data, "报告.docx")
    assert [(b.text, b.heading) for b in document.blocks if b.heading] == [
        ("企业情况", 1),
        ("基本信息", 2),
        ("存在问题", 1),
    ]
    assert sections(document)["一段正文。"] == ("企业情况", "基本信息")
    assert sections(document)["另一段正文。"] == ("存在问题",)
    assert sections(document)["存在问题"] == ()


def test_chinese_style_names_and_outline_levels_are_headings() -> None:
    document = docx.Document()
    style = document.styles.add_style("标题 1", WD_STYLE_TYPE.PARAGRAPH)
    document.add_paragraph("现状分析", style=style)
    leveled = document.add_paragraph("设备情况")
    level = OxmlElement("w:outlineLvl")
    level.set(qn("w:val"), "1")
    leveled._p.get_or_add_pPr().append(level)
    document.add_paragraph("车间有数控机床三十台。")
    read_back = read(make.save_docx(document), "报告.docx")
    assert [b.heading for b in read_back.blocks] == [1, 2, None]
    assert read_back.blocks[2].section == ("现状分析", "设备情况")


def test_a_heading_style_on_a_whole_paragraph_is_no_heading() -> None:
    sentence = (
        "企业目前没有统一的生产管理系统，各车间靠纸质工单流转，进度要到现场询问，" * 2 + "交期难以保证。"
    )
    document = read(make.make_docx([("Heading 1", "存在问题"), ("Heading 2", sentence)]), "报告.docx")
    assert document.blocks[1].heading is None
    assert document.blocks[1].section == ("存在问题",)


def test_large_type_makes_a_heading_without_any_style() -> None:
    document = docx.Document()
    for text, size in (
        ("一、痛点分析", 16),
        ("设备经常停机，原因说不清楚。", 12),
        ("（一）计划", 14),
        ("靠白板排产。", 12),
    ):
        document.add_paragraph().add_run(text).font.size = Pt(size)
    read_back = read(make.save_docx(document), "报告.docx")
    assert [b.heading for b in read_back.blocks] == [1, None, 2, None]
    assert read_back.blocks[3].section == ("一、痛点分析", "（一）计划")


def test_hyperlinks_line_breaks_and_content_controls_are_part_of_the_text() -> None:
    body = (
        '<w:p><w:r><w:t xml:space="preserve">见 </w:t></w:r>'
        '<w:hyperlink r:id="rId9"><w:r><w:t>网站</w:t></w:r>'
        "</w:hyperlink><w:r><w:br/><w:t>第二行</w:t></w:r></w:p>"
        "<w:p><w:r><w:t>名称：</w:t></w:r><w:sdt><w:sdtContent><w:r><w:t>示例公司</w:t></w:r></w:sdtContent></w:sdt></w:p>"
        "<w:p><w:ins><w:r><w:t>新增的话</w:t></w:r></w:ins><w:del><w:r><w:delText>删掉的话</w:delText></w:r></w:del></w:p>"
    )
    data = make.make_raw_docx(body, links=[("rId9", "hyperlink", "external:https://example.org/")])
    assert texts(read(data, "报告.docx")) == ["见 网站\n第二行", "名称：示例公司", "新增的话"]


def test_block_content_controls_are_read_and_numbered_after_the_body() -> None:
    body = (
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>封面标题</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        "<w:p><w:r><w:t>正文一</w:t></w:r></w:p><w:p><w:r><w:t>正文二</w:t></w:r></w:p>"
    )
    document = read(make.make_raw_docx(body), "报告.docx")
    assert [(b.text, b.place.number) for b in document.blocks] == [
        ("封面标题", 3),
        ("正文一", 1),
        ("正文二", 2),
    ]
    assert document.blocks[0].place.label() == "内容控件（第3段）"
    assert_round_trip(document)


def test_text_boxes_are_read_once_although_they_are_stored_twice() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>框里的话</w:t></w:r></w:p></w:txbxContent>"
    body = (
        "<w:p><w:r><w:t>正文</w:t></w:r><w:r><mc:AlternateContent>"
        '<mc:Choice Requires="wps"><w:drawing><wps:wsp>'
        f"<wps:txbx>{box}</wps:txbx></wps:wsp></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    document = read(make.make_raw_docx(body), "报告.docx")
    assert texts(document) == ["正文", "框里的话"]
    assert document.blocks[1].place.part == "textbox"


def test_headers_and_footers_come_once_and_last_without_page_numbers() -> None:
    document = docx.Document()
    document.add_heading("存在问题", 1)
    document.add_paragraph("正文。")
    document.sections[0].header.paragraphs[0].text = "示例公司诊断报告"
    document.sections[0].footer.paragraphs[0].text = "第 3 页"
    document.add_section()
    document.sections[1].header.is_linked_to_previous = False
    document.sections[1].header.paragraphs[0].text = "示例公司诊断报告"
    read_back = read(make.save_docx(document), "报告.docx")
    assert texts(read_back) == ["存在问题", "正文。", "示例公司诊断报告"]
    assert read_back.blocks[2].section == ("页眉页脚",)
    assert read_back.blocks[2].place.part == "header"


def test_footnotes_follow_the_paragraph_that_refers_to_them() -> None:
    body = (
        '<w:p><w:r><w:t>正文一</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
        "<w:p><w:r><w:t>正文二</w:t></w:r></w:p>"
    )
    notes = (
        f'<w:footnotes xmlns:w="{make.W_NAMESPACE}">'
        '<w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
        '<w:footnote w:id="2"><w:p><w:r><w:t>注释的话</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    data = make.make_raw_docx(
        body, parts={"word/footnotes.xml": notes}, links=[("rId1", "footnotes", "footnotes.xml")]
    )
    document = read(data, "报告.docx")
    assert texts(document) == ["正文一", "注释的话", "正文二"]
    assert document.blocks[1].place.part == "footnote"


def test_automatic_numbers_are_no_text_but_make_headings() -> None:
    numbering = (
        f'<w:numbering xmlns:w="{make.W_NAMESPACE}"><w:abstractNum w:abstractNumId="1">'
        '<w:lvl w:ilvl="0"><w:start w:val="1"/>'
        '<w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val=""/></w:lvl>'
        '</w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    )

    def numbered(text: str, level: int) -> str:
        return (
            f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="5"/></w:numPr></w:pPr>'
            f"<w:r><w:t>{text}</w:t></w:r></w:p>"
        )

    body = (
        numbered("企业情况", 0)
        + "<w:p><w:r><w:t>企业成立于二〇一二年。</w:t></w:r></w:p>"
        + numbered("存在问题", 0)
        + numbered("库存不准", 1)
        + numbered("计划靠人排", 1)
    )
    data = make.make_raw_docx(
        body, parts={"word/numbering.xml": numbering}, links=[("rId1", "numbering", "numbering.xml")]
    )
    document = read(data, "报告.docx")
    assert [(b.text, b.heading) for b in document.blocks] == [
        ("企业情况", 1),
        ("企业成立于二〇一二年。", None),
        ("存在问题", 1),
        ("库存不准", None),
        ("计划靠人排", None),
    ]
    assert document.blocks[4].section == ("存在问题",)


def test_table_of_contents_is_no_outline() -> None:
    document = docx.Document()
    document.styles.add_style("toc 1", WD_STYLE_TYPE.PARAGRAPH)
    document.add_paragraph("目  录")
    document.add_paragraph("一、存在问题\t3", style="toc 1")
    document.add_paragraph("二、建议……………………5")
    document.add_heading("一、存在问题", 1)
    document.add_paragraph("设备未联网。")
    read_back = read(make.save_docx(document), "报告.docx")
    assert [b.section for b in read_back.blocks] == [("目录",), ("目录",), ("目录",), (), ("一、存在问题",)]
    assert [b.heading for b in read_back.blocks] == [None, None, None, 1, None]


def test_cells_have_row_and_column_and_no_paragraph_numbers() -> None:
    document = docx.Document()
    document.add_paragraph("表1 问题清单")
    table = document.add_table(rows=2, cols=3)
    for cell, text in zip(
        (c for row in table.rows for c in row.cells),
        ["序号", "问题", "影响", "1", "库存不准", "缺料"],
        strict=True,
    ):
        cell.text = text
    table.cell(1, 2).add_paragraph("停线")
    document.add_paragraph("表后一段。")
    read_back = read(make.save_docx(document), "报告.docx")
    assert cells(read_back, read_back.tables[0]) == [
        ["序号", "问题", "影响"],
        ["1", "库存不准", "缺料\n停线"],
    ]
    assert read_back.tables[0].title == "表1 问题清单"
    assert read_back.tables[0].header_rows == 1
    last = read_back.blocks[6]
    assert last.place == Place("cell", 1, row=2, column=3)
    assert last.place.label() == "第1张表第2行第3列"
    assert last.table == 0
    assert read_back.blocks[7].place == Place("paragraph", 2)


def test_merged_cells_fill_every_position_with_one_block() -> None:
    document = docx.Document()
    table = document.add_table(rows=3, cols=3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "业务与场景"
    table.cell(0, 2).text = "等级"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "生产"
    table.cell(1, 1).text = "计划排程"
    table.cell(2, 1).text = "设备管理"
    table.cell(1, 2).text = "一级"
    read_back = read(make.save_docx(document), "报告.docx")
    assert cells(read_back, read_back.tables[0]) == [
        ["业务与场景", "业务与场景", "等级"],
        ["生产", "计划排程", "一级"],
        ["生产", "设备管理", None],
    ]
    grid = read_back.tables[0].rows
    assert grid[0][0] == grid[0][1]
    assert grid[1][0] == grid[2][0]
    assert len(read_back.blocks) == 6


def test_a_nested_table_follows_its_outer_one() -> None:
    document = docx.Document()
    outer = document.add_table(rows=1, cols=2)
    outer.cell(0, 0).text = "外一"
    outer.cell(0, 1).text = "外二"
    inner = outer.cell(0, 0).add_table(rows=1, cols=2)
    inner.cell(0, 0).text = "内一"
    inner.cell(0, 1).text = "内二"
    document.add_table(rows=1, cols=2).cell(0, 0).text = "第二张"
    read_back = read(make.save_docx(document), "报告.docx")
    assert texts(read_back) == ["外一", "外二", "内一", "内二", "第二张"]
    assert [b.place.number for b in read_back.blocks] == [1, 1, 3, 3, 2]
    assert read_back.blocks[2].place.label() == "嵌套表（第3张表）第1行第1列"
    assert [b.table for b in read_back.blocks] == [0, 0, 1, 1, 2]
    assert_round_trip(read_back)


def test_a_table_of_one_cell_is_a_frame_around_prose() -> None:
    document = docx.Document()
    cell = document.add_table(rows=1, cols=1).cell(0, 0)
    cell.text = "一、存在问题"
    cell.add_paragraph("")
    cell.add_paragraph("能耗只有总表，没有分项计量。")
    read_back = read(make.save_docx(document), "报告.docx")
    assert read_back.tables == ()
    assert [(b.text, b.heading, b.table) for b in read_back.blocks] == [
        ("一、存在问题", 1, None),
        ("能耗只有总表，没有分项计量。", None, None),
    ]
    assert read_back.blocks[1].section == ("一、存在问题",)
    assert (
        read_back.text_of(Place("cell", 1, row=1, column=1)) == "一、存在问题\n\n能耗只有总表，没有分项计量。"
    )
    assert_round_trip(read_back)


def test_rows_marked_as_header_by_word_are_believed() -> None:
    document = docx.Document()
    table = document.add_table(rows=3, cols=2)
    for row, pair in zip(table.rows, [("甲", "乙"), ("丙", "丁"), ("戊", "己")], strict=True):
        row.cells[0].text, row.cells[1].text = pair
    for row in table.rows[:2]:
        row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    assert read(make.save_docx(document), "报告.docx").tables[0].header_rows == 2


def test_strict_packages_are_read_like_usual_ones() -> None:
    data = make.make_raw_docx("<w:p><w:r><w:t>严格格式</w:t></w:r></w:p>")
    part = (
        '<?xml version="1.0"?><w:document xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main">'
        "<w:body><w:p><w:r><w:t>严格格式</w:t></w:r></w:p></w:body></w:document>"
    )
    assert texts(read(make.edit_zip(data, {"word/document.xml": part.encode()}), "报告.docx")) == ["严格格式"]


def test_an_embedded_document_is_named_and_not_passed_over() -> None:
    body = '<w:p><w:r><w:t>正文</w:t></w:r></w:p><w:altChunk r:id="rId7"/>'
    document = read(make.make_raw_docx(body), "报告.docx")
    assert [warning.code for warning in document.warnings] == ["embedded_part_not_read"]


_words = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=30)


@settings(max_examples=40, deadline=None)
@given(paragraphs=st.lists(_words, max_size=8), table=st.lists(st.tuples(_words, _words), max_size=3))
def test_every_block_of_a_docx_is_found_again(paragraphs: list[str], table: list[tuple[str, str]]) -> None:
    source = docx.Document()
    source.add_paragraph("开头")
    for text in paragraphs:
        source.add_paragraph(text)
    if table:
        grid = source.add_table(rows=len(table), cols=2)
        for row, pair in zip(grid.rows, table, strict=True):
            row.cells[0].text, row.cells[1].text = pair
    data = make.save_docx(source)
    document = read(data, "报告.docx")
    original = docx.Document(io.BytesIO(data))
    assert_round_trip(document)
    for block in document.blocks:
        assert block.place.number is not None
        if block.place.kind == "paragraph":
            assert original.paragraphs[block.place.number - 1].text == block.text
        else:
            assert block.place.row is not None
            assert block.place.column is not None
            cell = original.tables[block.place.number - 1].cell(block.place.row - 1, block.place.column - 1)
            assert cell.text.rstrip("\n") == block.text
    shown = {p.text for p in original.paragraphs if p.text.strip()}
    assert shown == {b.text for b in document.blocks if b.place.kind == "paragraph"}


@pytest.mark.parametrize("style", ["List Bullet", "List Number"])
def test_list_items_are_no_headings(style: str) -> None:
    document = read(
        make.make_docx(
            [("Heading 1", "存在问题"), (style, "库存不准"), (style, "计划靠人"), (style, "质量无记录")]
        ),
        "报告.docx",
    )
    assert [b.heading for b in document.blocks] == [1, None, None, None]
    assert {b.section for b in document.blocks[1:]} == {("存在问题",)}


def make_pasted_scan(words: str) -> bytes:
    """A docx that holds a large picture after some words."""
    picture = io.BytesIO()
    Image.new("L", (80, 120), 200).save(picture, "PNG")
    document = docx.Document()
    document.add_paragraph(words)
    document.add_picture(picture, width=Cm(15))
    return make.save_docx(document)


def test_a_scan_pasted_into_a_document_is_named() -> None:
    document = read(make_pasted_scan("附诊断报告扫描件如下"), "报告.docx")
    assert [(w.code, w.place) for w in document.warnings] == [("picture_not_read", Place("paragraph", 2))]
    with pytest.raises(EmptyReport, match="只有图片"):
        read(make_pasted_scan(""), "报告.docx")
