"""From what the pages show of a studied report to the document: the same words, in the order in which a plan is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from api.plan.chapters import (
    bundle,
    enterprise,
    evidence,
    financing,
    left_out,
    needs,
    open_matters,
    origins,
    signing,
)
from api.plan.chapters import peers as peers_chapter
from api.plan.material import Material
from api.plan.model import Block, PlanDocument, Section
from api.presenters.asked_plan import AskedPlan
from api.presenters.assessment import present_assessment
from api.presenters.numbers import say_date
from api.presenters.peers import present_peers
from api.presenters.report import present_report
from api.reports import Study
from api.versions import Versions
from catalog.taxonomy import Taxonomy

_UNSAFE = frozenset('\\/:*?"<>|')  # what some system forbids in a file's name
_LONGEST = 40
_NUMERALS = "一二三四五六七八九十"
_Chapter = tuple[str, str, Callable[[Material], Iterator[Block]]]
_SIGNED: tuple[_Chapter, ...] = (
    ("overview", "企业与现状", enterprise.write),
    ("needs", "要解决的需求", needs.write),
    ("bundle", "买什么", bundle.write),
    ("financing", "怎样付钱", financing.write),
    ("open", "签之前还要问清的", open_matters.write),
    ("signing", "签字盖章", signing.write),
)
_ANNEXES: tuple[_Chapter, ...] = (
    ("evidence", "需求的原文依据与候选产品", evidence.write),
    ("matrix", "需求与产品对照", bundle.write_matrix),
    ("costs", "融资成本与条件逐条", financing.write_details),
    ("left-out", "没有放进方案的", left_out.write),
    ("levels", "场景等级与自评得分", enterprise.write_levels),
    ("peers", "看样学样", peers_chapter.write),
)


def compose_plan(
    study: Study, asked: AskedPlan, taxonomy: Taxonomy, versions: Versions, day: date
) -> PlanDocument:
    """The document of a report and the plan asked for it; nothing but the arguments enters, so that it can be repeated.

    Chapters with nothing to say are left out.
    """
    reading = study.result.reading
    material = Material(
        study=study,
        page=present_report(study, taxonomy),
        bundle=asked.bundle,
        financing=asked.financing,
        assessment=present_assessment(reading.assessment) if reading.assessment else None,
        peers=present_peers(study.peers, taxonomy) if study.peers and study.peers.peers else None,
        taxonomy=taxonomy,
        versions=versions,
    )
    name = reading.enterprise.name or "企业"
    signed, annexed = _write(_SIGNED, material), _write(_ANNEXES, material)
    sources = tuple(origins.write(material, [blocks for _, _, blocks in (*signed, *annexed)]))
    annexed.append(("origins", "来源与版本", sources))
    return PlanDocument(
        title="中小企业数字化转型一企一策",
        subject=reading.enterprise.name or reading.file,
        day=say_date(day),
        file_name=f"{_tame(name)}_一企一策_{day:%Y%m%d}.docx",
        sections=tuple(
            Section(key, numeral, title, blocks)
            for numeral, (key, title, blocks) in zip(_NUMERALS, signed, strict=False)
        ),
        annexes=tuple(
            Section(key, str(number), title, blocks, annex=True)
            for number, (key, title, blocks) in enumerate(annexed, start=1)
        ),
        footer=f"{name}　一企一策　{say_date(day)}",
    )


def _write(chapters: tuple[_Chapter, ...], material: Material) -> list[tuple[str, str, tuple[Block, ...]]]:
    """The chapters that have something to say."""
    return [(key, title, blocks) for key, title, write in chapters if (blocks := tuple(write(material)))]


def _tame(name: str) -> str:
    """The name as every system takes it in a file's name: no signs that one forbids, none that cannot be seen."""
    plain = "".join(
        char for char in name if char.isprintable() and char not in _UNSAFE and not char.isspace()
    )
    return plain.strip(".")[:_LONGEST] or "企业"
