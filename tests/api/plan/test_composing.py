"""The document's words are those of the pages: every need with its sentence, every gap and question, versions that tell."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from api.plan.composing import compose_plan
from api.plan.model import FactSheet, Paragraph, PlanDocument, Quotation, Signatures, Table
from api.presenters.asked_plan import AskedPlan, plan_asked
from api.reports import Study
from api.versions import Versions, digest_revisions
from catalog.taxonomy import load_taxonomy
from matcher.bundles.model import Candidate, Demand, Price, Problem
from matcher.documents.model import Block, Document, Place, Warning
from matcher.matching.model import MatchResult, NeedMatch, Recommendation
from matcher.needs.model import Evidence, Need, SceneLevel
from matcher.scoring.coverage import Cell, Coverage
from tests.factories.items import make_product
from tests.factories.needs import make_reading

_SENTENCE = "设备坏了才修，备件找不到。"
_BLOCK = Block(0, _SENTENCE, Place("paragraph", number=3))
_VERSIONS = Versions("duijie 0", "模型", "分类", "词表", "指标", "abc", 2)
_DAY = date(2026, 11, 26)


def _need(identifier: str, topic: str, **fields: object) -> Need:
    evidence = (Evidence(_SENTENCE, _BLOCK.location(0, len(_SENTENCE)), 0.9),)
    return replace(Need(identifier, topic, _SENTENCE, evidence, confidence=0.9), **fields)  # type: ignore[arg-type]


def _study() -> Study:
    """Two needs: one with a product of 3万元, one with nothing; a warning; four graded scenes."""
    item = make_product(name="点检保养", provider="宁夏点检公司")
    needs = (
        _need("N01", "S08", current_level=1, target_level=3, priority="high"),
        _need("N02", "S09", confidence=0.3),
    )
    reading = replace(
        make_reading(*needs, name="宁夏/示例:厂", employees=120),
        levels=tuple(SceneLevel(code, 1, 2) for code in ("S01", "S08", "S09", "S10")),
        warnings=(Warning("unread", "有一张图片没有读", Place("paragraph", number=9)),),
    )
    matches = (
        NeedMatch(
            "N01", "covered", (Recommendation(item, 0.8, {"场景": 0.8}, ("解决问题：备件",), ("没有案例",)),)
        ),
        NeedMatch("N02", "gap", ()),
    )
    coverage = Coverage({"N01": {item.id: Cell()}, "N02": {}}, {item.id: item})
    problem = Problem(
        demands=(Demand("N01", 30, "设备管理"), Demand("N02", 20, "安全生产")),
        candidates=(Candidate(item.id, item.name, item.provider, Price(2.0, 3.0), {"N01": 1.0}),),
        budget_wan=10.0,
    )
    document = Document("报告.docx", "f" * 64, "docx", (_BLOCK,))
    return Study(document, MatchResult(reading, matches, (), coverage, problem))


def _compose(study: Study, asked: AskedPlan | None = None) -> PlanDocument:
    return compose_plan(study, asked or plan_asked("t", (), study), load_taxonomy(), _VERSIONS, _DAY)


def _text(plan: PlanDocument, section: str) -> str:
    """Everything that a chapter says."""
    (found,) = [part for part in (*plan.sections, *plan.annexes) if part.id == section]
    said: list[str] = []
    for block in found.blocks:
        if isinstance(block, FactSheet):
            said += [f"{fact.label}={fact.value}" for fact in block.facts]
        elif isinstance(block, Table):
            said += ["|".join(cell.text for cell in cells) for cells in block.rows]
        elif isinstance(block, Paragraph | Quotation):
            said.append(block.text)
        else:
            said.append(repr(block))
    return "\n".join(said)


def test_what_is_signed_comes_first_and_ends_with_the_signatures_and_no_chapter_is_empty() -> None:
    plan = _compose(_study())
    assert [section.heading for section in plan.sections] == [
        "一、企业与现状",
        "二、要解决的需求",
        "三、买什么",
        "四、怎样付钱",
        "五、签之前还要问清的",
        "六、签字盖章",
    ]
    assert [section.heading for section in plan.annexes] == [
        "附件1　需求的原文依据与候选产品",
        "附件2　需求与产品对照",
        "附件3　没有放进方案的",
        "附件4　场景等级与自评得分",
        "附件5　来源与版本",
    ]
    assert all(section.blocks for section in (*plan.sections, *plan.annexes))
    assert isinstance(plan.sections[-1].blocks[-1], Signatures)


def test_the_signed_part_says_what_is_done_about_each_need_and_the_annex_shows_its_sentence() -> None:
    plan = _compose(_study())
    said = _text(plan, "needs")
    assert "1|设备管理|一级 → 三级|优先|点检保养|已覆盖" in said
    assert "2|安全生产|报告未写明|一般|—|目录暂无" in said
    evidence = _text(plan, "evidence")
    assert evidence.count(_SENTENCE) == 2
    assert "解决问题：备件|没有案例" in evidence
    assert "不勉强推荐" in evidence
    assert "需求2：安全生产" in _text(plan, "left-out")


def test_the_bundle_adds_up_and_follows_what_was_asked() -> None:
    study = _study()
    said = _text(_compose(study), "bundle")
    assert "1|点检保养\n宁夏点检公司|覆盖“设备管理”|" in said
    assert re.search(r"首年合计\|\|\|3 ?万元", said)
    poorer = plan_asked("t", [("budget", "1")], study)
    assert "买不到" in _text(_compose(study, poorer), "bundle")


def test_who_pays_what_and_when_stands_even_where_nothing_is_borrowed() -> None:
    study = _study()
    said = _text(_compose(study, plan_asked("t", [("share", "20")], study)), "financing")
    assert re.search(r"企业自有资金\|组合的首年费用\|[\d.]+ ?万元\|按采购合同，目录没有写", said)
    assert re.search(r"财政补助\|组合的首年费用，到账前由企业先垫\|6000 ?元\|验收以后", said)


def test_what_is_open_is_listed_with_whom_to_ask() -> None:
    said = _text(_compose(_study()), "open")
    enterprise, platform = said.split("服务平台|")
    assert "企业|1. 报告没有读全：有一张图片没有读（第9段）" in enterprise
    assert "2. 需求2“安全生产”把握不大" in enterprise
    assert re.search(r"3\. 报告没有写明：.*年营业收入", enterprise)
    assert "需求2“安全生产”目录里暂无对口产品" in platform


def test_every_provider_of_the_bundle_signs_on_a_line_of_its_own() -> None:
    study = _study()
    made = [make_product(901, name="巡检"), make_product(902, name="能耗")]
    one = study.result.problem.candidates[0]
    others = (replace(one, id=901, name="巡检"), replace(one, id=902, name="能耗", provider="银川能耗公司"))
    result = replace(
        study.result,
        coverage=replace(
            study.result.coverage, items={**study.result.coverage.items, **{item.id: item for item in made}}
        ),
        problem=replace(study.result.problem, candidates=(one, *others)),
    )
    study = replace(study, result=result)
    plan = _compose(study, plan_asked("t", [("want", str(at)) for at in (one.id, 901, 902)], study))
    (block,) = [found for found in plan.sections[-1].blocks if isinstance(found, Signatures)]
    assert [(party.role, party.name, party.signs.count("\n")) for party in block.parties] == [
        ("企业", "宁夏/示例:厂", 0),
        ("服务商", "宁夏点检公司", 1),
        ("服务商", "银川能耗公司", 0),
        ("诊断机构", "", 0),
    ]


def test_sources_name_the_report_the_items_and_the_versions() -> None:
    said = _text(_compose(_study()), "origins")
    assert "诊断报告=report.docx" in said
    assert f"文件校验值（SHA-256）={'0' * 64}" in said
    assert "目录版本=abc，2项" in said
    assert "点检保养|宁夏点检公司|第1版" in said


def test_the_name_of_the_file_is_one_that_every_system_takes() -> None:
    assert _compose(_study()).file_name == "宁夏示例厂_一企一策_20261126.docx"


def test_a_catalogue_has_one_version_however_it_was_built() -> None:
    assert digest_revisions({1: 5, 2: 7}) == digest_revisions({2: 7, 1: 5})
    assert digest_revisions({1: 5, 2: 7}) != digest_revisions({1: 5, 2: 8})


def test_money_that_nobody_lends_is_said_and_not_spent() -> None:
    study = _study()
    result = study.result
    enterprise = replace(result.reading.enterprise, budget_wan=10.0, own_wan=2.0)
    reading = replace(result.reading, enterprise=enterprise)
    poor = replace(result, reading=reading, problem=replace(result.problem, budget_wan=2.0))
    bundle = plan_asked("t", (), replace(study, result=poor)).bundle
    assert bundle is not None
    assert bundle.items == ()  # 3万元 are more than the own 2
    assert ("自有以外的钱", "8万元，目录里还没有能借到的，没有计入") in [
        (fact.label, fact.value) for fact in bundle.facts
    ]
