"""Uploading a report, watching it being read, and its result; a result is shown only to the browser that brought it."""

from __future__ import annotations

import secrets
from typing import Annotated

from fastapi import APIRouter, Cookie, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.dependencies import DeskDep, RuntimeDep
from api.errors import ApiError, DeskFull, StudyNotFound, UploadMissing, describe
from api.reports import STAGES, Study
from api.uploads import UploadDep
from api.web.bundle_form import read_bundle_form
from api.web.desk import Desk, Job
from api.web.presenters.assessment import present_assessment
from api.web.presenters.bundle import BundleView, present_bundle, present_why_not
from api.web.presenters.comparing import compare_with_chosen
from api.web.presenters.numbers import say_size
from api.web.presenters.peers import present_peers
from api.web.presenters.report import present_report
from api.web.rendering import render
from api.web.samples import list_samples, read_sample
from catalog.errors import ItemNotFound
from matcher.bundles.counterfactual import explain_absence
from matcher.bundles.frontier import trace_frontier
from matcher.bundles.solving import solve_bundle
from matcher.documents.guard import check_size, identify_container, tame_name
from matcher.documents.limits import MIB, Limits
from matcher.errors import MatcherError, ReportError

router = APIRouter(include_in_schema=False)

VISITOR_COOKIE = "duijie_visitor"
VisitorDep = Annotated[str, Cookie(alias=VISITOR_COOKIE)]


@router.get("/report")
def show_form(runtime: RuntimeDep, deleted: str = "") -> Response:
    """The empty form; `deleted` comes from the redirect after a deletion."""
    return _form(runtime, notice="这份报告和它的结果已经删除。" if deleted else "")


@router.post("/report")
def take_report(
    request: Request, runtime: RuntimeDep, desk: DeskDep, upload: UploadDep, visitor: VisitorDep = ""
) -> Response:
    """Take a report in; what is wrong at first sight is said at once, beside the field."""
    name = tame_name(upload.name)
    try:
        _check_at_first_sight(upload.data, upload.name, runtime)
        return _accept(request, desk, upload.data, name, visitor)
    except (UploadMissing, DeskFull, ReportError) as error:
        return _form(runtime, error, file=name if upload.name else "")


@router.post("/report/sample")
def take_sample(
    request: Request,
    runtime: RuntimeDep,
    desk: DeskDep,
    sample: Annotated[str, Form()],
    visitor: VisitorDep = "",
) -> Response:
    """Study one of our sample reports."""
    data = read_sample(sample)
    if data is None:
        raise StudyNotFound("没有这份示例报告。")
    try:
        return _accept(request, desk, data, sample, visitor)
    except DeskFull as error:
        return _form(runtime, error)


@router.get("/report/{token}")
def show_report(
    request: Request, token: str, runtime: RuntimeDep, desk: DeskDep, visitor: VisitorDep = ""
) -> Response:
    """Progress while it is read, then the result, or the form with the reason why it was refused.

    The address may hold what the visitor tries on the bundle.
    """
    job = desk.get(token, visitor)
    if job.state == "refused":
        return _form(runtime, ReportError(job.refusal), file=job.name)
    if job.state == "failed":
        return _form(runtime, DeskFull(job.refusal), file=job.name)
    if job.study is None:
        return render("progress.html", {**_progress(job), "nav": "report"})
    page = present_report(job.study, runtime.taxonomy)
    assessed = job.study.result.reading.assessment
    return render(
        "report.html",
        {
            "page": page,
            "bundle": _bundle(request, token, job.study),
            "peers": present_peers(job.study.peers, runtime.taxonomy) if job.study.peers else None,
            "assessment": present_assessment(assessed) if assessed else None,
            "token": job.token,
            "minutes_left": desk.minutes_left(job),
            "nav": "report",
        },
    )


@router.get("/report/{token}/bundle")
def show_bundle(request: Request, token: str, desk: DeskDep, visitor: VisitorDep = "") -> Response:
    """The bundle alone, for the script that exchanges it when the visitor tries another budget."""
    job = desk.get(token, visitor)
    bundle = _bundle(request, token, job.study) if job.study else None
    if bundle is None or not request.headers.get("HX-Request"):
        return RedirectResponse(f"/report/{token}?{request.url.query}#bundle", 303)
    return render("bundle.html", {"bundle": bundle, "token": token})


@router.get("/report/{token}/why-not")
def show_why_not(request: Request, token: str, desk: DeskDep, visitor: VisitorDep = "") -> Response:
    """Why an item is not in the bundle of this form, what would bring it in, and how it differs from what is chosen."""
    job = desk.get(token, visitor)
    if job.study is None:
        return RedirectResponse(f"/report/{token}", 303)
    _, problem = read_bundle_form(request.query_params.multi_items(), job.study.result.problem)
    chosen = request.query_params.get("item", "")
    known = {str(candidate.id): candidate for candidate in problem.candidates}
    if chosen not in known:
        raise ItemNotFound("请从列表里选一个产品。")
    answer = explain_absence(problem, known[chosen].id)
    shown = {
        "why": present_why_not(answer, known[chosen]),
        "comparisons": compare_with_chosen(problem, solve_bundle(problem), known[chosen].id),
    }
    if request.headers.get("HX-Request"):
        return render("bundle_why_not.html", shown)
    return render("why_not.html", {**shown, "token": token, "nav": "report"})


def _bundle(request: Request, token: str, study: Study) -> BundleView | None:
    """None where there is nothing to choose: no need but money."""
    if not study.result.problem.demands:
        return None
    form, problem = read_bundle_form(request.query_params.multi_items(), study.result.problem)
    return present_bundle(
        token, form, problem, solve_bundle(problem), trace_frontier(problem), study.result.coverage
    )


@router.get("/report/{token}/progress")
def show_progress(token: str, desk: DeskDep, visitor: VisitorDep = "") -> Response:
    """The stages alone, for the script that asks again and again; the whole page is asked for when the work is over."""
    job = desk.get(token, visitor)
    if job.state not in {"waiting", "working"}:
        return Response(status_code=204, headers={"HX-Refresh": "true"})
    return render("_stages.html", _progress(job))


@router.post("/report/{token}/delete")
def delete_report(token: str, desk: DeskDep, visitor: VisitorDep = "") -> Response:
    """Forget a report at once."""
    desk.forget(token, visitor)
    return RedirectResponse("/report?deleted=1", 303)


def _check_at_first_sight(data: bytes, name: str, runtime: RuntimeDep) -> None:
    if not name:
        raise UploadMissing("请先选择一份报告。")
    limits = Limits(file_bytes=runtime.settings.max_upload_mb * MIB)
    check_size(len(data), tame_name(name), limits)
    identify_container(data, tame_name(name))


def _accept(request: Request, desk: Desk, data: bytes, name: str, visitor: str) -> Response:
    owner = visitor or secrets.token_urlsafe(24)
    token = desk.submit(owner, data, name)
    answer = RedirectResponse(f"/report/{token}", 303)
    answer.set_cookie(
        VISITOR_COOKIE,
        owner,
        max_age=desk.minutes * 60,
        path="/report",
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return answer


def _progress(job: Job) -> dict[str, object]:
    return {
        "token": job.token,
        "file": job.name,
        "size": say_size(job.size_bytes),
        "stages": STAGES,
        "stage": job.stage,
        "note": job.note,
        "waiting": job.state == "waiting",
        "ahead": job.ahead,
    }


def _form(
    runtime: RuntimeDep, error: ApiError | MatcherError | None = None, *, file: str = "", notice: str = ""
) -> Response:
    problem = describe(error) if error else None
    settings = runtime.settings
    return render(
        "report_form.html",
        {
            "problem": problem,
            "notice": notice,
            "file": file,
            "samples": list_samples(),
            "max_mb": settings.max_upload_mb,
            "minutes": settings.report_minutes,
            "demand_pool": settings.demand_pool,
            "nav": "report",
        },
        status=problem.status if problem else 200,
    )
