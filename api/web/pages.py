"""The search page and the page of one item."""

from __future__ import annotations

from fastapi import APIRouter
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from api.dependencies import ReadyRuntimeDep, RuntimeDep, SessionDep
from api.runtime import Runtime
from api.web.address import read_address
from api.web.presenters.absence import AbsenceView, present_absence
from api.web.presenters.items import present_item
from api.web.presenters.search import present_search
from api.web.rendering import render
from catalog.errors import ItemNotFound
from catalog.queries import count_items, get_published_item
from catalog.search.engine import SearchResult, take_out

router = APIRouter(include_in_schema=False)

LONGEST_NAME = 200


@router.get("/")
def show_search(request: Request, runtime: ReadyRuntimeDep, session: SessionDep) -> Response:
    """Search or browse. What the address holds beside a search is passed over, not refused."""
    asked = read_address(request.query_params.multi_items(), runtime.taxonomy)
    result = runtime.search(session, asked)
    size = sum(count_items(session).values())
    page = present_search(result, runtime.taxonomy, size=size)
    named = request.query_params.get("why", "").strip()[:LONGEST_NAME]
    why = _explain(runtime, session, result, named) if named else None
    return render("search.html", {"page": page, "nav": "search", "why": why, "named": named})


def _explain(runtime: Runtime, session: Session, result: SearchResult, named: str) -> AbsenceView | str:
    """Why a named item is not in the list, or that there is no such item."""
    try:
        absence = runtime.explain_absence(session, result.request, named)
    except ItemNotFound as error:
        return error.message
    return present_absence(absence, take_out(result), runtime.taxonomy)


@router.get("/items/{item_id}")
def show_item(runtime: RuntimeDep, session: SessionDep, item_id: int) -> Response:
    """One item's full page."""
    page = present_item(get_published_item(session, item_id), runtime.taxonomy, today=runtime.today())
    return render("item.html", {"page": page, "nav": "search"})
