"""What is only said to be found counts for nothing; sentences and backed claims stay."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.evidence import date_fragments, discount, drop_stuffing, find_copies
from catalog.samples import sample_files
from catalog.schemas import ItemContent, ProductContent
from catalog.taxonomy import load_taxonomy
from catalog.texts import searchable_text
from embeddings.segmentation import fold
from tests.catalog.contents import make_product

TAXONOMY = load_taxonomy()
SUMMARY = "点检计划下发到手机，到点提醒，漏检自动上报给班长。"
LONG = f"{SUMMARY}备件库存低于下限时提示采购，维修工单按人按台统计。"
MORE = "油品和滤芯到期自动排进下周的保养，停机原因按班组画成排列图，外协维修的费用按台分摊到车间。"
_FOREIGN = sorted(word for word, topics in TAXONOMY.claim_words.items() if "S08" not in topics)


def _stuffed(extra: str, **fields: object) -> ProductContent:
    return make_product(summary=SUMMARY + extra, **fields)  # type: ignore[arg-type]


@settings(max_examples=100)
@given(
    st.lists(st.sampled_from(_FOREIGN), min_size=4, max_size=30),
    st.sampled_from([" ", "、", "，", "/", "；", "\n", "。"]),
)
def test_a_list_of_words_that_nothing_backs_changes_nothing(words: list[str], between: str) -> None:
    fragments = [part for word in words for part in word.split()]
    content = _stuffed(between.join(fragments))
    plain = searchable_text(make_product(summary=SUMMARY), TAXONOMY)
    assert searchable_text(content, TAXONOMY).rstrip("。") == plain.rstrip("。")


def test_what_is_said_again_counts_once() -> None:
    content = _stuffed("点检计划下发到手机，到点提醒，" * 9)
    assert drop_stuffing(content.summary, content, TAXONOMY).count("点检计划下发到手机") == 1


@pytest.mark.parametrize(
    ("extra", "kept"),
    [
        ("支持点检、保养、润滑、备件。", "备件"),  # its own topic
        ("对接MES、WMS、ERP。", "WMS"),  # a sentence about three systems
        ("能耗数据、排产结果和质量记录每天汇总成一张表。", "排产结果"),
    ],
)
def test_honest_lists_and_sentences_stay(extra: str, kept: str) -> None:
    content = _stuffed(extra)
    assert kept in drop_stuffing(content.summary, content, TAXONOMY)


def test_a_case_backs_a_list() -> None:
    words = "数字孪生、能耗管理、排产、仓储管理"
    content = _stuffed(words, cases=(f"某厂：{words}都已上线，停机每月少两次",))
    assert "数字孪生" in drop_stuffing(content.summary, content, TAXONOMY)
    bare = _stuffed(words)
    assert "数字孪生" not in drop_stuffing(bare.summary, bare, TAXONOMY)


def test_the_sample_catalogue_is_hardly_touched() -> None:
    """Its texts are prose; what the rules take from them is a handful of words in two hundred items."""
    assert sample_files()
    texts = [
        "称量、投料、升温、保温、滴加逐步确认，温度曲线挂在批次号下。",
        "按班组考核关键参数合格率和自控投用率，对主要回路做参数整定。",
        "检验单、合格证、退货单一键打印，台账按月归档。",
    ]
    for text in texts:
        content = make_product(summary=text)
        assert drop_stuffing(text, content, TAXONOMY) == text


def test_a_copy_is_known_with_and_without_added_words_but_not_with_its_own_case() -> None:
    original = make_product("甲", summary=LONG)
    copies = {
        2: make_product("乙", summary=LONG),
        3: make_product("丙", summary=LONG + "人工智能 大数据 数字孪生 MES ERP APS"),
        4: make_product("丁", summary="我们是行业领先的服务商。" + LONG),
    }
    assert _find_copies({1: original, **copies}) == {2: 1, 3: 1, 4: 1}
    own = make_product("戊", summary=LONG, cases=("某厂：漏检由每月九次降到一次",))
    other = make_product("己", summary="按温度和振动判断轴承还能用多久，提前一周提醒更换。")
    assert _find_copies({1: original, 5: own, 6: other}) == {}


def _find_copies(
    contents: dict[int, ItemContent], **histories: list[tuple[int, ItemContent]]
) -> dict[int, int]:
    """Copies among items that each said everything in the revision of their number, but for those with a history."""
    own = {int(name.removeprefix("item_")): history for name, history in histories.items()}
    dated = {
        number: date_fragments(own.get(number, [(number, content)])) for number, content in contents.items()
    }
    return find_copies(contents, dated)


def test_who_rewrites_an_old_item_with_anothers_words_is_the_copy() -> None:
    before = make_product("旧", summary="仓库的收发存按批次记账，盘点用手机扫码。")
    thief, victim = make_product("旧", summary=LONG), make_product("新", summary=LONG)
    assert _find_copies({1: thief, 2: victim}, item_1=[(1, before), (3, thief)]) == {1: 2}
    assert _find_copies({1: thief, 2: victim}, item_1=[(1, thief), (3, thief)]) == {2: 1}


def test_who_says_more_later_is_no_copy_of_those_who_copied_the_beginning() -> None:
    more = f"{LONG}{MORE}"
    short, grown, thief = (
        make_product(name, summary=text) for name, text in (("甲", LONG), ("甲", more), ("乙", LONG))
    )
    assert _find_copies({1: grown, 2: thief}, item_1=[(1, short), (3, grown)]) == {}
    follower = make_product("丙", summary=more)
    assert _find_copies({1: grown, 4: follower}, item_1=[(1, short), (3, grown)]) == {4: 1}


def test_what_was_left_out_for_a_time_was_still_said_first() -> None:
    said, other = make_product("甲", summary=LONG), make_product("甲", summary=MORE)
    dates = date_fragments([(1, said), (2, other), (5, said)])
    assert set(dates.values()) == {1}


def test_topics_count_less_the_more_are_named_and_without_proof() -> None:
    for backed in (True, False):
        shares = [discount(at, backed=backed) for at in range(8)]
        assert shares == sorted(shares, reverse=True)
        assert shares[4] <= 0.5
    assert all(discount(at, backed=False) < discount(at, backed=True) for at in range(8))


@given(st.text(max_size=400))
def test_any_text_is_taken(text: str) -> None:
    content = make_product(summary="")
    kept = drop_stuffing(text, content, TAXONOMY)
    assert len(kept) <= len(text)
    assert set(fold(kept)) <= set(fold(text))
