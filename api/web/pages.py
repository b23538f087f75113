"""The search page and the page of one item."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.dependencies import ReadyRuntimeDep, RuntimeDep, SessionDep
from api.web.address import read_address
from api.web.presenters.items import present_item
from api.web.presenters.search import present_search
from api.web.rendering import render
from catalog.queries import count_items, get_published_item

router = APIRouter(include_in_schema=False)


@router.get("/")
def show_search(request: Request, runtime: ReadyRuntimeDep, session: SessionDep) -> Response:
    """Search or browse. What the address holds beside a search is passed over, not refused."""
    asked = read_address(request.query_params.multi_items(), runtime.taxonomy)
    result = runtime.search(session, asked)
    size = sum(count_items(session).values())
    page = present_search(result, runtime.taxonomy, size=size)
    return render("search.html", {"page": page, "nav": "search"})


@router.get("/items/{item_id}")
def show_item(runtime: RuntimeDep, session: SessionDep, item_id: int) -> Response:
    """One item's full page."""
    page = present_item(get_published_item(session, item_id), runtime.taxonomy, today=runtime.today())
    return render("item.html", {"page": page, "nav": "search"})
