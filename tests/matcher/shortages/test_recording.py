"""Writing a report's needs into the pool: what is kept, what is replaced, and that nobody can be read out of it."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session, select

from matcher.matching.model import MatchResult, NeedMatch
from matcher.scoring.coverage import State
from matcher.shortages.recording import digest_enterprise, record_demand
from matcher.tables import OpenDemand
from tests.catalog.contents import CODE_A
from tests.factories.enterprises import MATERIALS
from tests.factories.needs import make_need, make_reading

KEY, MONTH, REGIONS = b"k" * 32, "2026-11", frozenset({"贺兰县"})


def _result(states: dict[str, State], **enterprise: object) -> MatchResult:
    needs = [
        make_need(topic, "秘密的原话", identifier=f"N{at}", target_level=2) for at, topic in enumerate(states)
    ]
    stated: dict[str, Any] = {
        "name": "秘密机械有限公司",
        "industry": MATERIALS,
        "region": "贺兰县",
    } | enterprise
    matches = tuple(NeedMatch(need.id, states[need.topic], ()) for need in needs)
    return MatchResult(make_reading(*needs, **stated), matches, ())


def _record(session: Session, result: MatchResult, month: str = MONTH) -> int:
    return record_demand(session, result, key=KEY, month=month, regions=REGIONS)


def _rows(session: Session) -> list[OpenDemand]:
    return list(session.exec(select(OpenDemand).order_by("month", "topic")))


def test_only_states_and_scope_are_kept(session: Session) -> None:
    assert _record(session, _result({"S08": "gap", "S06": "covered"})) == 2
    first, second = _rows(session)
    assert (first.topic, first.state, first.target_level) == ("S06", "covered", 2)
    assert (second.topic, second.state, second.month) == ("S08", "gap", MONTH)
    assert (second.industry, second.region) == (MATERIALS, "贺兰县")
    assert set(OpenDemand.model_fields) == {
        "id",
        "month",
        "digest",
        "topic",
        "state",
        "target_level",
        "industry",
        "region",
    }
    assert "秘密" not in str([row.model_dump() for row in _rows(session)])


def test_the_same_enterprise_replaces_its_month_and_keeps_others(session: Session) -> None:
    _record(session, _result({"S08": "gap"}), month="2026-10")
    _record(session, _result({"S08": "gap", "S06": "gap"}))
    _record(session, _result({"S08": "covered"}, name=" 秘密机械 有限公司"))
    _record(session, _result({"S10": "partial"}, name="别的厂"))
    rows = [(row.month, row.topic, row.state) for row in _rows(session)]
    assert rows == [
        ("2026-10", "S08", "gap"),
        ("2026-11", "S08", "covered"),
        ("2026-11", "S10", "partial"),
    ]
    assert len({row.digest for row in _rows(session)}) == 2


def test_a_place_outside_the_areas_is_not_kept(session: Session) -> None:
    _record(session, _result({"S08": "gap"}, region="某路7号"))
    assert _rows(session)[0].region is None


def test_a_topic_said_twice_is_one_row_with_its_worst_state(session: Session) -> None:
    needs = (make_need("S08", "甲", identifier="N1"), make_need("S08", "乙", identifier="N2"))
    matches = (NeedMatch("N1", "covered", ()), NeedMatch("N2", "partial", ()))
    assert _record(session, MatchResult(make_reading(*needs), matches, ())) == 1
    assert _rows(session)[0].state == "partial"


def test_the_digest_needs_the_key_and_prefers_the_code() -> None:
    named = make_reading(name="某厂")
    assert digest_enterprise(named, KEY) != digest_enterprise(named, b"x" * 32)
    coded = [make_reading(name=name, credit_code=CODE_A) for name in ("某厂", "改名的厂")]
    assert len({digest_enterprise(reading, KEY) for reading in coded}) == 1
    assert digest_enterprise(make_reading(), KEY) == digest_enterprise(make_reading(), KEY)
    assert len(digest_enterprise(named, KEY)) == 64
