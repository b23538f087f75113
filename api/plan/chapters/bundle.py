"""What to buy: which product answers which need, the proven best bundle, and what more money would add."""

from __future__ import annotations

from collections.abc import Iterator

from api.plan.material import Material
from api.plan.model import Block, FactSheet, Mark, Paragraph, Points, Subheading, Table, TableCell, row
from api.presenters.bundle import BundleView, MatrixCell, MatrixRow
from matcher.matching.matrix import State

_MARKS: dict[State, Mark] = {"covered": "yes", "partial": "part", "gap": "no"}
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


def _row(entry: MatrixRow) -> tuple[TableCell, ...]:
    return (
        TableCell(f"{entry.topic}（{entry.weight}）"),
        *(_cell(cell) for cell in entry.cells),
        TableCell(entry.outcome_label, _MARKS[entry.outcome]),
    )


def _cell(cell: MatrixCell) -> TableCell:
    return TableCell(_SIGNS[cell.state], "" if cell.state is None else _MARKS[cell.state])


def write(material: Material) -> Iterator[Block]:
    """The bundle: figures, items with their reasons, steps of more money, what could not be reckoned."""
    bundle = material.bundle
    if bundle is None:
        return
    yield Paragraph(bundle.sentence, "lead")
    if bundle.proof:
        yield Paragraph(f"{bundle.proof}。首年费用为一次性费用加第一年订阅费，{bundle.basis_words}。", "note")
    if bundle.facts:
        yield FactSheet(bundle.facts)
    if bundle.items:
        rows = [
            row(str(entry.number), entry.name, entry.provider, entry.price, "\n".join(entry.reasons))
            for entry in bundle.items
        ]
        rows.append(row("", "合计", "", bundle.facts[0].value, ""))
        yield Table(
            ("序号", "产品", "服务商", "首年价格", "为什么选它"), tuple(rows), (8, 24, 20, 14, 34), total=True
        )
    yield from _more(bundle)


def _more(bundle: BundleView) -> Iterator[Block]:
    if bundle.milestones:
        yield Subheading("多花多少，多解决多少")
        rows = tuple(row(step.budget, step.covered, step.added) for step in bundle.milestones)
        yield Table(("自付到", "覆盖", "新覆盖的需求"), rows, (22, 14, 64), numeric=frozenset({0}))
