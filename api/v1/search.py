"""Search as JSON."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.contract import search_document
from api.dependencies import ReadyRuntimeDep, SessionDep
from api.v1.schemas import ErrorAnswer, SearchAnswer
from catalog.search.conditions.model import Condition, Field, choose
from catalog.search.engine import Request as SearchRequest
from catalog.vocabulary import Kind

router = APIRouter(prefix="/api/v1", tags=["检索"])


@router.get(
    "/search",
    summary="用大白话找产品、方案和金融产品",
    responses={422: {"model": ErrorAnswer}, 503: {"model": ErrorAnswer}},
    response_model=SearchAnswer,
)
def search(
    runtime: ReadyRuntimeDep,
    session: SessionDep,
    q: Annotated[str, Query(max_length=500, description="要解决的问题；留空则列出全部")] = "",
    k: Annotated[int, Query(ge=1, le=200, description="最多返回多少项")] = 10,
    kind: Annotated[Kind | None, Query(description="种类")] = None,
    industry: Annotated[list[str], Query(description="行业，可多选，名称或别名")] = [],  # noqa: B006  # FastAPI copies
    scene: Annotated[list[str], Query(description="场景，可多选，代码、名称或别名")] = [],  # noqa: B006
) -> dict[str, Any]:
    """Conditions are read from the text; those of the parameters are hard and take their place in the same field.

    Values of one field are alternatives, fields must all hold. Unknown industries and scenes are refused.
    """
    taxonomy = runtime.taxonomy
    chosen: list[Condition] = [
        *choose(Field.KIND, [kind.value] if kind else []),
        *choose(Field.INDUSTRY, [taxonomy.get_industry(name).name for name in industry]),
        *choose(Field.TOPIC, [taxonomy.get_topic(name).code for name in scene]),
    ]
    result = runtime.search(session, SearchRequest(q.strip(), k, tuple(chosen)))
    return search_document(result)
