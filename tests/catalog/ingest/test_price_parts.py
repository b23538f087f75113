"""Prices of several parts: each part is kept with its unit, and what cannot be counted is said to be there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.ingest.prices import read_price

Part = tuple[str, float | None, float | None, str | None]

BESIDE: list[tuple[str, list[Part]]] = [
    ("5万元/套", []),
    ("软件授权10万元+服务模块4万元", []),
    ("10万元/套，含实施费2万元", []),
    ("3万元/年＋实施费8000元", []),
    ("平台3万元/年，380元/测点", [("380元/测点", 0.038, 0.038, "测点")]),
    ("系统费4万元，每测点220元", [("每测点220元", 0.022, 0.022, "测点")]),
    ("3200元/台 + 1500元/年", [("1500元/年", 0.15, 0.15, "年")]),
    ("工位屏1900元/台，云服务2000元/年", [("云服务2000元/年", 0.2, 0.2, "年")]),
    ("标签150元/个，读写器900元/台，软件6万元/套", [
        ("标签150元/个", 0.015, 0.015, "个"), ("读写器900元/台", 0.09, 0.09, "台"),
    ]),
    ("软件6万元，手册编写2万元", [("手册编写2万元", 2.0, 2.0, None)]),
    ("15万元/套，培训费800元/人", [("培训费800元/人", 0.08, 0.08, "人")]),
    ("2万元/年（10用户），每增加1用户加收500元", [("每增加1用户加收500元", None, None, None)]),
    ("7万元/套，超出部分20元/点", [("超出部分20元/点", None, None, None)]),
    ("软件9万元，扫码枪等硬件另计", [("扫码枪等硬件另计", None, None, None)]),
    ("16万元（不含传感器改造）", [("不含传感器改造", None, None, None)]),
    ("5万元/年（另收部署费1万元）", [("另收部署费1万元", None, None, None)]),
    ("9万元/套，实施费按合同额的15%", [("实施费按合同额的15%", None, None, None)]),
    ("12万元＋收益分成", [("收益分成", None, None, None)]),
    ("500点以内2万元，2000点以内5万元，2000点以上面议", [("2000点以上面议", None, None, None)]),
    ("部署费2万元起，软件6万元", [("部署费2万元起", None, None, None)]),
    ("软件免费，电表等硬件另计", [("电表等硬件另计", None, None, None)]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), BESIDE, ids=[text for text, _ in BESIDE])
def test_every_part_is_kept_with_its_unit(text: str, expected: list[Part]) -> None:
    parts = read_price(text).parts
    assert [(part.text, part.min_wan, part.max_wan, part.unit) for part in parts] == expected
    assert not any(part.edition for part in parts)


@pytest.mark.parametrize(
    "text",
    [
        "8万元/套，次年起维护费8000元/年",
        "6万元/套，选配看板1万元",
        "软件6万元，开发按1500元/人天",
        "3万元/年；或按产品数20元/个/年",
        "一次性5万元/套，也可租用1.2万元/年",
        "9万元（不含税）",
        "4万元/年，供应商端不收费，服务器利旧",
        "399元/月/账号，年付3900元",
    ],
)
def test_later_years_options_and_choices_are_no_part_of_the_first_year(text: str) -> None:
    assert read_price(text).parts == ()


def test_editions_in_another_unit_are_bought_instead() -> None:
    (edition,) = read_price("云端版2万元/年；本地版15万元").parts
    assert (edition.text, edition.max_wan, edition.edition) == ("本地版15万元", 15.0, True)


def test_what_a_plus_joins_is_always_bought_whichever_comes_first() -> None:
    for text in ("3200元/台+1500元/年", "硬件2万元+平台1500元/年"):
        assert [part.certain for part in read_price(text).parts] == [True]
    assert not read_price("平台3万元/年，380元/测点").parts[0].certain


def test_a_step_counted_in_ten_thousands_widens_the_range() -> None:
    price = read_price("1万点以内9万元/套；1万～5万点20万元/套")
    assert (price.min_wan, price.max_wan, price.parts) == (9.0, 20.0, ())


_PIECES = st.sampled_from([
    "3万元", "800元", "/台", "/年", "/点", "+", "，", "；", "（", "）", "另计", "每增加", "实施费", "硬件", "或", "版", "超出",
    "面议", "不含", "20%", "起",
])  # fmt: skip


@given(st.lists(_PIECES, max_size=16).map("".join))
def test_any_text_of_parts_is_read_without_error(text: str) -> None:
    for part in read_price(text).parts:
        assert part.text
        assert part.min_wan is None or part.max_wan is None or part.min_wan <= part.max_wan
