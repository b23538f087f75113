"""The profile's own money, total investment, founding year and planned level from sentences and forms; others' stay out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from catalog.taxonomy import load_taxonomy
from matcher.documents.model import Block, Document, Place
from matcher.needs.model import Enterprise
from matcher.needs.profile import read_profile
from matcher.needs.profile.budget import find_budget
from matcher.needs.profile.founding import find_founding
from matcher.needs.profile.funds import find_investment, find_own
from matcher.needs.profile.lead import STRETCH, clause_before, clause_behind, sentence_before

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
改造预算100万元，资金无法全部自筹，想找银行支持一部分。 |
改造预算100万元，这笔钱不能全部靠自有资金。 |
改造预算100万元，并非全部由企业自筹。 |
改造预算100万元，不是全由企业自己出。 |
改造预算100万元，全部自筹不够。 |
改造预算100万元，没有办法全靠自己出。 |
改造预算100万元，上一年自筹20万元上了ERP。 |
改造预算100万元。\\n资金无法全部自筹，想找银行支持一部分。 |
改造预算100万元。\\n去年自筹20万元买了ERP。 |
改造预算100万元。\\n公司已自筹30万元完成一期改造。 |
改造预算100万元。\\n企业自有30万元的检测设备。 |
改造预算100万元，企业已落实自有资金60万元，其余贷款。 | 60
公司去年上了ERP，本次改造预算100万元，其中自筹40万元。 | 40
改造预算100万元，资金已全部由企业自筹。 | 100
"""

INVESTMENT = """
项目总投资300万元，其中自有资金120万元，贷款180万元。 | 300
投资总额：1,260,000元 | 126
改造预算90万元，其中软件40万元由企业自筹。 | 90
改造预算60万元。 |
项目总预算650万元不含硬件设备。 |
公司累计总投资2.6亿元。 |
固定资产总投资8000万元。 |
公司成立于2010年，位于东莞，总投资2亿元，占地50亩。 |
2023年引进设备总投资1200万元。 |
三期厂区计划总投资3亿元。 |
光伏项目总投资600万元已并网。 |
公司成立于2010年，总投资2亿元，正在推进数字化转型。 |
数字化改造总投资300万元，不向银行贷款。 | 300
公司位于东莞，本次改造计划总投资300万元。 | 300
公司拟实施数字化改造，项目总投资300万元。 | 300
项目总投资：300万元 | 300
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
研发中心：成立于2018年。 |
热处理分厂成立于2015年。 |
品牌创立于1956年。 |
公司ERP系统2019年上线。 |
公司2021年成立研发中心。 |
公司2011年落户利通区。 |
公司数字化团队组建于2021年。 |
厂房始建于1998年。 |
公司党委成立于2016年。 |
质量管理体系组建于2019年。 |
公司成立于2020年的子公司负责销售。 |
公司设立2019年度专项资金。 |
2019年公司质量小分队成立。 |
公司是一家成立于2009年的高新技术企业。 | 2009
一、公司于2009年正式成立，员工86人。 | 2009
企业概况：本公司（曾用名略）成立于2009年3月。 | 2009
示例水泵股份有限公司（以下简称“示例泵业”，曾用名：示例水泵厂）2009年建厂。 | 2009
示例水泵股份有限公司（成立于2009年）生产渣浆泵。 | 2009
2009年公司在永宁县建厂。 | 2009
企业名称：宁夏样例重工有限公司\\n样例重工成立于2009年。 | 2009
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
公司计划明年环保信用评价提升到一级。 |
公司计划把能效水平提升到二级。 |
公司拟将消防安全等级提高到一级。 |
企业打算将用能设备能效做到一级。 |
公司计划明年达到一级。 |
企业计划安全标准化整体达到二级。 |
公司计划参加环保信用评价，两年内提升到一级。 |
2023年首次评测为一级。企业力争两年内达到三级。 | 3
公司计划2027年底前数字化成熟度达到三级，能效提升10%。 | 3
公司计划通过智能化改造，两年内达到三级。 | 3
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


LONG = 200_000  # characters of one paragraph; looking back over all of it at every sum would take minutes


@pytest.mark.parametrize(
    "repeated", ["曾自筹1万元", "曾自筹1万元，", "固定资产总投资1万元", "9" * 40, "公司厂房始建于1998年"]
)
def test_a_long_paragraph_is_read_to_its_end(repeated: str) -> None:
    paragraph = repeated * (LONG // len(repeated))
    plan = "；本次改造总投资300万元，其中自筹120万元，贷款180万元；公司成立于2009年。"
    nothing = Document("report.txt", "0" * 64, "txt", ())
    prose = [paragraph + plan]
    assert find_own([], prose, 300) == 120
    assert find_investment([], prose, nothing, (None, None)) == 300
    assert find_founding([], prose) == 2009
    assert find_budget([], [f"{paragraph}；本次改造总预算300万元。"], nothing) == 300


@pytest.mark.parametrize("look", [clause_before, sentence_before])
def test_looking_back_is_bounded(look: Callable[[str, int], str]) -> None:
    assert look("一" * LONG, LONG) == "一" * STRETCH
    assert look("甲。乙", 3) == "乙"


def test_clauses_end_at_commas_and_sentences_do_not() -> None:
    text = "甲。乙，丙丁，戊" + "己" * LONG
    assert (clause_before(text, 6), sentence_before(text, 6)) == ("丙丁", "乙，丙丁")
    assert (clause_behind(text, 4), len(clause_behind(text, 7))) == ("丙丁", STRETCH)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("公司位于宁东，总投资2亿元，占地50亩。", None),
        ("三期厂区计划总投资3亿元。", None),
        ("光伏项目总投资600万元，已并网。", None),
        ("本次数字化改造总投资300万元，不含厂房改扩建。", 300),
        ("企业计划总投资300万元上一套生产管控系统。", 300),
    ],
)
def test_what_the_factory_cost_is_no_budget(text: str, expected: float | None) -> None:
    assert _read(text).budget_wan == expected
