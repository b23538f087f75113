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


@pytest.mark.parametrize(
    ("text", "whole", "fee"),
    [
        ("总价30万元，其中软件12万元、硬件18万元", 30.0, None),
        ("总价30万元，软件12万元、硬件18万元", 30.0, None),
        ("合计30万元：软件12万元，硬件10万元，实施8万元", 30.0, None),
        ("软件12万元，硬件10万元，实施8万元，合计30万元", 30.0, None),
        ("软件12万元+硬件18万元=30万元", 30.0, None),
        ("45万元，其中软件20万元，硬件25万元", 45.0, None),
        ("合计30万元：软件12万元，硬件18万元，安装费2万元", 30.0, 2.0),
        ("总价30万元，另收实施费5万元", 30.0, 5.0),
        ("10万元，首付3万元，验收后付7万元", 10.0, None),
        ("10万元/套，定金1万元，尾款9万元", 10.0, None),
        ("软件10万元；首付5万元，安装后付5万元", 10.0, None),
        ("12万元/年，折合每月1万元", 12.0, None),
        ("20万元，团购价18万元", 20.0, None),
        ("原价20万元，优惠价18万元", 18.0, None),
        ("实施费2万元，优惠价10万元", 10.0, 2.0),
    ],
)
def test_a_sum_that_says_another_anew_is_not_added_to_it(text: str, whole: float, fee: float | None) -> None:
    price = read_price(text)
    assert (price.min_wan, price.max_wan, price.one_off_wan, price.parts) == (whole, whole, fee, ())


@pytest.mark.parametrize(
    ("text", "headline", "parts"),
    [
        ("总价30万元，不含硬件18万元", 30.0, ["不含硬件18万元"]),
        ("总价30万元；传感器500元/个", 30.0, ["传感器500元/个"]),
        ("软件总价20万元，硬件18万元", 20.0, ["硬件18万元"]),
        ("30万元，其中软件12万元；硬件5万元", 30.0, ["硬件5万元"]),
        ("10万元，含实施费2万元，硬件5万元", 10.0, ["硬件5万元"]),
        ("软件10万元，硬件优惠价5万元", 10.0, ["硬件优惠价5万元"]),
        ("5万元，首付9万元", 5.0, ["首付9万元"]),
        ("软件10万元，设备跟踪终端3万元", 10.0, ["设备跟踪终端3万元"]),
        ("软件10万元，硬件升级包5万元", 10.0, ["硬件升级包5万元"]),
        ("软件10万元，升级包5万元", 10.0, ["升级包5万元"]),
        ("软件10万元，运维平台3万元", 10.0, ["运维平台3万元"]),
        ("软件10万元，二次开发费另计", 10.0, ["二次开发费另计"]),
        ("软件10万元，伺服驱动器另购", 10.0, ["伺服驱动器另购"]),
        ("3万元/年，运维服务费1万元/年", 3.0, ["运维服务费1万元/年"]),
        ("3万元/年，维护费另计", 3.0, ["维护费另计"]),
        ("3万元/年，年维护费10%", 3.0, ["年维护费10%"]),
        ("软件12万元、硬件18万元", 12.0, ["硬件18万元"]),
        ("9万元、硬件2万元、网关3万元", 9.0, ["硬件2万元", "网关3万元"]),
    ],
)
def test_another_part_stays_one_in_its_own_words(text: str, headline: float, parts: list[str]) -> None:
    price = read_price(text)
    assert (price.min_wan, price.max_wan) == (headline, headline)
    assert [part.text for part in price.parts] == parts


@pytest.mark.parametrize(
    "text",
    [
        "软件10万元，跟踪服务3万元",
        "软件10万元，升级费1万元/年",
        "软件10万元，维护1万元/年",
        "软件10万元，选配看板另计",
        "3万元/年，次年运维服务费1万元/年",
        "3万元/年，含运维服务费1万元",
        "2万元/年，上门实施1200元/人天",
    ],
)
def test_services_on_order_and_later_upkeep_are_still_left_out(text: str) -> None:
    assert read_price(text).parts == ()


def test_upkeep_of_an_edition_bought_outright_begins_after_the_first_year() -> None:
    for upkeep in ("年维护费9000元", "年维护费按9%计"):
        parts = read_price(f"云端版3万元/年；本地版9万元，{upkeep}").parts
        assert [part.text for part in parts] == ["本地版9万元"]


def test_instalments_alone_leave_the_most_open() -> None:
    price = read_price("首付3万元，尾款7万元")
    assert (price.min_wan, price.max_wan) == (3.0, None)


def test_a_sum_of_parts_beyond_all_measure_is_not_read() -> None:
    text = "软件6000000万元+服务6000000万元"
    price = read_price(text)
    assert (price.text, price.min_wan, price.max_wan) == (text, None, None)


_PIECES = st.sampled_from([
    "3万元", "800元", "/台", "/年", "/点", "+", "，", "；", "（", "）", "另计", "每增加", "实施费", "硬件", "或", "版", "超出",
    "面议", "不含", "20%", "起", "总价", "其中", "：", "、", "首付", "折合", "优惠价", "=", "9999999万元", "维护费",
])  # fmt: skip


@given(st.lists(_PIECES, max_size=16).map("".join))
def test_any_text_of_parts_is_read_without_error(text: str) -> None:
    for part in read_price(text).parts:
        assert part.text
        assert part.min_wan is None or part.max_wan is None or part.min_wan <= part.max_wan
