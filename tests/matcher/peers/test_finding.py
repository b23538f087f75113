"""Finding similar companies: who may be named, what is told of the others, what most bought."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import Session

from catalog.commands import withdraw_item
from matcher.needs.model import Enterprise
from matcher.peers.finding import find_peers
from matcher.peers.model import PeerReport
from tests.catalog.contents import NOW
from tests.factories.enterprises import CHEMICALS, MATERIALS, add_company, add_item

TODAY = date(2026, 11, 26)
ME = Enterprise(name="本厂有限公司", industry=MATERIALS, employees=350, revenue_wan=8_000)


def _find(session: Session, *topics: str, k: int = 3, enterprise: Enterprise = ME) -> PeerReport:
    return find_peers(session, enterprise, topics or ("S08",), {"S08": 1}, today=TODAY, k=k)


def _names(report: PeerReport) -> list[str]:
    return [peer.enterprise for peer in report.peers]


def test_without_a_list_the_report_says_so(session: Session) -> None:
    report = _find(session)
    assert (report.peers, report.unnamed) == ((), None)
    assert report.sentence.startswith("还没有企业名单和改造成效")


def test_a_peer_shows_what_it_bought_and_why_it_is_alike(session: Session) -> None:
    item_id = add_item(session)
    add_company(
        session,
        "甲厂",
        {"level_before": 1, "level_after": 2, "cost_wan": 3.5, "effect": "少停机", "month": "2026-10"},
    )
    (peer,) = _find(session).peers
    assert peer.score == sum(part.points for part in peer.parts)
    assert peer.reasons == (
        "同属新型材料制造",
        "改造前1个场景的等级与您相同",
        "您要的1项里，它做成了1项：设备管理",
        "同为中型企业",
    )
    (bought,) = peer.purchases
    assert (bought.item_id, bought.item, bought.topic) == (item_id, "巡检助手", "S08")
    assert (bought.level_before, bought.level_after, bought.cost_wan) == (1, 2, 3.5)
    assert (bought.effect, bought.month, bought.asked, bought.available) == ("少停机", "2026-10", True, True)
    assert bought.record is not None
    assert bought.record.words == "1家验收/1家签约"


@pytest.mark.parametrize(
    ("outcome", "fields"),
    [
        ({"stage": "签约"}, {}),
        ({"stage": "终止"}, {}),
        ({"published": False}, {}),
        ({}, {"shown": False}),
        ({"month": "2026-12"}, {}),
    ],
)
def test_unfinished_stopped_secret_and_future_projects_are_not_shown(
    session: Session, outcome: dict[str, object], fields: dict[str, object]
) -> None:
    add_item(session)
    add_company(session, "甲厂", outcome, **fields)
    report = _find(session)
    assert report.peers == ()
    assert "还没有做成了、又同意公开的" in report.sentence
    assert "甲厂" not in str(report)


@pytest.mark.parametrize(("secret", "told"), [(2, None), (3, 3)])
def test_the_others_count_only_in_sums_of_three_or_more(
    session: Session, secret: int, told: int | None
) -> None:
    add_item(session)
    add_company(session, "甲厂", {})
    for number in range(secret):
        add_company(session, f"密厂{number}", {"published": False}, shown=False)
    report = _find(session)
    assert (_names(report), report.unnamed) == (["甲厂"], told)
    assert ("没有同意公开" in report.sentence) == (told is not None)
    assert "密厂" not in str(report)


def test_the_most_alike_come_first_and_one_self_is_left_out(session: Session) -> None:
    add_item(session)
    add_company(session, "小厂", {}, employees=30, revenue_wan=400)
    add_company(session, "像的厂", {"level_before": 1})
    add_company(session, "化工厂", {}, industry=CHEMICALS)
    add_company(session, " 本厂 有限公司", {})
    assert _names(_find(session)) == ["像的厂", "小厂"]
    assert _names(_find(session, k=1)) == ["像的厂"]


def test_another_industry_helps_only_where_the_own_has_nobody(session: Session) -> None:
    add_item(session)
    add_company(session, "化工厂", {}, industry=CHEMICALS)
    (peer,) = _find(session).peers
    assert peer.reasons[0] == "行业不同：它属基础化学原料制造"
    assert _find(session, "S13").peers == ()


def test_what_most_bought_is_said_by_scene(session: Session) -> None:
    add_item(session)
    add_item(session, "振动监测")
    for number in range(3):
        add_company(session, f"厂{number}", {"stage": "验收" if number else "上线"})
    add_company(session, "厂九", {"item": "振动监测"})
    choices, none = _find(session, "S08", "S13").topics
    assert choices.sentence == "设备管理：同行业4家做过，多数（3家）选了“巡检助手”，其中2家已验收。"
    assert [(choice.item, choice.bought, choice.accepted) for choice in choices.choices] == [
        ("巡检助手", 3, 2),
        ("振动监测", 1, 1),
    ]
    assert none.sentence == "财务管理：同行业还没有企业留下记录。"


def test_a_scene_of_one_or_two_secret_enterprises_tells_nothing(session: Session) -> None:
    add_item(session)
    add_company(session, "甲厂", {})
    add_company(session, "乙厂", {"published": False})
    (choices,) = _find(session).topics
    assert (choices.enterprises, choices.choices) == (None, ())
    assert "不足3家" in choices.sentence
    (peer,) = _find(session).peers
    assert peer.purchases[0].record is None, "two enterprises stand behind it, one of them secret"


def test_an_item_that_was_withdrawn_is_said_to_be_gone(session: Session) -> None:
    withdraw_item(session, add_item(session), now=NOW)
    # The catalogue knows it still: the project points at what was bought then.
    add_company(session, "甲厂", {})
    (peer,) = _find(session).peers
    assert not peer.purchases[0].available
