"""The phrases that the speller may suggest or correct to, with weights: the field's words and the catalogue's names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from catalog.taxonomy import Taxonomy
from embeddings.segmentation import fold

Kind = Literal["场景", "行业", "地区", "术语", "名称", "常用词"]

# Words that searchers put around the matter; they complete what is typed in letters, and lose against any term.
_GENERAL = (
    "系统 软件 平台 方案 管理 企业 工厂 公司 产品 服务 工具 设备 生产 制造 车间 数字化 智能 智能制造 自动化 信息化 解决方案 "
    "管理系统 管理软件 管理平台 数据 监控 监测 分析 优化 改造 项目 小企业 中小企业 食品 化工 机械 材料 银行 银川 宁夏 "
    "免费 便宜 推荐 价格 报价 上线 一年 对接 接口 供应链 工业互联网 智能工厂 数字化车间 数字化工厂 云平台 小程序 手机 看板 追溯"
).split()
_WEIGHTS = {"topic": 10.0, "topic alias": 6.0, "canonical": 6.0, "variant": 3.0, "name": 4.0, "general": 1.5}
_TERM_WEIGHTS = {3: 6.0, 2: 4.0, 1: 2.0}
_LONGEST = 40
_SEPARATORS = re.compile(r"[^0-9a-z\u3400-\u9fff]+")
_PARENTHESIS = re.compile(r"[（(][^（()）]*[）)]")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase as it is shown; the heavier, the likelier it is meant. Weights only compare phrases with each other."""

    text: str
    kind: Kind
    weight: float


def compact(text: str) -> str:
    """A text as it is compared: folded, only letters, digits and Chinese characters."""
    return _SEPARATORS.sub("", fold(text))


def build_phrases(taxonomy: Taxonomy, names: Iterable[str] = ()) -> tuple[Phrase, ...]:
    """The field's words and the given names of items and providers, heaviest first; of equal texts the heaviest.

    Single characters are no phrases, nor is what has more than 40 characters.
    """
    best: dict[str, Phrase] = {}
    for phrase in (*_field_phrases(taxonomy), *_name_phrases(names), *_general_phrases()):
        key = compact(phrase.text)
        if 1 < len(key) <= _LONGEST and (key not in best or phrase.weight > best[key].weight):
            best[key] = phrase
    return tuple(sorted(best.values(), key=lambda phrase: (-phrase.weight, len(phrase.text), phrase.text)))


def _field_phrases(taxonomy: Taxonomy) -> Iterator[Phrase]:
    for topic in taxonomy.topics.values():
        yield Phrase(topic.name, "场景", _WEIGHTS["topic"])
        for alias in topic.aliases:
            yield Phrase(alias, "场景", _WEIGHTS["topic alias"])
    for industry in taxonomy.industries:
        for name in (industry.name, *industry.aliases):
            yield Phrase(name, "行业", _WEIGHTS["topic alias"])
        for keyword in industry.keywords:
            yield Phrase(keyword, "行业", _WEIGHTS["variant"])
    for region in taxonomy.regions:
        for name in (region.name, *region.aliases):
            yield Phrase(name, "地区", _WEIGHTS["topic alias"])
    for term in taxonomy.terms:
        yield Phrase(term.text, "术语", _TERM_WEIGHTS[term.weight])
    for canonical, *variants in taxonomy.synonyms:
        yield Phrase(canonical, "术语", _WEIGHTS["canonical"])
        for variant in variants:
            yield Phrase(variant, "术语", _WEIGHTS["variant"])


def _name_phrases(names: Iterable[str]) -> Iterator[Phrase]:
    for name in names:
        plain = _PARENTHESIS.sub("", name).strip()
        if plain:
            yield Phrase(plain, "名称", _WEIGHTS["name"])


def _general_phrases() -> Iterator[Phrase]:
    for word in _GENERAL:
        yield Phrase(word, "常用词", _WEIGHTS["general"])
