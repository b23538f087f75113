"""Financing rules one by one: met, unmet, unknown; nothing invented."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from catalog.schemas import FinanceContent
from catalog.vocabulary import Purpose
from matcher.financing.eligibility import ProjectSize, judge_rules, size_of
from matcher.needs.model import Enterprise
from tests.factories.needs import make_wish


def _content(**fields: Any) -> FinanceContent:
    return FinanceContent(name="设备贷", provider="示例银行", **fields)


@pytest.mark.parametrize(
    ("stated", "profile", "wish", "rule", "verdict"),
    [
        ({"purposes": (Purpose.EQUIPMENT,)}, {}, {}, "资金用途", "met"),
        ({"purposes": (Purpose.SOFTWARE,)}, {}, {}, "资金用途", "unmet"),
        ({"purposes": (Purpose.SOFTWARE,)}, {}, {"purpose": None}, "资金用途", "unknown"),
        ({"amount_max_wan": 200}, {}, {}, "额度", "met"),
        ({"amount_max_wan": 199.99}, {}, {}, "额度", "unmet"),
        ({"amount_min_wan": 300, "amount_max_wan": 900}, {}, {}, "额度", "unmet"),
        ({"amount_max_wan": 500}, {}, {"amount_wan": None}, "额度", "unknown"),
        ({}, {}, {}, "额度", "unknown"),
        ({"term_max_months": 36}, {}, {}, "期限", "met"),
        ({"term_max_months": 24}, {}, {}, "期限", "unmet"),
        ({"term_text": "流动资金1年，项目类最长4年"}, {}, {}, "期限", "met"),
        ({"term_text": "流动资金1年，项目类最长4年"}, {}, {"purpose": "流动资金"}, "期限", "unmet"),
        ({"term_text": "流动资金1年，项目类最长4年"}, {}, {"purpose": None}, "期限", "unknown"),
        ({"amount_text": "不超过设备合同金额的70%"}, {}, {}, "额度", "unknown"),
        ({"amount_text": "按确权应收账款的70%核定，最高150万元"}, {}, {}, "额度", "unmet"),
        ({"amount_text": "信用100万元，抵押300万元"}, {}, {}, "额度", "unknown"),
        ({"amount_text": "信用100万元，抵押300万元"}, {}, {"amount_wan": 90.0}, "额度", "met"),
        ({"amount_text": "信用100万元，抵押300万元"}, {}, {"amount_wan": 301.0}, "额度", "unmet"),
        ({"collateral": ("信用",)}, {}, {}, "担保方式", "met"),
        ({"collateral": ("信用", "抵押")}, {}, {}, "担保方式", "unknown"),
        ({"regions": ("银川市",)}, {}, {}, "地区", "unknown"),
        ({"regions": ("银川市",)}, {"region": "灵武市"}, {}, "地区", "met"),
        ({"regions": ("银川市",)}, {"region": "吴忠市"}, {}, "地区", "unmet"),
        ({"regions": ("宁夏",)}, {"region": "吴忠市"}, {}, "地区", "unknown"),
        ({"regions": ("宁夏",)}, {"region": "贺兰县"}, {}, "地区", "met"),
        ({"regions": ("贺兰县",)}, {"region": "银川市"}, {}, "地区", "unknown"),
        ({"regions": ("不限",)}, {}, {}, "地区", "met"),
        ({"regions": ("贺兰县",)}, {"region": "贺兰县"}, {}, "地区", "met"),
        ({"regions": ("贺兰县",)}, {"region": "灵武市"}, {}, "地区", "unmet"),
        ({"regions": ("贺兰县",)}, {}, {}, "地区", "unknown"),
        ({"industries": ("新型材料制造",)}, {"industry": "新型材料制造"}, {}, "行业", "met"),
        ({"industries": ("新型材料制造",)}, {"industry": "绿色消费品制造"}, {}, "行业", "unmet"),
        ({"sizes": ("小型",)}, {"employees": 50, "revenue_wan": 900.0}, {}, "企业规模", "met"),
        ({"sizes": ("小型",)}, {"employees": 400, "revenue_wan": 9000.0}, {}, "企业规模", "unmet"),
        ({"sizes": ("小型",)}, {"employees": 50}, {}, "企业规模", "unknown"),
        ({"titles": ("专精特新",)}, {"titles": ("专精特新小巨人",)}, {}, "资质", "met"),
        ({"titles": ("专精特新",)}, {"titles": ("高新技术企业",)}, {}, "资质", "unmet"),
        ({"titles": ("专精特新小巨人",)}, {"titles": ("专精特新",)}, {}, "资质", "unmet"),
        ({"titles": ("专精特新",)}, {}, {}, "资质", "unknown"),
        ({"titles": ("规上工业企业",)}, {"titles": ("高新技术企业",)}, {}, "资质", "unknown"),
        ({"titles": ("规上工业企业",)}, {"revenue_wan": 2000.0}, {}, "资质", "met"),
        ({"titles": ("项目备案",)}, {"titles": ("专精特新",)}, {}, "备案", "unknown"),
        ({"min_level": 2}, {"digital_level": 2}, {}, "数字化等级", "met"),
        ({"min_level": 2}, {"digital_level": 1}, {}, "数字化等级", "unmet"),
        ({"min_level": 2}, {}, {}, "数字化等级", "unknown"),
        ({"min_revenue_wan": 500}, {"revenue_wan": 499.0}, {}, "营业收入", "unmet"),
        ({"min_years": 2}, {}, {}, "成立年限", "unknown"),
    ],
)
def test_a_stated_rule_is_judged(
    stated: dict[str, Any], profile: dict[str, Any], wish: dict[str, Any], rule: str, verdict: str
) -> None:
    rulings = {r.rule: r for r in judge_rules(_content(**stated), Enterprise(**profile), make_wish(**wish))}
    assert rulings[rule].verdict == verdict
    assert rulings[rule].sentence
    assert bool(rulings[rule].ask) == (verdict == "unknown")


@pytest.mark.parametrize(
    ("founded", "verdict"),
    [(2024, "unmet"), (2023, "unmet"), (2022, "unknown"), (2021, "met"), (None, "unknown")],
)
def test_the_age_of_the_enterprise_is_judged_by_its_founding_year(founded: int | None, verdict: str) -> None:
    """On 1 June 2025 an enterprise of 2023 is not two and a half years old, one of 2022 may be."""
    *_, ruling = judge_rules(
        _content(min_years=2.5), Enterprise(founded=founded), make_wish(), today=date(2025, 6, 1)
    )
    assert (ruling.rule, ruling.verdict) == ("成立年限", verdict)
    assert bool(ruling.ask) == (verdict == "unknown")


def test_a_share_is_judged_by_what_the_plan_costs() -> None:
    content = _content(amount_text="不超过项目总投资的80%，最高2000万元")
    for project, verdict in ((250, "met"), (249, "unmet")):
        size = ProjectSize(project_fen=project * 1_000_000)
        (ruling,) = judge_rules(content, Enterprise(), make_wish(), size)
        assert (ruling.verdict, "项目总投资的80%" in ruling.sentence) == (verdict, True)


def test_the_months_of_a_discount_are_no_limit_to_the_loan() -> None:
    content = _content(finance_type="贴息", term_text="最长24个月", term_max_months=24)
    assert judge_rules(content, Enterprise(), make_wish(term_months=36)) == ()


def test_a_rule_that_is_not_stated_is_not_judged() -> None:
    rulings = judge_rules(_content(amount_max_wan=500), Enterprise(), make_wish())
    assert [ruling.rule for ruling in rulings] == ["额度"]


@pytest.mark.parametrize(
    ("employees", "revenue", "size"),
    [
        (1000, 40_000.0, "大型"),
        (999, 50_000.0, "中型"),
        (300, 2000.0, "中型"),
        (300, 1999.0, "小型"),
        (20, 300.0, "小型"),
        (19, 5000.0, "微型"),
        (None, 5000.0, None),
    ],
)
def test_size_follows_the_thresholds_of_2011(employees: int | None, revenue: float, size: str | None) -> None:
    assert size_of(Enterprise(employees=employees, revenue_wan=revenue)) == size
