"""The first page: what the plan comes to; and the last one before the sources: what is still open, and who signs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from api.plan.material import Material
from api.plan.model import Block, FactSheet, Paragraph, Signatures, Table, row
from api.presenters.bundle import BundleView
from api.presenters.items import Fact
from api.presenters.numbers import say_level
from matcher.matching.matrix import State

_IN_CATALOGUE: Mapping[State, str] = {
    "covered": "目录里有合适的",
    "partial": "目录里部分满足",
    "gap": "目录暂无",
}
_PARTIES = ("企业（盖章）", "服务商（盖章）", "诊断机构（盖章）")


def write(material: Material) -> Iterator[Block]:
    """The plan in a few sentences and figures."""
    yield Paragraph(material.page.summary, "lead")
    if material.bundle is not None:
        yield Paragraph(material.bundle.sentence, "lead")
        if material.bundle.proof:
            yield Paragraph(f"{material.bundle.proof}。", "note")
    if material.financing is not None and material.financing.exists:
        yield Paragraph(material.financing.sentence, "lead")
    yield FactSheet(tuple(_figures(material)))


def _figures(material: Material) -> Iterator[Fact]:
    enterprise = material.study.result.reading.enterprise
    if enterprise.digital_level is not None:
        yield Fact("数字化等级", say_level(enterprise.digital_level))
    yield Fact("需求", f"{len(material.page.needs)} 项")
    for share in material.page.coverage:
        if share.count:
            yield Fact(_IN_CATALOGUE[share.state], f"{share.count} 项")
    if material.bundle is not None:
        yield from material.bundle.facts


def write_open(material: Material) -> Iterator[Block]:
    """Everything that somebody has to ask or settle before the plan can be carried out, and room for signatures."""
    matters = list(dict.fromkeys(_matters(material)))
    if matters:
        yield Paragraph("下面这些还没有定，签之前逐项问清。", "plain")
        rows = tuple(row(str(number), whom, what) for number, (whom, what) in enumerate(matters, start=1))
        yield Table(("序号", "问谁", "什么事"), rows, (8, 22, 70))
    else:
        yield Paragraph("没有需要再问的事。", "plain")
    yield Signatures(_PARTIES)


def _matters(material: Material) -> Iterator[tuple[str, str]]:
    """(whom to ask, what), the firmest obstacles first."""
    yield from _about_reading(material)
    if material.bundle is not None:
        yield from _about_bundle(material.bundle)
    if material.financing is not None:
        for group in material.financing.asks:
            yield from ((group.whom.removeprefix("问"), question) for question in group.questions)
    for fact in material.page.profile:
        if not fact.known:
            yield "企业", f"报告没有写明{fact.label}"


def _about_reading(material: Material) -> Iterator[tuple[str, str]]:
    for warning in material.page.warnings:
        place = f"（{warning.place}）" if warning.place else ""
        yield "企业", f"报告没有读全：{warning.message}{place}"
    for need in material.page.needs:
        if need.doubtful:
            yield "企业", f"需求{need.number}“{need.topic}”把握不大，请对照原句确认"
        if need.state == "gap" and not need.is_financing:
            yield "服务平台", f"需求{need.number}“{need.topic}”目录里暂无对口产品，等待征集"


def _about_bundle(bundle: BundleView) -> Iterator[tuple[str, str]]:
    if not bundle.form.budget:
        yield "企业", "报告没有写明改造预算，组合按不限预算计算"
    for entry in bundle.estimated:
        chosen = any(item.id == entry.id for item in bundle.items)
        said = "已按估价放进组合，要正式报价" if chosen else "没有选入"
        yield entry.provider, f"{entry.name}：{entry.question}；{said}"
    for entry in bundle.unpriced:
        yield entry.provider, f"{entry.name}（{entry.needs}）：{entry.question}"
    if bundle.unpriced_more:
        yield "服务商", f"另有 {bundle.unpriced_more} 项对口的产品价格没说全，见各项需求的备选"
