"""Times, rates and loan amounts as providers and banks write them, texts of our own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.ingest.terms import Span, read_golive_days, read_loan_wan, read_rate_percent, read_term_months

Expected = tuple[float | None, float | None]
NOTHING: Expected = (None, None)

GOLIVE: list[tuple[str, Expected]] = [
    ("15天", (15, 15)),
    ("4-6周", (28, 42)),
    ("4—6 周", (28, 42)),
    ("四到六周", (28, 42)),
    ("2~3个月", (60, 90)),
    ("一个半月", (45, 45)),
    ("半个月", (15, 15)),
    ("半年", (180, 180)),
    ("3个工作日", (5, 5)),
    ("20-30个工作日", (28, 42)),
    ("签约后30天内", (None, 30)),
    ("1个月以内", (None, 30)),
    ("最长2个月", (None, 60)),
    ("20天起", (20, None)),
    ("最快3天，一般2周", (3, 14)),
    ("随车间规模，约2-4个月", (60, 120)),
    ("3个月，含试运行1个月", (90, 90)),
    ("3天（不含培训）", (3, 3)),
    ("48小时", (2, 2)),
    ("当天上线", (1, 1)),
    ("即开即用", (0, 0)),
    ("软件2周，硬件4周", NOTHING),
    ("每条产线2周", NOTHING),
    ("2026年6月前", NOTHING),
    ("6月底前", NOTHING),
    ("按项目定", NOTHING),
    ("30", NOTHING),
    ("", NOTHING),
]

TERMS: list[tuple[str, Expected]] = [
    ("1年", (12, 12)),
    ("1–3年", (12, 36)),
    ("6个月至3年", (6, 36)),
    ("最长三年", (None, 36)),
    ("36个月以内", (None, 36)),
    ("≤5年", (None, 60)),
    ("5年以上", (60, None)),
    ("180天", (6, 6)),
    ("最长6年，可设3个月宽限期", (None, 72)),
    ("1年，到期可续贷1年", (12, 12)),
    ("流动资金1年，项目类最长5年", (12, 60)),
    ("短期1年以内，中长期3年", (None, 36)),
    ("到2027年", NOTHING),
    ("随借随还", NOTHING),
]

RATES: list[tuple[str, Expected]] = [
    ("3.5%", (3.5, 3.5)),
    ("年化3.1%起", (3.1, None)),
    ("3.4％—4.5％", (3.4, 4.5)),
    ("2.9-3.7%", (2.9, 3.7)),
    ("不高于4%", (None, 4.0)),
    ("月息0.3%", (3.6, 3.6)),
    ("月利率3‰", (3.6, 3.6)),
    ("首年2.9%，次年起3.4%", (2.9, 3.4)),
    ("同期LPR，不高于4.1%", (None, 4.1)),
    ("LPR减15个基点", NOTHING),
    ("LPR上浮20%", NOTHING),
    ("一年期LPR（3.1%）加40个基点", NOTHING),
    ("担保费率1%/年", NOTHING),
    ("按利息的40%贴息", NOTHING),
    ("利率优惠20%", NOTHING),
    ("日利率0.02%", NOTHING),
    ("面议", NOTHING),
]

AMOUNTS: list[tuple[str, Expected]] = [
    ("最高1000万元", (None, 1000)),
    ("600万", (None, 600)),
    ("20万元—800万元", (20, 800)),
    ("50万元起", (50, None)),
    ("不低于50万元，不超过1000万元", (50, 1000)),
    ("信用最高200万元，抵押最高900万元", (None, 900)),
    ("300万元（叠加抵押最高700万元）", (None, 700)),
    ("300万元（其中信用部分100万元）", (None, 300)),
    ("最高1.2亿元", (None, 12_000)),
    ("伍佰万元", (None, 500)),
    ("不超过设备价款的70%，最高1500万元", (None, 1500)),
    ("设备价款的80%", NOTHING),
    ("资金规模5亿元", NOTHING),
    ("已发放8亿元，单户最高400万元", (None, 400)),
    ("3000亿元额度", NOTHING),
    ("户均60万元", NOTHING),
    ("无固定上限", NOTHING),
]


def _ends(span: Span) -> Expected:
    return span.low, span.high


@pytest.mark.parametrize(("text", "expected"), GOLIVE)
def test_golive_in_days(text: str, expected: Expected) -> None:
    assert _ends(read_golive_days(text)) == expected


@pytest.mark.parametrize(("text", "expected"), TERMS)
def test_term_in_months(text: str, expected: Expected) -> None:
    assert _ends(read_term_months(text)) == expected


@pytest.mark.parametrize(("text", "expected"), RATES)
def test_rate_in_percent_a_year(text: str, expected: Expected) -> None:
    assert _ends(read_rate_percent(text)) == expected


@pytest.mark.parametrize(("text", "expected"), AMOUNTS)
def test_loan_amount_in_wan(text: str, expected: Expected) -> None:
    assert _ends(read_loan_wan(text)) == expected


_PIECES = st.sampled_from(
    [
        "1",
        "3",
        "20",
        "半",
        "三",
        "年",
        "个月",
        "周",
        "天",
        "工作日",
        "%",
        "万元",
        "-",
        "至",
        "最长",
        "以内",
        "起",
        "LPR",
        "，",
        "（",
        "）",
    ]
)


@given(st.lists(_PIECES, max_size=10).map("".join) | st.text(max_size=30))
def test_any_text_is_read_without_error_and_in_order(text: str) -> None:
    for read in (read_golive_days, read_term_months, read_rate_percent, read_loan_wan):
        span = read(text)
        assert span.low is None or span.high is None or span.low <= span.high


@given(st.integers(1, 60), st.integers(1, 60))
def test_weeks_and_months_are_days(first: int, second: int) -> None:
    low, high = sorted((first, second))
    assert _ends(read_golive_days(f"{low}-{high}周")) == (7 * low, 7 * high)
    assert _ends(read_golive_days(f"{low}～{high}个月")) == (30 * low, 30 * high)
    assert _ends(read_term_months(f"{low}至{high}年")) == (12 * low, 12 * high)
