"""Where everything comes from: the report, the catalogue's items as they were, and the versions of what read and reckoned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from api.plan.material import Material
from api.plan.model import Block, FactSheet, Paragraph, Subheading, Table, TableCell, list_texts, row
from api.presenters.items import Fact
from catalog.queries import Item

_SAMPLE = "标有“示例”的产品、企业和成效是虚构的演示数据，不能作为采购依据。"


def write(material: Material, written: Iterable[tuple[Block, ...]]) -> Iterator[Block]:
    """Report, versions, and the items that the chapters written before name."""
    reading = material.study.result.reading
    versions = material.versions
    yield FactSheet(
        (
            Fact("诊断报告", reading.file),
            Fact("文件校验值（SHA-256）", reading.sha256),
            Fact("人工核对", _say_corrections(material)),
            Fact("目录版本", f"{versions.catalogue}，{versions.items}项"),
            Fact("向量模型", versions.model),
            Fact("需求识别模型", versions.readers),
            Fact("场景与词表", versions.taxonomy),
            Fact("评测指标", versions.indicators),
            Fact("程序", versions.program),
        )
    )
    named = _find_named(material, "\n".join(list_texts(tuple(written))))
    if named:
        yield Subheading("文中出现的产品")
        yield Table(
            ("编号", "名称", "提供方", "目录中的版本"),
            tuple(_line(item) for item in named),
            (10, 46, 28, 16),
        )
    if any(item.content.sample for item in named):
        yield Paragraph(_SAMPLE, "warn")
    yield Paragraph(
        "推荐只按内容与条件排序，没有付费排位。同一份报告、同一版目录和同样的选择，生成的文件逐字节相同。",
        "note",
    )


def _say_corrections(material: Material) -> str:
    count = len(material.study.corrections)
    if not count:
        return "没有，需求都是程序读出的"
    standing = {need.topic for need in material.study.result.reading.needs}
    read = [need.topic for need in material.study.reading_as_read.needs]
    gone = [material.taxonomy.topic(topic).name for topic in read if topic not in standing]
    return f"{count}次，见各项需求的标记" + (f"；去掉或并入别项的：{'、'.join(gone)}" if gone else "")


def _find_named(material: Material, text: str) -> list[Item]:
    """Items of the catalogue whose names occur in the text, by id."""
    known = {item.id: item for item in material.study.result.lenders.items} | dict(material.items)
    return [item for _, item in sorted(known.items()) if item.name in text]


def _line(item: Item) -> tuple[TableCell, ...]:
    name = f"{item.name}（示例）" if item.content.sample else item.name
    return row(str(item.id), name, item.provider, f"第{item.revision}版")
