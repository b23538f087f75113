"""Pdf files: paragraphs, running headers, tables over pages, headings by type size, unreadable pages."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pypdfium2
import pytest
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph

from matcher.documents.drafts import RecognitionNeeded
from matcher.documents.limits import Limits
from matcher.documents.model import Document, Place
from matcher.documents.recognition import Recognizer
from matcher.errors import DamagedReport, EmptyReport, EncryptedReport, ReportTooLarge, UnsafeReport
from tests.factories import documents as make
from tests.matcher.documents.helpers import assert_round_trip, cells, read, recognise, sections, texts

LONG = (
    "企业目前的生产计划由计划员用电子表格排定，下发到班组之后靠纸质派工单流转，进度无法实时掌握，订单交期经常延误，"
    "客户投诉较多，急单插入之后整个计划要推倒重来，车间主任每天花两个小时协调。"
)
SECOND = (
    "设备停机原因没有记录，维修全凭老师傅的经验判断，备件库存也没有台账，去年因为等备件合计停机二百多个小时。"
)

LAST = "能耗只有总表，没有分项计量，哪条线费电说不清楚。"


def prose(document: Document) -> list[str]:
    return [b.text for b in document.blocks if b.place.kind == "page"]


def test_soft_line_breaks_are_joined_and_paragraphs_kept_apart() -> None:
    document = read(make.make_pdf([make.paragraph(LONG), make.paragraph(SECOND)]), "报告.pdf")
    assert texts(document) == [LONG, SECOND]
    assert document.format == "pdf"
    assert document.blocks[1].place == Place("page", 1)
    assert document.blocks[1].offset == len(LONG) + 1
    assert document.text_of(Place("page", 1)) == f"{LONG}\n{SECOND}"
    assert document.blocks[1].place.label() == "第1页"
    assert_round_trip(document)


def test_latin_words_keep_one_space_at_a_line_break() -> None:
    text = (
        "The plant runs on paper work orders and nobody can see the progress before the evening report " * 2
    )
    document = read(make.make_pdf([make.paragraph(text.strip())]), "报告.pdf")
    assert texts(document) == [text.strip()]


def test_headings_by_type_size_and_number() -> None:
    story = [
        make.paragraph("某某公司数字化诊断报告", size=22, indent=False),
        make.paragraph("一、企业情况", size=16, indent=False),
        make.paragraph(LONG),
        make.paragraph("二、存在问题", size=16, indent=False),
        make.paragraph("（一）设备管理", size=14, indent=False),
        make.paragraph(SECOND),
    ]
    document = read(make.make_pdf(story), "报告.pdf")
    assert [(b.text, b.heading) for b in document.blocks if b.heading] == [
        ("某某公司数字化诊断报告", 1),
        ("一、企业情况", 1),
        ("二、存在问题", 1),
        ("（一）设备管理", 2),
    ]
    assert sections(document)[LONG] == ("一、企业情况",)
    assert sections(document)[SECOND] == ("二、存在问题", "（一）设备管理")


def test_numbered_lines_at_body_size_are_headings_too() -> None:
    story = [
        make.paragraph("一、存在问题", indent=False),
        make.paragraph(LONG),
        make.paragraph("（一）设备", indent=False),
        make.paragraph(SECOND),
    ]
    document = read(make.make_pdf(story), "报告.pdf")
    assert sections(document)[SECOND] == ("一、存在问题", "（一）设备")


def test_running_headers_and_page_numbers_are_left_out() -> None:
    story = [
        make.paragraph(LONG),
        make.page_break(),
        make.paragraph(SECOND),
        make.page_break(),
        make.paragraph(LAST),
    ]
    document = read(make.make_pdf(story, header="示例公司 诊断报告", footer=True), "报告.pdf")
    assert texts(document) == [LONG, SECOND, LAST]
    assert [b.place.number for b in document.blocks] == [1, 2, 3]


def test_a_line_that_comes_again_near_the_page_end_is_kept() -> None:
    upper = [(60, 120 + 20 * i, f"第{i}行正文，说明情况。") for i in range(20)]
    data = make.draw_pdf(
        [
            ([], [*upper, (60, 90, "【改进建议】"), (280, 30, "- 1 -")]),
            ([], [*upper[:15], (60, 70, "【改进建议】"), (280, 30, "- 2 -")]),
            ([], [(60, 700, LAST), (280, 30, "- 3 -")]),
        ]
    )
    found = texts(read(data, "报告.pdf"))
    assert found.count("【改进建议】") == 2
    assert not [text for text in found if text.startswith("-")]


def test_bullets_of_symbol_fonts_are_bullets() -> None:
    data = make.make_raw_pdf(b"BT /F1 12 Tf 72 700 Td <B7> Tj 14 0 Td (Orders are late) Tj ET")
    assert texts(read(data, "报告.pdf"))[0].endswith("Orders are late")


def test_a_paragraph_that_breaks_off_at_the_page_end_stays_whole() -> None:
    story = [make.gap(600), make.paragraph(LONG * 3), make.paragraph(SECOND)]
    document = read(make.make_pdf(story, footer=True), "报告.pdf")
    assert texts(document) == [LONG * 3, SECOND]
    assert [b.place.number for b in document.blocks] == [1, 2]
    assert document.blocks[1].offset == 0
    assert_round_trip(document)


def test_ruled_tables_become_cells_and_no_paragraphs() -> None:
    story = [
        make.paragraph("表1问题清单", indent=False),
        make.grid([["序号", "问题", "表现"], ["1", "库存不准", "盘点靠人"], ["2", "计划靠人", ""]]),
        make.paragraph(SECOND),
    ]
    document = read(make.make_pdf(story), "报告.pdf")
    table = document.tables[0]
    assert cells(document, table) == [
        ["序号", "问题", "表现"],
        ["1", "库存不准", "盘点靠人"],
        ["2", "计划靠人", None],
    ]
    assert (table.title, table.header_rows) == ("表1问题清单", 1)
    assert prose(document) == ["表1问题清单", SECOND]
    block = document.blocks[6]
    assert block.place == Place("cell", 1, row=2, column=3, page=1)
    assert block.place.label() == "第1页第1张表第2行第3列"
    assert_round_trip(document)


def test_merged_cells_fill_every_position() -> None:
    table = make.grid(
        [["业务", "场景", "等级"], ["生产", "计划排程", "一级"], ["", "设备管理", "一级"]],
        spans=[((0, 1), (0, 2))],
    )
    document = read(make.make_pdf([make.paragraph(SECOND), table]), "报告.pdf")
    grid = document.tables[0].rows
    assert grid[1][0] == grid[2][0] is not None
    assert cells(document, document.tables[0])[2] == ["生产", "设备管理", "一级"]


def test_wrapped_cell_text_is_joined() -> None:
    text = "设备停机原因没有记录，维修全凭经验判断，备件库存也没有台账"
    table = make.grid(
        [["序号", "表现"], ["1", "设备停机原因没有记录，维\n修全凭经验判断，备件库存\n也没有台账"]],
        widths=[40, 122],
    )
    document = read(make.make_pdf([make.paragraph(SECOND), table]), "报告.pdf")
    assert cells(document, document.tables[0])[1] == ["1", text]


def test_a_table_goes_on_over_the_page_with_its_header_once() -> None:
    rows = [["序号", "问题", "部门"]] + [[str(i), f"问题之{i}", "车间"] for i in range(1, 61)]
    table = make.grid(rows)
    table.repeatRows = 1
    document = read(
        make.make_pdf([make.paragraph(SECOND), table], header="示例报告", footer=True), "报告.pdf"
    )
    assert len(document.tables) == 1
    assert len(document.tables[0].rows) == 61
    assert document.tables[0].header_rows == 1
    last = document.blocks[-3]
    assert last.text == "60"
    assert last.place.row == 61
    assert last.place.page == 2
    assert_round_trip(document)


def test_two_tables_with_the_same_columns_stay_two() -> None:
    story = [
        make.gap(560),
        make.grid([["序号", "问题", "部门"], ["1", "库存不准", "仓库"]], widths=[60, 200, 100]),
        make.page_break(),
        make.grid([["编号", "需求", "预算"], ["1", "上系统", "三十万"]], widths=[60, 200, 100]),
        make.paragraph(SECOND),
    ]
    document = read(make.make_pdf(story), "报告.pdf")
    assert [cells(document, table)[0] for table in document.tables] == [
        ["序号", "问题", "部门"],
        ["编号", "需求", "预算"],
    ]


def test_a_row_cut_by_the_page_end_is_put_together() -> None:
    story = [
        make.gap(560),
        make.grid(
            [["序号", "问题", "表现", "部门"], ["1", "库存不准", "盘点全部靠人工，账面数量", "仓库"]],
            widths=[40, 80, 150, 60],
        ),
        make.page_break(),
        make.grid(
            [["", "", "与实物经常对不上。", ""], ["2", "计划靠人", "白板排产。", "车间"]],
            widths=[40, 80, 150, 60],
        ),
        make.paragraph(SECOND),
    ]
    document = read(make.make_pdf(story), "报告.pdf")
    assert cells(document, document.tables[0])[1:] == [
        ["1", "库存不准", "盘点全部靠人工，账面数量与实物经常对不上。", "仓库"],
        ["2", "计划靠人", "白板排产。", "车间"],
    ]
    assert_round_trip(document)


def rules(xs: Sequence[float], ys: Sequence[float]) -> list[tuple[float, float, float, float]]:
    """All lines of a plain grid."""
    return [(xs[0], y, xs[-1], y) for y in ys] + [(x, ys[0], x, ys[-1]) for x in xs]


def test_rows_that_the_page_end_left_open_belong_to_the_table() -> None:
    xs = [50, 150, 300, 550]
    upper = rules(xs, [100, 130, 160])
    # Like a browser: the cut row has its sides and neither a rule below nor, on the next page, one above.
    upper += [(x, 70, x, 100) for x in xs]
    lower = rules(xs, [700, 730]) + [(x, 730, x, 760) for x in xs]
    data = make.draw_pdf(
        [
            (
                upper,
                [
                    (60, 140, "序号"),
                    (160, 140, "问题"),
                    (310, 140, "表现"),
                    (60, 110, "1"),
                    (160, 110, "库存不准"),
                    (310, 110, "盘点靠人。"),
                    (60, 80, "2"),
                    (160, 80, "计划靠人"),
                    (310, 80, "白板排产。"),
                ],
            ),
            (
                lower,
                [
                    (60, 740, "3"),
                    (160, 740, "质量无记录"),
                    (310, 740, "纸质记录。"),
                    (60, 710, "4"),
                    (160, 710, "设备停机"),
                    (310, 710, "事后维修。"),
                ],
            ),
        ]
    )
    document = read(data, "报告.pdf")
    assert len(document.tables) == 1
    assert cells(document, document.tables[0]) == [
        ["序号", "问题", "表现"],
        ["1", "库存不准", "盘点靠人。"],
        ["2", "计划靠人", "白板排产。"],
        ["3", "质量无记录", "纸质记录。"],
        ["4", "设备停机", "事后维修。"],
    ]
    assert prose(document) == []


def test_a_merged_cell_that_goes_on_over_the_page_fills_its_rows_there_too() -> None:
    xs = [50, 150, 300, 550]

    def page(split: Sequence[float], ends: tuple[float, float]) -> list[tuple[float, float, float, float]]:
        """Rules over all columns at `ends`, and over all but the first between them."""
        lines: list[tuple[float, float, float, float]] = [(xs[0], y, xs[-1], y) for y in ends]
        lines += [(xs[1], y, xs[-1], y) for y in split]
        return lines + [(x, min(ends), x, max(ends)) for x in xs]

    data = make.draw_pdf(
        [
            (
                [*page([110], (80, 140)), *rules(xs, [140, 170])],
                [
                    (60, 150, "业务"),
                    (160, 150, "场景"),
                    (310, 150, "等级"),
                    (60, 100, "生产"),
                    (160, 120, "计划排程"),
                    (310, 120, "一级"),
                    (160, 90, "生产管控"),
                    (310, 90, "一级"),
                ],
            ),
            (
                [*page([730], (700, 760)), *rules(xs, [670, 700])],
                [
                    (160, 740, "质量管理"),
                    (310, 740, "零级"),
                    (160, 710, "设备管理"),
                    (310, 710, "零级"),
                    (60, 680, "供应"),
                    (160, 680, "采购管理"),
                    (310, 680, "二级"),
                ],
            ),
        ]
    )
    document = read(data, "报告.pdf")
    assert [row[0] for row in cells(document, document.tables[0])] == [
        "业务",
        "生产",
        "生产",
        "生产",
        "生产",
        "供应",
    ]
    assert len({row[0] for row in document.tables[0].rows[1:5]}) == 1
    assert_round_trip(document)


def test_a_drawing_is_no_table_and_its_words_are_kept() -> None:
    lines = rules([50 + 20 * i for i in range(12)], [200 + 20 * i for i in range(12)])
    document = read(make.draw_pdf([(lines, [(60, 410, "甲"), (100, 250, "乙")])]), "报告.pdf")
    assert document.tables == ()
    assert sorted(texts(document)) == ["乙", "甲"]


def test_slanted_words_are_named() -> None:
    data = make.make_raw_pdf(
        b"BT /F1 12 Tf 72 700 Td (Upright) Tj ET BT /F1 30 Tf 0.7 0.7 -0.7 0.7 200 200 Tm (Watermark) Tj ET"
    )
    document = read(data, "水印.pdf")
    assert texts(document) == ["Upright"]
    assert [(w.code, w.place) for w in document.warnings] == [("slanted_text", Place("page", 1))]
    with pytest.raises(RecognitionNeeded):  # its text layer says nothing that stands upright
        read(make.make_raw_pdf(b"BT /F1 30 Tf 0.7 0.7 -0.7 0.7 200 200 Tm (Slanted) Tj ET"), "斜.pdf")


def test_a_frame_around_prose_is_no_table() -> None:
    document = read(
        make.make_pdf([make.grid([["提示：本报告仅供内部使用。"]]), make.paragraph(SECOND)]), "报告.pdf"
    )
    assert document.tables == ()
    assert texts(document) == ["提示：本报告仅供内部使用。", SECOND]


def test_a_contents_page_is_no_outline() -> None:
    story = [
        make.paragraph("目 录", size=16, indent=False),
        make.paragraph("一、企业情况 .................... 2", indent=False),
        make.paragraph("二、存在问题 .................... 3", indent=False),
        make.page_break(),
        make.paragraph("一、企业情况", size=16, indent=False),
        make.paragraph(SECOND),
    ]
    document = read(make.make_pdf(story), "报告.pdf")
    assert [b.section for b in document.blocks[:3]] == [("目录",)] * 3
    assert [b.text for b in document.blocks if b.heading] == ["一、企业情况"]


def test_double_struck_bold_type_is_read_once() -> None:
    text = b"BT /F1 12 Tf 72 700 Td (Schedule) Tj ET BT /F1 12 Tf 72.3 700 Td (Schedule) Tj ET"
    assert texts(read(make.make_raw_pdf(text), "报告.pdf")) == ["Schedule"]


def test_an_unreadable_page_among_others_is_named(recognizer: Recognizer) -> None:
    whole = pypdfium2.PdfDocument.new()
    for data in (make.make_pdf([make.paragraph(LONG)]), make.make_scan()):
        whole.import_pages(pypdfium2.PdfDocument(data))
    stream = io.BytesIO()
    whole.save(stream)
    document = recognise(recognizer, stream.getvalue())
    assert texts(document) == [LONG]
    assert [(w.code, w.place) for w in document.warnings] == [("page_without_text", Place("page", 2))]


def test_a_bare_scan_needs_eyes_and_is_refused_when_they_see_nothing(recognizer: Recognizer) -> None:
    with pytest.raises(RecognitionNeeded):
        read(make.make_scan(2), "扫描.pdf")
    with pytest.raises(EmptyReport, match="没有认出文字"):
        recognise(recognizer, make.make_scan(2))


def test_a_font_without_meaning_is_named_when_it_cannot_be_seen_either(recognizer: Recognizer) -> None:
    font = (
        "<< /Type /Font /Subtype /Type0 /BaseFont /Nope /Encoding /Identity-H "
        "/DescendantFonts [ << /Type /Font "
        "/Subtype /CIDFontType2 /BaseFont /Nope "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
        ">> ] >>"
    )
    whole = pypdfium2.PdfDocument.new()
    garbled = make.make_raw_pdf(b"BT /F1 12 Tf 72 700 Td 3 Tr <00A100A200A300A4> Tj ET", font=font)
    for data in (make.make_pdf([make.paragraph(LONG)]), garbled):
        whole.import_pages(pypdfium2.PdfDocument(data))
    stream = io.BytesIO()
    whole.save(stream)
    document = recognise(recognizer, stream.getvalue())
    assert texts(document) == [LONG]
    assert [(w.code, w.place) for w in document.warnings] == [("page_garbled", Place("page", 2))]


def test_a_password_is_asked_for_only_when_needed() -> None:
    story = [make.paragraph(SECOND)]
    with pytest.raises(EncryptedReport, match="密码"):
        read(make.make_pdf(story, password="secret"), "加密.pdf")
    story = [Paragraph("Locked for editing only", getSampleStyleSheet()["Normal"])]
    assert texts(read(make.make_pdf(story, password="secret", owner_only=True), "只读.pdf")) == [
        "Locked for editing only"
    ]


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_truncated_file_is_refused(share: float) -> None:
    data = make.make_pdf([make.paragraph(LONG), make.page_break(), make.paragraph(SECOND)])
    with pytest.raises(DamagedReport):
        read(data[: int(len(data) * share)], "断.pdf")


def test_too_many_pages_are_refused() -> None:
    data = make.make_pdf([make.paragraph(SECOND), make.page_break(), make.paragraph(LONG)])
    with pytest.raises(ReportTooLarge, match="2页"):
        read(data, "长.pdf", Limits(pdf_pages=1))


def test_a_stream_that_unpacks_without_end_is_refused() -> None:
    data = make.make_raw_pdf(b"", compressed=make.deflate_zeros(300 << 20))
    with pytest.raises(UnsafeReport, match="压缩炸弹"):
        read(data, "炸弹.pdf")


def test_sixty_pages_are_read_whole() -> None:
    story = []
    for number in range(60):
        story += [
            make.paragraph(f"{number + 1} 第几部分的现状", size=16, indent=False),
            make.paragraph(LONG * 5),
        ]
        story += [
            make.paragraph(SECOND * 6),
            make.grid([["序号", "问题", "表现"], ["1", "库存不准", "盘点靠人"]]),
        ]
        story.append(make.page_break())
    data = make.make_pdf(story, header="示例", footer=True)
    document = read(data, "长.pdf")
    assert len(document.tables) == 60
    assert document.warnings == ()


def test_pages_past_the_time_budget_are_named() -> None:
    story = [make.paragraph(SECOND), make.page_break(), make.paragraph(LONG)]
    document = read(make.make_pdf(story), "长.pdf", Limits(cpu_seconds=0))
    assert [w.code for w in document.warnings] == ["pages_not_read"]
