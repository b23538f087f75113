"""The search page and the page of one item."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from api.dependencies import JournalDep, ReadyRuntimeDep, RuntimeDep, SessionDep
from api.web.journal_pages import note_opening
from api.web.presenters.items import present_item
from api.web.presenters.search import MOST, PAGE, present_search
from api.web.rendering import render
from catalog.queries import count_items
from catalog.search.engine import Request as SearchRequest
from catalog.search.faceted import get_published_item, search_catalog
from catalog.vocabulary import Kind

router = APIRouter(include_in_schema=False)

LONGEST_QUERY = 500


@router.get("/")
def show_search(
    runtime: ReadyRuntimeDep,
    session: SessionDep,
    q: Annotated[str, Query(max_length=LONGEST_QUERY)] = "",
    kind: str = "",
    industry: Annotated[list[str], Query()] = [],  # noqa: B006  # FastAPI copies defaults
    topic: Annotated[list[str], Query()] = [],  # noqa: B006
    n: int = PAGE,
) -> Response:
    """Search or browse. Unknown kinds, industries and topics in the address are passed over, not refused."""
    taxonomy = runtime.taxonomy
    known = {entry.name for entry in taxonomy.industries}
    request = SearchRequest(
        text=q.strip(),
        k=min(max(n, PAGE), MOST),
        kind=Kind(kind) if kind in set(Kind) else None,
        industries=tuple(name for name in dict.fromkeys(industry) if name in known),
        topics=tuple(code for code in dict.fromkeys(topic) if code in taxonomy.topics),
    )
    found = search_catalog(
        runtime.search_engine, session, runtime.index.get(), request, today=runtime.today()
    )
    size = sum(count_items(session).values())
    return render("search.html", {"page": present_search(found, taxonomy, size=size), "nav": "search"})


@router.get("/items/{item_id}")
def show_item(
    request: HttpRequest,
    runtime: RuntimeDep,
    session: SessionDep,
    journal: JournalDep,
    item_id: int,
    token: Annotated[str, Query(alias="from")] = "",
    at: str = "",
) -> Response:
    """One item's full page; `from` and `at` say from which search and which place in its list it was opened."""
    item = get_published_item(session, item_id)
    note_opening(journal, request.headers, item_id, token=token, at=at)
    page = present_item(item, runtime.taxonomy, today=runtime.today())
    return render("item.html", {"page": page, "nav": "search"})
