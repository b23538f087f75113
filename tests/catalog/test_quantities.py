"""Sums of money, spans and numbers in the wordings that reports use."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.quantities import find_amounts, find_months, parse_number

AMOUNTS: dict[str, list[tuple[float, float]]] = {
    # digits
    "投资300万元": [(300, 300)],
    "300万": [(300, 300)],
    "100 万元": [(100, 100)],
    "12.5万元": [(12.5, 12.5)],
    "1,200元": [(0.12, 0.12)],
    "１２００元": [(0.12, 0.12)],
    "1.5亿元": [(15_000, 15_000)],
    "2.3亿": [(23_000, 23_000)],
    "8千万": [(8000, 8000)],
    "8百万元": [(800, 800)],
    "3.5千元": [(0.35, 0.35)],
    "3000元/年": [(0.3, 0.3)],
    "￥3,000元": [(0.3, 0.3)],
    "¥3000": [(0.3, 0.3)],
    "0元": [(0, 0)],
    "贷款300万人民币": [(300, 300)],
    # Chinese numerals
    "三百万元": [(300, 300)],
    "二百五十万": [(250, 250)],
    "一百二十万": [(120, 120)],
    "一千二百万": [(1200, 1200)],
    "两百万": [(200, 200)],
    "三千块钱": [(0.3, 0.3)],
    "五万块": [(5, 5)],
    "一亿": [(10_000, 10_000)],
    "几亿元": [(20_000, 100_000)],
    "伍拾万元整": [(50, 50)],
    "壹仟贰佰万元": [(1200, 1200)],
    # ranges
    "5-10万元": [(5, 10)],
    "5万-10万元": [(5, 10)],
    "5万～10万": [(5, 10)],
    "100～200万": [(100, 200)],
    "3至5万元": [(3, 5)],
    "三十万至五十万元": [(30, 50)],
    "2000元至3000元": [(0.2, 0.3)],
    "8000元-2万元": [(0.8, 2)],
    "2亿-3亿元": [(20_000, 30_000)],
    # vague numbers are widened, not guessed
    "几万": [(2, 10)],
    "十几万": [(10, 20)],
    "二十几万": [(20, 30)],
    "几十万": [(20, 100)],
    "数十万": [(20, 100)],
    "几百万": [(200, 1000)],
    "数百万元": [(200, 1000)],
    "几千万": [(2000, 10_000)],
    "三五万": [(3, 5)],
    "五六十万": [(50, 60)],
    "三四百万": [(300, 400)],
    "一两百万": [(100, 200)],
    # about so much: the number as written
    "500余万元": [(500, 500)],
    "20多万": [(20, 20)],
    "3万多元": [(3, 3)],
    "百来万": [(100, 100)],
    "上百万": [(100, 100)],
    "近百万元": [(100, 100)],
    "10万以内": [(10, 10)],
    "不超过十万元": [(10, 10)],
    # 万 without 元, and what it is for
    "想贷300万买设备": [(300, 300)],
    "拿20万改造产线": [(20, 20)],
    "贷200万流动资金": [(200, 200)],
    "预算50万做MES": [(50, 50)],
    "借50万周转": [(50, 50)],
    "三百万购置机床": [(300, 300)],
    # one sum in two scales, and two sums
    "1亿2000万": [(12_000, 12_000)],
    "一万五千元": [(1.5, 1.5)],
    "3万5千元": [(3.5, 3.5)],
    "自筹200万元，贷款300万元": [(200, 200), (300, 300)],
    "2025年营收1.2亿元，2024年9800万元": [(12_000, 12_000), (9800, 9800)],
    # no money
    "": [],
    "免费": [],
    "面议": [],
    "100": [],
    "2026年": [],
    "员工300人": [],
    "万元": [],
    "单位：百万元": [],
    "单位：千元": [],
    "1万台": [],
    "年产2万余件": [],
    "2万多名用户": [],
    "100万千瓦时": [],
    "年耗电300万度": [],
    "3万家企业": [],
    "2万米布": [],
    "5万用户": [],
    "6万投料点": [],
    "2万改性塑料": [],
    "10万上架商品": [],
    "10万级净化车间": [],
    "5万平方米": [],
    "8万公里": [],
    "100万美元": [],
    "提升30%": [],
}

MONTHS: dict[str, list[tuple[int, int]]] = {
    "3个月": [(3, 3)],
    "十二个月": [(12, 12)],
    "36个月": [(36, 36)],
    "期限12月": [(12, 12)],
    "24期": [(24, 24)],
    "1年": [(12, 12)],
    "1.5年": [(18, 18)],
    "半年": [(6, 6)],
    "一年半": [(18, 18)],
    "2年半": [(30, 30)],
    "两年内": [(24, 24)],
    "三年期贷款": [(36, 36)],
    "3-6个月": [(3, 6)],
    "三到六个月": [(3, 6)],
    "3～5年": [(36, 60)],
    "二三年": [(24, 36)],
    "两三个月": [(2, 3)],
    "几个月": [(2, 10)],
    "十几年": [(120, 240)],
    "半个月": [(0, 1)],
    "一个半月": [(1, 2)],
    "3个半月": [(3, 4)],
    "1年3个月": [(15, 15)],
    "3年6个月": [(42, 42)],
    "不超过60个月": [(60, 60)],
    "宽限期6个月，期限3年": [(6, 6), (36, 36)],
    "2026年": [],
    "2026年12月": [],
    "2026年6月完成": [],
    "2026年6月30日": [],
    "2026-2027年": [],
    "6月底": [],
    "3月份": [],
    "12月31日": [],
    "第一年": [],
    "2027年底": [],
    "5年前": [],
    "90天": [],
    "每年": [],
    "": [],
}


@pytest.mark.parametrize("text", AMOUNTS, ids=repr)
def test_amounts(text: str) -> None:
    assert [(amount.low, amount.high) for amount in find_amounts(text)] == AMOUNTS[text]


@pytest.mark.parametrize("text", MONTHS, ids=repr)
def test_months(text: str) -> None:
    assert [(span.low, span.high) for span in find_months(text)] == MONTHS[text]


@pytest.mark.parametrize("text", [text for text, found in AMOUNTS.items() if len(found) == 1], ids=repr)
def test_an_amount_points_at_its_words(text: str) -> None:
    framed = f"本项目计划投入{text}。"
    [amount] = find_amounts(framed)
    if text[0] not in "上近":  # which are needed to know 百 for a number
        [alone] = find_amounts(framed[amount.start : amount.end])
        assert (alone.low, alone.high) == (amount.low, amount.high)
    assert framed[: amount.start].startswith("本项目计划投入")
    assert amount.end <= len(framed) - 1


def test_places_of_two_amounts() -> None:
    text = "自筹200万元，贷款300多万元，期限3年"
    assert [text[a.start : a.end] for a in find_amounts(text)] == ["200万元", "300多万元"]
    assert [text[m.start : m.end] for m in find_months(text)] == ["3年"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("300", (300, 300)),
        ("1,200.5", (1200.5, 1200.5)),
        ("三百二十", (320, 320)),
        ("两千", (2000, 2000)),
        ("一百零五", (105, 105)),
        ("二〇二六", (2026, 2026)),
        ("十", (10, 10)),
        ("半", (0.5, 0.5)),
        ("几", (2, 10)),
        ("十几", (10, 20)),
        ("三百几", (300, 400)),
        ("三五十", (30, 50)),
        ("二三百", (200, 300)),
        ("五三", (53, 53)),
        ("百", None),
        ("", None),
        ("很多", None),
        ("1.2.3", None),
    ],
)
def test_numbers(written: str, expected: tuple[float, float] | None) -> None:
    assert parse_number(written) == expected


@settings(deadline=None, max_examples=150)
@given(st.integers(1, 999_999), st.sampled_from(["元", "千元", "万", "万元", "百万元", "千万", "亿", "亿元"]))
def test_digits_and_chinese_numerals_say_the_same(number: int, unit: str) -> None:
    import cn2an

    [digits] = find_amounts(f"约{number}{unit}。")
    [grouped] = find_amounts(f"约{number:,}{unit}。")
    assert (digits.low, digits.high) == (grouped.low, grouped.high)
    if number < 10_000 and unit[0] in "元万亿":  # nobody writes 十千元
        [chinese] = find_amounts(f"计{cn2an.an2cn(number)}{unit}。")
        assert (chinese.low, chinese.high) == (digits.low, digits.high)


@settings(deadline=None, max_examples=150)
@given(
    st.integers(1, 5000),
    st.integers(1, 5000),
    st.sampled_from("-－—–~～至到"),
    st.sampled_from(["万元", "万", "元", "亿元"]),
    st.sampled_from(["", " "]),
)
def test_a_range_is_its_two_ends(low: int, high: int, dash: str, unit: str, space: str) -> None:
    low, high = sorted((low, high))
    text = f"{low}{space}{dash}{space}{high}{unit}"
    [found] = find_amounts(text)
    [first], [second] = find_amounts(f"{low}{unit}"), find_amounts(f"{high}{unit}")
    assert (found.low, found.high) == (first.low, second.high)
    assert text[found.start : found.end] == text


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet="0123456789.,，一二两三十百千万亿元几半多余数¥-至到 年个月期前底第约", max_size=24))
def test_no_text_confuses_it(text: str) -> None:
    end = 0
    for amount in find_amounts(text):
        assert end <= amount.start < amount.end <= len(text)
        assert amount.low >= 0
        end = amount.end
    end = 0
    for span in find_months(text):
        assert end <= span.start < span.end <= len(text)
        end = span.end


@settings(deadline=None, max_examples=100)
@given(st.integers(0, 10**9))
def test_a_written_number_is_itself(number: int) -> None:
    import cn2an

    assert parse_number(str(number)) == (number, number)
    if number < 10_000 and number not in (100, 1000):
        assert parse_number(cn2an.an2cn(number)) == (number, number)
