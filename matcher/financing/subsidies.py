"""Subsidies that pay back a share of what is bought, as products state them: what may be counted on when a bundle is chosen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from catalog.queries import Item
from catalog.schemas import FinanceContent
from catalog.vocabulary import FinanceType, Purpose
from matcher.financing.eligibility import ProjectSize, Ruling
from matcher.financing.lines import Basis
from matcher.financing.offers import Ground, find_wish, judge_offer
from matcher.financing.plans import Lenders
from matcher.needs.model import Reading


@dataclass(frozen=True, slots=True)
class ShareOfOutlay:
    """A 补贴 product's share of the outlay (0–1) and its cap in 分, with its words and the rules that are still open."""

    item: Item
    share: Fraction
    cap_fen: int | None
    words: str
    open_rules: tuple[Ruling, ...]


def find_shares_of_outlay(
    reading: Reading, lenders: Lenders, purposes: Iterable[Purpose]
) -> tuple[ShareOfOutlay, ...]:
    """The shares that the enterprise may have for all of these purposes, the largest first.

    A share that hangs on a level or another condition is none to count on, nor is one for a part of the purposes only.
    """
    wanted = sorted(set(purposes))
    wish = find_wish(reading)
    grounds = [
        Ground(
            reading.enterprise,
            replace(wish, purpose=purpose.value),
            ProjectSize(),
            Basis(),
            today=lenders.today,
        )
        for purpose in wanted
    ]
    found = []
    for item in lenders.items:
        content = item.content
        if not isinstance(content, FinanceContent) or content.finance_type is not FinanceType.SUBSIDY:
            continue
        offers = [judge_offer(item, ground, costed=False) for ground in grounds]
        if not offers or not all(offer.eligible for offer in offers) or offers[0].terms is None:
            continue
        open_rules = tuple(ruling for ruling in offers[0].rulings if ruling.verdict == "unknown")
        found += [
            ShareOfOutlay(item, reward.share, reward.cap_fen, reward.words, open_rules)
            for reward in offers[0].terms.rewards.each
            if reward.basis == "outlay" and reward.share and reward.level is None and not reward.condition
        ]
    return tuple(sorted(found, key=lambda each: (-each.share, each.item.id)))
