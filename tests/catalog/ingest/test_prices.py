"""Price texts in every habit that supply lists show, all of our own invention, and what a person would read in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.ingest.prices import read_price
from catalog.vocabulary import PriceModel

FREE, YEAR, SEAT, UNIT = PriceModel.FREE, PriceModel.SUBSCRIPTION, PriceModel.PER_SEAT, PriceModel.PER_UNIT
ONCE, PROJECT, TALK, UNKNOWN = (
    PriceModel.ONE_OFF,
    PriceModel.PROJECT,
    PriceModel.NEGOTIABLE,
    PriceModel.UNSTATED,
)

Expected = tuple[PriceModel, float | None, float | None, str | None, float | None]

YEARLY: list[tuple[str, Expected]] = [
    ("5.6万元/年", (YEAR, 5.6, 5.6, "年", None)),
    ("56,000元/年", (YEAR, 5.6, 5.6, "年", None)),
    ("￥7,300/年（40人）", (YEAR, 0.73, 0.73, "年", None)),
    ("年费3万元", (YEAR, 3.0, 3.0, "年", None)),
    ("每年2.4万元，不限用户", (YEAR, 2.4, 2.4, "年", None)),
    ("2.4万每年", (YEAR, 2.4, 2.4, "年", None)),
    ("3.6万一年", (YEAR, 3.6, 3.6, "年", None)),
    ("3-5万/年", (YEAR, 3.0, 5.0, "年", None)),
    ("8000～12000元/年", (YEAR, 0.8, 1.2, "年", None)),
    ("9800元—1.6万元/年", (YEAR, 0.98, 1.6, "年", None)),
    ("1.8万元/年起", (YEAR, 1.8, None, "年", None)),
    ("低至6800元/年", (YEAR, 0.68, None, "年", None)),
    ("年服务费不超过4万元", (YEAR, None, 4.0, "年", None)),
    ("首年12万元（含培训），次年起每年3万元", (YEAR, 12.0, 12.0, "年", None)),
    ("20人版约¥4,200/年", (YEAR, 0.42, 0.42, "年", None)),
    ("三万六千元/年", (YEAR, 3.6, 3.6, "年", None)),
    ("两万元/年", (YEAR, 2.0, 2.0, "年", None)),
    ("十二万八千元每年", (YEAR, 12.8, 12.8, "年", None)),
    ("1万2千元/年", (YEAR, 1.2, 1.2, "年", None)),
    ("5千元/年", (YEAR, 0.5, 0.5, "年", None)),
    ("18千元/年", (YEAR, 1.8, 1.8, "年", None)),
    ("十几万元/年", (YEAR, 10.0, 20.0, "年", None)),
    ("二三十万元/年", (YEAR, 20.0, 30.0, "年", None)),
    ("3999元/月", (YEAR, 0.3999, 0.3999, "月", None)),
    ("包月2600元", (YEAR, 0.26, 0.26, "月", None)),
    ("4万元/年/企业", (YEAR, 4.0, 4.0, "年", None)),
    ("2万元/厂区/年", (YEAR, 2.0, 2.0, "厂区·年", None)),
    ("按年订阅，3万元", (YEAR, 3.0, 3.0, "年", None)),
    ("標準版2萬元/年", (YEAR, 2.0, 2.0, "年", None)),
]

SEATS: list[tuple[str, Expected]] = [
    ("450元/月/账户", (SEAT, 0.045, 0.045, "账号·月", None)),
    ("每账号每月90元", (SEAT, 0.009, 0.009, "账号·月", None)),
    ("99元/用户/月，10用户起", (SEAT, 0.0099, 0.0099, "用户·月", None)),
    ("1,200元/年/账号", (SEAT, 0.12, 0.12, "账号·年", None)),
    ("每人每年360元", (SEAT, 0.036, 0.036, "人·年", None)),
    ("6元/人/月，30人起", (SEAT, 0.0006, 0.0006, "人·月", None)),
    ("每席位150元/月", (SEAT, 0.015, 0.015, "席位·月", None)),
    ("800-1500元/账号", (SEAT, 0.08, 0.15, "账号", None)),
    ("按用户数收费", (SEAT, None, None, None, None)),
    ("200元/账号·月", (SEAT, 0.02, 0.02, "账号·月", None)),
    ("标准版60元/账号/月，旗舰版110元/账号/月", (SEAT, 0.006, 0.011, "账号·月", None)),
]

UNITS: list[tuple[str, Expected]] = [
    ("12万元/产线", (UNIT, 12.0, 12.0, "产线", None)),
    ("12万-18万元/条生产线", (UNIT, 12.0, 18.0, "产线", None)),
    ("每条产线9.8万元", (UNIT, 9.8, 9.8, "产线", None)),
    ("以产线计费", (UNIT, None, None, "产线", None)),
    ("280元/点", (UNIT, 0.028, 0.028, "点", None)),
    ("280元/点位，200点起", (UNIT, 0.028, 0.028, "点", None)),
    ("每测点320元，平台另计", (UNIT, 0.032, 0.032, "测点", None)),
    ("1500元/台/年", (UNIT, 0.15, 0.15, "台·年", None)),
    ("3800元/台起", (UNIT, 0.38, None, "台", None)),
    ("450元/路/月", (UNIT, 0.045, 0.045, "路·月", None)),
    ("单工位2.2万元", (UNIT, 2.2, 2.2, "工位", None)),
    ("5万元/车间，第二个车间起4万元/车间", (UNIT, 4.0, 5.0, "车间", None)),
    ("0.02元/次", (PROJECT, 0.000002, 0.000002, "次", None)),
    ("1.6万元/接口", (UNIT, 1.6, 1.6, "接口", None)),
    ("260元/吨", (UNIT, 0.026, 0.026, "吨", None)),
]

WHOLE: list[tuple[str, Expected]] = [
    ("26万元/套", (ONCE, 26.0, 26.0, "套", None)),
    ("软件26万元一套", (ONCE, 26.0, 26.0, "套", None)),
    ("一次性买断18.8万元", (ONCE, 18.8, 18.8, None, None)),
    ("永久授权，6.9万元", (ONCE, 6.9, 6.9, None, None)),
    ("整体报价80万至150万元", (PROJECT, 80.0, 150.0, None, None)),
    ("按项目规模30万～60万元", (PROJECT, 30.0, 60.0, None, None)),
    ("咨询服务15万元起", (PROJECT, 15.0, None, None, None)),
    ("定制开发，一般20万-50万元", (PROJECT, 20.0, 50.0, None, None)),
    ("10万元以内", (UNKNOWN, None, 10.0, None, None)),
    ("约￥13,500", (UNKNOWN, 1.35, 1.35, None, None)),
    ("20至40万元", (UNKNOWN, 20.0, 40.0, None, None)),
    ("0.5亿元", (UNKNOWN, 5000.0, 5000.0, None, None)),
    ("10万-8万元", (UNKNOWN, 8.0, 10.0, None, None)),
    ("软件12万元+硬件5万元", (ONCE, 12.0, 12.0, None, None)),
    ("软件授权10万元+服务模块4万元", (ONCE, 14.0, 14.0, None, None)),
]

WITH_FEES: list[tuple[str, Expected]] = [
    ("3万元/年＋实施费8000元", (YEAR, 3.0, 3.0, "年", 0.8)),
    ("¥18,000/年 + 实施¥9,000", (YEAR, 1.8, 1.8, "年", 0.9)),
    ("软件20万元/套，实施费另收5万元", (ONCE, 20.0, 20.0, "套", 5.0)),
    ("订阅费2.6万元/年，首次部署费1.2万元", (YEAR, 2.6, 2.6, "年", 1.2)),
    ("实施费3万—5万元，年费1.5万元", (YEAR, 1.5, 1.5, "年", 5.0)),
    ("一次性开通费2000元，每账号80元/月", (SEAT, 0.008, 0.008, "账号·月", 0.2)),
    ("4万元/产线，安装调试费6000元", (UNIT, 4.0, 4.0, "产线", 0.6)),
    ("15万元/套，培训费800元/人", (ONCE, 15.0, 15.0, "套", None)),
    ("8万元/套，年维护费10%", (ONCE, 8.0, 8.0, "套", None)),
    ("8万元/套，次年起维护费8000元/年", (ONCE, 8.0, 8.0, "套", None)),
    ("10万元/套，含实施费2万元", (ONCE, 10.0, 10.0, "套", None)),
    ("2万元/年（10用户），每增加1用户加收500元", (YEAR, 2.0, 2.0, "年", None)),
    ("平台2万元/年，传感器380元/只另购", (YEAR, 2.0, 2.0, "年", None)),
    ("软件6万元，开发按1500元/人天", (ONCE, 6.0, 6.0, None, None)),
]

FREE_OR_OPEN: list[tuple[str, Expected]] = [
    ("免费", (FREE, 0.0, 0.0, None, None)),
    ("永久免费", (FREE, 0.0, 0.0, None, None)),
    ("0元", (FREE, 0.0, 0.0, None, None)),
    ("开源", (FREE, 0.0, 0.0, None, None)),
    ("开源免费（Apache-2.0）", (FREE, 0.0, 0.0, None, None)),
    ("AGPL-3.0", (FREE, 0.0, 0.0, None, None)),
    ("社区版免费，企业版面议", (FREE, 0.0, None, None, None)),
    ("开源，商业版3万元/年", (YEAR, 0.0, 3.0, "年", None)),
    ("基础版免费；专业版5000元/年", (YEAR, 0.0, 0.5, "年", None)),
    ("免费版5个账号；团队版30元/账号/月", (SEAT, 0.0, 0.003, "账号·月", None)),
    ("软件免费；部署服务费3000元", (FREE, 0.0, 0.0, None, 0.3)),
    ("免费试用30天，之后2万元/年", (YEAR, 2.0, 2.0, "年", None)),
    ("首月免费，2000元/月", (YEAR, 0.2, 0.2, "月", None)),
    ("2万元/年，供应商端免费", (YEAR, 2.0, 2.0, "年", None)),
    ("6万元，免费培训两次", (UNKNOWN, 6.0, 6.0, None, None)),
    ("前三个月免费", (UNKNOWN, None, None, None, None)),
]

OPEN: list[tuple[str, Expected]] = [
    ("面议", (TALK, None, None, None, None)),
    ("价格面议", (TALK, None, None, None, None)),
    ("电话咨询", (TALK, None, None, None, None)),
    ("面议（一般8万-12万元）", (TALK, 8.0, 12.0, None, None)),
    ("定制", (PROJECT, None, None, None, None)),
    ("按项目报价", (PROJECT, None, None, None, None)),
    ("按年付费", (YEAR, None, None, "年", None)),
    ("", (UNKNOWN, None, None, None, None)),
    ("未公布", (UNKNOWN, None, None, None, None)),
    ("详见官网", (UNKNOWN, None, None, None, None)),
    ("12800", (UNKNOWN, None, None, None, None)),
    ("$99/月", (UNKNOWN, None, None, None, None)),
    ("100美元/月", (UNKNOWN, None, None, None, None)),
    ("支持1万点接入", (UNKNOWN, None, None, None, None)),
    ("3万平方米以内", (UNKNOWN, None, None, None, None)),
    ("2026年3月起调整", (UNKNOWN, None, None, None, None)),
]

TABLE = [*YEARLY, *SEATS, *UNITS, *WHOLE, *WITH_FEES, *FREE_OR_OPEN, *OPEN]


def test_table_is_large_and_free_of_doubles() -> None:
    texts = [text for text, _ in TABLE]
    assert len(texts) >= 80
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize(("text", "expected"), TABLE, ids=[text or "empty" for text, _ in TABLE])
def test_price_text_is_read_as_a_person_would(text: str, expected: Expected) -> None:
    price = read_price(text)
    assert (price.model, price.min_wan, price.max_wan, price.unit, price.one_off_wan) == expected
    assert price.text == text


@pytest.mark.parametrize(
    "text", ["1" * 40 + "万元", "9" * 400 + "元/年", "3万元/年，" * 100, "对" * 500 + "免费"]
)
def test_absurd_texts_are_kept_and_not_read(text: str) -> None:
    price = read_price(text)
    assert price.text == text
    assert price.model in (UNKNOWN, YEAR)


def test_the_column_for_free_decides_about_free_editions() -> None:
    text = "首次诊断免费，改造方案3万元"
    assert read_price("基础版免费；专业版5000元/年", free=False).min_wan == 0.5
    assert read_price("基础版免费；专业版5000元/年", free=True).min_wan == 0.0
    assert read_price("2万元/年", free=True).min_wan == 2.0
    assert read_price(text, free=False).min_wan == 3.0


_PIECES = st.sampled_from([
    "3", "5", "12,800", "0.5", "二十", "十几", "万", "千", "元", "¥", "/", "年", "月", "账号", "产线", "点", "套", "人", "起",
    "~", "-", "至", "以内", "最高", "每", "+", "，", "；", "（", "）", "、", "免费", "面议", "实施费", "软件", "平台", "硬件",
    "版", "基础", "首年", "次年", "另收", "每增加", "一次性", "按", "计价", "约", "或",
])  # fmt: skip
TEXTS = st.lists(_PIECES, max_size=14).map("".join) | st.text(max_size=40)


@given(TEXTS)
def test_any_text_is_read_without_error_and_in_order(text: str) -> None:
    price = read_price(text)
    assert price.text == text.strip()
    if price.min_wan is not None and price.max_wan is not None:
        assert price.min_wan <= price.max_wan


@given(TEXTS)
def test_reading_what_was_kept_reads_the_same(text: str) -> None:
    price = read_price(text)
    assert read_price(price.text) == price


@given(st.integers(1, 99_999_999), st.sampled_from(["年", "账号/月", "产线", "套"]))
def test_yuan_and_wan_are_the_same_money(yuan: int, unit: str) -> None:
    in_yuan = read_price(f"{yuan}元/{unit}")
    in_wan = read_price(f"{yuan / 10_000:.4f}万元/{unit}")
    assert in_yuan.min_wan == in_yuan.max_wan == pytest.approx(yuan / 10_000)
    assert (in_wan.min_wan, in_wan.unit, in_wan.model) == (in_yuan.min_wan, in_yuan.unit, in_yuan.model)
    assert read_price(f"{yuan:,}元/{unit}").min_wan == in_yuan.min_wan


@given(st.integers(1, 9_999), st.integers(1, 9_999), st.sampled_from(["-", "~", "～", "—", "–", "至", "到"]))
def test_a_range_in_any_dash_is_ordered(first: int, second: int, dash: str) -> None:
    price = read_price(f"{first}万元{dash}{second}万元/套")
    assert (price.min_wan, price.max_wan) == (min(first, second), max(first, second))


@given(st.integers(1, 9_999), st.sampled_from(["年", "月", "台", "账号/年"]))
def test_width_and_script_do_not_matter(wan: int, unit: str) -> None:
    plain = read_price(f"{wan}万元/{unit}起")
    wide = read_price(f"{wan}萬元/{unit}起".translate(str.maketrans("0123456789/", "０１２３４５６７８９／")))
    assert (wide.min_wan, wide.max_wan, wide.unit, wide.model) == (
        plain.min_wan,
        None,
        plain.unit,
        plain.model,
    )
