"""What a query probably means; and that the field's, the catalogue's and everyday words are left alone."""

from __future__ import annotations

import pytest

from catalog.search.spelling import Phrase, Reading, Replacement, Speller
from embeddings.segmentation import Segmenter


def _read(speller: Speller, query: str) -> tuple[str, list[tuple[str, str, str]]] | None:
    reading = speller.read(query)
    if reading is None:
        return None
    return reading.text, [(found.wrong, found.right, found.how) for found in reading.replacements]


def test_a_reading_says_where_what_and_how(speller: Speller) -> None:
    assert speller.read("想要 能号管理！") == Reading(
        "想要 能耗管理！", (Replacement(3, 7, "能号管理", "能耗管理", "改错字", 0.9),), 0.9
    )


@pytest.mark.parametrize(
    ("query", "text", "how"),
    [
        ("志造执行", "制造执行", "改错字"),
        ("xkqz", "小快轻准", "按首字母"),
        ("XKQZ", "小快轻准", "按首字母"),
        ("zhilgl", "质量管理", "按首字母"),
        ("zhiliang guanli", "质量管理", "按拼音"),
        ("ZhiLiang GuanLi", "质量管理", "按拼音"),
        ("zhi liang guan li", "质量管理", "按拼音"),
        ("zhìliàng guǎnlǐ", "质量管理", "按拼音"),
        ("MES paichan", "MES 排产", "按拼音"),
        ("mespaichan", "mes排产", "按拼音"),
        ("质量guanli", "质量管理", "按拼音"),
        ("ziliang guanli", "质量管理", "按拼音"),
        ("zhiliangguali", "质量管理", "按拼音"),
        ("设备点捡", "设备点检", "改错字"),
        ("账号 帐实不符", "账号 账实不符", "改错字"),
        ("fan ying fu", "反应釜", "按拼音"),
        ("MES zhiliangguali", "MES 质量管理", "按拼音"),
        ("bi jia", "比价", "按拼音"),
        ("BI xitong", "BI 系统", "按拼音"),
        ("SaaS paichan 10wan", "SaaS 排产 10wan", "按拼音"),
    ],
)
def test_readings(speller: Speller, query: str, text: str, how: str) -> None:
    reading = speller.read(query)
    assert reading is not None
    assert reading.text == text
    assert {replacement.how for replacement in reading.replacements} == {how}


def test_several_words_each_with_its_own_replacement(speller: Speller) -> None:
    assert _read(speller, "huagong 能号管理 zlgl") == (
        "化工 能耗管理 质量管理",
        [("huagong", "化工", "按拼音"), ("能号管理", "能耗管理", "改错字"), ("zlgl", "质量管理", "按首字母")],
    )


def test_traditional_and_wide_writing_is_right_writing(speller: Speller) -> None:
    for query in ("質量管理", "ＭＥＳ", "製造執行系統", "ＥＲＰ 與 排產", "設備點檢"):
        assert speller.read(query) is None, query


def test_wrong_characters_in_traditional_and_wide_writing(speller: Speller) -> None:
    assert _read(speller, "志造執行") == ("制造执行", [("志造執行", "制造执行", "改错字")])
    assert _read(speller, "ｐａｉｃｈａｎ　系統") == ("排产　系統", [("ｐａｉｃｈａｎ", "排产", "按拼音")])


@pytest.mark.parametrize(
    "query", ["排查", "隐患排查", "景点", "经典", "只能", "智能", "监测", "检测", "公益", "工艺", "支付"]
)
def test_a_word_is_never_its_homophone(speller: Speller, query: str) -> None:
    assert speller.read(query) is None


@pytest.mark.parametrize(
    "query", ["MES", "erp", "SCADA", "APS", "plc", "saas", "BI", "oa", "KPI", "GPS", "iso9001", "can bus"]
)
def test_latin_terms_are_never_pinyin(speller: Speller, query: str) -> None:
    assert speller.read(query) is None


@pytest.mark.parametrize(
    "query", ["10kg", "50kwh", "380v", "5mm", "10wan", "3nian", "m8", "a.paichan.cn", "x@paichan.cn"]
)
def test_letters_beside_digits_and_in_addresses_are_no_pinyin(speller: Speller, query: str) -> None:
    assert speller.read(query) is None


@pytest.mark.parametrize("query", ["zl", "sb", "an", "li", "qwer", "KHT", "abcdefg"])
def test_letters_that_fit_anything_or_nothing_stay(speller: Speller, query: str) -> None:
    assert speller.read(query) is None


def test_words_of_the_catalogues_texts_are_never_corrected(
    phrases: tuple[Phrase, ...], plain_segmenter: Segmenter, speller: Speller
) -> None:
    written = {"能号管理", "代款", "paichan"}
    knowing = Speller(phrases, plain_segmenter, written)
    for query in written:
        assert speller.read(query) is not None, query
        assert knowing.read(query) is None, query


@pytest.mark.parametrize(
    ("query", "meant", "written"),
    [("坊产低押", "房产抵押", "磨坊产量按班记录"), ("协统管砺", "协同管理", "系统管家")],
)
def test_characters_that_the_catalogue_writes_so_are_not_changed_within_a_longer_phrase(
    phrases: tuple[Phrase, ...], plain_segmenter: Segmenter, query: str, meant: str, written: str
) -> None:
    reading = Speller(phrases, plain_segmenter, ["别的话"]).read(query)
    assert reading is not None
    assert reading.text == meant
    assert Speller(phrases, plain_segmenter, [written]).read(query) is None


def test_names_of_the_catalogue_are_read(speller: Speller) -> None:
    assert _read(speller, "凤祥智造执行管理系统") == (
        "凤翔智造执行管理系统",
        [("凤祥智造执行管理系统", "凤翔智造执行管理系统", "改错字")],
    )


def test_equally_likely_phrases_are_no_correction(plain_segmenter: Segmenter) -> None:
    rivals = [Phrase("贯标诊断", "术语", 3.0), Phrase("惯标诊断", "术语", 3.0)]
    assert Speller(rivals, plain_segmenter).read("罐标诊断") is None
    clear = [Phrase("贯标诊断", "术语", 6.0), Phrase("惯标诊断", "术语", 3.0)]
    assert _read(Speller(clear, plain_segmenter), "罐标诊断") == (
        "贯标诊断",
        [("罐标诊断", "贯标诊断", "改错字")],
    )


def test_first_letters_of_two_equally_likely_phrases_stay(plain_segmenter: Segmenter) -> None:
    rivals = [Phrase("质量管理", "术语", 3.0), Phrase("资料管理", "术语", 3.0)]
    assert Speller(rivals, plain_segmenter).read("zlgl") is None


def test_a_whole_word_of_everyday_chinese_is_changed_only_among_phrases(speller: Speller) -> None:
    assert _read(speller, "仓储惯例") == ("仓储管理", [("仓储惯例", "仓储管理", "改错字")])
    assert speller.read("了解国外的仓储惯例") is None


def test_confidence_falls_with_the_way_of_reading(speller: Speller) -> None:
    queries = ("zhiliangguanli", "zlgl", "ziliangguanli", "zhiliangguali")
    found = [reading.confidence for query in queries if (reading := speller.read(query))]
    assert len(found) == 4
    assert found == sorted(found, reverse=True)
    assert all(0 < confidence <= 1 for confidence in found)


@pytest.mark.parametrize(
    "query",
    [
        "", " ", "\x00\x1b", "😀" * 50, "。，！？", "'; DROP TABLE items; --", "9" * 500, "能" * 500, "a" * 500,
        "'" * 100, "’z'", "ü", "ﬁ", "zhi\u0301", "能号" * 1000,
    ],
)  # fmt: skip
def test_nothing_to_read_in_bad_input(speller: Speller, query: str) -> None:
    assert speller.read(query) is None


def test_places_hold_whatever_surrounds_them(speller: Speller) -> None:
    for query in ("😀 paichan", "ﬁ㎏ 志造执行！", "\x00能号管理\x00", "  zhiliang   guanli  "):
        reading = speller.read(query)
        assert reading is not None, query
        text, at = "", 0
        for replacement in reading.replacements:
            assert query[replacement.start : replacement.end] == replacement.wrong
            text += query[at : replacement.start] + replacement.right
            at = replacement.end
        assert text + query[at:] == reading.text


def test_a_long_query_is_read_through(speller: Speller) -> None:
    reading = speller.read("zhiliang guanli，" * 31)
    assert reading is not None
    assert reading.text == "质量管理，" * 31
