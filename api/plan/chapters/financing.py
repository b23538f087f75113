"""How to pay: who pays what and when for the signed part; cost line by line and every rule for the annex."""

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

_BY_CONTRACT = "按采购合同，目录没有写"


def write(material: Material) -> Iterator[Block]:
    """The combination that costs least, then a table of who pays what and when."""
    plan = material.financing
    if plan is not None and plan.exists:
        yield Paragraph(plan.sentence, "lead")
        if plan.warning:
            yield Paragraph(plan.warning, "warn")
        # How much of the loan pays for the bundle: else the sums below do not add up to it.
        if plan.assumptions:
            yield Points(plan.assumptions)
        if plan.loans:
            rows = tuple(_loan(loan) for loan in plan.loans)
            yield Table(("借谁的", "借多少", "期限与利率", "一起用的"), rows, (30, 16, 30, 24))
    payments = tuple(_say_who_pays(material))
    if payments:
        yield Table(("谁付", "付什么", "多少", "什么时候"), payments, (20, 32, 22, 26))


def _say_who_pays(material: Material) -> Iterator[tuple[TableCell, ...]]:
    """Own money, borrowed money, what is paid back, the subsidy; when, where anybody has said so."""
    plan, bundle = material.financing, material.bundle
    if plan is not None and plan.payments:
        yield row("企业自有资金", "各项首年费用里不借的部分", plan.own, _BY_CONTRACT)
        if plan.loans:
            purposes = "、".join(dict.fromkeys(loan.product.note for loan in plan.loans))
            yield row("借来的钱", f"用于{purposes}", plan.lent, "放款以后，按合同")
            yield row("企业", "还本金", plan.lent, "；".join(dict.fromkeys(_terms(plan))))
            yield row("企业", "利息和费用，减贴息和奖励", _net(plan), "借款期内")
    elif bundle is not None and bundle.items:
        yield row("企业自有资金", "组合的首年费用", bundle.own, _BY_CONTRACT)
    if bundle is not None and bundle.subsidy:
        yield row("财政补助", "组合的首年费用，到账前由企业先垫", bundle.subsidy, "验收以后")


def _terms(plan: FinancingView) -> Iterator[str]:
    """Over how long each loan is paid back."""
    return (fact.value for loan in plan.loans for fact in loan.facts[:1])


def _net(plan: FinancingView) -> str:
    net = plan.lines[-1]
    return net.best if net.best == net.worst else f"最好{net.best}\n最坏{net.worst}"


def write_details(material: Material) -> Iterator[Block]:
    """The wish, how the cost comes about, every outlay, what was not added up and why, each product's rules."""
    wish, plan = material.page.finance, material.financing
    if wish is not None:
        yield FactSheet(wish.facts)
        yield Quotation(wish.quote.text, wish.quote.place)
    if plan is not None and plan.exists:
        yield from _plan(plan)
    if wish is not None:
        yield from _offers(wish)


def _plan(plan: FinancingView) -> Iterator[Block]:
    if plan.facts:
        yield FactSheet(plan.facts)
    yield from _cost(plan)
    if plan.payments:
        yield Subheading("每一笔谁来付")
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
