"""The level that the whole enterprise plans to reach, 0–4: a form's, else what a sentence says of all of it; no scene's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from catalog.taxonomy import Taxonomy
from embeddings.segmentation import simplify
from matcher.documents.model import Document
from matcher.layout.levels import find_levels, parse_level
from matcher.layout.sections import Part, part_of
from matcher.needs.profile.fields import Field, labelled
from matcher.needs.profile.own import own_part
from matcher.needs.statements import cut

_LABEL = re.compile(
    r"^(?:企业|公司|全厂|整体|总体|综合|数字化(?:水平|转型|改造)?|改造后?)+.{0,4}(?:目标|拟达|期望|计划)(?:达到)?(?:的)?(?:等级|级别|水平)?$"
    r"|^(?:改造|转型|计划|拟达到?的?)目标等级$|^(?:目标|期望|计划达到的?)(?:整体|总体|综合)(?:数字化)?(?:等级|水平)$"
)
_WHOLE = re.compile(
    r"整体|总体|综合(?:等级|判定|水平)|全厂|全公司|企业|公司|本[企厂司]|我[们厂司]|厂里|数字化(?:水平|等级|成熟度)|(?:评测|自评|测评)(?:等级|结果|水平)"
)
_ALL_OF_IT = re.compile(r"整体|总体|综合(?:等级|判定|水平)|全厂|全公司|数字化(?:水平|等级|成熟度)")
"""Words that speak of the whole even beside a scene."""
_OWN_SCALE = re.compile(
    r"数字化|评测|自评|测评|成熟度|转型|智能|改造|整体|总体|综合|全厂|全公司|(?<![A-Za-z])[Ll][0-4]|初始级|规范级|集成级|协同级"
)
"""Words of the scale of digitalisation: 公司 and 企业 alone do not tell that a level is one of it."""
_NEARBY = 60
"""Characters of the paragraph before a sentence in which such a word still tells of which scale the level is."""
_OTHER_SCALES = re.compile(r"环保|信用|能效|消防|安全|资质|标准化|等保")
_AIM = re.compile(
    r"目标|力争|争取|计划|拟|期望|希望|想|要(?!求)|打算|改造(?:全部)?(?:完成)?后|完成后|建成后|完成改造|预计|预期|有望|到20\d\d年|20\d\d年(?:\d{1,2}月)?(?:底|末|前|年底)"
)
_REACHES = re.compile(
    r"达到|达|提升(?:到|至|为)|升(?:到|至|为)|提高(?:到|至)|进入|迈(?:入|向|上)|做到|上到?|目标定?[为是在](?!\d*年)"
)
_NOT_OWN_AIM = re.compile(
    r"某[企公]|案例|[？?]|政策|试点(?:企业|城市|要求|验收)|要求(?:改造后|试点|企业)|的(?:底线|要求)|不适用|应当?达到|须达到|"
    r"场景(?:全部|都|均|应|达)|约束性"
)
_SCENES = re.compile(r"[两三四五六七八九十\d]个场景")
_OF_OTHERS = {Part.BACKGROUND, Part.SUPPLIER}


def find_target_level(fields: list[Field], document: Document, taxonomy: Taxonomy) -> int | None:
    """The level, or None where only scenes have targets or the report names several for the whole."""
    stated = {
        level for field in labelled(fields, _LABEL) if (level := _of_value(field.value, taxonomy)) is not None
    }
    found = stated or set(_in_prose(document, taxonomy))
    return found.pop() if len(found) == 1 else None


def _of_value(value: str, taxonomy: Taxonomy) -> int | None:
    level = parse_level(value, taxonomy)
    return level if level is not None else next(iter(find_levels(value, taxonomy)[-1:]), None)


def _in_prose(document: Document, taxonomy: Taxonomy) -> Iterator[int]:
    scenes = re.compile("|".join(re.escape(topic.name) for topic in taxonomy.topics.values()))
    for block in document.blocks:
        if (
            block.table is not None
            or part_of(block.section) in _OF_OTHERS
            or scenes.search(_heading(block.section))
        ):
            continue
        for start, end in cut(block):
            sentence = own_part(simplify(block.text[start:end]))
            if not (_NOT_OWN_AIM.search(sentence) or _SCENES.search(sentence)):
                around = simplify(block.text[max(0, start - _NEARBY) : end])
                if _OWN_SCALE.search(around):
                    yield from _in_sentence(sentence, scenes, taxonomy)


def _heading(section: tuple[str, ...]) -> str:
    return section[-1] if section else ""


def _in_sentence(sentence: str, scenes: re.Pattern[str], taxonomy: Taxonomy) -> Iterator[int]:
    """The levels behind words of reaching in clauses that aim, where the sentence speaks of the whole enterprise.

    Levels of 环保信用, 能效 or 消防 are of another scale.
    """
    words = _ALL_OF_IT if scenes.search(sentence) else _WHOLE
    aims = whole = False
    of_another_scale = False
    for clause in re.split(r"[，；。]", sentence):
        if scenes.search(clause):
            aims = whole = False
            continue
        aims, whole = aims or bool(_AIM.search(clause)), whole or bool(words.search(clause))
        reach = list(_REACHES.finditer(clause))
        if _OTHER_SCALES.search(clause) or _ALL_OF_IT.search(clause):
            of_another_scale = bool(_OTHER_SCALES.search(clause)) and "数字化" not in clause
        if of_another_scale or not (aims and whole and reach):
            continue
        yield from find_levels(clause[reach[-1].end() :], taxonomy)[:1]
