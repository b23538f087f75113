"""The Chinese columns of the import files as data; template, import, export and help derive from here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from catalog.taxonomy import Taxonomy
from catalog.vocabulary import Deployment, FinanceType, Kind, ProviderType, Purpose


class Layout(StrEnum):
    """What the rows of one file are; products and solutions share one layout."""

    PRODUCT = "product"
    FINANCE = "finance"
    PROVIDER = "provider"

    @property
    def label(self) -> str:
        """The word shown to people."""
        return {"product": "产品与解决方案", "finance": "金融产品", "provider": "服务商"}[self.value]


class Need(StrEnum):
    """How badly a column is wanted: without a required value a row is refused, a wanted one is counted as missing."""

    REQUIRED = "必填"
    WANTED = "建议填写"
    OPTIONAL = "选填"


class Read(StrEnum):
    """How a cell is read; `parsing` has one reader for each."""

    LINE = "line"
    PARAGRAPH = "paragraph"
    LINES = "lines"
    CASES = "cases"
    KIND = "kind"
    PROVIDER_TYPE = "provider_type"
    FINANCE_TYPE = "finance_type"
    INDUSTRIES = "industries"
    INDUSTRY_CODES = "industry_codes"
    TOPICS = "topics"
    UPLIFTS = "uplifts"
    REQUIRES = "requires"
    DEPLOYMENT = "deployment"
    PURPOSES = "purposes"
    REGIONS = "regions"
    PRICE = "price"
    SHARED_COSTS = "shared_costs"
    GOLIVE = "golive"
    AMOUNT = "amount"
    TERM = "term"
    RATE = "rate"
    YES_NO = "yes_no"
    SAMPLE = "sample"
    DATE = "date"
    WHOLE = "whole"
    NUMBER = "number"
    WAN = "wan"
    YEARS = "years"
    WORKDAYS = "workdays"
    LEVEL = "level"
    CREDIT_CODE = "credit_code"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `field` is the content's field that it fills, `choices` the values offered in the template."""

    header: str
    field: str
    read: Read
    help: str
    example: str
    need: Need = Need.OPTIONAL
    aliases: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    """Headers that other kinds of lists use as well; understood only where the kind is given."""
    several: bool = False
    """Whether a cell may hold several values, joined by a full-width semicolon."""


YES_NO = ("是", "否")
SEPARATOR = "；"
EVERY_INDUSTRY = ("通用", "不限", "全行业", "全部", "各行业", "不限行业", "全部行业", "所有行业")
"""Ways to write that an item serves all four industries."""

_PROVIDER_TYPES = (ProviderType.COMPREHENSIVE.value, ProviderType.SCENE.value, ProviderType.FINANCIAL.value)
_KIND_LABELS = (Kind.PRODUCT.label, Kind.SOLUTION.label)

_CREDIT_CODE = Column(
    "统一社会信用代码", "credit_code", Read.CREDIT_CODE, "18位，末位为校验位；没有可不填", "91640100MA76ABCD11",
    Need.WANTED, ("信用代码", "社会信用代码", "统一信用代码", "服务商统一社会信用代码", "机构代码"),
)  # fmt: skip
_VALID_UNTIL = Column(
    "有效期至", "valid_until", Read.DATE, "年-月-日，过期后不再出现在查询结果里；长期有效可不填", "2028-12-31",
    Need.OPTIONAL, ("有效期", "有效期限", "截止日期", "失效日期", "有效截止日期"),
)  # fmt: skip
_SAMPLE = Column(
    "数据性质",
    "sample",
    Read.SAMPLE,
    "演示数据填“示例”，真实数据不填",
    "",
    aliases=("数据类型",),
    choices=("示例",),
)

PRODUCT_COLUMNS: tuple[Column, ...] = (
    Column(
        "产品名称", "name", Read.LINE, "产品或解决方案的名称，同一服务商内不重名", "釜序批次执行系统", Need.REQUIRED,
        ("名称", "产品方案名称", "产品或方案名称", "方案名称", "产品服务名称", "解决方案名称", "软件名称", "商品名称"),
        ambiguous=("主要产品",),
    ),
    Column(
        "类型", "kind", Read.KIND, "数字化产品或解决方案；不填按数字化产品", Kind.PRODUCT.label, Need.WANTED,
        ("产品类型", "供给类型"), _KIND_LABELS,
    ),
    Column(
        "服务商名称", "provider", Read.LINE, "与营业执照一致的全称", "宁夏某某软件有限公司", Need.REQUIRED,
        ("服务商", "服务商全称", "供应商", "供应商名称", "厂商", "提供商"),
        ambiguous=("企业名称", "公司名称", "单位名称", "所属企业"),
    ),
    _CREDIT_CODE,
    Column(
        "适用行业", "industries", Read.INDUSTRIES, "四个细分行业中的一个或几个；各行业都适用填“通用”", "基础化学原料制造",
        Need.WANTED, ("适用细分行业", "适用细分行业领域", "行业", "细分行业", "所属行业"), several=True,
    ),
    Column(
        "行业代码", "industry_codes", Read.INDUSTRY_CODES, "GB/T 4754 的大类、中类或小类代码", "2613；2614",
        aliases=("国民经济行业代码", "行业分类代码"), several=True,
    ),
    Column(
        "应用场景", "topics", Read.TOPICS, "场景名称或代码，第一个是主要场景；代码见“代码”表", "生产管控；质量管理",
        Need.WANTED, ("场景", "对应场景", "对应2024版场景", "适用场景", "业务场景", "解决需求环节", "数字化场景", "所属场景"),
        several=True,
    ),
    Column(
        "等级提升", "uplifts", Read.UPLIFTS, "每个场景从几级到几级（0–4）", "生产管控:1-3；质量管理:1-2", Need.WANTED,
        ("达到等级", "等级", "提升等级", "场景等级", "等级提升情况"), several=True,
    ),
    Column(
        "部署方式", "deployment", Read.DEPLOYMENT, "SaaS、本地部署、混合部署，可多选", "本地部署；混合部署", Need.WANTED,
        ("部署", "交付方式", "部署模式"), tuple(d.value for d in Deployment), several=True,
    ),
    Column(
        "价格说明", "price", Read.PRICE, "写清金额、单位和口径，如“3.8万元/年（50人）”“18万元/套，另收实施费6万元”“面议”",
        "软件18万元/套起，另收实施费6万元", Need.WANTED,
        ("价格", "价格口径", "单套价格", "报价", "参考价格", "产品价格", "收费标准", "定价"),
    ),
    Column(
        "是否免费", "free", Read.YES_NO, "有可长期使用的免费版填“是”", "否", aliases=("免费",), choices=YES_NO
    ),
    Column(
        "可试用", "trial", Read.YES_NO, "可以先试用再购买填“是”", "是", Need.WANTED,
        ("是否可试用", "是否免费试用", "免费试用", "试用", "是否试用"), YES_NO,
    ),
    Column(
        "上线周期", "golive", Read.GOLIVE, "从签约到用起来要多久，如“4-6周”“15天”“3个月”", "2-3个月", Need.WANTED,
        ("交付周期", "实施周期", "部署周期", "上线时间", "实施时间", "交付时间", "工期"),
    ),
    Column(
        "对接接口", "interfaces", Read.LINES, "能对接的系统、设备和协议", "DCS；OPC UA；ERP", Need.WANTED,
        ("接口", "可对接系统", "集成接口", "支持接口", "对接系统"), several=True,
    ),
    Column(
        "解决问题", "pain_points", Read.PARAGRAPH, "用企业的话说明解决什么痛点", "批记录靠手写，出了次品查不到是哪一步的问题。",
        Need.WANTED, ("解决痛点", "痛点", "解决的问题", "适用痛点", "主要解决问题"),
    ),
    Column(
        "功能简介", "summary", Read.PARAGRAPH, "主要功能，200字左右", "按批次下发电子工单，称量和温度数据自动归入批次。",
        Need.WANTED, ("简介", "产品简介", "功能介绍", "功能描述", "产品介绍", "产品功能", "主要功能", "方案简介"),
    ),
    Column(
        "应用案例", "cases", Read.CASES, "企业类型：做了什么，效果如何", "某农药中间体企业：12台反应釜纳入批次管理", Need.WANTED,
        ("案例", "典型案例", "已服务本地企业数案例", "成功案例", "客户案例", "服务案例"), several=True,
    ),
    Column(
        "资质证书", "certificates", Read.LINES, "产品取得的证书", "软件著作权；CMMI3",
        aliases=("资质", "证书", "产品资质", "荣誉资质"), several=True,
    ),
    Column(
        "前置条件", "requires", Read.REQUIRES, "用它之前要先具备的场景或基础，写名称或代码；没有可不填", "设备联网与数据采集",
        aliases=("前提条件", "使用前提", "前置场景", "前置要求"), several=True,
    ),
    Column(
        "共用费用", "shared_costs", Read.SHARED_COSTS, "本服务商几个产品共用、只收一次的费用，名称加金额；金额不含在价格说明里",
        "平台底座 8万元", aliases=("共用成本", "公共费用", "共享费用"), several=True,
    ),
    _VALID_UNTIL,
    _SAMPLE,
)  # fmt: skip

FINANCE_COLUMNS: tuple[Column, ...] = (
    Column(
        "产品名称", "name", Read.LINE, "金融产品的名称，同一机构内不重名", "设备更新贷", Need.REQUIRED,
        ("名称", "金融产品名称", "贷款产品", "贷款名称", "信贷产品", "信贷产品名称"),
    ),
    Column(
        "金融机构", "provider", Read.LINE, "机构全称", "宁夏某某银行股份有限公司", Need.REQUIRED,
        ("金融机构名称", "机构名称", "银行", "银行名称", "机构", "承办机构", "提供机构", "服务商名称"),
    ),
    _CREDIT_CODE,
    Column(
        "产品类型", "finance_type", Read.FINANCE_TYPE, "不填按贷款", FinanceType.LOAN.value, Need.WANTED,
        ("类型", "类别", "产品类别", "金融产品类型"), tuple(t.value for t in FinanceType),
    ),
    Column(
        "资金用途", "purposes", Read.PURPOSES, "设备更新、软件开发、网络建设、流动资金，可多选", "设备更新；软件开发",
        Need.WANTED, ("用途", "贷款用途", "支持用途", "资金投向"), tuple(p.value for p in Purpose), several=True,
    ),
    Column(
        "额度说明", "amount", Read.AMOUNT, "写清金额和口径", "单户最高500万元", Need.WANTED,
        ("额度", "贷款额度", "最高额度", "授信额度", "金额"),
    ),
    Column(
        "期限说明", "term", Read.TERM, "写清多久", "最长36个月", Need.WANTED, ("期限", "贷款期限", "授信期限", "融资期限")
    ),
    Column(
        "利率说明", "rate", Read.RATE, "年化利率；按 LPR 加减点的照写", "年化3.2%起", Need.WANTED,
        ("利率", "贷款利率", "年利率", "年化利率", "费率", "融资成本"),
    ),
    Column(
        "担保方式", "collateral", Read.LINES, "信用、保证、抵押、质押、知识产权质押、数据增信等", "信用；抵押", Need.WANTED,
        ("担保", "方式", "增信方式", "担保条件"), ("信用", "保证", "抵押", "质押", "知识产权质押", "数据增信"), several=True,
    ),
    Column(
        "适用行业", "industries", Read.INDUSTRIES, "四个细分行业中的一个或几个；不填视为未说明", "基础化学原料制造",
        aliases=("行业", "支持行业", "适用细分行业"), several=True,
    ),
    Column(
        "适用地区", "regions", Read.REGIONS, "附件2的八个区域或银川市", "银川市", Need.WANTED,
        ("地区", "服务地区", "适用区域", "服务区域", "区域", "覆盖地区"), several=True,
    ),
    Column(
        "企业规模", "sizes", Read.LINES, "微型、小型、中型", "小型；中型", aliases=("规模", "适用规模", "企业类型"),
        choices=("微型", "小型", "中型"), several=True,
    ),
    Column(
        "资质要求", "titles", Read.LINES, "要求企业具备的称号", "专精特新；高新技术企业",
        aliases=("资质", "企业资质", "称号要求", "准入资质"), several=True,
        choices=("专精特新", "高新技术企业", "规上工业企业", "创新型中小企业", "项目备案"),
    ),
    Column(
        "最低数字化等级", "min_level", Read.LEVEL, "0–4", "1", aliases=("数字化等级", "数字化等级要求"),
        choices=("0", "1", "2", "3", "4"),
    ),
    Column("成立年限(年)", "min_years", Read.YEARS, "要求企业成立满几年", "2", aliases=("经营年限", "成立时间", "成立年数")),
    Column(
        "最低年营收(万元)", "min_revenue_wan", Read.WAN, "要求企业年营业收入不低于多少万元", "500",
        aliases=("年营收", "最低营收", "营收要求", "年营业收入", "最低年营业收入"),
    ),
    Column("贴息说明", "discount_text", Read.PARAGRAPH, "过程贴息怎么给", "建设期内按利息的30%贴息", aliases=("贴息", "贴息政策")),
    Column(
        "奖励说明", "reward_text", Read.PARAGRAPH, "成效奖励怎么给", "验收达到二级后返还已付利息的10%",
        aliases=("奖励", "奖励政策", "成效奖励"),
    ),
    Column(
        "办理时限(工作日)", "processing_days", Read.WORKDAYS, "材料齐全后几个工作日办结", "7",
        aliases=("办理时间", "放款时间", "审批时限"),
    ),
    Column(
        "产品简介", "summary", Read.PARAGRAPH, "给谁用、怎么用", "用于购置智能化生产设备，按季付息。", Need.WANTED,
        ("简介", "产品介绍", "产品特点", "功能简介", "对象", "产品说明"),
    ),
    _VALID_UNTIL,
    _SAMPLE,
)  # fmt: skip

PROVIDER_COLUMNS: tuple[Column, ...] = (
    Column(
        "服务商名称", "name", Read.LINE, "与营业执照一致的全称", "宁夏某某软件有限公司", Need.REQUIRED,
        ("服务商", "服务商全称", "供应商名称", "机构名称", "金融机构"),
        ambiguous=("企业名称", "公司名称", "单位名称", "名称"),
    ),
    _CREDIT_CODE,
    Column(
        "服务商类型", "provider_type", Read.PROVIDER_TYPE, "综合型、场景型或金融机构", ProviderType.SCENE.value, Need.WANTED,
        ("类型", "类别", "服务商类别", "机构类型"), _PROVIDER_TYPES,
    ),
    Column(
        "所在地区", "region", Read.LINE, "注册地所在的区、县、市", "金凤区", Need.WANTED,
        ("地区", "所在地", "区域", "注册地", "所属地区"),
    ),
    Column(
        "简介", "summary", Read.PARAGRAPH, "做什么、擅长什么", "为化工企业做生产执行和数据采集。", Need.WANTED,
        ("企业简介", "公司简介", "服务商简介", "单位简介"),
    ),
    Column(
        "资质", "certificates", Read.LINES, "企业取得的资质", "高新技术企业；CMMI3",
        aliases=("资质证书", "企业资质", "荣誉资质"), several=True,
    ),
    Column("成立年份", "founded", Read.WHOLE, "四位年份", "2015", aliases=("成立时间", "成立年度", "注册年份", "成立日期")),
    Column("团队人数", "staff", Read.WHOLE, "人数", "45", aliases=("人数", "员工人数", "企业人数", "员工数", "团队规模")),
    Column("联系人", "contact", Read.LINE, "对外联系人", "张经理", Need.WANTED, ("联系人姓名",)),
    Column("联系电话", "phone", Read.LINE, "手机或座机", "0951-0000000", Need.WANTED, ("电话", "联系方式", "手机", "手机号", "联系人电话")),
    Column("官网", "website", Read.LINE, "网址", "https://example.com", aliases=("网址", "网站", "主页")),
)  # fmt: skip

COLUMNS: Mapping[Layout, tuple[Column, ...]] = MappingProxyType(
    {Layout.PRODUCT: PRODUCT_COLUMNS, Layout.FINANCE: FINANCE_COLUMNS, Layout.PROVIDER: PROVIDER_COLUMNS}
)


def list_choices(column: Column, taxonomy: Taxonomy) -> tuple[str, ...]:
    """The values that the template offers for a column: its own, or the taxonomy's names; empty when free text."""
    if column.read in (Read.TOPICS, Read.REQUIRES):
        return tuple(topic.name for topic in taxonomy.topics.values() if topic.kind != "finance")
    if column.read is Read.INDUSTRIES:
        return tuple(industry.name for industry in taxonomy.industries)
    if column.read is Read.REGIONS:
        return ("银川市", *(region.name for region in taxonomy.regions))
    return column.choices
