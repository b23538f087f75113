"""Plain-word search over the sample catalogue: counts, scores, what fits and what does not."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from typing import Any

import pytest

from api.runtime import Runtime
from catalog.queries import Conditions, Item, list_eligible_ids
from catalog.schemas import FinanceContent
from catalog.search.conditions.model import Field, choose
from catalog.search.engine import Request, SearchResult
from catalog.search.synonyms import expand
from catalog.taxonomy import load_taxonomy
from catalog.vocabulary import Kind
from embeddings.segmentation import Segmenter, fold

pytestmark = pytest.mark.model

ALL = 10_000
TODAY = date(2026, 11, 24)
ORDINARY = (
    "MES",
    "想上个MES，十万以内",
    "设备老坏怎么办",
    "设备上云",
    "能耗太高",
    "排产靠人工",
    "ERP",
    "仓库账实不符",
    "流动资金贷款",
    "质量追溯",
    "安全生产隐患排查",
    "机器视觉检测",
    "进销存软件",
    "图纸管理",
    "设备联网 数据采集",
    "网络安全等保",
    "财务成本核算",
    "供应商询价采购",
    "客户关系管理",
    "審批流程OA",
    "计件工资",
    "员工培训",
    "经营报表 BI",
    "技改项目融资",
    "售后报修",
    "ＰＬＭ",
)
OFF_DOMAIN = (
    "宠物美容预约",
    "周末去哪里看电影",
    "附近的火锅店推荐",
    "明天天气怎么样",
    "婚纱摄影套餐",
    "孩子发烧怎么办",
    "学吉他",
    "减肥食谱",
    "考研英语",
    "二手车过户",
    "美甲",
    "高考志愿填报",
    "world cup schedule",
    "星座运势",
    "婴儿奶粉哪个牌子好喝吗",
    "钢琴考级",
    "古诗词赏析",
    "相亲角",
    "写情书",
    "机票改签",
)


def _search(runtime: Runtime, text: str, *, k: int = ALL, today: date = TODAY, **names: Any) -> SearchResult:
    chosen = tuple(condition for name, values in names.items() for condition in choose(Field(name), values))
    with runtime.reading() as session:
        view = runtime.catalogue.view(session)
    return runtime.search_engine.search(view, Request(text, k, chosen), today=today)


def _published(runtime: Runtime) -> frozenset[int]:
    with runtime.reading() as session:
        return list_eligible_ids(session, Conditions(), today=TODAY)


@pytest.mark.parametrize("text", [*ORDINARY[:8], "宠物美容预约", ""])
def test_the_total_is_the_hits_and_the_sum_over_kinds(sample_runtime: Runtime, text: str) -> None:
    found = _search(sample_runtime, text)
    assert found.total == len(found.hits) == sum(found.facets["kind"].values())
    assert len({hit.item.id for hit in found.hits}) == found.total
    for kind in Kind:
        narrowed = [hit for hit in found.hits if hit.item.kind is kind]
        assert found.facets["kind"][kind.value] == len(narrowed)


def _facet_values(item: Item) -> list[tuple[str, str]]:
    content = item.content
    stated: dict[str, tuple[str, ...]] = {"kind": (item.kind,), "industry": content.industries}
    if not isinstance(content, FinanceContent):
        stated |= {"topic": item.topics, "deployment": tuple(content.deployment)}
    return [(field, str(value)) for field, values in stated.items() for value in set(values)]


@pytest.mark.parametrize("text", ["设备老坏怎么办", "流动资金周转", ""])
def test_facets_are_a_recount_of_all_hits(sample_runtime: Runtime, text: str) -> None:
    found = _search(sample_runtime, text)
    recount = Counter(pair for hit in found.hits for pair in _facet_values(hit.item))
    counted = {
        (field, value): count
        for field in ("kind", "industry", "topic", "deployment")
        for value, count in found.facets[field].items()
    }
    assert counted == dict(recount)


def test_k_shows_less_and_counts_the_same(sample_runtime: Runtime) -> None:
    everything, three = _search(sample_runtime, "质量追溯"), _search(sample_runtime, "质量追溯", k=3)
    assert [hit.item.id for hit in three.hits] == [hit.item.id for hit in everything.hits[:3]]
    assert (three.total, three.facets) == (everything.total, everything.facets)
    assert _search(sample_runtime, "质量追溯", k=0).total == everything.total


@pytest.mark.parametrize("text", ORDINARY[:10])
def test_scores_are_the_sum_of_their_parts_and_fall(sample_runtime: Runtime, text: str) -> None:
    hits = _search(sample_runtime, text).hits
    for hit in hits:
        assert hit.score == sum(hit.parts.values())
        assert hit.parts.keys() <= {"词语匹配", "语义相近", "与前几项相近", "逐词对应", "场景对口"}
        assert all(0 < value <= 1.0 for value in hit.parts.values())
    order = [(-hit.score, hit.item.id) for hit in hits]
    assert order == sorted(order)


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_questions_find_something(sample_runtime: Runtime, text: str) -> None:
    found = _search(sample_runtime, text)
    assert not found.nothing_fits
    assert found.hits


def test_questions_of_other_fields_find_nothing(sample_runtime: Runtime) -> None:
    answered = {text: _search(sample_runtime, text).total for text in OFF_DOMAIN}
    assert answered["宠物美容预约"] == answered["周末去哪里看电影"] == 0
    fooled = [text for text, total in answered.items() if total]
    assert len(fooled) <= 3, fooled


def test_where_nothing_fits_nothing_is_counted(sample_runtime: Runtime) -> None:
    found = _search(sample_runtime, "宠物美容预约")
    assert (found.nothing_fits, found.total, found.hits) == (True, 0, ())
    assert all(not counter for counter in found.facets.values())


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("设备老坏怎么办", "S08"),
        ("MES", "S06"),
        ("排产靠人工", "S05"),
        ("能耗太高", "S10"),
        ("仓库账实不符", "S12"),
        ("质量追溯", "S07"),
        ("网络安全等保", "B04"),
        ("设备上云", "B03"),
    ],
)
def test_the_first_hit_is_for_what_was_asked(sample_runtime: Runtime, text: str, topic: str) -> None:
    assert topic in _search(sample_runtime, text).hits[0].item.topics


def test_who_asks_for_money_finds_it_first(sample_runtime: Runtime) -> None:
    for text in ("流动资金贷款", "想贷款买设备", "技改项目融资"):
        assert _search(sample_runtime, text).hits[0].item.kind is Kind.FINANCE


@pytest.mark.parametrize(
    ("written", "likewise"),
    [("ＭＥＳ", "MES"), ("質量追溯", "质量追溯"), ("设备老坏怎么办？", "设备老坏怎么办"), ("mes", "MES")],
)
def test_width_script_and_case_do_not_change_the_words_that_count(
    sample_runtime: Runtime, written: str, likewise: str
) -> None:
    first, second = _search(sample_runtime, written), _search(sample_runtime, likewise)
    assert first.hits[0].item.id == second.hits[0].item.id
    # The words count alike; how much the feedback takes from them depends on the vector, and that on how it is written.
    best = {hit.item.id for hit in second.hits[:5]}
    assert best & {hit.item.id for hit in first.hits[:5]}
    assert [entry.spans for entry in first.hits[0].highlights] == [
        entry.spans for entry in second.hits[0].highlights
    ]


def test_a_word_around_the_matter_is_no_word_to_look_for(sample_runtime: Runtime) -> None:
    plain, asked = _search(sample_runtime, "质量追溯"), _search(sample_runtime, "我们公司想要一个质量追溯")
    assert asked.hits[0].item.id == plain.hits[0].item.id
    words = {
        word
        for hit in asked.hits
        for entry in hit.highlights
        for word in _marked(hit.item, entry.field, entry.spans)
    }
    assert not words & {"公司", "我们", "一个", "想要"}


def _marked(item: Item, field: str, spans: tuple[tuple[int, int], ...]) -> list[str]:
    text = item.name if field == "name" else str(getattr(item.content, field))
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize("text", ["设备老坏怎么办", "MES", "质量追溯", "設備點檢", "设备上云"])
def test_highlights_point_at_the_words_asked(sample_runtime: Runtime, text: str) -> None:
    asked = _with_synonyms(text)
    marked = [
        fold(word)
        for hit in _search(sample_runtime, text).hits
        for entry in hit.highlights
        for word in _marked(hit.item, entry.field, entry.spans)
    ]
    assert marked
    assert all(len(word) > 1 and word in asked for word in marked)


def _with_synonyms(text: str) -> str:
    """What is asked and its other words: MES is marked as 制造执行系统 as well."""
    taxonomy = load_taxonomy()
    words = [fold(word) for word in (text, *Segmenter(taxonomy.words).words(text))]
    others = [fold(other) for found in expand(words, taxonomy).values() for other in found]
    return "|".join([*words, *others])


def test_every_occurrence_is_highlighted(sample_runtime: Runtime) -> None:
    assert not expand(["酸奶"], load_taxonomy())
    for hit in _search(sample_runtime, "酸奶").hits:
        spans = {entry.field: entry.spans for entry in hit.highlights}
        for field in ("name", "summary", "pain_points"):
            text = hit.item.name if field == "name" else getattr(hit.item.content, field, "")
            assert spans.get(field, ()) == tuple(m.span() for m in re.finditer("酸奶", text)), field


def test_reasons_are_given_and_true(sample_runtime: Runtime) -> None:
    for text in ("点检", "流动资金贷款", "老是停机"):
        for hit in _search(sample_runtime, text).hits:
            assert 1 <= len(hit.reasons) <= 3
            for reason in hit.reasons:
                if match := re.match(r"(名称|解决问题|简介)中提到“(.+)”", reason):
                    where = {
                        "名称": hit.item.name,
                        "解决问题": getattr(hit.item.content, "pain_points", ""),
                        "简介": hit.item.content.summary,
                    }[match[1]]
                    assert all(word in fold(where) for word in match[2].split("”“"))


@pytest.mark.parametrize("text", ["", "  ", "\n\t", "　"])
def test_an_empty_question_browses_newest_first(sample_runtime: Runtime, text: str) -> None:
    found = _search(sample_runtime, text)
    assert {hit.item.id for hit in found.hits} == _published(sample_runtime)
    assert [hit.item.id for hit in found.hits] == sorted((hit.item.id for hit in found.hits), reverse=True)
    assert not found.nothing_fits
    assert all((hit.score, hit.parts, hit.highlights, hit.reasons) == (0.0, {}, (), ()) for hit in found.hits)


@pytest.mark.parametrize("text", ["。。。", "？", "的", "1", "\x00", "𠀀", "我们公司想要一个"])
def test_a_question_that_asks_nothing_is_answered_by_nothing(sample_runtime: Runtime, text: str) -> None:
    assert _search(sample_runtime, text).nothing_fits


def test_a_very_long_question_is_answered(sample_runtime: Runtime) -> None:
    found = _search(sample_runtime, "设备点检全靠纸质表格，漏检没人知道。" * 300, k=3)
    assert "S08" in found.hits[0].item.topics


@pytest.mark.parametrize("text", ["设备管理", ""])
def test_hard_conditions_hold_for_every_hit(sample_runtime: Runtime, text: str) -> None:
    found = _search(
        sample_runtime,
        text,
        kind=("product",),
        industry=("新型材料制造", "绿色消费品制造"),
        topic=("S08", "S07"),
    )
    assert found.hits
    for hit in found.hits:
        assert hit.item.kind is Kind.PRODUCT
        assert {"新型材料制造", "绿色消费品制造"} & set(hit.item.content.industries)
        assert {"S08", "S07"} & set(hit.item.topics)
    assert found.facets["kind"]["product"] == found.total


def test_impossible_conditions_fit_nothing(sample_runtime: Runtime) -> None:
    for text in ("设备管理", ""):
        found = _search(sample_runtime, text, kind=("finance",), topic=("S08",))
        assert (found.total, found.hits, found.nothing_fits) == (0, (), True)


def test_the_same_question_has_the_same_answer(sample_runtime: Runtime) -> None:
    first = _search(sample_runtime, "车间看不到进度")
    assert _search(sample_runtime, "车间看不到进度") == first


def test_an_expired_item_is_not_found_though_the_index_has_it(sample_runtime: Runtime) -> None:
    late = _search(sample_runtime, "", today=date(2099, 1, 1))
    items = sample_runtime.catalogue.load().items
    dated = {item_id for item_id, item in items.items() if item.content.valid_until is not None}
    assert dated
    assert not dated & {hit.item.id for hit in late.hits}
