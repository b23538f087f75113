"""Items as cards and pages."""

from __future__ import annotations

from datetime import date

from api.presenters.items import present_card, present_item
from catalog.schemas import ProviderContent
from catalog.taxonomy import load_taxonomy
from catalog.vocabulary import Kind
from tests.factories.items import make_loan, make_product

TODAY = date(2026, 12, 1)
PROVIDER = ProviderContent(name="甲软件公司", phone="0951-0000101", website="https://jia.example")


def test_a_card_shows_what_a_person_looks_for_first() -> None:
    item = make_product(
        7,
        pain_points="设备坏了才修",
        topics=[{"topic": "S08", "level_from": 1, "level_to": 2}],
        price={"text": "2万元/年", "model": "按年订阅", "min_wan": 2, "max_wan": 2, "unit": "年"},
        deployment=["SaaS", "本地部署"],
        golive_min_days=28,
        golive_max_days=42,
        sample=True,
    )
    card = present_card(item, load_taxonomy(), {"pain_points": ((0, 2),), "name": ((0, 2),)})
    assert card.url == "/items/7"
    assert card.name == (("巡检", True), ("助手", False))
    assert card.solves == (("设备", True), ("坏了才修", False))
    assert [(fact.label, fact.value) for fact in card.facts] == [
        ("价格", "2万元/年"),
        ("多久上线", "4–6周"),
        ("部署", "SaaS、本地部署"),
    ]
    assert (card.kind_label, card.topics, card.provider_note, card.sample) == (
        "数字化产品",
        ("设备管理",),
        "场景型，金凤区",
        True,
    )


def test_what_a_provider_does_not_say_is_named_as_unstated() -> None:
    card = present_card(make_product(kind=Kind.SOLUTION), load_taxonomy())
    assert [(fact.value, fact.known) for fact in card.facts] == [("未公布", False)] * 3


def test_a_loan_shows_amount_rate_and_term_and_falls_back_to_its_own_words() -> None:
    item = make_loan(amount_max_wan=500, rate_text="LPR减20个基点", term_text="随借随还")
    facts = {fact.label: fact.value for fact in present_card(item, load_taxonomy()).facts}
    assert facts == {"额度": "最高500万元", "利率": "LPR减20个基点", "期限": "随借随还"}


def test_the_full_page_has_sections_levels_and_conditions() -> None:
    item = make_product(
        summary="扫码点检",
        pain_points="纸质点检",
        cases=["甲厂：停机减少", "乙厂：备件减少"],
        topics=[{"topic": "S08", "level_from": 0, "level_to": 2}, {"topic": "S12"}],
        valid_until="2026-11-30",
        trial=True,
    )
    page = present_item(item, PROVIDER, load_taxonomy(), today=TODAY)
    assert page.expired
    about = {fact.label: fact.value for fact in page.provider_facts}
    assert (about["联系电话"], about["官网"]) == ("0951-0000101", "jia.example")
    assert "联系人" not in about  # not stated, and nothing to complain of
    assert [(part.title, part.texts) for part in page.sections] == [
        ("解决什么问题", ("纸质点检",)),
        ("怎么做到", ("扫码点检",)),
        ("用过的企业", ("甲厂：停机减少", "乙厂：备件减少")),
    ]
    assert [(uplift.name, uplift.words) for uplift in page.uplifts] == [
        ("设备管理", "从未达一级到二级"),
        ("仓储物流", "未写明等级"),
    ]
    details = {fact.label: fact.value for fact in page.details}
    assert details["可以试用"] == "是"
    assert details["免费"] == "未公布"
    assert details["有效期至"] == "2026年11月30日"


def test_a_loan_page_states_every_rule() -> None:
    item = make_loan(min_level=2, min_years=1.5, min_revenue_wan=500, processing_days=5, regions=["银川市"])
    details = {
        fact.label: fact.value for fact in present_item(item, PROVIDER, load_taxonomy(), today=TODAY).details
    }
    assert details["最低数字化等级"] == "二级"
    assert details["成立年限"] == "满1.5年"
    assert details["最低年营收"] == "500万元"
    assert details["办理时限"] == "5个工作日"
    assert details["担保方式"] == "未公布"
