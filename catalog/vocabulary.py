"""The catalogue's closed lists of values, as people write them."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a supply item is."""

    PRODUCT = "product"
    SOLUTION = "solution"
    FINANCE = "finance"

    @property
    def label(self) -> str:
        """The word shown to people."""
        return {"product": "数字化产品", "solution": "解决方案", "finance": "金融产品"}[self.value]


class Status(StrEnum):
    """Whether an item may be found."""

    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class ProviderType(StrEnum):
    """The plan's two kinds of service providers (item 4), and institutions that finance (item 13)."""

    COMPREHENSIVE = "综合型"
    SCENE = "场景型"
    FINANCIAL = "金融机构"


class Deployment(StrEnum):
    """Where software runs."""

    SAAS = "SaaS"
    ON_PREMISES = "本地部署"
    HYBRID = "混合部署"


class PriceModel(StrEnum):
    """How a provider charges; the habits seen in real supply lists."""

    FREE = "免费"
    SUBSCRIPTION = "按年订阅"
    PER_SEAT = "按账号"
    PER_UNIT = "按点位或产线"
    ONE_OFF = "一次性"
    PROJECT = "按项目"
    NEGOTIABLE = "面议"
    UNSTATED = "未公布"


class FinanceType(StrEnum):
    """What a financing product is."""

    LOAN = "贷款"
    LEASING = "融资租赁"
    INTEREST_DISCOUNT = "贴息"
    GUARANTEE = "担保"
    SUBSIDY = "补贴"


class Purpose(StrEnum):
    """What borrowed money is for: the plan's three uses (item 13) and working capital."""

    EQUIPMENT = "设备更新"
    SOFTWARE = "软件开发"
    NETWORK = "网络建设"
    WORKING_CAPITAL = "流动资金"


class Facet(StrEnum):
    """Fields of an item that hold several values and by which people filter."""

    TOPIC = "topic"
    INDUSTRY = "industry"
    DEPLOYMENT = "deployment"
    INTERFACE = "interface"
    PURPOSE = "purpose"
    REGION = "region"
    COLLATERAL = "collateral"
    SIZE = "size"
    TITLE = "title"
