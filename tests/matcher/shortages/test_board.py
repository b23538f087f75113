"""The shortage board: it equals a recount of the rows, folds small groups and makes two sentences."""

from __future__ import annotations

from datetime import date
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, delete

from matcher.shortages.board import list_shortages
from matcher.shortages.model import Board, Dimension
from matcher.tables import OpenDemand
from tests.factories.enterprises import CHEMICALS, MATERIALS, add_demand, add_item

TODAY = date(2026, 11, 26)


def _board(session: Session, *by: Dimension, **scope: str | None) -> Board:
    return list_shortages(session, by=by or ("topic",), today=TODAY, **scope)


_demands = st.lists(
    st.tuples(
        st.sampled_from("abcdefg"),
        st.sampled_from(["S08", "S06", "F01"]),
        st.sampled_from(["2026-10", "2026-11"]),
        st.sampled_from(["covered", "partial", "gap"]),
        st.sampled_from([MATERIALS, CHEMICALS, None]),
        st.sampled_from(["贺兰县", None]),
        st.sampled_from([None, 2, 3]),
    ),
    max_size=40,
    unique_by=lambda row: row[:3],
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(_demands, st.lists(st.sampled_from(get_args(Dimension)), min_size=1, unique=True))
def test_the_board_is_a_recount_of_the_rows(
    session: Session, rows: list[tuple[str, ...]], by: list[Dimension]
) -> None:
    session.exec(delete(OpenDemand))
    for digest, topic, month, state, industry, region, level in rows:
        add_demand(
            session, digest, topic, state, month=month, industry=industry, region=region, target_level=level
        )
    board = _board(session, *by)
    latest: dict[tuple[str, str], tuple[str, ...]] = {}
    for row in sorted(rows, key=lambda row: row[2]):
        latest[row[0], row[1]] = row
    enterprises = {row[0] for row in latest.values()}
    if len(enterprises) < 3:
        assert board.enterprises == (None if enterprises else 0)
        assert (board.groups, board.rest, board.demands) == ((), None, 0)
        return
    assert board.enterprises == len(enterprises)
    assert board.demands == len(latest)
    place = {"topic": 1, "industry": 4, "region": 5}
    counted = 0
    for group in board.groups:
        members = [
            row for row in latest.values() if all(row[place[name]] == getattr(group, name) for name in by)
        ]
        states = [row[3] for row in members]
        assert group.enterprises == len({row[0] for row in members}) >= 3
        assert (group.covered, group.partial, group.gap) == tuple(
            states.count(state) for state in ("covered", "partial", "gap")
        )
        assert sum(group.target_levels.values()) == sum(row[6] is not None for row in members)
        counted += len(members)
    folded = board.rest and board.rest.gap is not None
    if folded and board.rest:
        counted += (board.rest.gap or 0) + (board.rest.partial or 0) + (board.rest.covered or 0)
    assert counted == board.demands or (board.rest is not None and not folded)
    ranks = [(-group.gap, -group.partial, -group.enterprises) for group in board.groups]
    assert ranks == sorted(ranks)


def test_an_enterprise_that_asks_again_counts_once_as_of_the_latest_month(session: Session) -> None:
    for digest in "abc":
        add_demand(session, digest, state="gap", month="2026-10")
    add_demand(session, "a", state="covered", month="2026-11")
    (group,) = _board(session).groups
    assert (group.enterprises, group.gap, group.covered) == (3, 2, 1)
    (october,) = _board(session, first="2026-10", last="2026-10").groups
    assert (october.gap, october.covered) == (3, 0)
    assert _board(session, first="2026-11", last="2026-11").enterprises is None


def test_small_groups_are_folded_and_smaller_sums_are_kept_quiet(session: Session) -> None:
    for digest in "abc":
        add_demand(session, digest)
    add_demand(session, "a", "S06", "partial")
    quiet = _board(session)
    assert [group.topic for group in quiet.groups] == ["S08"]
    assert quiet.rest is not None
    assert (quiet.rest.groups, quiet.rest.enterprises, quiet.rest.gap) == (1, None, None)
    add_demand(session, "b", "S13", "gap")
    add_demand(session, "c", "S10", "covered")
    rest = _board(session).rest
    assert rest is not None
    assert (rest.groups, rest.enterprises, rest.gap, rest.partial, rest.covered) == (3, 3, 1, 1, 1)


def test_items_are_those_that_declare_the_topic_for_the_industry(session: Session) -> None:
    add_item(session, "一", industries=(MATERIALS,))
    add_item(session, "二", industries=(CHEMICALS,))
    add_item(session, "三")
    add_item(session, "四", topics=("S06",))
    add_item(session, "五", valid_until=date(2026, 1, 1))
    for digest in "abc":
        add_demand(session, digest)
    assert [group.items for group in _board(session).groups] == [3]
    assert [group.items for group in _board(session, "topic", "industry").groups] == [2]
    assert [group.items for group in _board(session, "region").groups] == [None]


def test_two_sentences_say_what_to_ask_for_and_what_to_meet_about(session: Session) -> None:
    add_item(session)
    for digest in "abcd":
        add_demand(session, digest, "S08", "partial", target_level=2)
    for digest in "abc":
        add_demand(session, digest, "S06", "gap", industry=CHEMICALS)
        add_demand(session, digest, "S13", "covered")
    board = _board(session)
    assert board.call == (
        "建议征集：生产管控（3家目录暂无，以基础化学原料制造最多）；"
        "设备管理（4家只有部分合适，多数要达到二级，以新型材料制造最多）。"
    )
    assert board.theme == "建议办一场设备管理专场：设备管理有4家在找、1项可以请到现场。"
    narrowed = _board(session, region="贺兰县", industry=MATERIALS)
    assert narrowed.theme.startswith("建议办一场贺兰县、新型材料制造设备管理专场")
    assert "生产管控" not in narrowed.call


@pytest.mark.parametrize("state", ["covered", "gap"])
def test_nothing_is_suggested_where_nothing_lacks_or_nobody_can_come(session: Session, state: str) -> None:
    for digest in "abc":
        add_demand(session, digest, state=state)
    board = _board(session)
    assert (board.call == "") == (state == "covered")
    assert board.theme == ""
