"""Financing products for the enterprise's wish, the fitting ones first, each with its rulings and what it would cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from sqlmodel import Session

from catalog.queries import Conditions, Item, list_eligible_ids, load_items
from catalog.schemas import FinanceContent
from catalog.vocabulary import FinanceType, Kind, Purpose
from matcher.documents.model import Location, Place
from matcher.financing.capital import Cost, reckon
from matcher.financing.eligibility import ProjectSize, Ruling, judge_rules
from matcher.financing.figures import to_fen, to_wan
from matcher.financing.lines import Basis, Draw, Support
from matcher.financing.outlays import PROJECT_PURPOSES, Outlay, sum_fen
from matcher.financing.plans import Lenders
from matcher.financing.terms import CARRIERS, Terms, read_terms
from matcher.needs.model import Enterprise, FinancingWish, Reading

# Judgement, not fitted: what the money is for comes first, then whether it is enough and lasts long enough.
_MET_WEIGHTS = {
    "资金用途": 0.35,
    "额度": 0.2,
    "期限": 0.1,
    "地区": 0.1,
    "行业": 0.05,
    "企业规模": 0.05,
    "资质": 0.05,
}
_IS_LOAN = 0.05
_CHEAP_RATE_PCT = 6.0  # from here down to zero a rate earns up to _RATE_WEIGHT
_RATE_WEIGHT = 0.1
FULL_MARK = sum(_MET_WEIGHTS.values()) + _IS_LOAN + _RATE_WEIGHT
"""The score of a product that meets every rule and lends for nothing."""
_UNMET = -0.3
_OTHER_FORM = -1.0
"""More than any product can earn elsewhere: who asks for leasing is answered by leasing first."""
_ASIDE: dict[str, frozenset[FinanceType]] = {
    FinanceType.LEASING: frozenset(FinanceType) - {FinanceType.LEASING},
    FinanceType.LOAN: frozenset({FinanceType.LEASING}),
    FinanceType.GUARANTEE: frozenset({FinanceType.LEASING}),
}
"""The types that stand back when the report names a form of financing."""


@dataclass(frozen=True, slots=True)
class FinanceOffer:
    """A financing product for the enterprise's plan.

    `unmet` are rules that the enterprise breaks, `unknown` are questions to ask; `eligible` means nothing is unmet.
    `amount_wan` is what it could give of what is wanted, None when a rule other than the amount is broken; `net_cost_wan` is the
    worst case of `cost` and None while a needed number is 未公布. `rulings` hold every rule with whom to ask what.
    """

    item: Item
    score: float
    parts: Mapping[str, float]
    reasons: tuple[str, ...]
    eligible: bool
    unmet: tuple[str, ...]
    unknown: tuple[str, ...]
    amount_wan: float | None
    net_cost_wan: float | None
    rulings: tuple[Ruling, ...] = ()
    terms: Terms | None = None
    cost: Cost | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """What all products are judged for in one report on one day.

    `is_part` where more than the wish is drawn from the same product.
    """

    enterprise: Enterprise
    wish: FinancingWish
    size: ProjectSize
    basis: Basis
    is_part: bool = False
    today: date | None = None


def find_wish(reading: Reading, term_months: int | None = None) -> FinancingWish:
    """The report's wish with the term that a person filled in, or one that says nothing where the report has none."""
    wish = reading.financing or FinancingWish(None, None, None, "", Location(Place("paragraph"), 0, 0))
    return replace(wish, term_months=term_months or wish.term_months)


def find_offers(
    reading: Reading, lenders: Lenders, outlays: Sequence[Outlay] = ()
) -> tuple[FinanceOffer, ...]:
    """Every financing product judged for the wish, best first; nothing when no outside money is wanted.

    `outlays` are the plan's money by purpose. Of equal scores the product with fewer open questions comes first.
    """
    wish = reading.financing
    if wish is None:
        return ()
    basis = find_basis(reading, outlays, lenders.lpr_pct)
    size = size_of_project(outlays, reading.enterprise.investment_wan)
    ground = Ground(reading.enterprise, wish, size, basis, today=lenders.today)
    offers = [judge_offer(item, ground) for item in lenders.items]
    return tuple(sorted(offers, key=_order))


def load_lenders(session: Session, *, today: date, lpr_pct: float | None = None) -> Lenders:
    """Every published financing product that is still valid; `lpr_pct` is the LPR in percent a year, None where not known."""
    ids = list_eligible_ids(session, Conditions(kinds=frozenset({Kind.FINANCE})), today=today)
    return Lenders(tuple(load_items(session, sorted(ids)).values()), lpr_pct, today)


def _order(offer: FinanceOffer) -> tuple[bool, float, int, int]:
    return not offer.eligible, -offer.score, len(offer.unknown), offer.item.id


def size_of_project(outlays: Sequence[Outlay], investment_wan: float | None = None) -> ProjectSize:
    """What the plan's outlays, or else the report's total investment (万元), say about the size of project and equipment.

    The outlays say nothing when there are none, nor where one may belong to it of which only the sum to borrow is known.
    """
    stated = None if investment_wan is None else to_fen(investment_wan)
    if not outlays:
        return ProjectSize(stated)
    open_purposes = {outlay.purpose for outlay in outlays if not outlay.is_price}
    return ProjectSize(
        stated if open_purposes & {*PROJECT_PURPOSES, None} else sum_fen(outlays, PROJECT_PURPOSES),
        None if open_purposes & {Purpose.EQUIPMENT, None} else sum_fen(outlays, {Purpose.EQUIPMENT}),
    )


def find_basis(reading: Reading, outlays: Sequence[Outlay], lpr_pct: float | None) -> Basis:
    """What costs are computed with, the whole project's outlay among it.

    The planned level is what the report says of the whole enterprise; the targets of single scenes do not add up to one.
    """
    return Basis(
        lpr_pct=None if lpr_pct is None else Fraction(str(lpr_pct)),
        target_level=reading.enterprise.target_level,
        titles=reading.enterprise.titles or (),
        project_fen=sum_fen(outlays, PROJECT_PURPOSES) if outlays else None,
        current_level=reading.enterprise.digital_level,
    )


def stands_back(finance_type: FinanceType, form: str | None) -> bool:
    """Whether this type is not the form of financing that the report asks for; with no form named none stands back."""
    return finance_type in _ASIDE.get(form or "", ())


def judge_offer(item: Item, ground: Ground, *, costed: bool = True) -> FinanceOffer:
    """One product judged for one wish: rulings, terms, what it could give and, if `costed`, what that costs."""
    content = item.content
    assert isinstance(content, FinanceContent)
    rulings = judge_rules(
        content, ground.enterprise, ground.wish, ground.size, is_part=ground.is_part, today=ground.today
    )
    unmet = tuple(ruling for ruling in rulings if ruling.verdict == "unmet")
    terms = read_terms(content)
    parts = _parts(content, rulings, ground.wish)
    amount = _amount(terms, unmet, ground)
    cost = None if amount is None or not costed else _cost(item, terms, amount, ground)
    return FinanceOffer(
        item=item,
        score=sum(parts.values()),
        parts=parts,
        reasons=(*(r.sentence for r in rulings if r.verdict == "met"), *_benefits(content)),
        eligible=not unmet,
        unmet=tuple(ruling.sentence for ruling in unmet),
        unknown=tuple(ruling.sentence for ruling in rulings if ruling.verdict == "unknown"),
        amount_wan=None if amount is None else to_wan(amount),
        net_cost_wan=None if cost is None else cost.net_wan,
        rulings=rulings,
        terms=terms,
        cost=cost,
    )


def _parts(content: FinanceContent, rulings: tuple[Ruling, ...], wish: FinancingWish) -> dict[str, float]:
    parts = {
        ruling.rule: _MET_WEIGHTS[ruling.rule]
        for ruling in rulings
        if ruling.verdict == "met" and ruling.rule in _MET_WEIGHTS
    }
    if content.finance_type in CARRIERS:
        parts["直接供款"] = _IS_LOAN
    if content.rate_min_pct is not None:
        parts["利率"] = _RATE_WEIGHT * max(0.0, 1 - content.rate_min_pct / _CHEAP_RATE_PCT)
    if stands_back(content.finance_type, wish.form):
        parts["融资方式"] = _OTHER_FORM
    missing = sum(1 for ruling in rulings if ruling.verdict == "unmet")
    if missing:
        parts["不符合条件"] = _UNMET * missing
    return {name: value for name, value in parts.items() if value}


def _benefits(content: FinanceContent) -> tuple[str, ...]:
    named = {"过程贴息": content.discount_text, "成效奖励": content.reward_text, "利率": content.rate_text}
    return tuple(f"{name}：{text.removeprefix(f'{name}：')}" for name, text in named.items() if text)


def _amount(terms: Terms, unmet: Sequence[Ruling], ground: Ground) -> int | None:
    """What it could give of what is wanted, in 分; None when no amount is wanted or it may not lend for another reason."""
    wanted = ground.wish.amount_wan
    if not terms.carries or wanted is None or any(ruling.rule != "额度" for ruling in unmet):
        return None
    most = terms.amount.most(project_fen=ground.size.project_fen, equipment_fen=ground.size.equipment_fen)
    least = terms.amount.min_fen
    if least is not None and to_fen(wanted) < least and not ground.is_part:
        return None
    return to_fen(wanted) if most is None else min(to_fen(wanted), most)


def _cost(item: Item, terms: Terms, amount_fen: int, ground: Ground) -> Cost:
    """The cost with what the product itself promises; other products' discounts are a matter of combinations."""
    own = Support(item.id, item.name, terms)
    draw = Draw(own, amount_fen, ground.wish.term_months, own if terms.discount_words else None)
    return reckon([draw], [own], ground.basis)
