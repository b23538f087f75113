"""Text and Markdown: encodings, lines, headings, pipe tables, and what is no text at all."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.documents.model import Place
from matcher.errors import EmptyReport, UnsupportedReport
from tests.matcher.documents.helpers import assert_round_trip, cells, read, sections, texts

SIMPLE = "走访记录\n\n车间还在用纸质工单，进度要打电话问。\n库存账实不符，盘点靠人工。"
TRADITIONAL = "訪談記錄\n\n車間還在使用紙本工單，進度要打電話詢問。\n庫存帳目與實物不符，盤點靠人工。"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (SIMPLE, "utf-8"),
        (SIMPLE, "utf-8-sig"),
        (SIMPLE, "gb18030"),
        (SIMPLE, "gbk"),
        (SIMPLE, "utf-16"),
        (SIMPLE, "utf-16-le"),
        (SIMPLE, "utf-16-be"),
        (TRADITIONAL, "utf-8"),
        (TRADITIONAL, "big5"),
        (TRADITIONAL, "gb18030"),
        ("MES上线情况：未上线。CNC 32 台。", "gb18030"),
        ("问题：设备老坏", "gb18030"),
        ("排产乱", "gb18030"),
        ("** 液压系", "gb18030"),
        ("【仓库】", "gb18030"),
        ("【仓库】", "utf-8-sig"),
        ("檢驗紀錄寫在", "big5"),
        ("檢驗紀錄", "utf-16-le"),
        ("Temp 25°C ±3", "utf-8"),
    ],
)
def test_every_usual_encoding_is_recognised(text: str, encoding: str) -> None:
    document = read(text.encode(encoding), "走访.txt")
    assert texts(document) == [line for line in text.split("\n") if line]
    assert document.warnings == ()
    assert document.format == "txt"


def test_lines_are_numbered_as_an_editor_numbers_them() -> None:
    document = read("第一行\r\n\r\n第三行\r第四行\n".encode(), "走访.txt")
    assert [(b.place.number, b.text) for b in document.blocks] == [
        (1, "第一行"),
        (3, "第三行"),
        (4, "第四行"),
    ]
    assert document.blocks[1].place.label() == "第3段"


def test_a_few_broken_bytes_are_marked_and_named() -> None:
    data = SIMPLE.encode("gb18030") * 20
    document = read(data[:41] + b"\xff" + data[42:], "走访.txt")
    assert [w.code for w in document.warnings] == ["undecodable_characters"]
    assert "\ufffd" in "".join(texts(document))


@pytest.mark.parametrize("seed", range(12))
def test_binary_rubbish_is_refused(seed: int) -> None:
    rubbish = random.Random(seed).randbytes(50 * 4 ** (seed % 6))
    with pytest.raises(UnsupportedReport):
        read(rubbish, "走访.txt")


def test_blank_text_is_refused() -> None:
    with pytest.raises(EmptyReport):
        read(b" \n\n\t\n", "走访.txt")


def test_numbers_colons_and_brackets_head_the_lines_below_them() -> None:
    text = (
        "【看到的】\n设备都是单机\n一、存在问题\n排产靠白板，急单一来就乱。\n"
        "主要需求：\n1、排产工具\n2、库存系统\n以上供参考，细节下次再谈。"
    )
    document = read(text.encode(), "走访.txt")
    found = sections(document)
    assert found["设备都是单机"] == ("【看到的】",)
    assert found["排产靠白板，急单一来就乱。"] == ("一、存在问题",)
    assert found["2、库存系统"] == ("一、存在问题", "主要需求：")
    assert found["以上供参考，细节下次再谈。"] == ("一、存在问题",)


def test_markdown_headings_lists_and_tables() -> None:
    text = (
        "# 某公司诊断报告\n\n## 存在问题\n\n- 设备**未联网**\n- 计划靠人\n\n### 分项\n\n说明文字一句。\n\n"
        "| 序号 | 需求 | 预算 |\n| --- | :-: | ---: |\n| 1 | 上MES | 30万元 |\n"
        "| 2 |  | 5万元 |\n\n建议\n----\n\n尽快启动。\n"
    )
    document = read(text.encode(), "报告.md")
    assert document.format == "md"
    assert [(b.text, b.heading) for b in document.blocks if b.heading] == [
        ("某公司诊断报告", 1),
        ("存在问题", 1),
        ("分项", 2),
        ("建议", 1),
    ]
    assert sections(document)["计划靠人"] == ("存在问题",)
    assert sections(document)["尽快启动。"] == ("建议",)
    table = document.tables[0]
    assert cells(document, table) == [
        ["序号", "需求", "预算"],
        ["1", "上MES", "30万元"],
        ["2", None, "5万元"],
    ]
    assert table.header_rows == 1
    assert table.section == ("存在问题", "分项")
    block = next(b for b in document.blocks if b.text == "30万元")
    assert block.place == Place("cell", 1, row=2, column=3)
    assert_round_trip(document)


def test_markdown_marks_at_the_ends_are_no_part_of_what_is_said() -> None:
    text = (
        "> **重点**：排产靠人\n>> 引用的话\n##存在问题 ##\n* **计划靠人**\n- [ ] 上ERP\n"
        "设备**未联网**，停机多\n```\n尽快启动。\n```\n***\n"
    )
    document = read(text.encode(), "报告.md")
    assert [(b.offset, b.text) for b in document.blocks] == [
        (2, "**重点**：排产靠人"),
        (3, "引用的话"),
        (2, "存在问题"),
        (4, "计划靠人"),
        (2, "[ ] 上ERP"),
        (0, "设备**未联网**，停机多"),
        (0, "尽快启动。"),
    ]
    lines = text.split("\n")
    for block in document.blocks:
        assert block.place.number is not None
        location = block.location(0, len(block.text))
        assert lines[block.place.number - 1][location.start : location.end] == block.text
    assert_round_trip(document)


def test_markdown_tables_need_no_outer_pipes() -> None:
    text = "场景 | 现状 | 等级\n--- | :-: | ---\n**计划排程** | 白板\\|纸 | *一级*\n设备 | - | \n\n后面。\n"
    document = read(text.encode(), "报告.md")
    assert cells(document, document.tables[0]) == [
        ["场景", "现状", "等级"],
        ["计划排程", "白板\\|纸", "一级"],
        ["设备", "-", None],
    ]
    assert texts(document)[-1] == "后面。"


def test_a_picture_in_markdown_is_named() -> None:
    document = read("有图：\n![布局](a.png)\n完。".encode(), "报告.md")
    assert texts(document) == ["有图：", "完。"]
    assert [(w.code, w.place) for w in document.warnings] == [("picture_not_read", Place("paragraph", 2))]


def test_pipes_in_plain_text_are_no_table() -> None:
    assert read("| 甲 | 乙 |\n| --- | --- |\n".encode(), "走访.txt").tables == ()


_lines = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp", "Co", "Cn")), max_size=60
)


@settings(max_examples=100, deadline=None)
@given(lines=st.lists(_lines, max_size=12), markdown=st.booleans())
def test_every_line_is_found_again(lines: list[str], markdown: bool) -> None:
    text = "\n".join(["开头一句话，说明情况。", *lines])
    document = read(text.encode(), "走访.md" if markdown else "走访.txt")
    assert_round_trip(document)
    if not markdown:
        kept = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
        assert [(b.place.number, b.text) for b in document.blocks] == kept
