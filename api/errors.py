"""What each refusal answers over HTTP: one table from error class to status, and one shape for JSON and pages."""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import Scope

from api.web.rendering import render
from catalog import errors as catalog_errors
from catalog.errors import CatalogError
from embeddings import errors as embeddings_errors
from embeddings.errors import EmbeddingsError
from matcher import errors as matcher_errors
from matcher.errors import MatcherError

log = logging.getLogger("duijie.web")


class ApiError(Exception):
    """Root of what the delivery layer itself refuses; `code` is stable, `message` is for people."""

    code = "api_error"

    def __init__(self, message: str, *, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.fields = dict(fields or {})


class UploadMissing(ApiError):
    """A report was to be uploaded and none came."""

    code = "upload_missing"


class UploadMalformed(ApiError):
    """A body that is no form with one file."""

    code = "upload_malformed"


class BodyTooLarge(ApiError):
    """A request body beyond the limit."""

    code = "body_too_large"


class DeskFull(ApiError):
    """More reports wait than the service holds in memory."""

    code = "desk_full"


class StudyNotFound(ApiError):
    """No such report: expired, deleted, or somebody else's."""

    code = "study_not_found"


class CrossSiteRequest(ApiError):
    """A page of another site tried to send something."""

    code = "cross_site_request"


class UnknownHost(ApiError):
    """The Host header names a machine that this service is not."""

    code = "unknown_host"


class NotReady(ApiError):
    """The models are still being loaded."""

    code = "not_ready"


class TemplateNotFound(ApiError):
    """There is no import template of this kind."""

    code = "template_not_found"


STATUS: Mapping[type[Exception], int] = {
    ApiError: 400,
    UploadMissing: 422,
    UploadMalformed: 400,
    BodyTooLarge: 413,
    DeskFull: 503,
    StudyNotFound: 404,
    CrossSiteRequest: 403,
    UnknownHost: 421,
    NotReady: 503,
    TemplateNotFound: 404,
    CatalogError: 500,
    catalog_errors.ItemNotFound: 404,
    catalog_errors.InvalidTransition: 409,
    catalog_errors.InvalidContent: 422,
    catalog_errors.TaxonomyDamaged: 500,
    catalog_errors.UnknownTerm: 422,
    catalog_errors.ImportRefused: 422,
    MatcherError: 500,
    matcher_errors.ReportError: 422,
    matcher_errors.UnusableProblem: 422,
    matcher_errors.ReportTooLarge: 413,
    matcher_errors.UnsupportedReport: 415,
    matcher_errors.UnsafeReport: 422,
    matcher_errors.ReportNotFound: 404,
    matcher_errors.EmptyReport: 422,
    matcher_errors.EncryptedReport: 422,
    matcher_errors.DamagedReport: 422,
    matcher_errors.InvalidAnswers: 422,
    matcher_errors.OutcomeRefused: 422,
    matcher_errors.CorrectionRefused: 422,
    matcher_errors.DemandKeyUnusable: 500,
    EmbeddingsError: 500,
    embeddings_errors.ModelUnavailable: 503,
    embeddings_errors.IndexUnavailable: 503,
    embeddings_errors.BenchmarkUnreadable: 422,
}
"""Every error class of the service and the status that it answers; a test walks the class trees."""

_BY_STATUS: Mapping[int, tuple[str, str]] = {
    400: ("bad_request", "这个请求看不懂，请返回上一页重试。"),
    403: ("forbidden", "这个请求不被允许。"),
    404: ("not_found", "没有找到这个页面，地址可能写错了，或者内容已经删除。"),
    405: ("method_not_allowed", "这个地址不支持这样访问，请从页面上的按钮或链接进入。"),
    413: ("body_too_large", "提交的内容太大了。"),
    415: ("unsupported_media_type", "不支持这种格式的内容。"),
    422: ("invalid_input", "有的内容填写得不合要求，请按提示修改。"),
    500: ("internal_error", "服务出了点问题，我们已记下编号。请稍后重试。"),
    503: ("not_ready", "服务正在准备，请过一会儿再来。"),
}

_FIELD_MESSAGES: Mapping[str, str] = {
    "missing": "这一项必须填写",
    "int_parsing": "应当是整数",
    "int_from_float": "应当是整数",
    "float_parsing": "应当是数字",
    "finite_number": "应当是有限的数字",
    "bool_parsing": "应当是 true 或 false",
    "greater_than_equal": "不能小于 {ge}",
    "greater_than": "应当大于 {gt}",
    "less_than_equal": "不能大于 {le}",
    "less_than": "应当小于 {lt}",
    "string_too_long": "不能超过{max_length}个字",
    "string_too_short": "至少要有{min_length}个字",
    "too_long": "最多{max_length}项",
    "enum": "只能是：{expected}",
    "literal_error": "只能是：{expected}",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """A refusal ready to be shown; `fields` maps a field's name to what is wrong with it."""

    status: int
    code: str
    message: str
    fields: Mapping[str, str] = field(default_factory=dict)


def status_of(error: Exception) -> int:
    """The status of an error by its class or the nearest listed ancestor."""
    return next((STATUS[cls] for cls in type(error).__mro__ if cls in STATUS), 500)


def describe(error: Exception) -> Problem:
    """What people are told about an error. Server-side failures keep their inner words to themselves."""
    if isinstance(error, RequestValidationError):
        code, message = _BY_STATUS[422]
        return Problem(422, code, message, _field_messages(error.errors()))
    if isinstance(error, HTTPException):
        return _describe_status(error.status_code)
    if isinstance(error, (ApiError, CatalogError, MatcherError, EmbeddingsError)):
        status = status_of(error)
        if status == 500:
            return Problem(500, error.code, _BY_STATUS[500][1])
        return Problem(status, error.code, error.message, getattr(error, "fields", {}))
    return _describe_status(500)


def _describe_status(status: int) -> Problem:
    fallback = _BY_STATUS[500 if status >= 500 else 400]
    code, message = _BY_STATUS.get(status, fallback)
    return Problem(status, code, message)


def _field_messages(errors: Sequence[Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for error in errors:
        name = str(error["loc"][-1]) if error.get("loc") else ""
        template = _FIELD_MESSAGES.get(error["type"], "填写的内容不合要求")
        context = {
            key: value
            for key, value in (error.get("ctx") or {}).items()
            if isinstance(value, (int, float, str))
        }
        try:
            found.setdefault(name, template.format(**context))
        except KeyError:
            found.setdefault(name, "填写的内容不合要求")
    return found


def is_machine_path(path: str) -> bool:
    """Whether callers of this path expect JSON."""
    return path.startswith("/api/") or path in {"/healthz", "/readyz", "/openapi.json"}


def respond(scope: Scope, problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """The refusal as JSON for machine paths and as a page for people."""
    request_id = scope.get("state", {}).get("request_id", "")
    if is_machine_path(scope["path"]):
        body = {
            "code": problem.code,
            "message": problem.message,
            "fields": dict(problem.fields),
            "request_id": request_id,
        }
        return JSONResponse(body, problem.status, dict(headers or {}))
    return render(
        "error.html",
        {"problem": problem, "request_id": request_id},
        status=problem.status,
        headers=headers,
    )


def log_failure(error: BaseException, request_id: str, path: str) -> None:
    """Record an unexpected error: where it arose and its class, never its words, for they may quote a report."""
    path = re.sub(r"(?<=/report/)[^/]+", "…", path)  # the token is the key to a result
    frames = "".join(traceback.format_list(traceback.extract_tb(error.__traceback__)))
    log.error("unexpected %s, request %s, path %s\n%s", type(error).__name__, request_id, path, frames)


async def _answer(request: Request, error: Exception) -> Response:
    problem = describe(error)
    if problem.status >= 500 and not isinstance(error, NotReady):
        log_failure(error, getattr(request.state, "request_id", ""), request.url.path)
    headers = {"retry-after": "5"} if isinstance(error, NotReady) else getattr(error, "headers", None)
    return respond(request.scope, problem, headers)


async def _answer_unknown(request: Request, error: Exception) -> Response:
    """The framework raises the error again after this answer, and the guard records it."""
    return respond(request.scope, describe(error))


def install_handlers(app: FastAPI) -> None:
    """Answer every error in one shape."""
    app.add_exception_handler(Exception, _answer_unknown)
    for root in (
        ApiError,
        CatalogError,
        MatcherError,
        EmbeddingsError,
        RequestValidationError,
        HTTPException,
    ):
        app.add_exception_handler(root, _answer)
