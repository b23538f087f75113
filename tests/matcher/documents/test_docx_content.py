"""Word files: what stands inside and beside the words of a paragraph, and what is named because it is not read."""

from __future__ import annotations

import pytest

from matcher.documents.model import Document, Place
from tests.factories import documents as make
from tests.matcher.documents.helpers import assert_round_trip, cells, read, texts

A = "http://schemas.openxmlformats.org/drawingml/2006/main"
CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
DIAGRAM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def one(inner: str) -> Document:
    return read(make.make_raw_docx(f"<w:p>{inner}</w:p>"), "报告.docx")


def drawing(graphic: str, extent: str = "") -> str:
    return (
        '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/'
        f'wordprocessingDrawing">{extent}<a:graphic xmlns:a="{A}"><a:graphicData>{graphic}</a:graphicData>'
        "</a:graphic></wp:inline></w:drawing></w:r>"
    )


SYMBOL = '<w:r><w:sym w:font="{}" w:char="{}"/></w:r>'


@pytest.mark.parametrize(
    ("inner", "shown"),
    [
        (
            SYMBOL.format("Wingdings 2", "F052")
            + run("是")
            + SYMBOL.format("Wingdings 2", "F0A3")
            + run("否"),
            "☑是□否",
        ),
        (
            SYMBOL.format("Wingdings", "F0FE") + run("是") + SYMBOL.format("Wingdings", "F0A8") + run("否"),
            "☑是□否",
        ),
        (SYMBOL.format("Webdings", "F061") + run("是"), "\ufffd是"),
        (f"<w:r><w:rPr><w:rFonts w:ascii='Wingdings'/></w:rPr><w:t>\uf0fe</w:t></w:r>{run('是')}", "☑是"),
        (
            '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/><w:checked/>'
            "</w:checkBox></w:ffData></w:fldChar></w:r><w:r><w:instrText> FORMCHECKBOX </w:instrText></w:r>"
            '<w:r><w:fldChar w:fldCharType="end"/></w:r>' + run("有"),
            "☑有",
        ),
        (
            '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/></w:checkBox>'
            '</w:ffData></w:fldChar></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>' + run("无"),
            "☐无",
        ),
        (
            f'{run("公式")}<m:oMath xmlns:m="{MATH}"><m:r><m:t>A×P</m:t></m:r></m:oMath>{run("如上")}',
            "公式A×P如上",
        ),
        (
            f"<w:r><w:ruby><w:rt>{run('yín')}</w:rt><w:rubyBase>{run('银')}</w:rubyBase></w:ruby></w:r>{run('川')}",
            "银川",
        ),
        (f"<w:customXml>{run('银川')}</w:customXml><w:smartTag>{run('市')}</w:smartTag>", "银川市"),
        (
            (
                f"{run('产量')}<w:del><w:r><w:delText>删去</w:delText></w:r></w:del><w:ins>{run('加上')}</w:ins>"
                f"<w:moveFrom>{run('移走')}</w:moveFrom><w:moveTo>{run('移来')}</w:moveTo>"
            ),
            "产量加上移来",
        ),
    ],
)
def test_what_a_paragraph_shows(inner: str, shown: str) -> None:
    document = one(inner)
    assert texts(document) == [shown]
    assert document.warnings == ()


def test_hidden_words_are_left_out_and_named() -> None:
    document = one(run("看得见") + "<w:r><w:rPr><w:vanish/></w:rPr><w:t>看不见</w:t></w:r>")
    assert texts(document) == ["看得见"]
    assert [(w.code, w.place) for w in document.warnings] == [("hidden_text", Place("paragraph", 1))]


def test_a_diagram_is_read_beside_its_paragraph() -> None:
    data = (
        f'<dgm:dataModel xmlns:dgm="{DIAGRAM}" xmlns:a="{A}"><dgm:ptLst><dgm:pt><dgm:t><a:p><a:r><a:t>先排</a:t></a:r>'
        "<a:r><a:t>产</a:t></a:r></a:p></dgm:t></dgm:pt><dgm:pt><dgm:t><a:p><a:r><a:t>后派工</a:t></a:r></a:p></dgm:t>"
        "</dgm:pt></dgm:ptLst></dgm:dataModel>"
    )
    body = f'<w:p>{run("流程如下")}{drawing(f"""<dgm:relIds xmlns:dgm="{DIAGRAM}" r:dm="rId1"/>""")}</w:p>'
    body += f"<w:p>{run('完')}</w:p>"
    links = [("rId1", "diagramData", "diagrams/data1.xml")]
    document = read(
        make.make_raw_docx(body, parts={"word/diagrams/data1.xml": data}, links=links), "报告.docx"
    )
    assert texts(document) == ["流程如下", "先排产", "后派工", "完"]
    assert [block.place.label() for block in document.blocks[1:3]] == ["图形（第3段）", "图形（第4段）"]
    assert document.warnings == ()
    assert_round_trip(document)


def test_charts_objects_pictures_and_comments_are_named_with_their_place() -> None:
    chart = (
        f'<c:chartSpace xmlns:c="{CHART}" xmlns:a="{A}"><c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>各场景等级'
        "</a:t></a:r></a:p></c:rich></c:tx></c:title></c:chart></c:chartSpace>"
    )
    picture = f'<a:blip xmlns:a="{A}" r:embed="rId3"/>'
    body = "".join(
        f"<w:p>{inner}</w:p>"
        for inner in (
            run("开头") + '<w:r><w:commentReference w:id="0"/></w:r>',
            drawing(f'<c:chart xmlns:c="{CHART}" r:id="rId1"/>'),
            (
                '<w:r><w:object><o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office" ProgID="Excel.Sheet.12" '
                'r:id="rId2"/></w:object></w:r>'
            ),
            drawing(picture, '<wp:extent cx="5000000" cy="3000000"/>'),
            drawing(picture, '<wp:extent cx="300000" cy="300000"/>'),
        )
    )
    links = [("rId1", "chart", "charts/chart1.xml")]
    data = make.make_raw_docx(body, parts={"word/charts/chart1.xml": chart}, links=links)
    document = read(data, "报告.docx")
    assert texts(document) == ["开头"]
    assert [(w.code, w.place and w.place.number) for w in document.warnings] == [
        ("chart_not_read", 2),
        ("embedded_part_not_read", 3),
        ("picture_not_read", 4),
        ("comments_not_read", 1),
    ]
    assert "“各场景等级”" in document.warnings[0].message
    assert "1张图片" in document.warnings[2].message


def test_tables_in_text_boxes_and_notes_are_read() -> None:
    def table(left: str, right: str) -> str:
        inner = "".join(f"<w:tc><w:p>{run(text)}</w:p></w:tc>" for text in (left, right))
        return f"<w:tbl><w:tr>{inner}</w:tr></w:tbl>"

    box = f"<w:txbxContent><w:p>{run('框里的话')}</w:p>{table('框甲', '框乙')}</w:txbxContent>"
    body = (
        f"<w:p>{run('正文')}<w:r><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></w:r>"
        '<w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    )
    notes = (
        f'<w:footnotes xmlns:w="{make.W_NAMESPACE}"><w:footnote w:id="2"><w:p>{run("注释")}</w:p>'
        f"{table('注甲', '注乙')}</w:footnote></w:footnotes>"
    )
    links = [("rId1", "footnotes", "footnotes.xml")]
    document = read(make.make_raw_docx(body, parts={"word/footnotes.xml": notes}, links=links), "报告.docx")
    assert [block.text for block in document.blocks if block.table is None] == ["正文", "框里的话", "注释"]
    assert [cells(document, found) for found in document.tables] == [[["框甲", "框乙"]], [["注甲", "注乙"]]]
    assert_round_trip(document)
