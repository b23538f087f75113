"""A report of a few sentences with the needs read out of it, as every test of corrections starts from."""

from __future__ import annotations

from catalog.taxonomy import load_taxonomy
from matcher.documents.model import Block, Document, Place
from matcher.needs.corrections.model import Corrected, Correction, Passage
from matcher.needs.corrections.passages import iterate_sentences
from matcher.needs.corrections.replaying import replay
from matcher.needs.model import Enterprise, Evidence, Need, Reading, SceneLevel

SENTENCES = (
    "设备坏了才修，备件找不到。",
    "点检靠纸，班长签完就收起来。",
    "库存账实对不上，找料要半天。",
    "检验记录写在本子上，追溯要四个小时。",
    "电费一年六百万，只有总表。",
    "拟向银行贷款200万元更新设备，期限3年。",
    "老板说排产全在厂长脑子里。",
)
DOCUMENT = Document(
    "报告.docx",
    "ab" * 32,
    "docx",
    tuple(Block(at, text, Place("paragraph", number=at + 1)) for at, text in enumerate(SENTENCES)),
)
TAXONOMY = load_taxonomy()


def passage(at: int) -> Passage:
    """The sentence of paragraph `at`, counted from 0."""
    return next(entry.passage for entry in iterate_sentences(DOCUMENT) if entry.block == at)


def evidence(at: int) -> Evidence:
    """The same sentence as the program's evidence."""
    return Evidence(passage(at).text, passage(at).location, 0.8)


# A table grades S07 and S13 by their names; the level of S08 is of N01's own row.
READING = Reading(
    "报告.docx",
    "ab" * 32,
    Enterprise(),
    (
        Need("N01", "S08", "设备管理：设备坏了才修", (evidence(0), evidence(1)), 1, 2, "high", 0.9),
        Need("N02", "S12", "仓储物流：库存账实对不上", (evidence(2),), None, None, "normal", 0.7),
        Need("N03", "S07", "质量管理：检验记录", (evidence(3),), 1, 3, "low", 0.6),
    ),
    None,
    (SceneLevel("S07", 1, 3), SceneLevel("S08", 1, 2, of_need=True), SceneLevel("S13", 2, None)),
    (),
)


def correct(*corrections: Correction) -> Corrected:
    """What stands after these corrections of READING."""
    return replay(READING, DOCUMENT, corrections, TAXONOMY)


def needs_of(corrected: Corrected) -> dict[str, Need]:
    """The standing needs by id."""
    return {need.id: need for need in corrected.reading.needs}
