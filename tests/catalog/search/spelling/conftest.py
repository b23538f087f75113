"""A speller over the field's words and two names of a catalogue."""

from __future__ import annotations

import pytest

from catalog.search.spelling import Phrase, Speller, build_phrases
from catalog.taxonomy import Taxonomy
from embeddings.segmentation import Segmenter

NAMES = ("凤翔智造执行管理系统（示例）", "沙湖数据服务有限公司")


@pytest.fixture(scope="session")
def plain_segmenter(taxonomy: Taxonomy) -> Segmenter:
    """Jieba with the field's words, without a runtime around it."""
    return Segmenter(taxonomy.words)


@pytest.fixture(scope="session")
def phrases(taxonomy: Taxonomy) -> tuple[Phrase, ...]:
    """The field's words and the two names."""
    return build_phrases(taxonomy, NAMES)


@pytest.fixture(scope="session")
def speller(phrases: tuple[Phrase, ...], plain_segmenter: Segmenter) -> Speller:
    """The speller over them; nothing is known of the catalogue's texts."""
    return Speller(phrases, plain_segmenter)
