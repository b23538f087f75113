"""What a report says about its enterprise, as values: profile, needs with evidence, financing wish."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from matcher.assessment.model import Assessment
from matcher.documents.model import Location, Warning

Priority = Literal["high", "normal", "low"]

Origin = Literal["read", "confirmed", "corrected", "added"]
"""How a need came about: read by the program, or then confirmed, corrected or added by a person."""


@dataclass(frozen=True, slots=True)
class Enterprise:
    """The enterprise's profile; None where the report does not say.

    Money in 万元; `digital_level` 0–4 is the level of the whole enterprise; `industry` one of the plan's four;
    `region` an area of annex 2, or the place as written; `titles` such as 专精特新.
    `budget_wan` is what the project may cost; `own_wan` the part of it that the enterprise pays itself, `investment_wan` the
    stated total investment. `founded` is a year; `target_level` 0–4 is what the whole enterprise plans to reach.
    `public_cloud` is False when the report forbids public cloud or outside networks.
    """

    name: str | None = None
    credit_code: str | None = None
    industry: str | None = None
    region: str | None = None
    employees: int | None = None
    revenue_wan: float | None = None
    budget_wan: float | None = None
    digital_level: int | None = None
    titles: tuple[str, ...] | None = None
    public_cloud: bool | None = None
    own_wan: float | None = None
    investment_wan: float | None = None
    founded: int | None = None
    target_level: int | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A verbatim sentence of the report that speaks for a need, where it stands, and how strongly (0–1)."""

    quote: str
    location: Location
    strength: float


@dataclass(frozen=True, slots=True)
class Need:
    """One topic that the enterprise asks for. `evidence[0]` is the sentence that says it best.

    `confidence` is how likely the enterprise asks for it (0–1); 1 once a person has judged the need.
    """

    id: str
    topic: str
    statement: str
    evidence: tuple[Evidence, ...]
    current_level: int | None = None
    target_level: int | None = None
    priority: Priority = "normal"
    confidence: float = 0.0
    origin: Origin = "read"

    @property
    def quote(self) -> str:
        """The sentence that says it best, character for character."""
        return self.evidence[0].quote

    @property
    def location(self) -> Location:
        """Where `quote` stands."""
        return self.evidence[0].location


@dataclass(frozen=True, slots=True)
class FinancingWish:
    """Outside money that the enterprise wants; amount in 万元, term in months, None where not stated.

    `form` is 贷款, 融资租赁 or 担保 where the quote names one and only one of them.
    """

    purpose: str | None
    amount_wan: float | None
    term_months: int | None
    quote: str
    location: Location
    form: str | None = None


@dataclass(frozen=True, slots=True)
class SceneLevel:
    """A graded scene, needed or not: for the picture of levels.

    `of_need`: the report does not grade the scene by its name; the level is of the need that says so and goes with it.
    """

    topic: str
    current: int | None
    target: int | None
    of_need: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything read from one report; `assessment` only of a self-assessment by the 2024 indicator set."""

    file: str
    sha256: str
    enterprise: Enterprise
    needs: tuple[Need, ...]
    financing: FinancingWish | None
    levels: tuple[SceneLevel, ...]
    warnings: tuple[Warning, ...]
    assessment: Assessment | None = None
