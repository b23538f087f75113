"""What lists state about enterprises and their projects, validated."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from catalog.schemas import CreditCode, Level, Line, Paragraph, Wan


class Tier(StrEnum):
    """The plan's three tiers (item 6): system integration, key scenes, 上云用数赋智."""

    LEADING = "龙头"
    BACKBONE = "骨干"
    SMALL = "小微"


class Stage(StrEnum):
    """How far a project has come. A stopped one has failed, whatever it had reached."""

    SIGNED = "签约"
    LIVE = "上线"
    ACCEPTED = "验收"
    STOPPED = "终止"

    @property
    def succeeded(self) -> bool:
        """Whether others may learn from it: it runs, or was accepted."""
        return self in {Stage.LIVE, Stage.ACCEPTED}


Month = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]
"""A calendar month such as 2026-11."""


class _Content(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class SceneGrade(_Content):
    """The level 0–4 of one scene."""

    topic: Line
    level: Level


class EnterpriseContent(_Content):
    """An enterprise as a list states it; None and empty mean not stated. Contact persons have no field here.

    Revenue in 万元 a year; `industry_code` of GB/T 4754; `region` an area of annex 2, or the place as written;
    `measured_on` is the day of the levels; `shown` is the consent to be named as a model.
    """

    name: Line
    credit_code: CreditCode | None = None
    industry: Line | None = None
    industry_code: Line | None = None
    region: Line | None = None
    employees: Annotated[int, Field(ge=0, le=10_000_000)] | None = None
    revenue_wan: Wan | None = None
    tier: Tier | None = None
    batch: Annotated[int, Field(ge=1, le=3)] | None = None
    titles: tuple[Line, ...] = ()
    digital_level: Level | None = None
    levels: tuple[SceneGrade, ...] = ()
    measured_on: date | None = None
    shown: bool = False
    sample: bool = False

    @model_validator(mode="after")
    def _dated(self) -> EnterpriseContent:
        if self.levels and self.measured_on is None:
            raise ValueError("写了各场景的等级，也请写测评日期")
        return self


class OutcomeContent(_Content):
    """One project as a list states it: who bought what for which topic, and how far it has come by `month`.

    Cost in 万元; levels 0–4 of the topic before and after; `published` is the consent to show the project by name.
    """

    enterprise: Line
    credit_code: CreditCode | None = None
    item: Line
    provider: Line | None = None
    topic: Line
    stage: Stage
    month: Month
    level_before: Level | None = None
    level_after: Level | None = None
    cost_wan: Wan | None = None
    effect: Paragraph = ""
    published: bool = False
    sample: bool = False
