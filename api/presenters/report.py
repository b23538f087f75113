"""A studied report as the page shows it: profile, levels, needs with their sentences, products, financing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from api.presenters.document import Part, Quoted, present_document
from api.presenters.financing import LineRow, present_lines
from api.presenters.items import Fact, ItemCard, present_card
from api.presenters.numbers import say_level, say_months, say_wan
from api.presenters.radar import LevelRow, Radar, present_level_rows, present_radar
from api.presenters.rulings import RuleRow, count_verdicts, present_rulings
from api.presenters.scores import ScoreView, present_score
from api.presenters.versus import Versus, present_versus
from api.reports import Study
from catalog.schemas import FinanceContent
from catalog.taxonomy import Taxonomy
from embeddings.segmentation import simplify
from matcher.financing.offers import FULL_MARK as FINANCE_FULL_MARK
from matcher.financing.offers import FinanceOffer
from matcher.matching.model import MatchResult, NeedMatch, Recommendation
from matcher.needs.model import Enterprise, Evidence, FinancingWish, Need, Reading
from matcher.scoring.coverage import State
from matcher.scoring.scores import FULL_MARK

NOT_SAID = "报告未写明"
_STATES: Mapping[State, str] = {"covered": "目录里有", "partial": "目录里部分有", "gap": "目录暂无"}
_PRIORITIES = {"high": "优先", "normal": "一般", "low": "可缓"}
_FINANCING = "F01"
_DOUBTFUL = 0.55
_REASONS = 3
_OFFERS = 5


@dataclass(frozen=True, slots=True)
class QuoteView:
    """A sentence of the report and where it stands; `href` leads to it in the text beside."""

    text: str
    place: str
    href: str


@dataclass(frozen=True, slots=True)
class LevelStep:
    """Present and target level, 0–4 or None, and the same in words."""

    current: int | None
    target: int | None
    words: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A recommended item: reasons for it, doubts about it, its score, and what sets that apart from the first's."""

    card: ItemCard
    reasons: tuple[str, ...]
    more_reasons: tuple[str, ...]
    concerns: tuple[str, ...]
    score: ScoreView | None
    versus: Versus | None
    """How its score differs from the first suggestion's; None for the first itself."""


@dataclass(frozen=True, slots=True)
class NeedView:
    """One need; `is_financing` is answered by the financing part of the page."""

    id: str
    number: int
    topic: str
    priority: str
    priority_label: str
    doubtful: bool
    state: State
    state_label: str
    statement: str
    levels: LevelStep | None
    quote: QuoteView
    more_quotes: tuple[QuoteView, ...]
    first: Suggestion | None
    others: tuple[Suggestion, ...]
    is_financing: bool


@dataclass(frozen=True, slots=True)
class CoverageShare:
    """How many needs are in a state; `x` and `width` in percent of the bar."""

    state: State
    label: str
    count: int
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Offer:
    """A financing product judged for the enterprise."""

    card: ItemCard
    eligible: bool
    verdict: str
    reasons: tuple[str, ...]
    more_reasons: tuple[str, ...]
    unmet: tuple[str, ...]
    unknown: tuple[str, ...]
    facts: tuple[Fact, ...]
    score: ScoreView | None
    rules: tuple[RuleRow, ...]
    rules_words: str
    lines: tuple[LineRow, ...]


@dataclass(frozen=True, slots=True)
class FinanceView:
    """The wish for money and the offers for it, the fitting ones first."""

    facts: tuple[Fact, ...]
    quote: QuoteView
    sentence: str
    months: int | None
    offers: tuple[Offer, ...]
    others: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class WarningView:
    """Something that could not be read."""

    message: str
    place: str


@dataclass(frozen=True, slots=True)
class ReportPage:
    """Everything on the result page."""

    title: str
    file: str
    sha256: str
    summary: str
    profile: tuple[Fact, ...]
    radar: Radar | None
    level_rows: tuple[LevelRow, ...]
    coverage: tuple[CoverageShare, ...]
    needs: tuple[NeedView, ...]
    finance: FinanceView | None
    warnings: tuple[WarningView, ...]
    document: tuple[Part, ...]


def present_report(study: Study, taxonomy: Taxonomy) -> ReportPage:
    """The page of a studied report."""
    result = study.result
    reading = result.reading
    matches = {match.need: match for match in result.matches}
    return ReportPage(
        title=reading.enterprise.name or "这份报告",
        file=reading.file,
        sha256=reading.sha256,
        summary=_summary(result, len(study.reading_as_read.needs)),
        profile=_profile(reading.enterprise, reading.financing),
        radar=present_radar(reading.levels, taxonomy),
        level_rows=present_level_rows(reading.levels, taxonomy),
        coverage=_coverage(result),
        needs=tuple(
            _present_need(number, need, matches.get(need.id), taxonomy)
            for number, need in enumerate(reading.needs, start=1)
        ),
        finance=_present_finance(result, taxonomy),
        warnings=tuple(
            WarningView(warning.message, warning.place.label() if warning.place else "")
            for warning in reading.warnings
        ),
        document=present_document(study.document, list(_quotes(reading, taxonomy))),
    )


def _anchor(need: Need, at: int) -> str:
    return f"quote-{need.id}-{at}"


def _quotes(reading: Reading, taxonomy: Taxonomy) -> Iterator[Quoted]:
    for number, need in enumerate(reading.needs, start=1):
        label = f"需求{number}：{taxonomy.topic(need.topic).name}"
        for at, evidence in enumerate(need.evidence):
            yield Quoted(_anchor(need, at), f"need-{need.id}", label, evidence.location)
    if reading.financing:
        yield Quoted("quote-financing", "financing", "融资", reading.financing.location)


def _summary(result: MatchResult, read: int) -> str:
    counts = {state: sum(match.state == state for match in result.matches) for state in _STATES}
    total = len(result.reading.needs)
    if not total and read:
        return f"读出的{read}项需求都已去掉或并掉，没有剩下的。"
    if not total:
        return "没有从这份报告里读出明确的需求。"
    if counts["covered"] == total:
        return f"读出{total}项需求，每项都有报告原句为证，目录里也都有合适的产品或金融产品。"
    said: dict[State, str] = {
        "covered": f"{counts['covered']}项目录里有合适的产品或金融产品",
        "partial": f"{counts['partial']}项部分满足",
        "gap": f"{counts['gap']}项目录里暂时没有",
    }
    parts = [words for state, words in said.items() if counts[state]]
    return f"读出{total}项需求，每项都有报告原句为证；{'，'.join(parts)}。"


def _profile(enterprise: Enterprise, wish: FinancingWish | None) -> tuple[Fact, ...]:
    level, target = enterprise.digital_level, enterprise.target_level
    return (
        _fact("所属行业", enterprise.industry),
        _fact("所在地区", enterprise.region),
        _fact("从业人员", None if enterprise.employees is None else f"{enterprise.employees}人"),
        _fact("年营业收入", _say_money(enterprise.revenue_wan)),
        _fact("改造预算", _say_money(enterprise.budget_wan)),
        _fact("项目总投资", _say_money(enterprise.investment_wan)),
        _fact("其中自有资金", _say_money(enterprise.own_wan)),
        *((_fact("打算融资", _say_money(wish.amount_wan)),) if wish is not None else ()),
        _fact("数字化等级", None if level is None else say_level(level)),
        _fact("目标等级", None if target is None else say_level(target)),
        _fact("成立时间", None if enterprise.founded is None else f"{enterprise.founded}年"),
        _fact("资质称号", "、".join(enterprise.titles or ()) or None),
        _fact("统一社会信用代码", enterprise.credit_code),
        *((Fact("上云限制", "报告要求不用公有云"),) if enterprise.public_cloud is False else ()),
    )


def _say_money(wan: float | None) -> str | None:
    return None if wan is None else say_wan(wan)


def _fact(label: str, value: str | None) -> Fact:
    return Fact(label, value or NOT_SAID, known=value is not None)


def _coverage(result: MatchResult) -> tuple[CoverageShare, ...]:
    total = len(result.matches)
    shares = []
    x = 0.0
    for state, label in _STATES.items():
        count = sum(match.state == state for match in result.matches)
        width = 100 * count / total if total else 0.0
        shares.append(CoverageShare(state, label, count, round(x, 2), round(width, 2)))
        x += width
    return tuple(shares)


def _present_need(number: int, need: Need, match: NeedMatch | None, taxonomy: Taxonomy) -> NeedView:
    state: State = match.state if match else "gap"
    recommended = match.recommendations if match else ()
    suggestions = [_suggest(entry, recommended[0], taxonomy) for entry in recommended]
    quotes = [_present_quote(evidence, _anchor(need, at)) for at, evidence in enumerate(need.evidence)]
    return NeedView(
        id=need.id,
        number=number,
        topic=taxonomy.topic(need.topic).name,
        priority=need.priority,
        priority_label=_PRIORITIES[need.priority],
        doubtful=need.confidence < _DOUBTFUL,
        state=state,
        state_label=_STATES[state],
        statement=_own_statement(need, taxonomy),
        levels=_step(need.current_level, need.target_level),
        quote=quotes[0],
        more_quotes=tuple(quotes[1:]),
        first=suggestions[0] if suggestions else None,
        others=tuple(suggestions[1:]),
        is_financing=need.topic == _FINANCING,
    )


def _own_statement(need: Need, taxonomy: Taxonomy) -> str:
    """The statement where it says more than topic and quote, which stand beside it anyway."""
    core = need.statement.removeprefix(f"{taxonomy.topic(need.topic).name}：").rstrip("…。")
    return "" if core in simplify(need.quote) else need.statement


def _present_quote(evidence: Evidence, anchor: str) -> QuoteView:
    return QuoteView(evidence.quote, evidence.location.place.label(), f"#{anchor}")


def _step(current: int | None, target: int | None) -> LevelStep | None:
    if current is None and target is None:
        return None
    if target is None:
        words = f"现为{say_level(current)}"
    elif current is None:
        words = f"目标{say_level(target)}"
    else:
        words = f"{say_level(current)} → {say_level(target)}"
    return LevelStep(current, target, words)


def _suggest(entry: Recommendation, first: Recommendation, taxonomy: Taxonomy) -> Suggestion:
    own, best = (entry.score, entry.parts), (first.score, first.parts)
    return Suggestion(
        card=present_card(entry.item, taxonomy),
        reasons=entry.reasons[:_REASONS],
        more_reasons=entry.reasons[_REASONS:],
        concerns=entry.concerns,
        score=present_score(entry.score, entry.parts, full=FULL_MARK),
        versus=None if entry is first else present_versus(best, own, full=FULL_MARK),
    )


def _present_finance(result: MatchResult, taxonomy: Taxonomy) -> FinanceView | None:
    wish = result.reading.financing
    if wish is None:
        return None
    offers = [_present_offer(offer, taxonomy) for offer in result.finance]
    fitting = [offer for offer in offers if offer.eligible]
    shown = fitting[:_OFFERS]
    return FinanceView(
        facts=_wish_facts(wish),
        quote=QuoteView(wish.quote, wish.location.place.label(), "#quote-financing"),
        sentence=_finance_sentence(len(fitting), len(offers)),
        months=wish.term_months,
        offers=tuple(shown),
        others=tuple(offer for offer in offers if offer not in shown),
    )


def _finance_sentence(fitting: int, total: int) -> str:
    if not total:
        return "目录里还没有金融产品。"
    if not fitting:
        return f"{total}项金融产品都有条件不符合，下面写明差在哪里。"
    return f"{total}项金融产品中，{fitting}项的条件已经符合或有待确认。"


def _wish_facts(wish: FinancingWish) -> tuple[Fact, ...]:
    return (
        _fact("资金用途", wish.purpose),
        _fact("需要金额", None if wish.amount_wan is None else say_wan(wish.amount_wan)),
        _fact("期限", say_months(wish.term_months, wish.term_months)),
    )


def _present_offer(offer: FinanceOffer, taxonomy: Taxonomy) -> Offer:
    card = present_card(offer.item, taxonomy)
    content = offer.item.content
    assert isinstance(content, FinanceContent)
    shown = _REASONS if offer.eligible else 0
    return Offer(
        card=card,
        eligible=offer.eligible,
        verdict=_verdict(offer),
        reasons=offer.reasons[:shown],
        more_reasons=offer.reasons[shown:],
        unmet=offer.unmet,
        unknown=offer.unknown,
        facts=(*card.facts, *_offer_facts(offer)),
        score=present_score(offer.score, offer.parts, full=FINANCE_FULL_MARK),
        rules=present_rulings(offer.rulings, content),
        rules_words=count_verdicts(offer.rulings),
        # what it would cost if it lent is no promise either
        lines=present_lines(offer.cost) if offer.cost and offer.eligible else (),
    )


def _verdict(offer: FinanceOffer) -> str:
    if not offer.eligible:
        return f"不符合，差{len(offer.unmet)}项"
    return f"可能符合，要确认{len(offer.unknown)}项" if offer.unknown else "符合"


def _offer_facts(offer: FinanceOffer) -> Sequence[Fact]:
    facts: list[Fact] = []
    if not offer.eligible:  # what it could give if it could is no promise
        return facts
    if offer.amount_wan is not None:
        facts.append(Fact("可给", f"约{say_wan(offer.amount_wan)}"))
    if offer.net_cost_wan is not None:
        facts.append(Fact("全期净成本", f"约{say_wan(offer.net_cost_wan)}"))
    return facts
