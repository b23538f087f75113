"""The Chinese columns of enterprise and outcome lists as data; template, import and export derive from here.

There is no column for contact persons: they are personal data that nothing here needs, and are not read.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from catalog.ingest.columns import YES_NO, Column, Need, Read
from matcher.enterprises.schemas import Stage, Tier


class ListKind(StrEnum):
    """What the rows of a list are."""

    ENTERPRISE = "enterprise"
    OUTCOME = "outcome"

    @property
    def label(self) -> str:
        """The word shown to people."""
        return {"enterprise": "企业名单", "outcome": "改造成效"}[self.value]


_NAME = Column(
    "企业名称", "name", Read.LINE, "与营业执照一致的全称", "宁夏某某机械有限公司", Need.REQUIRED,
    ("企业全称", "单位名称", "公司名称", "企业"), ambiguous=("名称",),
)  # fmt: skip
_CODE = Column(
    "统一社会信用代码", "credit_code", Read.CREDIT_CODE, "18位，末位为校验位；没有可不填", "91640100MA76ABCD11",
    Need.WANTED, ("信用代码", "社会信用代码", "统一信用代码", "机构代码"),
)  # fmt: skip
_SAMPLE = Column("数据性质", "sample", Read.SAMPLE, "演示数据填“示例”，真实数据不填", "", choices=("示例",))

ENTERPRISE_COLUMNS: tuple[Column, ...] = (
    _NAME,
    _CODE,
    Column(
        "所属行业", "industries", Read.INDUSTRIES, "四个细分行业之一；不填时按行业代码判断", "高端装备及零部件制造",
        Need.WANTED, ("行业", "细分行业", "所属细分行业", "行业类别", "行业名称"),
    ),
    Column(
        "行业代码", "industry_codes", Read.INDUSTRY_CODES, "GB/T 4754 的大类、中类或小类代码", "3421",
        Need.WANTED, ("国民经济行业代码", "行业分类代码", "国民经济行业分类代码"),
    ),
    Column(
        "所在地区", "region", Read.LINE, "附件2的八个区域之一", "贺兰县", Need.WANTED,
        ("地区", "区域", "所属地区", "所属区域", "所属园区", "县市区", "所在区域", "属地"),
    ),
    Column(
        "从业人员", "employees", Read.WHOLE, "人数", "210", Need.WANTED,
        ("员工人数", "从业人数", "职工人数", "员工数", "人数", "从业人员数量", "从业人员数"),
    ),
    Column(
        "年营业收入(万元)", "revenue_wan", Read.WAN, "上年度营业收入", "8600", Need.WANTED,
        ("营业收入", "年营业收入", "年营收", "营收", "主营业务收入", "上年营业收入"),
    ),
    Column(
        "企业梯度", "tier", Read.CHOICE, "龙头、骨干或小微", Tier.BACKBONE.value,
        aliases=("梯度", "企业类型", "企业分类", "企业层级"), choices=tuple(tier.value for tier in Tier),
    ),
    Column(
        "批次", "batch", Read.LINE, "第几批改造项目：1、2或3", "1", aliases=("试点批次", "改造批次", "项目批次"),
        choices=("1", "2", "3"),
    ),
    Column(
        "资质称号", "titles", Read.LINES, "企业取得的称号", "专精特新；高新技术企业",
        aliases=("资质", "企业资质", "称号", "荣誉资质", "企业称号"), several=True,
    ),
    Column(
        "数字化等级", "digital_level", Read.LEVEL, "整个企业的等级，0–4", "1", Need.WANTED,
        ("数字化水平等级", "企业数字化等级", "诊断等级", "定级", "数字化水平", "等级"), ("0", "1", "2", "3", "4"),
    ),
    Column(
        "各场景等级", "levels", Read.UPLIFTS, "各场景测评的等级，0–4", "生产管控:1；设备管理:1",
        aliases=("场景等级", "分场景等级"), several=True,
    ),
    Column(
        "测评日期", "measured_on", Read.DATE, "等级是哪一天测的，年-月-日；写了各场景等级时必填", "2026-03-20",
        aliases=("诊断日期", "定级日期", "评测日期"),
    ),
    Column(
        "愿意作为样板公开", "shown", Read.YES_NO, "同意把企业名称和成效给同类企业看，填“是”；不填按不同意", "是", Need.WANTED,
        ("样板公开", "是否公开", "同意公开", "愿意公开", "是否愿意作为样板公开"), YES_NO,
    ),
    _SAMPLE,
)  # fmt: skip

OUTCOME_COLUMNS: tuple[Column, ...] = (
    Column(
        "企业名称", "enterprise", Read.LINE, "与企业名单一致", "宁夏某某机械有限公司", Need.REQUIRED,
        ("企业全称", "单位名称", "公司名称", "企业"),
    ),
    _CODE,
    Column(
        "产品名称", "item", Read.LINE, "与目录一致的产品或解决方案名称", "釜序批次执行系统", Need.REQUIRED,
        ("产品方案名称", "产品或方案名称", "采购产品", "选用产品", "软件名称", "解决方案名称"),
    ),
    Column(
        "服务商名称", "provider", Read.LINE, "几家有同名产品时必填", "宁夏某某软件有限公司", Need.WANTED,
        ("服务商", "供应商", "供应商名称", "实施单位"),
    ),
    Column(
        "应用场景", "topics", Read.TOPICS, "这个项目改造的一个场景；几个场景分几行写", "生产管控", Need.REQUIRED,
        ("场景", "改造场景", "业务场景", "所属场景"),
    ),
    Column(
        "项目进展", "stage", Read.CHOICE, "签约、上线、验收或终止", Stage.ACCEPTED.value, Need.REQUIRED,
        ("进展", "项目阶段", "项目状态", "阶段", "实施进展", "改造进展"), tuple(stage.value for stage in Stage),
    ),
    Column(
        "进展月份", "month", Read.DATE, "到这一步是哪个月，年-月", "2026-09", Need.REQUIRED,
        ("月份", "日期", "进展日期", "时间", "验收日期", "验收时间"),
    ),
    Column(
        "改造前等级", "level_before", Read.LEVEL, "这个场景改造前的等级，0–4", "1", Need.WANTED,
        ("改造前", "原等级"), ("0", "1", "2", "3", "4"),
    ),
    Column(
        "改造后等级", "level_after", Read.LEVEL, "这个场景改造后的等级，0–4", "2", Need.WANTED,
        ("改造后", "现等级", "达到等级"), ("0", "1", "2", "3", "4"),
    ),
    Column(
        "投入(万元)", "cost_wan", Read.WAN, "合同金额或实际投入", "16.5", Need.WANTED,
        ("投入", "合同金额", "项目金额", "投资额", "实际投入", "金额", "总投入"),
    ),
    Column(
        "成效", "effect", Read.PARAGRAPH, "用企业的话说见了什么效果", "停机时间一个月少了约三分之一。", Need.WANTED,
        ("改造成效", "效果", "实施成效", "项目成效"),
    ),
    Column(
        "可以公开", "published", Read.YES_NO, "企业同意公开这个项目填“是”；不填按不同意", "是", Need.WANTED,
        ("是否公开", "同意公开", "公开"), YES_NO,
    ),
    _SAMPLE,
)  # fmt: skip

LIST_COLUMNS: Mapping[ListKind, tuple[Column, ...]] = MappingProxyType(
    {ListKind.ENTERPRISE: ENTERPRISE_COLUMNS, ListKind.OUTCOME: OUTCOME_COLUMNS}
)
