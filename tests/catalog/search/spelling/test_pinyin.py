"""Readings follow the phrase, letters fall into syllables, and syllables may be typed in several ways."""

from __future__ import annotations

import pytest

from catalog.search.spelling.pinyin import (
    Spelling,
    near_syllables,
    plain_letters,
    readings,
    sounds_alike,
    spellings,
    split_syllables,
    syllables,
)


@pytest.mark.parametrize(
    ("phrase", "spelled"),
    [
        ("银行", "yin hang"), ("执行", "zhi xing"), ("行业", "hang ye"),
        ("重复录入", "chong fu lu ru"), ("重大危险源", "zhong da wei xian yuan"), ("重量", "zhong liang"),
        ("利率", "li lv"), ("合格率", "he ge lv"), ("率先", "shuai xian"),
        ("增长", "zeng zhang"), ("长期", "chang qi"),
        ("调度", "diao du"), ("空调", "kong tiao"), ("会计", "kuai ji"), ("绿色工厂", "lv se gong chang"),
    ],
)  # fmt: skip
def test_the_phrase_decides_the_reading(phrase: str, spelled: str) -> None:
    assert " ".join(ways[0] for ways in readings(phrase)) == spelled


@pytest.mark.parametrize(
    ("phrase", "at", "ways"),
    [
        ("还款", 0, {"huan", "hai"}),
        ("调参", 0, {"tiao", "diao"}),
        ("薄膜", 0, {"bo", "bao"}),
        ("模具", 0, {"mo", "mu"}),
    ],
)
def test_what_people_read_in_two_ways_has_both(phrase: str, at: int, ways: set[str]) -> None:
    assert set(readings(phrase)[at]) == ways


def test_only_chinese_has_readings() -> None:
    assert readings("mes系统 9😀") == ((), (), (), ("xi",), ("tong",), (), (), ())
    assert readings("") == ()


def test_syllables_are_those_of_chinese() -> None:
    assert {"zhuang", "lv", "nve", "a", "er", "xiong"} <= syllables()
    assert not {"v", "i", "zh", "ng", "bb", "the", "gua1", ""} & syllables()
    assert 390 < len(syllables()) < 430


@pytest.mark.parametrize(
    ("letters", "first"),
    [
        ("zhiliangguanli", ("zhi", "liang", "guan", "li")),
        ("Zhì liàng", ("zhi", "liang")),
        ("lǜdiàn", ("lv", "dian")),
        ("xi'an", ("xi", "an")),
        ("nengyuan", ("neng", "yuan")),
    ],
)
def test_letters_fall_into_syllables(letters: str, first: tuple[str, ...]) -> None:
    assert split_syllables(letters)[0] == first


def test_ambiguous_letters_have_every_way_and_an_apostrophe_one() -> None:
    assert split_syllables("xian") == (("xian",), ("xi", "an"))
    assert split_syllables("xi'an") == (("xi", "an"),)


@pytest.mark.parametrize("letters", ["", " ", "'", "mes", "plc", "xkqz", "制造", "123", "z"])
def test_what_is_no_pinyin_has_no_way(letters: str) -> None:
    assert split_syllables(letters) == ()


def test_the_ways_stay_few_however_long_the_letters() -> None:
    assert 0 < len(split_syllables("xian" * 100)) <= 8


def test_ways_to_type_a_syllable() -> None:
    ways = dict(spellings("zhong"))
    assert ways == {
        "zhong": Spelling.FULL,
        "zong": Spelling.FUZZY,
        "z": Spelling.INITIAL,
        "zh": Spelling.INITIAL,
    }
    assert {way for way, kind in spellings("lv") if kind is Spelling.FULL} == {"lv", "lu", "lyu"}


def test_near_syllables_are_real_ones() -> None:
    assert near_syllables("shen") == {"sen", "sheng", "seng"}
    assert near_syllables("xing") == {"xin"}
    assert near_syllables("da") == frozenset()


def test_sounding_alike() -> None:
    assert sounds_alike(("zhi",), ("zhi", "shi")) is Spelling.FULL
    assert sounds_alike(("zhi",), ("zi",)) is Spelling.FUZZY
    assert sounds_alike(("zhi",), ("ma",)) is None
    assert sounds_alike((), ("ma",)) is None


def test_plain_letters() -> None:
    assert plain_letters("Lǜ LÜ lu:") == "lv lv lv"
    assert plain_letters("ｚｈì") == "zhi"
