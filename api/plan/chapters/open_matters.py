"""What is still open before the plan can be signed, by whom it has to be asked."""

from __future__ import annotations

from collections.abc import Iterator

from api.plan.material import Material
from api.plan.model import Block, Paragraph, Table, row
from api.presenters.bundle import BundleView
from api.presenters.report import NeedView
from api.presenters.unpriced import UnpricedView


def write(material: Material) -> Iterator[Block]:
    """A line for everyone who has to be asked, the enterprise itself first; what concerns the plan alone."""
    asked: dict[str, list[str]] = {}
    for whom, what in _matters(material):
        if what not in asked.setdefault(whom, []):
            asked[whom].append(what)
    if not asked:
        yield Paragraph("没有需要再问的事。", "plain")
        return
    rows = tuple(row(whom, "\n".join(_number(questions)), "") for whom, questions in asked.items())
    yield Table(("问谁", "什么事", "答复"), rows, (20, 58, 22))


def _number(questions: list[str]) -> Iterator[str]:
    if len(questions) == 1:
        yield questions[0]
        return
    for number, question in enumerate(questions, start=1):
        yield f"{number}. {question}"


def _matters(material: Material) -> Iterator[tuple[str, str]]:
    """(whom to ask, what), the firmest obstacles first."""
    yield from _about_reading(material)
    if material.bundle is not None:
        yield from _about_bundle(material.bundle)
    if material.financing is not None:
        for group in material.financing.asks:
            yield from ((group.whom.removeprefix("问"), question) for question in group.questions)
    unknown = [fact.label for fact in material.page.profile if not fact.known]
    if unknown:
        yield "企业", f"报告没有写明：{'、'.join(unknown)}"


def _about_reading(material: Material) -> Iterator[tuple[str, str]]:
    for warning in material.page.warnings:
        place = f"（{warning.place}）" if warning.place else ""
        yield "企业", f"报告没有读全：{warning.message}{place}"
    needs = [need for need in material.page.needs if not need.is_financing]
    doubtful = [need for need in material.page.needs if need.doubtful]
    if doubtful:
        yield "企业", f"{_name(doubtful)}把握不大，请对照附件里的原句确认"
    gaps = [need for need in needs if need.state == "gap"]
    if gaps:
        yield "服务平台", f"{_name(gaps)}目录里暂无对口产品，等待征集"


def _name(needs: list[NeedView]) -> str:
    return "、".join(f"需求{need.number}“{need.topic}”" for need in needs)


def _about_bundle(bundle: BundleView) -> Iterator[tuple[str, str]]:
    if not bundle.form.budget:
        yield "企业", "报告没有写明改造预算，组合按不限预算计算"
    for entry in bundle.estimated:
        if any(item.id == entry.id for item in bundle.items):
            yield entry.provider, f"{entry.name}：{_say_estimate(entry)}"


def _say_estimate(entry: UnpricedView) -> str:
    if entry.question:
        return f"{entry.question}；已按估价放进组合，要正式报价"
    counted = f"按{entry.counted}计{entry.price}" if entry.counted else f"按最少的数量计{entry.price}"
    return f"{counted}，数量和价格要在报价里写明"
