"""Reading conditions: each rule of contracts.md on sentences of its own."""

from __future__ import annotations

import pytest

from catalog.search.conditions import encode_condition, read_conditions
from catalog.taxonomy import load_taxonomy

BOUNDS = {
    "10万以内": ["price_wan<=10"],
    "10万之内的MES": ["price_wan<=10"],
    "10万封顶": ["price_wan<=10"],
    "控制在10万": ["price_wan<=10"],
    "控制在10万以内": ["price_wan<=10"],
    "不超过 10 万": ["price_wan<=10"],
    "价格别超过3万": ["price_wan<=3"],
    "不到一万块": ["price_wan<=1"],
    "预算10万": ["price_wan<=10"],
    "10万的预算": ["price_wan<=10"],
    "预算：20万": ["price_wan<=20"],
    "预算有限，3万以内": ["price_wan<=3"],
    "10万以上": ["price_wan>=10"],
    "30万起": ["price_wan>=30"],
    "不低于100万": ["price_wan>=100"],
    "10万+": ["price_wan>=10"],
    "ERP<10万": ["price_wan<=10"],
    "价格>=20万": ["price_wan>=20"],
    "10到20万": ["price_wan>=10", "price_wan<=20"],
    "10万~20万": ["price_wan>=10", "price_wan<=20"],
    "10万和20万之间": ["price_wan>=10", "price_wan<=20"],
    "5万以上10万以下": ["price_wan>=5", "price_wan<=10"],
    "10万左右": ["price_wan>=8", "price_wan<=12"],
    "大概15万": ["price_wan>=12", "price_wan<=18"],
    "不要10万以上的": ["price_wan<=10"],
    "超过20万的不考虑": ["price_wan<=20"],
    "10万以内，最多8万": ["price_wan<=8"],
    "5万元（含税）以内": ["price_wan<=5"],
    "小于等于5万": ["price_wan<=5"],
    "10万是上限": ["price_wan<=10"],
    "一年2000以内": ["price_wan<=0.2"],
}
NUMBERS = {
    "8w": ["price_wan<=8"],
    "3k左右": ["price_wan>=0.24", "price_wan<=0.36"],
    "五千块": ["price_wan<=0.5"],
    "壹拾万元": ["price_wan<=10"],
    "十来万": ["price_wan>=8", "price_wan<=12"],
    "两百来万": ["price_wan>=160", "price_wan<=240"],
    "十几万": ["price_wan>=10", "price_wan<=20"],
    "20几万": ["price_wan>=20", "price_wan<=30"],
    "二三十万": ["price_wan>=20", "price_wan<=30"],
    "几十万": ["price_wan>=20", "price_wan<=100"],
    "三十多万": ["price_wan>=30", "price_wan<=40"],
    "一百二十多万": ["price_wan>=120", "price_wan<=130"],
    "十几万以内": ["price_wan<=20"],
    "1万2以内": ["price_wan<=1.2"],
    "5千到1万2": ["price_wan>=0.5", "price_wan<=1.2"],
    "一个亿以内": ["price_wan<=10000"],
    "两三千一年的": ["price_wan>=0.2", "price_wan<=0.3"],
    "１０－２０Ｗ": ["price_wan>=10", "price_wan<=20"],
    "五十萬元以內": ["price_wan<=50"],
    "预算8000": ["price_wan<=0.8"],
    "三万元/年以内": ["price_wan<=3"],
}
FIELDS = {
    "500万的贷款": ["amount_wan=500", "kind=finance"],
    "想贷两百来万": ["amount_wan>=160", "amount_wan<=240"],
    "预算50万买设备，再贷款200万": ["price_wan<=50", "kind=finance", "amount_wan=200"],
    "不要贷款，10万以内的MES": ["kind!=finance", "price_wan<=10"],
    "利率3.5以下": ["rate_pct<=3.5"],
    "年化4%以内": ["rate_pct<=4"],
    "4%以内的贷款": ["rate_pct<=4", "kind=finance"],
    "利息四个点以下": ["rate_pct<=4"],
    "月息四厘的贷款": ["rate_pct<=4.8", "kind=finance"],
    "贷款利率在3%到4%之间": ["kind=finance", "rate_pct>=3", "rate_pct<=4"],
    "三年期": ["term_months=36"],
    "期限12到36个月": ["term_months>=12", "term_months<=36"],
    "贷款300万，三年还清": ["kind=finance", "amount_wan=300", "term_months=36"],
    "期限一年半": ["term_months=18"],
    "三个月上线": ["golive_days<=90"],
    "一个半月能上线": ["golive_days<=45"],
    "俩月上线": ["golive_days<=60"],
    "两周就能用起来": ["golive_days<=14"],
    "半年内交付": ["golive_days<=180"],
    "实施周期45天": ["golive_days<=45"],
    "15个工作日内部署完": ["golive_days<=21"],
    "上线要快，一个月内": ["golive_days<=30"],
    "两三个月上线": ["golive_days>=60", "golive_days<=90"],
}
NAMES = {
    "云端的OA": ["deployment=SaaS"],
    "装在自己机房里的OA": ["deployment=本地部署"],
    "部署方式：混合": ["deployment=混合部署"],
    "SaaS或本地部署都行": ["deployment=SaaS|本地部署"],
    "SaaS，本地部署都行": ["deployment=SaaS|本地部署"],
    "不要SaaS": ["deployment!=SaaS"],
    "既不要私有化也不要混合部署": ["deployment!=本地部署|混合部署"],
    "除了本地部署都可以": ["deployment!=本地部署"],
    "别给我推私有化的": ["deployment!=本地部署"],
    "云端的就别推了": ["deployment!=SaaS"],
    "非SaaS的": ["deployment!=SaaS"],
    "非SaaS不可": ["deployment=SaaS"],
    "SaaS除外": ["deployment!=SaaS"],
    "要本地部署，不上云": ["deployment=本地部署", "deployment!=SaaS"],
    "部署：本地": ["deployment=本地部署"],
    "要内网的": ["deployment=本地部署"],
    "化工企业的": ["~industry=基础化学原料制造"],
    "做食品的": ["~industry=绿色消费品制造"],
    "只要化工行业的": ["industry=基础化学原料制造"],
    "新材料或者装备行业": ["~industry=新型材料制造|高端装备及零部件制造"],
    "不要化工的": ["industry!=基础化学原料制造"],
    "宁东": ["~region=宁东能源化工基地"],
    "我们厂在贺兰县": ["~region=贺兰县"],
    "必须金凤区的服务商": ["region=金凤区"],
    "本地服务商": ["~region=银川市"],
    "本地部署": ["deployment=本地部署"],
    "除了宁东，别的地方的服务商都行": ["region!=宁东能源化工基地"],
    "不要银川以外的": ["region=银川市"],
    "银川以外的服务商": ["region!=银川市"],
    "贺兰本地的": ["~region=贺兰县"],
    "质量管理场景的": ["~topic=S07"],
    "场景：设备管理": ["~topic=S08"],
    "采购管理和仓储物流场景": ["~topic=S11", "~topic=S12"],
    "不要方案，只要产品": ["kind!=solution", "kind=product"],
    "贷款或者解决方案都行": ["kind=finance|solution"],
    "能对接用友和金蝶": ["~interface=用友", "~interface=金蝶"],
    "能接用友或者金蝶": ["~interface=用友|金蝶"],
    "必须能接erp": ["interface=ERP"],
    "跟钉钉打通": ["~interface=钉钉"],
    "支持OPC UA接口": ["~interface=OPC UA"],
    "不用对接ERP": ["interface!=ERP"],
    "MES和ERP打通": ["~interface=ERP"],
    "综合型服务商": ["provider_type=综合型"],
    "免费的": ["free=true"],
    "不要钱的": ["free=true"],
    "不要免费的": ["free=false"],
    "免费试用": ["trial=true"],
    "先试后买": ["trial=true"],
}
NOTHING = [
    "MES",
    "质量管理",
    "能对接上下游",
    "设备用了一年多了总坏",
    "ERP上线半年了还没用起来",
    "年产值3亿的厂",
    "一年电费200万",
    "库里积压了80多万的料",
    "去年花了80万上MES",
    "产值从1亿涨到2亿",
    "废品率3%以上",
    "ISO9001认证",
    "工业4.0",
    "5G工厂",
    "12台机床",
    "3万台电机",
    "100人的厂",
    "24小时报警",
    "等保二级",
    "2024年版",
    "2025年1月上线的系统",
    "80度以上报警",
    "数据上云",
    "云ERP",
    "原材料库存管理",
    "食品安全追溯",
    "不要太贵",
    "不要抵押",
    "免费培训",
    "产品质量追溯",
    "直接费用分摊",
    "除尘器识别",
    "千万别停机",
    "数字化工作",
    "老化工序",
    "全厂就一块总表",
    "客户要求48小时内发货",
    "平均修复周期超过五天",
    "计时计件混合工资",
    "公司内网慢",
    "审批周期45天太长",
    "五百万家企业",
]


@pytest.mark.parametrize("query", [*BOUNDS, *NUMBERS, *FIELDS, *NAMES])
def test_conditions(query: str) -> None:
    expected = {**BOUNDS, **NUMBERS, **FIELDS, **NAMES}[query]
    assert [encode_condition(c) for c in read_conditions(query, load_taxonomy()).conditions] == expected


@pytest.mark.parametrize("query", NOTHING)
def test_no_condition(query: str) -> None:
    understood = read_conditions(query, load_taxonomy())
    assert understood.conditions == ()
    assert understood.text == query


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("我想要一套仓库管理系统，预算8w", "仓库管理系统"),
        ("设备老坏，想找个十万块以内的软件管一管", "设备老坏 软件管一管"),
        ("年化4%以内的信用贷款", "信用"),
        ("节能的方案", "节能"),
        ("10万以内的用电监测", "用电监测"),
        ("一年电费200万，想花20万以内做能耗监测", "一年电费200万 能耗监测"),
        ("我們想找一套十萬元以內的倉儲系統，要能連ERP", "倉儲系統"),
        ("５０万以内的ＥＲＰ", "ＥＲＰ"),
        ("银川做数据采集的服务商", "数据采集"),
        ("10万以下 化工 SaaS", ""),
        ("有没有", "有没有"),
        ("…", ""),
    ],
)
def test_the_text_that_is_left(query: str, text: str) -> None:
    assert read_conditions(query, load_taxonomy()).text == text


def test_quotes_are_in_the_original_script_and_width() -> None:
    understood = read_conditions("預算３０萬，雲端部署，１２％年化", load_taxonomy())
    assert [c.quote for c in understood.conditions] == ["預算３０萬", "雲端部署", "１２％年化"]


def test_a_repeated_condition_is_quoted_from_its_first_to_its_last_word() -> None:
    understood = read_conditions("10万以内的MES，最多8万", load_taxonomy())
    assert [(c.value, c.quote) for c in understood.conditions] == [(8.0, "10万以内的MES，最多8万")]
