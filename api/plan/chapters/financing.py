"""How to pay: the wish, the combination that costs least, its cost line by line, who pays for what, which rules are open."""

from __future__ import annotations

from collections.abc import Iterator

from api.plan.material import Material
from api.plan.model import (
    MARKS,
    Block,
    FactSheet,
    Paragraph,
    Points,
    Quotation,
    Subheading,
    Table,
    TableCell,
    row,
)
from api.presenters.filling import Named
from api.presenters.financing import FinancingView, LoanView
from api.presenters.report import FinanceView, Offer


def write(material: Material) -> Iterator[Block]:
    """Nothing where no money is asked for and none is needed."""
    wish, plan = material.page.finance, material.financing
    if wish is not None:
        yield FactSheet(wish.facts)
        yield Quotation(wish.quote.text, wish.quote.place)
    if plan is not None and plan.exists:
        yield from _plan(plan)
    if wish is not None:
        yield from _offers(wish)


def _plan(plan: FinancingView) -> Iterator[Block]:
    yield Paragraph(plan.sentence, "lead")
    if plan.warning:
        yield Paragraph(plan.warning, "warn")
    if plan.assumptions:
        yield Points(plan.assumptions)
    if plan.loans:
        rows = tuple(_loan(loan) for loan in plan.loans)
        yield Table(("借谁的", "借多少", "期限与利率", "一起用的"), rows, (30, 16, 30, 24))
    if plan.facts:
        yield FactSheet(plan.facts)
    yield from _cost(plan)
    if plan.payments:
        yield Subheading("谁付什么")
        paid = tuple(
            row(entry.what, entry.purpose, entry.cost, entry.lent, entry.own) for entry in plan.payments
        )
        yield Table(("买什么", "用途", "首年费用", "借来付", "自己付"), paid, (36, 16, 16, 16, 16))
    for purpose in plan.purposes:
        if not purpose.options:
            yield Subheading(f"{purpose.name} {purpose.needed}：没有条件相符的贷款或租赁，要用自有资金")
            if purpose.obstacles:
                yield Points(purpose.obstacles)
    if plan.rules:
        yield Subheading("哪些优惠没有加在一起，为什么")
        yield Points(plan.rules)


def _loan(loan: LoanView) -> tuple[TableCell, ...]:
    product = f"{loan.product.name}\n{loan.product.note}" if loan.product.note else loan.product.name
    facts = "\n".join(f"{fact.label}：{fact.value}" for fact in loan.facts)
    return row(product, loan.amount, facts, "\n".join(_say(named) for named in loan.beside))


def _say(named: Named) -> str:
    return f"{named.note}：{named.name}" if named.note else named.name


def _cost(plan: FinancingView) -> Iterator[Block]:
    if not plan.lines:
        return
    yield Subheading("借钱一共要花多少")
    rows = tuple(row(line.label, line.words, line.best, line.worst) for line in plan.lines)
    yield Table(
        ("项目", "怎样算", "最好", "最坏"), rows, (24, 42, 17, 17), numeric=frozenset({2, 3}), total=True
    )
    for note in plan.notes:
        yield Paragraph(f"没有计入：{note}", "note")


def _offers(wish: FinanceView) -> Iterator[Block]:
    yield Subheading("金融产品逐条对照")
    yield Paragraph(wish.sentence)
    for offer in wish.offers:
        yield Subheading(f"{offer.card.plain_name}（{offer.card.provider}）", (offer.verdict,))
        yield FactSheet(offer.facts)
        if offer.rules:
            yield Table(("条件", "产品的要求", "符合吗", "说明"), tuple(_rules(offer)), (16, 30, 14, 40))


def _rules(offer: Offer) -> Iterator[tuple[TableCell, ...]]:
    for rule in offer.rules:
        said = f"{rule.sentence}\n{rule.ask}" if rule.ask else rule.sentence
        yield (*row(rule.rule, rule.own), TableCell(rule.verdict, MARKS[rule.state]), TableCell(said))
