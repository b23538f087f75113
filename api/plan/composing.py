"""From what the pages show of a studied report to the document: the same words, in the order in which a plan is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from api.plan.chapters import bundle as bundle_chapter
from api.plan.chapters import enterprise, financing, needs, origins, overview, peers
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
_CHAPTERS: tuple[tuple[str, str, Callable[[Material], Iterator[Block]]], ...] = (
    ("overview", "要点", overview.write),
    ("enterprise", "企业概况与数字化等级", enterprise.write),
    ("needs", "需求与原文依据", needs.write),
    ("matrix", "需求与产品对照", bundle_chapter.write_matrix),
    ("bundle", "组合方案", bundle_chapter.write),
    ("financing", "融资方案", financing.write),
    ("peers", "看样学样", peers.write),
    ("open", "还要落实的事", overview.write_open),
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
    written = [(key, title, blocks) for key, title, write in _CHAPTERS if (blocks := tuple(write(material)))]
    sources = tuple(origins.write(material, [blocks for _, _, blocks in written]))
    written.append(("origins", "来源与版本", sources))
    return PlanDocument(
        title="中小企业数字化转型一企一策",
        subject=reading.enterprise.name or reading.file,
        day=say_date(day),
        file_name=f"{_tame(name)}_一企一策_{day:%Y%m%d}.docx",
        sections=tuple(
            Section(key, numeral, title, blocks)
            for numeral, (key, title, blocks) in zip(_NUMERALS, written, strict=False)
        ),
        footer=f"{name}　一企一策　{say_date(day)}",
    )


def _tame(name: str) -> str:
    """The name as every system takes it in a file's name: no signs that one forbids, none that cannot be seen."""
    plain = "".join(
        char for char in name if char.isprintable() and char not in _UNSAFE and not char.isspace()
    )
    return plain.strip(".")[:_LONGEST] or "企业"
