"""Corrections replayed: each kind does what it says, none leaves a need without its sentence, the last one can be undone."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.documents.model import Location, Place
from matcher.errors import CorrectionRefused
from matcher.needs.corrections.model import (
    Add,
    Confirm,
    Correct,
    Correction,
    Merge,
    Passage,
    Reject,
    Restore,
    Split,
)
from matcher.needs.corrections.replaying import MOST_CORRECTIONS, apply, replay
from matcher.needs.extraction import NOTHING_FOUND
from matcher.needs.model import SceneLevel
from tests.matcher.needs.corrections.reports import (
    DOCUMENT,
    READING,
    SENTENCES,
    TAXONOMY,
    correct,
    needs_of,
    passage,
)


def test_without_corrections_the_reading_is_the_one_read() -> None:
    assert apply(READING, DOCUMENT, (), TAXONOMY) is READING


def test_a_confirmed_need_is_certain_and_else_as_it_was() -> None:
    corrected = correct(Confirm("N02"))
    assert needs_of(corrected)["N02"] == replace(READING.needs[1], origin="confirmed", confidence=1.0)
    assert corrected.reading.needs[0] is READING.needs[0]
    assert corrected.kinds == {("N02", passage(2).location): "confirm"}


def test_a_corrected_need_keeps_id_and_sentence_and_takes_its_level_along() -> None:
    corrected = correct(Correct("N01", "S06", 1, 3, "low"))
    need = needs_of(corrected)["N01"]
    assert (need.topic, need.current_level, need.target_level, need.priority) == ("S06", 1, 3, "low")
    assert (need.origin, need.confidence, need.evidence) == ("corrected", 1.0, READING.needs[0].evidence)
    assert need.statement == "生产管控：设备坏了才修，备件找不到"
    # What only this row said of 设备管理 went with it; what the table says of 财务管理 stays.
    assert corrected.reading.levels == (
        SceneLevel("S06", 1, 3, of_need=True),
        SceneLevel("S07", 1, 3),
        SceneLevel("S13", 2, None),
    )


def test_a_correction_that_changes_nothing_confirms() -> None:
    corrected = correct(Correct("N01", "S08", 1, 2, "high"))
    assert needs_of(corrected)["N01"].origin == "confirmed"
    assert set(corrected.kinds.values()) == {"confirm"}


def test_merged_needs_keep_the_targets_topic_and_all_sentences() -> None:
    corrected = correct(Merge("N01", "N02"))
    need = needs_of(corrected)["N02"]
    assert [one.quote for one in need.evidence] == [SENTENCES[2], SENTENCES[0], SENTENCES[1]]
    assert (need.topic, need.priority) == ("S12", "high")
    assert (need.current_level, need.target_level) == (1, 2)  # it had none of its own
    assert "N01" not in needs_of(corrected)


def test_splitting_shares_the_sentences_out_and_numbers_on() -> None:
    corrected = correct(Split("N01", "S09", moved=(passage(1),)))
    assert [(need.id, need.topic, need.quote) for need in corrected.reading.needs[:2]] == [
        ("N01", "S08", SENTENCES[0]),
        ("N04", "S09", SENTENCES[1]),
    ]
    assert needs_of(corrected)["N04"].priority == "high"
    shared = needs_of(correct(Split("N02", "S11", shared=(passage(2),))))
    assert shared["N02"].quote == shared["N04"].quote == SENTENCES[2]


def test_what_is_split_off_to_the_topic_of_another_need_joins_it() -> None:
    corrected = correct(Split("N01", "S07", moved=(passage(1),)))
    joined = needs_of(corrected)["N03"]
    assert [one.quote for one in joined.evidence] == [SENTENCES[3], SENTENCES[1]]
    assert (joined.origin, joined.confidence) == ("read", 0.6)  # nobody judged what it said before
    assert len(corrected.reading.needs) == 3


def test_half_a_sentence_can_be_split_off() -> None:
    half = Passage(SENTENCES[2][8:13], Location(Place("paragraph", number=3), 8, 13))
    corrected = correct(Split("N02", "S05", moved=(half,)))
    assert needs_of(corrected)["N04"].quote == "找料要半天"
    assert needs_of(corrected)["N02"].evidence == READING.needs[1].evidence


def test_an_added_need_rests_on_its_sentence() -> None:
    corrected = correct(Add("S10", passage(4), 0, 1, "high"))
    need = needs_of(corrected)["N04"]
    assert (need.quote, need.origin, need.confidence, need.priority) == (SENTENCES[4], "added", 1.0, "high")
    assert SceneLevel("S10", 0, 1, of_need=True) in corrected.reading.levels
    joined = needs_of(correct(Add("S12", passage(6))))["N02"]
    assert [one.quote for one in joined.evidence] == [SENTENCES[2], SENTENCES[6]]
    assert (joined.origin, joined.confidence) == ("read", 0.7)


def test_levels_that_a_person_typed_go_with_his_need_and_those_that_the_report_states_stay() -> None:
    assert correct(Add("S10", passage(4), 0, 4), Reject("N04")).reading.levels == READING.levels
    assert correct(Reject("N01")).reading.levels == (SceneLevel("S07", 1, 3), SceneLevel("S13", 2, None))
    assert correct(Correct("N03", "S07", 0, 4, "low"), Reject("N03")).reading.levels == READING.levels
    moved = Correct("N01", "S13", 0, 1, "high")
    assert SceneLevel("S13", 0, 1) in correct(moved).reading.levels
    assert correct(moved, Correct("N01", "S08", 1, 2, "high")).reading.levels == READING.levels


def test_a_new_need_has_the_levels_that_the_report_states_of_its_scene() -> None:
    assert needs_of(correct(Add("S13", passage(4), None, 3)))["N04"].target_level == 3
    split = needs_of(correct(Split("N01", "S13", moved=(passage(1),))))["N04"]
    assert (split.current_level, split.target_level) == (2, None)


def test_what_is_stated_with_a_further_sentence_is_taken_over_and_the_rest_stays() -> None:
    need = needs_of(correct(Add("S08", passage(6), target_level=4)))["N01"]
    assert (need.current_level, need.target_level, need.priority) == (1, 4, "high")
    assert (need.origin, need.confidence) == ("corrected", 1.0)
    need = needs_of(correct(Add("S12", passage(6), 0, 1, "low")))["N02"]
    assert (need.current_level, need.target_level, need.priority) == (0, 1, "low")
    assert needs_of(correct(Add("S10", passage(6))))["N04"].priority == "normal"


def test_an_added_wish_for_money_is_read_from_its_sentence_and_goes_with_its_need() -> None:
    add = Add("F01", passage(5))
    wish = correct(add).reading.financing
    assert wish is not None
    assert (wish.amount_wan, wish.term_months, wish.purpose, wish.quote) == (
        200.0,
        36,
        "设备更新",
        SENTENCES[5],
    )
    assert correct(add, Reject("N04")).reading.financing is None
    assert correct(add, Reject("N04"), Restore("N04")).reading.financing == wish


def test_a_rejected_need_is_kept_apart_and_can_be_restored_to_its_place() -> None:
    corrected = correct(Reject("N02", "working"))
    assert [need.id for need in corrected.reading.needs] == ["N01", "N03"]
    assert [(entry.need, entry.reason) for entry in corrected.rejected] == [(READING.needs[1], "working")]
    assert correct(Reject("N02"), Restore("N02")).reading == READING


def test_the_warning_that_nothing_was_found_goes_with_the_first_need() -> None:
    empty = replace(READING, needs=(), warnings=(NOTHING_FOUND,))
    assert apply(empty, DOCUMENT, (Add("S10", passage(4)),), TAXONOMY).warnings == ()
    assert apply(empty, DOCUMENT, (Add("S10", passage(4)), Reject("N01")), TAXONOMY).warnings == (
        NOTHING_FOUND,
    )


_ELSEWHERE = Location(Place("paragraph", number=99), 0, 4)


@pytest.mark.parametrize(
    ("corrections", "words"),
    [
        ((Confirm("N09"),), "没有这项需求"),
        ((Reject("N01"), Confirm("N01")), "没有这项需求"),
        ((Correct("N01", "S08", 3, 2, "high"),), "目标等级不能低于"),
        ((Correct("N01", "S08", 3, 5, "high"),), "0到4级"),
        ((Correct("N01", "X99", None, None, "high"),), "选一个场景"),
        ((Correct("N01", "S12", None, None, "high"),), "已经有一项“仓储物流”"),
        ((Merge("N01", "N01"),), "另一项需求"),
        ((Split("N01", "S08", moved=(passage(1),)),), "另一个场景"),
        ((Split("N02", "S11", moved=(passage(2),)),), "至少要有一句原文"),
        ((Split("N01", "S09"),), "至少要有一句原文"),
        ((Add("S10", Passage("机器人自己写的话", passage(4).location)),), "没有找到这句话"),
        ((Add("S10", Passage("设备坏了", _ELSEWHERE)),), "没有找到这句话"),
        ((Add("S10", Passage("。", Location(Place("paragraph", number=5), 12, 13))),), "没有文字"),
        ((Add("S08", passage(0)),), "已经记在"),
        ((Add("S08", passage(6), 3),), "目标等级不能低于"),
        ((Restore("N01"),), "没有去掉"),
        ((Reject("N01"), Add("S08", passage(0)), Restore("N01")), "另有一项“设备管理”"),
        ((Confirm("N01"),) * (MOST_CORRECTIONS + 1), "最多记"),
    ],
)
def test_what_does_not_fit_is_refused_with_one_sentence(
    corrections: tuple[Correction, ...], words: str
) -> None:
    with pytest.raises(CorrectionRefused) as refused:
        correct(*corrections)
    assert words in refused.value.message
    assert refused.value.message.count("。") == 1


# --- any sequence ----------------------------------------------------------------------------------------------------

_ids = st.sampled_from([f"N{number:02d}" for number in range(1, 8)])
_topics = st.sampled_from(["S05", "S07", "S08", "S10", "S12", "S13", "F01"])
_levels = st.none() | st.integers(0, 4)
_priorities = st.sampled_from(["high", "normal", "low"])
_passages = st.integers(0, len(SENTENCES) - 1).map(passage)
_several = st.lists(_passages, max_size=2).map(tuple)
_corrections: st.SearchStrategy[Correction] = st.one_of(
    st.builds(Confirm, _ids),
    st.builds(Correct, _ids, _topics, _levels, _levels, _priorities),
    st.builds(Merge, _ids, _ids),
    st.builds(Split, _ids, _topics, _several, _several),
    st.builds(Add, _topics, _passages, _levels, _levels, st.none() | _priorities),
    st.builds(Reject, _ids, st.none() | st.just("past")),
    st.builds(Restore, _ids),
)


@given(st.lists(_corrections, max_size=25))
@settings(max_examples=150)
def test_any_sequence_keeps_every_need_on_its_sentence_and_can_be_undone_and_replayed(
    asked: list[Correction],
) -> None:
    untouched = deepcopy(READING)
    taken: tuple[Correction, ...] = ()
    stand = correct()
    for correction in asked:
        try:
            after = correct(*taken, correction)
        except CorrectionRefused:
            assert correct(*taken) == stand  # a refused one leaves nothing behind
            continue
        assert replay(READING, DOCUMENT, taken, TAXONOMY) == stand  # leaving the last one out undoes it
        taken, stand = (*taken, correction), after
        needs = stand.reading.needs
        known = [need.id for need in needs] + [entry.need.id for entry in stand.rejected]
        assert len(set(known)) == len(known)
        assert len({need.topic for need in needs}) == len(needs)
        for need in (*needs, *(entry.need for entry in stand.rejected)):
            assert need.evidence
            assert all(DOCUMENT.quote(one.location) == one.quote for one in need.evidence)
            assert len({one.location for one in need.evidence}) == len(need.evidence)
            assert need.origin == "read" or need.confidence == 1.0
            assert (
                need.current_level is None
                or need.target_level is None
                or need.target_level >= need.current_level
            )
        graded = {level.topic: (level.current, level.target) for level in stand.reading.levels}
        for need in needs:
            assert graded.get(need.topic, (None, None)) == (need.current_level, need.target_level)
        unasked = {level for level in stand.reading.levels if level.topic not in {n.topic for n in needs}}
        assert unasked <= {SceneLevel("S07", 1, 3), SceneLevel("S13", 2, None)}  # by the table alone
        assert (stand.reading.financing is not None) == any(need.topic == "F01" for need in needs)
        for need in needs:  # whoever judged a need judged a sentence of it
            judged = [one for one in need.evidence if (need.id, one.location) in stand.kinds]
            assert judged or need.origin == "read"
    assert correct(*taken) == stand
    assert untouched == READING
