"""How to pay: the wish, the products that fit, what each would cost, and what has to be asked."""

from __future__ import annotations

from collections.abc import Iterator

from api.plan.material import Material
from api.plan.model import Block, FactSheet, Mark, Paragraph, Quotation, Table, TableCell, row
from api.web.presenters.report import Offer


def write(material: Material) -> Iterator[Block]:
    """Nothing where the report asks for no money."""
    finance = material.page.finance
    if finance is None:
        return
    yield FactSheet(finance.facts)
    yield Quotation(finance.quote.text, finance.quote.place)
    yield Paragraph(finance.sentence)
    if finance.offers:
        yield Table(
            ("金融产品", "额度、利率与成本", "能否申请", "要先确认"),
            tuple(_offer(offer) for offer in finance.offers),
            (26, 30, 18, 26),
        )


def _offer(offer: Offer) -> tuple[TableCell, ...]:
    facts = "\n".join(f"{fact.label}：{fact.value}" for fact in offer.facts)
    mark: Mark = "no" if not offer.eligible else "part" if offer.unknown else "yes"
    return (
        *row(f"{offer.card.plain_name}（{offer.card.provider}）", facts),
        TableCell(offer.verdict, mark),
        TableCell("\n".join(offer.unknown)),
    )
