"""Single cells in the wordings of real files, and what is said about those that cannot be read."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.ingest.columns import COLUMNS, Layout
from catalog.ingest.parsing import ParsedRow, Record, Severity, parse_record
from catalog.schemas import FinanceContent, ProductContent, ProviderContent, SharedCost, TopicUplift
from catalog.taxonomy import load_taxonomy
from catalog.vocabulary import Deployment, FinanceType, Kind, ProviderType, Purpose
from tests.catalog.ingest.helpers import FINANCE, PRODUCT, PROVIDER

BASE = {Layout.PRODUCT: PRODUCT, Layout.FINANCE: FINANCE, Layout.PROVIDER: PROVIDER}


def _parse(layout: Layout, *, lenient: bool = False, **cells: str) -> ParsedRow:
    return _parse_cells(layout, cells, lenient=lenient)


def _parse_cells(layout: Layout, cells: dict[str, str], *, lenient: bool = False) -> ParsedRow:
    record = Record(7, {**BASE[layout], **cells}, {}, {}, lenient)
    return parse_record(record, layout, load_taxonomy())


def _value(layout: Layout, header: str, text: str) -> Any:
    row = _parse_cells(layout, {header: text})
    assert row.content is not None, row.issues
    field = next(column.field for column in COLUMNS[layout] if column.header == header)
    return getattr(row.content, field)


PRODUCT_CELLS: list[tuple[str, str, Any]] = [
    ("类型", "整体解决方案", Kind.SOLUTION),
    ("类型", "小快轻准产品", Kind.PRODUCT),
    ("适用行业", "化工、装备制造", ("基础化学原料制造", "高端装备及零部件制造")),
    ("适用行业", "高端装备及零部件制造；新型材料制造", ("高端装备及零部件制造", "新型材料制造")),
    ("适用行业", "C2614", ("基础化学原料制造",)),
    ("行业代码", "C2613、2614", ("2613", "2614")),
    ("部署方式", "SaaS+私有化", (Deployment.SAAS, Deployment.ON_PREMISES)),
    ("部署方式", "公有云/混合云", (Deployment.SAAS, Deployment.HYBRID)),
    ("是否免费", "√", True),
    ("是否免费", "收费", False),
    ("可试用", "免费试用30天", True),
    ("可试用", "不支持试用", False),
    ("对接接口", "ERP、MES；OPC UA", ("ERP", "MES", "OPC UA")),
    ("对接接口", "DL/T 645；RS-485", ("DL/T 645", "RS-485")),
    (
        "资质证书",
        "信息安全服务资质（安全集成、应急处理）、CMMI3",
        ("信息安全服务资质（安全集成、应急处理）", "CMMI3"),
    ),
    ("前置条件", "B02、信息系统与上云", ("B02", "B03")),
    ("共用费用", "平台底座 8万元", (SharedCost(name="平台底座", wan=8.0),)),
    (
        "共用费用",
        "平台底座：8-10万元；云主机（3000元）",
        (SharedCost(name="平台底座", wan=10.0), SharedCost(name="云主机", wan=0.3)),
    ),
    ("应用案例", "某厂：上线报工、排程；某酒庄：溯源", ("某厂：上线报工、排程", "某酒庄：溯源")),
    ("有效期至", "2028/6/30", date(2028, 6, 30)),
    ("有效期至", "2028年6月30日", date(2028, 6, 30)),
    ("有效期至", "20280630", date(2028, 6, 30)),
    ("有效期至", "2028.6", date(2028, 6, 30)),
    ("有效期至", "2028-06-30 00:00", date(2028, 6, 30)),
    ("有效期至", "长期", None),
    ("统一社会信用代码", "91640100 ma76abcd11", "91640100MA76ABCD11"),
    ("数据性质", "示例", True),
]


@pytest.mark.parametrize(("header", "text", "value"), PRODUCT_CELLS)
def test_product_cells(header: str, text: str, value: Any) -> None:
    assert _value(Layout.PRODUCT, header, text) == value


FINANCE_CELLS: list[tuple[str, str, Any]] = [
    ("产品类型", "设备融资租赁（直租）", FinanceType.LEASING),
    ("产品类型", "信用贷", FinanceType.LOAN),
    ("产品类型", "贷款贴息", FinanceType.INTEREST_DISCOUNT),
    ("资金用途", "购置设备和流动资金", (Purpose.EQUIPMENT, Purpose.WORKING_CAPITAL)),
    ("适用地区", "银川经开区、宁东", ("银川经济技术开发区", "宁东能源化工基地")),
    ("适用地区", "银川市兴庆区", ("兴庆区",)),
    ("适用地区", "全市", ("银川市",)),
    ("最低数字化等级", "二级及以上", 2),
    ("最低数字化等级", "1", 1),
    ("成立年限(年)", "满2年", 2.0),
    ("成立年限(年)", "6个月", 0.5),
    ("最低年营收(万元)", "2000万元", 2000.0),
    ("最低年营收(万元)", "500", 500.0),
    ("办理时限(工作日)", "5个工作日内", 5),
]


@pytest.mark.parametrize(("header", "text", "value"), FINANCE_CELLS)
def test_finance_cells(header: str, text: str, value: Any) -> None:
    assert _value(Layout.FINANCE, header, text) == value


PROVIDER_CELLS: list[tuple[str, str, Any]] = [
    ("服务商类型", "综合型服务商", ProviderType.COMPREHENSIVE),
    ("服务商类型", "商业银行", ProviderType.FINANCIAL),
    ("成立年份", "2016年", 2016),
    ("成立年份", "2016-05-20", 2016),
    ("团队人数", "约120人", 120),
    ("团队人数", "1,200", 1200),
]


@pytest.mark.parametrize(("header", "text", "value"), PROVIDER_CELLS)
def test_provider_cells(header: str, text: str, value: Any) -> None:
    assert _value(Layout.PROVIDER, header, text) == value


ERRORS = [
    (Layout.PRODUCT, "产品名称", "", "必填"),
    (Layout.PRODUCT, "产品名称", "长" * 201, "不能超过200个字"),
    (Layout.PRODUCT, "功能简介", "长" * 4001, "不能超过4000个字"),
    (Layout.PRODUCT, "类型", "西瓜", "解决方案"),
    (Layout.PRODUCT, "适用行业", "渔业", "不是已知的行业"),
    (Layout.PRODUCT, "应用场景", "生产管理；量子计算", "“量子计算”不是已知的场景"),
    (Layout.PRODUCT, "等级提升", "生产管控:3-1", "高于提升前"),
    (Layout.PRODUCT, "等级提升", "生产管控:1-7", "等级为 0–4"),
    (Layout.PRODUCT, "等级提升", "量子计算:1-2", "不是场景"),
    (Layout.PRODUCT, "部署方式", "船运", "不是部署方式"),
    (Layout.PRODUCT, "有效期至", "下个月", "年-月-日"),
    (Layout.PRODUCT, "有效期至", "2028-02-30", "不是日历上的日期"),
    (Layout.PRODUCT, "统一社会信用代码", "91640100MA76ABCD12", "校验位不对"),
    (Layout.PRODUCT, "统一社会信用代码", "9164010", "18位"),
    (Layout.FINANCE, "产品类型", "西瓜", "“贷款”"),
    (Layout.FINANCE, "资金用途", "炒股", "不是资金用途"),
    (Layout.FINANCE, "最低数字化等级", "九级", "0–4"),
    (Layout.PROVIDER, "服务商类型", "其他", "“综合型”"),
    (Layout.PROVIDER, "成立年份", "1816", "数值过小"),
]


@pytest.mark.parametrize(("layout", "header", "text", "words"), ERRORS)
def test_errors_name_row_column_value_and_remedy(layout: Layout, header: str, text: str, words: str) -> None:
    row = _parse_cells(layout, {header: text})
    assert row.content is None
    [issue] = [issue for issue in row.issues if issue.severity is Severity.ERROR]
    assert (issue.row, issue.column, issue.value) == (7, header, text[:200])
    assert words in issue.message


WARNINGS = [
    (Layout.PRODUCT, "价格说明", "详见官网", "读不出金额"),
    (Layout.PRODUCT, "上线周期", "软件2周，硬件4周", "读不出天数"),
    (Layout.PRODUCT, "可试用", "看情况", "“是”或“否”"),
    (Layout.PRODUCT, "行业代码", "9999", "GB/T 4754"),
    (Layout.FINANCE, "额度说明", "设备款的70%", "读不出金额"),
    (Layout.FINANCE, "适用地区", "固原市", "八个区域"),
    (Layout.PROVIDER, "团队人数", "很多", "已按未说明处理"),
]


@pytest.mark.parametrize(("layout", "header", "text", "words"), WARNINGS)
def test_warnings_keep_the_row(layout: Layout, header: str, text: str, words: str) -> None:
    row = _parse_cells(layout, {header: text})
    assert row.content is not None
    [issue] = row.issues
    assert issue.severity is Severity.WARNING
    assert (issue.column, issue.value) == (header, text)
    assert words in issue.message


def test_every_error_of_a_row_is_listed() -> None:
    row = _parse(Layout.PRODUCT, 产品名称="", 应用场景="占星", 有效期至="昨天")
    assert [issue.column for issue in row.issues] == ["产品名称", "应用场景", "有效期至"]


@pytest.mark.parametrize("mark", ["", "—", "/", "无", "暂无", "N/A", "未注明"])
def test_marks_for_nothing_count_as_missing(mark: str) -> None:
    row = _parse(Layout.PRODUCT, 对接接口=mark)
    assert isinstance(row.content, ProductContent)
    assert row.content.interfaces == ()
    assert "对接接口" in row.missing


def test_a_lenient_mapping_keeps_what_is_known() -> None:
    row = _parse(Layout.FINANCE, lenient=True, 资金用途="设备购置；炒股", 产品类型="西瓜")
    assert isinstance(row.content, FinanceContent)
    assert row.content.purposes == (Purpose.EQUIPMENT,)
    assert {issue.severity for issue in row.issues} == {Severity.WARNING}


def test_topics_and_levels_are_joined() -> None:
    row = _parse(Layout.PRODUCT, 应用场景="排产；S06", 等级提升="生产管控:1-3；质量管理:0-2")
    assert isinstance(row.content, ProductContent)
    assert row.content.topics == (
        TopicUplift(topic="S05"),
        TopicUplift(topic="S06", level_from=1, level_to=3),
        TopicUplift(topic="S07", level_from=0, level_to=2),
    )
    main = _parse(Layout.PRODUCT, 应用场景="设备管理；生产管控", 等级提升="一级到三级")
    assert isinstance(main.content, ProductContent)
    assert main.content.topics[0] == TopicUplift(topic="S08", level_from=1, level_to=3)


def test_free_is_read_from_the_price_only_when_the_column_is_silent() -> None:
    silent = _parse(Layout.PRODUCT, 是否免费="", 价格说明="基础版免费；专业版3000元/年").content
    denied = _parse(Layout.PRODUCT, 是否免费="否", 价格说明="免费")
    assert isinstance(silent, ProductContent)
    assert (silent.free, silent.price.min_wan, silent.price.max_wan) == (True, 0.0, 0.3)
    assert isinstance(denied.content, ProductContent)
    assert denied.content.free is False
    assert any("不一致" in issue.message for issue in denied.issues)


def test_kinds_and_types_have_a_stated_default() -> None:
    product = _parse(Layout.PRODUCT, 类型="")
    finance = _parse(Layout.FINANCE, 产品类型="")
    assert isinstance(product.content, ProductContent)
    assert isinstance(finance.content, FinanceContent)
    assert (product.content.kind, finance.content.finance_type) == (Kind.PRODUCT, FinanceType.LOAN)
    assert "类型" in product.missing
    assert "产品类型" in finance.missing


def test_finance_numbers_stand_beside_their_texts() -> None:
    content = _parse(Layout.FINANCE).content
    assert isinstance(content, FinanceContent)
    assert (content.amount_text, content.amount_min_wan, content.amount_max_wan) == (
        "最高300万元",
        None,
        300.0,
    )
    assert (content.term_min_months, content.term_max_months) == (None, 36)
    assert (content.rate_min_pct, content.rate_max_pct) == (3.6, None)


def test_a_provider_is_read() -> None:
    content = _parse(Layout.PROVIDER).content
    assert isinstance(content, ProviderContent)
    assert content.founded == 2016


_PIECES = st.sampled_from([
    "1", "12", "2028", "年", "月", "日", "-", "；", "、", "（", "）", "万元", "%", "级", "生产管控", "S06", ":", "是", "否", "SaaS",
    "化工", "银川", "人", "约", " ", "\n", "=", "9" * 30, "0",
])  # fmt: skip
_CELL = st.lists(_PIECES, max_size=8).map("".join) | st.text(max_size=30)


@given(st.data())
def test_no_cell_makes_the_reader_fail(data: st.DataObject) -> None:
    layout = data.draw(st.sampled_from(list(Layout)))
    cells = {column.header: data.draw(_CELL) for column in data.draw(st.permutations(COLUMNS[layout]))[:4]}
    row = _parse_cells(layout, cells)
    errors = [issue for issue in row.issues if issue.severity is Severity.ERROR]
    assert (row.content is None) == bool(errors)
