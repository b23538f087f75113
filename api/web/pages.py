"""The search page and the page of one item."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from api.dependencies import JournalDep, ReadyRuntimeDep, RuntimeDep
from api.forms.address import PAGE, read_address
from api.presenters.absence import AbsenceView, present_absence
from api.presenters.items import present_item
from api.presenters.search import present_search
from api.runtime import Runtime
from api.searching import search_and_note
from api.web.journal_pages import note_opening, read_token
from api.web.rendering import render
from catalog.errors import ItemNotFound
from catalog.queries import get_provider, get_published_item
from catalog.search.engine import SearchResult, take_out

router = APIRouter(include_in_schema=False)

LONGEST_NAME = 200


@router.get("/")
def show_search(request: Request, runtime: ReadyRuntimeDep, journal: JournalDep) -> Response:
    """Search or browse. What the address holds beside a search is passed over, not refused."""
    asked = read_address(request.query_params.multi_items(), runtime.taxonomy)
    named = request.query_params.get("why", "").strip()[:LONGEST_NAME]
    asks = bool(asked.text or asked.conditions or asked.dialogue.answers) or "guide" in request.query_params
    with runtime.reading() as session:
        if asked.k == PAGE and not named:
            result, token = search_and_note(runtime, session, journal, asked, channel="page")
        else:  # more of a list, or a question about it, is no new search: what is opened there came of the first
            result, token = runtime.search(session, asked), read_token(request.query_params.get("from", ""))
        question = runtime.ask(session, asked) if asks else None
        why = _explain(runtime, session, result, named) if named else None
    page = present_search(result, runtime.taxonomy, question=question, token=token)
    return render("search.html", {"page": page, "nav": "search", "why": why, "named": named})


def _explain(runtime: Runtime, session: Session, result: SearchResult, named: str) -> AbsenceView | str:
    """Why a named item is not in the list, or that there is no such item."""
    try:
        absence = runtime.explain_absence(session, result.request, named)
    except ItemNotFound as error:
        return error.message
    return present_absence(absence, take_out(result), runtime.taxonomy)


@router.get("/items/{item_id}")
def show_item(
    request: Request,
    runtime: RuntimeDep,
    journal: JournalDep,
    item_id: int,
    token: Annotated[str, Query(alias="from")] = "",
    at: str = "",
) -> Response:
    """One item's full page; `from` and `at` say from which search and which place in its list it was opened."""
    with runtime.reading() as session:
        item = get_published_item(session, item_id)
        provider = get_provider(session, item_id)
    note_opening(journal, request.headers, item_id, token=token, at=at)
    page = present_item(item, provider, runtime.taxonomy, today=runtime.today())
    return render("item.html", {"page": page, "nav": "search"})
