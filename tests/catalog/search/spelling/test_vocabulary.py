"""The phrases: everything that the field and the catalogue name, each once, with the weight of its best source."""

from __future__ import annotations

from catalog.search.spelling import Phrase, build_phrases
from catalog.search.spelling.vocabulary import compact, make_entries
from catalog.taxonomy import Taxonomy


def test_every_source_is_there(phrases: tuple[Phrase, ...]) -> None:
    kinds = {phrase.text: phrase.kind for phrase in phrases}
    assert kinds["质量管理"] == "场景"
    assert kinds["基础化学原料制造"] == "行业"
    assert kinds["甲醇"] == "行业"
    assert kinds["宁东能源化工基地"] == "地区"
    assert kinds["MES"] == "术语"
    assert kinds["制造执行系统"] == "术语"
    assert kinds["排产"] == "场景"
    assert kinds["管理系统"] == "常用词"


def test_names_come_without_their_parenthesis(phrases: tuple[Phrase, ...]) -> None:
    names = [phrase.text for phrase in phrases if phrase.kind == "名称"]
    assert sorted(names) == ["凤翔智造执行管理系统", "沙湖数据服务有限公司"]


def test_each_text_once_with_its_heaviest_weight(phrases: tuple[Phrase, ...], taxonomy: Taxonomy) -> None:
    keys = [compact(phrase.text) for phrase in phrases]
    assert len(set(keys)) == len(keys)
    weights = {phrase.text: phrase.weight for phrase in phrases}
    assert weights["质量管理"] > weights["质检"] > weights["质量"]
    assert {
        phrase.text for phrase in build_phrases(taxonomy, ["质量管理", "ＭＥＳ"]) if phrase.kind == "名称"
    } == set()


def test_what_is_too_short_too_long_or_empty_is_no_phrase(taxonomy: Taxonomy) -> None:
    names = ["", " ", "（示例）", "锅", "😀😀", "长" * 41, "长名" * 20]
    assert [p.text for p in build_phrases(taxonomy, names) if p.kind == "名称"] == ["长名" * 20]


def test_entries_are_ordered_and_carry_readings() -> None:
    entries = make_entries([Phrase("MES系统", "术语", 1.0), Phrase("重复录入", "术语", 2.0)])
    assert [entry.key for entry in entries] == ["重复录入", "mes系统"]
    assert entries[0].syllables == ("chong", "fu", "lu", "ru")
    assert entries[0].is_chinese
    assert entries[1].syllables == ("", "", "", "xi", "tong")
    assert not entries[1].is_chinese
