"""The page of the search report, and counting what people open from a list."""

from __future__ import annotations

import re
from collections.abc import Mapping

from fastapi import APIRouter
from starlette.responses import Response

from api.dependencies import RuntimeDep
from api.journal import SearchJournal
from api.presenters.journal import present_search_report
from api.v1.journal import MONTH_PATTERN
from api.web.rendering import render
from catalog.search.journal import summarise_searches

router = APIRouter(include_in_schema=False)

_LAST_POSITION = 1_000


@router.get("/search-report")
def show_search_report(runtime: RuntimeDep, month: str = "", industry: str = "") -> Response:
    """How searches went. Unknown months and industries in the address are passed over, not refused."""
    settings = runtime.settings
    known = {entry.name for entry in runtime.taxonomy.industries}
    with runtime.reading() as session:
        report = summarise_searches(
            session,
            month=month if re.fullmatch(MONTH_PATTERN, month) else None,
            industry=industry if industry in known else None,
            slow_ms=settings.slow_search_ms,
        )
    page = present_search_report(report, runtime.taxonomy, text_days=settings.search_text_days)
    return render("search_report.html", {"page": page, "nav": "search-report"})


def read_token(written: str) -> str:
    """The token of a search as an address has it; empty for what cannot be one."""
    return written if re.fullmatch(r"[A-Za-z0-9_-]{1,32}", written) else ""


def note_opening(
    journal: SearchJournal, headers: Mapping[str, str], item_id: int, *, token: str, at: str
) -> None:
    """Note that a person opened an item from a search's list; `at` is its position as the address has it.

    A browser that fetches pages before anybody asks for them says so, and does not count.
    """
    ahead = any("prefetch" in headers.get(name, "").lower() for name in ("sec-purpose", "purpose", "x-moz"))
    if ahead or not read_token(token):
        return
    position = int(at) if re.fullmatch(r"[0-9]{1,4}", at) else 0
    journal.note_click(token, item_id, min(position, _LAST_POSITION))
