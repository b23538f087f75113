"""The interface's description as a page of our own: the framework's loads its scripts from a foreign host."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.presenters.openapi import present_openapi
from api.web.rendering import render

router = APIRouter(include_in_schema=False)


@router.get("/docs")
def show_docs(request: Request) -> Response:
    """What /openapi.json says, to read."""
    address = str(request.base_url).rstrip("/")
    return render("docs.html", {"page": present_openapi(request.app.openapi(), address), "nav": "docs"})
