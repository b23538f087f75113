"""Headings: numbers, marks and type sizes; lists that only look like headings; sections that reset."""

from __future__ import annotations

import pytest

from matcher.documents.drafts import Draft
from matcher.documents.model import Place
from matcher.documents.numbering import find_label, parse_chinese_number
from matcher.documents.outline import assign_outline, heading_title, is_caption


def lay(lines: list[str | Draft]) -> list[tuple[str, int | None, tuple[str, ...]]]:
    """(text, heading, section) of plain lines."""
    drafts = [
        line if isinstance(line, Draft) else Draft(line, Place("paragraph", number))
        for number, line in enumerate(lines, start=1)
    ]
    depths, sections = assign_outline(drafts)
    return [(d.text, depth, section) for d, depth, section in zip(drafts, depths, sections, strict=True)]


def headings(lines: list[str | Draft]) -> list[tuple[str, int]]:
    return [(text, depth) for text, depth, _ in lay(lines) if depth is not None]


BODY = "企业目前的生产计划由计划员用电子表格排定，下发之后靠纸质派工单流转。"


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("第一章 总则", "chapter", 1),
        ("第十二部分 附则", "chapter", 12),
        ("第二节 设备", "section", 2),
        ("附录A 访谈", "appendix", 1),
        ("附件2：清单", "appendix", 2),
        ("附录", "appendix", 0),
        ("甲、公司輪廓", "stem", 1),
        ("叁　短板", "formal", 3),
        ("一、现状", "cn", 1),
        ("二十一、现状", "cn", 21),
        ("（三）网络", "cn_paren", 3),
        ("(三)网络", "cn_paren", 3),
        ("1. 设备", "arabic", 1),
        ("1、设备", "arabic", 1),
        ("1．设备", "arabic", 1),
        ("2 项目背景", "arabic", 2),
        ("1.1 政策", "dotted", 1),
        ("1.1政策", "dotted", 1),
        ("3.1.2 计划", "dotted", 2),
        ("（4）计划", "paren", 4),
        ("4）计划", "half_paren", 4),
        ("④计划", "circled", 4),
        ("A. 计划", "alpha", 1),
        ("发现三 奶源结算", "named", 3),
        ("问题2：库存不准", "named", 2),
        ("附：一览", "appendix", 0),
    ],
)
def test_numbers_at_the_head_of_a_line(text: str, kind: str, value: int) -> None:
    label = find_label(text)
    assert label is not None
    assert (label.kind, label.value) == (kind, value)


@pytest.mark.parametrize(
    "text",
    [
        "1.5倍的产能",
        "3.2万元",
        "20 万元预算",
        "3 台设备停机",
        "2026年3月",
        "2026.3.1 走访",
        "一次合格率",
        "问题一直存在",
        "需求3个月内完成",
        "三是计划",
        "第一，先补短板",
        "ERP系统",
        "",
    ],
)
def test_amounts_dates_and_words_are_no_numbers(text: str) -> None:
    assert find_label(text) is None


@pytest.mark.parametrize(
    ("text", "value"), [("十", 10), ("十二", 12), ("二十", 20), ("三十五", 35), ("一百零二", 102), ("7", 7)]
)
def test_chinese_numbers(text: str, value: int) -> None:
    assert parse_chinese_number(text) == value


def test_kinds_of_numbers_nest_and_reset() -> None:
    lines = [
        "第一章 现状",
        "一、设备",
        BODY,
        "（一）机床",
        BODY,
        "1. 维修",
        BODY,
        "（1）备件",
        BODY,
        "二、网络",
        BODY,
        "第二章 问题",
        BODY,
    ]
    laid = lay([*lines])
    assert [(text, depth) for text, depth, _ in laid if depth] == [
        ("第一章 现状", 1),
        ("一、设备", 2),
        ("（一）机床", 3),
        ("1. 维修", 4),
        ("（1）备件", 5),
        ("二、网络", 2),
        ("第二章 问题", 1),
    ]
    assert laid[8][2] == ("第一章 现状", "一、设备", "（一）机床", "1. 维修", "（1）备件")
    assert laid[10][2] == ("第一章 现状", "二、网络")
    assert laid[12][2] == ("第二章 问题",)


def test_dotted_numbers_nest_below_plain_ones() -> None:
    lines = ["1 现状", "1.1 设备", BODY, "1.1.1 机床", BODY, "1.2 网络", BODY, "2 问题", BODY]
    assert headings([*lines]) == [
        ("1 现状", 1),
        ("1.1 设备", 2),
        ("1.1.1 机床", 3),
        ("1.2 网络", 2),
        ("2 问题", 1),
    ]


def test_a_run_of_numbered_lines_is_a_list() -> None:
    laid = lay(
        ["一、存在问题", "1. 设备数据靠人抄", "2. 计划靠电子表格", "3. 质量追溯困难", "二、需求", BODY]
    )
    assert [(text, depth) for text, depth, _ in laid if depth] == [("一、存在问题", 1), ("二、需求", 1)]
    assert laid[3][2] == ("一、存在问题",)


def test_numbered_sentences_are_no_headings() -> None:
    laid = lay(["一、存在问题", "1. 设备数据靠人工抄录，容易出错。", BODY, "2. 设备管理：坏了才修", BODY])
    assert [text for text, depth, _ in laid if depth] == ["一、存在问题"]


def test_a_heading_that_is_a_statement_is_still_a_heading() -> None:
    assert headings(["一、存在问题", BODY, "（一）设备联网率低，数据靠人工采集", BODY]) == [
        ("一、存在问题", 1),
        ("（一）设备联网率低，数据靠人工采集", 2),
    ]


def test_a_list_that_restarts_nests_and_the_outer_one_goes_on() -> None:
    stated = [
        Draft(f"（{n}）{t}", Place("paragraph", i), level=2)
        for i, (n, t) in enumerate([("一", "背景"), ("二", "痛点")], 1)
    ]
    last = Draft("（三）小结", Place("paragraph", 30), level=2)
    lines: list[str | Draft] = [
        stated[0],
        BODY,
        stated[1],
        "（一）基础类",
        BODY,
        "（二）执行类",
        BODY,
        "（三）决策类",
        BODY,
        last,
        BODY,
    ]
    laid = lay(lines)
    assert laid[4][2] == ("（二）痛点", "（一）基础类")
    assert laid[8][2] == ("（二）痛点", "（三）决策类")
    assert laid[10][2] == ("（三）小结",)


def test_an_unstyled_number_is_the_equal_of_a_styled_one() -> None:
    styled = Draft("一、企业情况", Place("paragraph", 1), level=1)
    laid = lay([styled, BODY, "二、存在问题", BODY])
    assert laid[3][2] == ("二、存在问题",)


def test_a_short_bold_line_heads_what_follows_unless_everything_is_bold() -> None:
    def bold(text: str) -> Draft:
        return Draft(text, Place("paragraph", 1), bold=True)

    assert headings([bold("访谈摘要"), BODY, bold("设备部"), BODY]) == [("访谈摘要", 1), ("设备部", 1)]
    assert headings([bold("访谈摘要"), bold(BODY), bold("设备部"), bold(BODY)]) == []


def test_a_lead_in_holds_for_its_list_only() -> None:
    laid = lay(
        ["一、现状", BODY, "已建成的系统如下：", "1、财务软件", "2、办公软件", "车间里没有任何系统。", BODY]
    )
    assert laid[3][2] == ("一、现状", "已建成的系统如下：")
    assert laid[5][2] == ("一、现状",)


def test_a_lead_in_without_a_list_holds_until_the_next_heading() -> None:
    laid = lay(["存在问题：", BODY, BODY, "下一步打算：", BODY])
    assert [section for _, _, section in laid] == [
        (),
        ("存在问题：",),
        ("存在问题：",),
        (),
        ("下一步打算：",),
    ]


@pytest.mark.parametrize("line", ["【看到的】", "■ 存在问题", "[质检]", "★重点需求："])
def test_marked_lines_are_headings(line: str) -> None:
    assert headings([line, BODY]) == [(line, 1)]


def test_captions_are_no_headings() -> None:
    assert is_caption("表1 问题清单")
    assert is_caption("图 3-2 系统架构")
    assert not is_caption("表明企业具备条件")
    assert not is_caption("表2中“现”为当前等级")
    assert not is_caption("表1为问题清单。")
    assert headings([Draft("表1 问题清单", Place("paragraph", 1), bold=True), BODY]) == []


def test_the_cover_is_no_section_of_the_report() -> None:
    def sized(text: str, size: float) -> Draft:
        return Draft(text, Place("paragraph", 1), size=size)

    laid = lay(
        [
            sized("示例公司", 26),
            sized("数字化转型诊断报告", 22),
            sized("诊断单位：示例咨询", 12),
            sized("一、现状", 16),
            sized(BODY, 12),
            sized("二、问题", 16),
            sized(BODY, 12),
        ]
    )
    assert laid[2][2] == ("数字化转型诊断报告",)
    assert laid[4][2] == ("一、现状",)
    assert laid[6][2] == ("二、问题",)


def test_unnumbered_large_lines_are_the_equals_of_numbered_ones_of_their_size() -> None:
    def sized(text: str, size: float) -> Draft:
        return Draft(text, Place("paragraph", 1), size=size)

    laid = lay(
        [
            sized("一、现状", 16),
            sized(BODY, 12),
            sized("（一）设备", 14),
            sized(BODY, 12),
            sized("本章小结", 14),
            sized(BODY, 12),
            sized("（二）网络", 14),
            sized(BODY, 12),
            sized("结语", 16),
            sized(BODY, 12),
        ]
    )
    assert [section for _, depth, section in laid if depth is None] == [
        ("一、现状",),
        ("一、现状", "（一）设备"),
        ("一、现状", "本章小结"),
        ("一、现状", "（二）网络"),
        ("结语",),
    ]


def test_markdown_signs_are_no_part_of_a_section_name() -> None:
    assert heading_title("## 二、**存在问题** ##") == "二、存在问题"
