"""Files that pages load, all from this host: our stylesheet, script and pictures, and htmx from its installed package."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

router = APIRouter(include_in_schema=False)

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_VENDORED = {"vendor/htmx.min.js": ("js_lib_htmx", "static/htmx/htmx.min.js")}
_FOREVER = "public, max-age=31536000, immutable"


def _find_file(name: str) -> Traversable | None:
    if name in _VENDORED:
        package, path = _VENDORED[name]
        return resources.files(package).joinpath(path)
    listed = {entry.name: entry for entry in resources.files("api.web").joinpath("static").iterdir()}
    return listed.get(name)


@cache
def _read(name: str) -> tuple[bytes, str] | None:
    file = _find_file(name)
    suffix = name[name.rfind(".") :] if "." in name else ""
    if file is None or suffix not in _TYPES or not file.is_file():
        return None
    data = file.read_bytes()
    return data, hashlib.sha256(data).hexdigest()[:12]


def asset_url(name: str) -> str:
    """The address of a file, which changes with its content. Raises KeyError for an unknown one."""
    found = _read(name)
    if found is None:
        raise KeyError(name)
    return f"/static/{name}?v={found[1]}"


@router.get("/static/{name:path}")
def serve_asset(request: Request, name: str) -> Response:
    """One file; cached for ever, for its address changes with its content."""
    found = _read(name)
    if found is None:
        raise HTTPException(404)
    data, digest = found
    headers = {"cache-control": _FOREVER, "etag": f'"{digest}"'}
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(status_code=304, headers=headers)
    return Response(data, media_type=_TYPES[name[name.rfind(".") :]], headers=headers)
