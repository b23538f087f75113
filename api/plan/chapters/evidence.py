"""What bears the needs out: each with its sentences in the report, and the best that the catalogue has for it."""

from __future__ import annotations

from collections.abc import Iterator

from api.plan.material import Material
from api.plan.model import Block, Paragraph, Quotation, Subheading, Table, TableCell, row
from api.presenters.checks import ORIGIN_MARKS
from api.presenters.report import NeedView, Suggestion

_SHOWN = 3
_QUOTED = 3  # the firmest sentences; of the rest only how many


def write(material: Material) -> Iterator[Block]:
    """Each need with its sentences and its products."""
    origins = {need.id: need.origin for need in material.study.result.reading.needs}
    for need in material.page.needs:
        yield from _need(need, ORIGIN_MARKS[origins[need.id]])


def _need(need: NeedView, checked: str) -> Iterator[Block]:
    """`checked` tells of the person who judged it, "" where nobody did."""
    said = (need.priority_label, need.levels.words if need.levels else "", need.state_label, checked)
    yield Subheading(f"需求{need.number}：{need.topic}", tuple(tag for tag in said if tag))
    if need.statement:
        yield Paragraph(need.statement)
    for quote in (need.quote, *need.more_quotes[: _QUOTED - 1]):
        yield Quotation(quote.text, quote.place)
    left = need.more_quotes[_QUOTED - 1 :]
    if left:
        yield Paragraph(f"报告里另有{len(left)}处说到。", "note")
    if need.is_financing:
        yield Paragraph("见“怎样付钱”。", "note")
        return
    if need.first is None:
        yield Paragraph("目录里暂时没有对口的产品或方案，不勉强推荐；已计入供给缺口。", "warn")
        return
    yield Table(
        ("得分", "产品与服务商", "理由", "要注意"),
        tuple(_suggestion(entry) for entry in (need.first, *need.others)[:_SHOWN]),
        (10, 32, 34, 24),
    )


def _suggestion(entry: Suggestion) -> tuple[TableCell, ...]:
    card = entry.card
    facts = "；".join(f"{fact.label}{fact.value}" for fact in card.facts if fact.known)
    name = f"{card.plain_name}（{card.provider}）\n{facts}"
    score = str(entry.score.total) if entry.score else ""
    return row(score, name, "\n".join(entry.reasons), "\n".join(entry.concerns))
