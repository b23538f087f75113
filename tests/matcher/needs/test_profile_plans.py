"""The profile's own money, total investment, founding year and planned level from sentences and forms; others' stay out."""

from __future__ import annotations

import pytest

from catalog.taxonomy import load_taxonomy
from matcher.documents.model import Block, Document, Place
from matcher.needs.model import Enterprise
from matcher.needs.profile import read_profile

OWN = """
总投资300万元，其中自有资金120万元，贷款180万元。 | 120
项目总投资300万元，企业自筹120万元，其余180万元拟向银行贷款。 | 120
改造预算90万元，其中软件40万元由企业自筹。 | 40
改造预算90万元，拟申请银行贷款50万元，其余由企业自筹。 | 40
改造预算90万元，向银行借50万元，剩下的40万元自己出。 | 40
2026年数字化改造预算220万元，全部以自有资金解决，不需要银行贷款。 | 220
本次改造总投入80万元，由企业自筹，不向银行贷款。 | 80
改造预算60万元，全用自己的钱，贷款我不碰。 | 60
自有资金（万元）：35 | 35
改造预算60万元。 |
改造预算90万元，拟申请银行贷款50万元。 |
本次预算88万元，用于质检52万元、能耗21万元、其余15万元，由企业自有资金解决。 |
公司注册资本2000万元，自有资金充裕。 |
2022年厂房装修自筹120万元。 |
资金由企业自筹和银行贷款解决。 |
集团自有资金3亿元。 |
"""

INVESTMENT = """
项目总投资300万元，其中自有资金120万元，贷款180万元。 | 300
投资总额：1,260,000元 | 126
改造预算90万元，其中软件40万元由企业自筹。 | 90
改造预算60万元。 |
项目总预算650万元不含硬件设备。 |
公司累计总投资2.6亿元。 |
固定资产总投资8000万元。 |
"""

FOUNDED = """
企业成立于2009年，前身为一家县办电线厂。 | 2009
成立时间：2012年3月18日 | 2012
注册日期：1998-06-01 | 1998
公司二〇〇六年建厂，从一条干燥线起步。 | 2006
2012年建厂，做门窗型材；2016年上了挤压线。 | 2012
示例公司创立于1995年。 | 1995
2025年成立了由总经理任组长的数字化领导小组。 |
企业前身为2003年组建的县化工厂。 |
集团成立于1988年。 |
三车间2018年建成投产。 |
热处理分厂成立于2015年。 |
品牌创立于1956年。 |
公司ERP系统2019年上线。 |
公司2021年成立研发中心。 |
公司2011年落户利通区。 |
"""

TARGET = """
改造完成后，企业数字化水平整体达到三级。 | 3
企业提出的改造目标为2027年6月前达到二级，并为三级打基础。 | 2
到2027年底综合等级达到二级。 | 2
公司力争两年内达到L3。 | 3
企业目标等级：三级 | 3
政策要求试点企业改造后达到二级以上。 |
企业整体为一级。 |
设备管理处于一级，公司希望两年内达到三级。 |
质量管理由一级提升到三级。 |
改造后三个场景全部达到三级。 |
某企业从一级做到四级要多久？ |
改造后企业整体达到二级。\\n企业力争整体达到三级。 |
"""


def _cases(table: str) -> list[tuple[str, float | None]]:
    pairs = [line.partition("|") for line in table.strip().splitlines()]
    return [(text.strip(), float(value) if value.strip() else None) for text, _, value in pairs]


def _read(text: str) -> Enterprise:
    lines = text.replace("\\n", "\n").splitlines()
    blocks = tuple(Block(at, line, Place("paragraph", at + 1)) for at, line in enumerate(lines))
    return read_profile(Document("report.txt", "0" * 64, "txt", blocks), load_taxonomy())


@pytest.mark.parametrize(("text", "expected"), _cases(OWN))
def test_own_money_is_told_apart(text: str, expected: float | None) -> None:
    assert _read(text).own_wan == expected


@pytest.mark.parametrize(("text", "expected"), _cases(INVESTMENT))
def test_the_total_investment_is_the_stated_one(text: str, expected: float | None) -> None:
    assert _read(text).investment_wan == expected


@pytest.mark.parametrize(("text", "expected"), _cases(FOUNDED))
def test_the_founding_year_is_the_enterprises_own(text: str, expected: float | None) -> None:
    assert _read(text).founded == expected


@pytest.mark.parametrize(("text", "expected"), _cases(TARGET))
def test_the_planned_level_is_that_of_the_whole(text: str, expected: float | None) -> None:
    assert _read(text).target_level == expected
