"""What every request passes before the application sees it: host, origin, size; and the headers every answer carries."""

from __future__ import annotations

import ipaddress
import secrets
from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import BodyTooLarge, CrossSiteRequest, Problem, UnknownHost, describe, log_failure, respond

_SAFE_METHODS = {"GET", "HEAD", "OPTIONS", "TRACE"}
# How much of a refused body is still taken in, as multiples of the limit: a browser that is cut off while it sends
# shows a connection error instead of the page that says what was wrong.
_DRAIN = 4

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)

_HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # Not no-referrer: browsers would then send Origin null with our own forms.
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


class Guard:
    """The outermost layer: refuses what must not come in, marks and protects what goes out, and never leaks an error.

    `allowed_hosts` are names beside the loopback ones and plain addresses under which the service may be called.
    """

    def __init__(self, app: ASGIApp, *, max_body_bytes: int, allowed_hosts: Collection[str] = ()) -> None:
        self._app = app
        self._max_body_bytes = max_body_bytes
        self._allowed_hosts = frozenset(host.lower() for host in allowed_hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = secrets.token_hex(8)
        scope.setdefault("state", {})["request_id"] = request_id
        answer = _MarkedSend(send, scope, request_id)
        problem = self._find_refusal(scope)
        if problem is not None:
            if problem.status == 413:
                await self._drain(receive)
            await respond(scope, problem)(scope, receive, answer)
            return
        try:
            # Every page that can be read can be asked for without its body.
            await self._app({**scope, "method": "GET"} if answer.headless else scope, receive, answer)
        except ClientDisconnect:
            return
        except Exception as error:  # noqa: BLE001  # the last net: nothing may leak
            log_failure(error, request_id, scope["path"])
            if not answer.started:
                await respond(scope, describe(error))(scope, receive, answer)

    def _find_refusal(self, scope: Scope) -> Problem | None:
        headers = Headers(scope=scope)
        if not self._is_our_host(headers.get("host", "")):
            return describe(
                UnknownHost("请用本机地址（如 http://127.0.0.1:8000）或部署时登记的域名访问本服务。")
            )
        if scope["method"] not in _SAFE_METHODS and not is_same_origin(headers):
            return describe(CrossSiteRequest("这个请求来自别的网站，没有执行。请在本服务的页面上操作。"))
        if _declared_size(headers) > self._max_body_bytes:
            limit = self._max_body_bytes // 1024 // 1024
            return describe(BodyTooLarge(f"提交的内容超过 {limit} MB 的上限，请压缩图片或去掉附件后再上传。"))
        return None

    def _is_our_host(self, host: str) -> bool:
        """Loopback names, plain addresses and configured names: a rebound foreign name is none of them."""
        name = urlsplit(f"//{host}").hostname or ""
        if name == "localhost" or name.endswith(".localhost") or name in self._allowed_hosts:
            return True
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True

    async def _drain(self, receive: Receive) -> None:
        taken = 0
        while taken <= _DRAIN * self._max_body_bytes:
            message = await receive()
            if message["type"] != "http.request" or not message.get("more_body"):
                return
            taken += len(message.get("body", b""))


class _MarkedSend:
    """Sends an answer with the protecting headers and the request's id; to HEAD without its body."""

    def __init__(self, send: Send, scope: Scope, request_id: str) -> None:
        self._send = send
        self._request_id = request_id
        self._is_asset = scope["path"].startswith("/static/")
        self.headless = scope["method"] == "HEAD"
        self.started = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            self._mark(MutableHeaders(scope=message))
        elif self.headless and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await self._send(message)

    def _mark(self, headers: MutableHeaders) -> None:
        for name, value in _HEADERS.items():
            headers[name] = value
        headers["x-request-id"] = self._request_id
        if not self._is_asset:
            headers.setdefault("cache-control", "no-store")


def is_same_origin(headers: Headers) -> bool:
    """Whether a changing request comes from our own page, or from no browser at all.

    Browsers state it themselves in Sec-Fetch-Site; older ones, and any over plain HTTP, send Origin. A client that
    sends neither is a program, which carries no cookies of a person.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = headers.get("origin")
    if origin is None:
        return True
    return urlsplit(origin).netloc.lower() == headers.get("host", "").lower()


def _declared_size(headers: Headers) -> int:
    declared = headers.get("content-length", "0")
    return int(declared) if declared.isdecimal() else 0
