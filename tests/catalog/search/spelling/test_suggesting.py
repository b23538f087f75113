"""Suggestions while typing: exact characters above everything that only sounds alike, each saying how it was found."""

from __future__ import annotations

import pytest

from catalog.search.spelling import Phrase, Speller
from embeddings.segmentation import Segmenter


def _texts(speller: Speller, typed: str, limit: int = 8) -> list[tuple[str, str]]:
    return [(found.text, found.how) for found in speller.suggest(typed, limit)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("质量", ("质量管理", "开头相同")),
        ("質量", ("质量管理", "开头相同")),
        ("质 量", ("质量管理", "开头相同")),
        ("zhiliangguanli", ("质量管理", "按拼音")),
        ("zhiliang guan", ("质量管理", "按拼音")),
        ("zhìliàng", ("质量管理", "按拼音")),
        ("ZHILIA", ("质量管理", "按拼音")),
        ("ｚｈｉｌｉａｎｇ", ("质量管理", "按拼音")),
        ("zlgl", ("质量管理", "按首字母")),
        ("zhilgl", ("质量管理", "按首字母")),
        ("质量gl", ("质量管理", "按首字母")),
        ("质量guan", ("质量管理", "按拼音")),
        ("xkqz", ("小快轻准", "按首字母")),
        ("mes", ("MES", "开头相同")),
        ("ＭＥＳ", ("MES", "开头相同")),
        ("lvdian", ("绿电", "按拼音")),
        ("ludian", ("绿电", "按拼音")),
        ("fengxiangzh", ("凤翔智造执行管理系统", "按拼音")),
        ("沙湖", ("沙湖数据服务有限公司", "开头相同")),
    ],
)
def test_the_first_suggestion(speller: Speller, typed: str, expected: tuple[str, str]) -> None:
    assert _texts(speller, typed)[0] == expected


def test_the_order_of_the_tiers(plain_segmenter: Segmenter) -> None:
    phrases = [
        Phrase("用bi分析", "术语", 9.0),
        Phrase("比价", "术语", 9.0),
        Phrase("保修", "术语", 9.0),
        Phrase("BI大屏", "术语", 1.0),
        Phrase("供应比较", "术语", 9.0),
    ]
    speller = Speller(phrases, plain_segmenter)
    assert _texts(speller, "bij") == [("比价", "按拼音")]
    assert _texts(speller, "b") == [
        ("BI大屏", "开头相同"),
        ("保修", "按拼音"),
        ("比价", "按拼音"),
        ("用bi分析", "中间包含"),
    ]
    assert _texts(speller, "bijiao") == [("供应比较", "按拼音")]


def test_a_latin_term_is_never_read_as_pinyin(speller: Speller) -> None:
    for typed in ("bi", "mes", "erp", "plc", "saas", "oa", "hse"):
        assert {how for _, how in _texts(speller, typed)} <= {"开头相同", "中间包含"}, typed


def test_no_homophone_beside_or_above_exact_characters(speller: Speller) -> None:
    found = _texts(speller, "排", limit=50)
    assert found[0][1] == "开头相同"
    assert all("排" in text for text, _ in found)
    assert {how for _, how in found} == {"开头相同", "中间包含"}


def test_wrong_characters_lead_by_sound_only_when_nothing_has_them(speller: Speller) -> None:
    assert _texts(speller, "志造")[0] == ("制造执行", "按拼音")
    assert all(how == "按拼音" for _, how in _texts(speller, "志造"))


def test_near_sounds_come_after_equal_ones(plain_segmenter: Segmenter) -> None:
    phrases = [Phrase("中试", "术语", 9.0), Phrase("总账", "术语", 1.0)]
    assert _texts(Speller(phrases, plain_segmenter), "zong") == [("总账", "按拼音"), ("中试", "按拼音")]


def test_the_inside_of_phrases(speller: Speller) -> None:
    assert ("智能排产", "中间包含") in _texts(speller, "排产", limit=20)
    assert ("智能排产", "按拼音") in _texts(speller, "paichan", limit=20)


def test_kinds_are_told(speller: Speller) -> None:
    assert [found.kind for found in speller.suggest("宁东能源")] == ["地区"]


@pytest.mark.parametrize("limit", [1, 3, 8])
def test_at_most_the_limit_and_each_once(speller: Speller, limit: int) -> None:
    found = speller.suggest("s", limit)
    assert len(found) == limit
    assert len({suggestion.text for suggestion in found}) == limit


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "。，！",
        "😀",
        "\x00\x1b",
        "'; DROP TABLE items; --",
        "9" * 500,
        "长" * 500,
        "zhi" * 200,
        "ǘ" * 20,
    ],
)
def test_what_begins_nothing_suggests_nothing(speller: Speller, typed: str) -> None:
    assert speller.suggest(typed) == ()


def test_no_suggestion_is_asked_for(speller: Speller) -> None:
    assert speller.suggest("质量", 0) == ()
    assert speller.suggest("质量", -1) == ()


def test_the_same_answer_every_time(
    phrases: tuple[Phrase, ...], plain_segmenter: Segmenter, speller: Speller
) -> None:
    turned = Speller(tuple(reversed(phrases)), plain_segmenter)
    for typed in ("z", "zl", "质", "sb", "jiance", "系统"):
        assert turned.suggest(typed) == speller.suggest(typed)
