"""Search texts before they are stored: what leads to a person is masked, what people look for stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.search.masking import LONGEST_TEXT, mask_text


@pytest.mark.parametrize(
    ("text", "secret", "kept"),
    [
        ("找MES，联系13812345678", "13812345678", "找mes，联系〔电话〕"),
        ("手机 138-1234-5678", "1234", "手机 〔电话〕"),
        ("＋86 １３８ １２３４ ５６７８ 仓库", "1234", "〔电话〕 仓库"),
        ("13\u200b812345678 排产", "2345", "〔电话〕 排产"),
        ("①③⑧①②③④⑤⑥⑦⑧", "1381", "〔电话〕"),
        ("座机0951-5012345问贷款", "5012345", "座机〔电话〕问贷款"),
        ("(0951) 501 2345", "501", "〔电话〕"),
        ("400-800-1234 的软件", "800", "〔电话〕 的软件"),
        ("发到 Wang.Li+erp@Example.gov.cn 谢谢", "wang", "发到 〔邮箱〕 谢谢"),
        ("问 @wangli", "wangli", "问 〔邮箱〕"),
        ("91640100MA75AB0X57能贷多少", "91640100", "〔号码〕能贷多少"),
        ("91640100-MA75AB0X5-7", "ma75", "〔号码〕"),
        ("身份证64010319800101123X", "19800101", "身份证〔号码〕"),
        ("身份证 640103198001011231", "19800101", "身份证 〔号码〕"),
        ("旧证640103800101123", "800101", "旧证〔号码〕"),
        ("卡号6222 0202 0000 1234 567", "0202", "卡号〔号码〕"),
        ("看https://a.cn/x?token=abc这个", "abc", "看〔网址〕这个"),
        ("www.example.cn/secret 系统", "secret", "〔网址〕 系统"),
        ("微信abc_12345 报工", "abc_12345", "〔号码〕 报工"),
        ("QQ：12345678", "1234", "〔号码〕"),
        ("密钥sk_live_ab12cd34ef56gh78", "ab12", "密钥〔号码〕"),
    ],
)
def test_what_leads_to_a_person_is_masked(text: str, secret: str, kept: str) -> None:
    masked = mask_text(text)
    assert masked == kept
    assert secret not in masked


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("设备坏了才修，想提前知道", "设备坏了才修，想提前知道"),
        ("設備壞了  才修\n想提前知道", "设备坏了 才修 想提前知道"),
        ("上车间报工，5-8万元，30-50人", "上车间报工，5-8万元，30-50人"),
        ("2024-2026年 GB/T 39786-2021", "2024-2026年 gb/t 39786-2021"),
        ("对接用友U8和金蝶K3Cloud", "对接用友u8和金蝶k3cloud"),
        ("微信小程序 扫码", "微信小程序 扫码"),
        ("2026-11-25前上线，0.02mm精度", "2026-11-25前上线，0.02mm精度"),
        ("ERP-MES-WMS-PLM-CRM-SCM一体化", "erp-mes-wms-plm-crm-scm一体化"),
        ("'; DROP TABLE x;--", "'; drop table x;--"),
        ("\x00\x1b[31m报工\ud800", "[31m报工"),
        ("", ""),
        ("\u200b \t", ""),
    ],
)
def test_what_people_look_for_stays(text: str, kept: str) -> None:
    assert mask_text(text) == kept


def test_of_a_pasted_page_nothing_is_kept() -> None:
    assert mask_text("问" * (LONGEST_TEXT - 4) + "13812345678") == "问" * (LONGEST_TEXT - 4) + "〔电话〕"
    assert mask_text("问" * (LONGEST_TEXT - 3) + "13812345678") == ""
    assert mask_text("我公司成立于2009年，位于银川市贺兰县，现有员工一百八十余人。" * 4) == ""


@given(st.text(max_size=600))
def test_any_text_becomes_short_clean_and_stable(text: str) -> None:
    masked = mask_text(text)
    assert len(masked) <= LONGEST_TEXT
    assert masked == masked.strip()
    assert masked.encode("utf-8").decode("utf-8") == masked
    assert mask_text(text) == masked


@given(st.text(st.sampled_from("0123456789 -.x电话"), max_size=60))
def test_no_seven_digits_in_a_row_are_left(text: str) -> None:
    masked = mask_text(text)
    assert not any(
        masked[at : at + 7].isdigit() and len(masked[at : at + 7]) == 7 for at in range(len(masked))
    )
