"""Saving enterprises and projects: known again, brought up to date, refused when they contradict what is known."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError
from sqlmodel import Session, select

from catalog.commands import Outcome, save_item
from catalog.errors import InvalidContent
from catalog.taxonomy import Taxonomy
from matcher.enterprises.commands import record_outcome, save_enterprise
from matcher.errors import OutcomeRefused
from matcher.tables import EnterpriseLevel, EnterpriseRecord, OutcomeRecord
from tests.catalog.contents import CODE_A, CODE_B, NOW, make_product
from tests.factories.enterprises import add_item, make_enterprise, make_outcome


def test_an_enterprise_is_known_again_by_its_code_and_may_change_its_name(session: Session) -> None:
    first = save_enterprise(session, make_enterprise(credit_code=CODE_A, employees=90), now=NOW)
    same = save_enterprise(session, make_enterprise(credit_code=CODE_A, employees=90), now=NOW)
    renamed = save_enterprise(
        session, make_enterprise("塬上精密机械有限公司", credit_code=CODE_A, tier="骨干"), now=NOW
    )
    assert (first.outcome, same.outcome, renamed.outcome) == (
        Outcome.CREATED,
        Outcome.UNCHANGED,
        Outcome.REVISED,
    )
    (row,) = session.exec(select(EnterpriseRecord)).all()
    assert (row.id, row.name, row.credit_code, row.tier) == (first.id, "塬上精密机械有限公司", CODE_A, "骨干")


def test_a_code_that_belongs_to_another_name_is_refused(session: Session) -> None:
    save_enterprise(session, make_enterprise("甲厂", credit_code=CODE_A), now=NOW)
    save_enterprise(session, make_enterprise("乙厂", credit_code=CODE_B), now=NOW)
    with pytest.raises(InvalidContent, match="属于两家不同的企业"):
        save_enterprise(session, make_enterprise("甲厂", credit_code=CODE_B), now=NOW)


def test_levels_of_another_day_are_added_and_of_the_same_day_corrected(session: Session) -> None:
    for day, level in ((date(2026, 3, 1), 0), (date(2026, 9, 1), 2), (date(2026, 9, 1), 1)):
        content = make_enterprise(levels=[{"topic": "S08", "level": level}], measured_on=day)
        save_enterprise(session, content, now=NOW)
    rows = session.exec(select(EnterpriseLevel).order_by("measured_on")).all()
    assert [(row.measured_on, row.level) for row in rows] == [(date(2026, 3, 1), 0), (date(2026, 9, 1), 1)]


def test_levels_need_their_day() -> None:
    with pytest.raises(ValidationError, match="测评日期"):
        make_enterprise(levels=[{"topic": "S08", "level": 1}])


def test_a_project_goes_on_and_points_at_the_item_as_it_was_first_seen(
    session: Session, taxonomy: Taxonomy
) -> None:
    item_id = add_item(session)
    save_enterprise(session, make_enterprise(), now=NOW)
    created = record_outcome(session, make_outcome(stage="签约", month="2026-05"), now=NOW)
    save_item(session, make_product(summary="改版了"), taxonomy, actor="tests", now=NOW)
    revised = record_outcome(session, make_outcome(stage="验收", level_after=2, cost_wan=3.5), now=NOW)
    again = record_outcome(session, make_outcome(stage="验收", level_after=2, cost_wan=3.5), now=NOW)
    assert (created.outcome, revised.outcome, again.outcome) == (
        Outcome.CREATED,
        Outcome.REVISED,
        Outcome.UNCHANGED,
    )
    (row,) = session.exec(select(OutcomeRecord)).all()
    assert (row.item_id, row.stage, row.month, row.level_after, row.cost_wan) == (
        item_id,
        "验收",
        "2026-09",
        2,
        3.5,
    )
    assert row.revision_id == 1


def test_an_older_row_does_not_take_a_project_back(session: Session) -> None:
    add_item(session)
    save_enterprise(session, make_enterprise(), now=NOW)
    record_outcome(session, make_outcome(stage="验收", month="2026-09"), now=NOW)
    with pytest.raises(OutcomeRefused, match="已经记到 2026-09（验收）"):
        record_outcome(session, make_outcome(stage="签约", month="2026-05"), now=NOW)
    record_outcome(
        session, make_outcome(stage="终止", month="2026-09"), now=NOW
    )  # a correction of that month
    assert session.exec(select(OutcomeRecord.stage)).one() == "终止"


def test_unknown_enterprises_and_items_are_refused_by_name(session: Session) -> None:
    with pytest.raises(OutcomeRefused, match="企业名单里没有“塬上机械有限公司”"):
        record_outcome(session, make_outcome(), now=NOW)
    save_enterprise(session, make_enterprise(), now=NOW)
    with pytest.raises(OutcomeRefused, match="目录里没有“巡检助手”"):
        record_outcome(session, make_outcome(), now=NOW)


def test_items_of_one_name_are_told_apart_by_their_provider(session: Session) -> None:
    add_item(session, provider="甲软件有限公司")
    second = add_item(session, provider="乙软件有限公司")
    save_enterprise(session, make_enterprise(), now=NOW)
    with pytest.raises(OutcomeRefused, match="几项“巡检助手”（甲软件有限公司、乙软件有限公司）"):
        record_outcome(session, make_outcome(), now=NOW)
    record_outcome(session, make_outcome(provider="乙软件有限公司"), now=NOW)
    assert session.exec(select(OutcomeRecord.item_id)).one() == second
