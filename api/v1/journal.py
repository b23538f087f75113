"""The search report as JSON: how often people searched, what they did not find, what they did not open, what was slow."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.contract.journal import search_report_document
from api.dependencies import RuntimeDep
from api.v1.schemas import ErrorAnswer
from catalog.search.journal import summarise_searches

router = APIRouter(prefix="/api/v1", tags=["检索"])

MONTH_PATTERN = r"^[0-9]{4}-(0[1-9]|1[0-2])$"


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class FiguresAnswer(_Answer):
    """Counts of searches; times in milliseconds, shares 0–1 or null when of nothing."""

    searches: int
    without_result: int
    clickable: int = Field(description="网页上列出了结果的搜索")
    unclicked: int = Field(description="其中一项都没有点开的")
    slow: int
    slowest_ms: int
    share_without_result: float | None
    share_unclicked: float | None
    share_slow: float | None


class MonthAnswer(FiguresAnswer):
    """One calendar month."""

    month: str


class IndustryAnswer(FiguresAnswer):
    """The searches narrowed to an industry; null are those narrowed to none."""

    industry: str | None


class TextAnswer(_Answer):
    """One text as it is kept."""

    text: str
    searches: int
    slowest_ms: int


class TextListAnswer(_Answer):
    """The commonest texts; `unlisted` searches have rarer ones, `forgotten` ones no text any more."""

    rows: list[TextAnswer]
    unlisted: int
    forgotten: int


class TextListsAnswer(_Answer):
    """The texts by how the search went."""

    without_result: TextListAnswer
    unclicked: TextListAnswer
    slow: TextListAnswer


class SearchReportAnswer(_Answer):
    """The report; `months` leave the month open, `industries` the industry."""

    month: str | None
    industry: str | None
    slow_ms: int
    text_days: int = Field(description="搜索的原文保留多少天；0 为从不保存")
    totals: FiguresAnswer
    months: list[MonthAnswer]
    industries: list[IndustryAnswer]
    texts: TextListsAnswer


@router.get(
    "/search-report",
    summary="搜索情况：没有结果的、没人点开的、慢的",
    responses={422: {"model": ErrorAnswer}},
    response_model=SearchReportAnswer,
)
def report_searches(
    runtime: RuntimeDep,
    month: Annotated[
        str | None, Query(pattern=MONTH_PATTERN, description="月份，如 2026-11；不填为全部")
    ] = None,
    industry: Annotated[str | None, Query(description="行业，名称或别名；不填为全部")] = None,
) -> dict[str, Any]:
    """Counted from the log at this moment. Unknown industries are refused."""
    settings = runtime.settings
    name = runtime.taxonomy.get_industry(industry).name if industry is not None else None
    with runtime.reading() as session:
        report = summarise_searches(session, month=month, industry=name, slow_ms=settings.slow_search_ms)
    return search_report_document(report, text_days=settings.search_text_days)
