"""What the enterprise needs, the pressing first, in one table: from which level to which, and what the plan does about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from api.plan.material import Material
from api.plan.model import MARKS, Block, Paragraph, Table, TableCell, row
from api.presenters.bundle import BundleView, MatrixRow
from api.presenters.report import NeedView
from matcher.scoring.coverage import State

_WITHOUT: Mapping[State, str] = {"covered": "方案没有买", "partial": "方案没有买", "gap": "目录暂无"}


def write(material: Material) -> Iterator[Block]:
    """The table, by importance as the report's page has them."""
    needs = material.page.needs
    if not needs:
        yield Paragraph("没有从报告里读出明确的需求。")
        return
    yield Table(
        ("序号", "需求", "等级：现在 → 目标", "轻重", "用什么解决", "结果"),
        tuple(_line(need, material) for need in needs),
        (7, 20, 22, 9, 28, 14),
    )
    yield Paragraph("每项需求在报告里的原句，见附件“需求的原文依据与候选产品”。", "note")


def _line(need: NeedView, material: Material) -> tuple[TableCell, ...]:
    step = need.levels.words if need.levels else "报告未写明"
    cells = row(str(need.number), need.topic, step, need.priority_label)
    return (*cells, *_answer(need, material))


def _answer(need: NeedView, material: Material) -> tuple[TableCell, TableCell]:
    """With what the plan meets the need, and how far."""
    if need.is_financing:
        money = material.financing
        lent = money is not None and bool(money.loans)
        return (
            TableCell("见“怎样付钱”"),
            TableCell("有办法" if lent else "还没有", "yes" if lent else "no"),
        )
    found = _find_row(need, material.bundle)
    if material.bundle is None or found is None:
        return TableCell("—"), TableCell(need.state_label, MARKS[need.state])
    names = _serving(found, material.bundle)
    if not names:
        return TableCell("—"), TableCell(_WITHOUT[need.state], "no")
    return TableCell("\n".join(names)), TableCell(found.outcome_label, MARKS[found.outcome])


def _find_row(need: NeedView, bundle: BundleView | None) -> MatrixRow | None:
    return next((entry for entry in bundle.rows if entry.need == need.id), None) if bundle else None


def _serving(found: MatrixRow, bundle: BundleView) -> list[str]:
    """The chosen items that do something for the need: those that meet it where there are such, else those that do so partly."""
    pairs = [
        (column.name, cell.state)
        for column, cell in zip(bundle.columns, found.cells, strict=True)
        if column.chosen and cell.state is not None
    ]
    whole = [name for name, state in pairs if state == "covered"]
    return whole or [name for name, _ in pairs]
