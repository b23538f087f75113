"""Synonyms lead both ways and never to more than a handful of words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from catalog.search.synonyms import MOST_SYNONYMS, expand
from catalog.taxonomy import Taxonomy
from embeddings.segmentation import fold


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("MES", "制造执行系统"),
        ("排产", "APS"),
        ("WMS", "仓库管理系统"),
        ("LIMS", "实验室信息管理系统"),
        ("EAM", "设备管理系统"),
        ("等保", "等级保护"),
        ("交期", "交货期"),
        ("信用贷", "无抵押"),
        ("IQC", "来料检验"),
    ],
)
def test_both_directions(taxonomy: Taxonomy, word: str, other: str) -> None:
    assert other in expand([word], taxonomy)[word]
    assert word in expand([other], taxonomy)[other]


@pytest.mark.parametrize("written", ["mes", "ＭＥＳ", " Mes "])
def test_words_are_compared_folded(taxonomy: Taxonomy, written: str) -> None:
    assert expand([written], taxonomy)[written][0] == "制造执行系统"


def test_traditional_script(taxonomy: Taxonomy) -> None:
    assert expand(["製造執行系統"], taxonomy) == {
        "製造執行系統": ("MES", "生产执行系统", "制造执行", "生产执行", "车间执行系统", "车间管理系统")
    }


def test_a_variant_leads_to_its_canonical_word_first(taxonomy: Taxonomy) -> None:
    assert expand(["仓储管理系统"], taxonomy)["仓储管理系统"][0] == "WMS"


def test_a_short_form_of_several_groups_leads_to_their_canonical_words_only(taxonomy: Taxonomy) -> None:
    shared = replace(taxonomy, synonyms=(("甲系统", "甲", "JX"), ("乙系统", "JX", "乙"), ("丙", "丙系统")))
    assert expand(["jx", "乙", "丙"], shared) == {
        "jx": ("甲系统", "乙系统"),
        "乙": ("乙系统", "JX"),
        "丙": ("丙系统",),
    }
    two = [group for group in taxonomy.synonyms if "APS" in group]
    assert [group[0] for group in two] == ["APS", "排产"]
    assert expand(["APS"], taxonomy)["APS"] == (*two[0][1:], "排产")[:MOST_SYNONYMS]


def test_no_word_of_the_field_explodes_or_means_itself(taxonomy: Taxonomy) -> None:
    words = [word for group in taxonomy.synonyms for word in group]
    for word, others in expand(words, taxonomy).items():
        assert 0 < len(others) <= MOST_SYNONYMS, word
        assert len({fold(other) for other in others} | {fold(word)}) == len(others) + 1, word


@pytest.mark.parametrize("word", ["", "  ", "天气", "😀", "M", "'; DROP TABLE items; --", "9" * 500])
def test_what_has_no_synonyms_is_left_out(taxonomy: Taxonomy, word: str) -> None:
    assert expand([word], taxonomy) == {}


def test_each_word_stands_once_in_the_order_of_the_query(taxonomy: Taxonomy) -> None:
    assert list(expand(["WMS", "天气", "MES", "WMS"], taxonomy)) == ["WMS", "MES"]
