"""What to buy: the proven best bundle, and for the annex which product answers which need and what more money would add."""

from __future__ import annotations

from collections.abc import Iterator

from api.forms.bundle import write_wan
from api.plan.material import Material
from api.plan.model import MARKS, Block, FactSheet, Paragraph, Points, Subheading, Table, TableCell, row
from api.presenters.bundle import BundleView, MatrixCell, MatrixRow
from api.presenters.items import Fact
from api.presenters.numbers import say_wan
from matcher.scoring.coverage import State

_SIGNS: dict[State | None, str] = {"covered": "●", "partial": "◐", "gap": "", None: ""}
_WIDEST = 60  # of the line for the products' columns


def write_matrix(material: Material) -> Iterator[Block]:
    """Needs by products; the products in the bundle come first."""
    bundle = material.bundle
    if bundle is None or not bundle.rows or not bundle.columns:
        return
    count = len(bundle.columns)
    each = _WIDEST // count
    yield Table(
        ("需求（重要程度）", *(str(column.number) for column in bundle.columns), "这个组合"),
        tuple(_row(entry) for entry in bundle.rows),
        (100 - each * count - 15, *([each] * count), 15),
        caption="●能满足　◐部分满足　空白不对应",
    )
    yield Points(
        tuple(
            f"{column.number}　{column.name}{'（已选）' if column.chosen else ''}"
            for column in bundle.columns
        )
    )
    yield from _more(bundle)


def _row(entry: MatrixRow) -> tuple[TableCell, ...]:
    return (
        TableCell(f"{entry.topic}（{entry.weight}）"),
        *(_cell(cell) for cell in entry.cells),
        TableCell(entry.outcome_label, MARKS[entry.outcome]),
    )


def _cell(cell: MatrixCell) -> TableCell:
    return TableCell(_SIGNS[cell.state], "" if cell.state is None else MARKS[cell.state])


def write(material: Material) -> Iterator[Block]:
    """The bundle: under which conditions, figures, items with their reasons, and the sum."""
    bundle = material.bundle
    if bundle is None:
        return
    yield Paragraph(bundle.sentence, "lead")
    if bundle.proof:
        yield Paragraph(
            f"按下面的条件，{bundle.proof}。首年费用为一次性费用加第一年订阅费，{bundle.basis_words}。",
            "note",
        )
    yield FactSheet((*bundle.conditions, *_figures(bundle)))
    enterprise = material.study.result.reading.enterprise
    what, report = (
        ("预算", enterprise.budget_wan) if enterprise.own_wan is None else ("自有资金", enterprise.own_wan)
    )
    if report is not None and bundle.form.budget != write_wan(report):
        yield Paragraph(f"报告写的{what}是{say_wan(report)}，这里按上面的预算算。", "note")
    if bundle.items:
        yield _table(bundle)
        yield Paragraph(bundle.caution, "warn")


def _figures(bundle: BundleView) -> Iterator[Fact]:
    """What the money comes to, but for the first year's cost, which is the table's sum."""
    yield from bundle.facts[1:]


def _table(bundle: BundleView) -> Table:
    """The items, what they share, and the sum; what is counted adds up to it."""
    rows = [
        row(
            str(item.number),
            f"{item.name}\n{item.provider}",
            "\n".join(item.reasons),
            item.price,
            item.counted,
        )
        for item in bundle.items
    ]
    if bundle.shared:
        rows.append(row("", "共用的费用，只付一次", "", "", bundle.shared))
    rows.append(row("", "首年合计", "", "", bundle.facts[0].value))
    return Table(
        ("序号", "产品与服务商", "解决什么", "价格", "计入首年"),
        tuple(rows),
        (7, 41, 24, 14, 14),
        numeric=frozenset({4}),
        total=True,
    )


def _more(bundle: BundleView) -> Iterator[Block]:
    if bundle.milestones:
        yield Subheading("多花多少，多解决多少")
        rows = tuple(row(step.budget, step.covered, step.added) for step in bundle.milestones)
        yield Table(("自付到", "覆盖", "新覆盖的需求"), rows, (22, 14, 64), numeric=frozenset({0}))
