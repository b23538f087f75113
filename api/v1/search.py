"""Search as JSON."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.contract import absence_document, search_document
from api.dependencies import ReadyRuntimeDep, SessionDep
from api.runtime import Runtime
from api.v1.schemas import AbsenceAnswer, ErrorAnswer, SearchAnswer
from catalog.search.conditions.model import Field, choose
from catalog.search.engine import Request as SearchRequest
from catalog.vocabulary import Kind

router = APIRouter(prefix="/api/v1", tags=["检索"])


Text = Annotated[str, Query(max_length=500, description="要解决的问题，可以写上条件；留空则列出全部")]
KindChoice = Annotated[Kind | None, Query(description="种类")]
Industries = Annotated[list[str], Query(description="行业，可多选，名称或别名")]
Scenes = Annotated[list[str], Query(description="场景，可多选，代码、名称或别名")]


@router.get(
    "/search",
    summary="用大白话找产品、方案和金融产品",
    responses={422: {"model": ErrorAnswer}, 503: {"model": ErrorAnswer}},
    response_model=SearchAnswer,
)
def search(
    runtime: ReadyRuntimeDep,
    session: SessionDep,
    q: Text = "",
    k: Annotated[int, Query(ge=1, le=200, description="最多返回多少项")] = 10,
    kind: KindChoice = None,
    industry: Industries = [],  # noqa: B006  # FastAPI copies
    scene: Scenes = [],  # noqa: B006
) -> dict[str, Any]:
    """Conditions are read from the text; those of the parameters are hard and take their place in the same field.

    Values of one field are alternatives, fields must all hold. Unknown industries and scenes are refused.
    """
    return search_document(runtime.search(session, _request(runtime, q, k, kind, industry, scene)))


@router.get(
    "/search/absence",
    summary="为什么没有它：一项产品为什么不在检索结果里",
    responses={404: {"model": ErrorAnswer}, 422: {"model": ErrorAnswer}, 503: {"model": ErrorAnswer}},
)
def explain(
    runtime: ReadyRuntimeDep,
    session: SessionDep,
    item: Annotated[str, Query(min_length=1, max_length=200, description="产品的编号或名称")],
    q: Text = "",
    kind: KindChoice = None,
    industry: Industries = [],  # noqa: B006
    scene: Scenes = [],  # noqa: B006
) -> AbsenceAnswer:
    """The condition or the part of the score that keeps the item out, or its place when it is listed."""
    request = _request(runtime, q, 1, kind, industry, scene)
    return AbsenceAnswer.model_validate(absence_document(runtime.explain_absence(session, request, item)))


def _request(
    runtime: Runtime, q: str, k: int, kind: Kind | None, industries: list[str], scenes: list[str]
) -> SearchRequest:
    taxonomy = runtime.taxonomy
    chosen = (
        *choose(Field.KIND, [kind] if kind else []),
        *choose(Field.INDUSTRY, [taxonomy.get_industry(name).name for name in industries]),
        *choose(Field.TOPIC, [taxonomy.get_topic(name).code for name in scenes]),
    )
    return SearchRequest(q.strip(), k, chosen)
