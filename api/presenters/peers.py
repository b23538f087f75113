"""Similar companies as the report's page shows them: who, how alike and why, what they bought and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from api.presenters.month_chart import say_month
from api.presenters.numbers import say_wan
from api.presenters.scores import ScoreView, present_score
from catalog.taxonomy import Taxonomy
from matcher.peers.model import Peer, PeerReport, Purchase

_SHOWN = 3  # purchases of one company before the rest is folded


@dataclass(frozen=True, slots=True)
class PurchaseView:
    """One project: what, for which scene, how far it came, and in whose words; "" where nothing is stated."""

    topic: str
    item: str
    url: str
    provider: str
    rise: str
    facts: str
    effect: str
    record: str
    asked: bool


@dataclass(frozen=True, slots=True)
class PeerCard:
    """One similar company; `score` is drawn as a bar, `reasons` are the sentences of its parts."""

    name: str
    facts: str
    sample: bool
    score: ScoreView | None
    reasons: tuple[str, ...]
    purchases: tuple[PurchaseView, ...]
    more: tuple[PurchaseView, ...]


@dataclass(frozen=True, slots=True)
class PeersView:
    """The part of the page; `choices` are sentences on what most of the industry bought, by scene."""

    sentence: str
    cards: tuple[PeerCard, ...]
    choices: tuple[str, ...]


def present_peers(report: PeerReport, taxonomy: Taxonomy) -> PeersView:
    """The similar companies of one report."""
    return PeersView(
        sentence=report.sentence,
        cards=tuple(_card(peer, taxonomy) for peer in report.peers),
        choices=tuple(entry.sentence for entry in report.topics if entry.choices),
    )


def _card(peer: Peer, taxonomy: Taxonomy) -> PeerCard:
    staff = f"{peer.employees:,}人" if peer.employees is not None else None
    size = f"{peer.size}企业" if peer.size else None
    facts = (peer.region, peer.industry, size, staff, *peer.titles)
    purchases = [_purchase(purchase, taxonomy) for purchase in peer.purchases]
    return PeerCard(
        name=peer.enterprise,
        facts="，".join(fact for fact in facts if fact),
        sample=peer.sample,
        score=present_score(peer.score, {part.name: part.points for part in peer.parts}),
        reasons=peer.reasons,
        purchases=tuple(purchases[:_SHOWN]),
        more=tuple(purchases[_SHOWN:]),
    )


def _purchase(purchase: Purchase, taxonomy: Taxonomy) -> PurchaseView:
    facts = (
        f"{say_month(purchase.month)}{purchase.stage}",
        f"投入{say_wan(purchase.cost_wan)}" if purchase.cost_wan is not None else None,
        None if purchase.available else "目录里已下架",
    )
    return PurchaseView(
        topic=taxonomy.topic(purchase.topic).name,
        item=purchase.item,
        url=f"/items/{purchase.item_id}" if purchase.available else "",
        provider=purchase.provider,
        rise=_say_rise(purchase.level_before, purchase.level_after),
        facts="，".join(fact for fact in facts if fact),
        effect=purchase.effect,
        record=f"这项产品：{purchase.record.words}" if purchase.record else "",
        asked=purchase.asked,
    )


def _say_rise(before: int | None, after: int | None) -> str:
    if before is None and after is None:
        return ""
    if after is None:
        return f"改造前{before}级"
    return f"{before}级 → {after}级" if before is not None else f"达到{after}级"
