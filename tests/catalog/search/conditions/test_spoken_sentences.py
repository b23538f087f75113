"""Reading conditions: sentences as people say them, each kind with what is read and what is left to search."""

from __future__ import annotations

import pytest

from catalog.search.conditions import encode_condition, read_conditions
from catalog.search.conditions.vocabulary import load_vocabulary
from catalog.taxonomy import load_taxonomy

Sentence = tuple[str, list[str], str]

MONEY: list[Sentence] = [
    ("九万九以内的视觉检测", ["price_wan<=9.9"], "视觉检测"),
    ("一千来块一年的进销存", ["price_wan>=0.08", "price_wan<=0.12"], "进销存"),
    ("一套下来三十万左右的数采系统", ["price_wan>=24", "price_wan<=36"], "数采系统"),
    ("老板只批了8万做质检数字化", ["price_wan<=8"], "质检数字化"),
    ("百万级以上的数字孪生工厂", ["price_wan>=100"], "数字孪生工厂"),
    ("6、7万的报工系统", ["price_wan>=6", "price_wan<=7"], "报工系统"),
    ("ERP10万以内", ["price_wan<=10"], "ERP"),
    ("有没有2k一年的云打印", ["price_wan<=0.2"], "云打印"),
    ("我们预算就三四十万，MES够用吗", ["price_wan>=30", "price_wan<=40"], "MES"),
    ("成本控制在15万以内的改造", ["price_wan<=15"], "改造"),
    (
        "要求：①预算30万以内 ②本地部署 ③对接ERP",
        ["price_wan<=30", "deployment=本地部署", "~interface=ERP"],
        "",
    ),
    ("OA 0-2万", ["price_wan<=2"], "OA"),
    ("年付一万二的OA", ["price_wan<=1.2"], "OA"),
]
LOANS: list[Sentence] = [
    ("想借五十万周转，一年期", ["amount_wan=50", "term_months=12"], "周转"),
    (
        "技改贷款 500-800万 期限三到五年",
        ["kind=finance", "amount_wan>=500", "amount_wan<=800", "term_months>=36", "term_months<=60"],
        "技改",
    ),
    ("最长能借十年的固定资产贷款", ["term_months<=120", "kind=finance"], "固定资产"),
    ("找贷款，几百万，越快越好", ["kind=finance", "amount_wan>=200", "amount_wan<=1000"], "越快越好"),
    ("急需100来万资金，贷款利率要低", ["amount_wan>=80", "amount_wan<=120", "kind=finance"], "利率要低"),
    ("月息3厘5", ["rate_pct<=4.2"], ""),
    ("贷款500万3年4%以内", ["kind=finance", "amount_wan=500", "term_months=36", "rate_pct<=4"], ""),
    ("哪里能贷500万三年的技改贷款", ["amount_wan=500", "term_months=36", "kind=finance"], "技改"),
    ("想贷点款买叉车，二十万左右", ["amount_wan>=16", "amount_wan<=24"], "买叉车"),
    ("能分三年还的设备贷", ["term_months=36"], "设备贷"),
]
TOLD: list[Sentence] = [
    ("上一套MES要五十万，太贵了", [], "MES要五十万 太贵了"),
    ("一台设备几百万，坏了修不起", [], "一台设备几百万 坏了修不起"),
    ("废料一年卖20万", [], "废料一年卖20万"),
    ("工人工资一个月8000，招不到人", [], "工人工资一个月8000 招不到人"),
    ("项目总投资5000万，需要贷款3000万", ["kind=finance", "amount_wan=3000"], "项目总投资5000万"),
    ("账上只有20万现金，想贷款100万周转", ["kind=finance", "amount_wan=100"], "账上只有20万现金 周转"),
    ("上线三年的ERP要升级", [], "上线三年 ERP要升级"),
    ("每天两万单的仓库", [], "每天两万单的仓库"),
    ("库存金额两千多万，想上WMS，预算25万左右", ["price_wan>=20", "price_wan<=30"], "库存金额两千多万 WMS"),
    ("月底前上线的盘点软件", [], "月底前上线的盘点软件"),
]
TIMES: list[Sentence] = [
    ("能在一个月之内上线的OA", ["golive_days<=30"], "OA"),
    ("我们想找一个月内能用起来的能耗监测", ["golive_days<=30"], "能耗监测"),
    ("年底前……最晚三个月能用起来的追溯系统", ["golive_days<=90"], "年底前 追溯系统"),
    ("要求三个月内完成交付并上线的立库", ["golive_days<=90"], "立库"),
    (
        "三个月能上线、20万以内、支持OPC UA的能碳平台",
        ["golive_days<=90", "price_wan<=20", "~interface=OPC UA"],
        "能碳平台",
    ),
]
PLACES_OF_SOFTWARE: list[Sentence] = [
    ("想要一个能部署在我们自己服务器上的ERP", ["deployment=本地部署"], "ERP"),
    ("软件要装在公司内部服务器上", ["deployment=本地部署"], "软件"),
    ("服务器放自己厂里的MES", ["deployment=本地部署"], "MES"),
    ("软件要部署到阿里云上", ["deployment=SaaS"], "软件"),
    ("公司规定不能用云，本地装的PLM", ["deployment!=SaaS", "deployment=本地部署"], "公司规定 PLM"),
    ("不上云的MES", ["deployment!=SaaS"], "MES"),
    ("不要本地的，要云端的OA", ["deployment!=本地部署", "deployment=SaaS"], "OA"),
    ("saas化的采购平台", ["deployment=SaaS"], "采购平台"),
    ("支持私有化的AI质检平台", ["deployment=本地部署"], "AI质检平台"),
]
FIRMS: list[Sentence] = [
    ("我是一家装备制造企业，急需排产系统", ["~industry=高端装备及零部件制造"], "排产系统"),
    (
        "化工和新材料企业都能用的能耗监测",
        ["~industry=基础化学原料制造", "~industry=新型材料制造"],
        "能耗监测",
    ),
    ("化工企业的供应商绩效", ["~industry=基础化学原料制造"], "供应商绩效"),
    ("食品企业的企业资产管理", ["~industry=绿色消费品制造"], "企业资产管理"),
    ("我们厂在望远，想做冷链", ["~region=永宁县"], "冷链"),
    (
        "宁东园区企业 应急管理平台 七八十万",
        ["~region=宁东能源化工基地", "price_wan>=70", "price_wan<=80"],
        "应急管理平台",
    ),
    ("希望找本地的综合型服务商做整厂规划", ["~region=银川市", "provider_type=综合型"], "整厂规划"),
    ("本地有没有做机器人的公司", ["~region=银川市"], "机器人"),
    ("西夏区或金凤区的公司的OA", ["~region=西夏区|金凤区"], "OA"),
    ("银川做数据采集的服务商", ["~region=银川市"], "数据采集"),
]
KINDS: list[Sentence] = [
    ("有没有降低能耗的方案", ["kind=solution"], "降低能耗"),
    ("数字化车间整体方案", ["kind=solution"], "数字化车间"),
    ("合格率提升到99%以上的检测方案", ["kind=solution"], "合格率提升到99%以上的检测"),
    ("方案也行产品也行，把电费降下来", ["kind=solution|product"], "把电费降下来"),
    ("要产品不要方案", ["kind=product", "kind!=solution"], ""),
    ("加工方案自动生成", [], "加工方案自动生成"),
    ("加工方案", [], "加工方案"),
    ("施工方案管理软件", [], "施工方案管理软件"),
    ("方案设计软件", [], "方案设计软件"),
    ("工艺设计和质量管理两个场景", ["~topic=S02", "~topic=S07"], ""),
]
SYSTEMS: list[Sentence] = [
    ("能读西门子PLC数据的软件", ["~interface=PLC"], "软件"),
    ("跟钉钉和企业微信都能打通的OA", ["~interface=钉钉", "~interface=企业微信"], "OA"),
    ("WMS要对接我们的SAP", ["~interface=SAP"], "WMS"),
    ("MES要能跟PLC、DCS通讯", ["~interface=PLC", "~interface=DCS"], "MES"),
    ("宁东 DCS对接 报警管理", ["~region=宁东能源化工基地", "~interface=DCS"], "报警管理"),
    ("能从DCS取数的能源管理", ["~interface=DCS"], "能源管理"),
    ("带API接口的电子合同", ["~interface=API"], "电子合同"),
    ("私有化部署 支持OPC UA接口 MES", ["deployment=本地部署", "~interface=OPC UA"], "MES"),
    ("不用跟ERP打通", ["interface!=ERP"], ""),
]
FREE_AND_TRIAL: list[Sentence] = [
    ("可以先试用再付款的ERP", ["trial=true"], "ERP"),
    ("能先用一个月再付费的考勤系统", ["trial=true"], "考勤系统"),
    ("试用一个月满意再签合同的ERP", ["trial=true"], "ERP"),
    ("先试一个月再买，考勤", ["trial=true"], "考勤"),
    ("无需付费的巡检软件", ["free=true"], "巡检软件"),
    ("不要钱的体检", ["free=true"], "体检"),
    ("带免费培训的ERP，10万以内", ["price_wan<=10"], "带免费培训 ERP"),
    ("试用期三个月的员工怎么管", [], "试用期三个月的员工怎么管"),
    ("支持免费试用的CRM", ["trial=true"], "CRM"),
]

SPOKEN: list[Sentence] = [
    ("不走SaaS 的财务共享", ["deployment!=SaaS"], "财务共享"),
    ("不要 私有化 的CRM", ["deployment!=本地部署"], "CRM"),
    ("接地磅的称重软件", ["~interface=地磅"], "称重软件"),
    ("接地电阻检测", [], "接地电阻检测"),
    ("先试用三周，满意再签合同，WMS", ["trial=true"], "WMS"),
    ("能与 PLM 、ERP 接得通，BOM管理", ["~interface=PLM", "~interface=ERP"], "BOM管理"),
    ("能两周用起来的维修工单小程序", ["golive_days<=14"], "维修工单小程序"),
    ("三周上的设备点检", ["golive_days<=21"], "设备点检"),
    ("一个月搞定的会议预约", ["golive_days<=30"], "会议预约"),
    ("15万的报废登记系统", ["price_wan<=15"], "报废登记系统"),
    ("10万的电费", [], "10万的电费"),
    ("本地部署 模式，能碳平台", ["deployment=本地部署"], "能碳平台"),
    ("混合 模式 数据中台", ["deployment=混合部署"], "数据中台"),
    ("云端的模式识别", ["deployment=SaaS"], "模式识别"),
    ("不要 saas 模式 财务软件", ["deployment!=SaaS"], "财务软件"),
    ("我们机房里本地部署的MES", ["deployment=本地部署"], "MES"),
    ("内网本地部署，报表", ["deployment=本地部署"], "报表"),
    ("机房动环监控", [], "机房动环监控"),
    ("食品和轻工类企业的仓储", ["~industry=绿色消费品制造"], "仓储"),
    ("轻工及食品类的包装线", ["~industry=绿色消费品制造"], "包装线"),
    ("材料、零部件的入库", [], "材料 零部件的入库"),
    ("同ERP接得通、跟PLC也能连的数采", ["~interface=ERP", "~interface=PLC"], "数采"),
    ("账实对得上的仓库管理", [], "账实对得上的仓库管理"),
    ("只连西门子PLC的边缘网关", ["interface=PLC"], "边缘网关"),
    ("要接MES的称重系统", ["~interface=MES"], "称重系统"),
    ("要跟 erp、plm 打通的工艺管理", ["~interface=ERP", "~interface=PLM"], "工艺管理"),
    ("能接 用友 或 金蝶 的工资系统", ["~interface=用友|金蝶"], "工资系统"),
    ("不用 SAP 接口", ["interface!=SAP"], ""),
    ("MES 和 ERP 怎么选", [], "MES 和 ERP 怎么选"),
    ("能白用两个月吗 称重软件", ["trial=true"], "称重软件"),
    ("能不能试用两周 条码系统", ["trial=true"], "条码系统"),
    ("免费试用一个月的巡检软件", ["trial=true"], "巡检软件"),
    ("先用着，好用再付钱的OA", ["trial=true"], "OA"),
    ("面试两天才能约上的招聘", [], "面试两天才能约上的招聘"),
]


DENIALS: list[Sentence] = [
    ("不给试用的不要，MES", ["trial=true"], "MES"),
    ("对接不了ERP的不要，WMS", ["interface=ERP"], "WMS"),
    ("跟钉钉打不通的不要，OA", ["interface=钉钉"], "OA"),
    ("不是银川的不要，做MES", ["region=银川市"], "MES"),
    ("别推不能试用的，MES", ["trial=true"], "MES"),
    ("不免费的不要，OA", ["free=true"], "OA"),
    ("没有现货的不要，打印机", [], "没有现货的不要 打印机"),
    ("SaaS的不要，MES", ["deployment!=SaaS"], "MES"),
    ("银川不限，ERP", [], "银川不限 ERP"),
    ("不要求私有化，能对接ERP的WMS", ["~interface=ERP"], "不要求私有化 WMS"),
    ("不管本地部署还是云端，OA", [], "不管本地部署还是云端 OA"),
    ("试用无所谓，10万以内的MES", ["price_wan<=10"], "试用无所谓 MES"),
    ("免费不免费无所谓，考勤", [], "免费不免费无所谓 考勤"),
    ("不跟金蝶打通也能用的进销存", [], "不跟金蝶打通也能用的进销存"),
    ("不免费也行的OA", [], "不免费也行 OA"),
    ("MES对接ERP的难点", [], "MES对接ERP的难点"),
    ("支持企业微信扫码登录的审批", [], "支持企业微信扫码登录的审批"),
    ("必须本地部署、银川的MES", ["deployment=本地部署", "~region=银川市"], "MES"),
    ("必须对接ERP、MES的WMS", ["interface=ERP", "interface=MES"], "WMS"),
]
SUMS_AND_SPACES: list[Sentence] = [
    ("本地 部署的MES", ["deployment=本地部署"], "MES"),
    ("私有 化部署的OA", ["deployment=本地部署"], "OA"),
    ("私有 化工企业的巡检", ["~industry=基础化学原料制造"], "私有 巡检"),
    ("带 API 接口的 WMS", ["~interface=API"], "WMS"),
    ("十五天交货的看板", ["golive_days<=15"], "看板"),
    ("10万的返工成本怎么降", [], "10万的返工成本怎么降"),
    ("20万的返工管理系统", ["price_wan<=20"], "返工管理系统"),
    ("轻工类和食品类的包装检测", ["~industry=绿色消费品制造"], "包装检测"),
    ("抵押贷两年200万", ["term_months=24", "amount_wan=200"], "抵押贷"),
    ("三个半点以内的贷款", ["rate_pct<=3.5", "kind=finance"], ""),
    ("百八十万的立库", ["price_wan>=80", "price_wan<=100"], "立库"),
    ("一百五六十万的立库", ["price_wan>=150", "price_wan<=160"], "立库"),
    ("小几十万的质检", ["price_wan>=20", "price_wan<=100"], "质检"),
    ("最多十来万的MES", ["price_wan<=12"], "MES"),
    ("控制在15万左右的WMS", ["price_wan>=12", "price_wan<=18"], "WMS"),
    ("顶天十万的WMS", ["price_wan<=10"], "WMS"),
]


TOLD_OR_ASKED: list[Sentence] = [
    ("供应商答应两个月交付，拖到现在", [], "供应商答应两个月交付 拖到现在"),
    ("审批周期45天，客户嫌太长", [], "审批周期45天 客户嫌太长"),
    ("料对不上，MES，十五万左右", ["price_wan>=12", "price_wan<=18"], "料对不上 MES"),
    ("SaaS太贵，要本地部署的OA", ["deployment=本地部署"], "SaaS太贵 OA"),
    ("SaaS和私有化有什么区别", [], "SaaS和私有化有什么区别"),
    ("10万以上的合同怎么审批", [], "10万以上的合同怎么审批"),
    ("试用了两款都不行", [], "试用了两款都不行"),
    ("免费给企业做诊断", [], "免费给企业做诊断"),
    ("员工不到一百", [], "员工不到一百"),
]
EDGES: list[Sentence] = [
    ("采购部要买一套比价系统，12万以内", ["price_wan<=12"], "采购部 比价系统"),
    ("老说整个计划要重来，排产，8万以内", ["price_wan<=8"], "老说整个计划要重来 排产"),
    ("行里想推金融产品", ["kind=finance"], "行里想推"),
    ("车间嫌报工麻烦，5万以内", ["price_wan<=5"], "车间嫌报工麻烦"),
    (
        "要求：1、对接用友 2、SaaS 3、5万以内",
        ["~interface=用友", "deployment=SaaS", "price_wan<=5"],
        "",
    ),
    ("一两万搞定的报修", ["price_wan>=1", "price_wan<=2"], "报修"),
    ("万把块的打卡机", ["price_wan>=0.8", "price_wan<=1.2"], "打卡机"),
    ("三、四十万的检测线", ["price_wan>=30", "price_wan<=40"], "检测线"),
    ("短期贷款 九个月 不到100万", ["kind=finance", "term_months=9", "amount_wan<=100"], "短期"),
    ("尽快上线，15天，工单", ["golive_days<=15"], "工单"),
    ("一定能对接sap的 评价", ["interface=SAP"], "评价"),
    ("不花钱先试试的CRM", ["trial=true"], "CRM"),
]


@pytest.mark.parametrize(
    ("query", "conditions", "text"),
    [
        *MONEY,
        *LOANS,
        *TOLD,
        *TIMES,
        *PLACES_OF_SOFTWARE,
        *FIRMS,
        *KINDS,
        *SYSTEMS,
        *FREE_AND_TRIAL,
        *SPOKEN,
        *DENIALS,
        *SUMS_AND_SPACES,
        *TOLD_OR_ASKED,
        *EDGES,
    ],
)
def test_a_sentence_as_people_say_it(query: str, conditions: list[str], text: str) -> None:
    understood = read_conditions(query, load_taxonomy())
    assert [encode_condition(condition) for condition in understood.conditions] == conditions
    assert understood.text == text


def test_a_vocabulary_is_loaded_once_for_a_taxonomy() -> None:
    assert load_vocabulary(load_taxonomy()) is load_vocabulary(load_taxonomy())
