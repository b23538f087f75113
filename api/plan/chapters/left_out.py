"""What the plan does not hold: needs without an answer, products whose price is not stated in full, needs that were taken out."""

from __future__ import annotations

from collections.abc import Iterator

from api.plan.material import Material
from api.plan.model import Block, Paragraph, Points, Subheading, Table, TableCell, row
from api.presenters.bundle import BundleView


def write(material: Material) -> Iterator[Block]:
    """Nothing where everything is answered and every price stated."""
    gaps = [need for need in material.page.needs if need.state == "gap" and not need.is_financing]
    if gaps:
        yield Subheading("目录里暂时没有对口产品的需求")
        yield Points(tuple(f"需求{need.number}：{need.topic}（{need.priority_label}）" for need in gaps))
    removed = _list_removed(material)
    if removed:
        yield Subheading("核对时去掉或并入别项的需求")
        yield Points(removed)
    if material.bundle is not None:
        yield from _unpriced(material.bundle)
        if material.bundle.excluded:
            yield Subheading("企业说了不要的产品")
            yield Points(tuple(f"{entry.name}（{entry.provider}）" for entry in material.bundle.excluded))


def _list_removed(material: Material) -> tuple[str, ...]:
    standing = {need.topic for need in material.study.result.reading.needs}
    read = dict.fromkeys(need.topic for need in material.study.reading_as_read.needs)
    return tuple(material.taxonomy.topic(topic).name for topic in read if topic not in standing)


def _unpriced(bundle: BundleView) -> Iterator[Block]:
    rows = tuple(_lines(bundle))
    if not rows:
        return
    yield Subheading("对口、但价格没说全的产品")
    yield Table(("产品与服务商", "对应的需求", "要问的"), rows, (36, 24, 40))
    if bundle.unpriced_more:
        yield Paragraph(
            f"另有{bundle.unpriced_more}项对口的产品价格没说全，见报告页上各项需求的备选。", "note"
        )


def _lines(bundle: BundleView) -> Iterator[tuple[TableCell, ...]]:
    chosen = {item.id for item in bundle.items}
    for entry in (*bundle.estimated, *bundle.unpriced):
        if entry.id not in chosen and entry.question:
            yield row(f"{entry.name}\n{entry.provider}", entry.needs, entry.question)
