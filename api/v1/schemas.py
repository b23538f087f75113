"""What the JSON interface answers, as models: the stable contract. Money in 万元, levels 0–4, topics as codes."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.v1.financing import FinancingPlanAnswer

KindName = Literal["product", "solution", "finance"]


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Condition(_Answer):
    """A condition that narrows a search; `quote` is the text from which it was read, empty when chosen beside it."""

    field: str
    op: Literal["<=", ">=", "=", "in", "not in"]
    value: Any
    quote: str
    hard: bool


class FacetCount(_Answer):
    """How many items have a value."""

    value: str
    count: int


class FieldHighlight(_Answer):
    """Where a field shows what was asked: character spans [start, end)."""

    field: str
    spans: list[tuple[int, int]]


class Hit(_Answer):
    """A found item; `score` is exactly the sum of `parts`."""

    id: str
    kind: KindName
    name: str
    provider: str
    score: float
    parts: dict[str, float]
    highlights: list[FieldHighlight]
    reasons: list[str]


class RelaxationAnswer(_Answer):
    """Fields to drop and how many items that brings."""

    drop: list[str]
    count: int


class SearchAnswer(_Answer):
    """A search's outcome; total, facets and hits count one candidate set."""

    query: str
    text: str
    conditions: list[Condition]
    total: int
    facets: dict[str, list[FacetCount]]
    hits: list[Hit]
    nothing_fits: bool
    relaxations: list[RelaxationAnswer]


class ChoiceAnswer(_Answer):
    """A choice, how many of the candidates state it, and all answers so far with this one."""

    text: str
    count: int
    answers: str


class QuestionAnswer(_Answer):
    """What to ask next; `understood` retells the answers so far, `unsure` are the answers with 不知道 for this question."""

    question: str | None
    choices: list[ChoiceAnswer]
    unsure: str
    answers: str
    understood: str


class SuggestionAnswer(_Answer):
    """A phrase to search for, and how what was typed leads to it."""

    text: str
    how: Literal["开头相同", "按拼音", "按首字母", "中间包含"]


class SuggestAnswer(_Answer):
    """At most eight suggestions, best first."""

    suggestions: list[SuggestionAnswer]


class ObstacleAnswer(Condition):
    """A hard condition that the item does not meet; `silent` when it says nothing there."""

    silent: bool


class AbsenceAnswer(_Answer):
    """Where a named item stands in a search; `place` in the list, or without its obstacles; scores by part."""

    id: str
    name: str
    verdict: Literal["listed", "withdrawn", "expired", "conditions", "not_about_it"]
    place: int | None
    obstacles: list[ObstacleAnswer]
    parts: dict[str, float]
    last: dict[str, float]
    sentence: str


class PlaceAnswer(_Answer):
    """A place in the file, counted from 1; only the fields that fit its kind are set."""

    kind: Literal["paragraph", "cell", "page", "row"]
    number: int | None = None
    sheet: str | None = None
    row: int | None = None
    column: int | None = None
    page: int | None = None
    part: str | None = None


class LocationAnswer(PlaceAnswer):
    """A place and the characters [start, end) of its text."""

    start: int
    end: int


class EnterpriseAnswer(_Answer):
    """The enterprise's profile; null where the report does not say."""

    name: str | None
    credit_code: str | None
    industry: str | None
    region: str | None
    employees: int | None
    revenue_wan: float | None
    budget_wan: float | None
    digital_level: int | None
    titles: list[str] | None


class NeedAnswer(_Answer):
    """One need with its verbatim sentence."""

    id: str
    topic: str
    statement: str
    quote: str
    location: LocationAnswer
    current_level: int | None
    target_level: int | None
    priority: Literal["high", "normal", "low"]
    confidence: float


class FinancingAnswer(_Answer):
    """The outside money that the enterprise wants."""

    purpose: str | None
    amount_wan: float | None
    term_months: int | None
    quote: str


class WarningAnswer(_Answer):
    """Something that could not be read."""

    code: str
    message: str
    location: PlaceAnswer | None


class NeedsAnswer(_Answer):
    """What a report says."""

    file: str
    sha256: str
    enterprise: EnterpriseAnswer
    needs: list[NeedAnswer]
    financing: FinancingAnswer | None
    warnings: list[WarningAnswer]


class NeedMatchAnswer(_Answer):
    """A need's state and the items for it."""

    need: str
    state: Literal["covered", "partial", "gap"]
    items: list[Hit]


class BundleAnswer(_Answer):
    """A set of items within a budget."""

    items: list[str]
    cost_wan: float
    covered: list[str]
    weight: float
    optimal: bool
    bound: float


class OfferAnswer(Hit):
    """A financing product judged for the enterprise."""

    eligible: bool
    unmet: list[str]
    amount_wan: float | None
    net_cost_wan: float | None


class MatchAnswer(NeedsAnswer):
    """A report read and matched."""

    matches: list[NeedMatchAnswer]
    bundle: BundleAnswer | None
    finance: list[OfferAnswer]
    financing_plan: FinancingPlanAnswer | None


class ItemAnswer(_Answer):
    """One item of the catalogue; `content` holds the provider's statements by field."""

    id: str
    kind: KindName
    name: str
    provider: str
    provider_type: str | None
    provider_region: str | None
    revision: int
    valid_until: date | None
    content: dict[str, Any]


class HealthAnswer(_Answer):
    """Whether the process runs."""

    status: Literal["ok"]


class ReadyAnswer(_Answer):
    """Whether the service can answer, and why not."""

    ready: bool
    reason: str | None = Field(description="没有就绪的原因；就绪时为 null")


class IndexAnswer(_Answer):
    """The index beside the database. `rebuilds` and `failures` count since the server started."""

    generation: str | None
    items: int
    in_step: bool
    missing: int
    stale: int
    surplus: int
    jobs: int
    rebuilds: int
    failures: int
    last_rebuild_seconds: float | None


class ErrorAnswer(_Answer):
    """A refusal; `fields` maps a field to what is wrong with it."""

    code: str
    message: str
    fields: dict[str, str]
    request_id: str
