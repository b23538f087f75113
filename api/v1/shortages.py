"""The shortage board as JSON: what enterprises ask for and how far the catalogue goes."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.contract.shortages import shortages_document
from api.dependencies import RuntimeDep
from api.v1.journal import MONTH_PATTERN
from api.v1.schemas import ErrorAnswer
from matcher.shortages.board import list_shortages
from matcher.shortages.model import Dimension

router = APIRouter(prefix="/api/v1", tags=["供给缺口"])


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ShortageAnswer(_Answer):
    """A group of at least three enterprises; dimensions that were not asked for are null."""

    topic: str | None
    industry: str | None
    region: str | None
    enterprises: int
    covered: int
    partial: int
    gap: int
    target_levels: dict[str, int] = Field(description="目标等级 0–4 → 家数；没写目标的不计")
    items: int | None = Field(description="目录里声明这个场景、适用这个行业的项数；不按场景分组时为 null")


class RestAnswer(_Answer):
    """Groups of one or two enterprises, folded; counts are null where fewer than three enterprises remain."""

    groups: int
    enterprises: int | None
    covered: int | None
    partial: int | None
    gap: int | None


class ShortagesAnswer(_Answer):
    """The board; `enterprises` is null, and nothing else told, where one or two ask."""

    month: str | None
    until: str | None
    industry: str | None
    region: str | None
    by: list[Dimension]
    months: list[str]
    enterprises: int | None
    covered: int
    partial: int
    gap: int
    groups: list[ShortageAnswer]
    rest: RestAnswer | None
    call: str = Field(description="征集方向，一句话；无从说起时为空")
    theme: str = Field(description="下一场对接会主题建议，一句话；无从说起时为空")


@router.get(
    "/shortages",
    summary="供给缺口榜：企业缺什么，目录里有没有",
    responses={422: {"model": ErrorAnswer}},
    response_model=ShortagesAnswer,
)
def report_shortages(
    runtime: RuntimeDep,
    month: Annotated[
        str | None, Query(pattern=MONTH_PATTERN, description="从哪个月起，如 2026-11；不填为全部")
    ] = None,
    until: Annotated[
        str | None, Query(pattern=MONTH_PATTERN, description="到哪个月为止；不填则只看 month 那一个月")
    ] = None,
    by: Annotated[list[Dimension] | None, Query(description="怎样分组，可重复；默认按场景")] = None,
    industry: Annotated[str | None, Query(description="行业，名称或别名")] = None,
    region: Annotated[str | None, Query(description="附件2的区域，名称或别名")] = None,
) -> dict[str, Any]:
    """Counted from the pool at this moment. Unknown industries and areas are refused."""
    taxonomy = runtime.taxonomy
    with runtime.reading() as session:
        board = list_shortages(
            session,
            first=month,
            last=until or month,
            industry=taxonomy.get_industry(industry).name if industry is not None else None,
            region=taxonomy.get_region(region).name if region is not None else None,
            by=tuple(dict.fromkeys(by or ("topic",))),
            today=runtime.today(),
        )
    return shortages_document(board)
