"""Who brought a report: a random number in a cookie, without which nobody sees it."""

from __future__ import annotations

from typing import Annotated

from fastapi import Cookie

VISITOR_COOKIE = "duijie_visitor"
VisitorDep = Annotated[str, Cookie(alias=VISITOR_COOKIE)]
