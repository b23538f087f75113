"""How alike two enterprises are: four parts that add up, each with its sentence, the unknown without points."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.taxonomy import load_taxonomy
from matcher.enterprises.schemas import Stage
from matcher.peers.model import Part, Profile
from matcher.peers.records import settle_stage, summarise_records
from matcher.peers.similarity import compare
from tests.factories.enterprises import CHEMICALS, MATERIALS

TAXONOMY = load_taxonomy()
MINE = Profile(MATERIALS, "3091", "中型", {"S06": 1, "S08": 1, "S10": 0}, frozenset({"S06", "S08"}))


def _compare(other: Profile, mine: Profile = MINE) -> dict[str, Part]:
    return {part.name: part for part in compare(mine, other, TAXONOMY)}


def test_a_twin_has_every_point() -> None:
    parts = _compare(MINE)
    assert {name: part.points for name, part in parts.items()} == {
        name: pytest.approx(part.most) for name, part in parts.items()
    }
    assert sum(part.points for part in parts.values()) == pytest.approx(1)
    assert parts["行业"].reason == "同做石墨及碳素制品制造（3091）"
    assert parts["等级"].reason == "改造前3个场景的等级与您相同"
    assert parts["需求"].reason == "您要的2项里，它做成了2项：生产管控、设备管理"
    assert parts["规模"].reason == "同为中型企业"


def test_nearer_codes_count_more_and_another_industry_nothing() -> None:
    points = [
        _compare(replace(MINE, industry_code=code))["行业"].points
        for code in ("3091", "3099", "3061", "3985")
    ]
    assert points == sorted(points, reverse=True)
    assert len(set(points)) == 4
    other = _compare(replace(MINE, industry=CHEMICALS, industry_code="2614"))["行业"]
    assert (other.points, other.reason) == (0, "行业不同：它属基础化学原料制造")


def test_sizes_and_levels_fade_with_distance() -> None:
    assert [_compare(replace(MINE, size=size))["规模"].points for size in ("中型", "小型", "微型")] == [
        pytest.approx(0.15),
        pytest.approx(0.075),
        0,
    ]
    near = _compare(replace(MINE, levels={"S06": 2, "S08": 1, "S10": 0}))["等级"]
    assert near.reason == "改造前3个场景的等级与您平均差0.3级"
    one_scene = _compare(replace(MINE, levels={"S06": 1}))["等级"]
    assert one_scene.points < near.points
    assert _compare(replace(MINE, levels={"S06": 4, "S08": 4, "S10": 4}))["等级"].points == 0


def test_what_is_not_known_gives_nothing_and_says_so() -> None:
    parts = _compare(Profile(None, None, None, {}, frozenset()))
    assert all(part.points == 0 for part in parts.values())
    assert "没写" in parts["行业"].reason
    assert "没有比规模" in parts["规模"].reason
    assert "没有比等级" in parts["等级"].reason


_profiles = st.builds(
    Profile,
    industry=st.sampled_from([MATERIALS, CHEMICALS, None]),
    industry_code=st.sampled_from(["3091", "3099", "2614", None]),
    size=st.sampled_from(["微型", "小型", "中型", "大型", None]),
    levels=st.dictionaries(st.sampled_from(["S01", "S06", "S08", "S10"]), st.integers(0, 4)),
    topics=st.frozensets(st.sampled_from(["S01", "S06", "S08", "B02"])),
)


@given(_profiles, _profiles)
def test_no_part_exceeds_its_most_and_each_says_why(mine: Profile, other: Profile) -> None:
    parts = compare(mine, other, TAXONOMY)
    assert [part.name for part in parts] == ["行业", "等级", "需求", "规模"]
    assert all(0 <= part.points <= part.most and part.reason for part in parts)
    assert sum(part.most for part in parts) == pytest.approx(1)


def test_a_record_says_counts_and_its_interval_narrows_with_them() -> None:
    pairs = [(1, Stage.ACCEPTED)] * 3 + [(1, Stage.SIGNED), (2, Stage.ACCEPTED), (2, Stage.STOPPED)]
    pairs += [(3, Stage.ACCEPTED)] * 30
    records = summarise_records(pairs)
    assert records[1].words == "3家验收/4家签约"
    assert records[2].words == "1家验收/2家签约，1家终止"
    widths = {item: record.high - record.low for item, record in records.items()}
    assert widths[3] < widths[1] < widths[2]
    assert 0 < records[2].low < records[1].low < records[3].low < 1


def test_an_enterprise_counts_once_with_the_best_that_it_reached() -> None:
    assert settle_stage([Stage.SIGNED, Stage.ACCEPTED, Stage.STOPPED]) is Stage.ACCEPTED
    assert settle_stage([Stage.STOPPED, Stage.SIGNED]) is Stage.SIGNED
    assert settle_stage([Stage.STOPPED, Stage.STOPPED]) is Stage.STOPPED
