"""Who signs the plan, and for what: the enterprise, every provider of the bundle, and who made the diagnosis."""

from __future__ import annotations

from collections.abc import Iterator

from api.plan.material import Material
from api.plan.model import Block, Paragraph, Party, Signatures
from api.presenters.bundle import BundleItem


def write(material: Material) -> Iterator[Block]:
    """What signing means, and a line for each party; without a bundle any provider is still to be named."""
    yield Paragraph("各方签字盖章，表示对以上各项无异议；附件是依据，随本件存档。", "plain")
    enterprise = material.study.result.reading.enterprise.name or "（企业名称）"
    yield Signatures(
        (
            Party("企业", enterprise, "按本方案改造、付款"),
            *_providers(material),
            Party("诊断机构", "", "需求与报告相符"),
        )
    )


def _providers(material: Material) -> Iterator[Party]:
    items = material.bundle.items if material.bundle else ()
    by_provider: dict[str, list[BundleItem]] = {}
    for item in items:
        by_provider.setdefault(item.provider, []).append(item)
    if not by_provider:
        yield Party("服务商", "", "")
    for provider, theirs in by_provider.items():
        yield Party("服务商", provider, "\n".join(f"{item.name}，{item.price}" for item in theirs))
