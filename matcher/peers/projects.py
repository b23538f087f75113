"""Reading enterprises with their projects for comparison."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from catalog.tables import Provider, SupplyItem
from matcher.enterprises.schemas import EnterpriseContent, Stage
from matcher.financing.eligibility import size_of
from matcher.needs.model import Enterprise
from matcher.peers.model import Profile
from matcher.tables import EnterpriseLevel, EnterpriseRecord, OutcomeRecord


@dataclass(frozen=True, slots=True)
class Project:
    """One recorded project; `open` says that enterprise and project may be named."""

    enterprise_id: int
    item_id: int
    item: str
    provider: str
    topic: str
    stage: Stage
    month: str
    level_before: int | None
    level_after: int | None
    cost_wan: float | None
    effect: str
    open: bool


@dataclass(frozen=True, slots=True)
class Company:
    """A listed enterprise with its projects and its profile before them."""

    id: int
    content: EnterpriseContent
    profile: Profile
    projects: tuple[Project, ...]


def load_companies(session: Session, *, today: date) -> list[Company]:
    """Every listed enterprise with its projects up to this month, in the order of the list."""
    projects: dict[int, list[Project]] = defaultdict(list)
    for project in _load_projects(session, f"{today:%Y-%m}"):
        projects[project.enterprise_id].append(project)
    levels: dict[int, dict[str, int]] = defaultdict(dict)
    measured = select(EnterpriseLevel).order_by(col(EnterpriseLevel.measured_on))
    for row in session.exec(measured):
        levels[row.enterprise_id].setdefault(row.topic, row.level)
    records = session.exec(select(EnterpriseRecord).order_by(col(EnterpriseRecord.id))).all()
    return [_company(record, projects[record.id or 0], levels[record.id or 0]) for record in records]


def _company(record: EnterpriseRecord, projects: Sequence[Project], levels: dict[str, int]) -> Company:
    content = EnterpriseContent.model_validate(record.content)
    # What can be copied is the way from where it stood: levels before a project say more than those measured later.
    before = {project.topic: project.level_before for project in projects if project.level_before is not None}
    profile = Profile(
        industry=content.industry,
        industry_code=content.industry_code,
        size=size_of(Enterprise(employees=content.employees, revenue_wan=content.revenue_wan)),
        levels={**levels, **before},
        topics=solved_topics(projects),
    )
    return Company(record.id or 0, content, profile, tuple(projects))


def solved_topics(projects: Iterable[Project]) -> frozenset[str]:
    """Topics with a project that succeeded."""
    return frozenset(project.topic for project in projects if project.stage.succeeded)


def _load_projects(session: Session, month: str) -> list[Project]:
    rows = session.exec(
        select(OutcomeRecord, EnterpriseRecord.shown, SupplyItem.name, Provider.name)
        .join(EnterpriseRecord, col(EnterpriseRecord.id) == col(OutcomeRecord.enterprise_id))
        .join(SupplyItem, col(SupplyItem.id) == col(OutcomeRecord.item_id))
        .join(Provider, col(Provider.id) == col(SupplyItem.provider_id))
        .where(col(OutcomeRecord.month) <= month)
        .order_by(col(OutcomeRecord.id))
    ).all()
    return [
        Project(
            enterprise_id=outcome.enterprise_id,
            item_id=outcome.item_id,
            item=item,
            provider=provider,
            topic=outcome.topic,
            stage=Stage(outcome.stage),
            month=outcome.month,
            level_before=outcome.level_before,
            level_after=outcome.level_after,
            cost_wan=outcome.cost_wan,
            effect=outcome.effect,
            open=shown and outcome.published,
        )
        for outcome, shown, item, provider in rows
    ]
