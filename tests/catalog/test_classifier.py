"""Finding telling terms, and giving sentences their topics."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.taxonomy import Taxonomy, load_taxonomy
from catalog.taxonomy.classifier import Lexicon, TopicClassifier, TopicOdds, hash_terms
from catalog.taxonomy.model import Term
from embeddings.encoders import Encoder

LEXICON = Lexicon(
    [
        Term("S16", "BI", 3),
        Term("S06", "MES", 3),
        Term("S07", "质量", 1),
        Term("S07", "质量追溯", 3),
        Term("S06", "追溯系统", 2),
        Term("B02", "5G", 2),
        Term("S08", "设备", 1),
        Term("B02", "设备", 1),
        Term("B02", "OPC UA", 2),
        Term("S09", "C++", 1),
    ]
)


def _found(text: str) -> list[tuple[str, str]]:
    return [(matched, term.topic) for matched, term in LEXICON.find(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("上BI看板", ["bi"]),
        ("ＢＩ 报表", ["bi"]),
        ("RBI检验", []),
        ("bid 投标", []),
        ("BI2", []),
        ("用MES、BI", ["mes", "bi"]),
        ("MES系统", ["mes"]),
        ("WMES", []),
        ("5G专网", ["5g"]),
        ("15GB", []),
        ("OPC UA接口", ["opc ua"]),
        ("用C++开发", ["c++"]),
        ("", []),
        ("。", []),
    ],
)
def test_latin_terms_stand_alone(text: str, found: list[str]) -> None:
    assert [matched for matched, _ in _found(text)] == found


def test_of_overlapping_terms_the_first_and_of_those_the_longest() -> None:
    assert _found("质量追溯系统") == [("质量追溯", "S07")]
    assert _found("質量追溯") == [("质量追溯", "S07")]
    assert _found("质量差，追溯系统没有") == [("质量", "S07"), ("追溯系统", "S06")]


def test_a_term_counts_once_however_often_it_stands() -> None:
    assert LEXICON.weigh("质量质量质量") == {"S07": 1}
    assert LEXICON.weigh("质量追溯与质量") == {"S07": 4}


def test_a_term_of_two_topics_speaks_for_both() -> None:
    assert LEXICON.weigh("设备") == {"S08": 1, "B02": 1}


def test_a_lexicon_without_terms_finds_nothing() -> None:
    assert Lexicon([]).find("设备 MES") == []


@settings(deadline=None, max_examples=80)
@given(st.text(alphabet="设备质量追溯系统 BIMES5GROPCUA+", max_size=20))
def test_what_is_found_stands_in_the_text(text: str) -> None:
    from embeddings.segmentation import fold

    for matched, term in LEXICON.find(text):
        assert matched in fold(text)
        assert fold(term.text) == matched


def test_the_fingerprint_of_terms_changes_with_any_of_them(taxonomy: Taxonomy) -> None:
    terms = taxonomy.terms
    assert hash_terms(terms) == hash_terms(list(terms))
    heavier = [Term(terms[0].topic, terms[0].text, terms[0].weight % 3 + 1), *terms[1:]]
    assert len({hash_terms(terms), hash_terms(terms[1:]), hash_terms(heavier)}) == 3


@pytest.mark.parametrize(
    ("text", "topic", "absent"),
    [
        ("循环水泵房的RBI检验计划没有系统", "S08", "S16"),
        ("想上BI看板，领导随时看经营数据", "S16", None),
        ("MES", "S06", None),
    ],
)
def test_terms_of_our_own_lexicon(text: str, topic: str, absent: str | None) -> None:
    lexicon = Lexicon(load_taxonomy().terms)
    weights = lexicon.weigh(text)
    if topic != "S08":
        assert weights.get(topic, 0) >= 2
    assert absent not in weights


def _classify(classifier: TopicClassifier, encoder: Encoder, *texts: str) -> list[TopicOdds]:
    return classifier.classify(texts, encoder.encode_queries(texts))


@pytest.mark.model
def test_every_sentence_gets_probabilities_of_all_topics(
    topic_classifier: TopicClassifier, encoder: Encoder, taxonomy: Taxonomy
) -> None:
    found = _classify(topic_classifier, encoder, "设备老坏", "今天食堂吃什么", "")
    for odds in found:
        assert odds.probabilities.keys() == taxonomy.topics.keys()
        assert sum(odds.probabilities.values()) == pytest.approx(1.0)
        assert odds.best[1] == max(odds.probabilities.values())
    assert topic_classifier.classify([], encoder.encode_queries([])) == []


@pytest.mark.model
def test_one_plain_sentence_for_each_topic(topic_classifier: TopicClassifier, encoder: Encoder) -> None:
    """Sentences of this test only: none of them was learned from."""
    sentences = {
        "S01": "新品图纸改了好几版，车间拿错图，研发资料全在个人硬盘里",
        "S02": "工艺卡片手写，参数调整凭师傅经验，换个人就调不出来",
        "S03": "报价慢，客户跟进记录全在销售员手机里，合同到哪一步说不清",
        "S04": "客户设备出了毛病要派人跑一趟，返修和三包没有记录",
        "S05": "急单一插进来，排好的生产计划全乱，交期老拖",
        "S06": "车间到底做到哪道工序，得打电话问班组长，报工靠第二天补单",
        "S07": "出厂检验记录在纸上，客户投诉时查不到是哪一批料",
        "S08": "机器三天两头停，保养想起来才做，备件没有台账",
        "S09": "动火作业票手工开，隐患整改有没有闭环没人跟",
        "S10": "电费一个月比一个月高，哪台设备费电说不出来，碳排放也算不清",
        "S11": "询价靠微信群，供应商交货迟了也没有考核",
        "S12": "仓库里明明有料却找不到，盘点一次要停两天",
        "S13": "月底结账要一周，每个产品到底挣不挣钱算不出来",
        "S14": "考勤和计件工资用表格算，老员工退休技能没人接",
        "S15": "审批要拿着纸找领导签字，通知靠微信群容易漏",
        "S16": "老板想看经营数据要等各部门凑报表，口径还不一致",
        "B01": "车间没有无线覆盖，办公网和生产网混在一起，老掉线",
        "B02": "机床型号杂、接口不一，运行数据采不上来，全靠人抄表",
        "B03": "几套软件各管各的，数据要重复录，服务器也老了想搬到云上",
        "B04": "电脑中过勒索病毒，没有备份，控制系统也没有隔离",
        "M01": "数字化怎么做没有规划，没有专门部门牵头，想到哪做到哪",
        "M02": "懂信息化的人一个也没有，操作工不会用系统，缺培训",
        "F01": "想买设备但钱不够，银行要抵押，厂房是租的",
    }
    found = _classify(topic_classifier, encoder, *sentences.values())
    wrong = {topic: odds.best for topic, odds in zip(sentences, found, strict=True) if odds.best[0] != topic}
    assert len(wrong) <= 2, wrong


@pytest.mark.model
def test_deciding_terms_are_named(topic_classifier: TopicClassifier, encoder: Encoder) -> None:
    [odds] = _classify(topic_classifier, encoder, "想上MES")
    assert odds.lexicon == {"S06": 3}
    assert odds.decided == {"S06"}
