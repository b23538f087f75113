"""A studied report as page data, from hand-made values."""

from __future__ import annotations

from dataclasses import replace

from api.presenters.report import ReportPage, present_report
from api.reports import Study
from catalog.taxonomy import load_taxonomy
from matcher.documents.model import Block, Document, Place, Warning
from matcher.financing.offers import FinanceOffer
from matcher.matching.model import MatchResult, NeedMatch, Recommendation
from matcher.needs.model import Evidence, FinancingWish, Need, Reading
from matcher.scoring.scores import FULL_MARK
from tests.factories.items import make_loan, make_product
from tests.factories.needs import make_reading

SENTENCE = "设备坏了才修，备件找不到。"
BLOCK = Block(0, SENTENCE, Place("paragraph", number=3))
MONEY = Block(1, "拟向银行贷款200万元更新设备。", Place("paragraph", number=9))


def _need(identifier: str, topic: str, **fields: object) -> Need:
    evidence = (Evidence(SENTENCE, BLOCK.location(0, len(SENTENCE)), 0.9),)
    return replace(Need(identifier, topic, SENTENCE, evidence, confidence=0.9), **fields)  # type: ignore[arg-type]


def _present(reading: Reading, *matches: NeedMatch, finance: tuple[FinanceOffer, ...] = ()) -> ReportPage:
    document = Document("报告.docx", "0" * 64, "docx", (BLOCK, MONEY))
    return present_report(Study(document, MatchResult(reading, matches, finance)), load_taxonomy())


def _offer(name: str, *, unmet: tuple[str, ...] = (), unknown: tuple[str, ...] = ()) -> FinanceOffer:
    return FinanceOffer(
        item=make_loan(name=name),
        score=0.5,
        parts={"资金用途": 0.5},
        reasons=("资金用途：可用于设备更新", "额度：够用", "期限：够长", "地区：银川市"),
        eligible=not unmet,
        unmet=unmet,
        unknown=unknown,
        amount_wan=200.0,
        net_cost_wan=12.3,
    )


def test_each_need_has_its_quote_its_place_and_a_way_to_it() -> None:
    page = _present(make_reading(_need("N01", "S08", current_level=1, target_level=3, priority="high")))
    (need,) = page.needs
    assert (need.quote.text, need.quote.place, need.quote.href) == (SENTENCE, "第3段", "#quote-N01-0")
    assert (need.topic, need.priority_label, need.statement) == ("设备管理", "优先", "")
    assert need.levels is not None
    assert need.levels.words == "一级 → 三级"
    piece = page.document[0].pieces[0]
    assert (piece.text, piece.anchors, piece.target, piece.label) == (
        SENTENCE,
        ("quote-N01-0",),
        "need-N01",
        "需求1：设备管理",
    )


def test_coverage_counts_every_state_and_the_summary_says_so() -> None:
    reading = make_reading(_need("N01", "S08"), _need("N02", "S12"), _need("N03", "S01"), _need("N04", "S07"))
    page = _present(
        reading,
        NeedMatch("N01", "covered", ()),
        NeedMatch("N02", "covered", ()),
        NeedMatch("N03", "partial", ()),
        NeedMatch("N04", "gap", ()),
    )
    assert [(share.label, share.count, share.x, share.width) for share in page.coverage] == [
        ("目录里有", 2, 0.0, 50.0),
        ("目录里部分有", 1, 50.0, 25.0),
        ("目录暂无", 1, 75.0, 25.0),
    ]
    assert page.summary == (
        "读出4项需求，每项都有报告原句为证；2项目录里有合适的产品或金融产品，1项部分满足，1项目录里暂时没有。"
    )
    assert [need.state_label for need in page.needs] == ["目录里有", "目录里有", "目录里部分有", "目录暂无"]


def test_a_report_without_needs_says_so_and_shows_its_text() -> None:
    page = _present(make_reading())
    assert page.summary == "没有从这份报告里读出明确的需求。"
    assert page.needs == ()
    assert page.finance is None
    assert [piece.text for part in page.document for piece in part.pieces] == [SENTENCE, MONEY.text]


def test_the_first_item_stands_out_with_reasons_concerns_and_score() -> None:
    picks = tuple(
        Recommendation(
            make_product(at),
            0.9,
            {"场景对口": 0.4, "内容贴合": 0.5},
            ("一", "二", "三", "四"),
            ("价格未公布",),
        )
        for at in (1, 2, 3)
    )
    page = _present(make_reading(_need("N01", "S08")), NeedMatch("N01", "covered", picks))
    (need,) = page.needs
    assert need.first is not None
    assert (need.first.reasons, need.first.more_reasons, need.first.concerns) == (
        ("一", "二", "三"),
        ("四",),
        ("价格未公布",),
    )
    assert need.first.score is not None
    assert need.first.score.total == round(0.9 / FULL_MARK * 100)
    assert [entry.card.id for entry in need.others] == [2, 3]


def test_the_profile_says_what_the_report_does_not() -> None:
    page = _present(make_reading(name="示例公司", employees=386, revenue_wan=31800.0, public_cloud=False))
    facts = {fact.label: (fact.value, fact.known) for fact in page.profile}
    assert page.title == "示例公司"
    assert facts["从业人员"] == ("386人", True)
    assert facts["年营业收入"] == ("3.18亿元", True)
    assert facts["改造预算"] == ("报告未写明", False)
    assert facts["上云限制"] == ("报告要求不用公有云", True)
    assert "打算融资" not in facts


def test_the_profile_tells_total_own_money_and_loan_apart() -> None:
    wish = FinancingWish("软件开发", 180.0, None, MONEY.text, MONEY.location(0, len(MONEY.text)))
    stated = {
        "budget_wan": 300.0,
        "investment_wan": 300.0,
        "own_wan": 120.0,
        "founded": 2009,
        "target_level": 3,
    }
    page = _present(make_reading(financing=wish, **stated))
    facts = {fact.label: fact.value for fact in page.profile}
    assert (facts["项目总投资"], facts["其中自有资金"], facts["打算融资"]) == (
        "300万元",
        "120万元",
        "180万元",
    )
    assert (facts["成立时间"], facts["目标等级"]) == ("2009年", "三级")


def test_offers_say_what_is_missing_and_what_to_ask() -> None:
    wish = FinancingWish("设备更新", 200.0, None, MONEY.text, MONEY.location(0, len(MONEY.text)))
    reading = make_reading(_need("N01", "F01"), financing=wish)
    offers = (
        _offer("甲贷"),
        _offer("乙贷", unknown=("请确认是否已备案",)),
        _offer("丙贷", unmet=("额度最高100万元，少于需要的200万元",)),
    )
    page = _present(reading, NeedMatch("N01", "covered", ()), finance=offers)
    assert page.finance is not None
    assert page.finance.sentence == "3项金融产品中，2项的条件已经符合或有待确认。"
    assert [offer.verdict for offer in (*page.finance.offers, *page.finance.others)] == [
        "符合",
        "可能符合，要确认1项",
        "不符合，差1项",
    ]
    assert [(fact.label, fact.value) for fact in page.finance.facts] == [
        ("资金用途", "设备更新"),
        ("需要金额", "200万元"),
        ("期限", "报告未写明"),
    ]
    first, (last,) = page.finance.offers[0], page.finance.others
    assert ("全期净成本", "约12.3万元") in [(fact.label, fact.value) for fact in first.facts]
    assert (len(first.reasons), len(first.more_reasons)) == (3, 1)
    assert last.unmet == ("额度最高100万元，少于需要的200万元",)
    assert (last.reasons, len(last.more_reasons)) == ((), 4)
    assert page.needs[0].is_financing
    assert page.document[1].pieces[0].target == "financing"


def test_warnings_carry_their_place() -> None:
    reading = replace(
        make_reading(),
        warnings=(Warning("table", "有一张表没有读出", Place("page", number=5)), Warning("x", "其他")),
    )
    assert [(warning.message, warning.place) for warning in _present(reading).warnings] == [
        ("有一张表没有读出", "第5页"),
        ("其他", ""),
    ]
