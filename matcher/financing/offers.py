"""Financing products for the enterprise's wish, the fitting ones first, each with its rulings and what it would cost."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session

from catalog.queries import Conditions, Item, list_eligible_ids, load_items
from catalog.schemas import FinanceContent
from catalog.vocabulary import FinanceType, Kind
from matcher.financing.eligibility import Ruling, judge_rules
from matcher.matching.model import FinanceOffer
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
_LOAN_TYPES = {FinanceType.LOAN, FinanceType.LEASING}
_IS_LOAN = 0.05
_CHEAP_RATE_PCT = 6.0  # from here down to zero a rate earns up to _RATE_WEIGHT
_RATE_WEIGHT = 0.1
FULL_MARK = sum(_MET_WEIGHTS.values()) + _IS_LOAN + _RATE_WEIGHT
"""The score of a product that meets every rule and lends for nothing."""
_UNMET = -0.3


def find_offers(session: Session, reading: Reading, *, today: date) -> tuple[FinanceOffer, ...]:
    """Every published financing product judged for the wish, best first; nothing when no outside money is wanted."""
    wish = reading.financing
    if wish is None:
        return ()
    ids = list_eligible_ids(session, Conditions(kinds=frozenset({Kind.FINANCE})), today=today)
    items = load_items(session, sorted(ids)).values()
    offers = [_judge(item, reading.enterprise, wish) for item in items]
    return tuple(sorted(offers, key=lambda offer: (not offer.eligible, -offer.score, offer.item.id)))


def _judge(item: Item, enterprise: Enterprise, wish: FinancingWish) -> FinanceOffer:
    content = item.content
    assert isinstance(content, FinanceContent)
    rulings = judge_rules(content, enterprise, wish)
    unmet = tuple(ruling.sentence for ruling in rulings if ruling.verdict == "unmet")
    parts = _parts(content, rulings)
    amount = _amount(content, wish)
    return FinanceOffer(
        item=item,
        score=sum(parts.values()),
        parts=parts,
        reasons=(*(r.sentence for r in rulings if r.verdict == "met"), *_benefits(content)),
        eligible=not unmet,
        unmet=unmet,
        unknown=tuple(ruling.sentence for ruling in rulings if ruling.verdict == "unknown"),
        amount_wan=amount,
        net_cost_wan=_interest(content, amount, wish.term_months),
    )


def _parts(content: FinanceContent, rulings: tuple[Ruling, ...]) -> dict[str, float]:
    parts = {
        ruling.rule: _MET_WEIGHTS[ruling.rule]
        for ruling in rulings
        if ruling.verdict == "met" and ruling.rule in _MET_WEIGHTS
    }
    if content.finance_type in _LOAN_TYPES:
        parts["直接供款"] = _IS_LOAN
    if content.rate_min_pct is not None:
        parts["利率"] = _RATE_WEIGHT * max(0.0, 1 - content.rate_min_pct / _CHEAP_RATE_PCT)
    missing = sum(1 for ruling in rulings if ruling.verdict == "unmet")
    if missing:
        parts["不符合条件"] = _UNMET * missing
    return {name: value for name, value in parts.items() if value}


def _benefits(content: FinanceContent) -> tuple[str, ...]:
    named = {"过程贴息": content.discount_text, "成效奖励": content.reward_text, "利率": content.rate_text}
    return tuple(f"{name}：{text.removeprefix(f'{name}：')}" for name, text in named.items() if text)


def _amount(content: FinanceContent, wish: FinancingWish) -> float | None:
    """What it could give of what is wanted, in 万元; None when the report names no amount or the product gives none."""
    if content.finance_type not in _LOAN_TYPES or wish.amount_wan is None:
        return None
    return wish.amount_wan if content.amount_max_wan is None else min(wish.amount_wan, content.amount_max_wan)


def _interest(content: FinanceContent, amount: float | None, months: int | None) -> float | None:
    """Interest over the term in 万元, equal principal each month, at the highest published rate.

    None unless amount, term and both ends of the rate are known: 年化3.2%起 has no upper end, and none is invented. None too
    where a discount is promised in words: what is left after it cannot be computed from them here.
    """
    if amount is None or months is None or content.rate_min_pct is None or content.rate_max_pct is None:
        return None
    if content.discount_text:
        return None
    return round(amount * content.rate_max_pct / 100 / 12 * (months + 1) / 2, 2)
