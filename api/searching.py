"""A search as a person or program asks it: carried out, timed, and noted for the search report."""

from __future__ import annotations

import time

from sqlmodel import Session

from api.journal import SearchJournal
from api.runtime import Runtime
from catalog.search.conditions.model import Field
from catalog.search.engine import Request, SearchResult
from catalog.search.facts import wanted_names
from catalog.search.journal import Channel


def search_and_note(
    runtime: Runtime, session: Session, journal: SearchJournal, request: Request, *, channel: Channel
) -> tuple[SearchResult, str]:
    """The result, and the token of its note, empty for browsing. Raises IndexUnavailable before the first build."""
    started = time.perf_counter()
    result = runtime.search(session, request)
    milliseconds = 1000 * (time.perf_counter() - started)
    kinds = _names(result, Field.KIND)
    token = journal.note_search(
        channel=channel,
        text=request.text,
        industries=_names(result, Field.INDUSTRY),
        kind=kinds[0] if len(kinds) == 1 else None,
        total=result.total,
        nothing_fits=result.nothing_fits,
        milliseconds=milliseconds,
    )
    return result, token


def _names(result: SearchResult, field: Field) -> tuple[str, ...]:
    """What was asked for in a field, whether chosen or written, hard or soft."""
    wanted = [
        name
        for condition in result.understood.conditions
        if condition.field is field and condition.op != "not in"
        for name in wanted_names(condition)
    ]
    return tuple(dict.fromkeys(wanted))
