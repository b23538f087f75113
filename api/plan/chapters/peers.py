"""Similar companies that succeeded, and what they bought (看样学样, items 10 and 11 of the city's plan)."""

from __future__ import annotations

from collections.abc import Iterator

from api.plan.material import Material
from api.plan.model import Block, Paragraph, Points, Subheading, Table, TableCell, row
from api.presenters.peers import PeerCard, PurchaseView


def write(material: Material) -> Iterator[Block]:
    """Who they are, why they are alike, what they bought and what came of it."""
    if material.peers is None:
        return
    yield Paragraph(material.peers.sentence)
    for card in material.peers.cards:
        yield from _peer(card)
    if material.peers.choices:
        yield Points(material.peers.choices)


def _peer(card: PeerCard) -> Iterator[Block]:
    yield Subheading(card.name, ("示例数据",) if card.sample else ())
    yield Paragraph("；".join([card.facts, *card.reasons]), "note")
    rows = tuple(_purchase(entry) for entry in (*card.purchases, *card.more))
    if rows:
        yield Table(("场景", "买了什么", "进展", "成效"), rows, (18, 34, 24, 24))


def _purchase(entry: PurchaseView) -> tuple[TableCell, ...]:
    said = [text for text in (entry.rise, entry.effect) if text]
    return row(entry.topic, f"{entry.item}（{entry.provider}）", entry.facts, "\n".join(said))
